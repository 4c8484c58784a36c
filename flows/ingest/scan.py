"""Scan of the seed folder: its files, their records, digests and rejections."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.errors import NewstablesError, RejectedError
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.registry import CONTAINERS, STREAMED, file_format, records
from flows.ingest.formats.streams import load
from flows.ingest.parser_process import ParserProcess, scan_row
from flows.ingest.scan_cache import STAMP, FolderCache, ScanCache
from flows.ingest.seed import Paths, trouble
from flows.ingest.seed_table import ScanRow, Seeds, build_seeds, scan_array
from flows.store.digests import Indices
from transforms.codes import REJECT_REASONS

_Block = tuple[pa.Array, Indices, pa.StructArray]

_MANY = 4096
_ROWS = 65_536
"""Files and records that are scanned before their results are moved into columns."""

_LISTING = pa.schema(
    [("order", pa.string()), ("name", pa.string()), ("path", pa.binary()), ("is_folder", pa.bool_()), ("trouble", pa.string())]
    + [(name, pa.int64()) for name in STAMP]
)


@dataclass(frozen=True, slots=True)
class _Scan:
    """The state of a scan."""

    root: Path
    paths: Paths
    reading: Reading
    cache: ScanCache
    parser: ParserProcess


def scan(folder: Path, reading: Reading, cache: ScanCache | None = None) -> Seeds:
    """Return each file below `folder`, and each record of multi-record files, as a seed, ordered by file name and record.

    Names that begin with a dot are skipped (they belong to editors and systems). Links to files inside the folder are followed, links that
    leave it are rejected, and links to folders inside are skipped, since their files are found there.

    A multi-record file is itself a seed only if it is rejected: it holds no record, or cannot be read to its end.

    Raises:
        NewstablesError: `folder` is not a folder that can be read.
    """
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise NewstablesError(f"the seed folder {folder} cannot be read: {error.strerror}") from None
    root = folder.resolve()
    paths = Paths(str(root))
    with closing(ParserProcess()) as parser:
        return build_seeds(paths, _below(str(root), _Scan(root, paths, reading, cache or ScanCache(None, reading), parser)))


def _below(folder: str, how: _Scan) -> Iterator[_Block]:
    """Yield the files below a folder, ordered by name."""
    listing = _list(folder, how)
    if listing is None:  # it was readable a moment ago
        gone = scan_array([_reject(None, "unreadable", "the folder cannot be read any more")])
        yield pa.array([how.paths.name(folder)]), np.ones(1, np.int64), gone
        return
    files = listing.filter(pc.invert(listing.column("is_folder")))
    known = how.cache.recall_folder(how.paths.name(folder))
    indices = known.indices(files)
    done = 0
    for start, end in _runs(np.asarray(listing.column("is_folder"))):
        if listing.column("is_folder")[start].as_py():
            for path in listing.column("path").slice(start, end - start).to_pylist():
                yield from _below(os.fsdecode(path), how)
        else:
            yield from _look(files.slice(done, end - start), indices[done : done + end - start], known, how)
            done += end - start
    known.close()


def _runs(flags: "np.ndarray[tuple[int], np.dtype[np.generic]]") -> Iterator[tuple[int, int]]:
    """Yield the start and end of each run of equal values."""
    cuts = [0, *(np.flatnonzero(flags[1:] != flags[:-1]) + 1).tolist(), len(flags)]
    yield from (pair for pair in pairwise(cuts) if pair[0] < pair[1])


def _list(folder: str, how: _Scan) -> pa.Table | None:
    """Return the entries of a folder in an order that sorts all files below it by name."""
    tables = [_LISTING.empty_table()]
    try:
        with os.scandir(folder) as entries:
            seen = (_entry(entry, how) for entry in entries if not entry.name.startswith("."))
            rows = (row for row in seen if row)
            while some := list(islice(rows, _MANY)):
                tables.append(pa.table([pa.array(c, f.type) for c, f in zip(zip(*some, strict=True), _LISTING, strict=True)], _LISTING))
    except OSError:
        return None
    listing = pa.concat_tables(tables)
    return listing.take(pc.sort_indices(listing.column("order"))).combine_chunks()


def _entry(entry: "os.DirEntry[str]", how: _Scan) -> tuple[object, ...] | None:
    name, path = how.paths.name(entry.path), os.fsencode(entry.path)
    if entry.is_dir(follow_symlinks=False):
        try:
            os.scandir(entry.path).close()
        except OSError as error:
            return (name, name, path, False, f"the folder cannot be read: {error.strerror}", 0, 0, 0, 0)
        return (f"{name}/", name, path, True, None, 0, 0, 0, 0)
    if entry.is_symlink():
        return None if _is_folder_inside(Path(entry.path), how.root) else (name, name, path, False, None, 0, 0, 0, 0)
    try:
        return (name, name, path, False, None, *_stamp(entry.stat(follow_symlinks=False)))
    except OSError:
        return (name, name, path, False, None, 0, 0, 0, 0)


def _stamp(found: os.stat_result) -> tuple[int, int, int, int]:
    """Return the facts that show whether a file is unchanged; the inode is 0 except for regular files."""
    inode = found.st_ino & (1 << 63) - 1 if stat.S_ISREG(found.st_mode) else 0
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, inode


def _is_folder_inside(link: Path, root: Path) -> bool:
    try:
        return link.is_dir() and link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # circular links are reported when they are opened
        return False


def _look(files: pa.Table, indices: Indices, known: FolderCache, how: _Scan) -> Iterator[_Block]:
    """Yield the results for some files of a folder: cached ones for unchanged files, new ones for the rest."""
    kinds = np.where(indices < 0, 0, 1 + known.keyed(indices))
    for start, end in _runs(kinds):
        for begin in range(start, end, _MANY):
            some, where = files.slice(begin, min(_MANY, end - begin)), indices[begin : min(begin + _MANY, end)]
            if kinds[start] == 0:
                yield from _examine(some, known, how)
            elif kinds[start] == 1:
                yield some.column("name").combine_chunks(), *known.found(where)
            else:
                yield from _recall(some, where, known, how)


def _recall(files: pa.Table, indices: Indices, known: FolderCache, how: _Scan) -> Iterator[_Block]:
    """Yield the cached results of large files."""
    for number, index in enumerate(indices.tolist()):
        found = how.cache.recall(known.key(index) or "")
        if found is None:
            known.forget(index)
            yield from _examine(files.slice(number, 1), known, how)
        else:
            yield files.column("name").slice(number, 1).combine_chunks(), np.array([len(found)]), found


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The result of scanning one file; `is_same` if it did not change during the scan. A large file is cached by its key."""

    found: list[ScanRow] | pa.StructArray
    key: str | None
    is_same: bool


def _examine(files: pa.Table, known: FolderCache, how: _Scan) -> Iterator[_Block]:
    """Scan files, a few at a time."""
    held: list[_Outcome] = []
    done = rows = 0
    facts = zip(*(files.column(name).to_pylist() for name in ("path", "trouble")), zip(*map(files.column, STAMP), strict=True), strict=True)
    for number, (path, refusal, stamp) in enumerate(facts, 1):
        held.append(_open(os.fsdecode(path), refusal, tuple(value.as_py() for value in stamp), how))
        rows += len(held[-1].found)
        if rows > _ROWS or number == len(files):
            some = files.slice(done, len(held))
            known.add(some, [one.key for one in held], [[] if one.key else list(one.found) for one in held], [one.is_same for one in held])
            yield some.column("name").combine_chunks(), np.array([len(one.found) for one in held]), _together(held)
            done, rows, held = number, 0, []


def _together(held: list[_Outcome]) -> pa.StructArray:
    runs = ((is_list, list(some)) for is_list, some in groupby((one.found for one in held), lambda found: isinstance(found, list)))
    pieces = ([scan_array(list(chain.from_iterable(some)))] if is_list else some for is_list, some in runs)
    return pa.concat_arrays(list(chain.from_iterable(pieces)))


def _open(path: str, refusal: str | None, stamp: tuple[int, ...], how: _Scan) -> _Outcome:
    """Scan one file: hash it, find its records, or reject it."""
    if refusal:
        return _Outcome([_reject(None, "unreadable", refusal)], None, is_same=False)
    size = key = None
    found: list[ScanRow] | pa.StructArray
    try:
        if Path(path).is_symlink():
            _check_link(Path(path), how.root)
        size = Path(path).stat().st_size
        if file_format(path) in CONTAINERS:
            key, found = _records(path, size, how)
        else:
            data = load(path, how.reading.max_bytes)
            if not data:
                raise RejectedError("empty", "the file has no bytes")
            found = [(0, size, hashlib.sha256(data).digest(), len(data), None, None)]
    except RejectedError as error:
        found = [_reject(size, error.reason, str(error))]
    except (OSError, RuntimeError) as error:  # Python before 3.13 raises RuntimeError for circular links
        return _Outcome([_reject(size, "unreadable", trouble(error))], None, is_same=False)
    return _Outcome(found, key, is_same=_stamp_of(path) == stamp and not (isinstance(found, list) and _has_failed(found)))


def _has_failed(seeds: list[ScanRow]) -> bool:
    """Return whether a file could not be parsed, which the next run may be able to do."""
    return seeds[-1][4] == "failed"


def _check_link(link: Path, root: Path) -> None:
    """Check that a symbolic link leads to a file in the seed folder."""
    is_inside, is_broken = link.resolve().is_relative_to(root), not link.exists()
    if is_broken or not is_inside:
        message = "the symbolic link leads to a file that does not exist" if is_broken else REJECT_REASONS["outside"]
        raise RejectedError("unreadable" if is_inside else "outside", message)


def _reject(size: int | None, reason: str, message: str) -> ScanRow:
    return 0, size, None, 0, reason, message


def _stamp_of(path: str) -> tuple[int, ...] | None:
    try:
        return _stamp(os.lstat(path))
    except OSError:
        return None


def _records(path: str, size: int, how: _Scan) -> tuple[str | None, list[ScanRow] | pa.StructArray]:
    """Return the records found in a multi-record file, and its cache key if it is large."""
    before = _stamp_of(path)
    key = how.cache.key(path, size)
    known = how.cache.recall(key) if key else None
    if known is not None:
        return key, known
    seeds = list(_find(path, size, how))
    if key is None or _has_failed(seeds) or _stamp_of(path) != before:
        return None, seeds
    found = scan_array(seeds)
    how.cache.remember(key, found)
    return key, found


def _find(path: str, size: int, how: _Scan) -> Iterator[ScanRow]:
    """Yield the records of a file, and finally a reject if the file holds none or cannot be read to its end."""
    count = 0
    is_streamed = file_format(path) in STREAMED
    try:
        rows = map(scan_row, records(path, size, how.reading)) if is_streamed else how.parser.scan(path, size, how.reading)
        for count, row in enumerate(rows, 1):  # noqa: B007 - used below
            yield row
    except RejectedError as error:
        before = f" ({count} records before it are read)" if count else ""
        yield _reject(size, error.reason, f"{error}{before}")
    else:
        if not count:
            yield _reject(size, "empty", "the file holds no record" if size else "the file has no bytes")
