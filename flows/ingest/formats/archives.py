"""Archives of files: ZIP, tar and WACZ. Each member is read like a separate file and gives one or more seeds."""

import dataclasses
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry_of
from flows.ingest.formats.streams import MOST_TIMES, load, most_bytes, open_unpacked
from flows.ingest.formats.whole import whole_record
from flows.ingest.formats.zip import open_zip
from transforms.rows import RowError

_MOST_MEMBERS = 1_000_000
_CHUNK = 1 << 20
_ARCHIVES = frozenset({"zip", "tar", "wacz"})

Opened = Callable[[str, Reading], tuple[str, Iterator[Entry]] | None]
"""Detects the format of a member and returns its record reader, or None if the member is one article."""


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    open: Callable[[], IO[bytes] | None]
    fault: str | None = None


def zip_members(path: str, reading: Reading, opened: Opened, within: str = "") -> Iterator[Entry]:
    """Yield the entries of a ZIP archive's members, in archive order; with `within`, only those in one folder.

    Raises:
        RejectedError: the archive is damaged, or unpacks to more than its size allows.
    """
    with open_zip(path, "ZIP archive") as archive:
        members = (
            _Member(info.filename, info.file_size, partial(archive.open, info), "it is encrypted" if info.flag_bits & 1 else None)
            for info in archive.infolist()
            if not info.is_dir() and info.filename.startswith(within)
        )
        yield from _read_all(members, Path(path).stat().st_size, reading, opened)


def tar_members(path: str, reading: Reading, opened: Opened) -> Iterator[Entry]:
    """Yield the entries of a tar archive's members, packed or not, in archive order. Links and devices are skipped.

    Raises:
        RejectedError: the archive is damaged, or unpacks to more than its size allows.
    """
    with open_unpacked(path) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload] # read only
                members = (_Member(info.name, info.size, partial(archive.extractfile, info)) for info in archive if info.isreg())
                yield from _read_all(members, Path(path).stat().st_size, reading, opened)
        except tarfile.TarError as error:
            raise RejectedError("corrupt", f"the tar archive cannot be read: {error}") from None


def _read_all(members: Iterator[_Member], size: int, reading: Reading, opened: Opened) -> Iterator[Entry]:
    number, left = 0, most_bytes(size)
    for count, member in enumerate(members):
        name = PurePosixPath(member.name.replace("\\", "/"))
        if any(part.startswith((".", "__MACOSX")) for part in name.parts):
            continue
        left -= min(member.size, left + 1)
        if left < 0 or count > _MOST_MEMBERS:
            raise RejectedError("too_large", f"the archive unpacks to more than {MOST_TIMES} times its size and is not read any further")
        for found in _read(member, reading, opened):
            number += 1
            message = f"{name}: {found.message}" if found.reason else None
            yield dataclasses.replace(found, number=number, message=message)


def _read(member: _Member, reading: Reading, opened: Opened) -> Iterator[Entry]:
    if member.fault:
        yield Entry(0, member.size, None, "unsupported", member.fault)
        return
    ending = "".join(PurePosixPath(member.name).suffixes[-2:])[-20:].replace("/", "")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"member{ending}"
        try:
            _copy(member, copy)
            yield from _read_copy(str(copy), member.size, reading, opened)
        except RejectedError as error:
            yield Entry(0, member.size, None, error.reason, str(error))
        except Exception as error:
            if isinstance(error, OSError) and error.errno:
                raise
            yield Entry(0, member.size, None, "corrupt", f"it cannot be unpacked: {str(error) or type(error).__name__}")


def _copy(member: _Member, copy: Path) -> None:
    source = member.open()
    if source is None:
        raise RejectedError("corrupt", "it cannot be unpacked")
    left = member.size
    with source, copy.open("wb") as file:
        while left > 0 and (chunk := source.read(min(_CHUNK, left))):
            left -= len(chunk)
            file.write(chunk)


def _read_copy(copy: str, size: int, reading: Reading, opened: Opened) -> Iterator[Entry]:
    form, entries = opened(copy, reading) or ("", iter(()))
    if form in _ARCHIVES:
        raise RejectedError("unsupported", "it is an archive in an archive; unpack the outer one")
    if form not in {"text", "html"}:
        yield from entries
        return
    data = load(copy, reading.max_bytes)
    if not data:
        raise RejectedError("empty", "it has no bytes")
    try:
        record = whole_record(form, data)
    except RowError as error:
        raise RejectedError(error.reason, str(error)) from None
    yield entry_of(record, 0, size, reading)
