"""Byte streams of seeds: opened safely, unpacked and split into lines with bounded memory."""

import bz2
import contextlib
import gzip
import io
import lzma
import os
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Protocol

import pyarrow as pa

from flows.errors import RejectedError

PACKINGS = (".gz", ".zst", ".bz2", ".xz")
"""Extensions of compressed files; they may follow the extension of any format."""

MOST_TIMES = 200
"""Times its size that a file may hold or unpack to, after 100 MB that are free; news text packs to a third or a fifth."""

_BUFFER = 1 << 16


class Stream(Protocol):
    """A byte stream: a file or its unpacked content."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, fewer only at the end."""

    def readline(self, size: int, /) -> bytes:
        """Return the bytes up to the next line end, at most `size`."""


def most_bytes(size: int) -> int:
    """Return the bytes that a file of some size may hold; one that holds more is made to exhaust memory."""
    return size * MOST_TIMES + 100_000_000


def plain_name(path: str) -> str:
    """Return the lower-case name of a file without its compression extension."""
    name = path.lower()
    return next((name.removesuffix(ending) for ending in PACKINGS if name.endswith(ending)), name)


@contextlib.contextmanager
def open_raw(path: str) -> Iterator[BinaryIO]:
    """Open a file for reading its raw bytes.

    Raises:
        RejectedError: it is not a regular file.
        OSError: it cannot be opened.
    """
    # A pipe or device could block forever; O_NONBLOCK keeps the opening itself from blocking.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise RejectedError("unreadable", "it is not a regular file")
        yield file


@contextlib.contextmanager
def open_unpacked(path: str) -> Iterator[Stream]:
    """Open a file and decompress it if necessary; reads raise `RejectedError` if the compressed data is damaged.

    Raises:
        RejectedError: it is not a regular file.
        OSError: it cannot be opened.
    """
    with open_raw(path) as file:
        packing = _packing(path, file)
        if packing is None:
            yield file
        else:
            yield io.BufferedReader(_Unpacking(_OPENERS[packing](file), file), _BUFFER)


def is_packed(path: str) -> bool:
    """Return whether a file is compressed, by its first bytes or else by its name."""
    with open_raw(path) as file:
        return _packing(path, file) is not None


def _packing(path: str, file: BinaryIO) -> str | None:
    """Return the compression of a file from its first bytes; from its name unless the bytes are those of a page or of JSON."""
    head = file.read(6)
    file.seek(0)
    by_content = next((ending for ending, magic in _MAGIC.items() if head.startswith(magic)), None)
    if by_content or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[", b"<", b"WARC/")):
        return by_content
    return next((ending for ending in PACKINGS if path.lower().endswith(ending)), None)


_MAGIC = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd", ".bz2": b"BZh", ".xz": b"\xfd7zXZ\0"}


class _Packed(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class _Zstd:
    """A zstd file, read with pyarrow, which detects truncated frames and needs no further package.

    One call loses the data unpacked before damage in it: then everything is unpacked again, byte by byte up to the damage.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._given = 0
        self._most = _BUFFER
        self._stream = self._fresh()

    def _fresh(self) -> pa.CompressedInputStream:
        own = os.fdopen(os.dup(self._file.fileno()), "rb")  # the stream closes it
        own.seek(0)
        return pa.CompressedInputStream(pa.PythonFile(own, mode="r"), "zstd")

    def read1(self, size: int) -> bytes:
        try:
            data: bytes = self._stream.read(min(size, self._most))
        except OSError:
            if self._most == 1:
                raise
            self._stream, self._most, left = self._fresh(), 1, self._given
            while left:
                left -= len(self._stream.read(min(left, _BUFFER)))
            return self.read1(1)
        self._given += len(data)
        return data


_OPENERS: Mapping[str, Callable[[BinaryIO], _Packed]] = {
    ".gz": lambda file: gzip.GzipFile(fileobj=file),
    ".zst": _Zstd,
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}


class _Unpacking(io.RawIOBase):
    """The unpacked bytes of a file, counted; reading stops at damage and at the limit for bombs."""

    def __init__(self, source: _Packed, file: BinaryIO) -> None:
        super().__init__()
        self._source = source
        self._count = 0
        self._most = most_bytes(os.fstat(file.fileno()).st_size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # BufferedReader calls it with a memory view
        try:
            data = self._source.read1(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError, ValueError, pa.ArrowException, OSError) as error:
            if isinstance(error, OSError) and error.errno:  # an error of the disk, not of the compressed data
                raise
            why = str(error).splitlines()[0].rstrip(".")
            where = f" after {self._count} bytes" if self._count else ""
            raise RejectedError("corrupt", f"the compressed file cannot be unpacked{where}: {why}") from None
        self._count += len(data)
        if self._count > self._most:
            raise RejectedError("too_large", f"the file unpacks to more than {MOST_TIMES} times its size and is not read any further")
        buffer[: len(data)] = data
        return len(data)


def pieces(stream: Stream) -> Iterator[bytes]:
    """Return the lines of a stream; lines longer than the buffer in several pieces."""
    return iter(lambda: stream.readline(_BUFFER), b"")


def lines(stream: Stream, most: int) -> Iterator[tuple[int, int, bytes | None]]:
    """Yield the number, size and bytes of each line, including its line end; None for the bytes of lines longer than `most`."""
    number = 0
    while line := stream.readline(most + 1):
        number += 1
        size = len(line)
        if size <= most or line.endswith(b"\n"):
            yield number, size, line
            continue
        for piece in pieces(stream):
            size += len(piece)
            if piece.endswith(b"\n"):
                break
        yield number, size, None


def skip(read: Callable[[int], bytes], count: int) -> int:
    """Read and drop some bytes; return how many there were."""
    skipped = 0
    while skipped < count and (piece := read(min(_BUFFER, count - skipped))):
        skipped += len(piece)
    return skipped


def load(path: str, max_bytes: int) -> bytes:
    """Return the unpacked bytes of a file, holding at most the limit in memory.

    Raises:
        RejectedError: the file is not a regular file, too large or damaged.
        OSError: it cannot be opened or read.
    """
    with open_unpacked(path) as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise RejectedError("too_large", f"the file is larger than the limit of {max_bytes} bytes")
    return data
