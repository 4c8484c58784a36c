"""JSON envelopes: objects around a list of rows, as APIs send them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

Row = Mapping[str, object]
IsRow = Callable[[Row], bool]

_KNOWN_KEYS = tuple(
    "articles data results items news hits docs documents response entries stories posts records rows feed value content".split()
)
"""Keys under which APIs put the rows, likeliest first; other keys are tried after them."""
_MOST_LEVELS = 5


def rows_within(value: Row, is_row: IsRow, depth: int = 0) -> Sequence[object] | None:
    """Return the rows inside an object that is not a row itself, or None.

    Rows may be the elements of a list (`{"articles": [...]}`, `{"hits": {"hits": [...]}}`), the values of an index (`{"0": {...}}`), or
    stored by column (`{"text": {"0": ...}}`, `{"columns": [...], "data": [[...]]}`).

    Args:
        value: the object.
        is_row: returns whether an object is a row.
        depth: the number of enclosing objects.
    """
    if depth > _MOST_LEVELS:
        return None
    if columns := _rows_from_columns(value, is_row):
        return columns
    for inner in _values_in_order(value):
        if isinstance(inner, list) and any(isinstance(item, Mapping) and is_row(item) for item in inner[:20]):
            return inner
        if isinstance(inner, Mapping) and not is_row(inner) and (found := rows_within(inner, is_row, depth + 1)):
            return found
    members = list(value.values())
    if len(members) > 0 and all(isinstance(item, Mapping) for item in members):
        rows = [item for item in members if isinstance(item, Mapping)]
        return rows if all(is_row(row) for row in rows[:3]) and (len(rows) > 1 or next(iter(value)).isdigit()) else None
    return None


def _values_in_order(value: Row) -> Iterator[object]:
    lower = {key.lower(): key for key in value}
    usual = [lower[name] for name in _KNOWN_KEYS if name in lower]
    yield from (value[key] for key in usual)
    yield from (inner for key, inner in value.items() if key not in usual)


def _rows_from_columns(value: Row, is_row: IsRow) -> list[Row] | None:
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list) and all(isinstance(row, list) and len(row) == len(names) for row in data):
        rows = [dict(zip(map(str, names), row, strict=True)) for row in data]
        return list(rows) if rows and is_row(rows[0]) else None
    members = list(value.values())
    if len(members) < 2:
        return None
    if all(isinstance(item, Mapping) and item for item in members):
        keys = next(list(item) for item in members if isinstance(item, Mapping))
        if all(isinstance(item, Mapping) and list(item) == keys for item in members):
            found = [{name: column[key] for name, column in value.items() if isinstance(column, Mapping)} for key in keys]
            return list(found) if is_row(found[0]) and all(_is_scalar(item) for item in found[0].values()) else None
    if all(isinstance(item, list) for item in members):
        lists = [item for item in members if isinstance(item, list)]
        if lists[0] and len({len(item) for item in lists}) == 1:
            turned = [dict(zip(value, cells, strict=True)) for cells in zip(*lists, strict=True)]
            return list(turned) if is_row(turned[0]) else None
    return None


def _is_scalar(value: object) -> bool:
    return not isinstance(value, Mapping)
