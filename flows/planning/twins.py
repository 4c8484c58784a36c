"""Which seeds have which bytes: digests sorted once, so that thousands of others are found among them at a time."""

import numpy as np
from numpy.typing import NDArray

from flows.seeds.seed import Digests, Places

Rows = NDArray[np.int32]


class Twins:
    """The rows of a column of digests, those of equal digests together. Some 16 bytes a row."""

    def __init__(self, digests: Digests) -> None:
        """Sort the rows that have a digest; those without have none in common."""
        heads = _heads(digests)
        self._digests, self._rows = digests, np.argsort(heads, kind="stable").astype(np.int32)
        self._heads = heads[self._rows]
        del heads
        self._leave_out_empty()
        new = self._heads[1:] != self._heads[:-1]
        same = np.flatnonzero(~new)
        if (digests[self._rows[same]] != digests[self._rows[same + 1]]).any():  # digests that begin alike: someone made an effort
            self._rows = self._rows[np.lexsort((self._rows, digests[self._rows]))]
            new = digests[self._rows[1:]] != digests[self._rows[:-1]]
        starts = np.flatnonzero(np.concatenate([np.ones(min(1, len(self._rows)), np.bool_), new])).astype(np.int32)
        self.first = np.full(len(digests), -1, np.int32)
        """Of each row the first row that has the same digest; -1 where it has none."""
        self.first[self._rows] = np.repeat(self._rows[starts], np.diff(starts, append=np.int32(len(self._rows))))

    def _leave_out_empty(self) -> None:
        end = int(np.searchsorted(self._heads, 1))
        kept = np.flatnonzero(self._digests[self._rows[:end]] != b"")
        if len(kept) < end:
            self._rows = np.concatenate([self._rows[kept], self._rows[end:]])
            self._heads = self._heads[end - len(kept) :].copy()

    def find(self, wanted: Digests) -> Places:
        """Return for each digest the first row that has it; -1 where none has."""
        found = np.full(len(wanted), -1)
        heads = _heads(wanted)
        places = np.searchsorted(self._heads, heads)
        open_ = np.arange(len(wanted))
        while len(open_ := open_[places[open_] < len(self._heads)]):
            open_ = open_[self._heads[places[open_]] == heads[open_]]
            rows = self._rows[places[open_]]
            equal = self._digests[rows] == wanted[open_]
            found[open_[equal]] = rows[equal]
            open_ = open_[~equal]
            places[open_] += 1
        return found

    def of(self, firsts: Places) -> tuple[Places, Places]:
        """Return all rows that have the digests of these first rows, and for each of them the place of its first row among `firsts`."""
        heads = _heads(self._digests[firsts])
        begins, ends = (np.searchsorted(self._heads, heads, side) for side in ("left", "right"))
        sizes = ends - begins
        which = np.repeat(np.arange(len(firsts)), sizes)
        rows = self._rows[np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes - begins, sizes)].astype(np.int64)
        equal = self.first[rows] == firsts[which]
        return rows[equal], which[equal]


def _heads(digests: Digests) -> NDArray[np.uint64]:
    """Return the first eight bytes of digests as numbers that sort alike."""
    return np.ascontiguousarray(digests).view(">u8")[:: digests.itemsize // 8].astype(np.uint64)
