"""CSV and TSV: where records begin and end is found here, a piece at a time, and `csv` takes them apart one by one.

`csv` alone would hold a field of any size in memory, and would take all that follows a mark which never closes for one field.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry, too_large
from flows.ingest.formats.streams import Stream, open_unpacked, pieces
from transforms.rows import CONTENT, Record, RowError, choose, no_content, read_row
from transforms.text import NotTextError, UndecodableError, decode

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_QUOTE = ord('"')
_START, _PLAIN, _QUOTED, _AFTER_QUOTE = range(4)
"""Where in a field the reading stands: at its start, in one without marks, in one with, after a mark that may be the closing one."""
_HEADER_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """The bytes of one record: None where it is too large; `closed` is false where a field's mark is still open when the file ends."""

    data: bytes | None
    size: int
    closed: bool
    first_line: int
    """Number of the line it begins in, from 0."""


def csv_rows(path: str, reading: Reading, delimiter: str | None = None) -> Iterator[Entry]:
    """Yield the rows of a file whose first row names the columns; blank rows are none and are not counted.

    Args:
        path: the file.
        reading: how it is read.
        delimiter: what stands between fields; None to tell it from the first line.

    Raises:
        RejectedError: no column holds texts or pages, or the file cannot be unpacked any further.
    """
    csv.field_size_limit(sys.maxsize)  # records are cut here, none larger than the limit
    with open_unpacked(path) as stream:
        first = stream.readline(_HEADER_BYTES)
    if first.startswith(_UTF_16):
        raise RejectedError("undecodable", "the file is in UTF-16; save it as UTF-8")
    delimiter = delimiter or max(",;\t|", key=lambda sign: first.count(sign.encode()))
    header: list[str] | None = None
    number = 0
    for record in _records(path, delimiter, reading.max_bytes):
        if header is None:
            header = _header(record, delimiter, reading)
        elif record.data is None or record.data.strip():
            number += 1
            yield _entry(number, record, header, delimiter, reading)


def _header(record: _Piece, delimiter: str, reading: Reading) -> list[str]:
    try:
        header = [name.strip() for name in _fields((record.data or b"").removeprefix(_BOM), delimiter)[0]]
        if not any(choose(tuple(header), tuple(reading.columns.items()))[kind] for kind in CONTENT):
            raise no_content(header, reading.columns)
    except RowError as error:
        raise RejectedError(error.reason, f"in the first row, which names the columns, {error}") from None
    return header


def _entry(number: int, record: _Piece, header: list[str], delimiter: str, reading: Reading) -> Entry:
    data = record.data
    if not record.closed:
        return Entry(number, record.size, None, "corrupt", "a quotation mark opens a field in it and never closes")
    if data is None:
        return too_large(number, record.size, reading)
    return entry(number, record.size, partial(_row, data, header, delimiter, reading), reading)


def _row(data: bytes, header: list[str], delimiter: str, reading: Reading) -> Record:
    fields, encoding = _fields(data, delimiter)
    if len(fields) != len(header):
        raise RowError("corrupt", f"it has {len(fields)} fields, the first row names {len(header)} columns")
    return read_row(dict(zip(header, fields, strict=True)), reading.columns, encoding)


def _fields(data: bytes, delimiter: str) -> tuple[list[str], str]:
    """Return the fields of a record and the encoding they are in.

    Raises:
        RowError: there are none.
    """
    try:
        text, encoding = _decoded(data)
        return next(csv.reader([text], delimiter=delimiter), []), encoding
    except NotTextError as error:
        raise RowError("binary", str(error)) from None
    except UndecodableError as error:
        raise RowError("undecodable", str(error)) from None
    except csv.Error as error:
        raise RowError("corrupt", f"it is no valid CSV: {str(error).partition(' - ')[0]}") from None


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        return decode(data)


def _records(path: str, delimiter: str, most: int) -> Iterator[_Piece]:
    """Yield the records of a file, in order.

    A field's mark that is open when the file ends was a stray one: reading begins again in the line after the record's first. What
    follows has no mark that could close a field, so none that opens one stays open: it is read at most twice.
    """
    resume: int | None = 0
    while resume is not None:
        begin, resume = resume, None
        with open_unpacked(path) as stream:
            _skip_lines(stream, begin)
            for record in _cut(stream, delimiter.encode(), most, begin):
                yield record
                resume = None if record.closed else record.first_line + 1


def _skip_lines(stream: Stream, count: int) -> None:
    if count:
        for piece in pieces(stream):
            count -= piece.endswith(b"\n")
            if not count:
                return


def _cut(stream: Stream, delimiter: bytes, most: int, line: int) -> Iterator[_Piece]:
    """Yield the records from here on; `line` is the number of the line that the stream stands at."""
    held: list[bytes] = []
    size, state, first = 0, _START, line
    for piece in pieces(stream):
        size += len(piece)
        if size <= most:
            held.append(piece)
        else:
            held.clear()
        ends = piece.endswith(b"\n")
        line += ends
        if state != _QUOTED or b'"' in piece:
            state = _advance(state, piece, delimiter)
        if ends and state != _QUOTED:
            yield _Piece(b"".join(held) if size <= most else None, size, closed=True, first_line=first)
            held, size, state, first = [], 0, _START, line
    if size:
        yield _Piece(b"".join(held) if size <= most else None, size, closed=state != _QUOTED, first_line=first)


def _advance(state: int, piece: bytes, delimiter: bytes) -> int:
    """Return the state after a piece, as `csv` understands marks: they count at the start of a field and in one that began with one."""
    if state in {_START, _PLAIN} and b'"' not in piece:
        return _START if piece.endswith(delimiter) else _PLAIN
    place = 0
    while place < len(piece):
        if state == _QUOTED:
            place = piece.find(b'"', place) + 1
            if not place:
                return _QUOTED
            state = _AFTER_QUOTE
        elif state == _AFTER_QUOTE:
            state = _QUOTED if piece[place] == _QUOTE else _START if piece.startswith(delimiter, place) else _PLAIN
            place += 1
        elif state == _START and piece[place] == _QUOTE:
            state, place = _QUOTED, place + 1
        else:
            opening = piece.find(delimiter + b'"', place)
            if opening < 0:
                return _START if piece.endswith(delimiter) else _PLAIN
            state, place = _QUOTED, opening + 2
    return state
