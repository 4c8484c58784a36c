"""Precision, recall and F1, and the report of all figures."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COARSE = {"person": "person", "organization": "organization", "location": "location", "facility": "location"}
"""The three classes that all corpora mark, by those of names."""
GRAM = 4
"""Words per n-gram for comparing texts."""


def grams(text: str) -> Counter[tuple[str, ...]]:
    """Count the 4-grams; all words if there are fewer."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + GRAM]) for i in range(max(1, len(words) - GRAM + 1)) if words)


def agreement(found: str, wanted: str) -> tuple[float, float]:
    """Return precision and recall of a text by bags of 4-grams (the metric of article-extraction-benchmark)."""
    one, other = grams(found), grams(wanted)
    both = (one & other).total()
    return (both / one.total() if one else float(not other)), (both / other.total() if other else float(not one))


def word_agreement(found: str, wanted: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of a text by bags of words, ignoring case (the metric of WCXB)."""
    one, other = (Counter(re.findall(r"\w+", text.lower())) for text in (found, wanted))
    both = (one & other).total()
    precision, recall = both / max(1, one.total()), both / max(1, other.total())
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1.0)


@dataclass(slots=True)
class Score:
    """Counts of predicted, right and expected items."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, found: Iterable[Any], wanted: Iterable[Any]) -> None:
        """Compare two sets of items and add the counts."""
        one, other = set(found), set(wanted)
        self.right += len(one & other)
        self.found += len(one)
        self.wanted += len(other)

    @property
    def precision(self) -> float:
        """Share of predicted items that are right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of expected items that were found."""
        return self.right / max(1, self.wanted)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.wanted)


@dataclass(slots=True)
class Report:
    """All figures by name, in order."""

    figures: dict[str, float] = field(default_factory=dict)
    confidence: dict[str, list[tuple[float, int, float, float]]] = field(default_factory=dict)
    """Bins of similar confidence: lower bound, count, mean confidence and accuracy."""

    def show(self, name: str, score: Score) -> None:
        """Print precision, recall and F1, and record F1."""
        print(f"{name:44} P {score.precision:6.1%}  R {score.recall:6.1%}  F1 {score.f1:6.1%}  of {score.wanted}")
        self.figures[name] = round(100 * score.f1, 1)

    def share(self, name: str, right: int, total: int) -> None:
        """Print and record a share."""
        print(f"{name:44} {right / max(1, total):6.1%}  {right} of {total}")
        self.figures[name] = round(100 * right / max(1, total), 1)

    def figure(self, name: str, value: float) -> None:
        """Print and record a figure that is a share."""
        print(f"{name:44} {value:6.1%}")
        self.figures[name] = round(100 * value, 1)

    def mean(self, name: str, values: Sequence[float]) -> None:
        """Print and record the mean of shares."""
        mean = sum(values) / max(1, len(values))
        print(f"{name:44} {mean:6.1%}  mean of {len(values)}")
        self.figures[name] = round(100 * mean, 1)

    def below(self, floors: Mapping[str, float]) -> list[str]:
        """Return a line for each figure that is below its floor or missing."""
        return [
            f"{name}: {self.figures.get(name)} is below {floor}" for name, floor in floors.items() if self.figures.get(name, 0.0) < floor
        ]

    def calibration(self, name: str, pairs: Sequence[tuple[float, bool]]) -> None:
        """Print the accuracy by confidence, and record the expected calibration error."""
        error, steps = 0.0, self.confidence.setdefault(name, [])
        for low, inside in _bins(pairs):
            sure, right = (sum(pair[column] for pair in inside) / len(inside) for column in (0, 1))
            error += abs(sure - right) * len(inside) / len(pairs)
            steps.append((low, len(inside), round(sure, 3), round(right, 3)))
            print(f"confidence of {name}: {low:.1f}-{low + 0.1:.1f}  mean {sure:.2f}  right {right:.2f}  of {len(inside)}")
        print(f"calibration error of {name}: {error:.3f}")
        self.figures[f"calibration error of {name}"] = round(100 * error, 1)


def _bins(pairs: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, list[tuple[float, bool]]]]:
    for step in range(10):
        inside = [pair for pair in pairs if step <= min(9.99, 10 * pair[0]) < step + 1]
        if inside:
            yield step / 10, inside
