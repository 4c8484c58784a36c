"""Definition of columns: their metadata, factories for common columns, and their Arrow types."""

import json
import types
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Union, get_args, get_origin

import pyarrow as pa

from transforms.records import Span

CODE_POINTS = "code points"


@dataclass(frozen=True, slots=True)
class Column:
    """Metadata of a column beyond its annotation: description, example, unit, allowed values, Arrow type."""

    description: str
    example: object
    unit: str | None = None
    values: tuple[str, ...] | None = None
    arrow: pa.DataType | None = None
    offsets: tuple[str, str] | str | None = None
    """For text of the article: the names of the columns with its start and end, or of the column with its spans."""


def surface(description: str, example: str, prefix: str = "") -> Column:
    """Return a column of article text, whose offsets are in the columns `{prefix}start` and `{prefix}end`."""
    return Column(description, example, offsets=(f"{prefix}start", f"{prefix}end"))


def parts(description: str, example: str, spans: str) -> Column:
    """Return a column of article text in several parts, whose offsets are in the column `spans`."""
    return Column(description, example, offsets=spans)


def offset(description: str, example: int) -> Column:
    """Return a column of offsets into the article's text."""
    return Column(description, example, unit=CODE_POINTS)


def confidence(of: str) -> Column:
    """Return a column for the reader's confidence in something."""
    return Column(f"How sure the reader is of {of}: 0 (a guess) to 1 (certain); a score, not a calibrated probability.", 0.9, unit="0 to 1")


SPAN_TYPE = pa.struct([pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)])
_ARROW: dict[object, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float32(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
    list[str]: pa.list_(pa.field("element", pa.string(), nullable=False)),
    list[Span]: pa.list_(pa.field("element", SPAN_TYPE, nullable=False)),
}


def arrow_field(name: str, annotation: object, column: Column) -> pa.Field:
    """Return the Arrow field of a column, with its description, unit, values and example as metadata."""
    nullable = get_origin(annotation) in (Union, types.UnionType)
    python_type = next(a for a in get_args(annotation) if a is not type(None)) if nullable else annotation
    metadata = {"description": column.description, "example": json.dumps(plain(column.example), ensure_ascii=False)}
    if column.unit:
        metadata["unit"] = column.unit
    if column.values:
        metadata["values"] = json.dumps(column.values)
    return pa.field(name, column.arrow or _ARROW[python_type], nullable=nullable, metadata=metadata)


def plain(value: object) -> Any:
    """Return a value of a row as JSON represents it: times in ISO 8601, spans as objects."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Span):
        return {"start": value.start, "end": value.end}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def to_arrow(schema: pa.Schema, rows: Sequence[object]) -> pa.Table:
    """Return rows, instances of a row class, as an Arrow table with this schema."""
    arrays = [_array(list(map(attrgetter(field.name), rows)), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: list[Any], arrow_type: pa.DataType) -> pa.Array:
    holds_spans = pa.types.is_list(arrow_type) and pa.types.is_struct(arrow_type.value_type)
    return pa.array([plain(value) for value in values] if holds_spans else values, type=arrow_type)
