"""Which seeds have which bytes: digests sorted once, so that thousands of others are found among them at a time."""

import numpy as np
from numpy.typing import NDArray

from flows.seeds import Digests, Places

Rows = NDArray[np.int32]


class Twins:
    """The rows of a column of digests, those of equal digests together. Some 16 bytes a row."""

    def __init__(self, digests: Digests) -> None:
        """Sort the rows that have a digest; those without have none in common."""
        rows = np.flatnonzero(digests != b"").astype(np.int32)
        heads = _heads(digests)[rows]
        order = np.argsort(heads, kind="stable").astype(np.int32)
        self._digests, self._heads, self._rows = digests, heads[order], rows[order]
        del heads, order
        new = self._begins()
        if new is None:  # digests that begin alike; someone has spent years to find them
            self._rows = rows[np.argsort(digests[rows], kind="stable")]
            self._heads = _heads(digests)[self._rows]
            new = digests[self._rows][1:] != digests[self._rows][:-1]
        self._starts = np.flatnonzero(np.concatenate([np.ones(min(1, len(rows)), np.bool_), new])).astype(np.int32)
        self.first = np.full(len(digests), -1, np.int32)
        """Of each row the first row that has the same digest; -1 where it has none."""
        sizes = np.diff(np.append(self._starts, len(rows)))
        self.first[self._rows] = np.repeat(self._rows[self._starts], sizes)

    def _begins(self) -> NDArray[np.bool_] | None:
        """Tell which rows but the first have another digest than the one before; None where heads are equal and digests are not."""
        new = self._heads[1:] != self._heads[:-1]
        same = np.flatnonzero(~new)
        return None if (self._digests[self._rows[same]] != self._digests[self._rows[same + 1]]).any() else new

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
        places = np.searchsorted(self._heads, _heads(self._digests[firsts]))
        while (wrong := self._rows[places] != firsts).any():
            places[wrong] += 1
        groups = np.searchsorted(self._starts, places)
        sizes = np.append(self._starts, len(self._rows))[groups + 1] - places
        which = np.repeat(np.arange(len(firsts)), sizes)
        offsets = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self._rows[places[which] + offsets].astype(np.int64), which


def _heads(digests: Digests) -> NDArray[np.uint64]:
    """Return the first eight bytes of digests as numbers that sort alike."""
    return np.ascontiguousarray(digests).view(">u8")[:: digests.itemsize // 8].astype(np.uint64)
