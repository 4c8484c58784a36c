"""Records on their way from large files to batches: taken out in one pass over each file, packed, in a folder for each batch.

So no batch reads through a packed file to get at its rows, and what is read is what was scanned. For workers elsewhere, plain files
go the same way: they need nothing but the data. The folders go as their batches are done.
"""

import contextlib
import io
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from flows.entries import Reading
from flows.errors import RejectedError
from flows.formats import CONTAINERS, file_format, records
from flows.seeds import Seed
from flows.storage import Place, below, write_bytes
from flows.streams import load
from transforms.rows import Record, from_head

HELD_BYTES = 32_000_000
"""Records in memory at most, before they are written."""


def is_record(seed: Seed) -> bool:
    """Tell whether a seed is read from a file that may hold many."""
    return file_format(seed.path) in CONTAINERS


def spool(batches: Mapping[str, Sequence[Seed]], folder: Place, reading: Reading, *, everything: bool = False) -> None:
    """Write the records that batches are to read, or `everything` that they are, in a folder for each batch that has any, named as it.

    A record that is not as it was scanned, and a file that cannot be read any more, are left out; the batch rejects them.
    """
    wanted: dict[str, dict[int, tuple[str, Seed]]] = defaultdict(dict)
    writer = _Writer(folder)
    for batch, seeds in batches.items():
        for seed in seeds:
            if is_record(seed):
                wanted[seed.path][seed.record] = batch, seed
            elif everything:
                with contextlib.suppress(RejectedError, OSError):
                    writer.add(batch, seed.name, Record("file", load(seed.path, reading.max_bytes)))
    for path, places in wanted.items():
        _take(path, places, writer, reading)
    writer.flush()


def _take(path: str, places: dict[int, tuple[str, Seed]], writer: "_Writer", reading: Reading) -> None:
    """Read through one file, up to the last record that is wanted of it."""
    left = len(places)
    try:
        for entry in records(path, Path(path).stat().st_size, reading):
            if entry.number in places:
                batch, seed = places[entry.number]
                if entry.record and entry.record.sha256() == seed.sha256:
                    writer.add(batch, seed.name, entry.record)
                left -= 1
            if not left:
                return
    except (RejectedError, OSError):
        return  # it was found out by the scan, or the file changed since: then the batches reject what they do not get


class _Writer:
    """Writes records to the folders of their batches, many at a time."""

    def __init__(self, folder: Place) -> None:
        self._folder = folder
        self._held: dict[str, list[bytes]] = defaultdict(list)
        self._bytes = 0
        self._flushes = 0

    def add(self, batch: str, name: str, record: Record) -> None:
        head = json.dumps({"seed": name, "head": record.head(), "bytes": len(record.data)})
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
    """Return the records that were written for a batch, by seed; none where there are none."""
    found: dict[str, Record] = {}
    for name in below(folder):
        packed = pa.BufferReader((folder / name).read_bytes())
        with io.BufferedReader(pa.CompressedInputStream(packed, "zstd")) as stream:
            while line := stream.readline():
                facts = json.loads(line)
                found[facts["seed"]] = from_head(facts["head"], stream.read(facts["bytes"]))
    return found
