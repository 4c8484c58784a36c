"""From emissions to spans: the likeliest BIO tags of each paragraph, and how likely they are, all paragraphs of an article at a time.

Paragraphs go one word further at each step, the longest first, so that a step is one operation over those that are left.
"""

from collections.abc import Sequence
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


def label_runs(emissions: Floats, paragraphs: Sequence[tuple[int, int]], tags: Tags) -> list[Run]:
    """Return the labelled runs of words of all paragraphs (ranges of rows of `emissions`, in order)."""
    steps = Steps(paragraphs)
    best = steps.best(emissions, tags.transitions)
    likely = steps.marginals(emissions, tags.transitions)
    begins = np.flatnonzero(best % 2)
    if not len(begins):
        return []
    over = np.append(np.flatnonzero((best % 2 == 1) | (best == 0)), len(best))
    ends = over[np.searchsorted(over, begins, side="right")]
    edges = np.stack([begins, ends], axis=1).ravel()
    chances = np.vstack([likely[:, 1::2] + likely[:, 2::2], np.zeros(len(tags.labels))])
    means = np.add.reduceat(chances, edges)[::2] / (ends - begins)[:, None]
    least = np.minimum.reduceat(np.append(likely[np.arange(len(best)), best], 1.0), edges)[::2]
    found = zip(begins.tolist(), ends.tolist(), (best[begins] // 2).tolist(), means, least.tolist(), strict=True)
    return [Run(*run) for run in found]


class Steps:
    """Which rows are read at each step; in `order` those of a step stand together, and each paragraph at the same place of its steps."""

    def __init__(self, paragraphs: Sequence[tuple[int, int]]) -> None:
        """Order the paragraphs (ranges of rows), the longest first."""
        ranges = np.array([(first, last) for first, last in paragraphs if first < last], dtype=np.int64).reshape(-1, 2)
        ranges = ranges[np.argsort(ranges[:, 0] - ranges[:, 1], kind="stable")]
        lengths = ranges[:, 1] - ranges[:, 0]
        left = np.searchsorted(-lengths, -np.arange(lengths.max(initial=0)), side="left").tolist()
        rows = [ranges[:here, 0] + step for step, here in enumerate(left)]
        self.order: Numbers = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        ends = np.cumsum(left, dtype=np.int64).tolist()
        self.steps = [slice(end - size, end) for size, end in zip(left, ends, strict=True)]
        """Places in `order` of each step."""
        self.before = [slice(step.start, step.start + size) for step, size in zip(self.steps, left[1:], strict=False)]
        """Places of those rows of each step but the last that a next one follows."""

    def best(self, emissions: Floats, transitions: Floats) -> Numbers:
        """Return the tag of each row in the likeliest sequence of its paragraph (Viterbi 1967); rows of no paragraph get tag 0."""
        found = np.zeros(len(emissions), dtype=np.int64)
        if not self.steps:
            return found
        scores = emissions[self.order]
        scores[self.steps[0]] += transitions[0]
        for before, rows in zip(self.before, self.steps[1:], strict=True):
            scores[rows] += (scores[before][:, :, None] + transitions).max(axis=1)
        tags = np.zeros(len(scores), dtype=np.int64)
        after = scores[self.steps[-1]].argmax(axis=1)
        tags[self.steps[-1]] = after
        onward = np.ascontiguousarray(transitions.T)
        for before, rows in zip(reversed(self.before), reversed(self.steps[:-1]), strict=True):
            scores[before] += onward[after]
            tags[rows] = after = scores[rows].argmax(axis=1)
        found[self.order] = tags
        return found

    def marginals(self, emissions: Floats, transitions: Floats) -> Floats:
        """Return the probability of each tag of each row over all sequences (forward-backward, Rabiner 1989); 0 in rows of no paragraph."""
        found = np.zeros_like(emissions)
        if not self.steps:
            return found
        weights = emissions[self.order]
        weights = np.exp(weights - weights.max(axis=1, keepdims=True))
        moves = np.exp(transitions)
        forward = weights.copy()
        forward[self.steps[0]] *= moves[0]
        for before, rows in zip(self.before, self.steps[1:], strict=True):
            _normalise(forward[before])
            forward[rows] *= forward[before] @ moves
        backward = weights
        back = np.ascontiguousarray(moves.T)
        for before, rows in zip(reversed(self.before), reversed(self.steps[1:]), strict=True):
            after = backward[rows]
            _normalise(after)
            onward = after @ back
            forward[before] *= onward
            backward[before] *= onward
        _normalise(forward)
        found[self.order] = forward
        return found


def _normalise(rows: Floats) -> None:
    """Divide rows by their sums."""
    rows /= rows.sum(axis=1, keepdims=True)
