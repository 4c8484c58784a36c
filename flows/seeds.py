"""Seeds: which files a folder holds, what their bytes are, and why some of them become no article."""

import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flows.errors import NewstablesError
from transforms.records import Document
from transforms.text import NotTextError, UndecodableError, decode

FORMATS = {".txt": "text"}
"""File name endings that are read, and the name of their format. `.gz` may follow any of them."""

_READERS = 8  # threads that hash seeds: enough to keep a disk busy, and hashing lets go of the interpreter


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
    with ThreadPoolExecutor(_READERS) as threads:
        seeds = list(threads.map(lambda found: _examine(root, found, max_bytes), _walk(root, root)))
    return sorted(seeds, key=lambda seed: seed.name)


def _walk(folder: Path, root: Path) -> Iterator[Path | Seed]:
    """Yield the paths of all files, and rejected seeds for folders that cannot be entered."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Seed(str(folder), str(folder), None, reason="unreadable", message=f"the folder cannot be read: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), root)
        elif not (entry.is_symlink() and _is_folder_inside(Path(entry.path), root)):
            yield Path(entry.path)


def _is_folder_inside(link: Path, root: Path) -> bool:
    try:
        return link.is_dir() and link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links that go round in a circle; what they are is told when they are opened
        return False


def _examine(root: Path, found: Path | Seed, max_bytes: int) -> Seed:
    """Look at one file: name it, and hash or reject it."""
    if isinstance(found, Seed):
        return Seed(_name(root, Path(found.path)), found.path, None, reason=found.reason, message=found.message)
    name, size = _name(root, found), None
    try:
        if found.is_symlink() and not found.resolve().is_relative_to(root):
            raise RejectedError("outside", "the symbolic link leaves the seed folder and is not followed")
        size = found.lstat().st_size if found.is_symlink() else found.stat().st_size
        data = load(found, max_bytes)
        if not data:
            raise RejectedError("empty", "the file has no bytes")
    except RejectedError as error:
        return Seed(name, str(found), size, reason=error.reason, message=str(error))
    except (OSError, RuntimeError) as error:  # Python before 3.13 raises RuntimeError for links that go round in a circle
        return Seed(name, str(found), size, reason="unreadable", message=_trouble(error))
    return Seed(name, str(found), size, sha256=hashlib.sha256(data).hexdigest(), length=len(data))


def _name(root: Path, path: Path) -> str:
    r"""Return the path below the root; bytes of a file name that are not UTF-8 are written as `\xNN`."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def _trouble(error: OSError | RuntimeError) -> str:
    return f"the file cannot be read: {getattr(error, 'strerror', None) or error}"


def file_format(path: Path) -> str:
    """Return the format that a file's name stands for.

    Raises:
        RejectedError: it is none that is read.
    """
    plain = path.name.lower().removesuffix(".gz")
    for ending, name in FORMATS.items():
        if plain.endswith(ending):
            return name
    raise RejectedError(
        "unsupported", f"files named *{path.suffix or path.name} are not read; the formats are {', '.join(FORMATS)} and the same with .gz"
    )


def load(path: Path, max_bytes: int) -> bytes:
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
            data = (gzip.GzipFile(fileobj=file) if path.name.lower().endswith(".gz") else file).read(max_bytes + 1)
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
    path = Path(seed.path)
    try:
        data = load(path, max_bytes)
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
    return Document(seed.name, seed.sha256 or "", file_format(path), encoding, text)
