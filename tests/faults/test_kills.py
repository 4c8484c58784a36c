"""A run that is killed at any instant leaves the latest release as it was, and the next run ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from flows.store.lock import lock_owner, writer_lock
from tests.faults.scene import OPTIONS, TIMEOUT, Scene, children_of_session, wait_for_the_end
from tests.running import ROOT

ANY = random.Random(20261124)  # noqa: S311 - any moment will do, but the same ones at each run


def kill_at(scene: Scene, data: Path, operation: int) -> None:
    scene.copy(data)
    status, _ = scene.zygote.run(scene.seeds, data, operation)
    assert status == -signal.SIGKILL
    scene.check_after_a_fault(data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 0.95, 0.99])
def test_killed_at_a_few_points(scene: Scene, tmp_path: Path, share: float) -> None:
    kill_at(scene, tmp_path / "data", max(1, int(len(scene.steps) * share)))


@pytest.mark.slow
def test_killed_at_random_points(scene: Scene, tmp_path: Path) -> None:
    for operation in sorted(ANY.sample(range(1, len(scene.steps) + 1), 60)):
        kill_at(scene, tmp_path / str(operation), operation)


@pytest.mark.slow
def test_killed_at_every_named_step(scene: Scene, tmp_path: Path) -> None:
    """The first and the last time that a run does the same thing with the same kind of file."""
    last = {step: place for place, step in enumerate(scene.steps, 1)}
    for operation in sorted({*first_times(scene), *last.values(), *range(len(scene.steps) - 30, len(scene.steps) + 1)}):
        kill_at(scene, tmp_path / str(operation), operation)


def first_times(scene: Scene) -> list[int]:
    """Return the operations at which a run does a thing with a kind of file for the first time."""
    return [*{step: place for place, step in reversed(list(enumerate(scene.steps, 1)))}.values()]


def stop_at(scene: Scene, data: Path, operation: int, again: int) -> None:
    """Ask a run to end: what it does then must not harm what it has done, though it is asked again meanwhile."""
    scene.copy(data)
    status, _ = scene.zygote.run(scene.seeds, data, operation, signal.SIGTERM, again)
    assert status in (0, 1)  # a run that is asked at its very end is done
    scene.check_after_a_fault(data)


@pytest.mark.parametrize("left", [1, 4, 8])
def test_sigterm_at_a_few_steps_of_the_end(scene: Scene, tmp_path: Path, left: int) -> None:
    stop_at(scene, tmp_path / "data", len(scene.steps) - left, 2)


@pytest.mark.slow
def test_sigterm_at_every_named_step(scene: Scene, tmp_path: Path) -> None:
    """Once, or again one, two or three operations later."""
    for operation in sorted({*first_times(scene), *range(len(scene.steps) - 25, len(scene.steps) + 1)}):
        stop_at(scene, tmp_path / str(operation), operation, operation % 4)


@pytest.mark.slow
def test_killed_twice_and_three_times(scene: Scene, tmp_path: Path) -> None:
    """What a killed run leaves is killed again before it is whole."""
    for number in range(15):
        data = scene.copy(tmp_path / str(number))
        for _ in range(ANY.choice([2, 3])):
            status, _ = scene.zygote.run(scene.seeds, data, ANY.randrange(1, len(scene.steps)))
            assert status in (-signal.SIGKILL, 0)  # the run that goes on where another died is shorter
        scene.check_after_a_fault(data)


def begin(scene: Scene, data: Path, **more: Any) -> subprocess.Popen[str]:
    options = [word for name, value in (OPTIONS | more).items() for word in (f"--{name.replace('_', '-')}", str(value))]
    command = [sys.executable, "-m", "flows", "run", str(scene.seeds), "--data", str(data), *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True, start_new_session=True)


def wait_for_workers(session: int) -> list[int]:
    """Return the reading processes of a run, once it has some, or none where it ended first."""
    while True:
        children = [pid for pid in children_of_session(session) if pid != session and b"spawn_main" in command_of(pid)]
        if children or session not in children_of_session(session):
            return children
        time.sleep(0.02)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.slow
@pytest.mark.parametrize("number", range(12))
def test_the_parent_is_killed_with_processes_at_work(scene: Scene, tmp_path: Path, number: int) -> None:
    data = scene.copy(tmp_path / "data")
    process = begin(scene, data, workers=2)
    wait_for_workers(process.pid)
    time.sleep(random.Random(number).uniform(0, 3))  # noqa: S311 - any moment will do
    os.kill(process.pid, signal.SIGKILL)  # the parent alone: its children have to end by themselves
    process.wait(TIMEOUT)
    wait_for_the_end(process.pid)
    scene.check_after_a_fault(data)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(8))
def test_a_worker_is_killed_without_prefect(scene: Scene, tmp_path: Path, number: int) -> None:
    """Without Prefect nobody tries again: the run fails, and the next one goes on."""
    data = scene.copy(tmp_path / "data")
    process = begin(scene, data, workers=2)
    children = wait_for_workers(process.pid)
    time.sleep(random.Random(number).uniform(0, 2))  # noqa: S311 - any moment will do
    for child in children[:1]:
        if b"spawn_main" in command_of(child):
            os.kill(child, signal.SIGKILL)
    process.wait(TIMEOUT)
    wait_for_the_end(process.pid)
    assert process.returncode in (0, 1)
    scene.check_after_a_fault(data)


@pytest.mark.slow
def test_a_lock_whose_holder_was_killed_is_free_at_once(scene: Scene, tmp_path: Path) -> None:
    for number in range(5):
        data = scene.copy(tmp_path / str(number))
        process = begin(scene, data, workers=1)
        while lock_owner(data) is None and process.poll() is None:
            time.sleep(0.01)
        process.kill()
        process.wait()
        with writer_lock(data):
            assert (lock_owner(data) or {}).get("pid") == os.getpid()
        wait_for_the_end(process.pid)
        scene.check_after_a_fault(data)
