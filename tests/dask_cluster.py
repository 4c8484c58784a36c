"""A Dask cluster for tests: a scheduler and workers, each a process of its own on loopback, that share nothing with the tests."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import ROOT
from tests.s3_server import free_ports

STARTS_WITHIN = 60
ALONE = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]


class Workers:
    """The scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = f"tcp://127.0.0.1:{free_ports(1)[0]}"
        self.scheduler = self._start("scheduler", "--port", self.address.rpartition(":")[2], *ALONE)
        self.workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self, *more: str) -> None:
        """Start another worker of one thread."""
        self.workers.append(self._start("worker", self.address, "--nthreads", "1", "--local-directory", str(self._folder), *ALONE, *more))

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments]
        with (self._folder / f"{program}-{time.monotonic_ns()}.log").open("wb") as log:
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            return subprocess.Popen(command, cwd=self._folder, env=environment, stdout=log, stderr=log, start_new_session=True)

    def stop(self) -> None:
        """End all processes."""
        for process in (self.scheduler, *self.workers):
            process.kill()
            process.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[Workers]:
    """Open a cluster without workers until the block ends."""
    folder.mkdir()
    opened = Workers(folder)
    try:
        yield opened
    finally:
        opened.stop()
