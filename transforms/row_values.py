"""Nested values of rows: texts as lists or objects, names and dates as objects, values at dotted paths."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

_CONTENT_KEYS = (
    "rendered",
    "raw",
    "main",
    "value",
    "html",
    "plain",
    "text",
    "content",
    "body",
    "data",
    "#text",
    "$t",
    "_",
    "default",
    "original",
)
"""Keys of the content of an object, in order of preference."""
_PART_KEYS = ("summary", "headline", "sections", "paragraphs", "blocks", "children", "items", "parts")
"""Keys of the parts of a text; the order of the object counts."""
_NAME_KEYS = (
    "name",
    "rendered",
    "main",
    "title",
    "value",
    "text",
    "fullname",
    "full_name",
    "displayname",
    "display_name",
    "#text",
    "$t",
    "_",
    "en",
)
_FIRST, _LAST = ("firstname", "first_name", "givenname", "given_name", "first"), ("lastname", "last_name", "familyname", "surname", "last")
_TIME_KEYS = ("$date", "$numberLong", "$numberInt", "$numberDouble", "_seconds", "seconds", "value", "date", "iso", "rendered")
_MOST_LEVELS = 12


def text_of(value: object, depth: int = 0) -> str | bytes | None:
    """Return the text of a value, or None: a string, the elements of a list as paragraphs, or the content of an object."""
    if isinstance(value, str | bytes) or depth > _MOST_LEVELS:
        return value if isinstance(value, str | bytes) else None
    if isinstance(value, Mapping):
        for key in _CONTENT_KEYS:
            if found := text_of(value.get(key), depth + 1):
                return found
        return _joined((value[key] for key in value if key in _PART_KEYS), depth, "\n\n")
    if isinstance(value, list | tuple):
        is_line = all(isinstance(item, Mapping) and item.get("type") in {"text", "span", "link"} for item in value)
        return _joined(value, depth, "" if is_line else "\n\n")
    return None


def _joined(values: "Iterator[object] | Sequence[object]", depth: int, separator: str) -> str | None:
    found = (text_of(value, depth + 1) for value in values)
    return separator.join(text for text in found if isinstance(text, str) and text.strip()) or None


def plain_of(value: object) -> object:
    """Return the single value of an object or list, such as a name or date: `A` for `{"rendered": "A"}`; None if it has none."""
    for _ in range(_MOST_LEVELS):
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, list | tuple) and _is_time_tuple(value):
            year, month, day, hour, minute, second = value[:6]
            return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        elif isinstance(value, Mapping):
            value = _single_value(value)
        else:
            return value
    return None


def _is_time_tuple(value: Sequence[object]) -> bool:
    return len(value) >= 6 and all(type(item) is int for item in value) and 1000 < int(str(value[0])) < 10_000


def _single_value(value: Mapping[str, object]) -> object:
    first, last = (next((value[key] for key in keys if isinstance(value.get(key), str)), None) for keys in (_FIRST, _LAST))
    if first and last:
        return f"{first} {last}"
    if "year" in value and "month" in value and "day" in value:
        return "-".join(str(value[key]).zfill(2) for key in ("year", "month", "day"))
    return next((value[key] for key in (*_NAME_KEYS, *_TIME_KEYS) if value.get(key) not in (None, "")), None)


def names_in(value: object) -> object:
    """Return the list of people in an object (`{"person": [...], "original": "By ..."}`); other values unchanged."""
    if isinstance(value, Mapping):
        for key in ("person", "persons", "people", "authors", "author", "items", "nodes"):
            if value.get(key):
                return value[key]
        return value if plain_of(value) is not None else value.get("original")
    return value


def at_path(row: Mapping[str, object], path: str) -> object:
    """Return the value at a dotted path (`content.rendered`, `content.0.value`), or None."""
    value: object = row
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list | tuple) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def is_content(value: object) -> bool:
    """Return whether a value can be the text of a row: a string or the parts of a text, not a list of rows."""
    if isinstance(value, Mapping) or (isinstance(value, list | tuple) and any(isinstance(item, Mapping | list) for item in value)):
        return isinstance(text_of(value), str) and not _has_rows(value)
    return bool(value) and isinstance(value, str | bytes | list | tuple)


def _has_rows(value: object) -> bool:
    """Return whether a value is or contains a list of rows."""
    values = value if isinstance(value, list | tuple) else list(value.values()) if isinstance(value, Mapping) else ()
    titles = {"title", "headline", "url", "link", "author", "webTitle"}
    return any(isinstance(item, Mapping) and ("title" in item or len(titles & item.keys()) > 1) for item in values)
