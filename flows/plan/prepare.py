"""The staging area: scan the seeds, plan the run and write its jobs, reusing what an earlier run finished."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from flows.errors import DamagedError
from flows.ingest import cpu_limit
from flows.ingest.authorities import Authorities, read_authorities, save_authorities
from flows.ingest.columns import check_columns
from flows.ingest.folder import no_files
from flows.ingest.formats.entry import Reading
from flows.ingest.scan import scan
from flows.ingest.scan_cache import ScanCache
from flows.ingest.seed_table import NO_ROW, Seeds
from flows.ingest.spool import spool
from flows.integrity import repair
from flows.options import Options
from flows.plan.jobs import DONE, BatchJob, PartJob, PlannedPart, RunPlan, is_done, is_usable
from flows.plan.layout import PartPlan, cut
from flows.plan.plan import ARTICLE_COLUMNS, OldPart, Plan, PreviousRelease, make_plan
from flows.plan.seed_folder import check_seed_folder, language_note
from flows.store.digests import Indices
from flows.store.files import read_arrow, remove, schema, sync, write_arrow
from flows.store.staging import RECORDS, run_folder, staging_folder
from flows.store.store import Writer
from flows.version import reader_version
from newstables.files import Place, read_parquet
from newstables.release import Release, has_releases, open_release
from transforms.records import digest
from transforms.schema import SCHEMA_VERSION

REJECTS = "rejects.arrow"
"""File of the rejects known at planning time."""

MIN_FREE_BYTES = 1_000_000
"""Free bytes required in the data folder to start a run."""

MIN_BATCH_ARTICLES = 20
"""Minimum articles per batch below which work is not split further among processes."""

BATCH_BYTES = 32_000_000
"""Maximum text in one batch, so that the memory of a worker does not depend on the length of articles."""


@dataclass(frozen=True, slots=True)
class Work:
    """The result of planning on disk: the batches to read, and what publishing needs."""

    batches: list[str]
    seeds: int
    to_read: int
    parts: int
    unchanged: bool
    note: str | None = None
    """Notes about the plan for the user."""


def prepare(options: Options, writer: Writer) -> Work:
    """Scan the seeds, plan the run and write the jobs of the later steps.

    Raises:
        NewstablesError: articles of the latest release are lost, or it cannot be read.
    """
    authorities = read_authorities(options.authorities)
    data = writer.data
    _check_room(data)
    writer.recover()
    repaired = repair.repair_manifests(data)
    previous = open_release(data) if has_releases(data) else None
    try:
        return _prepare(options, writer, previous, repaired, authorities)
    except DamagedError:
        if previous is None or not repair.record_damage(previous):
            raise
        return _prepare(options, writer, previous, repaired, authorities)


def _prepare(options: Options, writer: Writer, previous: Release | None, repaired: list[str], authorities: Authorities) -> Work:
    data = writer.data
    damage = repair.find_damage(data, previous)
    reading = Reading(options.max_bytes, options.read_columns)
    scan_cache = ScanCache(staging_folder(data) / "scans", reading, trust_times=not options.full)
    check_columns(Path(options.seeds), reading)
    seeds = scan(Path(options.seeds), reading, scan_cache)
    if not len(seeds):
        raise no_files(Path(options.seeds))
    scan_cache.delete_unused()
    before = _before(previous, damage) if previous else PreviousRelease()
    plan = make_plan(before, seeds, reader_version(options.read_languages), options)
    if previous:
        loses = options.full or plan.counts["changed"] or plan.counts["dropped"] or damage.parts
        check_seed_folder(previous, seeds, options, loses=bool(loses))
    repair.count_losses(plan.counts, seeds, damage, options)
    parts = plan.parts or [PartPlan()]  # an empty dataset still has a file of each table
    batches = _Batches(options, seeds, data)
    _write(plan, parts, batches, previous, damage)
    save_authorities(authorities, data)
    spool(seeds, batches.of, batches.keys, run_folder(data) / RECORDS, reading, everything=options.is_distributed)
    kept = {part.sources[0] for part in parts if not part.dirty}
    unchanged = (
        previous is not None
        and not damage.files
        and not any(part.dirty for part in parts)
        and kept == {part["key"] for part in previous.manifest["parts"] if part["articles"]}
        and plan.rejects.equals(before.rejects)
        and previous.manifest.get("authorities", "") == authorities.version
    )
    if unchanged:
        writer.clear()
    unread = np.unique(batches.of[batches.of >= 0]).tolist()
    paths = [str(batches.job_file(batches.keys[number])) for number in unread]
    notes = [*repaired, *damage.sentences(), *_notes(previous, plan, options), *_authority_note(previous, authorities)]
    return Work(paths, len(seeds), int((batches.of >= 0).sum()), len(parts), unchanged, "\n".join(notes) or None)


def _check_room(data: Place) -> None:
    """Check that the data folder is writable and has free space before anything slow starts.

    Raises:
        OSError: it is not writable, or full.
    """
    if isinstance(data, Path):
        probe = staging_folder(data) / "probe"
        probe.parent.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(bytes(MIN_FREE_BYTES))
            sync(probe)
        finally:
            probe.unlink(missing_ok=True)


def _notes(previous: Release | None, plan: Plan, options: Options) -> list[str]:
    """Return notes about existing articles: those rejected for their language, and whether all are read again."""
    if previous is None or previous.manifest["reader_version"] == reader_version(options.read_languages):
        return []
    languages = language_note(previous, options.read_languages)
    if previous.manifest["schema_version"] != SCHEMA_VERSION or not plan.counts["reread"]:  # the first case is reported as damage
        return [languages] if languages else []
    is_same_code = previous.manifest["reader_version"].partition(".")[0] == reader_version(())
    why = "because --languages has changed" if is_same_code else "because newstables or a library that it reads with has changed"
    return [*([languages] if languages else []), f"note: {plan.counts['reread']:,} articles of {previous.name} are read again {why}"]


def _authority_note(previous: Release | None, authorities: Authorities) -> list[str]:
    """Return a note if the previous release used a list of authorities and this run names none."""
    if previous is None or not previous.manifest.get("authorities") or authorities.version:
        return []
    return [
        f"note: this run names no list of authorities as {previous.name} did, so entities.authority_id is null; give it with --authorities"
    ]


def _before(release: Release, damage: repair.Damage) -> PreviousRelease:
    """Return the input of the plan from a release; the articles of a part are read from disk on demand."""
    files = {entry["part"]: release.at(entry) for entry in release.manifest["files"] if entry["table"] == "articles"}
    parts = [OldPart(part["key"], part["text_bytes"]) for part in release.manifest["parts"] if part["key"] not in damage.parts]
    rejects = schema("rejects").empty_table() if damage.affects("rejects") else release.arrow("rejects")
    return PreviousRelease(parts, lambda key: read_parquet(files[key], ARTICLE_COLUMNS), rejects, release.manifest["reader_version"])


class _Batches:
    """The batches, written one part at a time; a batch is named by its contents, so finished ones are recognised."""

    def __init__(self, options: Options, seeds: Seeds, data: Place) -> None:
        self._options, self._seeds, self.data = options, seeds, data
        self.keys: list[str] = []
        self.of = np.full(len(seeds), NO_ROW, np.int32)
        """By row of a seed: the index in `keys` of the pending batch that reads it."""

    def job_file(self, key: str) -> Place:
        """Return the job file of a batch."""
        return run_folder(self.data) / "batches" / f"{key}.json"

    def done(self, key: str) -> Place:
        """Return the folder of a finished batch."""
        return staging_folder(self.data) / "batches" / key

    def write(self, rows: Indices) -> list[str]:
        """Write the batch jobs of the seeds of one part and return the names of the batches."""
        options, keys = self._options, []
        most = min(options.batch_size, max(MIN_BATCH_ARTICLES, -(-len(rows) // options.processes)))
        version = reader_version(options.read_languages)
        for run in cut(self._seeds.lengths[rows], most=most, most_bytes=BATCH_BYTES):
            seeds = self._seeds.take(rows[run])
            contents = (f"{seed.name}\0{seed.sha256}" for seed in seeds)
            key = digest("batch", version, options.max_bytes, *contents)
            BatchJob(
                done=str(self.done(key)),
                spooled=str(run_folder(self.data) / RECORDS / key),
                all_spooled=options.is_distributed,
                max_bytes=options.max_bytes,
                languages=options.read_languages,
                reader_version=version,
                seconds=cpu_limit.SECONDS,
                seeds=seeds,
            ).write(self.job_file(key))
            keys.append(key)
            if not is_usable(self.done(key)):
                self.of[rows[run]] = len(self.keys) + len(keys) - 1
        self.keys += keys
        return keys


def _write(plan: Plan, parts: Sequence[PartPlan], batches: _Batches, previous: Release | None, damage: repair.Damage) -> None:
    """Write the plan as files: one per batch, one per part to build, and two for publishing."""
    planned: list[PlannedPart] = []
    folder = run_folder(batches.data)
    for number, part in enumerate(parts):
        job = f"parts/{number:05}.json"
        if part.dirty:
            slots, rows = plan.slots(part)
            done = [str(batches.done(key)) for key in batches.write(rows)]
            PartJob(slots, done).write(folder / job)
        planned.append(PlannedPart(part.sources, None if part.dirty else part.sources[0], job))
    _delete_stale_batches(batches)
    write_arrow(plan.rejects, folder / REJECTS)
    unread = [batches.keys[number] for number in np.unique(batches.of[batches.of >= 0]).tolist()]
    RunPlan(previous.name if previous else None, batches.keys, unread, planned, plan.counts, dict(damage.files)).write(batches.data)


def _delete_stale_batches(batches: _Batches) -> None:
    """Delete batches of earlier runs that are not needed or have to be read again.

    In object storage another run may be using them: there, a batch is only marked as unfinished.
    """
    folder = staging_folder(batches.data) / "batches"
    if not isinstance(folder, Path):
        for key in batches.keys:
            if is_done(folder / key) and not is_usable(folder / key):
                (folder / key / DONE).unlink()
        return
    wanted = {name for key in batches.keys for name in (key, f"{key}.json", f"{key}.slow")}
    for old in folder.glob("*"):
        if old.name not in wanted or not (old.suffix in {".json", ".slow"} or is_usable(old)):
            remove(old)


def read_known_rejects(data: Place) -> pa.Table:
    """Return the rejects known before reading, as `prepare` stored them."""
    return read_arrow(run_folder(data) / REJECTS)
