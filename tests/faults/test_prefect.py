"""Faults of a whole run in its own process: killed, stopped, its processes killed, its Prefect server not there or gone in mid-run."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import open_release
from flows.integrity.history import verify
from flows.store.staging import staging_folder
from newstables.release import latest_path
from tests.faults.scene import children_of_session, wait_for_the_end
from tests.faults.test_kills import command_of
from tests.running import ROOT, run_plainly, story
from tests.test_schedule import answers, free_port

pytestmark = pytest.mark.slow

SEEDS = 300
SIZES = ["--batch-size", "10", "--part-size", "100"]
LONG = 400


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many seeds that a run can be met in the middle of its work."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(SEEDS):
        (folder / f"{number:03}.txt").write_text(story(number))
    return folder


class Run:
    """A run in a process and session of its own; with Prefect where the environment names a server."""

    def __init__(self, seeds: Path, folder: Path, **environment: str) -> None:
        self.seeds, self.data, self._log = seeds, folder / "data", folder / "log"
        settings = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
        settings |= {"PREFECT_HOME": str(folder / "prefect")} | environment
        command = [sys.executable, "-m", "flows", "run", str(seeds), "--data", str(self.data), "--workers", "2", *SIZES]
        with self._log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log, start_new_session=True)

    def wait_for_batches(self, count: int) -> None:
        deadline = time.monotonic() + LONG
        while len(list((staging_folder(self.data) / "batches").glob("*/articles.arrow"))) < count and self.process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def find(self, words: bytes) -> int:
        """Return one of its processes, as soon as it is there."""
        deadline = time.monotonic() + LONG
        while not (found := [pid for pid in children_of_session(self.process.pid) if words in command_of(pid)]):
            assert time.monotonic() < deadline
            time.sleep(0.005)
        return found[0]

    def end(self, seconds: float = LONG) -> str:
        """Wait until it has ended, with all its processes, and return what it said."""
        self.process.wait(seconds)
        wait_for_the_end(self.process.pid)
        return self._log.read_text()

    def go_on_plainly(self) -> None:
        """The next run has everything."""
        run_plainly(self.seeds, self.data, batch_size=10, part_size=100)
        release = open_release(self.data)
        assert verify(release)
        assert sorted(release.articles["seed"]) == sorted(path.name for path in self.seeds.iterdir())


def one_sentence(told: str, *words: str) -> None:
    assert "Traceback" not in told
    for word in words:
        assert word in told, told


@pytest.mark.parametrize("number", range(4))
def test_a_run_is_killed(many: Path, tmp_path: Path, server: tuple[str, "subprocess.Popen[bytes]"], number: int) -> None:
    run = Run(many, tmp_path, PREFECT_API_URL=server[0])
    run.wait_for_batches(random.Random(number).randrange(1, 15))  # noqa: S311 - any moment will do
    os.kill(run.process.pid, signal.SIGKILL)
    run.end()  # its reading processes end by themselves
    assert latest_path(run.data) is None
    run.go_on_plainly()


@pytest.mark.parametrize("batches", [0, 2, 10])
@pytest.mark.parametrize("with_prefect", [False, True])
def test_a_run_is_sent_sigterm(many: Path, tmp_path: Path, batches: int, with_prefect: bool, request: pytest.FixtureRequest) -> None:  # noqa: FBT001
    """As systemd, Docker and Kubernetes do: to the parent alone."""
    run = Run(many, tmp_path, **({"PREFECT_API_URL": request.getfixturevalue("server")[0]} if with_prefect else {}))
    if batches:
        run.wait_for_batches(batches)
    else:
        time.sleep(3)
    os.kill(run.process.pid, signal.SIGTERM)
    told = run.end(120)
    assert run.process.returncode in (1, -signal.SIGTERM)
    one_sentence(told, *(["stopped; the latest release is unchanged"] if batches else []))
    run.go_on_plainly()


@pytest.mark.parametrize("turn", range(2))
def test_a_worker_is_killed_as_for_want_of_memory(many: Path, tmp_path: Path, turn: int) -> None:
    run = Run(many, tmp_path)
    run.wait_for_batches(2 + turn)
    os.kill(run.find(b"spawn_main"), signal.SIGKILL)
    told = run.end()
    assert run.process.returncode == 0, told
    assert open_release(run.data).manifest["rows"]["articles"] == SEEDS
    assert verify(open_release(run.data))


def test_workers_are_killed_again_and_again(many: Path, tmp_path: Path) -> None:
    run = Run(many, tmp_path)
    run.wait_for_batches(2)
    while run.process.poll() is None:
        for pid in children_of_session(run.process.pid):
            if b"spawn_main" in command_of(pid):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.3)
    told = run.end()
    assert run.process.returncode == 1
    one_sentence(told, "has ended every process that tried it, most likely because memory ran out")
    run.go_on_plainly()


def test_no_server_answers(many: Path, tmp_path: Path) -> None:
    run = Run(many, tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    told = run.end(120)
    assert run.process.returncode == 1
    one_sentence(told, "the Prefect server at http://127.0.0.1:9/api does not answer; start it, or unset PREFECT_API_URL")
    assert told.count("\n") == 2  # the first line of every run, and the sentence
    assert not run.data.exists()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A server of the user's."""
    url = f"http://127.0.0.1:{(port := free_port())}/api"
    settings = os.environ | {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + LONG
    while not answers(f"{url}/health") and time.monotonic() < deadline:
        time.sleep(0.5)
    yield url, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def test_the_server_of_the_user_dies(many: Path, tmp_path: Path, server: tuple[str, "subprocess.Popen[bytes]"]) -> None:
    """The run does not need it: only its pages lack the end."""
    url, process = server
    run = Run(many, tmp_path, PREFECT_API_URL=url)
    run.wait_for_batches(2)
    os.killpg(process.pid, signal.SIGKILL)
    told = run.end(240)
    assert run.process.returncode == 0, told
    one_sentence(told, f"note: the Prefect server at {url} did not receive the outcome of this run", "published ")
    assert open_release(run.data).manifest["rows"]["articles"] == SEEDS
    assert verify(open_release(run.data))
