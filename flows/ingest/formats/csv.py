"""CSV and TSV: record boundaries are found here, piece by piece, and `csv` parses each record.

`csv` by itself would hold a field of any size in memory, and would read everything after an unclosed quote as one field.
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
from flows.ingest.formats.dialect import Dialect, detect_dialect, is_bare
from flows.ingest.formats.entry import Entry, Reading, entry, too_large
from flows.ingest.formats.streams import Stream, pieces
from flows.ingest.formats.utf8 import ConvertedStream, open_utf8
from flows.ingest.formats.whole import decoded
from transforms.fields import CONTENT, choose
from transforms.rows import Record, RowError, no_content, read_row

_BOM = b"\xef\xbb\xbf"
_QUOTE = ord('"')
_START, _PLAIN, _QUOTED, _AFTER_QUOTE = range(4)
"""Parser state: field start, unquoted, quoted, after a quote that may close the field."""
_PASSES = 8
"""Times that a file may be read to its end because of quotes that are never closed."""
_SAMPLE = 1 << 18
_BUFFER = 1 << 16
_BLANK = b" \t\r\n\xef\xbb\xbf"
_SWAPPED = bytes.maketrans(b"\r\n", b"\n\r")
_SWAPPED_TEXT = str.maketrans("\r\n", "\n\r")


@dataclass(frozen=True, slots=True)
class _Piece:
    """The bytes of one record, None if it is too large; `closed` is false if a quoted field is still open at the end of the file."""

    data: bytes | None
    size: int
    closed: bool
    first_line: int
    """Number of its first line, from 0."""


def csv_rows(path: str, reading: Reading, delimiter: str | None = None) -> Iterator[Entry]:
    """Yield the rows of a file whose first row names the columns; blank rows are skipped and not counted.

    Titles, comments and `sep=` above that row are skipped; if no row names the columns, long texts, titles, dates and addresses are
    recognised by their values.

    Args:
        path: the file.
        reading: how it is read.
        delimiter: the character between fields; None to detect it from the first rows.

    Raises:
        RejectedError: no column holds texts or pages, or its compressed data is damaged.
    """
    csv.field_size_limit(sys.maxsize)  # records are split here, none larger than the limit
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
    except RowError:  # a row that cannot be read rejects only that row
        sample = head.decode("utf-8", "replace").removeprefix("\ufeff")
    bare = is_bare(sample)
    found = detect_dialect(sample.translate(_SWAPPED_TEXT) if bare else sample, reading, delimiter)
    return replace(found, bare_returns=bare)


def _entry(number: int, record: _Piece, dialect: Dialect, reading: Reading) -> Entry:
    data = record.data
    if not record.closed:
        return Entry(number, record.size, None, "corrupt", "a quotation mark opens a field and is never closed")
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
        RowError: it is not valid CSV, or not text.
    """
    try:
        text, encoding = _text_of(data)
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quoting else csv.QUOTE_NONE
        if dialect.bare_returns:
            text = text.rstrip("\n")
        fields = next(csv.reader([text], delimiter=dialect.delimiter, quoting=quoting), [])
    except csv.Error as error:
        raise RowError("corrupt", f"it is not valid CSV: {str(error).partition(' - ')[0]}") from None
    if dialect.bare_returns:
        fields = [field.translate(_SWAPPED_TEXT) for field in fields]
    return [_unescaped(field, dialect) for field in fields], encoding


def _unescaped(field: str, dialect: Dialect) -> str:
    r"""Return a field with its line ends restored if a program wrote them as `\n` to keep one row per line."""
    is_escaped = "\\n" in field and "\n" not in field and (dialect.delimiter == "\t" or "\\n\\n" in field or "\\r\\n" in field)
    return _ESCAPE.sub(lambda found: _ESCAPES[found[0]], field) if is_escaped else field


def _text_of(data: bytes) -> tuple[str, str]:
    """Return the decoded characters and their encoding; stray bytes in UTF-8 are kept, since the sample may end within a character."""
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        pass
    decoded_text = data.decode("utf-8", "replace")
    stray = decoded_text.count("\ufffd")
    if stray * 3 <= sum(character > "\x7f" for character in decoded_text):
        return decoded_text, "utf-8"
    return decoded(data)


def _records(path: str, dialect: Dialect, most: int) -> Iterator[_Piece]:
    """Yield the records of a file, in order.

    If a quoted field is still open at the end of the file, its quote was stray, and parsing resumes at the line after the record's first.
    The last time, a line is a record, whatever quotes it opens: so the time is linear, also where every line opens a field.
    """
    begin = 0
    for time in range(_PASSES):
        resume, by_line = None, time == _PASSES - 1
        with open_utf8(path) as stream:
            _skip_mark(source := _converted(stream, dialect), begin)
            for record in _cut(source, dialect, most, begin, by_line=by_line):
                yield record
                resume = None if record.closed or by_line else record.first_line + 1
        if resume is None:
            return
        begin = resume


def _converted(stream: Stream, dialect: Dialect) -> io.BufferedReader:
    """Return a stream with carriage returns that end rows replaced by line feeds, and backslash-escaped quotes by doubled ones."""
    held = b""

    def change(piece: bytes, ended: bool) -> bytes:  # noqa: FBT001 - what `ConvertedStream` calls
        nonlocal held
        if dialect.bare_returns:
            piece = piece.translate(_SWAPPED)
        if dialect.escapes:
            piece, held = held + piece, b""
            if piece.endswith(b"\\") and not ended:
                piece, held = piece[:-1], piece[-1:]
            piece = piece.replace(b'\\"', b'""')
        return piece

    return io.BufferedReader(ConvertedStream(stream, change), _BUFFER)


def _skip_mark(stream: io.BufferedReader, lines: int) -> None:
    """Skip the byte order mark and some lines."""
    if stream.peek(3).startswith(_BOM):
        stream.read(3)
    if lines:
        for piece in pieces(stream):
            lines -= piece.endswith(b"\n")
            if not lines:
                return


def _cut(stream: Stream, dialect: Dialect, most: int, line: int, *, by_line: bool) -> Iterator[_Piece]:
    """Yield the records from here on, or the lines; `line` is the current line number."""
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
        if ends and (by_line or state != _QUOTED):
            yield _Piece(b"".join(held) if size <= most else None, size, closed=state != _QUOTED, first_line=first)
            held, size, state, first = [], 0, _START, line
    if size:
        yield _Piece(b"".join(held) if size <= most else None, size, closed=state != _QUOTED, first_line=first)


def _advance(state: int, piece: bytes, delimiter: bytes) -> int:
    """Return the state after a piece, by the rules of `csv`: quotes count at the start of a field and in a quoted field."""
    if state in {_START, _PLAIN} and b'"' not in piece:
        return _START if piece.endswith(delimiter) else _PLAIN
    position = 0
    while position < len(piece):
        if state == _QUOTED:
            position = piece.find(b'"', position) + 1
            if not position:
                return _QUOTED
            state = _AFTER_QUOTE
        elif state == _AFTER_QUOTE:
            state = _QUOTED if piece[position] == _QUOTE else _START if piece.startswith(delimiter, position) else _PLAIN
            position += 1
        elif state == _START and piece[position] == _QUOTE:
            state, position = _QUOTED, position + 1
        else:
            opening = piece.find(delimiter + b'"', position)
            if opening < 0:
                return _START if piece.endswith(delimiter) else _PLAIN
            state, position = _QUOTED, opening + 2
    return state
