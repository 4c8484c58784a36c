"""Decode emissions into spans: the likeliest BIO tags of all paragraphs and heads, with probabilities (linear-chain CRF).

All paragraphs are decoded together, one word per step, longest first, as in packed sequences: each step is one array operation over the
paragraphs that still have words. Long articles are decoded a bounded number of words at a time to limit memory; paragraphs longer than that
are split.
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
"""Words of context on either side of a part of a long paragraph: far more than tags depend on."""
_SCALED = 4
"""Steps between normalisations, which prevent underflow."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The labels of a head, whose tags are `O`, then `B-` and `I-` of each label, in this order."""

    labels: tuple[str, ...]
    transitions: Floats
    """Score of the transition from the row's tag to the column's tag."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words with one label: word indices `first` to `last`, exclusive."""

    first: int
    last: int
    label: int
    """Index in the head's labels."""
    chances: Floats
    """Mean marginal probability of each label over the words; the rest up to 1 is that of no label."""
    certainty: float
    """Marginal probability of the least certain word's tag."""


def decode(emissions: NDArray[np.floating], paragraphs: Sequence[tuple[int, int]], heads: Sequence[Tags]) -> "list[Decoded]":
    """Return the likeliest tags of all words, with their probabilities, for each head.

    Args:
        emissions: an array of shape (words, tags); columns are the tags of the first head, then of the next.
        paragraphs: ranges of words, in order.
        heads: the labels and transitions of each head.
    """
    sizes = [len(tags.transitions) for tags in heads]
    transitions = np.zeros((len(heads), max(sizes), max(sizes)))
    for head, size in enumerate(sizes):
        transitions[head, :size, :size] = heads[head].transitions
    decoded = [Decoded.unlabelled(len(emissions), len(tags.labels)) for tags in heads]
    for first, last, ranges in _bounded(paragraphs):
        low, high = ranges[0][0], ranges[-1][1]
        scores = np.full((len(heads), high - low, max(sizes)), -np.inf)  # a head never takes tags beyond its own
        for head, (size, end) in enumerate(zip(sizes, accumulate(sizes), strict=True)):
            scores[head, :, :size] = emissions[low:high, end - size : end]
        packed = PackedParagraphs([(start - low, end - low) for start, end in ranges])
        best, marginals = packed.viterbi(scores, transitions), packed.marginals(scores, transitions)
        for head, result in enumerate(decoded):
            result.set(first, best[head, first - low : last - low], marginals[head, first - low : last - low])
    return decoded


def _bounded(paragraphs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Yield what to decode at a time: the first and last word to keep, and the ranges to decode, with context."""
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
    """Results of one head, a row per word, plus a final row at which the last run may end."""

    tags: NDArray[np.int8]
    certain: Floats
    """Marginal probability of the tag."""
    chances: Floats
    """Marginal probability of each label, of shape (words, labels)."""

    @classmethod
    def unlabelled(cls, words: int, labels: int) -> "Decoded":
        """Return results for a number of words without a label."""
        return cls(np.zeros(words + 1, dtype=np.int8), np.ones(words + 1), np.zeros((words + 1, labels)))

    def set(self, first: int, tags: Numbers, marginals: Floats) -> None:
        """Set the tags of the words from `first` on; `marginals` are the probabilities of all tags, of shape (words, tags)."""
        here = slice(first, first + len(tags))
        self.tags[here] = tags
        self.certain[here] = marginals[np.arange(len(tags)), tags]
        of_labels = slice(1, 1 + 2 * self.chances.shape[1], 2)
        self.chances[here] = marginals[:, of_labels] + marginals[:, 1:][:, of_labels]

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
        """Return the runs of words tagged `O` whose probability of `label` is at least `least` at each word."""
        candidates = (self.tags == 0) & (self.chances[:, label] >= least)
        edges = np.flatnonzero(np.diff(candidates, prepend=False, append=False)).reshape(-1, 2).tolist()
        runs = ((first, last, self.chances[first:last].mean(axis=0)) for first, last in edges)
        return [Run(first, last, label, chances, float(chances[label])) for first, last, chances in runs]


class PackedParagraphs:
    """Paragraphs in packed order: `order` has the rows of the first words of all paragraphs, then of the second words, and so on."""

    def __init__(self, paragraphs: Sequence[tuple[int, int]]) -> None:
        """Pack paragraphs, given as ranges of rows: longest first."""
        ranges = np.array([(first, last) for first, last in paragraphs if first < last], dtype=np.int64).reshape(-1, 2)
        ranges = ranges[np.argsort(ranges[:, 0] - ranges[:, 1], kind="stable")]
        lengths = ranges[:, 1] - ranges[:, 0]
        left = np.searchsorted(-lengths, -np.arange(lengths.max(initial=0)), side="left").tolist()
        rows = [ranges[:here, 0] + step for step, here in enumerate(left)]
        self.order: Numbers = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        ends = np.cumsum(left, dtype=np.int64).tolist()
        self.steps = [slice(end - size, end) for size, end in zip(left, ends, strict=True)]
        """The slice of `order` for each step."""
        self.before = [slice(step.start, step.start + size) for step, size in zip(self.steps, left[1:], strict=False)]
        """The part of each step whose paragraphs have a next word."""

    def viterbi(self, emissions: Floats, transitions: Floats) -> Numbers:
        """Return the tags of the likeliest path of each paragraph (Viterbi 1967); rows outside paragraphs get tag 0.

        Here and below, `emissions` has the shape (…, rows, tags) and `transitions` (…, tags, tags); leading axes are heads.
        """
        found = np.zeros(emissions.shape[:-1], dtype=np.int64)
        if not self.steps:
            return found
        scores = emissions[..., self.order, :]
        of_step, with_next = self._views(scores)
        of_step[0] += transitions[..., :1, :]
        first = (scores.ndim - 1, *range(scores.ndim - 1))  # with the previous tag as the first axis, the maximum is fastest
        incoming = np.ascontiguousarray(np.moveaxis(transitions, -2, 0))[..., None, :]
        for step_scores, continuing in zip(of_step[1:], with_next, strict=True):
            np.add(step_scores, np.maximum.reduce(continuing.transpose(first)[..., None] + incoming, axis=0), out=step_scores)
        tags = np.zeros(scores.shape[:-1], dtype=np.int64)
        tags[..., self.steps[-1]] = following = of_step[-1].argmax(axis=-1)
        size = transitions.shape[-1]
        transposed = np.swapaxes(transitions, -1, -2).reshape(-1, size)
        heads = np.arange(0, len(transposed), size).reshape(*transitions.shape[:-2], 1)
        for step_scores, continuing, step in zip(of_step[-2::-1], with_next[::-1], self.steps[-2::-1], strict=True):
            np.add(continuing, transposed[following + heads], out=continuing)
            tags[..., step] = following = step_scores.argmax(axis=-1)
        found[..., self.order] = tags
        return found

    def marginals(self, emissions: Floats, transitions: Floats) -> Floats:
        """Return the marginal probabilities of tags, shaped like `emissions` (forward-backward, Rabiner 1989); 0 outside paragraphs."""
        found = np.zeros_like(emissions)
        if not self.steps:
            return found
        potentials = emissions[..., self.order, :]
        potentials -= potentials.max(axis=-1, keepdims=True)
        np.exp(potentials, out=potentials)
        transition_potentials = np.exp(transitions)
        forward = potentials.copy()
        forward_steps, forward_continuing = self._views(forward)
        forward_steps[0] *= transition_potentials[..., :1, :]
        for number, (rows, continuing) in enumerate(zip(forward_steps[1:], forward_continuing, strict=True)):
            if number % _SCALED == 0:
                _normalise(continuing)
            np.multiply(rows, continuing @ transition_potentials, out=rows)
        transposed = np.ascontiguousarray(np.swapaxes(transition_potentials, -1, -2))
        steps, continuing_steps = self._views(potentials)  # overwritten by the backward messages
        backward = zip(steps[:0:-1], continuing_steps[::-1], forward_continuing[::-1], strict=True)
        for number, (rows, continuing, known) in enumerate(backward):
            if number % _SCALED == 0:
                _normalise(rows)
            message = rows @ transposed
            np.multiply(known, message, out=known)
            np.multiply(continuing, message, out=continuing)
        _normalise(forward)
        found[..., self.order, :] = forward
        return found

    def _views(self, values: Floats) -> tuple[list[Floats], list[Floats]]:
        """Return views of each step's values, and of those whose paragraphs have a next word."""
        return [values[..., rows, :] for rows in self.steps], [values[..., rows, :] for rows in self.before]


def _normalise(rows: Floats) -> None:
    """Divide rows by their sums."""
    rows /= np.add.reduce(rows, axis=-1, keepdims=True)
