"""Writing and mending the manifest of a release, which has its digest and a copy beside it."""

from pathlib import Path

from flows.errors import NewstablesError
from flows.store.files import sync, write_json, write_text
from newstables.files import Place
from newstables.manifest import COPY, DIGEST, MANIFEST, bytes_of, digest_line
from newstables.release import Release
from transforms.schema import SCHEMA_VERSION, TABLES

TABLES_OF_PARTS = tuple(name for name, table in TABLES.items() if table.in_parts)
"""Rejects belong to no article, and an article may come to repeat one that arrives later; these two have one file a release."""

STATE = "signatures"
"""What a part has beside its tables; see `flows.duplicates.signatures`."""


def check_current(release: Release) -> None:
    """Make sure that a release has all columns of this version.

    Raises:
        NewstablesError: it was made with an older schema.
    """
    version = release.manifest["schema_version"]
    if version != SCHEMA_VERSION:
        raise NewstablesError(
            f"{release.name} has schema version {version} and this needs {SCHEMA_VERSION}: `newstables run` reads its seeds again;"
            " `newstables show`, `newstables sql` and Python read it as it is"
        )


def write_manifest(manifest: object, folder: Place) -> None:
    """Write the manifest of a staged release, its copy and its digest."""
    for name in (MANIFEST, COPY):
        write_json(manifest, folder / name, indent=1)
    write_text(digest_line((folder / MANIFEST).read_bytes()), folder / DIGEST)


def mend_manifest(folder: Place) -> str | None:
    """Put a manifest, its copy and its digest right by those two of them that agree; say so where something was wrong.

    The caller holds the lock.
    """
    if (folder / COPY).exists() or (folder / DIGEST).exists():  # earlier versions wrote neither
        data, copy, line = (bytes_of(folder / name) for name in (MANIFEST, COPY, DIGEST))
        whole = next((found for found in (data, copy) if found and digest_line(found).encode() == line), data if data == copy else None)
        wrong = [name for name, found in ((MANIFEST, data), (COPY, copy)) if found != whole]
        if whole and (wrong or digest_line(whole).encode() != line):
            for name in wrong:
                write_text(whole.decode(), folder / name)
            write_text(digest_line(whole), folder / DIGEST)
            if isinstance(folder, Path):
                sync(folder)
            return f"note: {', '.join(wrong) or DIGEST} of {folder.name} was damaged and is as published again"
    return None


def wrong_seals(folder: Place) -> dict[str, str]:
    """Return what is wrong beside a manifest that can be read, by file; releases of earlier versions have no copy and no digest."""
    data, copy, line = (bytes_of(folder / name) for name in (MANIFEST, COPY, DIGEST))
    if copy is None and line is None:
        return {}
    wrong = {COPY: copy != data, DIGEST: line is None}
    return {name: "it is not as published" for name, is_wrong in wrong.items() if is_wrong}
