"""Which way a run goes: through Prefect if a server is configured in the environment or in the active profile, else without."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows import open_release
from flows.cli.server import server_url
from tests.running import ROOT

NOWHERE = "/dev/null/home"
PROFILES = """
active = "local"
[profiles.local]
PREFECT_API_URL = "http://127.0.0.1:4200/api"
[profiles.other]
"""


def test_without_any_setting_there_is_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    assert server_url() is None
    (tmp_path / "profiles.toml").write_text("active = [")
    assert server_url() is None


def test_the_active_profile_may_name_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    (tmp_path / "profiles.toml").write_text(PROFILES)
    assert server_url() == "http://127.0.0.1:4200/api"
    monkeypatch.setenv("PREFECT_PROFILE", "other")
    assert server_url() is None


def test_the_environment_comes_before_the_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    (tmp_path / "profiles.toml").write_text(PROFILES)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4201/api")
    assert server_url() == "http://127.0.0.1:4201/api"
    monkeypatch.setenv("PREFECT_API_URL", "")
    assert server_url() is None


def test_a_user_whom_the_system_does_not_know_has_no_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", unknown)
    assert server_url() is None


def test_a_run_without_a_server_imports_no_prefect_and_needs_no_home(seeds: Path, data: Path) -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {"HOME": NOWHERE}
    code = "import sys; from flows.cli.app import main; sys.exit(main(sys.argv[1:]) or 10 * ('prefect' in sys.modules))"
    command = [sys.executable, "-c", code, "run", str(seeds), "--data", str(data), "--workers", "1"]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert len(open_release(data).articles) == 5
