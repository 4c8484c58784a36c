"""All seeds of a folder as a table of columns; a million rows take about 60 MB."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.ingest.seed import Paths, Seed, record_names, split_names
from flows.store.digests import Digests, Indices, digests_of, hex_of
from transforms.codes import REJECT_REASONS

NO_ROW = -1

SCAN_TYPE = pa.struct(
    {
        "record": pa.int64(),
        "size": pa.int64(),
        "sha256": pa.binary(32),
        "length": pa.int64(),
        "reason": pa.string(),
        "message": pa.string(),
    }
)
"""The columns of a seed without its text; see `Seed`."""

ScanRow = tuple[int, int | None, bytes | None, int, str | None, str | None]
"""The same columns as Python values."""

REASONS = tuple(REJECT_REASONS)

TRANSIENT = frozenset({"unreadable", "changed", "failed"})
"""Reasons that may not apply at the next run: such seeds are always retried and remove no earlier article."""

SCAN_REASONS = frozenset({"empty", "corrupt", "too_large", "outside", "unsupported", "duplicate"})
"""Reasons that every run determines again before reading anything."""


def codes(reasons: Collection[str]) -> NDArray[np.uint8]:
    """Return the numeric codes of reasons in `Seeds.reasons`."""
    return np.array([REASONS.index(reason) + 1 for reason in sorted(reasons)], np.uint8)


class Seeds(Sequence[Seed]):
    """All seeds of a folder in columns, ordered by file name and record."""

    def __init__(self, files: pa.StringArray, starts: Indices, columns: "_Columns", paths: Paths) -> None:
        """Store the file names, the first row of each file (plus the total number of rows), and the columns."""
        self.files, self._starts, self._columns, self._paths = files, starts, columns, paths
        self.digests, self.lengths, self.reasons = columns.digests, columns.lengths, columns.reasons
        """Digests (empty if rejected), text sizes in bytes, and 1-based indices into `REASONS` (0: not rejected)."""

    def __len__(self) -> int:
        """Return the number of seeds."""
        return len(self.lengths)

    @overload
    def __getitem__(self, index: int) -> Seed: ...
    @overload
    def __getitem__(self, index: slice) -> list[Seed]: ...
    def __getitem__(self, index: int | slice) -> Seed | list[Seed]:
        """Return one or several seeds as objects."""
        chosen = np.atleast_1d(np.arange(len(self))[index])
        return self.take(chosen) if isinstance(index, slice) else self.take(chosen)[0]

    def take(self, rows: Indices) -> list[Seed]:
        """Return the seeds at some rows as objects."""
        columns = self._columns
        paths = (self._paths.of(name) for name in self.files.take(pa.array(self.file_of(rows))).to_pylist())
        facts = (self.names(rows).to_pylist(), paths, columns.sizes[rows].tolist(), columns.digests[rows].tolist())
        more = (columns.lengths[rows].tolist(), columns.reasons[rows].tolist(), self.messages(rows).to_pylist())
        return [
            Seed(name, path, None if size < 0 else size, hex_of(sha), length, REASONS[code - 1] if code else None, message, record)
            for name, path, size, sha, length, code, message, record in zip(*facts, *more, columns.records[rows].tolist(), strict=True)
        ]

    def file_of(self, rows: Indices) -> Indices:
        """Return the file number of each row."""
        return np.searchsorted(self._starts, rows, "right").astype(np.int64) - 1  # a file has at least one row

    def rows_of(self, file: int) -> Indices:
        """Return the rows of a file."""
        return np.arange(self._starts[file], self._starts[file + 1])

    def records(self, rows: Indices) -> Indices:
        """Return the number of each record in its file; 0 for files as a whole."""
        return self._columns.records[rows]

    def sizes(self, rows: Indices) -> pa.Array:
        """Return the sizes of some rows, null where unknown."""
        sizes = self._columns.sizes[rows]
        return pa.array(sizes, mask=sizes < 0)

    def messages(self, rows: Indices) -> pa.Array:
        """Return the rejection messages of rows, null for seeds that are not rejected."""
        return self._columns.messages_of(rows)

    def names(self, rows: Indices) -> pa.Array:
        """Return the names of some rows."""
        return record_names(self.files.take(pa.array(self.file_of(rows))), self._columns.records[rows])

    def path(self, file: int) -> str:
        """Return the path of a file."""
        return self._paths.of(self.files[file].as_py())

    def find(self, names: pa.Array) -> tuple[Indices, Indices]:
        """Return the row of each name, and the row of its file as a whole; `NO_ROW` for those without one."""
        files, records = split_names(names)
        numbers = self._find_files(files)
        here = np.flatnonzero(numbers >= 0)
        wholes, rows = np.full(len(names), NO_ROW), np.full(len(names), NO_ROW)
        last = self._starts[numbers[here] + 1] - 1
        whole = self._columns.records[last] == 0
        wholes[here[whole]] = last[whole]
        as_file = records[here] == 0
        rows[here[as_file]] = wholes[here[as_file]]
        of_records = here[~as_file]
        order = of_records[np.argsort(numbers[of_records], kind="stable")]
        cuts = np.flatnonzero(np.diff(numbers[order])) + 1
        for group in np.split(order, cuts):
            if len(group):
                rows[group] = self._find_records(int(numbers[group[0]]), records[group])
        return rows, wholes

    def has_file(self, names: pa.Array) -> NDArray[np.bool_]:
        """Return for each name whether its file exists."""
        return self._find_files(split_names(names)[0]) >= 0

    def is_unread(self, rows: Indices, wholes: Indices) -> NDArray[np.bool_]:
        """Return for each name whether it may be a record of a file that could not be read to its end.

        Whether such a record still exists is unknown.
        """
        reasons = np.append(self.reasons, 0)[wholes]
        unread: NDArray[np.bool_] = (wholes >= 0) & (rows != wholes) & (reasons > 0) & (reasons != REASONS.index("empty") + 1)
        return unread

    def _find_files(self, files: pa.Array) -> Indices:
        there = np.flatnonzero(pc.is_in(self.files, value_set=files.unique()))
        indices = pc.index_in(files, value_set=self.files.take(pa.array(there)))
        found = np.full(len(files), NO_ROW)
        valid = np.flatnonzero(indices.is_valid())
        found[valid] = there[indices.drop_null().to_numpy()]
        return found

    def _find_records(self, file: int, records: Indices) -> Indices:
        start, end = self._starts[file], self._starts[file + 1]
        numbers = self._columns.records[start:end]
        if len(numbers) and numbers[-1] == 0:  # the row of the whole file comes last
            numbers = numbers[:-1]
        if not len(numbers):
            return np.full(len(records), NO_ROW)
        nearest = np.minimum(np.searchsorted(numbers, records), len(numbers) - 1)
        return np.where(numbers[nearest] == records, nearest + start, NO_ROW)


@dataclass(frozen=True, slots=True)
class _Columns:
    records: Indices
    sizes: Indices
    digests: Digests
    lengths: Indices
    reasons: NDArray[np.uint8]
    message_rows: Indices
    messages: pa.Array

    def messages_of(self, rows: Indices) -> pa.Array:
        if not len(self.message_rows):
            return pa.nulls(len(rows), pa.string())
        nearest = np.minimum(np.searchsorted(self.message_rows, rows), len(self.message_rows) - 1)
        return self.messages.take(pa.array(nearest, mask=self.message_rows[nearest] != rows))


def build_seeds(paths: Paths, blocks: Iterable[tuple[pa.Array, Indices, pa.StructArray]]) -> Seeds:
    """Build the table from ordered blocks: file names, number of seeds of each, and results (`SCAN_TYPE`)."""
    names, counts, columns = [pa.array([], pa.string())], [np.zeros(1, np.int64)], [_columns(pa.array([], SCAN_TYPE), 0)]
    total = 0
    for files, sizes, found in blocks:
        names.append(files)
        counts.append(sizes)
        columns.append(_columns(found, total))
        total += len(found)
    return Seeds(pa.concat_arrays(names), np.cumsum(np.concatenate(counts)), _joined(columns), paths)


def _columns(found: pa.StructArray, first: int) -> _Columns:
    """Return copies of the results: the originals may map a file that would stay in memory."""
    record, size, sha, length, reason, message = found.flatten()
    codes = pc.fill_null(pc.add(pc.index_in(reason, value_set=pa.array(REASONS)), 1), 0)
    has_message = pc.is_valid(message)
    return _Columns(
        record.to_numpy().copy(),
        pc.fill_null(size, -1).to_numpy().copy(),
        digests_of(pc.fill_null(sha, bytes(32))),
        length.to_numpy().copy(),
        codes.to_numpy().astype(np.uint8),
        np.flatnonzero(has_message) + first,
        message.filter(has_message),
    )


def _joined(columns: list[_Columns]) -> _Columns:
    """Concatenate blocks one column at a time, so that the data is not in memory twice."""
    names = _Columns.__slots__
    lists = {name: [getattr(block, name) for block in columns] for name in names}
    columns.clear()
    return _Columns(*((pa.concat_arrays if name == "messages" else np.concatenate)(lists.pop(name)) for name in names))


def scan_array(seeds: Sequence[ScanRow]) -> pa.StructArray:
    """Return scan results as an Arrow table."""
    columns = zip(*seeds, strict=True) if seeds else [[] for _ in SCAN_TYPE]
    return pa.StructArray.from_arrays([pa.array(list(c), f.type) for c, f in zip(columns, SCAN_TYPE, strict=True)], fields=list(SCAN_TYPE))
