"""WARC and WET archives: crawled pages, and the texts extracted from them.

The format is parsed here, record by record. FastWARC and warcio stop at the first malformed record, accept a truncated record as complete,
and unpack a page without a limit (a Brotli body of 473 bytes took 300 MB); all three are common in crawls and must cost only one record.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry, too_large
from flows.ingest.formats.http import Response, read_response
from flows.ingest.formats.streams import Stream, open_unpacked, skip
from flows.ingest.formats.whole import decoded
from transforms.records import Stated
from transforms.rows import Record, RowError

_LINE = 1 << 16
_HEADER_BYTES = 1 << 18
_NO_ARTICLES = frozenset({"warcinfo", "request", "metadata", "revisit", "continuation"})
"""Record types that describe other records; they are not seeds."""

_OF_THE_CRAWLER = "metadata://"
"""Address prefixes under which wget stores its log and its command."""

_REREAD_BYTES = 100_000_000
"""Bytes that may be read twice in one archive to find records swallowed by a wrong Content-Length."""


def archive_records(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the pages and texts of an archive; `number` counts all its records.

    Raises:
        RejectedError: its compressed data is damaged.
    """
    with open_unpacked(path) as stream:
        source = _Source(stream)
        for number, raw in enumerate(_records(source, reading.max_bytes), 1):
            kind = raw.headers.get("warc-type", "").lower()
            if raw.fault:
                yield Entry(number, raw.length, None, "corrupt", raw.fault)
            elif kind in _NO_ARTICLES or raw.headers.get("warc-target-uri", "").strip("<>").startswith(_OF_THE_CRAWLER):
                continue
            elif raw.body is None:
                yield too_large(number, raw.length, reading)
            else:
                yield entry(number, raw.length, partial(_read, kind, raw, reading), reading)


@dataclass(slots=True)
class _Raw:
    """A record of the archive; `body` is None if it is too large."""

    headers: Mapping[str, str]
    length: int | None = None
    body: bytes | None = None
    fault: str | None = None


class _Source:
    """A stream that accepts bytes back."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._line = b""
        self._back = io.BytesIO()
        self._budget = _REREAD_BYTES

    def read(self, size: int) -> bytes:
        line, self._line = self._line[:size], self._line[size:]
        part = self._back.read(size - len(line))
        lacking = size - len(line) - len(part)
        return b"".join((line, part, self._stream.read(lacking) if lacking else b""))

    def readline(self) -> bytes:
        if self._line:
            line, self._line = self._line, b""
            return line
        part = self._back.readline(_LINE)
        return part if part.endswith(b"\n") or len(part) == _LINE else part + self._stream.readline(_LINE - len(part))

    def put_back(self, line: bytes) -> None:
        """Push back the line that was read last."""
        self._line = line

    def read_again(self, data: bytes) -> None:
        """Push back bytes to read them again, unless the limit is reached."""
        rest = self._line + self._back.read()
        self._line = b""
        self._budget -= len(data) + len(rest)
        self._back = io.BytesIO(data + rest if self._budget >= 0 else rest)


def _records(source: _Source, most: int) -> Iterator[_Raw]:
    while line := source.readline():
        if not line.strip():
            continue
        if line.startswith(b"WARC/"):
            try:
                yield _record(source, most)
            except RejectedError as error:  # the compressed data ends within the record
                yield _Raw({}, fault=str(error))
                raise
        else:
            _resume(source)
            yield _Raw({}, fault="there are bytes that belong to no record")


def _resume(source: _Source) -> None:
    """Skip bytes that belong to no record."""
    begins = True
    while line := source.readline():
        if begins and line.startswith(b"WARC/"):
            source.put_back(line)
            return
        begins = line.endswith(b"\n")


def _record(source: _Source, most: int) -> _Raw:
    """Read the record whose first line has just been read."""
    headers = _headers(source)
    size = (headers or {}).get("content-length", "")
    if headers is None or not re.fullmatch(r"\d{1,18}", size):
        _resume(source)
        return _Raw(headers or {}, fault="the record has no valid header with a Content-Length")
    length = int(size)
    body = source.read(min(length, most + 1))
    skipped = skip(source.read, length - len(body))
    whole = len(body) + skipped == length
    if whole and _ends(source):
        return _Raw(headers, length, body if length <= most else None)
    swallowed = -1 if skipped else body.find(b"\nWARC/1.")
    if swallowed >= 0:
        source.read_again(body[swallowed + 1 :])
    _resume(source)
    why = "the record does not end where its Content-Length says" if whole or swallowed >= 0 else "the archive breaks off in this record"
    return _Raw(headers, length, fault=why)


def _ends(source: _Source) -> bool:
    """Return whether a record ends here: at two blank lines, the end of the archive or the next record."""
    for _ in range(2):
        line = source.readline()
        if line.strip():
            source.put_back(line)
            return line.startswith(b"WARC/")
    return True


def _headers(source: _Source) -> dict[str, str] | None:
    """Return the headers up to the blank line, with lower-case names; None if they are missing or too long."""
    headers: dict[str, list[str]] = {}
    total, name = 0, ""
    while line := source.readline():
        total += len(line)
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return {name: " ".join(values) for name, values in headers.items()}
        if total > _HEADER_BYTES:
            return None
        if text[0] in " \t" and name:
            headers[name].append(text.strip())
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower()
        if not colon or not name:
            return None
        headers[name] = [value.strip()]
    return None


def _read(kind: str, raw: _Raw, reading: Reading) -> Record:
    """Return the page or text in a record.

    Raises:
        RowError: it holds neither.
    """
    body = raw.body or b""
    content_type = raw.headers.get("content-type", "").lower()
    url = raw.headers.get("warc-target-uri", "").strip("<>") or None
    if kind == "response" and content_type.startswith("application/http"):
        return page_record(read_response(body, reading.max_bytes), url)
    if kind == "resource" and content_type:
        return page_record(Response(200, content_type, body), url)
    if kind == "conversion" and content_type.startswith("text/plain"):
        return _text(body, Stated(url=url, language=raw.headers.get("warc-identified-content-language")))
    raise RowError("unsupported", f"it is a record of type {kind[:40] or 'none'} with {content_type[:80] or 'no content type'}")


_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})")


def page_record(response: Response, url: str | None) -> Record:
    """Return the page in a response record.

    Raises:
        RowError: it holds none.
    """
    media = response.content_type.partition(";")[0].strip()
    if response.status != 200:
        raise RowError("unsupported", f"the response has the status {response.status}, not 200")
    if media not in {"text/html", "application/xhtml+xml"}:
        raise RowError("unsupported", f"the response is not an HTML page but {media[:80] or 'of no stated type'}")
    if not response.body.strip():
        raise RowError("blank", "the page has no bytes")
    charset = _CHARSET.search(response.content_type)
    return Record("html", response.body, charset[1] if charset else None, Stated(url=url))


def _text(body: bytes, stated: Stated) -> Record:
    text, encoding = decoded(body)
    if not text or text.isspace():
        raise RowError("blank", "the text is white space only")
    return Record("text", text.encode(), encoding, stated)
