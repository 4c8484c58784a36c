"""Feather and Arrow files, some rows at a time."""

from collections.abc import Iterator
from functools import partial

import pyarrow as pa
from pyarrow import feather

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry
from flows.ingest.formats.parquet import ROWS, chosen_columns, open_seekable, row_of


def arrow_rows(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the rows of a Feather or Arrow file, or of an Arrow stream.

    Raises:
        RejectedError: it is none, no column holds texts or pages, or it is damaged from here on.
    """
    with open_seekable(path) as file:
        magic = file.read(6)
        file.seek(0)
        number = 0
        try:
            for whole in _batches(pa.PythonFile(file, mode="r"), magic):
                columns = chosen_columns(whole.schema.names, reading)
                for start in range(0, whole.num_rows, ROWS):
                    batch = whole.slice(start, ROWS)
                    for place in range(batch.num_rows):
                        number += 1
                        row = {name: batch.column(name)[place] for name in columns}
                        yield entry(number, None, partial(row_of, row, reading), reading)
        except (pa.ArrowException, OSError, ValueError, KeyError, MemoryError) as error:
            if isinstance(error, OSError) and error.errno:  # an error of the disk, not of the file
                raise
            why = (str(error).splitlines() or ["out of memory"])[0].rstrip(".")
            raise RejectedError("corrupt", f"the Arrow file cannot be read: {why}") from None


def _batches(file: pa.NativeFile, magic: bytes) -> "Iterator[pa.RecordBatch | pa.Table]":
    if magic.startswith(b"FEA1"):
        yield feather.read_table(file)
    elif magic == b"ARROW1":
        reader = pa.ipc.open_file(file)
        yield from (reader.get_batch(place) for place in range(reader.num_record_batches))
    else:
        yield from pa.ipc.open_stream(file)
