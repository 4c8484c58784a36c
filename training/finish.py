"""Final training of a reader on statements, names and source resolution, one article at a time.

    torchrun --standalone --nproc-per-node 2 -m training.finish CORPORA BEGIN OUT [--epochs 2] [--without 0]

BEGIN is the `model.pt` of `training.train` or `training.shrink`, beside its `training.json`. CORPORA as in `training.corpora`; pronouns and
noun phrases of `entities/gum_train` are used like sources. The candidate names of a source are those that the reader in
`transforms/weights` finds. OUT gets `model.pt` and `training.json`.

`--taught` is what `training.teach` wrote: articles without labels are then used too, with the teachers' probabilities in place of labels.

`--without 0` excludes the speakers of articles with even numbers from training, `--without 1` those with odd numbers. The results of these
two readers for the excluded articles are features for `training.linker`.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training import loop
from training.arguments import path_parser
from training.corpora import learned_statements, page_files, training_files
from training.examples import Example, inputs, padded
from training.linker import read
from training.model import DROPOUT, Encoder, ReaderModel
from training.pointer import Case, Queries, by_word, coreference, cut, loss, queries
from training.readings import gum_readings, names_readings, statement_readings, unlabelled_readings
from training.teach import Taught
from training.train import annotated_losses, optimizer, shape
from transforms import models

WEIGHT = 0.1
"""Weight of the source-resolution loss relative to the tag losses."""
NAMED = 0.4
"""Share of the names-only articles used per epoch."""
WINDOWS = 9
"""Minimum windows per process and step, except for the remainder."""
MOST = 24
"""Maximum windows per process and step: the rest of a long article is dropped."""
UNLABELLED = 1.0
"""Share of the articles without labels used per epoch."""
TEACHING = 1.0
"""Weight of the divergence from the teachers' probabilities."""
_ALIKE = 20
"""Number of steps among which articles are sorted by length."""

Group = Sequence[tuple[Case, Sequence[Example], Queries | None]]
"""The articles of one process and step, with their windows."""


def cases(tokenizer: Tokenizer, corpora: Path, cache: Path | None, without: int) -> tuple[list[Case], list[Case], list[Case]]:
    """Yield the training articles: with statements (each with two kinds of quotation marks), of GUM, and with names only."""
    articles = [read(record, cache) for record in learned_statements(corpora)]
    said = []
    for index, reading in enumerate(statement_readings(tokenizer, corpora)):
        number = index // 2
        said.append(Case(reading, None if number % 2 == without else queries(reading.words, articles[number])))
    gum = [Case(reading, coreference(reading.words, record)) for reading, record in gum_readings(tokenizer, corpora)]
    return said, gum, [Case(reading, None) for reading in names_readings(tokenizer, corpora)]


def taught_cases(tokenizer: Tokenizer, corpora: Path, taught: Taught) -> list[Case]:
    """Return the articles without labels, each with its rows of what the teachers said.

    Raises:
        ValueError: the rows are those of other articles.
    """
    found, row = [], 0
    for reading in unlabelled_readings(tokenizer, corpora):
        end = row + len(reading.words.starts)
        found.append(Case(reading, None, taught[row:end]))
        row = end
    if row != len(taught):
        raise ValueError("The teachers read other articles than these corpora have.")
    return found


def steps(pools: Sequence[tuple[Sequence[Case], float]], chance: random.Random) -> Iterator[list[Group]]:
    """Yield the articles of each step of an epoch, by process; of each pool, a share is used."""
    chosen = [case for pool, share in pools for case in pool if chance.random() < share]
    chance.shuffle(chosen)
    groups: list[tuple[int, Group]] = []
    now: list[tuple[Case, Sequence[Example], Queries | None]] = []
    for case in chosen:
        now.append((case, *cut(case, chance)))
        size = sum(len(windows) for _, windows, _ in now)
        if size >= WINDOWS:
            groups.append((size, now))
            now = []
    world = loop.world()
    for at in range(0, len(groups), _ALIKE * world):
        alike = sorted(groups[at : at + _ALIKE * world], key=lambda group: group[0])
        together = [[group for _, group in alike[index : index + world]] for index in range(0, len(alike) - world + 1, world)]
        chance.shuffle(together)
        yield from together


def losses(model: ReaderModel, group: Group) -> dict[str, Tensor]:
    """Return the losses for names, statements and source resolution."""
    examples = [example for _, windows, _ in group for example in windows][:MOST]
    pieces, features, firsts, mask, present = inputs(examples)
    with torch.autocast("cpu", torch.bfloat16):
        x = model.encoder(pieces, features, mask)
    states = model.states(x, firsts)
    heads = model.tags(states)
    found = annotated_losses(model, heads, examples, present)
    found["parts"] = found["parts"] + TEACHING * taught_loss(model, heads[1], examples, present)
    vectors = model.pointer.words(states)
    total, count, index = vectors.sum() * 0.0, 0, 0
    for case, windows, article in group:
        own = slice(index, index + len(windows))
        if article is not None and own.stop <= len(examples):
            lost, known = loss(by_word(vectors[own], windows, len(case.reading.words.starts)), article, model.pointer.near)
            total, count = total + lost, count + known
        index = own.stop
    return {**found, "means": WEIGHT * total / max(1, count)}


def taught_loss(model: ReaderModel, parts: Tensor, examples: Sequence[Example], present: Tensor) -> Tensor:
    """Return how far the head for statements is from the teachers', per word, times the share of windows with a teacher."""
    rows = [row for row, example in enumerate(examples) if example.taught is not None]
    if not rows:
        return parts.sum() * 0.0
    there = present[rows]
    known = padded([example.taught for example in examples if example.taught is not None], 0)
    known = functional.pad(known, (0, 0, 0, there.shape[1] - known.shape[1]))
    return model.part_crf.distance(parts[rows], known, there).sum() / there.sum() * (len(rows) / len(examples))


def main() -> None:
    """Read the options and train."""
    parser = path_parser(__doc__, "corpora", "begin", "out")
    parser.add_argument("--without", type=int, choices=(0, 1), default=-1, help="half of the articles whose speakers are not learned from")
    parser.add_argument("--share", type=float, default=1.0, help="share of the articles with statements that are read in each epoch")
    parser.add_argument("--taught", type=Path, help="what `training.teach` wrote, to learn from as well")
    parser.add_argument("--cache", type=Path, help="folder in which what the shipped reader says is kept")
    loop.add_options(parser, epochs=2, rate=8e-5)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(models.WEIGHTS / "tokenizer.json"))
    said, gum, named = cases(tokenizer, given.corpora, given.cache, given.without)
    taught = taught_cases(tokenizer, given.corpora, np.load(given.taught, mmap_mode="r")) if given.taught else []
    torch.manual_seed(given.seed)
    model = ReaderModel(Encoder(DROPOUT, shape(given)))
    model.load_state_dict(torch.load(given.begin))

    def epoch(chance: random.Random) -> Iterator[list[Group]]:
        return steps(((said, given.share), (gum, 1.0), (named, NAMED), (taught, UNLABELLED)), chance)

    log = loop.learn(given, model, optimizer(model, given.rate), epoch, lambda groups: losses(model, groups[0]))
    options: dict[str, Any] = {"model": "minilm", "shape": shape(given), "share": given.share, "without": given.without}
    files = [*training_files(given.corpora), given.corpora / "entities/gum_train.jsonl.gz", *(page_files(given.corpora) if taught else ())]
    begun = {"begin": given.begin} | ({"taught": given.taught} if given.taught else {})
    loop.write_record(given, options, files, begun, log)


if __name__ == "__main__":
    main()
