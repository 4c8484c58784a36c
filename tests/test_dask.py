"""Reading on a Dask cluster: the same bytes as in one process, workers that see nothing but the data, and one that is killed."""

import json
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows import Release, open_release
from flows.errors import NewstablesError
from flows.integrity.history import verify
from flows.normalize.batch import read_batch
from flows.normalize.cluster import Cluster, Dask
from flows.options import Options
from flows.store.files import below
from flows.store.staging import staging_folder
from newstables.files import place
from tests.dask_cluster import Workers, cluster
from tests.running import contents, prepare, publish, run_plainly, story
from tests.test_remote import nothing_is_left_over

if TYPE_CHECKING:
    from flows.normalize.workers import Result
    from flows.plan.jobs import BatchCounts

SIZES = {"batch_size": 4, "part_size": 10}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Plain files, and a file of many records."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    for number in range(24):
        (folder / f"s{number:02}.txt").write_text(story(number))
    (folder / "rows.jsonl").write_text(
        "".join(json.dumps({"text": story(number), "url": f"http://a.example/{number}"}) + "\n" for number in range(30, 38))
    )
    return folder


def finished(data: str) -> int:
    return sum(path.endswith("/done.json") for path in below(staging_folder(place(data)) / "batches"))


def run_on(pool: Cluster, seeds: Path, data: str, others: Workers | None = None) -> Release:
    """Run on a cluster whose workers cannot see the seeds; of `others`, kill a worker while it reads."""
    options = Options(seeds=str(seeds), data=data, runner="dask", batch_size=4, part_size=10)
    work = prepare(options)
    away = seeds.rename(seeds.with_name("where no worker looks"))
    pool.queue_ahead(read_batch, work.batches)
    calls: list[Result[BatchCounts]] = [pool.submit(read_batch, batch) for batch in work.batches]
    if others:
        while finished(data) < 2:
            time.sleep(0.02)
        others.workers[0].send_signal(signal.SIGKILL)
        assert finished(data) < len(work.batches)
    for call in calls:
        call.result()
    away.rename(seeds)
    assert publish(options, pool)
    return open_release(data)


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(seeds: Path, tmp_path: Path, uri: str) -> None:
    local = run_plainly(seeds, tmp_path / "local", **SIZES)
    assert local
    with cluster(tmp_path / "cluster") as others:
        others.add_worker("--no-nanny")
        others.add_worker("--no-nanny")
        pool = Cluster(Dask(0, others.address))
        release = run_on(pool, seeds, uri, others)
        pool.close(at_once=False)
    assert contents(release) == contents(local)
    assert verify(open_release(uri))
    nothing_is_left_over(uri)


def test_a_local_cluster_on_a_shared_folder(seeds: Path, tmp_path: Path) -> None:
    local = run_plainly(seeds, tmp_path / "local", **SIZES)
    assert local
    pool = Cluster(Dask(2, ""))
    try:
        assert contents(run_on(pool, seeds, str(tmp_path / "data"))) == contents(local)
    finally:
        pool.close(at_once=False)


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.normalize.cluster.ATTEMPT_SECONDS", 1)
    with pytest.raises(NewstablesError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        Cluster(Dask(0, "tcp://127.0.0.1:9"))


POISON = """
import os
from flows.normalize import batch

read = batch.read_article

def read_article(document, version):
    return os._exit(1) if "plan 13 says" in document.text else read(document, version)

batch.read_article = read_article
"""


@pytest.mark.slow
def test_a_batch_that_ends_its_workers_is_named(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "2")
    (tmp_path / "poison.py").write_text(POISON)
    options = Options(seeds=str(seeds), data=str(tmp_path / "data"), runner="dask", batch_size=4, part_size=10)
    work = prepare(options)
    with cluster(tmp_path / "cluster") as others:
        others.add_worker("--preload", str(tmp_path / "poison.py"))
        pool = Cluster(Dask(0, others.address))
        (bad,) = [batch for batch in work.batches if "s13.txt" in Path(batch).read_text()]
        with pytest.raises(
            NewstablesError, match=r"the batch \w+ of 4 seeds, s\d\d.txt to s\d\d.txt, has ended every worker that tried it"
        ):
            pool.submit(read_batch, bad).result()
        pool.close(at_once=True)
