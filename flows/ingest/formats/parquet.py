"""Parquet files: some rows at a time, and only the columns that are needed."""

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry
from flows.ingest.formats.streams import is_packed, open_raw, open_unpacked
from transforms.fields import CONTENT, choose
from transforms.rows import Record, RowError, no_content, read_row

ROWS = 16
"""Rows in memory at a time. Each value may be larger than the limit, so this bounds the memory for a file."""

_BUFFER = 1 << 20
_FOOTER_LIMITS = {"thrift_string_size_limit": 100_000_000, "thrift_container_size_limit": 1_000_000}
"""Maximum sizes of strings and lists claimed in a footer."""

_TEXTS = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())
_SMALL = 16_000_000


def parquet_rows(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the rows of a Parquet file.

    Raises:
        RejectedError: it is not such a file, no column holds texts or pages, or it is damaged from here on.
    """
    with open_seekable(path) as file:
        yield from batch_rows(_batches(file, reading), "Parquet file", reading)


def _batches(file: BinaryIO, reading: Reading) -> Iterator[pa.RecordBatch]:
    footer = pq.ParquetFile(file, **_FOOTER_LIMITS)
    columns = chosen_columns(footer.schema_arrow.names, reading)
    repeated = _repeated(footer, columns)
    source = pq.ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False, read_dictionary=repeated, **_FOOTER_LIMITS)
    yield from (batch.select(columns) for batch in source.iter_batches(ROWS, columns=columns, use_threads=False))


def batch_rows(batches: "Iterable[pa.RecordBatch | pa.Table]", what: str, reading: Reading) -> Iterator[Entry]:
    """Yield the rows of batches, which are read from a file as they are needed; `what` names the file in the message of an error.

    Raises:
        RejectedError: the file is damaged from here on.
    """
    number = 0
    try:
        for batch in batches:
            for index in range(batch.num_rows):
                number += 1
                row = {name: column[index] for name, column in zip(batch.schema.names, batch.columns, strict=True)}
                yield entry(number, None, partial(_row, row, reading), reading)
    except (pa.ArrowException, OSError, ValueError, KeyError, MemoryError) as error:
        if isinstance(error, OSError) and error.errno:  # an error of the disk, not of the file
            raise
        why = (str(error).splitlines() or ["out of memory"])[0].rstrip(".")
        raise RejectedError("corrupt", f"the {what} cannot be read: {why}") from None


def _row(scalars: dict[str, pa.Scalar], reading: Reading) -> Record:
    """Return the record in a row of Arrow values.

    Raises:
        RowError: it holds no text.
    """
    row = {}
    for name, scalar in scalars.items():
        try:
            row[name] = scalar.as_py()
        except UnicodeDecodeError:
            raise RowError("undecodable", f"the column {name[:40]} is not valid UTF-8") from None
        except (ValueError, OverflowError, KeyError):  # a time outside Python's years, or with an invalid zone, is ignored
            row[name] = None
    return read_row(row, reading.columns)


def chosen_columns(names: list[str], reading: Reading) -> list[str]:
    """Return the columns to read."""
    reading.see(names)
    chosen = choose(tuple(names), tuple(reading.columns.items()))
    if not any(chosen[kind] for kind in CONTENT):
        error = no_content(names, reading.columns)
        raise RejectedError(error.reason, str(error))
    return list(dict.fromkeys(column for columns in chosen.values() for column in columns))


def _repeated(footer: pq.ParquetFile, columns: list[str]) -> list[str]:
    """Return the text columns to keep dictionary-encoded, so that a long repeated value is in memory once.

    This keeps all texts of a row group in memory, so only files with small row groups are read this way.
    """
    groups = (footer.metadata.row_group(number) for number in range(footer.metadata.num_row_groups))
    if any(group.total_byte_size > _SMALL for group in groups):
        return []
    return [column.name for column in footer.schema_arrow if column.name in columns and column.type in _TEXTS]


@contextlib.contextmanager
def open_seekable(path: str) -> Iterator[BinaryIO]:
    """Open a file for random access; a compressed file is first unpacked to a temporary file."""
    if not is_packed(path):
        with open_raw(path) as file:
            yield file
        return
    with open_unpacked(path) as stream, tempfile.TemporaryFile() as file:
        while data := stream.read(_BUFFER):
            file.write(data)
        file.seek(0)
        yield file
