"""Tables on disk: rows to Arrow, Arrow to Parquet, and the file operations that survive a crash."""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from transforms.columns import plain
from transforms.schema import TABLES, Row

ROW_GROUP_ROWS = 131_072
"""Rows in a Parquet row group; a part of 5,000 articles has few groups, each large enough to compress and to skip."""

_CHUNK = 1 << 20


@cache
def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table."""
    return TABLES[table].schema


def to_arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """Return rows as an Arrow table of exactly the table's schema."""
    arrays = [_column(list(map(attrgetter(field.name), rows)), field.type) for field in schema(table)]
    return pa.Table.from_arrays(arrays, schema=schema(table))


def _column(values: list[Any], arrow_type: pa.DataType) -> pa.Array:
    holds_spans = pa.types.is_list(arrow_type) and pa.types.is_struct(arrow_type.value_type)
    return pa.array([plain(value) for value in values] if holds_spans else values, type=arrow_type)


def write_parquet(data: pa.Table, path: Path) -> dict[str, Any]:
    """Write a Parquet file that is on the disk when this returns; return its entry in the manifest (rows, bytes, sha256).

    The same table gives the same bytes: nothing but its values and the library's version goes into the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(data, path, compression="zstd", compression_level=3, row_group_size=ROW_GROUP_ROWS, store_schema=True)
    sync(path)
    return {"rows": data.num_rows, "bytes": path.stat().st_size, "sha256": sha256(path)}


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Return one Parquet file, or some columns of it; unlike a dataset scan it reads no other file and guesses no partitions."""
    return pq.ParquetFile(path).read(columns=list(columns) if columns else None)


def write_arrow(data: pa.Table, path: Path) -> None:
    """Write an Arrow file, the cheap format of what only the next step reads; it is on the disk when this returns."""
    with pa.ipc.new_file(path, data.schema) as file:
        file.write_table(data)
    sync(path)


def read_arrow(path: Path) -> pa.Table:
    """Return the table in an Arrow file."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def write_json(value: object, path: Path, *, indent: int | None = None) -> None:
    """Write JSON so that a crash leaves the old file or the new one, never half of it."""
    write_text(json.dumps(value, indent=indent) + "\n", path)


def read_json(path: Path) -> Any:
    """Return what a JSON file holds."""
    return json.loads(path.read_bytes())


def write_text(text: str, path: Path) -> None:
    """Write a text file so that a crash leaves the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    sync(fresh)
    fresh.replace(path)


def sync(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait until the names of all files below the folder are on the disk (their contents are synced when written)."""
    for below, _, _ in os.walk(folder):
        sync(Path(below))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def column(tables: Iterable[pa.Table], name: str) -> list[Any]:
    """Return one column of several tables as a list."""
    return [value for table in tables for value in table.column(name).to_pylist()]
