"""Decode emissions into spans: the likeliest BIO tags of all paragraphs and heads, with probabilities.

Paragraphs go one word further at each step, the longest first, so that a step is one operation over those that are left. Of long articles
a bounded number of words is read at a time, for the sake of memory; a paragraph with more words than that is read in parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_AT_A_TIME = 4096
"""Words decoded at a time."""
_CONTEXT = 256
"""Context words around a part of a longer paragraph: far more than tags depend on."""
_SCALED = 4
"""Steps after which probabilities are normalised, often enough to avoid underflow."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The labels of a head, in the order of its tags: `O`, then `B-` and `I-` of each."""

    labels: tuple[str, ...]
    transitions: Floats
    """Transition score from row tag to column tag."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words (end exclusive) with one label."""

    first: int
    last: int
    label: int
    """Index of the head's label."""
    chances: Floats
    """Mean probability of each label over the words; the remainder is no label."""
    certainty: float
    """Probability of the least certain word's tag."""


def decode(emissions: NDArray[np.floating], paragraphs: Sequence[tuple[int, int]], heads: Sequence[Tags]) -> "list[Decoded]":
    """Return for each head the likeliest tags of all words, with their probabilities.

    Args:
        emissions: a row for each word, with the scores of all tags of the first head, then of the next.
        paragraphs: ranges of rows, in order.
        heads: what the tags are.
    """
    sizes = [len(tags.transitions) for tags in heads]
    transitions = np.zeros((len(heads), max(sizes), max(sizes)))
    for head, size in enumerate(sizes):
        transitions[head, :size, :size] = heads[head].transitions
    found = [Decoded.nothing(len(emissions), len(tags.labels)) for tags in heads]
    for first, last, ranges in _bounded(paragraphs):
        low, high = ranges[0][0], ranges[-1][1]
        scores = np.full((len(heads), high - low, max(sizes)), -np.inf)  # tags that a head lacks are never taken
        for head, (size, end) in enumerate(zip(sizes, accumulate(sizes), strict=True)):
            scores[head, :, :size] = emissions[low:high, end - size : end]
        steps = Steps([(start - low, end - low) for start, end in ranges])
        best, likely = steps.best(scores, transitions), steps.marginals(scores, transitions)
        for head, of_head in enumerate(found):
            of_head.put(first, best[head, first - low : last - low], likely[head, first - low : last - low])
    return found


def _bounded(paragraphs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Yield the ranges to decode: the requested words, and the words with context."""
    held: list[tuple[int, int]] = []
    for first, last in paragraphs:
        if held and last - held[0][0] > _AT_A_TIME:
            yield held[0][0], held[-1][1], held
            held = []
        if last - first <= _AT_A_TIME:
            held.append((first, last))
            continue
        for start in range(first, last, _AT_A_TIME):
            end = min(start + _AT_A_TIME, last)
            yield start, end, [(max(first, start - _CONTEXT), min(last, end + _CONTEXT))]
    if held:
        yield held[0][0], held[-1][1], held


@dataclass(frozen=True, slots=True)
class Decoded:
    """Results per word for one head, plus a final row at which the last run may end."""

    tags: NDArray[np.int8]
    certain: Floats
    """Probability of the tag."""
    chances: Floats
    """Probability of each label."""

    @classmethod
    def nothing(cls, words: int, labels: int) -> "Decoded":
        """Return `count` words without a label."""
        return cls(np.zeros(words + 1, dtype=np.int8), np.ones(words + 1), np.zeros((words + 1, labels)))

    def put(self, first: int, tags: Numbers, likely: Floats) -> None:
        """Set the tags from a word on, with the probabilities of all tags."""
        here = slice(first, first + len(tags))
        self.tags[here] = tags
        self.certain[here] = likely[np.arange(len(tags)), tags]
        of_labels = slice(1, 1 + 2 * self.chances.shape[1], 2)
        self.chances[here] = likely[:, of_labels] + likely[:, 1:][:, of_labels]

    def runs(self) -> list[Run]:
        """Return the runs of words with one label."""
        begins = np.flatnonzero(self.tags % 2)
        if not len(begins):
            return []
        over = np.flatnonzero((self.tags % 2 == 1) | (self.tags == 0))
        ends = over[np.searchsorted(over, begins, side="right")]
        edges = np.stack([begins, ends], axis=1).ravel()
        means = np.add.reduceat(self.chances, edges)[::2] / (ends - begins)[:, None]
        least = np.minimum.reduceat(self.certain, edges)[::2]
        found = zip(begins.tolist(), ends.tolist(), (self.tags[begins] // 2).tolist(), means, least.tolist(), strict=True)
        return [Run(*run) for run in found]

    def possible(self, label: int, least: float) -> list[Run]:
        """Return the runs of words without a label that may have one all the same, with at least this probability of each word."""
        likely = (self.tags == 0) & (self.chances[:, label] >= least)
        edges = np.flatnonzero(np.diff(likely, prepend=False, append=False)).reshape(-1, 2).tolist()
        runs = ((first, last, self.chances[first:last].mean(axis=0)) for first, last in edges)
        return [Run(first, last, label, chances, float(chances[label])) for first, last, chances in runs]


class Steps:
    """The rows of each step; `order` groups the rows of a step, with paragraphs in the same order at each step."""

    def __init__(self, paragraphs: Sequence[tuple[int, int]]) -> None:
        """Order the paragraphs (ranges of rows) by length, longest first."""
        ranges = np.array([(first, last) for first, last in paragraphs if first < last], dtype=np.int64).reshape(-1, 2)
        ranges = ranges[np.argsort(ranges[:, 0] - ranges[:, 1], kind="stable")]
        lengths = ranges[:, 1] - ranges[:, 0]
        left = np.searchsorted(-lengths, -np.arange(lengths.max(initial=0)), side="left").tolist()
        rows = [ranges[:here, 0] + step for step, here in enumerate(left)]
        self.order: Numbers = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        ends = np.cumsum(left, dtype=np.int64).tolist()
        self.steps = [slice(end - size, end) for size, end in zip(left, ends, strict=True)]
        """Positions in `order` of each step."""
        self.before = [slice(step.start, step.start + size) for step, size in zip(self.steps, left[1:], strict=False)]
        """Positions of each step's rows that have a next step."""

    def best(self, emissions: Floats, transitions: Floats) -> Numbers:
        """Return the Viterbi tag of each row (Viterbi 1967); rows outside paragraphs get tag 0.

        Here and below, `emissions` (…, rows, tags) and `transitions` (…, tags, tags) may be those of several heads.
        """
        found = np.zeros(emissions.shape[:-1], dtype=np.int64)
        if not self.steps:
            return found
        scores = emissions[..., self.order, :]
        at, before = self._views(scores)
        at[0] += transitions[..., :1, :]
        first = (scores.ndim - 1, *range(scores.ndim - 1))  # the previous tag is the first axis: that makes the maximum fastest
        moves = np.ascontiguousarray(np.moveaxis(transitions, -2, 0))[..., None, :]
        for rows, left in zip(at[1:], before, strict=True):
            np.add(rows, np.maximum.reduce(left.transpose(first)[..., None] + moves, axis=0), out=rows)
        tags = np.zeros(scores.shape[:-1], dtype=np.int64)
        tags[..., self.steps[-1]] = after = at[-1].argmax(axis=-1)
        size = transitions.shape[-1]
        onward = np.swapaxes(transitions, -1, -2).reshape(-1, size)
        heads = np.arange(0, len(onward), size).reshape(*transitions.shape[:-2], 1)
        for rows, left, step in zip(at[-2::-1], before[::-1], self.steps[-2::-1], strict=True):
            np.add(left, onward[after + heads], out=left)
            tags[..., step] = after = rows.argmax(axis=-1)
        found[..., self.order] = tags
        return found

    def marginals(self, emissions: Floats, transitions: Floats) -> Floats:
        """Return tag probabilities per row (forward-backward, Rabiner 1989); 0 for rows outside paragraphs."""
        found = np.zeros_like(emissions)
        if not self.steps:
            return found
        weights = emissions[..., self.order, :]
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        moves = np.exp(transitions)
        forward = weights.copy()
        at, before = self._views(forward)
        at[0] *= moves[..., :1, :]
        for number, (rows, left) in enumerate(zip(at[1:], before, strict=True)):
            if number % _SCALED == 0:
                _normalise(left)
            np.multiply(rows, left @ moves, out=rows)
        back = np.ascontiguousarray(np.swapaxes(moves, -1, -2))
        behind, ahead = self._views(weights)
        for number, (rows, left, known) in enumerate(zip(behind[:0:-1], ahead[::-1], before[::-1], strict=True)):
            if number % _SCALED == 0:
                _normalise(rows)
            onward = rows @ back
            np.multiply(known, onward, out=known)
            np.multiply(left, onward, out=left)
        _normalise(forward)
        found[..., self.order, :] = forward
        return found

    def _views(self, values: Floats) -> tuple[list[Floats], list[Floats]]:
        """Return the values of each step, and those of its rows that have a next step."""
        return [values[..., rows, :] for rows in self.steps], [values[..., rows, :] for rows in self.before]


def _normalise(rows: Floats) -> None:
    """Divide rows by their sums."""
    rows /= np.add.reduce(rows, axis=-1, keepdims=True)
