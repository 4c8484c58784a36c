"""Damaged files: find them, restore them from other releases or read their articles again, and report losses.

A run checks the size and the end of each file it links, the checksum of each page it reads, and all bytes of files that `verify` reported.
A damaged file is restored from another release with the same bytes; otherwise its articles are read again from their seeds, and if that
gives the published bytes, they are restored in all releases. A table with an older schema version counts as damaged and is rebuilt in the
same way.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.errors import DamagedError, NewstablesError
from flows.ingest.seed_table import TRANSIENT, Seeds, codes
from flows.options import Options
from flows.store.digests import DigestIndex, digests_from, hex_of
from flows.store.files import read_json, remove, sha256, sync, write_bytes, write_json
from flows.store.manifest import repair_manifest, wrong_seals
from flows.store.staging import staging_folder
from newstables.files import Place, read_parquet
from newstables.manifest import FileEntry, PartEntry
from newstables.objects import Remote
from newstables.release import Release, by_part, latest_name, release_names
from transforms.records import article_id
from transforms.schema import SCHEMA_VERSION, TABLES

NOTE = "damaged.json"
"""In the staging area: files that `verify` reported, by release; the next run checks these byte by byte."""

_MAGIC = b"PAR1"
_RECENT = 10
"""Number of releases whose manifests each run checks, so that its cost does not grow with the number of releases."""

_THREADS = 4
"""Files hashed in parallel: hashing releases the interpreter lock, and each file takes a few MB."""

_NAMED = 20
"""Maximum number of articles named in a sentence."""


@dataclass(frozen=True, slots=True)
class Damage:
    """The unusable files of a release, with the reasons, and the articles of their parts as far as they are known."""

    release: Release | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    restored: Mapping[str, str] = field(default_factory=dict)
    """Restored files and the releases that had their bytes."""

    @property
    def parts(self) -> set[str]:
        """The keys of the parts with a damaged file."""
        return (
            {entry["part"] for entry in self._entries()} & {part["key"] for part in self.release.manifest["parts"]}
            if self.release
            else set()
        )

    def _entries(self) -> list[FileEntry]:
        return [entry for entry in self.release.manifest["files"] if entry["path"] in self.files] if self.release else []

    def affects(self, table: str) -> bool:
        """Return whether a file of a table is damaged."""
        return any(entry["table"] == table for entry in self._entries())

    def sentences(self) -> list[str]:
        """Return the messages about the damage."""
        restored = [f"note: {path} was damaged and has been restored from {other}" for path, other in self.restored.items()]
        if not self.release or not self.files:
            return restored
        version = self.release.manifest["schema_version"]
        if version != SCHEMA_VERSION:
            return [
                f"note: {self.release.name} has schema version {version}, this one writes {SCHEMA_VERSION}: all articles are read again"
            ]
        named = "; ".join(f"{path} ({why})" for path, why in self.files.items())
        count = sum(part["articles"] for part in self.release.manifest["parts"] if part["key"] in self.parts)
        again = f"{count:,} articles are read again from their seeds" if count else "they are made again"
        except_rejects = ", except rejects whose seeds are missing" if self.affects("rejects") else ""
        return [*restored, f"note: damaged in {self.release.name}: {named}; {again}{except_rejects}"]


def find_damaged_files(release: Release, bytewise: Iterable[str] | None = None) -> dict[str, str]:
    """Return the damaged files of a release with the reasons, by path; files in `bytewise` (None: all) are hashed."""
    hashed = None if bytewise is None else set(bytewise)
    base = release.base
    there = {found.place: found.size for found in (base / "parts").below()} if isinstance(base, Remote) else None

    def look(entry: FileEntry) -> str | None:
        at = release.at(entry)
        wrong = _wrong_file(at, entry) if isinstance(at, Path) else _wrong_size(there.get(at) if there else None, entry)
        is_hashed = wrong is None and (hashed is None or entry["path"] in hashed)
        return "its bytes have changed" if is_hashed and sha256(at) != entry["sha256"] else wrong

    files = release.manifest["files"]
    with ThreadPoolExecutor(_THREADS) as threads:
        looked = threads.map(look, files) if hashed is None else map(look, files)
        return {entry["path"]: wrong for entry, wrong in zip(files, looked, strict=True) if wrong}


def _wrong_file(path: Path, entry: FileEntry) -> str | None:
    """Return what is visibly wrong with a file without reading all of it, or None."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return "it is not a regular file"
    wrong = _wrong_size(path.stat().st_size if path.exists() else None, entry)
    if wrong is None:
        with path.open("rb") as file:
            file.seek(entry["bytes"] - len(_MAGIC))
            wrong = None if file.read() == _MAGIC else "it is truncated"
    return wrong


def _wrong_size(size: int | None, entry: FileEntry) -> str | None:
    if size is None:
        return "it is missing"
    return None if size == entry["bytes"] else f"it has {size:,} bytes, not {entry['bytes']:,}"


def record_damage(release: Release) -> dict[str, str]:
    """Return what is wrong with a release, byte by byte, and record it for the next run."""
    found = find_damaged_files(release) | wrong_seals(release.place)
    noted = _recorded(release.data)
    if found or release.name in noted:
        noted = {name: paths for name, paths in noted.items() if name != release.name} | ({release.name: list(found)} if found else {})
        with contextlib.suppress(OSError, NewstablesError):  # a read-only user still gets the result
            write_json(noted, staging_folder(release.data) / NOTE)
    return found


def _recorded(data: Place) -> dict[str, list[str]]:
    try:
        noted: dict[str, list[str]] = read_json(staging_folder(data) / NOTE)
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def repair_manifests(data: Place) -> list[str]:
    """Repair the manifests of the latest and newest releases where possible; return a note for each."""
    latest = latest_name(data)
    names = {*release_names(data)[-_RECENT:], *([latest] if latest else [])}
    folders = [data / "releases" / name for name in sorted(names)]
    return [said for folder in folders if not _is_link(folder) and (said := repair_manifest(folder))]


def _is_link(folder: Place) -> bool:
    return isinstance(folder, Path) and folder.is_symlink()


def find_damage(data: Place, release: Release | None) -> Damage:
    """Restore files from other releases and return the remaining damage of the latest release. The caller holds the lock."""
    if release is None:
        return Damage()
    if release.manifest["schema_version"] != SCHEMA_VERSION:
        return Damage(release, dict.fromkeys((entry["path"] for entry in release.manifest["files"]), "of an older schema version"))
    noted = _recorded(data)
    found = find_damaged_files(release, noted.get(release.name, ()))
    restored = _restore(data, release, found) if isinstance(data, Path) else {}
    if noted and not found.keys() - restored.keys():
        remove(staging_folder(data) / NOTE)
    return Damage(release, {path: why for path, why in found.items() if path not in restored}, restored)


def _restore(data: Path, release: Release, found: Iterable[str]) -> dict[str, str]:
    """Restore files that another release still has; return that release for each path."""
    entries = {entry["path"]: entry for entry in release.manifest["files"]}
    restored: dict[str, str] = {}
    for other in release_names(data):
        for path in found if other != release.name else ():
            source = data / "releases" / other / path
            if path not in restored and _wrong_file(source, entries[path]) is None and sha256(source) == entries[path]["sha256"]:
                _put(source, release.place / path)
                restored[path] = other
    return restored


class _AvailableSeeds:
    """The available seeds, which decide whether articles can be read again."""

    def __init__(self, seeds: Seeds, *, prunes: bool) -> None:
        """Store the seeds; `prunes` if articles are dropped with their seeds."""
        self._seeds, self._by_digest, self._prunes = seeds, DigestIndex(seeds.digests), prunes

    def are_missing(self, seeds: pa.Array, sha256: pa.Array) -> NDArray[np.bool_]:
        """Return which articles, by their seeds, can neither be read again nor were replaced."""
        rows, _ = self._seeds.find(seeds)
        away = (rows >= 0) & np.isin(np.append(self._seeds.reasons, 0)[rows], codes(TRANSIENT))
        return (self._by_digest.find(digests_from(sha256)) < 0) & (away | ((rows < 0) & (not self._prunes)))

    def articles(self) -> Iterator[str]:
        """Yield the ids of the articles that can be read."""
        return (article_id(sha256) for digest in self._seeds.digests if (sha256 := hex_of(digest)))


def count_losses(counts: dict[str, int], seeds: Seeds, damage: Damage, options: Options) -> None:
    """Count the articles of damaged parts, which a plan treats as new, as read again or as lost.

    Raises:
        NewstablesError: articles would be lost, and nobody has accepted that.
    """
    if not damage.release or not damage.parts:
        return
    here, files = _AvailableSeeds(seeds, prunes=options.prune_removed), by_part(damage.release.manifest["files"])
    damaged = [part for part in damage.release.manifest["parts"] if part["key"] in damage.parts]
    lost = [name for part in damaged for name in _lost(damage.release.base, part, files[part["key"]], here)]
    if lost and not options.accept_loss:
        raise NewstablesError(
            f"{_list(damage.files)} of {damage.release.name} cannot be used, and {len(lost):,} articles cannot be read again from their"
            f" seeds: {_list(sorted(lost))}; put the seeds back and run again, or give up these articles with"
            f" `newstables run SEEDS --data {options.data} --accept-loss`"
        )
    again = min(counts["new"], sum(part["articles"] for part in damaged) - len(lost))
    counts |= {"new": counts["new"] - again, "reread": counts["reread"] + again}
    if lost:
        counts["lost"] = len(lost)


def _list(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:_NAMED]) + (f" and {len(every) - _NAMED:,} more" if len(every) > _NAMED else "")


def _lost(base: Place, part: PartEntry, files: Mapping[str, FileEntry], here: _AvailableSeeds) -> list[str]:
    """Return the articles of a part that cannot be read again: by seed, or by id if the seeds are unknown."""
    columns = _readable_columns(base, files.get("articles"), ("article_id", "seed", "source_sha256"))
    if columns:
        _, seeds, sha256 = columns
        lost: list[str] = seeds.filter(pa.array(here.are_missing(seeds, sha256))).to_pylist()
        return lost
    known = (_readable_columns(base, files.get(table), ("article_id",)) for table in TABLES)
    ids = {name for columns in known for column in columns for name in pc.unique(column).to_pylist()}
    named = sorted(ids.difference(here.articles()))
    return [f"article {name}" for name in named] + [f"an unknown article of {part['key']}"] * max(0, part["articles"] - len(ids))


def _readable_columns(base: Place, file: FileEntry | None, names: Sequence[str]) -> list[pa.Array]:
    """Return columns of a file, or an empty list if they cannot be read."""
    with contextlib.suppress(DamagedError):
        if file:
            found = read_parquet(base / file["path"], names)
            return [found.column(name).combine_chunks() for name in names]
    return []


def restore_from_new(data: Place, stage: Place, files: Sequence[FileEntry], damage: Damage) -> Damage:
    """Replace damaged files by identical new ones in all releases; return the files that are still damaged."""
    fresh = {(entry["table"], entry["sha256"]): entry["path"] for entry in files}
    left = dict(damage.files)
    for entry in damage.release.manifest["files"] if damage.release else ():
        path = fresh.get((entry["table"], entry["sha256"]))
        if damage.release and entry["path"] in left and path:
            for place in _places(data, damage.release, entry["path"]):
                _put(stage / path, place)
            del left[entry["path"]]
    return Damage(damage.release, left)


def _places(data: Place, release: Release, path: str) -> list[Place]:
    """Return the path of a file of a release and its paths in other releases."""
    if isinstance(data, Remote):
        return [data / path]
    others = [data / "releases" / name / path for name in release_names(data) if name != release.name]
    return [release.place / path, *(other for other in others if other.exists())]


def _put(source: Place, target: Place) -> None:
    """Replace a damaged file atomically; no published file is overwritten in place."""
    if isinstance(source, Remote) or isinstance(target, Remote):
        write_bytes(source.read_bytes(), target)
        return
    target.parent.mkdir(exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        os.link(source, fresh)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, fresh)
        sync(fresh)
    fresh.replace(target)
    sync(target.parent)
