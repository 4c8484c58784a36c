"""Records on their way from large files to batches: taken out in one pass over each file, packed, one file a batch.

So no batch reads through a packed file to get at its rows, reading processes need nothing but the data folder, and what they read is
what was scanned. The files go as their batches are done.
"""

import io
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from flows.entries import Reading
from flows.errors import RejectedError
from flows.formats import CONTAINERS, file_format, records
from flows.scanned import Seeds
from flows.seeds import Seed, hex_of
from transforms.rows import Record, from_head

HELD_BYTES = 32_000_000
"""Records in memory at most, before they are written."""


def is_record(seed: Seed) -> bool:
    """Tell whether a seed is read from a file that may hold many."""
    return file_format(seed.path) in CONTAINERS


def spool(seeds: Seeds, batch_of: NDArray[np.int32], batches: Sequence[str], folder: Path, reading: Reading) -> None:
    """Write the records that batches are to read, one file for each batch that has any, named as the batch.

    A record that is not as it was scanned is left out; the batch rejects it.

    Args:
        seeds: what is there.
        batch_of: by row of a seed, the place of the batch that reads it in `batches`; -1 for those that none reads.
        batches: the names of the batches.
        folder: where to write.
        reading: how the files are read.
    """
    files = np.unique(seeds.file_of(np.flatnonzero(batch_of >= 0)))
    writer = _Writer(folder)
    for file in files.tolist():
        path = seeds.path(file)
        if file_format(path) in CONTAINERS:
            rows = seeds.rows_of(file)
            rows = rows[batch_of[rows] >= 0]
            places = (batches[batch] for batch in batch_of[rows].tolist())
            wanted = zip(places, seeds.names(rows).to_pylist(), map(hex_of, seeds.digests[rows].tolist()), strict=True)
            _take(path, dict(zip(seeds.records(rows).tolist(), wanted, strict=True)), writer, reading)
    writer.flush()


def _take(path: str, places: dict[int, tuple[str, str, str | None]], writer: "_Writer", reading: Reading) -> None:
    """Read through one file, up to the last record that is wanted of it."""
    left = len(places)
    try:
        for entry in records(path, Path(path).stat().st_size, reading):
            if entry.number in places:
                batch, name, sha256 = places[entry.number]
                if entry.record and entry.record.sha256() == sha256:
                    writer.add(batch, name, entry.record)
                left -= 1
            if not left:
                return
    except (RejectedError, OSError):
        return  # it was found out by the scan, or the file changed since: then the batches reject what they do not get


class _Writer:
    """Appends records to the files of their batches, many at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, list[bytes]] = defaultdict(list)
        self._bytes = 0

    def add(self, batch: str, name: str, record: Record) -> None:
        head = json.dumps({"seed": name, "head": record.head(), "bytes": len(record.data)})
        self._held[batch] += [head.encode(), b"\n", record.data]
        self._bytes += len(head) + len(record.data)
        if self._bytes > HELD_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._held:
            self._folder.mkdir(parents=True, exist_ok=True)
        for batch, chunks in self._held.items():
            packed = pa.BufferOutputStream()
            with pa.CompressedOutputStream(packed, "zstd") as stream:
                for chunk in chunks:
                    stream.write(chunk)
            with (self._folder / batch).open("ab") as file:
                file.write(packed.getvalue())
        self._held.clear()
        self._bytes = 0


def read_spool(path: Path) -> dict[str, Record]:
    """Return the records that were written for a batch, by seed; none where there is no file."""
    found: dict[str, Record] = {}
    if path.exists():
        with pa.OSFile(str(path)) as file, io.BufferedReader(pa.CompressedInputStream(file, "zstd")) as stream:
            while line := stream.readline():
                facts = json.loads(line)
                found[facts["seed"]] = from_head(facts["head"], stream.read(facts["bytes"]))
    return found
