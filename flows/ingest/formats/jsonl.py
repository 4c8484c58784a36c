"""JSON and JSON Lines: a row is an object."""

import json
from collections.abc import Iterator
from functools import partial

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry, too_large
from flows.ingest.formats.streams import lines, open_unpacked
from transforms.rows import Record, RowError, read_row

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_KINDS = {list: "list", str: "string", bool: "truth value", type(None): "null"}


def json_lines(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the rows of a JSON Lines file; blank lines are none.

    Raises:
        RejectedError: the file is in UTF-16 or cannot be unpacked any further.
    """
    with open_unpacked(path) as stream:
        for number, size, line in lines(stream, reading.max_bytes):
            if number == 1 and line and line.startswith(_UTF_16):
                raise RejectedError("undecodable", "the file is in UTF-16; JSON Lines have to be in UTF-8")
            if line is None:
                yield too_large(number, size, reading)
            elif line.strip():
                yield entry(number, size, partial(_line, line, reading), reading)


def json_file(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield what a `.json` file holds: an object is one article, an array has one in each element; else it is JSON Lines.

    Raises:
        RejectedError: it is none of these, too large to be read as a whole, or cannot be unpacked any further.
    """
    with open_unpacked(path) as stream:
        head = stream.read(reading.max_bytes + 1).removeprefix(_BOM).lstrip()
        larger = bool(stream.read(1)) or len(head) > reading.max_bytes
    first, _, rest = head.partition(b"\n")
    if rest.strip() and _is_object(first):
        yield from json_lines(path, reading)
        return
    if larger:
        message = (
            f"the file is one JSON value larger than the limit of {reading.max_bytes} bytes; convert it to JSON Lines, one object a line"
        )
        raise RejectedError("too_large", message)
    try:
        value = _parse(head)
    except RowError as error:
        raise RejectedError(error.reason, str(error)) from None
    if not isinstance(value, list):
        yield entry(0, len(head), partial(_row, value, reading), reading)
        return
    for number, element in enumerate(value, 1):
        yield entry(number, None, partial(_row, element, reading), reading)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(_parse(line), dict)
    except RowError:
        return False


def _line(line: bytes, reading: Reading) -> Record:
    return _row(_parse(line), reading)


def _row(value: object, reading: Reading) -> Record:
    if not isinstance(value, dict):
        raise RowError("corrupt", f"expected a JSON object, got a {_KINDS.get(type(value), 'number')}")
    return read_row(value, reading.columns)


def _parse(data: bytes) -> object:
    """Return a JSON value.

    Raises:
        RowError: it is none.
    """
    try:
        return json.loads(data.removeprefix(_BOM).rstrip().decode())
    except UnicodeDecodeError as error:
        raise RowError("undecodable", f"byte {error.start + 1} of it is not valid UTF-8") from None
    except json.JSONDecodeError as error:
        raise RowError("corrupt", f"it is no valid JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}") from None
    except ValueError:  # Python converts no integer of more than 4,300 digits
        raise RowError("corrupt", "a number in the JSON has too many digits") from None
    except RecursionError:
        raise RowError("corrupt", "the JSON is nested too deep to be read") from None
