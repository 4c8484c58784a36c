"""Publish a release: stage → check → manifest → commit. Moving `latest` is the only commit point; see `flows.store.store`."""

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from flows.duplicates.find import find_duplicates
from flows.errors import DamagedError, NewstablesError
from flows.ingest.folder import folder_id
from flows.ingest.seed_table import TRANSIENT
from flows.integrity import checks
from flows.integrity.crosschecks import check_release
from flows.integrity.repair import Damage, inspect, put_back
from flows.normalize.workers import Result, Workers
from flows.options import Options
from flows.plan.jobs import PlannedPart, RunPlan, read_table
from flows.plan.prepare import planned_rejects
from flows.progress import Advance
from flows.publish.card import dataset_card
from flows.publish.croissant import croissant
from flows.publish.part import Built, build_part, write_file
from flows.publish.sanity import check_reading
from flows.store.coverage import ARTICLES, QUOTES, cover
from flows.store.files import schema
from flows.store.manifest import STATE, TABLES_OF_PARTS
from flows.store.store import Writer
from flows.store.workspace import staging, workspace
from flows.version import code_version, model_version, reader_version
from newstables.files import Place, read_parquet
from newstables.manifest import FileEntry, Manifest, PartEntry, Parts
from newstables.release import Release, by_part, open_release
from transforms.schema import SCHEMA_VERSION, TABLES


@dataclass(frozen=True, slots=True)
class _Stage:
    """A staged release: its name, the location of its files, its predecessor and its plan."""

    writer: Writer
    name: str
    base: Place
    """The root of its files' paths."""
    prefix: str
    """The prefix of new files' paths."""
    previous: Release | None
    plan: RunPlan
    damage: Damage


def publish(options: Options, writer: Writer, pool: Workers, advance: Advance = lambda _done: None) -> str | None:
    """Publish the finished batches as the next release and return its name, or None if it would equal the latest release.

    `advance` is called as parts are done.

    Raises:
        BrokenInvariantError: the release would break a promise; `latest` stays where it is.
        NewstablesError: another run was faster, or the reading of every article failed.
    """
    data = writer.data
    plan = RunPlan.read(data)
    try:
        check_reading(data, plan)
        name = _publish(options, writer, plan, pool, advance)
    except BaseException:
        writer.clear()
        raise
    writer.clear(plan.batches)
    return name


def _publish(options: Options, writer: Writer, plan: RunPlan, pool: Workers, advance: Advance) -> str | None:
    writer.check(plan.previous)
    name = writer.claim(datetime.now(UTC))
    previous = open_release(writer.data, plan.previous) if plan.previous else None
    stage = _Stage(writer, name, *writer.place_for(name), previous, plan, Damage(previous, plan.damaged))
    try:
        manifest = _make(stage, options, pool, advance)
    except BaseException as error:
        if isinstance(error, DamagedError) and previous:
            inspect(previous)  # recorded for the next run
        with contextlib.suppress(NewstablesError, OSError):
            stage.writer.abandon(name)
        stage.writer.check(plan.previous)  # another writer may have published and deleted the missing files
        raise
    if manifest is None:
        stage.writer.abandon(name)
        return None
    stage.writer.commit(manifest, {"README.md": dataset_card(manifest), "croissant.json": json.dumps(croissant(manifest), indent=1) + "\n"})
    return name


def _make(stage: _Stage, options: Options, pool: Workers, advance: Advance) -> Manifest | None:
    """Write and check all files of the release; return None if they equal those of the previous one."""
    parts = _stage_parts(stage, pool, advance)
    files = [file for _, part_files, _ in parts for file in part_files]
    stage = _put_back(stage, files)
    files.append(_stage_duplicates(stage, files))
    files.append(_stage_rejects(stage, files))
    if stage.previous and _is_same(files, stage.previous.manifest["files"], in_any_order=bool(stage.plan.damaged)):
        return None
    check_release(stage.base, files, _known_files(stage))
    return _manifest(stage, options, [entry for entry, *_ in parts], files)


def _is_same(files: Sequence[FileEntry], before: Sequence[FileEntry], *, in_any_order: bool) -> bool:
    """Return whether the files equal those of the previous release, ignoring the position of repaired parts, which come last."""
    now, then = ([(file["table"], file["sha256"]) for file in some] for some in (files, before))
    return now == then or (in_any_order and sorted(now) == sorted(then))


def _stage_parts(stage: _Stage, pool: Workers, advance: Advance) -> list[Built]:
    """Keep unchanged parts, build the others, and return all in order; an empty release has one empty part."""
    planned = list(enumerate(stage.plan.parts))
    old = stage.previous.manifest if stage.previous else None
    before, entries = by_part(old["files"] if old else ()), {part["key"]: part for part in (old["parts"] if old else ())}
    building = {number: _build_part(stage, number, part, before, pool) for number, part in planned if part.kept is None}
    parts: list[Built] = []
    for number, part in planned:
        parts.append(building[number].result() if number in building else _keep_part(stage, entries[part.kept or ""], before))
        advance(1)
    for _, _, outcome in parts:
        for case, count in outcome.items():
            stage.plan.counts[case] += count
    filled = [built for built in parts if built[0]["articles"]] or parts[:1]
    for entry, files, _ in parts:
        if not any(entry is kept for kept, *_ in filled):
            for file in files:
                stage.writer.drop(file["path"])
    return filled


def _build_part(stage: _Stage, number: int, part: PlannedPart, before: Parts, pool: Workers) -> Result[Built]:
    old: dict[str, list[str]] = {}
    for key in part.sources:
        for table, file in before[key].items():
            old.setdefault(table, []).append(str(_previous(stage).at(file)))
    job_path = str(workspace(stage.writer.data) / part.job)
    return pool.submit(build_part, job_path, f"{stage.name}-{number:05}", str(stage.base), stage.prefix, old)


def _keep_part(stage: _Stage, part: PartEntry, before: Parts) -> Built:
    """Link the files of an unchanged part into the release without copying."""
    files = [before[part["key"]][table] for table in (*TABLES_OF_PARTS, STATE)]
    for entry in files:
        stage.writer.keep(_previous(stage).at(entry), entry["path"])
    return part if "coverage" in part else _covered(part, stage, files), files, {}


def _previous(stage: _Stage) -> Release:
    if stage.previous is None:
        raise NewstablesError("the plan keeps parts of a release that is not there; start the run again")
    return stage.previous


def _covered(part: PartEntry, stage: _Stage, files: Sequence[FileEntry]) -> PartEntry:
    """Return the coverage counts of a part from a release without them."""
    path = {file["table"]: stage.base / file["path"] for file in files}
    return part | {"coverage": cover(read_parquet(path["articles"], ARTICLES), read_parquet(path["quotes"], QUOTES))}


def _put_back(stage: _Stage, files: Sequence[FileEntry]) -> _Stage:
    """Restore damaged files from identical new ones."""
    return replace(stage, damage=put_back(stage.writer.data, stage.base, files, stage.damage))


def _stage_duplicates(stage: _Stage, files: Sequence[FileEntry]) -> FileEntry:
    """Find the duplicates among all articles of the release."""
    return _stage_table(stage, "duplicates", find_duplicates([stage.base / file["path"] for file in files if file["table"] == STATE]))


def _stage_rejects(stage: _Stage, files: Sequence[FileEntry]) -> FileEntry:
    """Collect the rejects of the plan and the batches, except those whose earlier article is kept."""
    known = _known_files(stage)
    batches = (read_table(staging(stage.writer.data) / "batches" / batch, "rejects") for batch in sorted(stage.plan.batches))
    found = pa.concat_tables([schema("rejects").empty_table(), *(table for table in batches if len(table))])
    stays = pc.invert(pc.is_in(found.column("reason"), value_set=pa.array(sorted(TRANSIENT))))
    passing = found.filter(pc.invert(stays))
    for file in files if len(passing) else ():
        if file["table"] == "articles" and file["path"] not in known:
            seeds = read_parquet(stage.base / file["path"], ["seed"]).column("seed").combine_chunks()
            passing = passing.filter(pc.invert(pc.is_in(passing.column("seed"), value_set=seeds)))
    table = pa.concat_tables([planned_rejects(stage.writer.data), found.filter(stays), passing])
    table = table.take(pc.sort_indices(table.column("seed"))).combine_chunks()
    checks.check_rejects(table)
    return _stage_table(stage, "rejects", table)


def _known_files(stage: _Stage) -> set[str]:
    """Return the paths of the previous release's files; files of the next release among them are already checked."""
    return {file["path"] for file in stage.previous.manifest["files"]} if stage.previous else set()


def _stage_table(stage: _Stage, table: str, rows: pa.Table) -> FileEntry:
    """Write a table with one file per release, or keep the earlier file if its content is the same."""
    entry = write_file(rows, table, stage.name, stage.base, stage.prefix)
    _put_back(stage, [entry])
    old = next((file for file in stage.previous.manifest["files"] if file["table"] == table), None) if stage.previous else None
    if stage.previous and old and old["sha256"] == entry["sha256"]:
        stage.writer.drop(entry["path"])
        stage.writer.keep(stage.previous.at(old), old["path"])
        return old
    return entry


def _manifest(stage: _Stage, options: Options, parts: list[PartEntry], files: list[FileEntry]) -> Manifest:
    rejects = [read_parquet(stage.base / file["path"], ["reason"]).column("reason") for file in files if file["table"] == "rejects"]
    reasons = [entry for column in rejects for entry in pc.value_counts(column).to_pylist()]
    return Manifest(
        release=stage.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        previous=stage.plan.previous,
        code_version=code_version(),
        reader_version=reader_version(options.read_languages),
        schema_version=SCHEMA_VERSION,
        model=model_version(),
        seed_folder=str(Path(options.seeds).resolve()),
        seed_folder_id=folder_id(Path(options.seeds)),
        options=asdict(options),
        rows={table: sum(file["rows"] for file in files if file["table"] == table) for table in TABLES},
        rejects=dict(sorted((entry["values"], entry["counts"]) for entry in reasons)),
        changes=_without_debts(stage.plan.counts),
        parts=parts,
        files=files,
    )


def _without_debts(counts: dict[str, int]) -> dict[str, int]:
    """Return the counts by case, corrected for articles of damaged parts: planned as new, counted as read again, now rejects."""
    debt = min(counts["new"], 0)
    return counts | {"new": counts["new"] - debt, "reread": counts["reread"] + debt, "dropped": counts["dropped"] - debt}
