"""Write and repair the manifest of a release, which has a digest and a copy beside it."""

from pathlib import Path

from flows.errors import NewstablesError
from flows.store.files import sync, write_json, write_text
from newstables.files import Place
from newstables.manifest import COPY, DIGEST, MANIFEST, digest_line, read_if_exists
from newstables.release import Release
from transforms.schema import SCHEMA_VERSION, TABLES

TABLES_OF_PARTS = tuple(name for name, table in TABLES.items() if table.in_parts)
"""Tables with one file per release: rejects belong to no article, and an article may become a duplicate of a later one."""

SIGNATURES_TABLE = "signatures"
"""Files of a part besides its tables; see `flows.duplicates.signatures`."""


def check_current(release: Release) -> None:
    """Check that a release has all columns of this version.

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


def repair_manifest(folder: Place) -> str | None:
    """Restore a manifest, its copy and its digest from the two that agree; report what was wrong.

    The caller holds the lock.
    """
    if (folder / COPY).exists() or (folder / DIGEST).exists():  # earlier versions wrote neither
        data, copy, line = (read_if_exists(folder / name) for name in (MANIFEST, COPY, DIGEST))
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
    """Return what is wrong with the copy and the digest of a readable manifest, by file; earlier versions have neither."""
    data, copy, line = (read_if_exists(folder / name) for name in (MANIFEST, COPY, DIGEST))
    if copy is None and line is None:
        return {}
    wrong = {COPY: copy != data, DIGEST: line is None}
    return {name: "it is not as published" for name, is_wrong in wrong.items() if is_wrong}
