"""A schedule on a real Prefect server: it fires, and fires again, and the second run skips what is done."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import open_release
from flows.dataset import release_names
from tests.running import ROOT

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A Prefect server of its own, and the environment that leads to it."""
    port = free_port()
    environment = os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log = (tmp_path / "server.log").open("w")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + 180
    while not answers(f"http://127.0.0.1:{port}/api/health") and time.monotonic() < deadline:
        time.sleep(0.5)
    yield environment
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)
    log.close()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own server on loopback
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_schedule_fires_twice(server: dict[str, str], seeds: Path, data: Path, tmp_path: Path) -> None:
    log = tmp_path / "serve.log"
    command = [sys.executable, "-m", "flows", "serve", str(seeds), "--data", str(data), "--workers", "1", "--cron", "* * * * *"]
    with log.open("w") as output:
        serving = subprocess.Popen(command, cwd=ROOT, env=server, stdout=output, stderr=output, start_new_session=True)
    try:
        deadline = time.monotonic() + 400
        while log.read_text().count("nothing new: ") < 1 and time.monotonic() < deadline:
            time.sleep(1)
    finally:
        os.killpg(serving.pid, signal.SIGINT)
        serving.wait(60)
    told = log.read_text()
    assert told.count("published ") == 1, told
    assert told.count("nothing new: ") >= 1, told
    assert release_names(data) == [open_release(data).name]
    assert open_release(data).manifest["rows"]["articles"] == 5
