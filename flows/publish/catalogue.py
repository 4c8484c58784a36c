"""The catalogue of a dataset: all releases with their counts and the hashes of their files, for programs that only have the files.

It is derived from the manifests, is stored beside the releases and can be made again at any time; no other part of the program reads it.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.errors import NewstablesError
from flows.progress import say
from flows.store.files import sha256, write_bytes, write_text
from newstables.files import Place
from newstables.manifest import MANIFEST
from newstables.objects import Remote
from newstables.release import Release, latest_name, open_release, release_names
from transforms.schema import TABLES

CATALOGUE = "catalogue.json"
DATABASE = "catalogue.duckdb"
"""The same as a DuckDB database, with a table macro for each table of the latest release."""

_FORMAT = "BLOCK_SIZE 16384, STORAGE_VERSION 'v1.0.0'"
"""Small, and read by every DuckDB from 1.0 on."""
_COLUMNS = "release VARCHAR, is_latest BOOLEAN, created TIMESTAMPTZ, articles BIGINT, quotes BIGINT, bytes BIGINT, manifest_sha256 VARCHAR"
_FILE_COLUMNS = 'release VARCHAR, "table" VARCHAR, path VARCHAR, "rows" BIGINT, bytes BIGINT, sha256 VARCHAR'


def write_catalogue(data: Place) -> int:
    """Rewrite the catalogue of a dataset and return how many releases it lists; those that cannot be read are left out and named.

    Raises:
        OSError: the files cannot be written.
    """
    found = catalogue(data)
    write_text(json.dumps(found, indent=1) + "\n", data / CATALOGUE)
    write_bytes(_database(found), data / DATABASE)
    return len(found["releases"])


def update_catalogue(data: Place) -> None:
    """Rewrite the catalogue after a change of releases; the change is valid even if the catalogue cannot be written."""
    try:
        write_catalogue(data)
    except (OSError, NewstablesError) as error:
        say(f"note: {CATALOGUE} is not current ({error}); `newstables catalogue` makes it again")


def catalogue(data: Place) -> dict[str, Any]:
    """Return all releases of a dataset, oldest first, with their counts and files; paths are relative to the dataset."""
    releases = []
    for name in release_names(data):
        try:
            releases.append(_entry(open_release(data, name), data))
        except NewstablesError as error:
            say(f"note: {name} is not in the catalogue: {error}")
    return {"latest": latest_name(data), "releases": releases}


def _entry(release: Release, data: Place) -> dict[str, Any]:
    manifest = release.manifest
    base = "" if isinstance(data, Remote) else f"releases/{release.name}/"
    files = [
        {"table": file["table"], "path": base + file["path"], "rows": file["rows"], "bytes": file["bytes"], "sha256": file["sha256"]}
        for file in manifest["files"]
    ]
    return {
        "release": release.name,
        "created": manifest["created"],
        "previous": manifest["previous"],
        "code_version": manifest["code_version"],
        "reader_version": manifest["reader_version"],
        "schema_version": manifest["schema_version"],
        "rows": manifest["rows"],
        "bytes": sum(file["bytes"] for file in manifest["files"]),
        "manifest": f"releases/{release.name}/{MANIFEST}",
        "manifest_sha256": sha256(release.place / MANIFEST),
        "files": files,
    }


def _database(found: Mapping[str, Any]) -> bytes:
    """Return a DuckDB database with the tables `releases` and `files`, and a macro for each table: `quotes('https://example.org/news')`.

    A macro takes the address or folder of the dataset, since a database that was downloaded does not know where it came from.
    """
    import duckdb  # noqa: PLC0415 - most commands need none

    releases = [
        (
            *(one["release"], one["release"] == found["latest"], one["created"]),
            *(one["rows"]["articles"], one["rows"]["quotes"], one["bytes"], one["manifest_sha256"]),
        )
        for one in found["releases"]
    ]
    files = [(one["release"], *file.values()) for one in found["releases"] for file in one["files"]]
    latest: list[dict[str, Any]] = next((one["files"] for one in found["releases"] if one["release"] == found["latest"]), [])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{path.as_posix()}' AS news ({_FORMAT}); USE news")
            for table, columns, rows in (("releases", _COLUMNS, releases), ("files", _FILE_COLUMNS, files)):
                connection.execute(f"CREATE TABLE {table} ({columns})")
                if rows:
                    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608 - no value
            for table in TABLES:
                if paths := [file["path"] for file in latest if file["table"] == table]:
                    connection.execute(_macro(table, paths))
            connection.execute("USE memory; DETACH news")
        return path.read_bytes()


def _macro(table: str, paths: Sequence[str]) -> str:
    """Return the statement that makes the macro of a table; the paths of a release hold no quotation mark."""
    files = ", ".join(f"place || '/{path}'" for path in paths)
    return f"CREATE MACRO {table}(place) AS TABLE FROM read_parquet([{files}])"
