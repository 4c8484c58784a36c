"""Candidate clusters of near-duplicates, found without holding the whole dataset in memory.

Two articles are compared if their sketches share a key. Articles connected by similar pairs form a family; families are independent of each
other, and most articles have none. The search takes about 60 bytes per article: a few keys of all articles are held at a time, and pairs
are read from disk and compared a few thousand at a time. If very many articles share a key, not all pairs are compared; the rest are
assumed to be one family, which costs memory and does not change the result.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from flows.duplicates.signature_file import SignatureFile
from flows.duplicates.signatures import SignatureColumns
from flows.store.digests import Indices
from newstables.files import Place
from transforms.signatures import BANDS, Keys, keys, similarities

AT_A_TIME = 8
"""Keys of a sketch held in memory at a time."""

NEAR = 128
"""Each article is compared with this many following articles (in file order) that share a key."""

PAIRS = 50_000
"""Pairs compared at a time."""

LEAST = 20_000
"""Articles of small families processed at a time."""

Rows = NDArray[np.uint32]


def candidate_clusters(paths: Sequence[Place]) -> Iterator[SignatureColumns]:
    """Yield the articles that belong to a family, a few whole families at a time."""
    with SignatureFile(paths) as flat:
        labels = _labels(flat)
        rows = np.flatnonzero(np.bincount(labels)[labels] > 1)
        order = np.argsort(labels[rows], kind="stable")
        bounds = np.append(np.flatnonzero(np.diff(labels[rows[order]].astype(np.int64), prepend=-1)), len(rows))
        start = 0
        while start < len(rows):
            whole = np.searchsorted(bounds, start + LEAST, "right") - 1
            end = int(bounds[max(whole, np.searchsorted(bounds, start, "right"))])
            yield flat.take(np.sort(rows[order[start:end]]))
            start = end


def _labels(flat: SignatureFile) -> Rows:
    """Return for each row the lowest row of its family."""
    union_find = _UnionFind(flat)
    for column in _columns(flat):
        for left, right, to_compare in _neighbours(column):
            for start in range(0, len(left), PAIRS):
                (union_find.compare if to_compare else union_find.union)(left[start : start + PAIRS], right[start : start + PAIRS])
    union_find.flush()
    return union_find.roots(np.arange(len(flat), dtype=np.uint32))


def _columns(flat: SignatureFile) -> Iterator[Keys]:
    """Yield each key of all rows; the array is reused by the next request."""
    columns = np.empty((AT_A_TIME, len(flat)), np.uint32)
    for first in range(0, BANDS, AT_A_TIME):
        start = 0
        for sketches in flat.sketches():
            columns[:, start : start + len(sketches)] = keys(sketches)[:, first : first + AT_A_TIME].T
            start += len(sketches)
        yield from columns


def _neighbours(column: Keys) -> Iterator[tuple[Rows, Rows, bool]]:
    """Yield pairs of rows that share a key, and whether to compare them (near pairs) or only join them (the rest)."""
    packed = column.astype(np.uint64) << np.uint64(32)
    packed |= np.arange(len(column), dtype=np.uint64)
    packed.sort()
    ordered, rows = (packed >> np.uint64(32)).astype(np.uint32), packed.astype(np.uint32)
    del packed
    near = np.flatnonzero(ordered[1:] == ordered[:-1])
    for apart in range(1, NEAR + 1):
        yield rows[near], rows[near + apart], True
        near = near[: np.searchsorted(near, len(column) - apart - 1)]
        near = near[ordered[near] == ordered[near + apart + 1]]
        if not len(near):
            return
    yield rows[near], rows[near + 1], False
    yield rows[near], rows[near + NEAR + 1], False


class _UnionFind:
    """Union-find over rows: each row points to a lower row of its set, the lowest to itself."""

    def __init__(self, flat: SignatureFile) -> None:
        self._flat, self._above = flat, np.arange(len(flat), dtype=np.uint32)
        self._waiting: list[tuple[Rows, Rows]] = []

    def roots(self, rows: Rows) -> Rows:
        """Return the lowest row of each row's set."""
        found = self._above[rows]
        while (found != (above := self._above[found])).any():
            found = above
        self._above[rows] = found
        return found

    def compare(self, left: Rows, right: Rows) -> None:
        """Queue pairs for comparison; similar ones are joined."""
        apart = self.roots(left) != self.roots(right)
        self._waiting.append((left[apart], right[apart]))
        if sum(len(some) for some, _ in self._waiting) >= PAIRS:
            self.flush()

    def flush(self) -> None:
        """Compare all queued pairs."""
        if self._waiting:
            left, right = map(np.concatenate, zip(*self._waiting, strict=True))
            alike = self._are_alike(left, right)
            self.union(left[alike], right[alike])
            self._waiting = []

    def _are_alike(self, left: Rows, right: Rows) -> NDArray[np.bool_]:
        rows, indices = np.unique(np.concatenate([left, right]), return_inverse=True)
        some, one, other = self._flat.take(rows), indices[: len(left)], indices[len(left) :]
        return similarities(some.sketches[one], some.runs[one], some.sketches[other], some.runs[other]) > 0

    def union(self, left: Rows, right: Rows) -> None:
        """Join pairs of rows."""
        roots, indices = np.unique(self.roots(np.concatenate([left, right])), return_inverse=True)
        self._above[roots] = roots[_components(indices[: len(left)], indices[len(left) :], len(roots))]


def _components(left: Indices, right: Indices, count: int) -> Indices:
    """Return for each of `count` rows the lowest row connected to it by pairs."""
    labels = np.arange(count)
    while len(left):
        low = np.minimum(labels[left], labels[right])
        np.minimum.at(labels, labels[left], low)
        np.minimum.at(labels, labels[right], low)
        while (labels != labels[labels]).any():
            labels = labels[labels]
        apart = labels[left] != labels[right]
        left, right = left[apart], right[apart]
    return labels
