"""Seeds: which files a folder holds, which records these hold, what their digests are, and why some of them become no article."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from flows.entries import Entry, Reading
from flows.errors import NewstablesError, RejectedError
from flows.formats import CONTAINERS, file_format, records
from flows.streams import load


@dataclass(frozen=True, slots=True)
class Seed:
    """One file of the seed folder that is an article, or one record of a file that holds many: its name in the tables and where it is.

    `size` is that on disk, or of the record in its file; `sha256` is of the unpacked bytes, or of what is read of the record; `length` is
    that of the text; `reason` and `message` say why it is rejected; `record` is 0 for a file as a whole.
    """

    name: str
    path: str
    size: int | None
    sha256: str | None = None
    length: int = 0
    reason: str | None = None
    message: str | None = None
    record: int = 0


Found = tuple[int, int | None, str | None, int, str | None, str | None]
"""What is kept of a record without its text: its number, size, digest, length, reason and message."""


class Memory(Protocol):
    """What was found in files by earlier runs."""

    def recall(self, path: str, reading: Reading) -> Iterable[Found] | None:
        """Return the records of a file whose bytes were read in the same way before, or None."""

    def remember(self, path: str, seeds: Sequence[Seed]) -> None:
        """Keep the records of a file that `recall` did not know."""


def scan(folder: Path, reading: Reading, memory: Memory | None = None) -> list[Seed]:
    """Return every file below `folder`, and every record of those that hold many, as a seed: in order of file name and record.

    Names that begin with a dot are left out (they are editors' and systems' own). Links to files inside the folder are
    followed, links that lead out of it are rejected; links to folders inside are left out, since what they hold is found in
    its own place.

    A file that holds many records is a seed of its own only where it is rejected: it holds none, or cannot be read to its end.

    Raises:
        NewstablesError: `folder` is not a folder that can be read.
    """
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise NewstablesError(f"the seed folder {folder} cannot be read: {error.strerror}") from None
    root = folder.resolve()
    files = sorted(_walk(str(root), root), key=lambda seed: seed.name)
    return [seed for file in files for seed in ([file] if file.reason else _examine(file, root, reading, memory))]


def _walk(folder: str, root: Path) -> Iterator[Seed]:
    """Yield the files below a folder, in whatever order the disk has them, and the folders that cannot be read as rejects."""
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        yield Seed(_name(root, folder), folder, None, reason="unreadable", message=f"the folder cannot be read: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, root)
        elif not (entry.is_symlink() and _is_folder_inside(Path(entry.path), root)):
            yield Seed(_name(root, entry.path), entry.path, None)


def _is_folder_inside(link: Path, root: Path) -> bool:
    try:
        return link.is_dir() and link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links that go round in a circle; what they are is told when they are opened
        return False


def _examine(file: Seed, root: Path, reading: Reading, memory: Memory | None) -> Iterator[Seed]:
    """Look into one file: hash it, or find its records, or reject it."""
    size = None
    try:
        if Path(file.path).is_symlink() and not Path(file.path).resolve().is_relative_to(root):
            raise RejectedError("outside", "the symbolic link leaves the seed folder and is not followed")
        size = Path(file.path).stat().st_size
        if file_format(file.path) in CONTAINERS:
            yield from _records(file, size, reading, memory)
            return
        data = load(file.path, reading.max_bytes)
        if not data:
            raise RejectedError("empty", "the file has no bytes")
    except RejectedError as error:
        yield Seed(file.name, file.path, size, reason=error.reason, message=str(error))
    except (OSError, RuntimeError) as error:  # Python before 3.13 raises RuntimeError for links that go round in a circle
        yield Seed(file.name, file.path, size, reason="unreadable", message=trouble(error))
    else:
        yield Seed(file.name, file.path, size, sha256=hashlib.sha256(data).hexdigest(), length=len(data))


def _records(file: Seed, size: int, reading: Reading, memory: Memory | None) -> list[Seed]:
    known = memory.recall(file.path, reading) if memory else None
    if known is not None:
        return [Seed(record_name(file.name, found[0]), file.path, *found[1:], record=found[0]) for found in known]
    seeds = list(_find(file, size, reading))
    if memory:
        memory.remember(file.path, seeds)
    return seeds


def _find(file: Seed, size: int, reading: Reading) -> Iterator[Seed]:
    """Yield the records of a file, and last, where it cannot be read to its end or holds none, a reject of the file."""
    count = 0
    try:
        for entry in records(file.path, size, reading):
            count += 1
            yield _seed(file, entry)
    except RejectedError as error:
        before = f" ({count} records before it are read)" if count else ""
        yield replace(file, size=size, reason=error.reason, message=f"{error}{before}")
    else:
        if not count:
            yield replace(file, size=size, reason="empty", message="the file holds no record" if size else "the file has no bytes")


def _seed(file: Seed, entry: Entry) -> Seed:
    name = record_name(file.name, entry.number)
    if entry.record is None:
        return Seed(name, file.path, entry.size, None, 0, entry.reason, entry.message, entry.number)
    length = len(entry.record.data)
    return Seed(name, file.path, length if entry.size is None else entry.size, entry.record.sha256(), length, record=entry.number)


_LIKE_A_RECORD = re.compile(r"#(?=\d+$)")


def record_name(file: str, record: int) -> str:
    """Return the name of a record of a file; of the file itself for 0."""
    return f"{file}#{record}" if record else file


def file_name(seed: str) -> str:
    """Return the name of the file that a seed is or is a record of."""
    return _LIKE_A_RECORD.split(seed)[0]


def _name(root: Path, path: str) -> str:
    r"""Return the path below the root, with `/` between folders.

    Bytes of a file name that are not UTF-8 are written as `\xNN`, and so is a `#` that would make it look like a record's name.
    """
    below = path[len(str(root).rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    return _LIKE_A_RECORD.sub(r"\\x23", os.fsencode(below).decode("utf-8", "backslashreplace"))


def trouble(error: OSError | RuntimeError) -> str:
    """Return the sentence that says why a file cannot be read."""
    return f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
