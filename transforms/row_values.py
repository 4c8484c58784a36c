"""Nested values of rows: envelopes, articles under a key, texts as lists, dates as objects."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

_ONE = ("rendered", "raw", "main", "value", "html", "plain", "text", "content", "body", "data", "#text", "$t", "_", "default", "original")
"""Keys that hold the value of an object."""
_PARTS = ("summary", "headline", "sections", "paragraphs", "blocks", "children", "items", "parts")
"""Keys that hold the parts of an object, in any order."""
_NAME = (
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
_TIME = ("$date", "$numberLong", "$numberInt", "$numberDouble", "_seconds", "seconds", "value", "date", "iso", "rendered")
_DEEP = 12


def text_of(value: object, depth: int = 0) -> str | bytes | None:
    """Return the text of a value: paragraphs of a list, an object's content; None if it has none."""
    if isinstance(value, str | bytes) or depth > _DEEP:
        return value if isinstance(value, str | bytes) else None
    if isinstance(value, Mapping):
        for key in _ONE:
            if found := text_of(value.get(key), depth + 1):
                return found
        return _joined((value[key] for key in value if key in _PARTS), depth, "\n\n")
    if isinstance(value, list | tuple):
        is_line = all(isinstance(item, Mapping) and item.get("type") in {"text", "span", "link"} for item in value)
        return _joined(value, depth, "" if is_line else "\n\n")
    return None


def _joined(values: "Iterator[object] | Sequence[object]", depth: int, between: str) -> str | None:
    found = (text_of(value, depth + 1) for value in values)
    return between.join(text for text in found if isinstance(text, str) and text.strip()) or None


def plain_of(value: object) -> object:
    """Return the single name or date in an object or list: `A` for `{"rendered": "A"}`."""
    for _ in range(_DEEP):
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, list | tuple) and _is_time(value):
            year, month, day, hour, minute, second = value[:6]
            return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        elif isinstance(value, Mapping):
            value = _meant(value)
        else:
            return value
    return None


def _is_time(value: Sequence[object]) -> bool:
    return len(value) >= 6 and all(type(item) is int for item in value) and 1000 < int(str(value[0])) < 10_000


def _meant(value: Mapping[str, object]) -> object:
    first, last = (next((value[key] for key in keys if isinstance(value.get(key), str)), None) for keys in (_FIRST, _LAST))
    if first and last:
        return f"{first} {last}"
    if "year" in value and "month" in value and "day" in value:
        return "-".join(str(value[key]).zfill(2) for key in ("year", "month", "day"))
    return next((value[key] for key in (*_NAME, *_TIME) if value.get(key) not in (None, "")), None)


def names_in(value: object) -> object:
    """Return the persons listed in an object (`{"person": [...], "original": "By ..."}`), otherwise the value."""
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


def says(value: object) -> bool:
    """Return whether a value can be the text of a row: a string or parts of a text, not nested rows."""
    if isinstance(value, Mapping) or (isinstance(value, list | tuple) and any(isinstance(item, Mapping | list) for item in value)):
        return isinstance(text_of(value), str) and not _is_rows(value)
    return bool(value) and isinstance(value, str | bytes | list | tuple)


def _is_rows(value: object) -> bool:
    """Return whether a value is or contains a list of rows, and not the parts of a text."""
    values = value if isinstance(value, list | tuple) else list(value.values()) if isinstance(value, Mapping) else ()
    titles = {"title", "headline", "url", "link", "author", "webTitle"}
    return any(isinstance(item, Mapping) and ("title" in item or len(titles & item.keys()) > 1) for item in values)
