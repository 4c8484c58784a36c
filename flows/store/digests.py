"""Digests of content as arrays, and `DigestIndex`, which finds thousands of them among millions at a time."""

from binascii import unhexlify

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]
Digests = NDArray[np.bytes_]
"""SHA-256 digests of 32 bytes (`S32`); numpy strips trailing zeros of extracted elements."""

Rows = NDArray[np.int32]


class DigestIndex:
    """The rows of a column of digests, grouped by equal digest. About 16 bytes per row."""

    def __init__(self, digests: Digests) -> None:
        """Sort the rows that have a digest; rows without one equal no other."""
        heads = _heads(digests)
        self._digests, self._rows = digests, np.argsort(heads, kind="stable").astype(np.int32)
        self._heads = heads[self._rows]
        del heads
        self._leave_out_empty()
        new = self._heads[1:] != self._heads[:-1]
        same = np.flatnonzero(~new)
        if (
            digests[self._rows[same]] != digests[self._rows[same + 1]]
        ).any():  # 64-bit prefix collision, which only occurs on purpose: sort by the full digest
            self._rows = self._rows[np.lexsort((self._rows, digests[self._rows]))]
            new = digests[self._rows[1:]] != digests[self._rows[:-1]]
        starts = np.flatnonzero(np.concatenate([np.ones(min(1, len(self._rows)), np.bool_), new])).astype(np.int32)
        self.first = np.full(len(digests), -1, np.int32)
        """For each row, the first row with the same digest; -1 if it has none."""
        self.first[self._rows] = np.repeat(self._rows[starts], np.diff(starts, append=np.int32(len(self._rows))))

    def _leave_out_empty(self) -> None:
        end = int(np.searchsorted(self._heads, 1))
        kept = np.flatnonzero(self._digests[self._rows[:end]] != b"")
        if len(kept) < end:
            self._rows = np.concatenate([self._rows[kept], self._rows[end:]])
            self._heads = self._heads[end - len(kept) :].copy()

    def find(self, wanted: Digests) -> Indices:
        """Return for each digest the first row that has it, or -1."""
        found = np.full(len(wanted), -1)
        heads = _heads(wanted)
        indices = np.searchsorted(self._heads, heads)
        open_ = np.arange(len(wanted))
        while len(open_ := open_[indices[open_] < len(self._heads)]):
            open_ = open_[self._heads[indices[open_]] == heads[open_]]
            rows = self._rows[indices[open_]]
            equal = self._digests[rows] == wanted[open_]
            found[open_[equal]] = rows[equal]
            open_ = open_[~equal]
            indices[open_] += 1
        return found

    def rows_with(self, firsts: Indices) -> tuple[Indices, Indices]:
        """Return all rows with the digests of these first rows, and for each the index of its first row in `firsts`."""
        heads = _heads(self._digests[firsts])
        begins, ends = (np.searchsorted(self._heads, heads, side) for side in ("left", "right"))
        sizes = ends - begins
        which = np.repeat(np.arange(len(firsts)), sizes)
        rows = self._rows[np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes - begins, sizes)].astype(np.int64)
        equal = self.first[rows] == firsts[which]
        return rows[equal], which[equal]


def _heads(digests: Digests) -> NDArray[np.uint64]:
    """Return the first eight bytes of digests as numbers with the same order."""
    return np.ascontiguousarray(digests).view(">u8")[:: digests.itemsize // 8].astype(np.uint64)


def digests_of(column: pa.Array | pa.ChunkedArray) -> Digests:
    """Return a copy of a column of 32-byte values without nulls as an array."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    arrays = [np.frombuffer(c.buffers()[1], "S32")[c.offset : c.offset + len(c)] for c in chunks if len(c)]
    return np.concatenate(arrays) if arrays else np.zeros(0, "S32")


def digests_from(hexes: pa.Array | pa.ChunkedArray, size: int = 32) -> Digests:
    """Return hex digests of the given size in bytes, without nulls, as an array."""
    chunks = hexes.chunks if isinstance(hexes, pa.ChunkedArray) else [hexes]
    arrays = [np.frombuffer(unhexlify(_bytes_of(chunk)), f"S{size}") for chunk in chunks if len(chunk)]
    return np.concatenate(arrays) if arrays else np.zeros(0, f"S{size}")


def _bytes_of(strings: pa.StringArray) -> memoryview:
    """Return the concatenated bytes of strings."""
    _, offsets, data = strings.buffers()
    ends = np.frombuffer(offsets, np.int32)[strings.offset : strings.offset + len(strings) + 1]
    return memoryview(data)[ends[0] : ends[-1]]


def hex_of(digest: bytes) -> str | None:
    """Return a digest in hex, with the trailing zeros that numpy strips; None for an empty one."""
    return digest.ljust(32, b"\0").hex() if digest else None
