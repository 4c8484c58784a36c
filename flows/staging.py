"""The staging area: where a run leaves what it has finished, and what the next run finds after a crash."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.batches import is_done, read_counts
from flows.dataset import Release, latest_name, open_release
from flows.entries import Reading
from flows.options import Options
from flows.plan import TRANSIENT, Before, Known, PartPlan, Plan, cut, make_plan
from flows.scans import Scans
from flows.seeds import Seed, scan
from flows.shelf import RECORDS, shelf, staging, workspace
from flows.spool import spool
from flows.storage import Place, below, place, read_json, read_parquet, remove, write_json
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


def prepare(options: Options) -> Work:
    """Scan the seeds, plan the run and write down what each later step has to do; the caller holds the lock."""
    data = place(options.data)
    shelf(data).recover()
    previous = previous_release(data)
    reading = Reading(options.max_bytes, options.read_columns)
    scans = Scans(staging(data) / "scans")
    seeds = scan(Path(options.seeds), reading, scans)
    scans.forget_the_rest()
    before = _before(previous) if previous else Before()
    plan = make_plan(before, seeds, reader_version(options.read_languages), options)
    plan.parts = plan.parts or [PartPlan([])]  # an empty dataset still has a file of each table
    batches = _write(plan, seeds, previous, options)
    unread = {key: read for key, read in batches.items() if not is_done(staging(data) / "batches" / key)}
    spool(unread, workspace(data) / RECORDS, reading, everything=options.is_spread)
    kept = {source for part in plan.parts if not part.dirty for source in part.sources}
    unchanged = (
        previous is not None
        and not any(part.dirty for part in plan.parts)
        and kept == {part["key"] for part in previous.manifest["parts"] if part["articles"]}
        and plan.rejects == list(before.rejects.values())
    )
    paths = [str(workspace(data) / "batches" / f"{key}.json") for key in batches]
    return Work(paths, len(seeds), len(plan.to_read), unchanged, _note(previous, plan, options))


def _note(previous: Release | None, plan: Plan, options: Options) -> str | None:
    """Warn where seeds of another folder take the place of articles because they have the same names."""
    folder = previous.manifest["seed_folder"] if previous else None
    if folder is None or folder == str(Path(options.seeds).resolve()) or not plan.counts["changed"]:
        return None
    return f"note: {plan.counts['changed']} seeds take the place of articles of the same names that were read from {folder}"


def previous_release(data: Place) -> Release | None:
    """Return the latest release, or None before the first."""
    return open_release(data) if latest_name(data) else None


def _before(release: Release) -> Before:
    articles: list[Known] = []
    columns = ("article_id", "seed", "source_sha256", "reader_version")
    by_part = {entry["part"]: release.at(entry) for entry in release.manifest["files"] if entry["table"] == "articles"}
    for part in release.manifest["parts"]:
        rows = _rows(by_part[part["key"]], columns)
        articles += [Known(article, seed, sha256, part["key"], version) for article, seed, sha256, version in rows]
    rejects = {row["seed"]: RejectRow(**row) for row in release.arrow("rejects").to_pylist()}
    text_bytes = {part["key"]: part["text_bytes"] for part in release.manifest["parts"]}
    return Before(articles, rejects, text_bytes, release.manifest["reader_version"])


def _rows(path: Place, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    table = read_parquet(path, columns)
    return list(zip(*(table.column(column).to_pylist() for column in columns), strict=True))


def _write(plan: Plan, seeds: list[Seed], previous: Release | None, options: Options) -> dict[str, list[Seed]]:
    """Write the plan as files: one per batch, one per part to write, and one for publishing. Return the seeds of each batch."""
    data = place(options.data)
    batches: dict[str, list[Seed]] = {}
    parts: list[dict[str, Any]] = []
    for number, part in enumerate(plan.parts):
        cuts = _cut_batches(part, options) if part.dirty else {}
        batches |= cuts
        if part.dirty:
            order = [[slot.article_id, slot.seed, slot.read is not None, slot.fallback] for slot in part.slots]
            done = [str(staging(data) / "batches" / key) for key in cuts]
            write_json({"slots": order, "batches": done}, workspace(data) / "parts" / f"{number:05}.json")
        kept = None if part.dirty else part.sources[0]
        parts.append({"kept": kept, "sources": part.sources, "order": f"parts/{number:05}.json"})
    _forget_batches(data, batches.keys())
    for key, read in batches.items():
        _write_batch(key, read, options)
    facts = {"previous": previous.name if previous else None, "batches": list(batches), "parts": parts, "counts": plan.counts}
    rejects = [dataclasses.asdict(row) for row in plan.rejects]
    write_json(facts | {"rejects": rejects, "scanned": [seed.name for seed in seeds]}, workspace(data) / "plan.json")
    return batches


def _forget_batches(data: Place, wanted: Collection[str]) -> None:
    """Delete what an earlier run left that this one does not want, or that holds rejects which may be gone by now.

    In object storage another run may want what this one does not.
    """
    folder = staging(data) / "batches"
    for name in sorted({path.partition("/")[0] for path in below(folder)}):
        old = folder / name
        stale = is_done(old) and any(read_counts(old)["rejects"].get(reason) for reason in TRANSIENT)
        if stale or (isinstance(data, Path) and not (name in wanted and is_done(old))):
            remove(old)


def _cut_batches(part: PartPlan, options: Options) -> dict[str, list[Seed]]:
    """Return the seeds that are read together; a batch is named by what it reads, so a finished one is known again."""
    to_read = [slot.read for slot in part.slots if slot.read]
    cuts = cut(to_read, lambda seed: seed.length, most=options.batch_size, most_bytes=BATCH_BYTES)
    version = reader_version(options.read_languages)
    return {digest("batch", version, options.max_bytes, *(f"{seed.name}\0{seed.sha256}" for seed in seeds)): seeds for seeds in cuts}


def _write_batch(key: str, seeds: list[Seed], options: Options) -> None:
    """Write down what a batch has to read, and where to leave it."""
    data = place(options.data)
    work = {
        "done": str(staging(data) / "batches" / key),
        "spooled": str(workspace(data) / RECORDS / key),
        "all_spooled": options.is_spread,
        "max_bytes": options.max_bytes,
        "languages": options.read_languages,
        "seeds": [dataclasses.astuple(seed) for seed in seeds],
    }
    write_json(work, workspace(data) / "batches" / f"{key}.json")


def read_plan(data: Place) -> dict[str, Any]:
    """Return what `prepare` wrote for publishing."""
    plan: dict[str, Any] = read_json(workspace(data) / "plan.json")
    return plan
