"""JSON and JSON Lines: each row is an object, at any level of lists and envelopes."""

import json
from collections.abc import Iterator, Mapping
from functools import partial

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry, too_large
from flows.ingest.formats.streams import lines
from flows.ingest.formats.utf8 import open_utf8
from transforms.envelopes import rows_within
from transforms.rows import Record, RowError, holds_article, read_row

_BOM = b"\xef\xbb\xbf"
_KINDS = {list: "list", str: "string", bool: "truth value", type(None): "null"}
_FRAME = frozenset({b"[", b"]", b",", b"],", b"];"})
"""Lines of an array with one element per line."""


def json_lines(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the rows of a JSON Lines file, skipping blank lines. An array or object over many lines is read as JSON.

    A row is numbered by its line; further rows of the same line, and the lines after it if needed, get the next free numbers.

    Raises:
        RejectedError: its compressed data is damaged.
    """
    with open_utf8(path) as stream:
        first = next((line for _, _, line in lines(stream, reading.max_bytes) if line is None or line.strip(_BOM + b" \t\r\n")), None)
        second = next((line for _, _, line in lines(stream, reading.max_bytes) if line is None or line.strip()), None)
    if first is not None and _is_begun(first) and not (second and _is_object(second)):
        yield from json_file(path, reading)
        return
    yield from _by_lines(path, reading)


def _is_begun(line: bytes) -> bool:
    """Return whether a line is only the beginning of a value over several lines."""
    return line.strip(_BOM + b" \t\r\n") in {b"{", b"["}


def _by_lines(path: str, reading: Reading) -> Iterator[Entry]:
    number = 0
    with open_utf8(path) as stream:
        for line_number, size, line in lines(stream, reading.max_bytes):
            if line is None:
                number = max(line_number, number + 1)
                yield too_large(number, size, reading)
            elif line.strip() and line.strip() not in _FRAME:
                for read in _rows_of_line(line, reading):
                    number = max(line_number, number + 1)
                    yield entry(number, size, read, reading)


def _rows_of_line(line: bytes, reading: Reading) -> "Iterator[partial[Record]]":
    """Yield a reader for each row of a line: one object, or several in sequence or in a list."""
    try:
        values = [_parse(line)]
    except RowError as error:
        values = _several(line)
        if not values:
            yield partial(_refuse, error)
            return
    for value in values:
        if isinstance(value, list) and any(isinstance(item, Mapping) and holds_article(item, reading.columns) for item in value):
            yield from (partial(_row, item, reading) for item in value)
        else:
            rows = _rows(value, reading) if isinstance(value, dict) else None
            yield from (partial(_row, row, reading) for row in ([value] if rows is None else rows))


def _refuse(error: RowError) -> Record:
    raise error


def _several(line: bytes) -> list[object]:
    """Return the objects in a line that ends in a comma or holds several; empty if the line is damaged."""
    try:
        text = line.removeprefix(_BOM).decode().strip().removesuffix(",")
        values = list(_decoded(text))
    except (ValueError, RecursionError):
        return []
    return values if all(isinstance(value, dict | list) for value in values) else []


def _decoded(text: str) -> Iterator[object]:
    """Yield the JSON values that follow each other in a text."""
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        yield value
        while position < len(text) and text[position] in " \t\r\n,;\x1e":
            position += 1


def json_file(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the records of a `.json` file: an object is one article, an array or envelope has many, anything else is JSON Lines.

    Raises:
        RejectedError: it has no valid JSON, is one JSON value larger than `max_bytes`, or its compressed data is damaged.
    """
    with open_utf8(path) as stream:
        head = stream.read(reading.max_bytes + 1).removeprefix(_BOM).lstrip()
        larger = bool(stream.read(1)) or len(head) > reading.max_bytes
    first, _, rest = head.partition(b"\n")
    if rest.strip() and (_is_object(first) or (larger and _is_object(rest.partition(b"\n")[0]))):
        yield from _by_lines(path, reading)
        return
    if larger:
        message = (
            f"the file is one JSON value larger than the limit of {reading.max_bytes} bytes; convert it to JSON Lines, one object a line"
        )
        raise RejectedError("too_large", message)
    yield from _whole(head, reading)


def _whole(head: bytes, reading: Reading) -> Iterator[Entry]:
    try:
        values = [_parse(head)]
    except RowError as error:
        values = _several(head)
        if not values:
            raise RejectedError(error.reason, str(error)) from None
    found = [(value, _rows(value, reading)) for value in values]
    if len(found) == 1 and found[0][1] is None:
        yield entry(0, len(head), partial(_row, found[0][0], reading), reading)
        return
    rows = (row for value, inner in found for row in ([value] if inner is None else inner))
    for number, row in enumerate(rows, 1):
        yield entry(number, None, partial(_row, row, reading), reading)


def _rows(value: object, reading: Reading) -> "list[object] | None":
    """Return the rows in a list or an envelope; None if the value is itself a row, or has no rows."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    is_row = partial(holds_article, mapping=reading.columns)
    if is_row(value) and not isinstance(value.get("columns"), list):
        columns = all(isinstance(item, dict | list) for item in value.values()) and len(value) > 1
        found = rows_within(value, is_row) if columns else None
    else:
        found = rows_within(value, is_row)
    return None if found is None else list(found)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(_parse(line.rstrip().removesuffix(b",")), dict)
    except RowError:
        return False


def _row(value: object, reading: Reading) -> Record:
    if not isinstance(value, dict):
        raise RowError("corrupt", f"expected a JSON object, got a {_KINDS.get(type(value), 'number')}")
    reading.see_object(value)
    return read_row(value, reading.columns)


def _parse(data: bytes) -> object:
    """Return a JSON value.

    Raises:
        RowError: it is not valid JSON.
    """
    try:
        return json.loads(data.removeprefix(_BOM).rstrip().decode())
    except UnicodeDecodeError as error:
        raise RowError("undecodable", f"byte {error.start + 1} of it is not valid UTF-8") from None
    except json.JSONDecodeError as error:
        raise RowError("corrupt", f"it is not valid JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}") from None
    except ValueError:  # Python refuses to parse integers of more than 4,300 digits
        raise RowError("corrupt", "a number in the JSON has too many digits") from None
    except RecursionError:
        raise RowError("corrupt", "the JSON is nested too deeply") from None
