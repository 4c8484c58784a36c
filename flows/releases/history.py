"""What can be done with releases once they are published: roll back, prune, compare, verify. Callers of the first two hold the lock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from flows.copies.duplicates import find_duplicates
from flows.errors import BrokenInvariantError, NewstablesError, UsageError
from flows.releases import checks
from flows.releases.crosschecks import check_release
from flows.releases.dataset import Release, latest_name, open_release, order, release_names
from flows.releases.healing import inspect
from flows.releases.parts import STATE, TABLES_OF_PARTS
from flows.releases.shelf import shelf
from flows.storage.files import Place, below, place, read_parquet
from transforms.schema import SCHEMA_VERSION, TABLES


def rollback(data: str | Place, name: str) -> Release:
    """Move `latest` to another release; nothing is deleted, so it can be moved forward again.

    Raises:
        NewstablesError: there is no such release.
    """
    data = place(data)
    shelf(data).recover()
    release = open_release(data, name)
    shelf(data).point(name)
    return release


def prune(data: str | Place, keep: int, min_age_hours: float) -> list[str]:
    """Delete old releases and return their names.

    The newest `keep` stay, and `latest` and all after it, and all younger than `min_age_hours` (someone may be reading them).

    Raises:
        UsageError: `keep` is less than one.
    """
    if keep < 1:
        raise UsageError(f"prune has to keep at least one release, not {keep}")
    data = place(data)
    shelf(data).recover()
    latest = latest_name(data)
    if latest is None:
        return []
    names = release_names(data)
    limit = datetime.now(UTC) - timedelta(hours=min_age_hours)
    old = [name for name in names[:-keep] if order(name) < order(latest) and _created(data, name) < limit]
    shelf(data).forget(old)
    return old


def _created(data: Place, name: str) -> datetime:
    """Return when a release was made; one that cannot be read is as old as its name says."""
    try:
        return datetime.fromisoformat(open_release(data, name).manifest["created"])
    except NewstablesError:
        return datetime.fromisoformat(order(name)[0]).replace(tzinfo=UTC) + timedelta(days=1)


def diff(old: Release, new: Release) -> dict[str, Any]:
    """Compare two releases by their seeds: which were added, changed, moved or removed; by what repeats what; and by rows."""
    before, after = _articles(old), _articles(new)
    where_before, where_after = {v: k for k, v in before.items()}, {v: k for k, v in after.items()}
    moved = sorted(a for a in where_before.keys() & where_after.keys() if where_before[a] != where_after[a])
    come, gone = where_after.keys() - where_before.keys(), where_before.keys() - where_after.keys()
    changed = {seed for seed in before.keys() & after.keys() if before[seed] in gone and after[seed] in come}
    rows_old, rows_new = old.manifest["rows"], new.manifest["rows"]
    files_old = {file["sha256"] for file in old.manifest["files"]}
    return {
        "from": old.name,
        "to": new.name,
        "added": sorted(where_after[a] for a in come if where_after[a] not in changed),
        "changed": sorted(changed),
        "moved": [{"from": where_before[a], "to": where_after[a]} for a in moved],
        "removed": sorted(where_before[a] for a in gone if where_before[a] not in changed),
        "repeats": _repeats(old, new),
        "rows": {table: {"from": rows_old[table], "to": rows_new[table]} for table in TABLES},
        "files_written": sum(file["sha256"] not in files_old for file in new.manifest["files"]),
    }


def _repeats(old: Release, new: Release) -> dict[str, int]:
    """Count the articles that have come to repeat another, that no longer do, and that repeat another one than before."""
    before, after = (
        dict(zip(*(release.arrow("duplicates", [name]).column(0).to_pylist() for name in ("article_id", "duplicate_of")), strict=True))
        for release in (old, new)
    )
    moved = sum(before[article] != after[article] for article in before.keys() & after.keys())
    return {"come": len(after.keys() - before.keys()), "gone": len(before.keys() - after.keys()), "moved": moved}


def _articles(release: Release) -> dict[str, str]:
    table = release.arrow("articles", ["seed", "article_id"])
    return dict(zip(table.column("seed").to_pylist(), table.column("article_id").to_pylist(), strict=True))


def verify(release: Release) -> int:
    """Hash every file of a release again and check every invariant; return the number of files.

    What is damaged is written down where that is allowed, so that the next run mends it.

    Raises:
        BrokenInvariantError: the sentence says which files or which promise.
    """
    files = release.manifest["files"]
    wrong = inspect(release)
    if wrong:
        named = "; ".join(f"{path}: {why}" for path, why in wrong.items())
        raise BrokenInvariantError(f"{release.name}: {len(wrong)} files are not as they were published: {named}")
    if release.manifest["schema_version"] != SCHEMA_VERSION:
        return len(files)  # the rows were checked by the version that wrote them
    strays = {path for path in below(release.place) if path.endswith(".parquet")} - {file["path"] for file in files}
    if strays:
        raise BrokenInvariantError(f"{release.name}: {min(strays)} is not of this release")
    for part in release.manifest["parts"]:
        tables = _part_tables(release, part["key"])
        checks.check_part({table: tables[table] for table in TABLES_OF_PARTS})
        checks.check_signatures(tables[STATE], tables["articles"])
    checks.check_rejects(release.arrow("rejects"))
    check_release(release.base, files)
    if not release.arrow("duplicates").equals(find_duplicates(release.files(STATE))):
        raise BrokenInvariantError(f"{release.name}: the duplicates are not those that the signatures tell")
    return len(files)


def _part_tables(release: Release, key: str) -> Mapping[str, pa.Table]:
    paths = {f["table"]: release.at(f) for f in release.manifest["files"] if f["part"] == key}
    wanted = (*TABLES_OF_PARTS, STATE)
    missing = set(wanted) - paths.keys()
    if missing:
        raise BrokenInvariantError(f"{release.name}: part {key} has no {min(missing)}")
    return {table: read_parquet(paths[table]) for table in wanted}
