"""Runs of a user who has no home folder that can be written to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows import open_release
from flows.errors import NewstablesError
from flows.running import home
from tests.running import ROOT

NOWHERE = "/dev/null/home"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, where no other is named for Prefect."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("PREFECT_HOME", "")  # so that it is as before after the test, whatever the test sets
    monkeypatch.delenv("PREFECT_HOME")
    monkeypatch.setattr(home, "_made", [])
    return folder


def test_a_home_that_can_be_made_is_used(temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "not" / "yet"))
    home.provide()
    assert "PREFECT_HOME" not in os.environ
    assert (tmp_path / "not" / "yet" / ".prefect").is_dir()
    assert not list(temporary.iterdir())


def test_without_a_home_there_is_a_folder_of_the_run_that_goes_with_it(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", NOWHERE)
    home.provide()
    home.provide()
    (made,) = temporary.iterdir()
    assert os.environ["PREFECT_HOME"] == str(made)
    assert made.stat().st_mode & 0o77 == 0
    home.remove()
    assert not list(temporary.iterdir())


def test_a_user_whom_the_system_does_not_know_has_no_profile(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", unknown)
    monkeypatch.setenv("HOME", "")
    monkeypatch.delenv("HOME")
    assert home.profile() == {}
    home.provide()
    assert os.environ["PREFECT_HOME"].startswith(str(temporary))
    assert os.environ["HOME"] == os.environ["PREFECT_HOME"]  # Prefect asks for it even so


@pytest.mark.usefixtures("temporary")
def test_a_folder_that_the_user_names_and_that_cannot_be_made_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", NOWHERE)
    with pytest.raises(NewstablesError, match=f"the folder PREFECT_HOME names cannot be used: Not a directory: {NOWHERE}"):
        home.provide()


@pytest.mark.slow
def test_a_whole_run_without_a_home(seeds: Path, data: Path, temporary: Path) -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    settings |= {"HOME": NOWHERE, "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "flows", "run", str(seeds), "--data", str(data), "--workers", "1"]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert len(open_release(data).articles) == 5
    assert not list(temporary.iterdir())
