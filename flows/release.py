"""Publishing: stage → check → manifest → rename → `latest`. The swap of `latest` is the only commit point."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows import checks
from flows.card import dataset_card
from flows.coverage import ARTICLES, QUOTES, cover
from flows.croissant import croissant
from flows.dataset import FileEntry, Manifest, PartEntry, Release, open_release, order, release_names
from flows.duplicates import find_duplicates
from flows.errors import NewstablesError
from flows.options import Options
from flows.parts import STATE, TABLES_OF_PARTS, build_part, write_file
from flows.pool import Pool
from flows.staging import previous_release, read_plan, staging
from flows.storage import column, read_arrow, read_parquet, sync, sync_tree, to_arrow, write_json, write_text
from flows.version import code_version, model_version, reader_version
from transforms.schema import SCHEMA_VERSION, TABLES, RejectRow

Part = tuple[PartEntry, list[FileEntry]]


@dataclass(frozen=True, slots=True)
class _Stage:
    """A release in the making: its name, its folder, what it follows and what `prepare` planned for it."""

    name: str
    folder: Path
    previous: Release | None
    plan: dict[str, Any]

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
    stage = _Stage(next_name(data, datetime.now(UTC)), staging(data) / "release", previous_release(data), read_plan(data))
    stage.folder.mkdir(parents=True)
    parts = _stage_parts(stage, pool, advance)
    files = [file for _, part_files in parts for file in part_files]
    files.append(_stage_duplicates(stage, options, files))
    files.append(_stage_rejects(stage, files))
    if stage.previous and _contents(files) == _contents(stage.previous.manifest["files"]):
        shutil.rmtree(stage.folder)
        shutil.rmtree(stage.work / "batches", ignore_errors=True)
        return None
    check_release(stage.folder, files, stage.plan["scanned"])
    manifest = _manifest(stage, options, [entry for entry, _ in parts], files)
    write_json(manifest, stage.folder / "manifest.json", indent=1)
    write_json(croissant(manifest), stage.folder / "croissant.json", indent=1)
    write_text(dataset_card(manifest), stage.folder / "README.md")
    commit(data, stage.folder, stage.name)
    shutil.rmtree(stage.work / "batches", ignore_errors=True)
    return open_release(data, stage.name)


def next_name(data: Path, now: datetime) -> str:
    """Return the name of the next release: the day and the next free counter."""
    day = now.strftime("%Y-%m-%d")
    counters = [order(name)[1] for name in release_names(data) if order(name)[0] == day]
    return f"{day}.{max(counters, default=0) + 1}"


def _contents(files: Sequence[FileEntry]) -> list[tuple[str, str]]:
    return [(file["table"], file["sha256"]) for file in files]


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
    part = next(part for part in manifest["parts"] if part["key"] == key)
    return part if "coverage" in part else _covered(part, stage, files), files


def _covered(part: PartEntry, stage: _Stage, files: Sequence[FileEntry]) -> PartEntry:
    """Count what is in a part of a release that was made before parts were counted."""
    path = {file["table"]: stage.folder / file["path"] for file in files}
    return part | {"coverage": cover(read_parquet(path["articles"], ARTICLES), read_parquet(path["quotes"], QUOTES))}


def _link(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links costs a copy, and no promise
        shutil.copyfile(old, new)
        sync(new)


def _stage_duplicates(stage: _Stage, options: Options, files: Sequence[FileEntry]) -> FileEntry:
    """Bring the duplicates of the previous release up to date; a full run finds all of them anew."""
    now = {file["path"]: stage.folder / file["path"] for file in files if file["table"] == STATE}
    if stage.previous is None or options.full:
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
    """Collect the rejects of the plan and of the batches."""
    articles = set(column((read_parquet(stage.folder / file["path"], ["seed"]) for file in files if file["table"] == "articles"), "seed"))
    rows = {row["seed"]: RejectRow(**row) for row in stage.plan["rejects"]}
    for batch in sorted((stage.work / "batches").glob("*/rejects.arrow")):
        rows |= {row["seed"]: RejectRow(**row) for row in read_arrow(batch).to_pylist() if row["seed"] not in articles}
    table = to_arrow("rejects", [rows[seed] for seed in sorted(rows)])
    checks.check_rejects(table)
    return _stage_table(stage, "rejects", table)


def _stage_table(stage: _Stage, table: str, rows: pa.Table) -> FileEntry:
    """Write a table that has one file a release, or link the earlier file where it says the same."""
    entry = write_file(rows, table, stage.name, stage.folder)
    old = next((file for file in stage.previous.manifest["files"] if file["table"] == table), None) if stage.previous else None
    if stage.previous and old and old["sha256"] == entry["sha256"]:
        (stage.folder / entry["path"]).unlink()
        _link(stage.previous.path / old["path"], stage.folder / old["path"])
        return old
    return entry


def check_release(folder: Path, files: Sequence[FileEntry], scanned: Sequence[str]) -> None:
    """Check what no single part can tell: each article in one part, each scanned seed in exactly one article or reject, whom copies repeat.

    Raises:
        BrokenInvariantError: the sentence says which promise.
    """
    articles = [read_parquet(folder / file["path"], ["article_id", "seed"]) for file in files if file["table"] == "articles"]
    rejects = [read_parquet(folder / file["path"], ["seed"]) for file in files if file["table"] == "rejects"]
    duplicates = [read_parquet(folder / file["path"]) for file in files if file["table"] == "duplicates"]
    checks.check_unique_articles(column(articles, "article_id"))
    checks.check_duplicates(pa.concat_tables(duplicates), pa.concat_tables(articles).column("article_id"))
    checks.check_seeds(column(articles, "seed"), column(rejects, "seed"), scanned)


def _manifest(stage: _Stage, options: Options, parts: list[PartEntry], files: list[FileEntry]) -> Manifest:
    rejects = [read_parquet(stage.folder / file["path"], ["reason"]) for file in files if file["table"] == "rejects"]
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
        rejects=dict(sorted(Counter(column(rejects, "reason")).items())),
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
