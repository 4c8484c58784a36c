"""Train the network with which `transforms.html.block_scores` classifies the blocks of HTML pages.

    python -m training.body CORPORA OUT             train on all pages of `pages/train` and `pages/wcxb`, write blocks.bin and blocks.json
    python -m training.body CORPORA OUT --folds 4   train on three quarters of the sites, score the others, four times

All pages have the same weight, except that news (`train`) has more, because there is little of it; within a page, blocks are weighted by
their words. Some pages are seen without the features from the extractor, so that the network also works on pages on which the extractor
fails.

Cross-validation scores the body that the pipeline reads, for news by 4-grams and for WCXB by words, beside that of trafilatura.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean

import numpy as np
from torch import set_num_threads

from training.arguments import path_parser
from training.blocknet import BlockNet, Matrix, TrainingPage, arrays, train
from training.corpora import sha256
from training.markup import Example, by_trafilatura, examples, f1
from training.pages import fold
from training.scores import agreement, word_agreement
from transforms.encoding import decode
from transforms.html.block_facts import facts
from transforms.html.block_network import Network
from transforms.html.document import blocks_of, survey
from transforms.html.evidence import Evidence
from transforms.html.extraction import found_again
from transforms.page.paragraphs import read_paragraphs
from transforms.records import Stated

PARTS = ("train", "wcxb")
NEWS = 4.0
"""Weight of a page of `train`, against 1."""
LONGEST = 80
"""Words beyond which the weight of a block does not grow."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with its blocks, prepared for training."""

    example: Example
    is_news: bool
    text: str
    evidence: Evidence
    stated: Stated
    lesson: TrainingPage


def sample(example: Example, *, is_news: bool) -> Sample:
    """Return a page prepared for training."""
    text, evidence, stated = survey(decode(example.data, ["utf-8"])[0])
    inside = np.array(found_again([part for _, part in example.wanted], evidence.letters)) > 0.5
    sizes = np.minimum([len(part.split()) for part in evidence.texts], LONGEST).astype(np.float32) + 0.5
    weight = NEWS if is_news else 1.0
    lesson = TrainingPage(_matrix(evidence), _matrix(without_extractor(evidence)), inside, sizes.astype(np.float32), weight)
    return Sample(example, is_news, text, evidence, stated, lesson)


def without_extractor(evidence: Evidence) -> Evidence:
    """Return the evidence without the extractor's result."""
    return replace(evidence, kept=[0.0] * len(evidence.kept), published=[])


def _matrix(evidence: Evidence) -> Matrix:
    return np.stack(list(facts(evidence).values()), axis=1).astype(np.float32)


def _network(nets: Sequence[BlockNet]) -> Network:
    return Network([[value.astype(np.float64) for value in arrays(net)] for net in nets])


def body_of(sample: Sample, network: Network, *, bare: bool = False) -> str:
    """Return the body that the pipeline reads in a page."""
    evidence = without_extractor(sample.evidence) if bare else sample.evidence
    blocks = blocks_of(evidence, sample.stated, network)
    return "\n\n".join(row.text for row in read_paragraphs("page", sample.text, blocks) if row.is_body)


def show(name: str, found: Sequence[tuple[Sample, str]]) -> None:
    """Print the figures of news pages and of WCXB's."""
    news = [agreement(body, one.example.body) for one, body in found if one.is_news]
    others = [word_agreement(body, one.example.body) for one, body in found if not one.is_news]
    if news:
        precision, recall, both = f1(news)
        print(f"{name:24} news, 4-grams: P {precision:.3f} R {recall:.3f} F1 {both:.4f} of {len(news)}", flush=True)
    if others:
        precision, recall, both = (mean(column) for column in zip(*others, strict=True))
        print(f"{name:24} WCXB, words:   P {precision:.3f} R {recall:.3f} F1 {both:.4f} of {len(others)}", flush=True)


def cross_validate(samples: Sequence[Sample], given: argparse.Namespace) -> None:
    """Print the scores of pages by networks that were trained on other sites."""
    found: dict[str, list[tuple[Sample, str]]] = {"newstables": [], "without the extractor": [], "trafilatura": []}
    for number in range(given.folds):
        held = [one for one in samples if fold("fold" + one.example.site, given.folds) == number]
        lessons = [one.lesson for one in samples if fold("fold" + one.example.site, given.folds) != number]
        network = _network([train(lessons, seed, given.epochs) for seed in range(given.nets)])
        found["newstables"] += [(one, body_of(one, network)) for one in held]
        found["without the extractor"] += [(one, body_of(one, network, bare=True)) for one in held]
        found["trafilatura"] += [(one, by_trafilatura(one.example.data)) for one in held]
    for name, pairs in found.items():
        show(name, pairs)


def export(nets: Sequence[BlockNet], given: argparse.Namespace) -> None:
    """Write what the package ships."""
    given.out.mkdir(parents=True, exist_ok=True)
    learned = [array for net in nets for array in arrays(net)]
    target = given.out / "blocks.bin"
    target.write_bytes(b"".join(np.ascontiguousarray(array, dtype="<f4").tobytes() for array in learned))
    described = {
        "sha256": {target.name: sha256(target)},
        "networks": len(nets),
        "shapes": [list(array.shape) for array in learned],
        "training": {
            "options": {key: getattr(given, key) for key in ("nets", "epochs")},
            "data": {f"pages/{part}.jsonl.gz": sha256(given.corpora / f"pages/{part}.jsonl.gz") for part in PARTS},
        },
    }
    (given.out / "blocks.json").write_text(json.dumps(described) + "\n")


def main() -> None:
    """Cross-validate, or train and write."""
    parser = path_parser(__doc__, "corpora", "out")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate over sites instead")
    parser.add_argument("--nets", type=int, default=2, help="networks whose scores are averaged")
    parser.add_argument("--epochs", type=int, default=10)
    given = parser.parse_args()
    set_num_threads(1)
    pages = [(part, one) for part in PARTS for one in sorted(examples(given.corpora, part), key=lambda one: one.name)]
    samples = [sample(one, is_news=part == "train") for part, one in pages]
    if given.folds:
        cross_validate(samples, given)
    else:
        export([train([one.lesson for one in samples], seed, given.epochs) for seed in range(given.nets)], given)


if __name__ == "__main__":
    main()
