"""Files that are as they were are not read again, and no change is lost by that."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from flows.ingest import scan as looking
from flows.ingest import scan_cache
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.streams import load
from flows.ingest.scan import scan
from flows.ingest.scan_cache import MIN_AGE_NS, STAMP, ScanCache
from flows.ingest.seed import Seed
from flows.store.digests import DigestIndex
from tests.containers import json_lines

SECOND = 1_000_000_000
READING = Reading(10_000)


class Clock:
    """A clock that the tests set, for this program and for the files; the files' one ticks every ten milliseconds."""

    def __init__(self) -> None:
        self.now = (time.time_ns() // SECOND + 1000) * SECOND  # a whole one, so that how far it is to the next tick is no chance
        self.times: dict[str, int] = {}

    def write(self, path: Path, text: str) -> None:
        path.write_text(text)
        self.times[str(path)] = self.now // 10_000_000 * 10_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    real = looking._stamp

    def stamp(found: os.stat_result) -> tuple[int, int, int, int]:
        size, *_, inode = real(found)
        path = next((p for p in clock.times if Path(p).exists() and Path(p).stat().st_ino == found.st_ino), "")
        return size, clock.times.get(path, 0), clock.times.get(path, 0), inode

    monkeypatch.setattr(looking, "_stamp", stamp)
    monkeypatch.setattr("flows.ingest.scan_cache.time.time_ns", lambda: clock.now)
    return clock


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that are opened."""
    names: list[str] = []
    real = looking._open

    def opens(path: str, *rest: object) -> object:
        names.append(Path(path).name)
        return real(path, *rest)  # type: ignore[arg-type] # whatever it takes

    monkeypatch.setattr(looking, "_open", opens)
    return iter([names])


def look(folder: Path, *, trusting: bool = True) -> list[Seed]:
    memory = ScanCache(folder.parent / "scans", READING, trust_times=trusting)
    found = list(scan(folder, READING, memory))
    memory.delete_unused()
    assert found == list(scan(folder, READING))
    return found


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    folder = tmp_path / "seeds"
    (folder / "more").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "more/c.txt"):
        clock.write(folder / name, f"This is {name}.")
    clock.write(folder / "d.jsonl", json_lines([{"text": "one"}, {"text": "two"}]).decode())
    (folder / "e.txt").touch()
    clock.now += 60 * SECOND
    return folder


def read_by(folder: Path, names: list[str], *, trusting: bool = True) -> list[str]:
    """Return which files a scan opens."""
    memory = ScanCache(folder.parent / "scans", READING, trust_times=trusting)
    names.clear()
    scan(folder, READING, memory)
    memory.delete_unused()
    return sorted(names)


ALL = ["a.txt", "b.txt", "c.txt", "d.jsonl", "e.txt"]


def test_what_is_as_it_was_is_not_opened(folder: Path, opened: Iterator[list[str]], clock: Clock) -> None:
    names = next(opened)
    before = look(folder)
    assert read_by(folder, names) == []
    assert look(folder) == before
    assert read_by(folder, names, trusting=False) == ALL
    clock.write(folder / "more" / "c.txt", "Changed.")
    (folder / "b.txt").rename(folder / "b2.txt")
    clock.now += 60 * SECOND
    assert read_by(folder, names) == ["b2.txt", "c.txt"]
    assert read_by(folder, names) == []


def test_a_folder_without_changes_is_not_written_down_again(folder: Path, clock: Clock) -> None:
    look(folder)
    kept = {path.name: path.stat().st_ino for path in (folder.parent / "scans").iterdir()}
    clock.write(folder / "a.txt", "Changed.")
    clock.now += 60 * SECOND
    look(folder)
    now = {path.name: path.stat().st_ino for path in (folder.parent / "scans").iterdir()}
    assert len(kept) == len(now) == 2
    assert len(kept.items() & now.items()) == 1


def test_a_change_of_the_same_size_within_a_tick_is_seen(folder: Path, opened: Iterator[list[str]], clock: Clock) -> None:
    names = next(opened)
    look(folder)
    clock.write(folder / "a.txt", "First 1.")
    look(folder)
    stamped = clock.times[str(folder / "a.txt")]
    clock.now += 1_000_000
    clock.write(folder / "a.txt", "First 2.")
    assert clock.times[str(folder / "a.txt")] == stamped
    assert read_by(folder, names) == ["a.txt"]
    look(folder)
    clock.now += MIN_AGE_NS + SECOND
    assert read_by(folder, names) == ["a.txt"]
    assert read_by(folder, names) == []


def test_a_clock_that_is_set_back_loses_no_change(folder: Path, opened: Iterator[list[str]], clock: Clock) -> None:
    names = next(opened)
    look(folder)
    clock.now = clock.times[str(folder / "a.txt")]  # to the very tick at which the file was written
    clock.write(folder / "a.txt", "This is A.txt.")
    assert read_by(folder, names) == ALL
    assert look(folder)[0].sha256 != look(folder)[1].sha256


def test_times_in_the_future_prove_nothing(folder: Path, opened: Iterator[list[str]], clock: Clock) -> None:
    names = next(opened)
    clock.times[str(folder / "a.txt")] = clock.now + 3600 * SECOND
    look(folder)
    assert read_by(folder, names) == ["a.txt"]


@pytest.mark.parametrize("fact", STAMP)
def test_each_fact_counts(folder: Path, opened: Iterator[list[str]], clock: Clock, fact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = next(opened)
    look(folder)
    stamp, place = looking._stamp, STAMP.index(fact)
    changed = (folder / "a.txt").stat().st_ino
    monkeypatch.setattr(looking, "_stamp", lambda f: tuple(v - (i == place and f.st_ino == changed) for i, v in enumerate(stamp(f))))
    assert clock.now
    assert read_by(folder, names) == ["a.txt"]


def test_a_file_that_changes_while_it_is_read_is_read_again(folder: Path, opened: Iterator[list[str]], clock: Clock) -> None:
    names = next(opened)

    def slow(path: str, most: int) -> bytes:
        data = load(path, most)
        if path.endswith("a.txt") and data.startswith(b"This"):
            clock.times[path] += 1
            Path(path).write_text("Late is a.txt.")
        return data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking, "load", slow)
        read_by(folder, names)
    assert read_by(folder, names) == ["a.txt"]
    assert look(folder)[0].length == len("Late is a.txt.")


def test_links_are_always_followed(folder: Path, opened: Iterator[list[str]]) -> None:
    names = next(opened)
    (folder / "z.txt").symlink_to(folder / "a.txt")
    look(folder)
    assert read_by(folder, names) == ["z.txt"]


def test_what_is_damaged_is_found_again(folder: Path, opened: Iterator[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_cache, "MIN_CACHED_BYTES", 1)
    names = next(opened)
    look(folder)
    assert read_by(folder, names) == []
    for path in (folder.parent / "scans").iterdir():
        path.write_bytes(path.read_bytes()[:40])
    assert read_by(folder, names) == ALL
    look(folder)
    assert read_by(folder, names) == []
    large = next(path for path in (folder.parent / "scans").iterdir() if "record" in pa.ipc.open_file(path.read_bytes()).schema.names)
    large.unlink()
    assert read_by(folder, names) == ["d.jsonl"]
    assert read_by(folder, names) == []


def test_other_limits_are_another_scan(folder: Path) -> None:
    look(folder)
    memory = ScanCache(folder.parent / "scans", Reading(5))
    assert [seed.reason for seed in scan(folder, Reading(5), memory)][:2] == ["too_large"] * 2


def test_digests_that_begin_alike() -> None:

    heads, tails = [b"1" * 8, b"2" * 8], [b"a" * 24, b"b" * 24, b"c" * 23 + b"\0"]
    digests = np.array(
        [heads[0] + tails[1], heads[1] + tails[0], b"", heads[0] + tails[0], heads[0] + tails[1], heads[0] + tails[2]], "S32"
    )
    twins = DigestIndex(digests)
    assert twins.first.tolist() == [0, 1, -1, 3, 0, 5]
    wanted = np.array([heads[0] + tails[2], heads[0] + tails[0], heads[1] + tails[1], b"3" * 32], "S32")
    assert twins.find(wanted).tolist() == [5, 3, -1, -1]
    rows, which = twins.rows_with(np.array([3, 0, 5]))
    assert (rows.tolist(), which.tolist()) == ([3, 0, 4, 5], [0, 1, 1, 2])
