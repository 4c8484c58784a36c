"""Convert encodings and line ends to UTF-8 for line readers, a piece at a time."""

import codecs
import contextlib
import io
from collections.abc import Callable, Iterator

from flows.ingest.formats.streams import Stream, open_unpacked

_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BUFFER = 1 << 16


class ConvertedStream(io.RawIOBase):
    """A stream whose pieces pass through a function, which is also called after the last piece."""

    def __init__(self, stream: Stream, change: Callable[[bytes, bool], bytes]) -> None:
        """Wrap a stream with the function that converts its pieces."""
        super().__init__()
        self._stream, self._change, self._held, self._ended = stream, change, b"", False

    def readable(self) -> bool:
        """Return True: the stream can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # BufferedReader calls it with a memory view
        """Fill the buffer."""
        while not self._held and not self._ended:
            piece = self._stream.read(_BUFFER)
            self._ended = not piece
            self._held = self._change(piece, self._ended)
        count = min(len(self._held), len(buffer))
        buffer[:count], self._held = self._held[:count], self._held[count:]
        return count


@contextlib.contextmanager
def open_utf8(path: str) -> Iterator[Stream]:
    """Open an unpacked text file as UTF-8; UTF-16 is detected by its byte order mark or NUL bytes."""
    with open_unpacked(path) as stream:
        head = stream.read(4)
    encoding = _wide(head)
    with open_unpacked(path) as stream:
        if encoding is None:
            yield stream
            return
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        yield io.BufferedReader(
            ConvertedStream(stream, lambda piece, ended: decoder.decode(piece, ended).lstrip("\ufeff").encode()), _BUFFER
        )


def _wide(head: bytes) -> str | None:
    if encoding := _UTF_16.get(head[:2]):
        return encoding
    if len(head) == 4 and head[1::2] == b"\0\0" and 0 not in head[::2]:
        return "utf-16-le"
    if len(head) == 4 and head[::2] == b"\0\0" and 0 not in head[1::2]:
        return "utf-16-be"
    return None
