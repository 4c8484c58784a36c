"""The manifest of a release: its content, read only if it is complete, known and consistent with its folder."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from newstables.errors import DamagedError, NewstablesError
from newstables.files import Place

KNOWN_SCHEMA = 3
"""The newest schema version that can be read."""

MANIFEST = "manifest.json"
DIGEST = "manifest.sha256"
"""The digest of the manifest in the format of `sha256sum --check`."""

COPY = ".manifest.json"
"""A copy of the manifest, used to repair it."""

_PATH = re.compile(r"(?:parts/\d{4}-\d\d-\d\d\.\d+/)?[a-z_]+/part-[\w.-]+\.parquet")


class Coverage(TypedDict):
    """Counts of one part, or sums over several."""

    languages: dict[str, int]
    publishers: dict[str, int]
    more_publishers: bool
    """Some publishers were omitted, so their counts are lower bounds."""
    first: str | None
    last: str | None
    """Days."""
    filled: dict[str, int]
    """Articles that have a date, a publisher, a title, authors, an address, a credited agency."""
    words: int
    quotes: dict[str, int]
    """By kind."""
    sourced: int
    """Quotes whose source is in the text."""
    speakers: int
    """Quotes whose speaker is an entity."""


class FileEntry(TypedDict):
    """One Parquet file of a release."""

    path: str
    table: str
    part: str
    rows: int
    bytes: int
    sha256: str


class PartEntry(TypedDict):
    """One part: the files of all tables for the same articles. Parts are listed in order of arrival."""

    key: str
    articles: int
    text_bytes: int
    coverage: Coverage


Parts = Mapping[str, Mapping[str, FileEntry]]
"""The files of a release by part key, then by table; tables with one file per release are under the table's name."""


class Manifest(TypedDict):
    """The content, origin and changes of a release; run times and local paths are stored here and in no table."""

    release: str
    created: str
    previous: str | None
    code_version: str
    reader_version: str
    schema_version: int
    model: dict[str, str]
    authorities: str
    """Version of the user's list that names were matched to; empty if there was none."""
    seed_folder: str
    seed_folder_id: NotRequired[str | None]
    """Identifies the seed folder."""
    options: dict[str, Any]
    rows: dict[str, int]
    rejects: dict[str, int]
    changes: dict[str, int]
    parts: list[PartEntry]
    files: list[FileEntry]


def read_manifest(folder: Place) -> Any:
    """Return the manifest of a release.

    Raises:
        DamagedError: it differs from what was published.
        NewstablesError: it was made by a newer version, or names files that are not below its folder.
        OSError: it does not exist.
    """
    data, line = read_if_exists(folder / MANIFEST), read_if_exists(folder / DIGEST)
    if data is None and isinstance(folder, Path) and not folder.is_dir():
        raise FileNotFoundError(folder)
    try:
        manifest = json.loads(data or b"")
        version, paths = manifest["schema_version"], [file["path"] for file in manifest["files"]]
    except (ValueError, KeyError, TypeError):
        raise DamagedError(folder / MANIFEST, "it cannot be read" if data else "it is missing or empty") from None
    if line is not None and line != digest_line(data or b"").encode():
        raise DamagedError(folder / MANIFEST, f"its sha256 is not the one in {DIGEST}")
    if version > KNOWN_SCHEMA:
        message = f"its tables have schema version {version} and this newstables knows {KNOWN_SCHEMA}"
        raise NewstablesError(f"{folder} was made by a newer newstables ({message}): `pip install --upgrade newstables`")
    if strays := [path for path in paths if not _PATH.fullmatch(path)]:
        raise NewstablesError(f"{folder / MANIFEST} names {strays[0]!r}, which is not a file of a release; nothing is read from there")
    return manifest


def digest_line(data: bytes) -> str:
    """Return the content of the digest file for these bytes."""
    return f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n"


def read_if_exists(path: Place) -> bytes | None:
    """Return the bytes of a file, or None if it does not exist."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
