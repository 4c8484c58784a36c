"""Feather and Arrow files, some rows at a time."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
from pyarrow import feather

from flows.ingest.formats.entry import Entry, Reading
from flows.ingest.formats.parquet import ROWS, batch_rows, chosen_columns, open_seekable


def arrow_rows(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the rows of a Feather or Arrow file, or of an Arrow stream.

    Raises:
        RejectedError: it is not such a file, no column holds texts or pages, or it is damaged from here on.
    """
    with open_seekable(path) as file:
        yield from batch_rows(_batches(file, reading), "Arrow file", reading)


def _batches(file: BinaryIO, reading: Reading) -> "Iterator[pa.RecordBatch | pa.Table]":
    magic = file.read(6)
    file.seek(0)
    for whole in _tables(pa.PythonFile(file, mode="r"), magic):
        chosen = whole.select(chosen_columns(whole.schema.names, reading))
        yield from (chosen.slice(start, ROWS) for start in range(0, chosen.num_rows, ROWS))


def _tables(file: pa.NativeFile, magic: bytes) -> "Iterator[pa.RecordBatch | pa.Table]":
    if magic.startswith(b"FEA1"):
        yield feather.read_table(file)
    elif magic == b"ARROW1":
        reader = pa.ipc.open_file(file)
        yield from (reader.get_batch(index) for index in range(reader.num_record_batches))
    else:
        yield from pa.ipc.open_stream(file)
