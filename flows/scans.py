"""What was found in large files by earlier runs, so that a file of the same bytes is hashed, not taken apart again.

A file of the staging folder for each file of seeds, named by the bytes and by everything that decides what is found in them. It may be
deleted at any time: the next run takes the file apart and gives the same release.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from flows.entries import Reading
from flows.seeds import Found, Seed
from flows.storage import Place, below, read_arrow, sha256, write_arrow
from flows.version import scanner_version
from transforms.records import digest

WORTH_IT = 1_000_000
"""Bytes from which a file is remembered."""

_SCHEMA = pa.schema(
    {
        "record": pa.int64(),
        "size": pa.int64(),
        "sha256": pa.binary(32),
        "length": pa.int64(),
        "reason": pa.string(),
        "message": pa.string(),
    }
)
_Stamp = tuple[int, int, int]


class Scans:
    """The remembered files of one data folder."""

    def __init__(self, folder: Place) -> None:
        """Forget nothing yet."""
        self._folder = folder
        self._wanted: dict[str, tuple[str, _Stamp]] = {}

    def recall(self, path: str, reading: Reading) -> Iterable[Found] | None:
        """Return the records of a file whose bytes were read in the same way before, or None."""
        stamp = _stamp(path)
        if stamp[0] < WORTH_IT:
            return None
        columns = (f"{field}={column}" for field, column in sorted(reading.columns.items()))
        key = digest("scan", sha256(Path(path)), Path(path).suffixes, reading.max_bytes, *columns, scanner_version())
        self._wanted[path] = key, stamp
        try:
            table = read_arrow(self._folder / f"{key}.arrow")
        except (OSError, pa.ArrowException):
            return None
        rows = (table.column(name).to_pylist() for name in _SCHEMA.names)
        return ((number, size, sha and sha.hex(), *rest) for number, size, sha, *rest in zip(*rows, strict=True))

    def remember(self, path: str, seeds: Sequence[Seed]) -> None:
        """Keep the records of a file, unless it changed since `recall` looked at it."""
        key, stamp = self._wanted.get(path, ("", None))
        if stamp is None or _stamp(path) != stamp:
            return
        columns = [[getattr(seed, name) for seed in seeds] for name in _SCHEMA.names]
        columns[2] = [value and bytes.fromhex(value) for value in columns[2]]
        write_arrow(pa.table(columns, schema=_SCHEMA), self._folder / f"{key}.arrow")

    def forget_the_rest(self) -> None:
        """Delete what is known of files that are not there any more."""
        wanted = {f"{key}.arrow" for key, _ in self._wanted.values()}
        for name in below(self._folder) if isinstance(self._folder, Path) else ():  # in object storage other runs may know them
            if name not in wanted:
                (self._folder / name).unlink()


def _stamp(path: str) -> _Stamp:
    found = Path(path).stat()
    return found.st_size, found.st_mtime_ns, found.st_ino
