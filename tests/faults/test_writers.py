"""Several writers at once, and readers while releases are published one after another."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from flows import open_release
from flows.integrity.history import verify
from newstables.release import release_names
from tests.faults.scene import OPTIONS, TIMEOUT, Scene
from tests.running import ROOT, run_plainly, story

pytestmark = pytest.mark.slow

RELEASES = 50


def begin(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "flows", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("writers", [2, 5])
@pytest.mark.parametrize("wait", [0, TIMEOUT])
@pytest.mark.parametrize("turn", range(2))
def test_writers_at_once(scene: Scene, tmp_path: Path, writers: int, wait: int, turn: int) -> None:
    data = scene.copy(tmp_path / f"data{turn}")
    sizes = ("--batch-size", OPTIONS["batch_size"], "--part-size", OPTIONS["part_size"])
    running = [begin("run", scene.seeds, "--data", data, "--workers", 1, "--wait", wait, *sizes) for _ in range(writers)]
    told = [process.communicate(timeout=TIMEOUT) for process in running]
    assert not any("Traceback" in errors for _, errors in told)
    ended = [process.returncode for process in running]
    assert 0 in ended
    if wait:
        assert set(ended) == {0}
    for status, (_, errors) in zip(ended, told, strict=True):
        assert status == 0 or "another run is writing to" in errors, errors
    assert sum(out.startswith("published") for out, _ in told) == 1
    scene.check_the_second(data)


def test_writers_that_find_different_seeds_lose_nothing_of_each_other(tmp_path: Path) -> None:
    data, seeds = tmp_path / "data", tmp_path / "seeds"
    seeds.mkdir()
    running = []
    for writer in range(5):
        for number in range(3):
            (seeds / f"s{writer}-{number}.txt").write_text(story(writer * 10 + number))
        running.append(begin("run", seeds, "--data", data, "--workers", 1, "--wait", TIMEOUT))
    for process in running:
        _, errors = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 0, errors
    names = release_names(data)
    assert [open_release(data, name).manifest["previous"] for name in names] == [None, *names[:-1]]
    assert set(open_release(data).articles["seed"]) == {f"s{writer}-{number}.txt" for writer in range(5) for number in range(3)}
    assert verify(open_release(data))


def test_readers_are_never_disturbed_by_runs(tmp_path: Path) -> None:
    """While releases are published one after another, what is read below a resolved path belongs together."""
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    (seeds / "s0.txt").write_text(story(0))
    run_plainly(seeds, data)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(seeds), str(data), str(RELEASES)], cwd=ROOT)
    reads = 0
    seen = set()
    while writer.poll() is None:
        release = open_release(data)
        articles = set(pl.read_parquet(release.path / "articles" / "*.parquet")["article_id"])
        counted = duckdb.execute(f"select count(distinct article_id) from '{release.path}/paragraphs/*.parquet'").fetchall()  # noqa: S608 - our own path
        assert counted == [(len(articles),)]
        assert set(pd.read_parquet(release.path / "paragraphs")["article_id"]) == articles == set(release.articles["article_id"])
        assert len(articles) == release.manifest["rows"]["articles"]
        reads += 1
        seen.add(release.name)
    assert writer.returncode == 0
    assert reads > 10
    assert len(seen) > 5
    assert open_release(data).manifest["rows"]["articles"] == RELEASES + 1


WRITER = """
import sys
from pathlib import Path
from tests.running import run_plainly, story
seeds, data = map(Path, sys.argv[1:3])
for number in range(1, int(sys.argv[3]) + 1):
    (seeds / f"s{number}.txt").write_text(story(number))
    run_plainly(seeds, data)
"""
