"""Progress while articles are read: it counts articles, moves every second and tells the time left."""

import re
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from flows import progress
from flows.normalize.counters import SeedCounter, report_progress
from flows.options import Options
from flows.run import run
from tests.running import InlinePool, silent, story


def test_what_processes_count_is_told_before_a_batch_is_finished(tmp_path: Path) -> None:
    told: list[int] = []
    moved = threading.Event()

    def advance(done: int) -> None:
        told.append(done)
        if sum(told) == 2:
            moved.set()

    with report_progress(tmp_path, 5, advance) as monitor:
        counter = SeedCounter(tmp_path)
        counter.increment()
        counter.increment()
        assert moved.wait(30)
        for _ in range(9):  # as where a batch is read twice
            counter.increment()
        monitor.poll()
        assert sum(told) == 4  # the last is told by the batch that is finished
        monitor.add_finished(3)
        monitor.add_finished(2)
    assert sum(told) == 5
    assert min(told) == 0
    assert not (tmp_path / "counters").exists()


def test_lines_in_a_log_come_every_second_and_then_less_often(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with progress.progress("reading", 1000, "articles") as advance:
        for _ in range(120):
            clock[0] += 0.5
            advance(5)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "reading: 10 of 1,000 articles, 99 s left"
    counts = [int(re.findall(r"\d+", line)[0]) for line in lines]
    assert counts[:14] == list(range(10, 150, 10))
    assert len(counts) == 14 + 3


def test_a_run_counts_the_articles_that_it_reads(seeds: Path, data: Path) -> None:
    shown: list[tuple[str, int, str]] = []

    def show(what: str, total: int, unit: str) -> AbstractContextManager[progress.Advance]:
        shown.append((what, total, unit))
        return silent(what, total, unit)

    run(Options(seeds=str(seeds), data=str(data)), InlinePool(), show)
    (seeds / "new.txt").write_text(story(9))
    run(Options(seeds=str(seeds), data=str(data)), InlinePool(), show)
    assert [step for step in shown if step[0] == "reading"] == [("reading", 5, "articles"), ("reading", 1, "articles")]
