"""Spool: records extracted from large files in one pass each, packed into one folder per batch.

No batch has to read through a packed file for its rows, and the records read are the ones that were scanned. For remote workers, plain
files are spooled as well, so that they need only the data folder. A folder is deleted when its batch is finished.
"""

import contextlib
import dataclasses
import io
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from flows.errors import RejectedError
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.registry import CONTAINERS, file_format, records
from flows.ingest.formats.streams import load
from flows.ingest.seed import Seed
from flows.ingest.seed_table import Seeds
from flows.store.digests import hex_of
from flows.store.files import below, write_bytes
from newstables.files import Place
from transforms.rows import Record, from_head

HELD_BYTES = 32_000_000
"""Maximum number of records in memory before they are written."""


def is_record(seed: Seed) -> bool:
    """Return whether a seed is a record of a multi-record file; on another machine its name decides."""
    try:
        return seed.record > 0 or file_format(seed.path) in CONTAINERS
    except RejectedError:
        return False


def spool(  # noqa: PLR0913 - what, for which batches, where, and how
    seeds: Seeds, batch_of: NDArray[np.int32], batches: Sequence[str], folder: Place, reading: Reading, *, everything: bool
) -> None:
    """Write the records that batches will read into one folder per batch.

    Records that changed since the scan and unreadable files are skipped; the batch rejects them.

    Args:
        seeds: all seeds.
        batch_of: by row of a seed, the index in `batches` of the batch that reads it; -1 if no batch does.
        batches: the names of the batches.
        folder: where to write.
        reading: how the files are read.
        everything: whether plain files are written too.
    """
    files = np.unique(seeds.file_of(np.flatnonzero(batch_of >= 0)))
    writer = _Writer(folder)
    for file in files.tolist():
        path = seeds.path(file)
        is_container = file_format(path) in CONTAINERS
        if is_container or everything:
            rows = seeds.rows_of(file)
            rows = rows[batch_of[rows] >= 0]
            names = (batches[batch] for batch in batch_of[rows].tolist())
            wanted = zip(names, seeds.names(rows).to_pylist(), map(hex_of, seeds.digests[rows].tolist()), strict=True)
            by_record = dict(zip(seeds.records(rows).tolist(), wanted, strict=True))
            if is_container:
                _take(path, by_record, writer, reading)
            else:
                _send(path, by_record[0], writer, reading)
    writer.flush()


def _send(path: str, target: tuple[str, str, str | None], writer: "_Writer", reading: Reading) -> None:
    """Spool a file that is one seed; the reader checks whether it changed since the scan."""
    with contextlib.suppress(RejectedError, OSError):
        writer.add(*target[:2], Record("file", load(path, reading.max_bytes)))


def _take(path: str, targets: dict[int, tuple[str, str, str | None]], writer: "_Writer", reading: Reading) -> None:
    """Read one file up to its last requested record."""
    left = len(targets)
    try:
        for entry in records(path, Path(path).stat().st_size, reading):
            if entry.number in targets:
                batch, name, sha256 = targets[entry.number]
                if entry.record and entry.record.sha256() == sha256:
                    writer.add(batch, name, entry.record)
                left -= 1
            if not left:
                return
    except (RejectedError, OSError):
        return  # the scan has reported it, or the file changed since; the batches reject missing records


class _Writer:
    """Writes records to the folders of their batches in blocks."""

    def __init__(self, folder: Place) -> None:
        self._folder = folder
        self._held: dict[str, list[bytes]] = defaultdict(list)
        self._bytes = 0
        self._flushes = 0

    def add(self, batch: str, name: str, record: Record) -> None:
        head = json.dumps({"seed": name, "head": record.head(), "form": record.form, "bytes": len(record.data)})
        self._held[batch] += [head.encode(), b"\n", record.data]
        self._bytes += len(head) + len(record.data)
        if self._bytes > HELD_BYTES:
            self.flush()

    def flush(self) -> None:
        for batch, chunks in self._held.items():
            packed = pa.BufferOutputStream()
            with pa.CompressedOutputStream(packed, "zstd") as stream:
                for chunk in chunks:
                    stream.write(chunk)
            write_bytes(packed.getvalue(), self._folder / batch / f"{self._flushes:06}", lasting=False)
        self._held.clear()
        self._bytes = 0
        self._flushes += 1


def read_spool(folder: Place) -> dict[str, Record]:
    """Return the spooled records of a batch by seed; empty without a spool."""
    found: dict[str, Record] = {}
    for name in below(folder):
        packed = pa.BufferReader((folder / name).read_bytes())
        with io.BufferedReader(pa.CompressedInputStream(packed, "zstd")) as stream:
            while line := stream.readline():
                facts = json.loads(line)
                record = from_head(facts["head"], stream.read(facts["bytes"]))
                found[facts["seed"]] = dataclasses.replace(record, form=facts["form"])
    return found
