"""Train the line model: the kind of each line of a page, and whether it continues the previous line.

    python -m training.page CORPORA OUT [--nets 3]       train on all sites and write page.onnx and page.json to OUT
    python -m training.page CORPORA OUT --folds 4        train on three quarters of the sites, score the others, four times

CORPORA as in `training.pages`. Nothing is learned from `pages/dev`, nor from the pages of `COPYLEFT`, whose bodies are scored all the same.
Scores go to OUT/scores.json: precision, recall and F1 of the 4-grams and of the words of the body, averaged over the pages that people have
marked, WCXB's apart from the others.
"""

import argparse
import json
import math
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.arguments import path_parser
from training.corpora import sha256
from training.linenet import LineNet, Shipped, write_nets
from training.pages import BODY, COPYLEFT, UNSURE, Page, augmented, body_f1, fold, read_pages, shortened
from training.scores import word_agreement
from transforms.page.line_model import LABELS
from transforms.page.lines import line_numbers, line_words, vocabulary_words

PARTS = ("train", "train_more_en", "train_more_other", "wcxb")
KNOWN_ON = 25
"""Minimum number of sites with a word for it to be in the vocabulary."""
VARIANTS = 4
"""Variants made of each page."""
FOLDS = 4
BATCH = 4000
"""Lines per step."""
_SURE, _GOLD, _SILVER, _FOREIGN = 2.0, 1.2, 0.7, 0.5
"""Page weights: kinds labelled by people, body checked by people, labelled by extractors or no news; other languages."""
_FOREIGN_DRAWN = 0.5
"""Share of the pages in other languages drawn per epoch."""
_WEIGHTS = (1.0, 1.0, 1.5, 2.0, 2.0, 2.0, 2.0, 1.5)
"""Weight of each label."""
_OVERLAP, _JOINS = 0.5, 0.3
"""Weights of the body-overlap and joint losses relative to the label loss."""

Numbers = NDArray[np.float16]
Words = NDArray[np.int16]
Targets = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Sample:
    """A page as network input: features, words, labels and joints."""

    numbers: Numbers
    words: Words
    targets: Targets


@dataclass(frozen=True, slots=True)
class Example:
    """A training page, as it is and varied."""

    page: Page
    samples: list[Sample]

    @property
    def weight(self) -> float:
        """The weight of the page."""
        by_whom = _SURE if self.page.origin == "fundus" else _GOLD if self.page.is_gold and self.page.origin != "wcxb" else _SILVER
        return by_whom if self.page.language == "en" else by_whom * _FOREIGN


def vocabulary(pages: Sequence[Page]) -> dict[str, int]:
    """Return the ids of words that occur on many sites."""
    sites = defaultdict(set)
    for page in pages:
        for line in page.lines:
            for word in vocabulary_words(line):
                sites[word].add(page.site)
    return {word: index + 2 for index, word in enumerate(sorted(word for word, found in sites.items() if len(found) >= KNOWN_ON))}


def sample(page: Page, words: dict[str, int]) -> Sample:
    """Return a page as network input."""
    return Sample(
        line_numbers(page.lines, page.layouts).astype(np.float16),
        np.array([line_words(line, words) for line in page.lines], dtype=np.int16),
        np.array([page.labels, page.joins], dtype=np.int8).T,
    )


def examples(pages: Sequence[Page], words: dict[str, int]) -> list[Example]:
    """Return training pages; surroundings are only taken from pages of the same fold, so that scored pages stay unseen."""
    alike = defaultdict(list)
    for page in pages:
        alike[fold(page.site, FOLDS), page.renderer, page.language].append(page)
    found = []
    for index, page in enumerate(pages):
        chance = random.Random(index)
        others = alike[fold(page.site, FOLDS), page.renderer, page.language]
        made = [shortened(page), *(augmented(page, others, chance) for _ in range(VARIANTS))]
        found.append(Example(page, [sample(one, words) for one in made if one.lines]))
    return found


def packed(samples: Sequence[Sample]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return a batch of pages: features, words, targets, and a mask of lines."""
    longest, count = max(len(one.targets) for one in samples), len(samples)
    numbers = torch.zeros(count, longest, samples[0].numbers.shape[1])
    words = torch.zeros(count, longest, samples[0].words.shape[1], dtype=torch.long)
    targets = torch.full((count, longest, 2), UNSURE)
    present = torch.zeros(count, longest, 1)
    for row, one in enumerate(samples):
        size = len(one.targets)
        numbers[row, :size] = torch.from_numpy(one.numbers.astype(np.float32))
        words[row, :size] = torch.from_numpy(one.words.astype(np.int64))
        targets[row, :size] = torch.from_numpy(one.targets.astype(np.int64))
        present[row, :size] = 1
    return numbers, words, targets, present


def batches(found: Sequence[Example], chance: random.Random) -> list[list[tuple[Sample, float]]]:
    """Return one variant of each page in batches of similar length, in random order."""
    taken = [example for example in found if example.page.language == "en" or chance.random() < _FOREIGN_DRAWN]
    drawn = [(chance.choice(example.samples), example.weight) for example in taken]
    drawn.sort(key=lambda pair: len(pair[0].targets) + chance.randint(-20, 20))
    made: list[list[tuple[Sample, float]]] = [[]]
    for pair in drawn:
        if made[-1] and (len(made[-1]) + 1) * len(pair[0].targets) > BATCH:
            made.append([])
        made[-1].append(pair)
    chance.shuffle(made)
    return made


_IS_BODY = torch.tensor([label in BODY for label in LABELS])


def loss(scores: Tensor, targets: Tensor, sizes: Tensor, weights: Tensor) -> Tensor:
    """Return the loss of a batch: pages have equal weight, lines the root of their number of words.

    It is the cross-entropy of labels, the overlap of the body with the expected one in words (Dice), and the cross-entropy of joints.
    """
    labels, joins = targets[..., 0], targets[..., 1]
    known, wanted = (labels >= 0).float(), labels.clamp(min=0)
    line = (0.3 + sizes.sqrt() / 3) * known
    entropy = functional.cross_entropy(scores[..., :-1].transpose(1, 2), wanted, reduction="none") * torch.tensor(_WEIGHTS)[wanted]
    entropy = (entropy * line).sum(1) / line.sum(1).clamp(min=1e-6)
    chance = torch.softmax(scores[..., :-1], dim=-1)[..., _IS_BODY].sum(-1)
    body, size = _IS_BODY[wanted].float(), sizes * known
    overlap = (2 * (chance * body * size).sum(1) + 5) / ((chance * size).sum(1) + (body * size).sum(1) + 5)
    told = (joins >= 0).float()
    joint = functional.binary_cross_entropy_with_logits(scores[..., -1], joins.clamp(min=0).float(), reduction="none") * told
    joint = joint.sum(1) / told.sum(1).clamp(min=5)
    return ((entropy + _OVERLAP * (1 - overlap) + _JOINS * joint) * weights).sum() / weights.sum()


def train(found: Sequence[Example], words: int, seed: int, given: argparse.Namespace) -> LineNet:
    """Return a network trained on the examples."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    numbers = np.concatenate([example.samples[0].numbers for example in found]).astype(np.float32)
    net = LineNet(numbers.shape[1], words)
    net.mean.copy_(torch.from_numpy(numbers.mean(0)))
    net.deviation.copy_(torch.from_numpy(numbers.std(0) + 0.01))
    optimizer = torch.optim.AdamW(net.parameters(), lr=given.rate, weight_decay=0.02)
    steps, step, began = len(batches(found, random.Random(seed))) * given.epochs, 0, time.monotonic()
    for epoch in range(given.epochs):
        total = 0.0
        for batch in batches(found, chance):
            optimizer.param_groups[0]["lr"] = given.rate * min(1.0, (step + 1) / 200) * max(0.02, _cosine(step / steps))
            numbers_in, words_in, targets, present = packed([one for one, _ in batch])
            sizes = torch.expm1(numbers_in[..., 1] * 2).clamp(1, 60)
            error = loss(net(numbers_in, words_in, present), targets, sizes, torch.tensor([weight for _, weight in batch]))
            optimizer.zero_grad()
            error.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            step, total = step + 1, total + error.item()
        print(f"seed {seed}, epoch {epoch}: loss {total * given.epochs / steps:.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return net.eval()


def _cosine(share: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * min(1.0, share)))


def scored(nets: list[LineNet], pages: Sequence[Page], words: dict[str, int]) -> Iterator[tuple[Page, tuple[float, ...]]]:
    """Yield pages with precision, recall and F1 of the predicted body, by 4-grams and by words."""
    whole = Shipped(nets).eval()
    for page in pages:
        seen = sample(page, words)
        with torch.no_grad():
            chances = whole(torch.from_numpy(seen.numbers.astype(np.float32)), torch.from_numpy(seen.words.astype(np.int64)))
        body = chances[:, :-1][:, _IS_BODY].sum(1) > 0.5
        found = " ".join(line for line, inside in zip(page.lines, body.tolist(), strict=True) if inside)
        yield page, (*body_f1(found, page.body or ""), *word_agreement(found, page.body or ""))


def summary(results: Sequence[tuple[Page, tuple[float, ...]]]) -> dict[str, dict[str, Any]]:
    """Return the mean scores by rendering and origin, and by rendering over all but WCXB."""
    groups = defaultdict(list)
    for page, score in results:
        for origin in {page.origin, "wcxb" if page.origin == "wcxb" else "all"}:
            groups[f"{page.renderer}, {origin}"].append(score)
    named = ("precision", "recall", "f1", "precision of words", "recall of words", "f1 of words")
    return {
        name: {"pages": len(rows)}
        | {key: round(statistics.mean(column), 4) for key, column in zip(named, zip(*rows, strict=True), strict=True)}
        for name, rows in sorted(groups.items())
    }


def cross_validate(given: argparse.Namespace, pages: Sequence[Page], found: Sequence[Example], words: dict[str, int]) -> None:
    """Score each manually labelled English page with networks not trained on its site."""
    results: list[tuple[Page, tuple[float, ...]]] = []
    for number in range(given.folds):
        learned = [example for example in found if fold(example.page.site, FOLDS) != number]
        nets = [train(learned, len(words), seed, given) for seed in range(given.nets)]
        unseen = [page for page in pages if page.is_gold and page.language == "en" and fold(page.site, FOLDS) == number]
        results += scored(nets, unseen, words)
        print(json.dumps(summary(results), indent=1), flush=True)
    (given.out / "scores.json").write_text(json.dumps(summary(results), indent=1) + "\n")


def export(nets: list[LineNet], words: dict[str, int], given: argparse.Namespace) -> None:
    """Write the model files that the package ships."""
    model, vocabulary_file = given.out / "page.onnx", given.out / "page-words.txt"
    write_nets(nets, model)
    vocabulary_file.write_text("\n".join(words) + "\n", encoding="utf-8")
    described = {
        "sha256": {path.name: sha256(path) for path in (model, vocabulary_file)},
        "labels": list(LABELS),
        "training": {
            "options": {key: getattr(given, key) for key in ("nets", "epochs", "rate")},
            "without": sorted(COPYLEFT),
            "data": {f"pages/{part}.jsonl.gz": sha256(given.corpora / f"pages/{part}.jsonl.gz") for part in PARTS},
        },
    }
    (given.out / "page.json").write_text(json.dumps(described, indent=1) + "\n")


def main() -> None:
    """Read the options and train."""
    parser = path_parser(__doc__, "corpora", "out")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate over sites instead")
    parser.add_argument("--nets", type=int, default=3, help="networks whose answers are averaged")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-3)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    pages = list(read_pages(given.corpora, *PARTS))
    allowed = [page for page in pages if page.origin not in COPYLEFT]
    words = vocabulary(allowed)
    found = examples(allowed, words)
    print(f"{len(found)} pages to learn from, {len(words)} words", flush=True)
    if given.folds:
        cross_validate(given, pages, found, words)
        return
    export([train(found, len(words), seed, given) for seed in range(given.nets)], words, given)


if __name__ == "__main__":
    main()
