"""From emissions to spans: the likeliest BIO tags of each paragraph, and how likely they are, all paragraphs of an article at a time.

Paragraphs go one word further at each step, the longest first, so that a step is one operation over those that are left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tags:
    """The labels of one head, in the order of its tags: `O`, then `B-` and `I-` of each."""

    labels: tuple[str, ...]
    transitions: Floats
    """Score of each tag (column) after each other (row)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words from first to last (end exclusive) that carry one label."""

    first: int
    last: int
    label: int
    """Index into the labels of the head."""
    chances: Floats
    """Probability of each label for these words, their mean; what is left is that of no label."""
    certainty: float
    """Probability of the least certain word's tag."""


def label_runs(emissions: Floats, paragraphs: Sequence[tuple[int, int]], tags: Tags) -> Iterator[Run]:
    """Yield the labelled runs of words of all paragraphs (ranges of rows of `emissions`), in the order of the paragraphs."""
    steps = Steps(paragraphs)
    best = steps.best(emissions, tags.transitions)
    likely = steps.marginals(emissions, tags.transitions)
    for first, last in paragraphs:
        begins = first + np.flatnonzero(best[first:last] % 2)
        for begin in begins.tolist():
            end = begin + 1
            while end < last and best[end] == best[begin] + 1:
                end += 1
            inside = likely[begin:end]
            chances = (inside[:, 1::2] + inside[:, 2::2]).mean(axis=0)
            certainty = inside[np.arange(end - begin), best[begin:end]].min()
            yield Run(begin, end, int(best[begin]) // 2, chances, float(certainty))


class Steps:
    """Which rows are read at each step."""

    def __init__(self, paragraphs: Sequence[tuple[int, int]]) -> None:
        """Order the paragraphs (ranges of rows), the longest first."""
        ranges = np.array([(first, last) for first, last in paragraphs if first < last], dtype=np.int64).reshape(-1, 2)
        ranges = ranges[np.argsort(ranges[:, 0] - ranges[:, 1], kind="stable")]
        lengths = ranges[:, 1] - ranges[:, 0]
        left = np.searchsorted(-lengths, -np.arange(lengths.max(initial=0)), side="left")
        self.rows: list[Numbers] = [ranges[:here, 0] + step for step, here in enumerate(left.tolist())]

    def best(self, emissions: Floats, transitions: Floats) -> Numbers:
        """Return the tag of each row in the likeliest sequence of its paragraph (Viterbi 1967); rows of no paragraph get tag 0."""
        tags = np.zeros(len(emissions), dtype=np.int64)
        if not self.rows:
            return tags
        scores = emissions[self.rows[0]] + transitions[0]
        back = []
        for rows in self.rows[1:]:
            further = scores[: len(rows), :, None] + transitions
            chosen = further.argmax(axis=1)
            back.append(chosen)
            scores[: len(rows)] = np.take_along_axis(further, chosen[:, None], axis=1)[:, 0] + emissions[rows]
        current = scores.argmax(axis=1)
        for step in range(len(self.rows) - 1, -1, -1):
            rows = self.rows[step]
            tags[rows] = current[: len(rows)]
            if step:
                current[: len(rows)] = back[step - 1][np.arange(len(rows)), current[: len(rows)]]
        return tags

    def marginals(self, emissions: Floats, transitions: Floats) -> Floats:
        """Return the probability of each tag of each row over all sequences (forward-backward, Rabiner 1989); 0 in rows of no paragraph."""
        weights: Floats = np.exp(emissions - emissions.max(axis=1, keepdims=True, initial=-np.inf))
        moves = np.exp(transitions)
        forward, backward = np.zeros_like(weights), np.zeros_like(weights)
        for step, rows in enumerate(self.rows):
            before = forward[self.rows[step - 1][: len(rows)]] @ moves if step else moves[0]
            forward[rows] = _normalised(before * weights[rows])
        for step in range(len(self.rows) - 1, -1, -1):
            rows = self.rows[step]
            backward[rows] = 1.0
            if step + 1 < len(self.rows):
                after = self.rows[step + 1]
                backward[rows[: len(after)]] = _normalised((backward[after] * weights[after]) @ moves.T)
        inside = np.concatenate(self.rows) if self.rows else np.zeros(0, dtype=np.int64)
        found = np.zeros_like(weights)
        found[inside] = _normalised(forward[inside] * backward[inside])
        return found


def _normalised(rows: Floats) -> Floats:
    totals: Floats = rows.sum(axis=1, keepdims=True)
    return rows / totals
