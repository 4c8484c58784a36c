"""The manifest of a release: written with its digest and a copy, and read only where it is whole, known and about its own folder."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from flows.errors import DamagedError, NewstablesError
from flows.store.files import Place, sync, write_json, write_text
from transforms.schema import SCHEMA_VERSION, TABLES

MANIFEST = "manifest.json"
DIGEST = "manifest.sha256"
"""The digest of the manifest, as `sha256sum --check` takes it."""

COPY = ".manifest.json"
"""The same bytes again: what a damaged manifest is mended from."""

TABLES_OF_PARTS = tuple(name for name, table in TABLES.items() if table.in_parts)
"""Rejects belong to no article, and an article may come to repeat one that arrives later; these two have one file a release."""

STATE = "signatures"
"""What a part has beside its tables; see `flows.duplicates.signatures`."""

_PATH = re.compile(r"(?:parts/\d{4}-\d\d-\d\d\.\d+/)?[a-z_]+/part-[\w.-]+\.parquet")


def write_manifest(manifest: object, folder: Place) -> None:
    """Write the manifest of a staged release, its copy and its digest."""
    for name in (MANIFEST, COPY):
        write_json(manifest, folder / name, indent=1)
    write_text(_line((folder / MANIFEST).read_bytes()), folder / DIGEST)


def read_manifest(folder: Place) -> Any:
    """Return the manifest of a release.

    Raises:
        DamagedError: it is not what was published.
        NewstablesError: it was made by a newer version, or names files that are not below its folder.
        OSError: it is not there.
    """
    data, line = _bytes(folder / MANIFEST), _bytes(folder / DIGEST)
    if data is None and isinstance(folder, Path) and not folder.is_dir():
        raise FileNotFoundError(folder)
    try:
        manifest = json.loads(data or b"")
        version, paths = manifest["schema_version"], [file["path"] for file in manifest["files"]]
    except (ValueError, KeyError, TypeError):
        raise DamagedError(folder / MANIFEST, "it cannot be read" if data else "it is missing or empty") from None
    if line is not None and line != _line(data or b"").encode():
        raise DamagedError(folder / MANIFEST, f"its sha256 is not the one in {DIGEST}")
    if version > SCHEMA_VERSION:
        message = f"its tables have schema version {version} and this newstables knows {SCHEMA_VERSION}"
        raise NewstablesError(f"{folder} was made by a newer newstables ({message}): `pip install --upgrade newstables`")
    if strays := [path for path in paths if not _PATH.fullmatch(path)]:
        raise NewstablesError(f"{folder / MANIFEST} names {strays[0]!r}, which is no file of a release; nothing is read from there")
    return manifest


def mend_manifest(folder: Place) -> str | None:
    """Put a manifest, its copy and its digest right by those two of them that agree; say so where something was wrong.

    The caller holds the lock.
    """
    if (folder / COPY).exists() or (folder / DIGEST).exists():  # earlier versions wrote neither
        data, copy, line = (_bytes(folder / name) for name in (MANIFEST, COPY, DIGEST))
        whole = next((found for found in (data, copy) if found and _line(found).encode() == line), data if data == copy else None)
        wrong = [name for name, found in ((MANIFEST, data), (COPY, copy)) if found != whole]
        if whole and (wrong or _line(whole).encode() != line):
            for name in wrong:
                write_text(whole.decode(), folder / name)
            write_text(_line(whole), folder / DIGEST)
            if isinstance(folder, Path):
                sync(folder)
            return f"note: {', '.join(wrong) or DIGEST} of {folder.name} was damaged and is as published again"
    return None


def wrong_seals(folder: Place) -> dict[str, str]:
    """Return what is wrong beside a manifest that can be read, by file; releases of earlier versions have no copy and no digest."""
    data, copy, line = (_bytes(folder / name) for name in (MANIFEST, COPY, DIGEST))
    if copy is None and line is None:
        return {}
    wrong = {COPY: copy != data, DIGEST: line is None}
    return {name: "it is not as published" for name, is_wrong in wrong.items() if is_wrong}


def _line(data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n"


def _bytes(path: Place) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
