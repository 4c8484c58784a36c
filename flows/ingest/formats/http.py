"""HTTP responses as archives hold them: status, content type, and the body without its transfer and content encodings."""

import re
import zlib
from dataclasses import dataclass

import brotli
import pyarrow as pa

from transforms.rows import RowError

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")
_HEADER_BYTES = 1 << 18
_ENCODINGS = 5
"""Maximum content encodings of a response, as in curl: each may unpack as much as a record may hold."""


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response; `content_type` is in lower case."""

    status: int
    content_type: str
    body: bytes


def read_response(data: bytes, most: int) -> Response:
    """Parse a response; at most `most` bytes of its body are unpacked.

    A body that is not encoded as its headers say is used unchanged: crawlers often store decoded bodies.

    Raises:
        RowError: it is not a response, or its body is larger or damaged.
    """
    head, blank, body = _partition(data)
    status = _STATUS.match(head)
    if not status or not blank:
        raise RowError("corrupt", "the record holds no HTTP response")
    headers = _headers(head)
    if "chunked" in headers.get("transfer-encoding", ""):
        body = _joined(body)
    encodings = headers.get("content-encoding", "").split(",")
    if len(encodings) > _ENCODINGS:
        raise RowError("unsupported", f"the response is encoded {len(encodings)} times")
    for encoding in reversed(encodings):
        body = _decode(body, encoding.strip(), most)
    return Response(int(status[1]), headers.get("content-type", ""), body)


def _partition(data: bytes) -> tuple[bytes, bytes, bytes]:
    head = data[:_HEADER_BYTES]
    ends = [(position, blank) for blank in (b"\r\n\r\n", b"\n\n") if (position := head.find(blank)) >= 0]
    if not ends:
        return (data.rstrip(), b"\n", b"") if len(data) < _HEADER_BYTES else (b"", b"", b"")
    position, blank = min(ends)
    return data[:position], blank, data[position + len(blank) :]


def _headers(head: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in head.decode("latin-1").lower().splitlines()[1:])
    return {name.strip(): value.strip() for name, colon, value in lines if colon}


_CHUNK_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,15})[^\r\n]{0,1000}\r?\n")


def _joined(body: bytes) -> bytes:
    """Return a chunked body without chunk framing; other bodies unchanged, and of a truncated body the available part."""
    parts: list[bytes] = []
    position = 0
    while size := _CHUNK_SIZE.match(body, position):
        start, length = size.end(), int(size[1], 16)
        if not length:
            break
        parts.append(body[start : start + length])
        position = start + length
    return b"".join(parts) if parts else body


def _decode(body: bytes, encoding: str, most: int) -> bytes:
    """Undo one content encoding; a body that does not have it is returned unchanged."""
    decoders = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
    if encoding in {"", "identity"} or not body:
        return body
    if encoding not in decoders:
        raise RowError("unsupported", f"the response is encoded with {encoding[:40]}")
    try:
        found = decoders[encoding](body, most + 1)
    except (zlib.error, brotli.error, pa.ArrowException, OSError):
        if body.lstrip()[:1] == b"<":
            return body
        raise RowError("corrupt", f"the response cannot be unpacked ({encoding})") from None
    if len(found) > most:
        raise RowError("too_large", f"the response unpacks to more than the limit of {most} bytes")
    return found


def _gzip(body: bytes, most: int) -> bytes:
    return zlib.decompressobj(wbits=47).decompress(body, most)


def _deflate(body: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, most)
    except zlib.error:  # many servers send the bare stream
        return zlib.decompressobj(wbits=-15).decompress(body, most)


def _brotli(body: bytes, most: int) -> bytes:
    decoder = brotli.Decompressor()
    found: bytes = decoder.process(body, output_buffer_limit=most)
    return found


def _zstd(body: bytes, most: int) -> bytes:
    found: bytes = pa.CompressedInputStream(pa.BufferReader(body), "zstd").read(most)
    return found
