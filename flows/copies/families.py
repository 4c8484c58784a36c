"""Articles that may repeat one another, told apart from the many that repeat nobody: a whole dataset never has to be in memory.

Two articles are compared where their sketches have a key in common. What hangs together by common keys is a family; each can be looked at
without the others, and most articles have none. Finding them takes some 50 bytes an article, a few keys of all being held at a time.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from flows.copies.signatures import Signed, join, signed, sketches_in
from flows.seeds.seed import Places
from flows.storage.files import Place, read_parquet
from transforms.signatures import BANDS, keys

AT_A_TIME = 8
"""Keys of a sketch that are held at a time."""

LEAST, SHARES = 20_000, 16
"""Articles with a family that are looked at together: so many, or where these are more, one in so many of all."""


def families(paths: Sequence[Place]) -> Iterator[Signed]:
    """Yield the articles in files of signatures that have a family, some whole families at a time."""
    left, right, ends = _pairs(paths)
    rows, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    labels = _components(places[: len(left)], places[len(left) :], len(rows))
    order = np.argsort(labels, kind="stable")
    most = max(LEAST, len(rows) // SHARES)
    bounds = np.append(np.flatnonzero(np.diff(labels[order], prepend=-1)), len(rows))
    start = 0
    while start < len(rows):
        end = int(bounds[max(np.searchsorted(bounds, start + most, "right") - 1, np.searchsorted(bounds, start, "right"))])
        yield _load(paths, np.sort(rows[order[start:end]]), ends)
        start = end


def _pairs(paths: Sequence[Place]) -> tuple[Places, Places, Places]:
    """Return pairs of articles with a common key that tie each family together, and how many articles the files hold up to each one."""
    ends = np.cumsum([len(sketches_in(path)) for path in paths], dtype=np.int64)
    count = int(ends[-1]) if len(ends) else 0
    columns, pairs = np.zeros((AT_A_TIME, count), np.uint32), np.zeros(0, np.int64)
    for first in range(0, BANDS, AT_A_TIME):
        for path, end in zip(paths, ends.tolist(), strict=True):
            some = keys(sketches_in(path))[:, first : first + AT_A_TIME]
            columns[:, end - len(some) : end] = some.T
        pairs = np.unique(np.concatenate([pairs, *map(_neighbours, columns)]))
    return *np.divmod(pairs, max(count, 1)), ends


def _neighbours(column: NDArray[np.uint32]) -> Places:
    """Return the pairs of rows that are next to one another among those of the same key, as one number each."""
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    same = np.flatnonzero(ordered[1:] == ordered[:-1])
    return order[same] * len(column) + order[same + 1]


def _components(left: Places, right: Places, count: int) -> Places:
    """Return for each of so many rows the lowest row that pairs tie it to."""
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


def _load(paths: Sequence[Place], rows: Places, ends: Places) -> Signed:
    cuts = np.searchsorted(rows, ends)
    begins = np.concatenate([[0], cuts[:-1]])
    pieces = []
    for path, begin, cut, end in zip(paths, begins.tolist(), cuts.tolist(), np.concatenate([[0], ends[:-1]]).tolist(), strict=True):
        if begin < cut:
            pieces.append(signed(read_parquet(path)).take(rows[begin:cut] - end))
    return join(pieces)
