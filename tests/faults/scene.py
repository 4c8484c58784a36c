"""What fault tests share: two releases and the seeds between them, runs in processes of their own, and what must hold after a fault."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import pandas as pd
import polars as pl

from flows import Release, open_release
from flows.cli.app import main
from flows.integrity.history import verify
from flows.store.staging import staging_folder
from newstables.release import release_names
from tests.running import ROOT, InlinePool, contents, run_plainly, story
from transforms.schema import TABLES

OPTIONS: dict[str, Any] = {"batch_size": 2, "part_size": 3}
TIMEOUT = 600  # much more than is needed, so that a busy machine breaks nothing


class Zygote:
    """Forks runs; see `tests.faults.zygote`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.zygote"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(
        self, seeds: Path, data: Path | str, kill_at: int = 0, sent: int = signal.SIGKILL, again: int = 0, **options: Any
    ) -> tuple[int, list[str]]:
        """Run, and return how it ended (as `os.waitstatus_to_exitcode`) and its file operations.

        A signal is sent at the file operation `kill_at`, if that is none but 0, and `again` so many operations later.
        """
        assert self._process.stdin
        assert self._process.stdout
        task = {"seeds": str(seeds), "data": str(data), "options": OPTIONS | options, "kill_at": kill_at, "sent": sent, "again": again}
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        status, steps = json.loads(self._process.stdout.readline())
        return os.waitstatus_to_exitcode(status), steps

    def close(self) -> None:
        self._process.communicate(timeout=30)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left."""

    returncode: int
    stdout: str
    stderr: str


def command_line(*arguments: object) -> Answer:
    """Run a command in this process, and read in it too."""
    out, told = io.StringIO(), io.StringIO()
    with ExitStack() as patches:
        patches.enter_context(patch("flows.run.workers_of", lambda _: InlinePool()))
        patches.enter_context(redirect_stdout(out))
        patches.enter_context(redirect_stderr(told))
        status = main(list(map(str, arguments)))
    return Answer(status, out.getvalue(), told.getvalue())


def process(*arguments: object, environment: Mapping[str, str] | None = None, within: Sequence[str] = (), **options: Any) -> Answer:
    """Run a command in a process of its own, which the command `within` starts, if there is one."""
    module = "tests.faults.shifted_clock" if "TEST_CLOCK_DAYS" in (environment or {}) else "flows"
    done = subprocess.run(
        [*within, sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
        **options,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def refused(answer: Answer, *told: str) -> None:
    """A command failed with one clear sentence."""
    assert answer.returncode == 1, answer.stderr
    assert "Traceback" not in answer.stderr, answer.stderr
    sentences = [line for line in answer.stderr.splitlines() if line.startswith("newstables: ")]
    assert len(sentences) == 1, answer.stderr
    for words in told:
        assert words in sentences[0], sentences[0]


class Scene:
    """A first release, seeds that have since come, changed and gone, and the release an undisturbed run makes of them."""

    def __init__(self, folder: Path) -> None:
        self.seeds, self.before = folder / "seeds", folder / "before"
        self.seeds.mkdir()
        for number in range(6):
            (self.seeds / f"s{number}.txt").write_text(story(number))
        first = run_plainly(self.seeds, self.before, **OPTIONS)
        assert first
        self.first = first
        (self.seeds / "s1.txt").write_text(story(41))
        (self.seeds / "s5.txt").unlink()
        (self.seeds / "s3.txt").rename(self.seeds / "t3.txt")
        for number in range(10, 14):
            (self.seeds / f"t{number}.txt").write_text(story(number))
        (self.seeds / "blank.txt").write_text("\n")
        self.zygote = Zygote()
        undisturbed = self.copy(folder / "undisturbed")
        status, self.steps = self.zygote.run(self.seeds, undisturbed)
        assert status == 0
        self.second = open_release(undisturbed)

    def copy(self, data: Path) -> Path:
        """Return a data folder as it was before the second run."""
        shutil.copytree(self.before, data, symlinks=True)
        return data

    def check_after_a_fault(self, data: Path) -> None:
        """Readers see one of the two releases, whole; the next run gives the second one; nothing is left lying about."""
        seen = open_release(data)
        assert contents(seen) in (contents(self.first), contents(self.second))
        read_as_users_do(data / "latest", seen)
        read_as_users_do(seen.path, seen)
        run_plainly(self.seeds, data, **OPTIONS)
        self.check_the_second(data)

    def check_the_second(self, data: Path) -> None:
        """The data folder holds what an undisturbed run gives, and no more."""
        after = open_release(data)
        assert contents(after) == contents(self.second)
        assert after.manifest["files"] == self.second.manifest["files"]
        assert release_names(data) == [self.first.name, self.second.name]
        assert verify(after)
        assert not list(staging_folder(data).glob("release*"))
        assert not (staging_folder(data) / "publishing").exists()


def read_as_users_do(path: Path, release: Release) -> None:
    """What pandas, polars and DuckDB read below a path is what the release says."""
    for table in TABLES:
        count = release.manifest["rows"][table]
        assert len(pd.read_parquet(path / table)) == count
        assert pl.read_parquet(path / table / "*.parquet").height == count
        found = duckdb.execute(f"select count(*) from '{path / table}/*.parquet'").fetchall()  # noqa: S608 - a path of our own
        assert found == [(count,)]


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


def wait_for_the_end(session: int, seconds: float = 60) -> None:
    """Wait until no process of a session is left, and fail where one stays; they end at once, but a busy machine takes its time."""
    deadline = time.monotonic() + seconds
    while left := children_of_session(session):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
