"""Query results as a terminal table, CSV, JSON or Parquet, written batch by batch."""

import csv
import json
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.display import replace_controls
from flows.errors import UsageError

SHOWN = 100
"""Rows shown in a terminal; CSV, JSON and Parquet contain all."""

LONGEST = 300
"""Characters of a value that a terminal shows."""

NARROWEST = 14
"""Minimum width of a table column, in characters, for values at least that long."""

PIPE = 120
"""Width of the output in a file or pipe, so that it does not depend on the terminal."""


def _rows(result: pa.RecordBatchReader) -> Iterator[list[Any]]:
    for batch in result:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield list(row)


def show_table(result: pa.RecordBatchReader, out: TextIO) -> list[str]:
    """Print the first rows, as a table or, if that would be too wide, with one column per line; return what was left out."""
    rows = list(islice(_rows(result), SHOWN + 1))
    names = [str(replace_controls(name)) for name in result.schema.names]
    cells = [[str(replace_controls(_word(value))) for value in row] for row in rows[:SHOWN]]
    left_out = [f"the first {SHOWN} rows"] if len(rows) > SHOWN else []
    console = Console(file=out, width=None if out.isatty() else PIPE)
    if out.isatty() and any(len(cell) > LONGEST for row in cells for cell in row):
        cells = [[f"{cell[:LONGEST]}…" if len(cell) > LONGEST else cell for cell in row] for row in cells]
        left_out.append(f"the first {LONGEST} characters of long values")
    if _width(names, cells) > console.width:
        _print_records(console, names, cells)
    else:
        _print_table(console, names, cells, [_is_number(field.type) for field in result.schema])
    return left_out


def _width(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the width of a table whose values are not wrapped to less than `NARROWEST` characters."""
    return 1 + sum(3 + min(NARROWEST, max(map(len, column))) for column in zip(names, *rows, strict=True))


def _print_table(console: Console, names: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[bool]) -> None:
    table = Table(header_style="bold")
    for name, is_number in zip(names, numbers, strict=True):
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_records(console: Console, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print each row with one column per line; continuation lines are indented."""
    indent = 2 + max(map(len, names))
    for number, row in enumerate(rows, 1):
        console.print(Text(f"row {number}", style="dim"))
        for name, cell in zip(names, row, strict=True):
            first, *rest = Text(cell).wrap(console, max(NARROWEST, console.width - indent))
            for line in (Text.assemble((name.ljust(indent), "bold"), first), *(Text(" " * indent) + more for more in rest)):
                line.rstrip()
                console.print(line)


def write_csv(result: pa.RecordBatchReader, out: TextIO) -> None:
    """Write all rows as CSV with a header; lists are JSON, and null is empty."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(result.schema.names)
    writer.writerows([repr(value) if isinstance(value, float) else _word(value) for value in row] for row in _rows(result))


def write_json(result: pa.RecordBatchReader, out: TextIO) -> None:
    """Write all rows as a JSON array with one object per line."""
    out.write("[")
    for number, row in enumerate(_rows(result)):
        values = {name: _json(value) for name, value in zip(result.schema.names, row, strict=True)}
        out.write(("," if number else "") + "\n " + json.dumps(values, ensure_ascii=False, default=str))
    out.write("\n]\n")


def write_parquet(result: pa.RecordBatchReader, path: Path) -> int:
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
        with pq.ParquetWriter(fresh, result.schema, compression="zstd") as writer:
            for batch in result:
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
