"""Reading releases: which there are, which is the latest, what one holds. Readers never lock and never wait."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import pyarrow as pa

from flows.errors import NewstablesError, UsageError
from flows.storage import read_json, read_parquet, schema
from transforms.schema import TABLES

if TYPE_CHECKING:  # pandas is loaded by the first data frame: no other command needs it
    import pandas as pd

_NAME = re.compile(r"(\d{4}-\d\d-\d\d)\.(\d+)")


class FileEntry(TypedDict):
    """One Parquet file of a release."""

    path: str
    table: str
    part: str
    rows: int
    bytes: int
    sha256: str


class PartEntry(TypedDict):
    """One part: the files of all tables that hold the same articles. Parts are listed in order of arrival."""

    key: str
    articles: int
    text_bytes: int


class Manifest(TypedDict):
    """What a release is, where it came from and what changed; times and paths of the machine are here and in no table."""

    release: str
    created: str
    previous: str | None
    code_version: str
    reader_version: str
    schema_version: int
    model: dict[str, str]
    seed_folder: str
    options: dict[str, Any]
    rows: dict[str, int]
    rejects: dict[str, int]
    changes: dict[str, int]
    parts: list[PartEntry]
    files: list[FileEntry]


@dataclass(frozen=True, slots=True)
class Release:
    """One release, by its own path: what it holds stays the same while newer ones are published."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The release's name: date of its run and a counter."""
        return self.path.name

    def files(self, table: str) -> list[Path]:
        """Return the Parquet files of a table, in order of arrival."""
        return [self.path / entry["path"] for entry in self.manifest["files"] if entry["table"] == table]

    def arrow(self, table: str, columns: Sequence[str] | None = None, part: str | None = None) -> pa.Table:
        """Return a table, or some of its columns, as Arrow: the whole, or the rows of one part alone.

        Raises:
            UsageError: there is no such table.
        """
        if table not in TABLES:
            raise UsageError(f"there is no table {table!r}; the tables are {', '.join(TABLES)}")
        wanted = pa.schema([schema(table).field(name) for name in columns]) if columns else schema(table)
        files = [entry for entry in self.manifest["files"] if entry["table"] == table and part in {None, entry["part"]}]
        pieces = [read_parquet(self.path / entry["path"], columns) for entry in files]
        return pa.concat_tables(pieces) if pieces else wanted.empty_table()

    def __getattr__(self, table: str) -> "pd.DataFrame":
        """Return a table as a pandas data frame: `open_release().quotes`."""
        if table not in TABLES:
            raise AttributeError(table)
        frame: pd.DataFrame = self.arrow(table).to_pandas()
        return frame


def open_release(data: str | os.PathLike[str] = "data", release: str | None = None) -> Release:
    """Open a release for reading: the one named, else the latest.

    The link `latest` is resolved once, so that all tables come from the same release while new ones are published.

    Raises:
        NewstablesError: there is none, or it cannot be read.
    """
    if release is not None and not _NAME.fullmatch(release):
        raise UsageError(f"{release!r} is no release name; they look like 2026-11-23.1")
    path = Path(data) / "releases" / release if release else latest_path(Path(data))
    if path is None:
        raise NewstablesError(f"there is no release in {data} yet; `newstables run SEEDS --data {data}` makes one")
    try:
        return Release(path.resolve(), read_json(path / "manifest.json"))
    except (OSError, ValueError):
        raise NewstablesError(f"there is no readable release {path.name} in {data}") from None


def latest_path(data: Path) -> Path | None:
    """Return the folder that `latest` points to now, or None before the first release."""
    try:
        target = (data / "latest").readlink()
    except OSError:
        return None
    return (data / target).resolve()


def release_names(data: Path) -> list[str]:
    """Return the names of all releases, oldest first."""
    releases = data / "releases"
    names = [entry.name for entry in releases.iterdir() if _NAME.fullmatch(entry.name)] if releases.is_dir() else []
    return sorted(names, key=order)


def order(name: str) -> tuple[str, int]:
    """Return what a release name sorts by: its day, then its counter as a number."""
    match = _NAME.fullmatch(name)
    if not match:
        raise UsageError(f"{name!r} is no release name; they look like 2026-11-23.1")
    return match[1], int(match[2])
