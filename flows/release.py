"""Publishing: stage → check → manifest → rename → `latest`. The swap of `latest` is the only commit point."""

import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows import checks
from flows.card import dataset_card
from flows.crosschecks import check_release
from flows.dataset import FileEntry, Manifest, PartEntry, Release, open_release, order, release_names
from flows.duplicates import find_duplicates
from flows.errors import DamagedError, NewstablesError
from flows.healing import Damage, inspect, put_back
from flows.manifests import write_manifest
from flows.options import Options
from flows.parts import STATE, TABLES_OF_PARTS, build_part, write_file
from flows.pool import Pool
from flows.refusals import TRANSIENT
from flows.staging import planned_rejects, previous_release, read_plan, staging
from flows.storage import read_arrow, read_parquet, schema, sync, sync_tree, write_json, write_text
from flows.version import code_version, model_version, reader_version
from transforms.schema import SCHEMA_VERSION, TABLES

Part = tuple[PartEntry, list[FileEntry]]


@dataclass(frozen=True, slots=True)
class _Stage:
    """A release in the making: its name, its folder, what it follows and what `prepare` planned for it."""

    name: str
    folder: Path
    previous: Release | None
    plan: dict[str, Any]
    damage: Damage

    @property
    def work(self) -> Path:
        """The folder with the plan and the finished batches."""
        return self.folder.parent


def publish(options: Options, pool: Pool, advance: Callable[[], None] = lambda: None) -> Release | None:
    """Publish what the batches hold as the next release; return None where it would be the same as the latest one.

    `advance` is called whenever a part is done. The caller holds the lock.

    Raises:
        BrokenInvariantError: the release would break a promise; `latest` stays where it is.
    """
    data = Path(options.data)
    previous, plan = previous_release(data), read_plan(data)
    stage = _Stage(next_name(data, datetime.now(UTC)), staging(data) / "release", previous, plan, Damage(previous, plan["damaged"]))
    stage.folder.mkdir(parents=True)
    try:
        return _publish(stage, options, pool, advance)
    except DamagedError:
        if stage.previous:
            inspect(data, stage.previous)  # so that the next run knows of it
        raise


def _publish(stage: _Stage, options: Options, pool: Pool, advance: Callable[[], None]) -> Release | None:
    data = Path(options.data)
    parts = _stage_parts(stage, pool, advance)
    files = [file for _, part_files in parts for file in part_files]
    stage = _put_back(stage, files)
    files.append(_stage_duplicates(stage, options, files))
    files.append(_stage_rejects(stage, files))
    if stage.previous and _is_same(files, stage.previous.manifest["files"], in_any_order=bool(stage.plan["damaged"])):
        shutil.rmtree(stage.folder)
        shutil.rmtree(stage.work / "batches", ignore_errors=True)
        return None
    check_release(stage.folder, files, _known_files(stage))
    manifest = _manifest(stage, options, [entry for entry, _ in parts], files)
    write_manifest(manifest, stage.folder)
    write_text(dataset_card(manifest), stage.folder / "README.md")
    commit(data, stage.folder, stage.name)
    shutil.rmtree(stage.work / "batches", ignore_errors=True)
    return open_release(data, stage.name)


def next_name(data: Path, now: datetime) -> str:
    """Return the name of the next release: the day and the next free counter; never before another, even where the clock was set back."""
    newest, counter = max(map(order, release_names(data)), default=("", 0))
    day = max(newest, now.strftime("%Y-%m-%d"))
    return f"{day}.{counter + 1 if day == newest else 1}"


def _is_same(files: Sequence[FileEntry], before: Sequence[FileEntry], *, in_any_order: bool) -> bool:
    """Tell whether files hold the same bytes as those of the previous release; parts that were mended come last, wherever they were."""
    now, then = ([(file["table"], file["sha256"]) for file in some] for some in (files, before))
    return now == then or (in_any_order and sorted(now) == sorted(then))


def _stage_parts(stage: _Stage, pool: Pool, advance: Callable[[], None]) -> list[Part]:
    """Link the parts that stay, build the others, and return all in order; one empty part stands where no article is."""
    planned = list(enumerate(stage.plan["parts"]))
    building = {number: _build_part(stage, number, part["order"], pool) for number, part in planned if part["kept"] is None}
    parts: list[Part] = []
    for number, part in planned:
        parts.append(building[number].result() if number in building else _link_part(stage, part["kept"]))
        advance()
    filled = [part for part in parts if part[0]["articles"]] or parts[:1]
    for part in parts:
        if part not in filled:
            for file in part[1]:
                (stage.folder / file["path"]).unlink()
    return filled


def _build_part(stage: _Stage, number: int, order_file: str, pool: Pool) -> Future[Part]:
    old = str(stage.previous.path) if stage.previous else None
    key = f"{stage.name}-{number:05}"
    return pool.submit(build_part, str(stage.work / order_file), key, str(stage.folder), str(stage.work / "batches"), old)


def _link_part(stage: _Stage, key: str) -> Part:
    """Link the files of an unchanged part into the staged release: no byte is copied."""
    if stage.previous is None:
        raise NewstablesError("the plan keeps parts of a release that is not there; start the run again")
    manifest = stage.previous.manifest
    files = [entry for entry in manifest["files"] if entry["part"] == key and entry["table"] in {*TABLES_OF_PARTS, STATE}]
    for entry in files:
        _link(stage.previous.path / entry["path"], stage.folder / entry["path"])
    return next(part for part in manifest["parts"] if part["key"] == key), files


def _link(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links costs a copy, and no promise
        shutil.copyfile(old, new)
        sync(new)


def _put_back(stage: _Stage, files: Sequence[FileEntry]) -> _Stage:
    """Put files that are as they were published in the places of damaged ones."""
    return replace(stage, damage=put_back(stage.folder.parent.parent, stage.folder, files, stage.damage))


def _stage_duplicates(stage: _Stage, options: Options, files: Sequence[FileEntry]) -> FileEntry:
    """Bring the duplicates of the previous release up to date; a full run finds all of them anew."""
    now = {file["path"]: stage.folder / file["path"] for file in files if file["table"] == STATE}
    if stage.previous is None or options.full or stage.damage.is_of(STATE) or stage.damage.is_of("duplicates"):
        return _stage_table(stage, "duplicates", find_duplicates(list(now.values())))
    old = {file["path"]: stage.previous.path / file["path"] for file in stage.previous.manifest["files"] if file["table"] == STATE}
    fresh, gone, kept = now.keys() - old.keys(), old.keys() - now.keys(), now.keys() & old.keys()
    rows = find_duplicates(
        [now[path] for path in sorted(fresh)],
        [old[path] for path in sorted(gone)],
        [now[path] for path in sorted(kept)],
        stage.previous.arrow("duplicates"),
    )
    return _stage_table(stage, "duplicates", rows)


def _stage_rejects(stage: _Stage, files: Sequence[FileEntry]) -> FileEntry:
    """Collect the rejects of the plan and of the batches, but for those in whose place an earlier article stays."""
    known = _known_files(stage)
    batches = (read_arrow(batch) for batch in sorted((stage.work / "batches").glob("*/rejects.arrow")))
    found = pa.concat_tables([schema("rejects").empty_table(), *(table for table in batches if len(table))])
    stays = pc.invert(pc.is_in(found.column("reason"), value_set=pa.array(sorted(TRANSIENT))))
    passing = found.filter(pc.invert(stays))
    for file in files if len(passing) else ():
        if file["table"] == "articles" and file["path"] not in known:
            seeds = read_parquet(stage.folder / file["path"], ["seed"]).column("seed").combine_chunks()
            passing = passing.filter(pc.invert(pc.is_in(passing.column("seed"), value_set=seeds)))
    table = pa.concat_tables([planned_rejects(stage.work.parent), found.filter(stays), passing])
    table = table.take(pc.sort_indices(table.column("seed"))).combine_chunks()
    checks.check_rejects(table)
    return _stage_table(stage, "rejects", table)


def _known_files(stage: _Stage) -> set[str]:
    """Return the paths of the files of the previous release; those of the next one that are among them were checked with it."""
    return {file["path"] for file in stage.previous.manifest["files"]} if stage.previous else set()


def _stage_table(stage: _Stage, table: str, rows: pa.Table) -> FileEntry:
    """Write a table that has one file a release, or link the earlier file where it says the same."""
    entry = write_file(rows, table, stage.name, stage.folder)
    _put_back(stage, [entry])
    old = next((file for file in stage.previous.manifest["files"] if file["table"] == table), None) if stage.previous else None
    if stage.previous and old and old["sha256"] == entry["sha256"]:
        (stage.folder / entry["path"]).unlink()
        _link(stage.previous.path / old["path"], stage.folder / old["path"])
        return old
    return entry


def _manifest(stage: _Stage, options: Options, parts: list[PartEntry], files: list[FileEntry]) -> Manifest:
    rejects = [read_parquet(stage.folder / file["path"], ["reason"]).column("reason") for file in files if file["table"] == "rejects"]
    reasons = [entry for column in rejects for entry in pc.value_counts(column).to_pylist()]
    return Manifest(
        release=stage.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        previous=stage.previous.name if stage.previous else None,
        code_version=code_version(),
        reader_version=reader_version(options.read_languages),
        schema_version=SCHEMA_VERSION,
        model=model_version(),
        seed_folder=str(Path(options.seeds).resolve()),
        options=asdict(options),
        rows={table: sum(file["rows"] for file in files if file["table"] == table) for table in TABLES},
        rejects=dict(sorted((entry["values"], entry["counts"]) for entry in reasons)),
        changes=stage.plan["counts"],
        parts=parts,
        files=files,
    )


def commit(data: Path, stage: Path, name: str) -> None:
    """Make the staged folder the release `name` and move `latest` to it.

    What is being published is written down first, so that a run that finds a folder which `latest` never reached can tell it
    from a release that was rolled back.
    """
    releases, intent = data / "releases", staging(data) / "publishing"
    releases.mkdir(exist_ok=True)
    sync_tree(stage)
    write_json(name, intent)
    sync(intent.parent)
    stage.rename(releases / name)
    sync(releases)
    point_latest(data, name)
    intent.unlink()


def point_latest(data: Path, name: str) -> None:
    """Move `latest` to a release in one step that a reader sees before or after, never half way."""
    fresh = staging(data) / "latest"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("releases") / name)
    fresh.replace(data / "latest")
    sync(data)
