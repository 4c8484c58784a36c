"""All signatures in one temporary file of fixed-size records, so that none has to stay in memory."""

import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from types import TracebackType
from typing import Self

import numpy as np

from flows.duplicates.signatures import SignatureColumns, signature_columns
from flows.store.digests import Indices
from newstables.files import Place, read_parquet
from transforms.signatures import SKETCH, Sketches

_RECORD = np.dtype([("id", "S32"), ("published", np.int64), ("runs", np.int32), ("sketch", np.uint8, SKETCH)])
_BLOCK = 256
"""Records read at a time when one of them is needed."""
_AT_A_TIME = 64 * _BLOCK
"""Records read at a time when all are needed."""


class SignatureFile:
    """The signatures of some files as rows of one temporary file, in file order; the file is deleted at the end."""

    def __init__(self, paths: Sequence[Place]) -> None:
        """Copy the signatures of all files; each file is read once."""
        self._file, self._count = tempfile.TemporaryFile(), 0  # noqa: SIM115 - closed in `__exit__`
        for path in paths:
            some = signature_columns(read_parquet(path))
            records = np.empty(len(some), _RECORD)
            for name, values in zip(_RECORD.names or (), (some.ids, some.published, some.runs, some.sketches), strict=True):
                records[name] = values
            self._file.write(records.tobytes())
            self._count += len(records)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file."""
        self._file.close()

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._count

    def sketches(self) -> Iterator[Sketches]:
        """Yield the sketches of all rows in blocks."""
        for start in range(0, self._count, _AT_A_TIME):
            yield self._read(start, _AT_A_TIME)["sketch"]

    def take(self, rows: Indices) -> SignatureColumns:
        """Return the signatures of some rows, given in ascending order."""
        found = np.empty(len(rows), _RECORD)
        blocks = rows // _BLOCK
        for start, end in pairwise([*np.flatnonzero(np.diff(blocks, prepend=-1)).tolist(), len(rows)]):
            first = int(blocks[start]) * _BLOCK
            found[start:end] = self._read(first, _BLOCK)[rows[start:end] - first]
        return SignatureColumns(found["id"], found["published"], found["runs"].astype(np.int64), found["sketch"])

    def _read(self, first: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.void]]:
        self._file.seek(first * _RECORD.itemsize)
        return np.frombuffer(self._file.read(count * _RECORD.itemsize), _RECORD)
