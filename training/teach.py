"""Teacher probabilities for articles without labels, for distillation (Hinton et al. 2015).

    python -m training.teach CORPORA TAUGHT --statements WEIGHTS [WEIGHTS ...] --names WEIGHTS [WEIGHTS ...]

WEIGHTS are folders of `training.export`: the teachers of statements and those of names. The emissions of the teachers of a head are
averaged before decoding. TAUGHT gets the probability of each name tag, then of each tag of statements, for each word of the articles of
`training.readings.unlabelled_readings`.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

import transforms.models
from training.arguments import path_parser
from training.readings import NAME_TAGS, Reading, unlabelled_readings
from transforms.reader.model import Model, load_model
from transforms.reader.tagging import Floats, PackedParagraphs

Taught = NDArray[np.float16]
"""Probability of each of `NAME_TAGS`, then of each of `PART_TAGS`, per word."""


def load_readers(folders: Sequence[Path]) -> list[Model]:
    """Load the readers of several folders."""
    own, found = transforms.models.WEIGHTS, []
    for folder in folders:
        transforms.models.WEIGHTS = folder
        load_model.cache_clear()
        found.append(load_model())
    transforms.models.WEIGHTS = own
    load_model.cache_clear()
    return found


@cache
def models(folders: tuple[Path, ...]) -> list[Model]:
    """Load the teachers once per process."""
    return load_readers(folders)


def probabilities(naming: tuple[Path, ...], stating: tuple[Path, ...], reading: Reading) -> Taught:
    """Return the averaged probabilities of the teachers of names and of statements for one article."""
    named = _read(models(naming), reading)[:, : len(NAME_TAGS)]
    stated = _read(models(stating), reading)[:, len(NAME_TAGS) :]
    paragraphs = PackedParagraphs(reading.paragraphs)
    names = paragraphs.marginals(named, np.mean([teacher.names.transitions for teacher in models(naming)], axis=0))
    statements = paragraphs.marginals(stated, np.mean([teacher.parts.transitions for teacher in models(stating)], axis=0))
    return np.concatenate([names, statements], axis=1).astype(np.float16)


def _read(teachers: Sequence[Model], reading: Reading) -> Floats:
    """Return the mean emissions of some readers."""
    return np.mean([teacher.read(reading.words, reading.paragraphs)[0] for teacher in teachers], axis=0)


def main() -> None:
    """Run the teachers, two articles at a time."""
    parser = path_parser(__doc__, "corpora", "taught")
    parser.add_argument("--statements", type=Path, nargs="+", required=True, help="weights of the teachers of statements")
    parser.add_argument("--names", type=Path, nargs="+", required=True, help="weights of the teachers of names")
    given = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(transforms.models.WEIGHTS / "tokenizer.json"))
    readings = list(unlabelled_readings(tokenizer, given.corpora))
    found = []
    with ProcessPoolExecutor(2) as pool:
        for taught in pool.map(partial(probabilities, tuple(given.names), tuple(given.statements)), readings, chunksize=10):
            found.append(taught)
            if len(found) % 100 == 0:
                print(f"{len(found)} of {len(readings)} articles", flush=True)
    np.save(given.taught, np.concatenate(found))


if __name__ == "__main__":
    main()
