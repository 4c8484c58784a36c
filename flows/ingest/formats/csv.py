"""CSV and TSV: where records begin and end is found here, a piece at a time, and `csv` takes them apart one by one.

`csv` alone would hold a field of any size in memory, and would take all that follows a mark which never closes for one field.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from flows.errors import RejectedError
from flows.ingest.formats.dialect import Dialect, is_bare, told
from flows.ingest.formats.entry import Entry, Reading, entry, too_large
from flows.ingest.formats.recoded import Changed, open_utf8
from flows.ingest.formats.streams import Stream, pieces
from transforms.rows import CONTENT, Record, RowError, choose, no_content, read_row
from transforms.text import NotTextError, UndecodableError, decode

_BOM = b"\xef\xbb\xbf"
_QUOTE = ord('"')
_START, _PLAIN, _QUOTED, _AFTER_QUOTE = range(4)
"""Where in a field the reading stands: at its start, in one without marks, in one with, after a mark that may be the closing one."""
_SAMPLE = 1 << 18
_BUFFER = 1 << 16
_BLANK = b" \t\r\n\xef\xbb\xbf"
_SWAPPED = bytes.maketrans(b"\r\n", b"\n\r")
_SWAPPED_TEXT = str.maketrans("\r\n", "\n\r")


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

    Titles, comments and `sep=` above that row are passed over; where no row names columns, long texts, titles, dates and addresses are
    told by what they are.

    Args:
        path: the file.
        reading: how it is read.
        delimiter: what stands between fields; None to tell it from the first rows.

    Raises:
        RejectedError: no column holds texts or pages, or the file cannot be unpacked any further.
    """
    csv.field_size_limit(sys.maxsize)  # records are cut here, none larger than the limit
    dialect = _dialect(path, reading, delimiter)
    reading.see(dialect.header)
    if not dialect.is_known:
        error = no_content(dialect.header, reading.columns)
        raise RejectedError(error.reason, f"in the first row, which names the columns, {error}")
    number, above = 0, dialect.skip
    for record in _records(path, dialect, reading.max_bytes):
        if record.data is not None and not record.data.strip(_BLANK):
            continue
        if above:
            above -= 1
        else:
            number += 1
            yield _entry(number, record, dialect, reading)


def _dialect(path: str, reading: Reading, delimiter: str | None) -> Dialect:
    with open_utf8(path) as stream:
        head = stream.read(_SAMPLE)
    try:
        sample = _text_of(head)[0].removeprefix("\ufeff")
    except (NotTextError, UndecodableError):  # some row is none of text; that costs the row
        sample = head.decode("utf-8", "replace").removeprefix("\ufeff")
    bare = is_bare(sample)
    found = told(sample.translate(_SWAPPED_TEXT) if bare else sample, reading, delimiter)
    return replace(found, bare_returns=bare)


def _entry(number: int, record: _Piece, dialect: Dialect, reading: Reading) -> Entry:
    data = record.data
    if not record.closed:
        return Entry(number, record.size, None, "corrupt", "a quotation mark opens a field in it and never closes")
    if data is None:
        return too_large(number, record.size, reading)
    return entry(number, record.size, partial(_row, data, dialect, reading), reading)


def _row(data: bytes, dialect: Dialect, reading: Reading) -> Record:
    fields, encoding = _fields(data, dialect)
    header = dialect.header
    while len(fields) > len(header) and not fields[-1].strip():
        fields.pop()
    row = dict(zip(header, fields, strict=False))
    chosen = choose(tuple(header), tuple(reading.columns.items()))
    lacks_text = not any(column in row for kind in CONTENT for column in chosen[kind])
    if len(fields) > len(header) or lacks_text:
        raise RowError("corrupt", f"it has {len(fields)} fields, the first row names {len(header)} columns")
    return read_row(row, reading.columns, encoding)


_ESCAPES = {"\\n": "\n", "\\r": "", "\\t": "\t", "\\\\": "\\"}
_ESCAPE = re.compile(r"\\[nrt\\]")


def _fields(data: bytes, dialect: Dialect) -> tuple[list[str], str]:
    """Return the fields of a record and the encoding they are in.

    Raises:
        RowError: there are none.
    """
    try:
        text, encoding = _text_of(data)
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quoting else csv.QUOTE_NONE
        if dialect.bare_returns:
            text = text.rstrip("\n")
        fields = next(csv.reader([text], delimiter=dialect.delimiter, quoting=quoting), [])
    except NotTextError as error:
        raise RowError("binary", str(error)) from None
    except UndecodableError as error:
        raise RowError("undecodable", str(error)) from None
    except csv.Error as error:
        raise RowError("corrupt", f"it is no valid CSV: {str(error).partition(' - ')[0]}") from None
    if dialect.bare_returns:
        fields = [field.translate(_SWAPPED_TEXT) for field in fields]
    return [_unescaped(field, dialect) for field in fields], encoding


def _unescaped(field: str, dialect: Dialect) -> str:
    r"""Return a field with its line ends, where a program wrote them as `\n` since a row has to be one line."""
    is_escaped = "\\n" in field and "\n" not in field and (dialect.delimiter == "\t" or "\\n\\n" in field or "\\r\\n" in field)
    return _ESCAPE.sub(lambda found: _ESCAPES[found[0]], field) if is_escaped else field


def _text_of(data: bytes) -> tuple[str, str]:
    """Return characters and their encoding; a few stray bytes in UTF-8 stay stray, as the sample may end within a character."""
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", "replace")
    stray = mended.count("\ufffd")
    if stray * 3 <= sum(character > "\x7f" for character in mended):
        return mended, "utf-8"
    return decode(data)


def _records(path: str, dialect: Dialect, most: int) -> Iterator[_Piece]:
    """Yield the records of a file, in order.

    A field's mark that is open when the file ends was a stray one: reading begins again in the line after the record's first. What
    follows has no mark that could close a field, so none that opens one stays open: it is read at most twice.
    """
    resume: int | None = 0
    while resume is not None:
        begin, resume = resume, None
        with open_utf8(path) as stream:
            _skip_mark(source := _changed(stream, dialect), begin)
            for record in _cut(source, dialect, most, begin):
                yield record
                resume = None if record.closed else record.first_line + 1


def _changed(stream: Stream, dialect: Dialect) -> io.BufferedReader:
    """Return a stream with line feeds for the returns that end rows, and doubled marks for those after a backslash."""
    held = b""

    def change(piece: bytes, ended: bool) -> bytes:  # noqa: FBT001 - what `Changed` calls
        nonlocal held
        if dialect.bare_returns:
            piece = piece.translate(_SWAPPED)
        if dialect.escapes:
            piece, held = held + piece, b""
            if piece.endswith(b"\\") and not ended:
                piece, held = piece[:-1], piece[-1:]
            piece = piece.replace(b'\\"', b'""')
        return piece

    return io.BufferedReader(Changed(stream, change), _BUFFER)


def _skip_mark(stream: io.BufferedReader, lines: int) -> None:
    """Pass over the mark of the encoding and over lines."""
    if stream.peek(3).startswith(_BOM):
        stream.read(3)
    if lines:
        for piece in pieces(stream):
            lines -= piece.endswith(b"\n")
            if not lines:
                return


def _cut(stream: Stream, dialect: Dialect, most: int, line: int) -> Iterator[_Piece]:
    """Yield the records from here on; `line` is the number of the line that the stream stands at."""
    held: list[bytes] = []
    delimiter = dialect.delimiter.encode()
    size, state, first = 0, _START, line
    for piece in pieces(stream):
        size += len(piece)
        if size <= most:
            held.append(piece)
        else:
            held.clear()
        ends = piece.endswith(b"\n")
        line += ends
        if dialect.quoting and (state != _QUOTED or b'"' in piece):
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
