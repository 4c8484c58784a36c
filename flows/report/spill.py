"""Rows of many parts in temporary files, cut into buckets that are read one at a time, so that memory does not grow with the release."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.ipc


class Spill:
    """Rows on disk by bucket; all tables added have one schema."""

    def __init__(self, folder: Path, name: str, buckets: int) -> None:
        """Keep the rows in files of a folder, whose names begin with `name`."""
        self._folder, self._name, self._buckets = folder, name, buckets
        self._files: list[Path] = []

    def add(self, rows: pa.Table, buckets: Any) -> None:
        """Write rows to one more file; `buckets` has the number of each row's bucket. Rows of a bucket keep their order."""
        order = np.argsort(buckets, kind="stable")
        ordered = rows.take(pa.array(order)).combine_chunks()
        bounds = np.searchsorted(buckets[order], np.arange(self._buckets + 1)).tolist()
        path = self._folder / f"{self._name}-{len(self._files)}"
        with pa.ipc.new_file(path, rows.schema) as file:
            for first, last in pairwise(bounds):
                batches = ordered.slice(first, last - first).to_batches()
                file.write_batch(batches[0] if batches else pa.RecordBatch.from_pylist([], rows.schema))
        self._files.append(path)

    def __iter__(self) -> Iterator[pa.Table | None]:
        """Yield the rows of each bucket, in the order of the files; None if nothing was added."""
        for bucket in range(self._buckets):
            yield pa.Table.from_batches([_batch(path, bucket) for path in self._files]) if self._files else None


def _batch(path: Path, bucket: int) -> pa.RecordBatch:
    """Return the rows of one bucket of a file, which is neither mapped nor kept open, to limit memory."""
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).get_batch(bucket)
