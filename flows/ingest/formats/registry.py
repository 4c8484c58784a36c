"""Which formats are read, and how the records of each are found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows.errors import RejectedError
from flows.ingest.formats.csv import csv_rows
from flows.ingest.formats.entry import Entry, Reading
from flows.ingest.formats.jsonl import json_file, json_lines
from flows.ingest.formats.parquet import parquet_rows
from flows.ingest.formats.streams import PACKINGS, plain_name
from flows.ingest.formats.warc import archive_records


@dataclass(frozen=True, slots=True)
class Format:
    """A format that files may have."""

    name: str
    """As in `transforms.codes.FORMATS`."""
    endings: tuple[str, ...]
    """Endings of the names of its files; that of a packing may follow."""
    records: Callable[[str, Reading], Iterator[Entry]] | None = None
    """Yields the records of a file; None where a file is one article."""


FORMATS = {
    form.name: form
    for form in (
        Format("text", (".txt",)),
        Format("html", (".html", ".htm", ".xhtml")),
        Format("jsonl", (".jsonl", ".ndjson"), json_lines),
        Format("json", (".json",), json_file),
        Format("csv", (".csv",), csv_rows),
        Format("tsv", (".tsv",), partial(csv_rows, delimiter="\t")),
        Format("parquet", (".parquet",), parquet_rows),
        Format("wet", (".wet",), archive_records),
        Format("warc", (".warc",), archive_records),
    )
}

_ENDINGS = {ending: form for form in FORMATS.values() for ending in form.endings}

MOST_RECORDS = 100_000
"""Records that a file may hold whatever its size; above it, no more than it has bytes."""

MOST_TIMES = 200
FREE_BYTES = 100_000_000
"""The texts of a file may be 200 times as large as it is, and 100 MB more: a column that says one text a billion times is a bomb."""


def format_of(path: str) -> Format:
    """Return the format that a file's name stands for.

    Raises:
        RejectedError: it is not one that is read.
    """
    name = plain_name(path)
    found = next((form for ending, form in _ENDINGS.items() if name.endswith(ending)), None)
    if found is None:
        ending = Path(path).suffix or Path(path).name
        known = f"the formats are {', '.join(_ENDINGS)} and the same with {' or '.join(PACKINGS)}"
        raise RejectedError("unsupported", f"files named *{ending} are not read; {known}")
    return found


def records(path: str, size: int, reading: Reading) -> Iterator[Entry]:
    """Yield the records of a file that holds many.

    Args:
        path: the file.
        size: its size on disk.
        reading: how it is read.

    Raises:
        RejectedError: it cannot be read any further.
        OSError: it cannot be opened or read.
    """
    total, taken = 0, format_of(path).records
    if taken is None:
        raise ValueError(path)
    try:
        for count, entry in enumerate(taken(path, reading), 1):
            total += len(entry.record.data) if entry.record else 0
            if count > max(MOST_RECORDS, size) or total > size * MOST_TIMES + FREE_BYTES:
                raise RejectedError("too_large", "the file holds more records or text than one of its size can; it is not read any further")
            yield entry
    except (RejectedError, OSError):
        raise
    except Exception as error:  # one file that cannot be taken apart must not cost the others
        raise RejectedError("failed", f"taking the file apart failed with {type(error).__name__}: {error}") from error
