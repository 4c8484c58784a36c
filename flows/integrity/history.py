"""Operations on published releases: roll back, prune, compare, verify."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.duplicates.find import find_duplicates
from flows.errors import BrokenInvariantError, NewstablesError, UsageError
from flows.integrity import checks
from flows.integrity.crosschecks import check_release
from flows.integrity.repair import record_damage
from flows.store.files import below, schema
from flows.store.manifest import SIGNATURES_TABLE, TABLES_OF_PARTS
from flows.store.store import Writer
from newstables.files import Place, read_parquet
from newstables.manifest import FileEntry
from newstables.release import Release, by_part, latest_name, open_release, release_names, sort_key
from transforms.schema import SCHEMA_VERSION, TABLES


def rollback(writer: Writer, name: str) -> Release:
    """Move `latest` to another release; nothing is deleted, so it can be moved forward again.

    Raises:
        NewstablesError: there is no such release.
    """
    writer.recover()
    release = open_release(writer.data, name)
    writer.set_latest(name)
    return release


def prune(writer: Writer, keep: int, min_age_hours: float) -> list[str]:
    """Delete old releases and return their names.

    The newest `keep` releases are kept, `latest` and all later ones, and all younger than `min_age_hours` (they may be in use).

    Raises:
        UsageError: `keep` is less than one.
    """
    if keep < 1:
        raise UsageError(f"prune has to keep at least one release, not {keep}")
    data = writer.data
    writer.recover()
    latest = latest_name(data)
    if latest is None:
        return []
    names = release_names(data)
    limit = datetime.now(UTC) - timedelta(hours=min_age_hours)
    old = [name for name in names[:-keep] if sort_key(name) < sort_key(latest) and _created(data, name) < limit]
    writer.delete_releases(old)
    return old


def _created(data: Place, name: str) -> datetime:
    """Return when a release was made; for an unreadable release, the date in its name."""
    try:
        return datetime.fromisoformat(open_release(data, name).manifest["created"])
    except NewstablesError:
        return datetime.fromisoformat(sort_key(name)[0]).replace(tzinfo=UTC) + timedelta(days=1)


def diff(old: Release, new: Release) -> dict[str, Any]:
    """Compare two releases: seeds added, changed, moved or removed, changed duplicates, and row counts."""
    seeds = _side_by_side(old, new, "articles", "seed")
    come, gone, moved = (seeds.filter(mask) for mask in _changes(seeds))
    changed = gone.filter(pc.is_in(gone.column("was"), value_set=come.column("now").combine_chunks())).column("was").combine_chunks()
    added, removed = (seed.filter(pc.invert(pc.is_in(seed, value_set=changed))) for seed in (come.column("now"), gone.column("was")))
    moves = moved.sort_by("article_id").select(["was", "now"]).rename_columns(["from", "to"])
    repeats = _changes(_side_by_side(old, new, "duplicates", "duplicate_of"))
    rows_old, rows_new = old.manifest["rows"], new.manifest["rows"]
    files_old = {file["sha256"] for file in old.manifest["files"]}
    return {
        "from": old.name,
        "to": new.name,
        "added": sorted(added.to_pylist()),
        "changed": sorted(changed.to_pylist()),
        "moved": moves.to_pylist(),
        "removed": sorted(removed.to_pylist()),
        "repeats": {name: pc.sum(mask, min_count=0).as_py() for name, mask in zip(("come", "gone", "moved"), repeats, strict=True)},
        "rows": {table: {"from": rows_old[table], "to": rows_new[table]} for table in TABLES},
        "files_written": sum(file["sha256"] not in files_old for file in new.manifest["files"]),
    }


def _side_by_side(old: Release, new: Release, table: str, column: str) -> pa.Table:
    """Return a column of two releases by article as `was` and `now`, without the files that both share."""
    sides = []
    for release, other, name in ((old, new, "was"), (new, old, "now")):
        both = {file["sha256"] for file in other.manifest["files"] if file["table"] == table}
        files = [file for file in release.manifest["files"] if file["table"] == table and file["sha256"] not in both]
        pieces = [read_parquet(release.at(file), ["article_id", column]) for file in files]
        empty = schema(table).empty_table().select(["article_id", column])
        sides.append(pa.concat_tables([empty, *pieces]).replace_schema_metadata().rename_columns(["article_id", name]))
    return sides[0].join(sides[1], "article_id", join_type="full outer")


def _changes(sides: pa.Table) -> tuple[pa.ChunkedArray, pa.ChunkedArray, pa.ChunkedArray]:
    """Return the articles only in the later release, those only in the earlier one, and those whose value differs."""
    was, now = sides.column("was"), sides.column("now")
    return pc.is_null(was), pc.is_null(now), pc.fill_null(pc.not_equal(was, now), fill_value=False)


def verify(release: Release) -> int:
    """Hash every file of a release again and check every invariant; return the number of files.

    Damaged files are recorded if the folder is writable, so that the next run repairs them.

    Raises:
        BrokenInvariantError: the sentence says which files or which invariant.
    """
    files = release.manifest["files"]
    wrong = record_damage(release)
    if wrong:
        named = "; ".join(f"{path}: {why}" for path, why in wrong.items())
        raise BrokenInvariantError(f"{release.name}: {len(wrong)} files are not as they were published: {named}")
    if release.manifest["schema_version"] != SCHEMA_VERSION:
        return len(files)  # the rows were checked by the version that wrote them
    strays = {path for path in below(release.place) if path.endswith(".parquet")} - {file["path"] for file in files}
    if strays:
        raise BrokenInvariantError(f"{release.name}: {min(strays)} does not belong to this release")
    parts = by_part(files)
    for part in release.manifest["parts"]:
        tables = _part_tables(release, part["key"], parts.get(part["key"], {}))
        checks.check_part({table: tables[table] for table in TABLES_OF_PARTS})
        checks.check_signatures(tables[SIGNATURES_TABLE], tables["articles"])
    checks.check_rejects(release.arrow("rejects"))
    check_release(release.base, files)
    if not release.arrow("duplicates").equals(find_duplicates(release.files(SIGNATURES_TABLE))):
        raise BrokenInvariantError(f"{release.name}: the duplicates do not match the signatures")
    return len(files)


def _part_tables(release: Release, part: str, files: Mapping[str, FileEntry]) -> Mapping[str, pa.Table]:
    """Return the tables of a part from its files."""
    wanted = (*TABLES_OF_PARTS, SIGNATURES_TABLE)
    missing = set(wanted) - files.keys()
    if missing:
        raise BrokenInvariantError(f"{release.name}: part {part} has no {min(missing)}")
    return {table: read_parquet(release.at(files[table])) for table in wanted}
