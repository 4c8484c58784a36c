"""Table files: rows to Arrow, Arrow to Parquet, and file operations on disk and in object storage.

Writes are atomic and durable when the function returns.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from flows.errors import UsageError
from newstables.files import Place
from newstables.objects import Remote, delete
from transforms import columns
from transforms.schema import TABLES, Row

ROW_GROUP_ROWS = 131_072
"""Rows per Parquet row group; a part of 5,000 articles has few groups, each large enough to compress and to skip."""

_CHUNK = 1 << 22


@cache
def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table."""
    return TABLES[table].schema


def to_arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """Return rows as an Arrow table of exactly the table's schema."""
    return columns.to_arrow(schema(table), rows)


def local_path(given: str, instead: str) -> Path:
    """Return a local path.

    Raises:
        UsageError: it is a URI; the sentence ends with what to do instead.
    """
    if "://" in given:
        raise UsageError(f"{given} is not on this machine: {instead}")
    return Path(given)


def write_parquet(data: pa.Table, to: Place) -> dict[str, Any]:
    """Write a Parquet file durably and return its entry in the manifest (rows, bytes, sha256).

    The same table gives the same bytes: the file depends only on its values and the library's version.
    """
    if isinstance(to, Remote):
        packed = pa.BufferOutputStream()
        _write_parquet(data, packed)
        held = memoryview(packed.getvalue())
        to.write_bytes(held)
        return {"rows": data.num_rows, "bytes": held.nbytes, "sha256": hashlib.sha256(held).hexdigest()}
    to.parent.mkdir(parents=True, exist_ok=True)
    _write_parquet(data, to)
    sync(to)
    return {"rows": data.num_rows, "bytes": to.stat().st_size, "sha256": sha256(to)}


def _write_parquet(data: pa.Table, sink: Any) -> None:
    # Content-defined chunks: a file that differs in some rows shares most of its bytes with the previous one.
    packing = {"compression": "zstd", "compression_level": 3, "row_group_size": ROW_GROUP_ROWS, "use_content_defined_chunking": True}
    pq.write_table(data, sink, store_schema=True, write_page_checksum=True, **packing)


def write_arrow(data: pa.Table, to: Place) -> None:
    """Write an Arrow file durably: the cheap format of data that only the next step reads."""
    if isinstance(to, Remote):
        packed = pa.BufferOutputStream()
        _write_arrow(data, packed)
        to.write_bytes(packed.getvalue())
    else:
        to.parent.mkdir(parents=True, exist_ok=True)
        fresh = to.with_name(f".{to.name}.{secrets.token_hex(4)}.new")  # a worker that was given up as dead may write the same file
        _write_arrow(data, fresh)
        sync(fresh)
        fresh.replace(to)


def _write_arrow(data: pa.Table, sink: Any) -> None:
    with pa.ipc.new_file(sink, data.schema) as file:
        file.write_table(data)


def read_arrow(at: Place) -> pa.Table:
    """Return the table in an Arrow file."""
    with pa.BufferReader(at.read_bytes()) if isinstance(at, Remote) else pa.memory_map(str(at)) as source:
        return pa.ipc.open_file(source).read_all()


def write_json(value: object, to: Place, *, indent: int | None = None) -> None:
    """Write JSON so that a crash leaves the old file or the new one, never half of it."""
    write_text(json.dumps(value, indent=indent) + "\n", to)


def read_json(at: Place) -> Any:
    """Return the content of a JSON file."""
    return json.loads(at.read_bytes())


def write_text(text: str, to: Place) -> None:
    """Write a text file so that a crash leaves the old file or the new one, never half of it."""
    write_bytes(text.encode(), to)


def write_bytes(data: bytes, to: Place, *, lasting: bool = True) -> None:
    """Write a file atomically: a crash leaves the old or the new one. Without `lasting`, do not wait for the disk."""
    if isinstance(to, Remote):
        to.write_bytes(data)
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    fresh = to.with_name(f".{to.name}.new")
    fresh.write_bytes(data)
    if lasting:
        sync(fresh)
    fresh.replace(to)


def below(folder: Place) -> list[str]:
    """Return the relative names of all files below a folder, in order."""
    if isinstance(folder, Remote):
        return [found.place.removeprefix(f"{folder}/") for found in folder.below()]
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def remove(folder: Place) -> None:
    """Delete a file, or a folder with all files below it."""
    if isinstance(folder, Remote):
        delete([found.place for found in folder.below()])
    elif folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
    else:
        folder.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait until the names of all files below the folder are on the disk (their contents are synced when written)."""
    for at, _, _ in os.walk(folder):
        sync(Path(at))


def sha256(at: Place) -> str:
    """Return the SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with at.open() if isinstance(at, Remote) else at.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
