"""The staging folder: where a run leaves what it has finished, and what the next run finds after a crash."""

import dataclasses
import json
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows import healing
from flows.batches import RECORDS, read_counts
from flows.dataset import Release, has_releases, latest_path, open_release, release_names
from flows.entries import Reading
from flows.errors import DamagedError
from flows.options import Options
from flows.plan import TRANSIENT, Before, Known, PartPlan, Plan, cut, make_plan
from flows.scans import Scans
from flows.seeds import Seed, scan
from flows.spool import spool
from flows.storage import read_json, read_parquet, write_json
from flows.version import reader_version
from transforms.records import digest
from transforms.schema import RejectRow

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
    scans = Scans(staging(data) / "scans")
    seeds = scan(Path(options.seeds), reading, scans)
    scans.forget_the_rest()
    before = _before(previous, damage) if previous else Before()
    plan = make_plan(before, seeds, reader_version(options.read_languages), options)
    healing.replan(plan, before, seeds, damage, options)
    plan.parts = plan.parts or [PartPlan([])]  # an empty dataset still has a file of each table
    batches = _write(plan, seeds, options, staging(data), damage)
    spool({key: read for key, read in batches.items() if not (staging(data) / "batches" / key).exists()}, staging(data) / RECORDS, reading)
    kept = {source for part in plan.parts if not part.dirty for source in part.sources}
    unchanged = (
        previous is not None
        and not damage.files
        and not any(part.dirty for part in plan.parts)
        and kept == {part["key"] for part in previous.manifest["parts"] if part["articles"]}
        and plan.rejects == list(before.rejects.values())
    )
    paths = [str(staging(data) / "batches" / f"{key}.json") for key in batches]
    notes = [*mended, *damage.sentences(), *_notes(previous, plan, options)]
    return Work(paths, len(seeds), len(plan.to_read), unchanged, "\n".join(notes) or None)


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
        latest = latest_path(data)
        names = release_names(data)
        # It died between renaming the folder, which is the newest, and moving `latest`.
        if names and read_name(intent) == names[-1] and (latest is None or latest.name != names[-1]):
            shutil.rmtree(data / "releases" / names[-1], ignore_errors=True)
        intent.unlink()
    for rest in ("release", "parts", "trash", RECORDS):
        shutil.rmtree(staging(data) / rest, ignore_errors=True)


def read_name(intent: Path) -> str | None:
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
    articles: list[Known] = []
    columns = ("article_id", "seed", "source_sha256", "reader_version")
    by_part = {entry["part"]: release.path / entry["path"] for entry in release.manifest["files"] if entry["table"] == "articles"}
    for part in release.manifest["parts"]:
        try:
            rows = _rows(by_part[part["key"]], columns)
        except (DamagedError, KeyError):
            if part["key"] not in damage.parts:
                raise
            continue
        articles += [Known(article, seed, sha256, part["key"], version) for article, seed, sha256, version in rows]
    known = [] if damage.is_of("rejects") else release.arrow("rejects").to_pylist()
    rejects = {row["seed"]: RejectRow(**row) for row in known}
    text_bytes = {part["key"]: part["text_bytes"] for part in release.manifest["parts"]}
    return healing.known_before(Before(articles, rejects, text_bytes, release.manifest["reader_version"]), damage)


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    table = read_parquet(path, columns)
    return list(zip(*(table.column(column).to_pylist() for column in columns), strict=True))


def _write(plan: Plan, seeds: list[Seed], options: Options, folder: Path, damage: healing.Damage) -> dict[str, list[Seed]]:
    """Write the plan as files: one per batch, one per part to write, and one for publishing. Return the seeds of each batch."""
    batches: dict[str, list[Seed]] = {}
    parts: list[dict[str, Any]] = []
    for number, part in enumerate(plan.parts):
        cuts = _write_batches(part, options, folder / "batches") if part.dirty else {}
        batches |= cuts
        if part.dirty:
            order = [[slot.article_id, slot.seed, slot.read is not None, slot.fallback] for slot in part.slots]
            write_json({"slots": order, "sources": part.sources, "batches": list(cuts)}, folder / "parts" / f"{number:05}.json")
        parts.append({"kept": None if part.dirty else part.sources[0], "order": f"parts/{number:05}.json"})
    _forget_batches(folder / "batches", batches.keys())
    rejects = [dataclasses.asdict(row) for row in plan.rejects]
    scanned = [seed.name for seed in seeds]
    facts = {"parts": parts, "rejects": rejects, "counts": plan.counts, "scanned": scanned, "damaged": dict(damage.files)}
    write_json(facts, folder / "plan.json")
    return batches


def _forget_batches(folder: Path, wanted: Collection[str]) -> None:
    """Delete what an earlier run left that this one does not want, or that holds rejects which may be gone by now."""
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


def _write_batches(part: PartPlan, options: Options, folder: Path) -> dict[str, list[Seed]]:
    """Write the lists of seeds that are read together; a batch is named by what it reads, so a finished one is known again."""
    batches = {}
    to_read = [slot.read for slot in part.slots if slot.read]
    for seeds in cut(to_read, lambda seed: seed.length, most=options.batch_size, most_bytes=BATCH_BYTES):
        key = digest("batch", reader_version(options.read_languages), options.max_bytes, *(f"{seed.name}\0{seed.sha256}" for seed in seeds))
        rows = [dataclasses.astuple(seed) for seed in seeds]
        write_json({"max_bytes": options.max_bytes, "languages": options.read_languages, "seeds": rows}, folder / f"{key}.json")
        batches[key] = seeds
    return batches


def read_plan(data: Path) -> dict[str, Any]:
    """Return what `prepare` wrote for publishing."""
    plan: dict[str, Any] = json.loads((staging(data) / "plan.json").read_bytes())
    return plan
