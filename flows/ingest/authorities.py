"""The user's list of people and organizations (`--authorities`), read and checked before anything else."""

import csv
import hashlib
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import UsageError, explain_os_error
from flows.store.files import local_path, read_arrow, write_arrow
from flows.store.staging import run_folder
from flows.version import matching_version
from newstables.files import Place
from transforms.schema import NAME_TYPES

REQUIRED = ("id", "name", "type")
OPTIONAL = ("aliases", "description")
"""Columns that are read; other columns of a list are ignored."""

SEPARATOR = "|"
"""Separates aliases, and types, that are written as one text."""

_FILE = "authorities.arrow"
_LIST = pa.list_(pa.string())
_SCHEMA = pa.schema([("id", pa.string()), ("names", _LIST), ("types", _LIST), ("description", pa.string())])
_DELIMITERS = ",;\t"
_PARQUET = b"PAR1"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Authorities:
    """A list: one row per entry, ordered by `id`, with its `names`, its `types` (empty: any) and its `description`."""

    entries: pa.Table

    @property
    def version(self) -> str:
        """A digest of the list and of the code that matches names to it; empty for no list."""
        return str((self.entries.schema.metadata or {}).get(b"version", b"").decode())


def read_authorities(file: str) -> Authorities:
    """Return the list in a CSV or Parquet file, independent of the order of its rows; an empty name means no list.

    Raises:
        UsageError: there is no such file, or it is not a valid list: the sentence says which column or row is wrong.
    """
    if not file:
        return Authorities(_SCHEMA.empty_table())
    path = local_path(file, "give a list of authorities that is on this machine")
    try:
        rows = _parquet_rows(path) if _is_parquet(path) else _csv_rows(path)
        found = sorted(_entries(path, rows))
    except OSError as error:
        raise UsageError(f"the list of authorities cannot be read: {explain_os_error(error)}") from None
    if not found:
        raise UsageError(f"{path} holds no entry: expected a row for each person or body")
    table = pa.table([list(column) for column in zip(*found, strict=True)], schema=_SCHEMA)
    return Authorities(table.replace_schema_metadata({"version": _version(table)}))


def save_authorities(authorities: Authorities, data: Place) -> None:
    """Store a list for the publishing step of the current run."""
    write_arrow(authorities.entries, run_folder(data) / _FILE)


def load_authorities(data: Place) -> Authorities:
    """Return the list of the current run."""
    return Authorities(read_arrow(run_folder(data) / _FILE))


def _version(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return hashlib.sha256(matching_version().encode() + sink.getvalue()).hexdigest()


def _is_parquet(path: Path) -> bool:
    if not path.exists():
        raise UsageError(f"there is no list of authorities {path}")
    if path.is_dir():
        raise UsageError(f"{path} is a folder: expected a list of authorities, a CSV or Parquet file")
    with path.open("rb") as file:
        return file.read(len(_PARQUET)) == _PARQUET


def _entries(path: Path, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[tuple[str, list[str], list[str], str]]:
    """Yield the entries of numbered rows, each checked."""
    seen: dict[str, int] = {}
    for number, row in rows:
        entry, name = _text(row["id"]), _text(row["name"])
        for column, value in (("id", entry), ("name", name)):
            if not value:
                raise UsageError(f"row {number} of {path} has no {column}: each entry of a list of authorities needs one")
        if entry in seen:
            raise UsageError(f"rows {seen[entry]} and {number} of {path} have the same id {entry!r}: expected a different id in each row")
        seen[entry] = number
        types = _several(row["type"])
        for kind in types:
            if kind not in NAME_TYPES:
                raise UsageError(
                    f"row {number} of {path}: {kind!r} is not a valid type: expected one of {', '.join(NAME_TYPES)}, or nothing"
                )
        yield entry, _once([name, *_several(row.get("aliases"))]), sorted(types), _text(row.get("description"))


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _several(value: object) -> list[str]:
    """Return the texts of a list, or the parts of a text with separators."""
    values = value if isinstance(value, list) else str(value or "").split(SEPARATOR)
    return _once([text for one in values if (text := _text(one))])


def _once(values: Iterable[Value]) -> list[Value]:
    return list(dict.fromkeys(values))


def _check_columns(path: Path, columns: Iterable[str]) -> None:
    found = list(columns)
    for name in (*REQUIRED, *OPTIONAL):
        if found.count(name) > 1:
            raise UsageError(f"{path} has two columns {name!r}")
    if missing := [name for name in REQUIRED if name not in found]:
        raise UsageError(
            f"{path} has no column {missing[0]!r}: expected {', '.join(REQUIRED)} and, if there are any, {' and '.join(OPTIONAL)};"
            f" its columns are {', '.join(map(repr, found)) or 'none'}"
        )


def _parquet_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        with pq.ParquetFile(path) as file:
            columns = file.schema_arrow.names
            _check_columns(path, columns)
            number = 0
            for batch in file.iter_batches(columns=[name for name in (*REQUIRED, *OPTIONAL) if name in columns]):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except pa.ArrowException as error:
        raise UsageError(f"{path} is not a valid Parquet file: {str(error).splitlines()[0].rstrip('.')}") from None


def _csv_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"line {line} of {path} is not UTF-8: expected a CSV file in that encoding, or a Parquet file") from None
    csv.field_size_limit(sys.maxsize)
    try:
        first = text.partition("\n")[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
        header = [name.strip().lower() for name in next(reader, [])]
        _check_columns(path, header)
        rows = (fields for fields in reader if any(field.strip() for field in fields))
        for number, fields in enumerate(rows, 1):
            if len(fields) != len(header):
                raise UsageError(f"row {number} of {path} has {len(fields)} fields: expected {len(header)}, as many as the first row names")
            yield number, dict(zip(header, fields, strict=True))
    except csv.Error as error:
        raise UsageError(f"{path} is not a valid CSV file: {error} in line {reader.line_num}") from None
