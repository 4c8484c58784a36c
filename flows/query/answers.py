"""Query results as a terminal table, CSV, JSON or Parquet, written batch by batch."""

import csv
import json
import math
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.display import harmless
from flows.errors import UsageError

SHOWN = 100
"""Rows shown in a terminal; CSV, JSON and Parquet contain all."""


def _rows(answer: pa.RecordBatchReader) -> Iterator[list[Any]]:
    for batch in answer:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield list(row)


def show_table(answer: pa.RecordBatchReader, out: TextIO) -> bool:
    """Print the first rows as a table and return whether there are more."""
    table = Table(header_style="bold")
    for field in answer.schema:
        table.add_column(Text(str(harmless(field.name))), justify="right" if _is_number(field.type) else "left")
    rows = list(islice(_rows(answer), SHOWN + 1))
    for row in rows[:SHOWN]:
        table.add_row(*(Text(str(harmless(_word(value)))) for value in row))
    console = Console(file=out)
    console = console if console.is_terminal else Console(file=out, width=10_000)  # a file or pipe has no width to wrap at
    console.print(table)
    return len(rows) > SHOWN


def write_csv(answer: pa.RecordBatchReader, out: TextIO) -> None:
    """Write all rows as CSV with a header; lists are JSON, and null is empty."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.schema.names)
    writer.writerows([repr(value) if isinstance(value, float) else _word(value) for value in row] for row in _rows(answer))


def write_json(answer: pa.RecordBatchReader, out: TextIO) -> None:
    """Write all rows as a JSON array with one object per line."""
    out.write("[")
    for number, row in enumerate(_rows(answer)):
        values = {name: _json(value) for name, value in zip(answer.schema.names, row, strict=True)}
        out.write(("," if number else "") + "\n " + json.dumps(values, ensure_ascii=False, default=str))
    out.write("\n]\n")


def write_parquet(answer: pa.RecordBatchReader, path: Path) -> int:
    """Write all rows as a Parquet file and return their number; on failure an existing file is kept.

    Raises:
        UsageError: there is no folder for it.
    """
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} for {path.name}")
    is_special = path.exists() and not path.is_file()  # such as /dev/stdout
    fresh = path if is_special else path.with_name(f".{path.name}.new")
    count = 0
    try:
        with pq.ParquetWriter(fresh, answer.schema, compression="zstd") as writer:
            for batch in answer:
                writer.write_batch(batch)
                count += batch.num_rows
        fresh.replace(path)
    finally:
        if not is_special:
            fresh.unlink(missing_ok=True)
    return count


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _json(value: Any) -> Any:
    """Return a value that JSON can represent: times as ISO 8601, NaN and infinity as null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _word(value: Any) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    value = _json(value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
