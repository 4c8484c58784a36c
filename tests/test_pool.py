"""Processes that die: the call is tried again, and one that always ends its process is named."""

import json
import os
import signal
from pathlib import Path

import pytest

from flows.errors import NewstablesError
from flows.running.pool import Pool, worker_pool


def length(path: str) -> int:
    return len(Path(path).read_bytes())


def die(path: str) -> int:
    """End the process as long as the file beside says so."""
    left = Path(f"{path}.left")
    count = int(left.read_text())
    left.write_text(str(count - 1))
    if count:
        os.kill(os.getpid(), signal.SIGKILL)
    return length(path)


@pytest.fixture
def work(tmp_path: Path) -> str:
    path = tmp_path / "0123.json"
    path.write_text(json.dumps({"seeds": [["a.txt"], ["b.txt"], ["c.txt"]]}))
    return str(path)


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_call_whose_process_dies_is_tried_again(work: str, deaths: int) -> None:
    Path(f"{work}.left").write_text(str(deaths))
    with worker_pool(1) as pool:
        assert pool.submit(die, work).result() == len(Path(work).read_bytes())


def test_a_call_that_ends_every_process_is_named_and_no_other_is_blamed(work: str, tmp_path: Path) -> None:
    Path(f"{work}.left").write_text("100")
    other = tmp_path / "other"
    other.write_bytes(b"12345")
    pool = Pool(2)
    calls = [pool.submit(length, str(other)) for _ in range(5)]
    bad = pool.submit(die, work)
    calls += [pool.submit(length, str(other)) for _ in range(5)]
    with pytest.raises(NewstablesError, match=r"the batch 0123 of 3 seeds, a.txt to c.txt, has ended every process that tried it"):
        bad.result()
    assert [call.result() for call in calls] == [5] * 10
    assert Path(f"{work}.left").read_text() == "97"
    pool.close(at_once=False)
    with pytest.raises(NewstablesError, match="the run was stopped"):
        pool.submit(length, str(other))
