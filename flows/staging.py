"""The staging folder: where a run leaves what it has finished, and what the next run finds after a crash."""

import dataclasses
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from flows import healing
from flows.batches import RECORDS, read_counts
from flows.dataset import Release, has_releases, latest_path, open_release, release_names
from flows.entries import Reading
from flows.errors import DamagedError
from flows.folder import scan
from flows.layout import PartPlan, cut
from flows.options import Options
from flows.plan import KNOWN, Before, OldPart, Plan, make_plan
from flows.refusals import TRANSIENT
from flows.scanned import NOWHERE, Seeds
from flows.scans import Scans
from flows.seeds import Places
from flows.spool import spool
from flows.storage import read_arrow, read_json, read_parquet, schema, write_arrow, write_json
from flows.version import reader_version
from transforms.records import digest

REJECTS = "rejects.arrow"
"""File of the rejects that a plan knows."""

BATCH_BYTES = 32_000_000
"""Text in one batch at most, so that a reading process stays small whatever the articles' length."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a plan left on the disk: the batches to read, and the rest for publishing."""

    batches: list[str]
    seeds: int
    to_read: int
    unchanged: bool
    note: str | None = None
    """What the user should be told of the plan."""


def staging(data: Path) -> Path:
    """Return the folder for all that is not published yet."""
    return data / ".staging"


def prepare(options: Options) -> Work:
    """Scan the seeds, plan the run and write down what each later step has to do; the caller holds the lock.

    Raises:
        NewstablesError: articles of the latest release are lost, or it cannot be read.
    """
    data = Path(options.data)
    recover(data)
    mended = healing.mend_manifests(data)
    previous = previous_release(data)
    try:
        return _prepare(options, previous, mended)
    except DamagedError:
        if previous is None or not healing.inspect(data, previous):
            raise
        return _prepare(options, previous, mended)


def _prepare(options: Options, previous: Release | None, mended: list[str]) -> Work:
    data = Path(options.data)
    damage = healing.find(data, previous)
    reading = Reading(options.max_bytes, options.read_columns)
    scans = Scans(staging(data) / "scans", reading, trusting=not options.full)
    seeds = scan(Path(options.seeds), reading, scans)
    scans.forget_the_rest()
    before = _before(previous, damage) if previous else Before()
    plan = make_plan(before, seeds, reader_version(options.read_languages), options)
    healing.count_losses(plan.counts, seeds, damage, options)
    parts = plan.parts or [PartPlan()]  # an empty dataset still has a file of each table
    batches = _Batches(options, seeds, staging(data) / "batches")
    _write(plan, parts, batches, damage, staging(data))
    spool(seeds, batches.of, batches.keys, staging(data) / RECORDS, reading)
    kept = {part.sources[0] for part in parts if not part.dirty}
    unchanged = (
        previous is not None
        and not damage.files
        and not any(part.dirty for part in parts)
        and kept == {part["key"] for part in previous.manifest["parts"] if part["articles"]}
        and plan.rejects.equals(before.rejects)
    )
    paths = [str(staging(data) / "batches" / f"{key}.json") for key in batches.keys]
    notes = [*mended, *damage.sentences(), *_notes(previous, plan, options)]
    return Work(paths, len(seeds), plan.to_read, unchanged, "\n".join(notes) or None)


def _notes(previous: Release | None, plan: Plan, options: Options) -> list[str]:
    """Warn where seeds of another folder take the place of articles because they have the same names."""
    folder = previous.manifest["seed_folder"] if previous else None
    if folder is None or folder == str(Path(options.seeds).resolve()) or not plan.counts["changed"]:
        return []
    return [f"note: {plan.counts['changed']} seeds take the place of articles of the same names that were read from {folder}"]


def recover(data: Path) -> None:
    """Clear away what a run that died left half done; finished batches stay. The caller holds the lock."""
    intent = staging(data) / "publishing"
    if intent.exists():
        latest, names = latest_path(data), release_names(data)
        # It died between renaming the folder, which is the newest, and moving `latest`.
        if names and _read_name(intent) == names[-1] and (latest is None or latest.name != names[-1]):
            shutil.rmtree(data / "releases" / names[-1], ignore_errors=True)
        intent.unlink()
    for rest in ("release", "parts", "trash", RECORDS):
        shutil.rmtree(staging(data) / rest, ignore_errors=True)


def _read_name(intent: Path) -> str | None:
    """Return the name that a release was about to be published under, if that can be read."""
    try:
        return str(read_json(intent))
    except ValueError:
        return None


def previous_release(data: Path) -> Release | None:
    """Return the latest release, or None before the first.

    Raises:
        NewstablesError: there are releases, but none of them is the latest.
    """
    return open_release(data) if has_releases(data) else None


def _before(release: Release, damage: healing.Damage) -> Before:
    """Return the release as a plan sees it; the articles of a part are read from the disk when it looks at them."""
    files = {entry["part"]: release.path / entry["path"] for entry in release.manifest["files"] if entry["table"] == "articles"}
    parts = [OldPart(part["key"], part["text_bytes"]) for part in release.manifest["parts"] if part["key"] not in damage.parts]
    rejects = schema("rejects").empty_table() if damage.is_of("rejects") else release.arrow("rejects")
    return Before(parts, lambda key: read_parquet(files[key], KNOWN), rejects, release.manifest["reader_version"])


class _Batches:
    """The seeds that are read together, written down a part at a time; a batch is named by what it reads, so a finished one is known."""

    def __init__(self, options: Options, seeds: Seeds, folder: Path) -> None:
        self._options, self._seeds, self._folder = options, seeds, folder
        self.keys: list[str] = []
        self.of = np.full(len(seeds), NOWHERE, np.int32)
        """By row of a seed: the place in `keys` of the batch that has yet to read it."""

    def write(self, rows: Places) -> list[str]:
        """Write the lists of the seeds that one part reads, and return the names of the batches."""
        options, keys = self._options, []
        for run in cut(self._seeds.lengths[rows], most=options.batch_size, most_bytes=BATCH_BYTES):
            seeds = self._seeds.take(rows[run])
            contents = (f"{seed.name}\0{seed.sha256}" for seed in seeds)
            keys.append(digest("batch", reader_version(options.read_languages), options.max_bytes, *contents))
            listed = [dataclasses.astuple(seed) for seed in seeds]
            work = {"max_bytes": options.max_bytes, "languages": options.read_languages, "seeds": listed}
            write_json(work, self._folder / f"{keys[-1]}.json")
            if not (self._folder / keys[-1]).exists():
                self.of[rows[run]] = len(self.keys) + len(keys) - 1
        self.keys += keys
        return keys


def _write(plan: Plan, parts: Sequence[PartPlan], batches: _Batches, damage: healing.Damage, folder: Path) -> None:
    """Write the plan as files: one per batch, one per part to write, and two for publishing."""
    planned: list[dict[str, Any]] = []
    for number, part in enumerate(parts):
        order = f"parts/{number:05}.json"
        if part.dirty:
            slots = plan.slots(part)
            rows = np.array([row for row in slots.rows if row >= 0], np.int64)
            write_json({"slots": slots.as_rows(), "sources": part.sources, "batches": batches.write(rows)}, folder / order)
        planned.append({"kept": None if part.dirty else part.sources[0], "order": order})
    _forget_batches(folder / "batches", batches.keys)
    write_arrow(plan.rejects, folder / REJECTS)
    write_json({"parts": planned, "counts": plan.counts, "damaged": dict(damage.files)}, folder / "plan.json")


def _forget_batches(folder: Path, keys: Sequence[str]) -> None:
    """Delete what an earlier run left that this one does not want, or that holds rejects which may be gone by now."""
    wanted = set(keys)
    for old in folder.glob("*"):
        if not old.is_dir():
            if old.stem not in wanted:
                old.unlink()
        elif old.suffix == ".new" or old.name not in wanted or _is_to_be_read_again(old):
            shutil.rmtree(old)


def _is_to_be_read_again(batch: Path) -> bool:
    """Tell whether a finished batch is damaged, or holds rejects which may be gone by now."""
    try:
        rejects = read_counts(batch)["rejects"]
    except (OSError, pa.ArrowException):
        return True
    return any(rejects.get(reason) for reason in TRANSIENT)


def read_plan(data: Path) -> dict[str, Any]:
    """Return what `prepare` wrote for publishing."""
    plan: dict[str, Any] = json.loads((staging(data) / "plan.json").read_bytes())
    return plan


def planned_rejects(data: Path) -> pa.Table:
    """Return the rejects that `prepare` knew before anything was read."""
    return read_arrow(staging(data) / REJECTS)
