"""ARC archives, the predecessor of WARC: one header line per record, then the response."""

from collections.abc import Iterator
from functools import partial

from flows.ingest.formats.entry import Entry, Reading, entry, single_as_file, too_large
from flows.ingest.formats.http import Response, read_response
from flows.ingest.formats.streams import open_unpacked, skip
from flows.ingest.formats.warc import page_record
from transforms.rows import Record

_LINE = 1 << 16
_MEDIA_AT = {b"1": -2, b"2": -7}
"""The field that states the media type, counted from the end, in each version of the format."""


def arc_pages(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the pages of an archive; `number` counts all its records except the first, which describes the file.

    Raises:
        RejectedError: its compressed data is damaged.
    """
    yield from single_as_file(_entries(path, reading))


def _entries(path: str, reading: Reading) -> Iterator[Entry]:
    number = 0
    media_at = _MEDIA_AT[b"1"]
    with open_unpacked(path) as stream:
        while line := stream.readline(_LINE):
            if not line.strip():
                continue
            fields = line.split()
            if len(fields) < 3 - media_at or not fields[-1].isdigit() or len(fields[-1]) > 18:
                yield Entry(number + 1, None, None, "corrupt", "there are bytes that belong to no record")
                return
            length = int(fields[-1])
            body = stream.read(min(length, reading.max_bytes + 1))
            left = length - len(body) - skip(stream.read, length - len(body))
            if line.startswith(b"filedesc://"):
                media_at = _MEDIA_AT.get(body[:1], media_at)
                continue
            number += 1
            if left:
                yield Entry(number, length, None, "corrupt", "the archive breaks off in this record")
            elif length > reading.max_bytes:
                yield too_large(number, length, reading)
            else:
                address, media = fields[0].decode("utf-8", "replace"), fields[media_at].decode("latin-1")
                yield entry(number, length, partial(_read, body, address, media, reading), reading)


def _read(body: bytes, address: str, media: str, reading: Reading) -> Record:
    response = read_response(body, reading.max_bytes) if body.startswith(b"HTTP/") else Response(200, media.lower(), body)
    return page_record(response, address)
