"""Teacher probabilities for articles without labels, for distillation (Hinton et al. 2015).

    python -m training.teach CORPORA TAUGHT WEIGHTS [WEIGHTS ...]

WEIGHTS are folders of `training.export`; the emissions of these readers are averaged before decoding. TAUGHT gets the probability of each
tag of statements for each word of the articles of `training.readings.unlabelled_readings`.
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
from training.readings import Reading, unlabelled_readings
from transforms.reader.model import Model, load_model
from transforms.reader.tagging import Floats, PackedParagraphs

Taught = NDArray[np.float16]
"""Probability of each of `PART_TAGS`, per word."""


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


def probabilities(folders: tuple[Path, ...], reading: Reading) -> Taught:
    """Return the averaged probabilities of several readers for one article."""
    teachers = models(folders)
    emissions: Floats = np.mean([teacher.read(reading.words, reading.paragraphs)[0] for teacher in teachers], axis=0)
    transitions = np.mean([teacher.parts.transitions for teacher in teachers], axis=0)
    return PackedParagraphs(reading.paragraphs).marginals(emissions[:, -len(transitions) :], transitions).astype(np.float16)


def main() -> None:
    """Run the teachers, two articles at a time."""
    parser = path_parser(__doc__, "corpora", "taught")
    parser.add_argument("weights", type=Path, nargs="+")
    given = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(transforms.models.WEIGHTS / "tokenizer.json"))
    readings = list(unlabelled_readings(tokenizer, given.corpora))
    found = []
    with ProcessPoolExecutor(2) as pool:
        for taught in pool.map(partial(probabilities, tuple(given.weights)), readings, chunksize=10):
            found.append(taught)
            if len(found) % 100 == 0:
                print(f"{len(found)} of {len(readings)} articles", flush=True)
    np.save(given.taught, np.concatenate(found))


if __name__ == "__main__":
    main()
