"""A disk that is full, a quota, a folder that cannot be written, now or from some moment on: one sentence, and nothing is lost.

The kinds that need a file system of their own are made as root, with `mount`, and skipped elsewhere.
"""

import contextlib
import os
import resource
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import open_release
from flows.integrity.history import verify
from tests.faults.scene import OPTIONS, Answer, Scene, command_line, process, refused
from tests.running import contents, run_plainly

pytestmark = pytest.mark.slow

SIZES = ["--batch-size", OPTIONS["batch_size"], "--part-size", OPTIONS["part_size"]]


def mount(*arguments: object) -> bool:
    """Call `mount`, and tell whether it did it."""
    return not subprocess.run(["/bin/mount", *map(str, arguments)], capture_output=True, check=False).returncode


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Mount a small file system in memory."""
    folder.mkdir()
    if os.geteuid() or not mount("-t", "tmpfs", "-o", options, "none", folder):
        pytest.skip("mounting a file system takes the rights of root")
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", folder], check=True)


def remount(folder: Path, options: str) -> None:
    assert mount("-o", f"remount,{options}", folder)


def check_refused_then_repaired(scene: Scene, data: Path, repair: Callable[[], None], *told: str) -> None:
    """A run on a broken disk fails with a sentence and leaves the release; on a repaired one it gives what an undisturbed run does."""
    refused(process("run", scene.seeds, "--data", data, "--workers", 1, *SIZES), *told)
    assert open_release(data).manifest == scene.first.manifest
    assert verify(open_release(data))
    assert command_line("status", "--data", data).returncode == 0
    repair()
    scene.check_after_a_fault(data)


@pytest.mark.parametrize("left", [0, 4, 8, 16, 24, 40, 56, 72, 100, 140])
def test_a_full_disk(scene: Scene, tmp_path: Path, left: int) -> None:
    """`left` KiB are free: too little for the lock's line, a batch, a part, the manifest, in turn."""
    with mounted(tmp_path / "disk", "size=3m") as disk:
        data = scene.copy(disk / "data")
        free = shutil.disk_usage(disk).free
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(max(0, free - left * 1024)))
        check_refused_then_repaired(scene, data, ballast.unlink, "No space left on device")


def test_old_releases_are_deleted_from_a_full_disk(scene: Scene, tmp_path: Path) -> None:
    """That is how room is made, so it must need none."""
    with mounted(tmp_path / "disk", "size=3m") as disk:
        data = scene.copy(disk / "data")
        run_plainly(scene.seeds, data, **OPTIONS)
        (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free))
        assert not shutil.disk_usage(disk).free
        answer = process("prune", "--keep", 1, "--min-age", -1, "--data", data)
        assert answer.returncode == 0, answer.stderr
        assert shutil.disk_usage(disk).free
        assert contents(open_release(data)) == contents(scene.second)
        assert verify(open_release(data))


@pytest.mark.parametrize("inodes", [1, 3, 8, 20])
def test_a_disk_without_room_for_names(scene: Scene, tmp_path: Path, inodes: int) -> None:
    with mounted(tmp_path / "disk", "size=20m,nr_inodes=2000") as disk:
        data = scene.copy(disk / "data")
        left = os.statvfs(disk).f_ffree
        fillers = disk / "fillers"
        fillers.mkdir()
        for number in range(left - inodes - 1):
            (fillers / str(number)).touch()
        check_refused_then_repaired(scene, data, lambda: shutil.rmtree(fillers), "No space left on device")


@pytest.mark.parametrize("most", [100, 2_000, 5_000, 8_000])
def test_a_quota(scene: Scene, tmp_path: Path, most: int) -> None:
    data = scene.copy(tmp_path / "data")
    answer = process(
        "run", scene.seeds, "--data", data, "--workers", 1, *SIZES,
        environment={"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )  # fmt: skip
    refused(answer, "File too large")
    assert open_release(data).manifest == scene.first.manifest
    scene.check_after_a_fault(data)


def test_a_read_only_disk(scene: Scene, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=20m") as disk:
        data = scene.copy(disk / "data")
        remount(disk, "ro")
        check_refused_then_repaired(scene, data, lambda: remount(disk, "rw"), "cannot be written to")
        for command in (["verify"], ["show", "s2"], ["path"], ["releases"]):
            assert command_line(*command, "--data", data).returncode == 0


def test_a_disk_that_becomes_read_only_in_mid_run(scene: Scene, tmp_path: Path) -> None:
    for number, delay in enumerate((0.5, 1.0, 1.5, 2.0, 2.5)):
        with mounted(tmp_path / f"disk{number}", "size=20m") as disk:
            data = scene.copy(disk / "data")
            with at_the_first_batch(data, lambda disk=disk: remount_when_idle(disk), delay / 10):  # type: ignore[misc]
                answer = process("run", scene.seeds, "--data", data, "--workers", 1, *SIZES)
            if answer.returncode:
                refused(answer, "Read-only file system")
            remount(disk, "rw")
            scene.check_after_a_fault(data)


def remount_when_idle(disk: Path) -> None:
    """Make a file system read-only at the next moment when no file on it is open for writing."""
    while not mount("-o", "remount,ro", disk):
        time.sleep(0.001)


@contextlib.contextmanager
def at_the_first_batch(data: Path, act: Callable[[], None], delay: float = 0) -> Iterator[None]:
    """Do something some time after a run has begun to write batches, if it gets so far."""
    ended = threading.Event()

    def watch() -> None:
        while not any((data / ".staging" / "batches").glob("*")):
            if ended.wait(0.005):
                return
        if not ended.wait(delay):
            act()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


@pytest.fixture
def mine(scene: Scene, tmp_path: Path) -> Path:
    """A data folder of the test alone."""
    return scene.copy(tmp_path / "data")


def run_by_the_rules(scene: Scene, data: Path) -> Answer:
    """Run without the right of root to ignore the modes of files."""
    within = () if os.geteuid() else ("/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all")
    if within and not Path(within[0]).exists():
        pytest.skip("root obeys the modes of files only where util-linux has setpriv")
    return process("run", scene.seeds, "--data", data, "--workers", 1, *SIZES, within=within)


@pytest.mark.parametrize("below", [".", ".staging", "releases"])
def test_a_folder_that_may_not_be_written(scene: Scene, mine: Path, below: str) -> None:
    (mine / below).chmod(0o555)
    answer = run_by_the_rules(scene, mine)
    refused(answer, "cannot be written to" if "cannot be" in answer.stderr else "Permission denied")
    assert open_release(mine).manifest == scene.first.manifest
    (mine / below).chmod(0o755)
    check_the_second(scene, mine)


@pytest.mark.parametrize("below", ["releases", ".staging", ".staging/batches", "."])
def test_permission_is_lost_in_mid_run(scene: Scene, mine: Path, below: str) -> None:
    for delay in (0, 0.1, 0.3):
        with at_the_first_batch(mine, lambda: (mine / below).chmod(0o555), delay):
            answer = run_by_the_rules(scene, mine)
        if answer.returncode:  # else it was faster
            refused(answer, "cannot be written to" if "cannot be" in answer.stderr else "Permission denied")
        (mine / below).chmod(0o755)
        assert verify(open_release(mine))
    check_the_second(scene, mine)


def check_the_second(scene: Scene, data: Path) -> None:
    run_plainly(scene.seeds, data, **OPTIONS)
    scene.check_the_second(data)


def test_seeds_that_may_not_be_read_lose_no_article(scene: Scene, mine: Path) -> None:
    seed = scene.seeds / "s2.txt"
    seed.chmod(0)
    answer = run_by_the_rules(scene, mine)
    seed.chmod(0o644)
    assert answer.returncode == 0
    assert {"s2.txt"} <= set(open_release(mine).articles["seed"])
