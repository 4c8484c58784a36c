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
from flows.ingest.authorities import load_authorities
from flows.ingest.folder import folder_id
from flows.ingest.seed_table import TRANSIENT
from flows.integrity import checks
from flows.integrity.crosschecks import check_release
from flows.integrity.repair import Damage, record_damage, restore_from_new
from flows.normalize.workers import Result, Workers
from flows.options import Options
from flows.plan.jobs import PartJob, PlannedPart, RunPlan, read_table
from flows.plan.prepare import read_known_rejects
from flows.progress import Advance
from flows.publish.authority import make_index
from flows.publish.card import dataset_card
from flows.publish.catalogue import update_catalogue
from flows.publish.changes import CHANGES, changes
from flows.publish.croissant import croissant
from flows.publish.part import Built, Target, build_part, rematch_part, write_file
from flows.publish.sanity import check_reading
from flows.store.files import schema
from flows.store.manifest import SIGNATURES_TABLE, TABLES_OF_PARTS
from flows.store.staging import run_folder, staging_folder
from flows.store.store import Writer
from flows.version import model_version, reader_version
from newstables.files import Place, read_parquet
from newstables.manifest import FileEntry, Manifest, PartEntry, Parts
from newstables.release import Release, by_part, open_release
from newstables.version import __version__
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
    authorities: str
    """Version of the user's list."""
    index: str
    """Location of the index of that list."""

    @property
    def target(self) -> Target:
        """Where its parts are written, and what they are matched to."""
        return Target(str(self.base), self.prefix, self.previous is not None, self.index)

    @property
    def is_rematched(self) -> bool:
        """Whether unchanged parts are matched again, because the user's list changed."""
        return self.previous is not None and self.previous.manifest.get("authorities", "") != self.authorities


def publish(options: Options, writer: Writer, pool: Workers, advance: Advance = lambda _done: None) -> str | None:
    """Publish the finished batches as the next release and return its name, or None if it would equal the latest release.

    `advance` is called as parts are done.

    Raises:
        BrokenInvariantError: the release would violate an invariant; `latest` does not move.
        NewstablesError: another run published first, or no article could be read.
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
    if name:
        update_catalogue(data)
    return name


def _publish(options: Options, writer: Writer, plan: RunPlan, pool: Workers, advance: Advance) -> str | None:
    writer.check(plan.previous)
    name = writer.claim(datetime.now(UTC))
    previous = open_release(writer.data, plan.previous) if plan.previous else None
    version, index = load_authorities(writer.data).version, make_index(writer.data)
    stage = _Stage(writer, name, *writer.location_for(name), previous, plan, Damage(previous, plan.damaged), version, index)
    try:
        manifest = _make(stage, options, pool, advance)
    except BaseException as error:
        if isinstance(error, DamagedError) and previous:
            record_damage(previous)  # recorded for the next run
        with contextlib.suppress(NewstablesError, OSError):
            stage.writer.abandon(name)
        stage.writer.check(plan.previous)  # another writer may have published and deleted the missing files
        raise
    if manifest is None:
        stage.writer.abandon(name)
        return None
    described = {"README.md": dataset_card(manifest), "croissant.json": json.dumps(croissant(manifest), indent=1) + "\n"}
    stage.writer.commit(manifest, described | _changes(stage, manifest))
    return name


def _changes(stage: _Stage, manifest: Manifest) -> dict[str, str]:
    """Return what changed since the release before, as the text of a file; no file for the first release."""
    if stage.previous is None:
        return {}
    rejects = [read_parquet(stage.base / file["path"], ["seed", "reason"]) for file in manifest["files"] if file["table"] == "rejects"]
    return {CHANGES: changes(stage.plan, stage.writer.data, stage.previous, pa.concat_tables(rejects), rematched=stage.is_rematched)}


def _make(stage: _Stage, options: Options, pool: Workers, advance: Advance) -> Manifest | None:
    """Write and check all files of the release; return None if they equal those of the previous one."""
    parts = _stage_parts(stage, pool, advance)
    files = [file for _, part_files, _ in parts for file in part_files]
    stage = replace(stage, damage=restore_from_new(stage.writer.data, stage.base, files, stage.damage))
    duplicates = find_duplicates([stage.base / file["path"] for file in files if file["table"] == SIGNATURES_TABLE])
    files += [_stage_table(stage, "duplicates", duplicates), _stage_rejects(stage)]
    if _is_same(stage, files):
        return None
    checked = {file["path"] for file in stage.previous.manifest["files"]} if stage.previous else set()
    check_release(stage.base, files, checked)
    return _manifest(stage, options, [entry for entry, *_ in parts], files)


def _is_same(stage: _Stage, files: Sequence[FileEntry]) -> bool:
    """Return whether files and list equal those of the previous release; repaired parts come last, whatever their position was."""
    if stage.previous is None or stage.is_rematched:
        return False
    now, then = ([(file["table"], file["sha256"]) for file in some] for some in (files, stage.previous.manifest["files"]))
    return now == then or (bool(stage.plan.damaged) and sorted(now) == sorted(then))


def _stage_parts(stage: _Stage, pool: Workers, advance: Advance) -> list[Built]:
    """Keep unchanged parts, build the others, and return all in order; an empty release has one empty part."""
    planned = list(enumerate(stage.plan.parts))
    old = stage.previous.manifest if stage.previous else None
    before, entries = by_part(old["files"] if old else ()), {part["key"]: part for part in (old["parts"] if old else ())}
    building = {number: _build_part(stage, number, part, before, pool) for number, part in planned if part.kept is None}
    kept = [(number, part.kept) for number, part in planned if part.kept is not None and stage.is_rematched]
    matching = {number: _rematch_part(stage, number, key, before, pool) for number, key in kept}
    parts: list[Built] = []
    for number, part in planned:
        entities = matching[number].result() if number in matching else None
        parts.append(building[number].result() if number in building else _keep_part(stage, entries[part.kept or ""], before, entities))
        advance(1)
    for _, _, outcome in parts:
        for case, count in outcome.items():
            stage.plan.counts[case] += count
    filled = [built for built in parts if built[0]["articles"]] or parts[:1]
    for entry, files, _ in parts:
        if not any(entry is kept for kept, *_ in filled):
            for file in files:
                stage.writer.delete_file(file["path"])
    return filled


def _build_part(stage: _Stage, number: int, part: PlannedPart, before: Parts, pool: Workers) -> Result[Built]:
    old: dict[str, list[str]] = {}
    for key in part.sources:
        for table, file in before[key].items():
            old.setdefault(table, []).append(str(_previous(stage).at(file)))
    job_path = str(run_folder(stage.writer.data) / part.job)
    return pool.submit(build_part, job_path, f"{stage.name}-{number:05}", stage.target, old)


def _rematch_part(stage: _Stage, number: int, part: str, before: Parts, pool: Workers) -> Result[FileEntry]:
    old = str(_previous(stage).at(before[part]["entities"]))
    return pool.submit(rematch_part, old, part, f"{stage.name}-{number:05}", stage.target)


def _keep_part(stage: _Stage, part: PartEntry, before: Parts, entities: FileEntry | None) -> Built:
    """Take the files of an unchanged part into the release, except `entities` if these were matched again: no byte is copied."""
    old = before[part["key"]]
    if entities and entities["sha256"] == old["entities"]["sha256"]:
        stage.writer.delete_file(entities["path"])
        entities = None
    kept = [old[table] for table in (*TABLES_OF_PARTS, SIGNATURES_TABLE) if not (entities and table == "entities")]
    for entry in kept:
        stage.writer.link_file(_previous(stage).at(entry), entry["path"])
    files = [entities if entities and table == "entities" else old[table] for table in (*TABLES_OF_PARTS, SIGNATURES_TABLE)]
    return part, files, {}


def _previous(stage: _Stage) -> Release:
    if stage.previous is None:
        raise NewstablesError("the plan keeps parts of a release that does not exist; start the run again")
    return stage.previous


def _stage_rejects(stage: _Stage) -> FileEntry:
    """Collect the rejects of the plan and of the batches, except those whose earlier article stays in place."""
    batches = (read_table(staging_folder(stage.writer.data) / "batches" / batch, "rejects") for batch in sorted(stage.plan.batches))
    found = pa.concat_tables([schema("rejects").empty_table(), *(table for table in batches if len(table))])
    stays = pc.invert(pc.is_in(found.column("reason"), value_set=pa.array(sorted(TRANSIENT))))
    passing = found.filter(pc.invert(stays))
    replaced = _seeds_with_fallbacks(stage) if len(passing) else []
    passing = passing.filter(pc.invert(pc.is_in(passing.column("seed"), value_set=pa.array(replaced, pa.string()))))
    table = pa.concat_tables([read_known_rejects(stage.writer.data), found.filter(stays), passing])
    table = table.take(pc.sort_indices(table.column("seed"))).combine_chunks()
    checks.check_rejects(table)
    return _stage_table(stage, "rejects", table)


def _seeds_with_fallbacks(stage: _Stage) -> list[str]:
    """Return the seeds whose earlier article stays in place if they could not be read."""
    paths = [run_folder(stage.writer.data) / part.job for part in stage.plan.parts if part.kept is None]
    slots = [PartJob.read(str(path)).slots for path in paths]
    return [seed for some in slots for seed, fallback in zip(some.seeds, some.fallbacks, strict=True) if fallback]


def _stage_table(stage: _Stage, table: str, rows: pa.Table) -> FileEntry:
    """Write a table with one file per release, or keep the earlier file if its content is the same."""
    entry = write_file(rows, table, stage.name, stage.base, stage.prefix)
    restore_from_new(stage.writer.data, stage.base, [entry], stage.damage)
    old = next((file for file in stage.previous.manifest["files"] if file["table"] == table), None) if stage.previous else None
    if stage.previous and old and old["sha256"] == entry["sha256"]:
        stage.writer.delete_file(entry["path"])
        stage.writer.link_file(stage.previous.at(old), old["path"])
        return old
    return entry


def _manifest(stage: _Stage, options: Options, parts: list[PartEntry], files: list[FileEntry]) -> Manifest:
    rejects = [read_parquet(stage.base / file["path"], ["reason"]).column("reason") for file in files if file["table"] == "rejects"]
    reasons = [entry for column in rejects for entry in pc.value_counts(column).to_pylist()]
    return Manifest(
        release=stage.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        previous=stage.plan.previous,
        code_version=__version__,
        reader_version=reader_version(options.read_languages),
        schema_version=SCHEMA_VERSION,
        model=model_version(),
        authorities=stage.authorities,
        seed_folder=str(Path(options.seeds).resolve()),
        seed_folder_id=folder_id(Path(options.seeds)),
        options=asdict(options),
        rows={table: sum(file["rows"] for file in files if file["table"] == table) for table in TABLES},
        rejects=dict(sorted((entry["values"], entry["counts"]) for entry in reasons)),
        changes=_corrected_counts(stage.plan.counts),
        parts=parts,
        files=files,
    )


def _corrected_counts(counts: dict[str, int]) -> dict[str, int]:
    """Return the counts by case, corrected for articles of damaged parts: planned as new, counted as read again, then rejected."""
    debt = min(counts["new"], 0)
    return counts | {"new": counts["new"] - debt, "reread": counts["reread"] + debt, "dropped": counts["dropped"] - debt}
