"""Processes that die: the call is tried again, and one that always ends its process is named."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.errors import NewstablesError
from flows.ingest.seed import Seed
from flows.normalize.workers import Pool, closing
from flows.plan.jobs import BatchJob
from tests.running import ROOT

LONG = 200
"""Seconds that a process would work on without its parent: much longer than any machine takes to end it."""


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


def hold(begun: str) -> None:
    """Be in native code that lets no other thread of Python run."""
    Path(begun).touch()
    ctypes.PyDLL(None).sleep(LONG)


def sleep(begun: str) -> None:
    Path(begun).touch()
    time.sleep(LONG)


@pytest.fixture
def work(tmp_path: Path) -> str:
    path = tmp_path / "0123.json"
    seeds = [Seed(name, name, 1) for name in ("a.txt", "b.txt", "c.txt")]
    BatchJob("done", "spooled", False, 1, (), "1", 60, seeds).write(path)  # noqa: FBT003 - not the point
    return str(path)


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_call_whose_process_dies_is_tried_again(work: str, deaths: int) -> None:
    Path(f"{work}.left").write_text(str(deaths))
    with closing(Pool(1)) as pool:
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


PARENT = """
import sys
from flows.normalize.workers import Pool, closing
from tests import test_pool
with closing(Pool(2)) as pool:
    calls = [pool.submit(getattr(test_pool, sys.argv[1]), begun) for begun in sys.argv[2:]]
    print("submitted", flush=True)
    calls[0].result()
"""


def end_of_all(parent: subprocess.Popen[str], begun: list[Path]) -> None:
    """Kill a parent when its children are at work, and wait until nobody holds its output any more."""
    assert parent.stdout
    assert parent.stdout.readline() == "submitted\n"
    while not all(path.exists() for path in begun):
        assert parent.poll() is None
        time.sleep(0.01)
    parent.kill()
    begin = time.monotonic()
    assert parent.communicate(timeout=LONG)[0] == ""
    assert time.monotonic() - begin < LONG / 2


@pytest.mark.parametrize("work", ["sleep", "hold"])
def test_processes_at_work_end_with_their_parent(tmp_path: Path, work: str) -> None:
    begun = [tmp_path / "1", tmp_path / "2"]
    command = [sys.executable, "-c", PARENT, work, *map(str, begun)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        end_of_all(parent, begun)


def test_processes_that_are_still_starting_end_with_their_parent(tmp_path: Path) -> None:
    """As on a machine that is so busy that their imports take minutes."""
    (tmp_path / "sitecustomize.py").write_text(
        f"import sys, time, pathlib\n"
        f"if '--multiprocessing-fork' in sys.orig_argv:\n    pathlib.Path({str(tmp_path / 'begun')!r}).touch()\n    time.sleep({LONG})\n"
    )
    command = [sys.executable, "-c", PARENT, "sleep", str(tmp_path / "never")]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        end_of_all(parent, [tmp_path / "begun"])
    assert not (tmp_path / "never").exists()


def test_processes_of_a_run_that_prefect_began_import_no_prefect() -> None:
    """A Prefect worker runs a flow by `python -m prefect.engine`, and spawned processes import the main module of their parent."""
    code = (
        "import sys; from importlib.util import find_spec; from flows.normalize.workers import Pool, closing\n"
        "sys.modules['__main__'].__spec__ = find_spec('prefect.engine')\n"
        "with closing(Pool(1)) as pool: print(pool.submit(eval, \"'prefect' in __import__('sys').modules\").result())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120)
    assert done.stdout == "False\n"
