"""Fit the weights by which `transforms.html.block_scores` judges the blocks of HTML pages.

    python -m training.body CORPORA            # cross-validation over publishers: what to expect on sites not seen
    python -m training.body CORPORA --write    # fit on all pages of `pages/train` and write transforms/html/block_weights.py

A logistic model. Each page counts the same, and within it each block by its words. Every page is seen twice, the second time
without what the extractor keeps, so that the model reads pages that it fails on. scikit-learn is needed.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from training.markup import Example, examples, f1
from training.scores import agreement
from transforms.html.block_scores import Evidence, facts, judge_body
from transforms.html.document import survey
from transforms.html.extraction import found_again
from transforms.text import decode

STRENGTH = 0.05
"""Inverse of the L2 penalty, on standardized columns."""
FOLDS = 12
WITHOUT = 0.3
"""Weight of a page without the extractor's vote, relative to 1 with it."""
LONGEST = 80
"""Words beyond which a longer block has no more weight."""
TARGET = Path("transforms/html/block_weights.py")

Matrix = NDArray[np.float64]


class Sample:
    """A page as input of the model."""

    def __init__(self, example: Example) -> None:
        self.example = example
        _, self.evidence, _ = survey(decode(example.data, ["utf-8"])[0])
        texts = self.evidence.texts
        self.inside = np.array(found_again([text for _, text in example.wanted], texts)) > 0.5
        self.columns = _matrix(self.evidence)
        self.bare = _matrix(without_extractor(self.evidence))
        weights = np.minimum([len(text.split()) for text in texts], LONGEST) + 0.5
        self.weights = weights / weights.sum()


def without_extractor(evidence: Evidence) -> Evidence:
    """Return the evidence without the extractor's result."""
    return replace(evidence, kept=[0.0] * len(evidence.kept), published=[])


def _matrix(evidence: Evidence) -> Matrix:
    return np.stack(list(facts(evidence).values()), axis=1)


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Return the weight of each unscaled feature, and the bias."""
    columns = np.concatenate([s.columns for s in samples] + [s.bare for s in samples])
    inside = np.concatenate([s.inside for s in samples] * 2)
    weights = np.concatenate([s.weights for s in samples] + [s.weights * WITHOUT for s in samples])
    seen = np.concatenate([s.columns for s in samples])
    centre, scale = seen.mean(axis=0), seen.std(axis=0) + 1e-3
    model = LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-6)
    model.fit((columns - centre) / scale, inside, sample_weight=weights / weights.mean())
    slopes = model.coef_[0] / scale
    names = list(facts(samples[0].evidence))
    fitted = {"bias": float(model.intercept_[0] - slopes @ centre)}
    return {name: round(value, 4) for name, value in (fitted | dict(zip(names, slopes.tolist(), strict=True))).items()}


def score(samples: Sequence[Sample], weights: dict[str, float], *, bare: bool) -> list[tuple[float, float]]:
    """Return 4-gram precision and recall of each page by the probabilities only."""
    pairs = []
    for sample in samples:
        chances = judge_body(without_extractor(sample.evidence) if bare else sample.evidence, weights)
        found = "\n\n".join(text for text, chance in zip(sample.evidence.texts, chances, strict=True) if chance >= 0.5)
        pairs.append(agreement(found, sample.example.body))
    return pairs


def cross_validate(samples: Sequence[Sample]) -> None:
    """Print scores of each publisher's pages with weights fitted on the others."""
    publishers = sorted({sample.example.publisher for sample in samples})
    pairs: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for fold in range(FOLDS):
        held = set(publishers[fold::FOLDS])
        weights = fit([sample for sample in samples if sample.example.publisher not in held])
        for bare in pairs:
            pairs[bare] += score([sample for sample in samples if sample.example.publisher in held], weights, bare=bare)
    for bare, found in pairs.items():
        precision, recall, both = f1(found)
        print(f"{'without' if bare else 'with'} the extractor: P {precision:.3f} R {recall:.3f} F1 {both:.4f}  {len(found)} pages")


def main() -> None:
    """Cross-validate, or fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    samples = [Sample(example) for example in examples(given.corpora, "train")]
    if not given.write:
        cross_validate(samples)
        return
    lines = [f'    "{name}": {value},' for name, value in fit(samples).items()]
    head = '"""Weights of the facts by which `block_scores` judges blocks, fitted and written by `python -m training.body --write`."""'
    TARGET.write_text("\n".join([head, "", "WEIGHTS = {", *lines, "}", ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
