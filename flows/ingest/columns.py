"""Validation of the columns named by the user."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from flows.errors import RejectedError, UsageError
from flows.ingest.folder import files_below
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.registry import ENDINGS, WITH_COLUMNS, file_format, records
from flows.ingest.formats.streams import plain_name

HOLDS_ROWS = frozenset({*WITH_COLUMNS, "zip", "tar"})
_SHOWN = 12


def check_columns(folder: Path, reading: Reading) -> None:
    """Check that each named column exists in some file (usually found in the first row of the first file).

    Raises:
        UsageError: no file has a column of that name.
    """
    wanted = set(reading.columns.values())
    if not wanted:
        return
    paths = sorted(files_below(str(folder)), key=lambda path: (not _is_named_so(path), path))
    for most in (1, None):  # JSON objects may have different keys, and archives hold several files
        for path in paths:
            for _ in _look(path, reading, most):
                if wanted <= reading.seen:
                    return
            if wanted <= reading.seen:
                return
    missing = ", ".join(sorted(wanted - reading.seen))
    others = sorted(reading.seen)
    there = f"; the columns there are {', '.join(others[:_SHOWN])}{', …' if len(others) > _SHOWN else ''}" if others else ""
    raise UsageError(f"--columns names {missing}, and no file in {folder} has a column of that name{there}")


def _is_named_so(path: str) -> bool:
    name = plain_name(Path(path).name)
    return any(name.endswith(ending) for ending, form in ENDINGS.items() if form in HOLDS_ROWS)


def _look(path: str, reading: Reading, most: int | None) -> Iterator[object]:
    """Yield the first entries of a file with columns."""
    try:
        if file_format(path) in HOLDS_ROWS:
            yield from islice(records(path, Path(path).stat().st_size, reading), most)
    except (RejectedError, OSError, RuntimeError):
        return
