"""Reading on a local Ray cluster: the same bytes as in one process, though a worker is killed."""

import contextlib
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows import open_release
from flows.normalize.batch import read_batch
from flows.normalize.cluster import Cluster, Ray
from flows.options import Options
from flows.store.files import below
from flows.store.staging import staging_folder
from tests.running import contents, prepare, publish, run_plainly, story

if TYPE_CHECKING:
    from flows.normalize.workers import Result
    from flows.plan.jobs import BatchCounts

pytestmark = pytest.mark.slow
pytest.importorskip("ray", reason="Ray is an extra of some hundred megabytes; install 'newstables[ray]' to test it")

SIZES = {"batch_size": 4, "part_size": 10}


def test_a_local_cluster_gives_the_same_bytes_though_a_worker_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_worker_niceness", "0")  # Ray's 15 lets workers wait for minutes on a machine that does other work
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    for number in range(40):
        (seeds / f"s{number:02}.txt").write_text(story(number))
    local = run_plainly(seeds, tmp_path / "local", **SIZES)
    assert local
    pool = Cluster(Ray(2, ""))
    try:
        options = Options(seeds=str(seeds), data=str(data), runner="ray", batch_size=4, part_size=10)
        work = prepare(options)
        away = seeds.rename(tmp_path / "where no worker looks")
        calls: list[Result[BatchCounts]] = [pool.submit(read_batch, batch) for batch in work.batches]
        while finished(data) < 2:
            time.sleep(0.02)
        os.kill(reading()[0], signal.SIGKILL)
        assert finished(data) < len(work.batches)
        for call in calls:
            call.result()
        away.rename(seeds)
        published = publish(options, pool)
    finally:
        pool.close(at_once=False)
    assert published
    assert contents(open_release(data)) == contents(local)
    assert reading() == []


def finished(data: Path) -> int:
    return sum(path.endswith("/done.json") for path in below(staging_folder(data) / "batches"))


def reading() -> list[int]:
    """Return Ray's processes that are reading now."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if line.read_bytes().startswith(b"ray::read_batch"):
                found.append(int(line.parent.name))
    return found
