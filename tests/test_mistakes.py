"""What first-time users get wrong: each mistake ends in one sentence that says what to do, through the real command line."""

import errno
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from flows import Release
from flows.cli.app import main
from flows.errors import explain_os_error
from flows.store.lock import writer_lock
from tests.running import ROOT


def ask(*arguments: object, **more: object) -> tuple[int, list[str]]:
    """Return the exit status of a command and the lines of its stderr."""
    command = [sys.executable, "-m", "flows", *map(str, arguments)]
    settings: dict[str, Any] = {"stdout": subprocess.PIPE} | more
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, timeout=120, check=False, **settings)
    return done.returncode, done.stderr.splitlines()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "{tmp}/no-such-folder"], "newstables: there is no seed folder {tmp}/no-such-folder"),
        (["run", "{tmp}/a.txt"], "newstables: {tmp}/a.txt is a file: give the folder it is in"),
        (
            ["run", "{tmp}/empty"],
            "newstables: the seed folder {tmp}/empty is empty: check that it is the right one and mounted",
        ),
        (["rum", "seeds"], 'Did you mean "run"?'),
        (["run", "seeds", "--worker-count", "2"], "--worker-count. Did you mean --workers?"),
        (["status", "--jsno"], "--jsno. Did you mean --json?"),
        (["entities", "--type", "persons"], 'Did you mean "person"?'),
        (["run", "seeds", "--runner", "dusk"], 'Did you mean "dask"?'),
        (["run", "seeds", "--workers", "many"], 'Invalid value for --workers: unable to convert "many" into int.'),
        (["path", "quote"], 'Did you mean "quotes"?'),
        (["run", "s3://bucket/seeds"], "newstables: s3://bucket/seeds is not on this machine: give a folder of seeds"),
        (
            ["view", "--out", "s3://bucket/report"],
            "newstables: s3://bucket/report is not on this machine: give a folder for the report",
        ),
        (["view", "--port", "70000"], 'Invalid value "70000" for --port. Must be <= 65535.'),
        (["entities", "--limit", "-3"], 'Invalid value "-3" for --limit. Must be >= 0.'),
        (["rollback"], "RELEASE requires an argument"),
    ],
)
def test_wrong_usage(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("A.")
    data = ["--data", tmp_path / "data"] if arguments[0] != "rum" else []
    status, lines = ask(*(argument.format(tmp=tmp_path) for argument in arguments), *data)
    assert status == 2
    assert len(lines) == 1
    assert sentence.format(tmp=tmp_path) in lines[0]


@pytest.mark.parametrize("command", ["run {seeds} --data {there}", "run {seeds} --data {there}/in", "run {there}", "view --out {there}"])
def test_a_broken_link(command: str, released: Release, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "there").symlink_to(tmp_path / "unmounted")
    words = [word.format(seeds=seeds, there=tmp_path / "there") for word in command.split()]
    status, lines = ask(*words, *([] if "--data" in words else ["--data", released.data]))
    wanted = f"{tmp_path}/there is a symbolic link to {tmp_path}/unmounted, which does not exist: repair the link, or give another folder"
    assert (status, lines) == (2, [f"newstables: {wanted}"])
    assert not (tmp_path / "unmounted").exists()


@pytest.mark.parametrize("command", ["status", "releases", "prune --keep 1", "rollback 2026-11-23.1", "verify --all"])
def test_a_data_folder_that_is_a_file_or_a_broken_link(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("unmounted")
    assert main([*command.split(), "--data", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err == f"newstables: {tmp_path}/file is a file, not a folder\n"
    assert main([*command.split(), "--data", str(tmp_path / "link" / "data")]) == 2
    assert capsys.readouterr().err.startswith(f"newstables: {tmp_path}/link is a symbolic link to unmounted, which does not exist: ")


def test_a_report_of_a_bucket_needs_a_folder() -> None:
    status, lines = ask("view", "--data", "s3://bucket/news")
    assert (status, lines) == (2, ["newstables: s3://bucket/news is not on this machine: give a folder for the report with --out"])


def test_a_port_that_another_program_has(released: Release, data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, lines = ask("view", released.name, "--data", data, "--serve", "--port", port)
    assert status == 1
    assert lines[-1] == f"newstables: port {port} is not available ({os.strerror(errno.EADDRINUSE)}): choose another --port, or omit it"


@pytest.mark.parametrize(("asked", "meant"), [("stroy-2", "; did you mean story-2"), ("zzz", "")])
def test_an_article_that_is_not_there(released: Release, data: Path, asked: str, meant: str) -> None:
    status, lines = ask("show", asked, "--data", data)
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith(f"newstables: no article of {released.name} has an id, a seed or a title like '{asked}'{meant}")


def test_no_folder_for_an_answer(released: Release, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    status, lines = ask("sql", "FROM quotes", "--data", released.data, "--parquet", tmp_path / "none" / "a.parquet")
    assert (status, lines) == (2, [f"newstables: there is no folder {tmp_path / 'none'} for a.parquet"])


def test_a_variable_that_is_empty(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("NEWSTABLES_DATA", "")
    for command in (["status"], ["verify", "--all"], ["prune", "--keep", "1"]):
        assert main(command) == 2
        told = capsys.readouterr().err
        assert told == "newstables: the folder of the releases has no name: give one with --data, or unset NEWSTABLES_DATA\n"
    assert main(["run", "seeds"]) == 2
    assert capsys.readouterr().err == "newstables: data must name a folder, and it is empty\n"


def test_no_permission(seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere
    assert main(["run", str(seeds), "--data", str(tmp_path / "new" / "data")]) == 1
    assert capsys.readouterr().err == f"newstables: {tmp_path} cannot be written to: give another folder for the releases with --data\n"


def test_nothing_to_look_at(tmp_path: Path) -> None:
    status, lines = ask("status", "--data", tmp_path / "data")
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith(f"newstables: there is no release in {tmp_path / 'data'}")


def test_a_schedule_without_a_server(seeds: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"} | {"PREFECT_HOME": str(tmp_path)}
    status, lines = ask("serve", seeds, "--data", tmp_path / "data", "--cron", "0 * * * *", env=environment)
    assert status == 1
    assert lines == ["newstables: a schedule needs a Prefect server: run `prefect server start` and set PREFECT_API_URL to its address"]


def test_a_missing_package(seeds: Path, tmp_path: Path) -> None:
    code = "import sys; sys.modules['prefect'] = None; from flows.cli.app import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "run", str(seeds), "--data", str(tmp_path / "data")]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:  # answers, if only with errors
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = os.environ | {"PREFECT_API_URL": f"http://127.0.0.1:{server.server_port}/api"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
        server.shutdown()
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == ["newstables: the package prefect is missing: install newstables again, with `pip install .`"]


def test_two_writers(released: Release, data: Path) -> None:
    with writer_lock(data):
        status, lines = ask("rollback", released.name, "--data", data)
    assert (status, len(lines)) == (1, 1)
    assert f"process {os.getpid()}" in lines[0]


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe"])
def test_a_damaged_manifest(released: Release, data: Path, damage: bytes) -> None:
    (released.path / "manifest.json").write_bytes(damage)
    status, lines = ask("status", "--data", data)
    assert (status, len(lines)) == (1, 1)
    assert released.name in lines[0]


def test_a_damaged_table(released: Release, data: Path) -> None:
    part = next((released.path / "quotes").iterdir())
    part.chmod(0o644)
    part.write_bytes(part.read_bytes()[:-100])
    status, lines = ask("verify", "--data", data)
    assert (status, len(lines)) == (1, 1)
    assert part.name in lines[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_no_space_for_the_output() -> None:
    with Path("/dev/full").open("w") as full:
        status, lines = ask("describe", stdout=full)
    assert (status, lines) == (
        1,
        ["newstables: No space left on device; free some space there (`newstables prune`) and try again"],
    )


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.EROFS, "Read-only file system", "/mnt/.lock"), "Read-only file system: /mnt/.lock; choose another folder, or make "),
        (
            OSError("Error writing bytes to file. Detail: [errno 28] No space left on device"),
            "No space left on device; free some space there",
        ),
        (
            shutil.Error([("a", "b", "[Errno 28] No space left on device: 'a' -> 'b'")]),
            "No space left on device; free some space there",
        ),
        (OSError(errno.ENOTDIR, "Not a directory", "/mnt/x"), "Not a directory: /mnt/x"),
        (OSError("what a library says"), "what a library says"),
    ],
)
def test_what_a_system_refuses_is_told_with_what_to_do(error: OSError, sentence: str) -> None:
    assert explain_os_error(error).startswith(sentence)


def test_nobody_reads_the_output() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        assert ask("describe", stdout=gone) == (1, [])
