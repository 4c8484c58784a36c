"""Seeds: which files a folder holds, what their bytes are, and why some of them become no article."""

import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.errors import NewstablesError
from transforms.records import Document
from transforms.text import NotTextError, UndecodableError, decode

FORMATS = {".txt": "text"}
"""File name endings that are read, and the name of their format. `.gz` may follow any of them."""


class RejectedError(Exception):
    """A seed that becomes no article: a code of `schema.REJECT_REASONS` and a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Seed:
    """One file of the seed folder: its name in the tables and where it is.

    `size` is that on disk; `sha256` and `length` are of the unpacked bytes; `reason` and `message` say why it is rejected.
    """

    name: str
    path: str
    size: int | None
    sha256: str | None = None
    length: int = 0
    reason: str | None = None
    message: str | None = None


def scan(folder: Path, max_bytes: int) -> list[Seed]:
    """Return every file below `folder` as a seed, in order of name.

    Names that begin with a dot are left out (they are editors' and systems' own). Links to files inside the folder are
    followed, links that lead out of it are rejected; links to folders inside are left out, since what they hold is found in
    its own place.

    Raises:
        NewstablesError: `folder` is not a folder that can be read.
    """
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise NewstablesError(f"the seed folder {folder} cannot be read: {error.strerror}") from None
    root = folder.resolve()
    return sorted(_walk(str(root), root, max_bytes), key=lambda seed: seed.name)


def _walk(folder: str, root: Path, max_bytes: int) -> Iterator[Seed]:
    """Yield the seeds below a folder, in whatever order the disk has them."""
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        yield Seed(_name(root, folder), folder, None, reason="unreadable", message=f"the folder cannot be read: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, root, max_bytes)
        elif not (entry.is_symlink() and _is_folder_inside(Path(entry.path), root)):
            yield _examine(root, entry, max_bytes)


def _is_folder_inside(link: Path, root: Path) -> bool:
    try:
        return link.is_dir() and link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links that go round in a circle; what they are is told when they are opened
        return False


def _examine(root: Path, entry: os.DirEntry[str], max_bytes: int) -> Seed:
    """Look at one file: name it, and hash or reject it."""
    name, size = _name(root, entry.path), None
    try:
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root):
            raise RejectedError("outside", "the symbolic link leaves the seed folder and is not followed")
        size = entry.stat().st_size
        data = load(entry.path, max_bytes)
        if not data:
            raise RejectedError("empty", "the file has no bytes")
    except RejectedError as error:
        return Seed(name, entry.path, size, reason=error.reason, message=str(error))
    except (OSError, RuntimeError) as error:  # Python before 3.13 raises RuntimeError for links that go round in a circle
        return Seed(name, entry.path, size, reason="unreadable", message=_trouble(error))
    return Seed(name, entry.path, size, sha256=hashlib.sha256(data).hexdigest(), length=len(data))


def _name(root: Path, path: str) -> str:
    r"""Return the path below the root, with `/` between folders; bytes of a file name that are not UTF-8 are written as `\xNN`."""
    below = path[len(str(root).rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    return os.fsencode(below).decode("utf-8", "backslashreplace")


def _trouble(error: OSError | RuntimeError) -> str:
    return f"the file cannot be read: {getattr(error, 'strerror', None) or error}"


def file_format(path: str) -> str:
    """Return the format that a file's name stands for.

    Raises:
        RejectedError: it is none that is read.
    """
    plain = path.lower().removesuffix(".gz")
    for ending, name in FORMATS.items():
        if plain.endswith(ending):
            return name
    ending = Path(path).suffix or Path(path).name
    raise RejectedError("unsupported", f"files named *{ending} are not read; the formats are {', '.join(FORMATS)} and the same with .gz")


def load(path: str, max_bytes: int) -> bytes:
    """Return the bytes of a seed, unpacked where it is compressed; never more than the limit is held in memory.

    Raises:
        RejectedError: the format is not read, the file is no regular file, too large or broken.
        OSError: it cannot be opened or read.
    """
    file_format(path)
    # A pipe or device would block or never end; O_NONBLOCK keeps the opening itself from waiting.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise RejectedError("unreadable", "it is not a regular file")
        try:
            data = (gzip.GzipFile(fileobj=file) if path.lower().endswith(".gz") else file).read(max_bytes + 1)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise RejectedError("corrupt", f"the compressed file cannot be unpacked: {error}") from None
    if len(data) > max_bytes:
        raise RejectedError("too_large", f"the seed is larger than the limit of {max_bytes} bytes")
    return data


def read_document(seed: Seed, max_bytes: int) -> Document:
    """Return the document in a seed that was scanned before.

    Raises:
        RejectedError: it became unreadable, changed since the scan, is blank or not text.
    """
    try:
        data = load(seed.path, max_bytes)
    except OSError as error:
        raise RejectedError("unreadable", _trouble(error)) from None
    if hashlib.sha256(data).hexdigest() != seed.sha256:
        raise RejectedError("changed", "the bytes changed while the run was reading them; the next run reads them again")
    try:
        text, encoding = decode(data)
    except NotTextError as error:
        raise RejectedError("binary", str(error)) from None
    except UndecodableError as error:
        raise RejectedError("undecodable", str(error)) from None
    if not text or text.isspace():
        raise RejectedError("blank", "the text is white space only")
    return Document(seed.name, seed.sha256 or "", file_format(seed.path), encoding, text)
