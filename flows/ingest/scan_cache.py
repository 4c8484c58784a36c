"""What earlier scans found, so that files which are as they were are not read again. In the staging folder; it may be deleted at any time.

A file that is older than the scan that looked at it, by its times, and has the same name, size, times and inode now, is as it was, as it
is for git's index. Each folder of seeds has one file of such facts, written anew where a file in it came, changed or went. What was found
in a large file lies in a file of its own, named by the bytes and by all that decides what is found in them: where only the times of such
a file differ, it is hashed and not taken apart.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.ingest.formats.entry import Reading
from flows.ingest.seed_table import FOUND, Found, found_in
from flows.store.digests import Places
from flows.store.files import below, read_arrow, sha256, write_arrow
from flows.version import scanner_version
from newstables.files import Place
from transforms.records import digest

WORTH_IT = 100_000
"""Bytes from which what was found in a file that holds many records gets a file of its own."""

GRAIN_NS = 10_000_000_000
"""How much older than the scan a file must be: times of files tick, by up to two seconds, and may be those of another machine's clock."""

STAMP = ("size", "modified", "altered", "inode")
"""What tells that a file is as it was. The time when it was altered (ctime) cannot be set back by a program."""

_FACTS = pa.schema([("name", pa.string()), *((name, pa.int64()) for name in STAMP), ("key", pa.string()), ("found", pa.list_(FOUND))])
_SEEN = b"seen"


class Scans:
    """What is known of the files of one data folder."""

    def __init__(self, folder: Place | None, reading: Reading, *, trusting: bool = True) -> None:
        """Forget nothing yet; without a folder, know nothing; where not `trusting`, know files by their bytes alone."""
        columns = (f"{field}={column}" for field, column in sorted(reading.columns.items()))
        self._how = (reading.max_bytes, *columns, scanner_version() if folder else "")
        self._folder, self._trusting, self._begun = folder, trusting, time.time_ns()
        self._wanted: set[str] = set()

    def recall_folder(self, name: str) -> "Folder":
        """Return what is known of the files in one folder of seeds."""
        if self._folder is None:
            return Folder(None, _FACTS.empty_table(), self._begun)
        file = f"{digest('folder', name, *self._how)}.arrow"
        self._wanted.add(file)
        known = _read(self._folder / file) if self._trusting else None
        if known is None or int(known.schema.metadata[_SEEN]) > self._begun:  # the clock was set back: no time means anything
            known = _FACTS.empty_table()
        return Folder(self._folder / file, known, self._begun)

    def key(self, path: str, size: int) -> str | None:
        """Return what a file with many records is remembered by, or None where it is not."""
        if self._folder is None or size < WORTH_IT:
            return None
        return digest("scan", sha256(Path(path)), Path(path).suffixes, *self._how)

    def recall(self, key: str) -> pa.StructArray | None:
        """Return what was found in a large file, or None."""
        self._wanted.add(f"{key}.arrow")
        table = _read(self._folder / f"{key}.arrow") if self._folder else None
        return table.to_struct_array().combine_chunks().cast(FOUND) if table is not None else None

    def remember(self, key: str, found: pa.StructArray) -> None:
        """Keep what was found in a large file."""
        if self._folder is not None:
            _write(pa.Table.from_struct_array(found), self._folder / f"{key}.arrow")

    def forget_the_rest(self) -> None:
        """Delete what is known of files that are not there any more."""
        for name in below(self._folder) if self._folder else ():
            if name not in self._wanted and self._folder:
                (self._folder / name).unlink()


class Folder:
    """The files in one folder: those that are as they were, and what becomes known of the others."""

    def __init__(self, path: Place | None, known: pa.Table, begun: int) -> None:
        """Take where to write, what is known and when this scan began."""
        self._path, self._known, self._begun = path, known, begun
        self._places = np.zeros(0, np.int64)
        self._fresh: list[pa.Table] = []

    def places(self, files: pa.Table) -> Places:
        """Return where each file is among those that are known and as they were; -1 for the others."""
        places = pc.index_in(files.column("name"), value_set=self._known.column("name").combine_chunks())
        found = np.asarray(pc.fill_null(places, -1), np.int64)
        here = np.flatnonzero(found >= 0)
        for name in STAMP:
            then, now = (np.asarray(table.column(name)) for table in (self._known, files))
            here = here[then[found[here]] == now[here]]
        self._places = np.full(len(found), -1)
        self._places[here] = found[here]
        return self._places

    def forget(self, place: int) -> None:
        """Drop a file whose cached result is missing."""
        self._places[self._places == place] = -1

    def key(self, place: int) -> str | None:
        """Return the key of a large file, None for others."""
        key: str | None = self._known.column("key")[place].as_py()
        return key

    def keyed(self, places: Places) -> Places:
        """Return which of these are large files, as a mask."""
        return np.asarray(self._known.column("key").is_valid())[places] if len(self._known) else np.zeros(len(places), np.bool_)

    def found(self, places: Places) -> tuple[Places, pa.StructArray]:
        """Return how many seeds each of these files is, and what was found."""
        lists = self._known.column("found").take(pa.array(places)).combine_chunks()
        return np.asarray(pc.list_value_length(lists), np.int64), lists.flatten()

    def learn(self, files: pa.Table, keys: Sequence[str | None], found: Sequence[Sequence[Found]], same: Sequence[bool]) -> None:
        """Keep what was found in some files, but for those that changed meanwhile, or as late as may happen again within a tick."""
        newest = np.maximum(np.asarray(files.column("modified")), np.asarray(files.column("altered")))
        old = (newest < self._begun - GRAIN_NS) & (np.asarray(files.column("inode")) > 0) & np.asarray(same, np.bool_)
        lengths = np.cumsum([0, *map(len, found)])
        rows = found_in([seed for seeds in found for seed in seeds])
        lists = pa.ListArray.from_arrays(pa.array(lengths, pa.int32()), rows)
        columns = [*(files.column(name) for name in _FACTS.names[:5]), pa.array(keys, pa.string()), lists]
        self._fresh.append(pa.table(columns, schema=_FACTS).filter(pa.array(old)))

    def close(self) -> None:
        """Write down what is known now, unless nothing came, changed or went."""
        kept = np.sort(self._places[self._places >= 0])
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
