"""Cache of earlier scans, so that unchanged files are not read again. It is in the staging folder and can be deleted.

A file is unchanged if its name, size, times and inode are the same and its times are older than the scan that read it, as in git's index.
Each seed folder has one cache file, rewritten when a file in the folder was added, changed or removed. The records found in a large file
have their own cache file, named by a digest of its bytes and of all that affects the result: if only its times differ, a large file is
hashed but not parsed.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.ingest.formats.entry import Reading
from flows.ingest.seed_table import SCAN_TYPE, ScanRow, scan_array
from flows.store.digests import Indices
from flows.store.files import below, read_arrow, sha256, write_arrow
from flows.version import scanner_version
from newstables.files import Place
from transforms.records import digest

MIN_CACHED_BYTES = 100_000
"""Multi-record files of at least this size (in bytes) get their own cache file."""

MIN_AGE_NS = 10_000_000_000
"""Minimum age of a file before the scan: file times tick by up to two seconds and may come from another machine's clock."""

STAMP = ("size", "modified", "altered", "inode")
"""Facts that identify an unchanged file. Programs cannot set back the change time (ctime)."""

_FACTS = pa.schema([("name", pa.string()), *((name, pa.int64()) for name in STAMP), ("key", pa.string()), ("found", pa.list_(SCAN_TYPE))])
_SEEN = b"seen"


class ScanCache:
    """The scan cache of one data folder."""

    def __init__(self, folder: Place | None, reading: Reading, *, trust_times: bool = True) -> None:
        """Open the scan cache. No folder: no cache. `trust_times=False`: compare files by content only."""
        columns = (f"{field}={column}" for field, column in sorted(reading.columns.items()))
        self._how = (reading.max_bytes, *columns, scanner_version() if folder else "")
        self._folder, self._trust_times, self._begun = folder, trust_times, time.time_ns()
        self._wanted: set[str] = set()

    def recall_folder(self, name: str) -> "FolderCache":
        """Return the cached facts of the files in one seed folder."""
        if self._folder is None:
            return FolderCache(None, _FACTS.empty_table(), self._begun)
        file = f"{digest('folder', name, *self._how)}.arrow"
        self._wanted.add(file)
        known = _read(self._folder / file) if self._trust_times else None
        if known is None or int(known.schema.metadata[_SEEN]) > self._begun:  # the clock was set back, so no time can be trusted
            known = _FACTS.empty_table()
        return FolderCache(self._folder / file, known, self._begun)

    def key(self, path: str, size: int) -> str | None:
        """Return the cache key of a file with many records, or None if it is not cached."""
        if self._folder is None or size < MIN_CACHED_BYTES:
            return None
        return digest("scan", sha256(Path(path)), Path(path).suffixes, *self._how)

    def recall(self, key: str) -> pa.StructArray | None:
        """Return the cached records of a large file, or None."""
        self._wanted.add(f"{key}.arrow")
        table = _read(self._folder / f"{key}.arrow") if self._folder else None
        return table.to_struct_array().combine_chunks().cast(SCAN_TYPE) if table is not None else None

    def remember(self, key: str, found: pa.StructArray) -> None:
        """Cache the records of a large file."""
        if self._folder is not None:
            _write(pa.Table.from_struct_array(found), self._folder / f"{key}.arrow")

    def delete_unused(self) -> None:
        """Delete the cached facts of files that no longer exist."""
        for name in below(self._folder) if self._folder else ():
            if name not in self._wanted and self._folder:
                (self._folder / name).unlink()


class FolderCache:
    """The files in one folder: cached facts of unchanged files, and facts learned about the others."""

    def __init__(self, path: Place | None, known: pa.Table, begun: int) -> None:
        """Store the target file, the cached facts and the start of this scan."""
        self._path, self._known, self._begun = path, known, begun
        self._indices = np.zeros(0, np.int64)
        self._fresh: list[pa.Table] = []

    def indices(self, files: pa.Table) -> Indices:
        """Return the index of each file in the cache, or -1 if it changed or is not cached."""
        indices = pc.index_in(files.column("name"), value_set=self._known.column("name").combine_chunks())
        found = np.asarray(pc.fill_null(indices, -1), np.int64)
        here = np.flatnonzero(found >= 0)
        for name in STAMP:
            then, now = (np.asarray(table.column(name)) for table in (self._known, files))
            here = here[then[found[here]] == now[here]]
        self._indices = np.full(len(found), -1)
        self._indices[here] = found[here]
        return self._indices

    def forget(self, index: int) -> None:
        """Drop a file whose cached result is missing."""
        self._indices[self._indices == index] = -1

    def key(self, index: int) -> str | None:
        """Return the key of a large file, or None for others."""
        key: str | None = self._known.column("key")[index].as_py()
        return key

    def keyed(self, indices: Indices) -> Indices:
        """Return a mask of the large files."""
        return np.asarray(self._known.column("key").is_valid())[indices] if len(self._known) else np.zeros(len(indices), np.bool_)

    def found(self, indices: Indices) -> tuple[Indices, pa.StructArray]:
        """Return the number of seeds of each file, and the results."""
        lists = self._known.column("found").take(pa.array(indices)).combine_chunks()
        return np.asarray(pc.list_value_length(lists), np.int64), lists.flatten()

    def add(self, files: pa.Table, keys: Sequence[str | None], found: Sequence[Sequence[ScanRow]], same: Sequence[bool]) -> None:
        """Cache the results of some files, except files that changed during the scan or may change again within a clock tick."""
        newest = np.maximum(np.asarray(files.column("modified")), np.asarray(files.column("altered")))
        old = (newest < self._begun - MIN_AGE_NS) & (np.asarray(files.column("inode")) > 0) & np.asarray(same, np.bool_)
        lengths = np.cumsum([0, *map(len, found)])
        rows = scan_array([seed for seeds in found for seed in seeds])
        lists = pa.ListArray.from_arrays(pa.array(lengths, pa.int32()), rows)
        columns = [*(files.column(name) for name in _FACTS.names[:5]), pa.array(keys, pa.string()), lists]
        self._fresh.append(pa.table(columns, schema=_FACTS).filter(pa.array(old)))

    def close(self) -> None:
        """Write the cache unless no file was added, changed or removed."""
        kept = np.sort(self._indices[self._indices >= 0])
        fresh = pa.concat_tables([_FACTS.empty_table(), *self._fresh])
        if self._path is None or (len(kept) == len(self._known) and not len(fresh)):
            return
        table = pa.concat_tables([self._known.take(pa.array(kept)).replace_schema_metadata(None), fresh])
        _write(table.replace_schema_metadata({_SEEN: str(self._begun)}), self._path)


def _read(at: Place) -> pa.Table | None:
    try:
        return read_arrow(at)
    except (OSError, pa.ArrowException):
        return None


def _write(table: pa.Table, to: Place) -> None:
    write_arrow(table.combine_chunks(), to)
