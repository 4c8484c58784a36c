"""Who is told of a failed run, and what is said where nobody can be."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli.app import main
from flows.notify import VARIABLE, notify_failure


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that an address on loopback was told."""
    told: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv(VARIABLE, f"http://127.0.0.1:{server.server_port}/hook")
        yield told
        server.shutdown()


def test_a_run_that_fails_on_the_command_line_is_told(webhook: list[str], tmp_path: Path) -> None:
    assert main(["run", str(tmp_path / "nowhere"), "--data", str(tmp_path / "data")]) == 2
    assert webhook == [f"newstables run failed: there is no seed folder {tmp_path / 'nowhere'}"]


def test_other_commands_tell_nobody(webhook: list[str], data: Path) -> None:
    assert main(["status", "--data", str(data)]) == 1
    assert webhook == []


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("", ""),
        ("file:///etc/hostname", f"note: nobody was notified of the failure, since {VARIABLE} is not an http or https address\n"),
        ("http://127.0.0.1:1/secret", f"note: nobody was notified of the failure: {VARIABLE} does not take it"),
        ("http://[", f"note: nobody was notified of the failure: {VARIABLE} does not take it"),
    ],
)
def test_what_hinders_it_is_said_without_the_address(
    address: str, note: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, address)
    notify_failure("it failed")
    said = capsys.readouterr().err
    assert said.startswith(note)
    assert bool(said) == bool(note)
    assert "secret" not in said
