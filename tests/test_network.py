"""Nothing but this machine is spoken to when newstables runs, and nobody is told that it ran."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT

GUARD = ROOT / "tests" / "guard"
QUIET = ("DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED")


def guarded(tmp_path: Path, *command: object, within: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_") and name not in QUIET}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONPATH": f"{GUARD}:{ROOT}", "NETWORK_GUARD": str(tmp_path / "tried")}
    return subprocess.run(
        [*within, sys.executable, *map(str, command)], env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900
    )


def whole_run(tmp_path: Path, seeds: Path, data: Path, within: tuple[str, ...] = ()) -> None:
    for command in (["run", seeds, "--workers", 1], ["show", "story-1"], ["verify"], ["entities"]):
        answer = guarded(tmp_path, "-m", "flows", *command, "--data", data, within=within)
        assert answer.returncode == 0, answer.stderr
    assert not (tmp_path / "tried").exists(), (tmp_path / "tried").read_text()


def test_no_process_of_a_run_speaks_to_another_machine(seeds: Path, data: Path, tmp_path: Path) -> None:
    """With a reading process, which loads the guard too."""
    whole_run(tmp_path, seeds, data)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "import urllib.request as u; u.urlopen('http://example.org')",
        "import multiprocessing as m, socket; p = m.get_context('spawn').Pool(1); p.apply(socket.gethostbyname, ['example.org'])",
    ],
)
def test_the_guard_sees_what_it_has_to(tmp_path: Path, code: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"if __name__ == '__main__':\n    {code}\n")
    answer = guarded(tmp_path, script)
    assert answer.returncode
    assert "the network guard refused" in answer.stderr
    assert (tmp_path / "tried").exists()


@pytest.mark.slow
def test_a_run_on_a_machine_with_loopback_alone(seeds: Path, data: Path, tmp_path: Path) -> None:
    """In a network of its own, which has no way out: whatever is linked in, of whatever language."""
    within = ("/usr/bin/unshare", "--net", sys.executable, "-c", LOOPBACK)
    if os.geteuid() or subprocess.run([*within, "/bin/true"], capture_output=True, check=False).returncode:
        pytest.skip("a network namespace takes the rights of root")
    whole_run(tmp_path, seeds, data, within)


LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:  # what `ip link set lo up` does
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1))
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_telemetry_is_off_unless_the_user_turns_it_on(tmp_path: Path) -> None:
    """Prefect would report to its makers: its server once a day, its client when it is first used."""
    code = """
import os
import flows.pipeline
from prefect.analytics import is_telemetry_enabled
from prefect.settings import get_current_settings
assert not get_current_settings().server.analytics_enabled
assert os.environ["DO_NOT_TRACK"] == "1"
"""
    answer = guarded(tmp_path, "-c", code)
    assert answer.returncode == 0, answer.stderr


def test_the_models_tell_nobody_and_leave_nothing_at_home(tmp_path: Path) -> None:
    """ONNX Runtime would report each session over HTTPS, by code that no guard in Python sees (not where `CI` is set)."""
    code = "from transforms.page import line_model; from transforms.reader import model; line_model.load_model(); model.load_model()"
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=120)
    assert list(tmp_path.rglob("*")) == []
