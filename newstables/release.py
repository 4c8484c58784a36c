"""Open releases for reading: list them, find the latest, read its tables. Readers never lock and never wait."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import pyarrow as pa

from newstables.errors import NewstablesError, UsageError
from newstables.files import Place, data_place, read_parquet
from newstables.manifest import MANIFEST, FileEntry, Manifest, Parts, read_manifest
from newstables.objects import Remote
from newstables.optional import import_optional
from newstables.pointer import read_pointer
from newstables.tables import no_table, row_counts, to_pandas
from newstables.views import connect

if TYPE_CHECKING:  # pandas is imported with the first data frame, since other commands do not need it; the others are extras
    import duckdb
    import pandas as pd
    import polars as pl

_NAME = re.compile(r"(\d{4}-\d\d-\d\d)\.(\d+)")


@dataclass(frozen=True, slots=True, repr=False)
class Release:
    """One immutable release; publishing newer ones does not change it."""

    place: Place
    """The location of its manifest and card."""
    base: Place
    """The root of its file paths: its own folder, or the dataset in object storage, where releases share files."""
    manifest: Manifest

    @property
    def path(self) -> Path:
        """The folder of the release.

        Raises:
            UsageError: it is in object storage, where a release is not a folder.
        """
        if isinstance(self.place, Remote):
            raise UsageError(f"{self.place} is not a folder: its files are listed in its manifest; use files() or arrow()")
        return self.place

    @property
    def data(self) -> Place:
        """The dataset of the release."""
        return self.place.parent.parent

    @property
    def name(self) -> str:
        """The release's name: date of its run and a counter."""
        return self.manifest["release"]

    def at(self, file: FileEntry) -> Place:
        """Return the location of a file of the release."""
        return self.base / file["path"]

    def files(self, table: str) -> list[Place]:
        """Return the Parquet files of a table, in order of arrival: paths, or URIs that pandas, polars and DuckDB take."""
        return [self.at(entry) for entry in self.manifest["files"] if entry["table"] == table]

    def arrow(self, table: str, columns: Sequence[str] | None = None, part: str | None = None) -> pa.Table:
        """Return a table, or some of its columns, as Arrow: all rows, or those of one part.

        Raises:
            UsageError: there is no such table.
        """
        self._check_table(table)
        every = [entry for entry in self.manifest["files"] if entry["table"] == table]
        pieces = [read_parquet(self.at(entry), columns) for entry in every if part in {None, entry["part"]}]
        return pa.concat_tables(pieces) if pieces else read_parquet(self.at(every[0]), columns).slice(0, 0)

    def pandas(self, table: str, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """Return a table, or some of its columns, as a pandas data frame.

        Raises:
            UsageError: there is no such table.
        """
        return to_pandas(self.arrow(table, columns))

    def polars(self, table: str) -> "pl.LazyFrame":
        """Return a table as a polars lazy frame, which reads only what a query needs.

        Raises:
            UsageError: there is no such table.
            NewstablesError: polars is not installed.
        """
        self._check_table(table)
        frame: pl.LazyFrame = import_optional("polars").scan_parquet([str(file) for file in self.files(table)])
        return frame

    def duckdb(self, *, locked: bool = False) -> "duckdb.DuckDBPyConnection":
        """Return a DuckDB connection with a view of each table; with `locked`, it can open no other file or change settings."""
        return connect({table: self.files(table) for table in self.manifest["rows"]}, locked=locked)

    def __getattr__(self, table: str) -> "pd.DataFrame":
        """Return a table as a pandas data frame: `open_release().quotes`."""
        if table.startswith("_") or table not in self.manifest["rows"]:
            raise AttributeError(table)
        return self.pandas(table)

    def __repr__(self) -> str:
        """Return its name and the rows of its tables."""
        return f"<Release {self.name}: {row_counts(self.manifest['rows'])}>"

    def _check_table(self, table: str) -> None:
        if table not in self.manifest["rows"]:
            raise no_table(table, self.manifest["rows"])


def by_part(files: Iterable[FileEntry]) -> Parts:
    """Return the files of a manifest by part, in one pass."""
    parts: dict[str, dict[str, FileEntry]] = {}
    for file in files:
        parts.setdefault(file["part"], {})[file["table"]] = file
    return parts


def open_release(data: str | os.PathLike[str] = "data", release: str | None = None) -> Release:
    """Open a release for reading: the one named, else the latest; `data` is a folder or a URI such as s3://bucket/news.

    The latest release is looked up once, so that all tables come from the same release while new ones are published.

    Raises:
        NewstablesError: the release does not exist, or it cannot be read.
    """
    if release is not None and not _NAME.fullmatch(release):
        raise UsageError(f"{release!r} is not a release name; they look like 2026-11-23.1")
    root = data_place(data)
    folder = _named(root, release) if isinstance(root, Remote) else _folder(root, release)
    try:
        return Release(folder, root if isinstance(root, Remote) else folder, read_manifest(folder))
    except OSError:
        raise NewstablesError(f"there is no readable release {folder.name} in {data}") from None


def _named(data: Remote, release: str | None) -> Remote:
    """Return the location of the manifest of a release listed in the pointer."""
    pointer = read_pointer(data)
    if pointer is None:
        raise _none_yet(data)
    if release and release not in pointer.releases:
        raise NewstablesError(f"there is no readable release {release} in {data}")
    return data / "releases" / (release or pointer.release)


def _folder(data: Path, release: str | None) -> Path:
    """Return the folder of a release, which must be in the folder of releases."""
    releases = data / "releases"
    path = releases / release if release else latest_path(data)
    if path is None or (not release and not path.is_dir()):
        raise _no_latest(data, path)
    found = path.resolve()
    if found.parent != releases.resolve() or not _NAME.fullmatch(found.name):
        raise NewstablesError(f"{path} leads to {found}, which is not a release in {releases}; nothing is read from there")
    return found


def latest_name(data: Place) -> str | None:
    """Return the name of the latest release, or None before the first."""
    if isinstance(data, Remote):
        pointer = read_pointer(data)
        return pointer.release if pointer else None
    path = latest_path(data)
    return path.name if path else None


def _none_yet(data: Place) -> NewstablesError:
    return NewstablesError(f"there is no release in {data} yet; `newstables run SEEDS --data {quote(str(data))}` makes one")


def _no_latest(data: Path, path: Path | None) -> NewstablesError:
    """Return the error message for a missing or broken `latest`: what exists, and the command to run."""
    names = _published(data)
    if not has_releases(data):
        return _none_yet(data)
    if not names:
        return NewstablesError(
            f"{data / 'latest'} points to {path.name if path else ''}, which does not exist; there are no other releases"
        )
    what = f"points to {path.name}, which does not exist" if path else "is missing"
    if (data / "latest").is_dir():
        what = "is a folder, not a link to a release; move it away, and"
    return NewstablesError(
        f"{data / 'latest'} {what}; `newstables rollback {names[-1]} --data {quote(str(data))}` makes the newest release the latest"
    )


def has_releases(data: Place) -> bool:
    """Return whether there are releases or a `latest`, readable or not."""
    return latest_name(data) is not None or (isinstance(data, Path) and bool(_published(data)))


def _published(data: Path) -> list[str]:
    """Return the names of the releases that have a manifest, except one being published."""
    if (data / ".staging" / "publishing").exists() and latest_path(data) is None:
        return []  # a first run crashed while publishing, or is publishing now
    return [name for name in release_names(data) if (data / "releases" / name / MANIFEST).exists()]


def latest_path(data: Path) -> Path | None:
    """Return the folder that `latest` points to, or None before the first release."""
    try:
        target = (data / "latest").readlink()
    except OSError:
        return None
    return data / target


def release_names(data: Place) -> list[str]:
    """Return the names of all releases, oldest first."""
    if isinstance(data, Remote):
        pointer = read_pointer(data)
        return sorted(pointer.releases, key=sort_key) if pointer else []
    releases = data / "releases"
    names = [entry.name for entry in releases.iterdir() if _NAME.fullmatch(entry.name)] if releases.is_dir() else []
    return sorted(names, key=sort_key)


def sort_key(name: str) -> tuple[str, int]:
    """Return the sort key of a release name: its day, then its counter."""
    match = _NAME.fullmatch(name)
    if not match:
        raise UsageError(f"{name!r} is not a release name; they look like 2026-11-23.1")
    return match[1], int(match[2])


def next_name(now: datetime, names: Sequence[str]) -> str:
    """Return the name of the next release: the day and the next free counter, never before another, even if the clock was set back."""
    newest, counter = max(map(sort_key, names), default=("", 0))
    day = max(newest, now.strftime("%Y-%m-%d"))
    return f"{day}.{counter + 1 if day == newest else 1}"
