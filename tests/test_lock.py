"""One writer at a time, and no dead one."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.errors import NewstablesError
from flows.store.lock import lock_owner, writer_lock
from tests.running import ROOT

HOLD = """
import sys, time
from pathlib import Path
from flows.store.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_holds_it_and_gets_it_when_that_one_dies(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert other.stdout
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(NewstablesError, match=f"another run is writing to .* \\(process {other.pid} on"), writer_lock(tmp_path):
        pass
    found = lock_owner(tmp_path)
    assert found
    assert found["pid"] == other.pid
    other.kill()
    with writer_lock(tmp_path, wait=20):
        assert lock_owner(tmp_path)
    other.communicate()
    assert lock_owner(tmp_path) is None


def test_waiting_ends(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        begun = time.monotonic()
        with pytest.raises(NewstablesError, match="another run"), writer_lock(tmp_path, wait=0.2):
            pass
        assert time.monotonic() - begun >= 0.2


def test_nobody_holds_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert lock_owner(tmp_path / "no") is None
