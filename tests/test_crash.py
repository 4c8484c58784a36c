"""A run that is killed at any instant leaves the latest release as it was, and the next run ends as if nothing had happened."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from flows import Release, open_release
from flows.dataset import release_names
from flows.history import verify
from flows.workspace import staging
from tests.running import ROOT, contents, run_plainly, story
from transforms.schema import TABLES

OPTIONS = {"batch_size": 2, "part_size": 3}
TIMEOUT = 120


def begin(seeds: Path, data: Path, *kill_at: int, **more: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.plain_run", str(seeds), str(data), json.dumps(OPTIONS | more), *map(str, kill_at)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)


def operations(seeds: Path, data: Path) -> int:
    """Count the file operations of an undisturbed run."""
    out, _ = begin(seeds, data, -1).communicate(timeout=TIMEOUT)
    return int(out)


class Scene:
    """A first release, seeds that have since come, changed and gone, and the release an undisturbed run makes of them."""

    def __init__(self, folder: Path) -> None:
        self.seeds, self.before = folder / "seeds", folder / "before"
        self.seeds.mkdir()
        for number in range(6):
            (self.seeds / f"s{number}.txt").write_text(story(number))
        self.first = run_plainly(self.seeds, self.before, **OPTIONS)
        (self.seeds / "s1.txt").write_text(story(41))
        (self.seeds / "s5.txt").unlink()
        (self.seeds / "s3.txt").rename(self.seeds / "t3.txt")
        for number in range(10, 14):
            (self.seeds / f"t{number}.txt").write_text(story(number))
        (self.seeds / "blank.txt").write_text("\n")
        shutil.copytree(self.before, folder / "undisturbed", symlinks=True)
        self.total = operations(self.seeds, folder / "undisturbed")
        self.second = open_release(folder / "undisturbed")

    def check_after_a_kill(self, data: Path) -> None:
        """Readers see one of the two releases, whole; the next run gives the second one; nothing is left lying about."""
        assert self.first
        seen = open_release(data)
        assert contents(seen) in (contents(self.first), contents(self.second))
        read_as_users_do(data / "latest", seen)
        read_as_users_do(seen.path, seen)
        run_plainly(self.seeds, data, **OPTIONS)
        after = open_release(data)
        assert contents(after) == contents(self.second)
        assert after.manifest["files"] == self.second.manifest["files"]
        assert release_names(data) == [self.first.name, self.second.name]
        assert verify(after)
        assert not list(staging(data).glob("release*"))
        assert not (staging(data) / "publishing").exists()


def read_as_users_do(path: Path, release: Release) -> None:
    for table in TABLES:
        count = release.manifest["rows"][table]
        assert len(pd.read_parquet(path / table)) == count
        assert pl.read_parquet(path / table / "*.parquet").height == count
        found = duckdb.execute(f"select count(*) from '{path / table}/*.parquet'").fetchall()  # noqa: S608 - a path of our own
        assert found == [(count,)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


def kill_at(scene: Scene, data: Path, operation: int) -> None:
    shutil.copytree(scene.before, data, symlinks=True)
    process = begin(scene.seeds, data, operation)
    process.communicate(timeout=TIMEOUT)
    assert process.returncode == -signal.SIGKILL
    scene.check_after_a_kill(data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 0.95, 0.99])
def test_killed_at_a_few_points(scene: Scene, tmp_path: Path, share: float) -> None:
    kill_at(scene, tmp_path / "data", max(1, int(scene.total * share)))


@pytest.mark.slow
@pytest.mark.parametrize("share", [n / 60 for n in range(1, 60)])
def test_killed_at_many_points(scene: Scene, tmp_path: Path, share: float) -> None:
    kill_at(scene, tmp_path / "data", max(1, int(scene.total * share)))


@pytest.mark.slow
def test_killed_at_every_operation_of_the_commit(scene: Scene, tmp_path: Path) -> None:
    for operation in range(scene.total - 25, scene.total + 1):
        kill_at(scene, tmp_path / str(operation), operation)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(20))
def test_killed_at_a_random_moment_with_processes_at_work(scene: Scene, tmp_path: Path, number: int) -> None:
    data = tmp_path / "data"
    shutil.copytree(scene.before, data, symlinks=True)
    process = begin(scene.seeds, data, workers=2)
    time.sleep(random.Random(number).uniform(0.2, 2.5))  # noqa: S311 - any moment will do
    os.kill(process.pid, signal.SIGKILL)  # the parent alone: its children have to end by themselves
    process.communicate(timeout=TIMEOUT)
    deadline = time.monotonic() + 20
    while children_of_session(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children_of_session(process.pid) == []
    scene.check_after_a_kill(data)


def children_of_session(session: int) -> list[int]:
    """Return the processes that belong to a session and still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.slow
def test_readers_are_never_disturbed_by_runs(tmp_path: Path) -> None:
    """While releases are published one after another, what is read below a resolved path belongs together."""
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    (seeds / "s0.txt").write_text(story(0))
    run_plainly(seeds, data)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(seeds), str(data)], cwd=ROOT)
    reads = 0
    while writer.poll() is None:
        release = open_release(data)
        articles = set(pl.read_parquet(release.path / "articles" / "*.parquet")["article_id"])
        counted = duckdb.execute(f"select count(distinct article_id) from '{release.path}/paragraphs/*.parquet'").fetchall()  # noqa: S608 - our own path
        assert counted == [(len(articles),)]
        assert set(pd.read_parquet(release.path / "paragraphs")["article_id"]) == articles
        reads += 1
    assert writer.returncode == 0
    assert reads > 10
    assert open_release(data).manifest["rows"]["articles"] == 31


WRITER = """
import sys
from pathlib import Path
from tests.running import run_plainly, story
seeds, data = map(Path, sys.argv[1:])
for number in range(1, 31):
    (seeds / f"s{number}.txt").write_text(story(number))
    run_plainly(seeds, data)
"""
