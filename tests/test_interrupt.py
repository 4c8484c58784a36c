"""Ctrl-C and SIGTERM end a run soon, leave no process, no half release, and batches that the next run uses."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.store.staging import staging_folder
from newstables.release import latest_path
from tests.faults.scene import wait_for_the_end
from tests.running import ROOT, run_plainly, story

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped(tmp_path: Path, sent: signal.Signals) -> None:
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    for number in range(600):
        (seeds / f"{number}.txt").write_text(story(number))
    command = [sys.executable, "-m", "flows", "run", str(seeds), "--data", str(data), "--batch-size", "20"]
    environment = os.environ | {"PREFECT_HOME": str(tmp_path / "prefect")}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + 400
    while len(list((staging_folder(data) / "batches").glob("*/articles.arrow"))) < 3 and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, sent)  # as a terminal does: to all processes of the run
    begun = time.monotonic()
    assert process.wait(120) == 1
    assert time.monotonic() - begun < 60
    wait_for_the_end(process.pid)
    told = (tmp_path / "log").read_text()
    assert "newstables: stopped; the latest release is unchanged" in told
    assert "Traceback" not in told
    assert latest_path(data) is None
    done = len(list((staging_folder(data) / "batches").glob("*/articles.arrow")))
    assert done >= 3
    release = run_plainly(seeds, data, batch_size=20)
    assert release
    assert release.manifest["rows"]["articles"] == 600
