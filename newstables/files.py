"""Files of releases, on local disk or in object storage."""

import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from newstables.errors import DamagedError, UsageError
from newstables.folders import check_folder
from newstables.objects import Remote, parse_uri

Place = Path | Remote
"""The location of a file or folder, on local disk or in object storage."""


def place(data: str | os.PathLike[str]) -> Place:
    """Return the location of data: a folder or a URI.

    Raises:
        UsageError: the scheme of the URI is not supported, or the name is empty.
    """
    text = os.fspath(data)
    if not text:
        raise UsageError("the folder of the releases has no name: give one with --data, or unset NEWSTABLES_DATA")
    return parse_uri(text) if "://" in text else Path(text)


def data_place(data: str | os.PathLike[str]) -> Place:
    """Return the location of a dataset, which may not exist yet.

    Raises:
        UsageError: the scheme of the URI is not supported, or the name is empty, a file or a broken link.
    """
    found = place(data)
    if isinstance(found, Path):
        check_folder(found)
    return found


def read_parquet(at: Place, columns: Sequence[str] | None = None) -> pa.Table:
    """Return one Parquet file, or some of its columns; unlike a dataset scan, it reads no other file and guesses no partitions.

    Raises:
        DamagedError: it is missing or damaged; the checksum of every page is verified.
    """
    try:
        return _open_parquet(at, whole=not columns).read(columns=list(columns) if columns else None)
    except FileNotFoundError:
        raise DamagedError(at, "it is missing") from None
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:  # an error of the disk, not of the bytes
            raise
        raise DamagedError(at, str(error).splitlines()[0].rstrip(".")) from None


def _open_parquet(at: Place, *, whole: bool) -> pq.ParquetFile:
    if isinstance(at, Path):
        return pq.ParquetFile(at, page_checksum_verification=True)
    source = pa.BufferReader(at.read_bytes()) if whole else pa.PythonFile(at.open(), "r")
    return pq.ParquetFile(source, pre_buffer=not whole, page_checksum_verification=True)
