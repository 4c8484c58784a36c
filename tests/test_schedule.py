"""Schedules on a real Prefect server and worker: they fire, skip, fail with a reason, are told of and can be retried."""

import asyncio
import contextlib
import http.server
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from flows import open_release
from newstables.release import release_names
from tests.running import ROOT, story

LONG = 900
"""Seconds, much more than is needed: starts of Prefect take minutes on a machine that does other work."""

NOBODY = "http://127.0.0.1:1/api"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def ended(process: subprocess.Popen[bytes], by: signal.Signals) -> Iterator[None]:
    """End the group of a process by a signal when the block ends, and kill what is left of it then."""
    try:
        yield
    finally:
        os.killpg(process.pid, by)
        try:
            process.wait(120)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def running(command: list[str], log: Path, environment: dict[str, str], folder: Path = ROOT) -> Iterator[None]:
    """Run a command of this Python in the background until the block ends."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - shells let background jobs ignore it
        )
        with ended(process, signal.SIGINT):
            yield


def wait_for(what: Callable[[], Any], seconds: float = LONG) -> Any:
    """Return the first thing found, or fail."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(1)
    return found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A Prefect server of its own, and the environment that leads to it."""
    port = free_port()
    environment = os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": str(ROOT),  # where the package is not installed
    }
    command = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, tmp_path / "server.log", environment):
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/api/health"))
        yield environment


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own server on loopback
            return bool(answer.status == 200)
    except OSError:
        return False


def post(url: str, **body: Any) -> Any:
    """Ask the server, again where it is too busy for an answer, as Prefect's own client does."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310 - the same
    deadline = time.monotonic() + LONG
    while True:
        try:
            with urllib.request.urlopen(request, timeout=LONG) as answer:  # noqa: S310 - the same
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
                raise
        time.sleep(1)


class Hook(http.server.BaseHTTPRequestHandler):
    """What the address of `NEWSTABLES_WEBHOOK` is told."""

    told: list[str] = []  # noqa: RUF012 - shared by all requests on purpose

    def do_POST(self) -> None:
        self.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
        self.send_response(200)
        self.end_headers()


def test_the_libraries_that_are_installed_can_keep_a_schedule() -> None:
    """Prefect's server loops over an error where its library of times is too old, and no run ever begins."""
    from prefect.server.schemas.schedules import CronSchedule  # noqa: PLC0415 - it takes seconds

    assert len(asyncio.run(CronSchedule(cron="0 * * * *", timezone="UTC").get_dates(3))) == 3


@pytest.mark.slow
def test_a_schedule_fires_twice(server: dict[str, str], seeds: Path, data: Path, tmp_path: Path) -> None:
    log = tmp_path / "serve.log"
    command = ["flows", "serve", str(seeds), "--data", str(data), "--workers", "1", "--cron", "* * * * *"]
    with running(command, log, server):
        wait_for(lambda: "nothing new: " in log.read_text())
    told = log.read_text()
    assert "published " in told
    assert "Traceback" not in told
    assert release_names(data) == [open_release(data).name]
    assert open_release(data).manifest["rows"]["articles"] == 5


def recipe(page: str, which: str, port: int) -> list[str]:
    """Return the lines of the block of a page that has these words, with another port, a run each minute, and no background."""
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    block = next(block for block in blocks if which in block)
    for old, new in {"4200": str(port), "server start": f"server start --port {port}", "'0 * * * *'": "'* * * * *'"}.items():
        block = block.replace(old, new)
    return block.splitlines()


@contextlib.contextmanager
def shell(line: str, log: Path, environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a line of a recipe until the block ends, then end it with SIGTERM, as systemd does."""
    with log.open("w") as output:
        process = subprocess.Popen(
            ["/bin/bash", "-c", line], cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        with ended(process, signal.SIGTERM):
            yield process


def told_of_telemetry(port: int) -> bool:
    """Return whether a server reports to its makers, by its own settings."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/admin/settings", timeout=60) as answer:
        return bool(json.load(answer)["server"]["analytics_enabled"])


@pytest.fixture
def as_installed(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has installed the package and set nothing: the commands of this Python come first."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, module in {"newstables": "flows", "prefect": "prefect"}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {module} "$@"\n')
        (programs / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name != "DO_NOT_TRACK" and not name.startswith("PREFECT")}
    return kept | {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(tmp_path / "prefect")}


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/operations.md"])
def test_the_recipe_for_one_process_as_it_stands(page: str, seeds: Path, as_installed: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    server, serve = recipe(page, "newstables serve", port)
    seeds.rename(tmp_path / "my-articles")
    with shell(server, tmp_path / "server.log", as_installed, tmp_path):
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/api/health"))
        assert not told_of_telemetry(port)
        with shell(serve, tmp_path / "serve.log", as_installed, tmp_path):
            wait_for(lambda: "published " in (tmp_path / "serve.log").read_text())
        told = (tmp_path / "serve.log").read_text()
    assert "Warning" not in told
    assert "Traceback" not in told
    assert open_release(tmp_path / "data").manifest["rows"]["articles"] == 5


@pytest.mark.slow
def test_the_recipe_for_a_worker_as_it_stands(seeds: Path, as_installed: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    *first, worker = recipe("docs/operations.md", "prefect worker start", port)
    deploy = "\n".join(["set -e", *first])
    log = tmp_path / "worker.log"
    (tmp_path / "prefect.yaml").write_bytes((ROOT / "prefect.yaml").read_bytes())
    try:
        subprocess.run(["/bin/bash", "-c", deploy], cwd=tmp_path, env=as_installed, check=True, timeout=LONG)
        assert not told_of_telemetry(port)
        exported = as_installed | {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
        command = f"{first[0]}\n{worker.replace('/srv/news', str(tmp_path))}"
        with shell(command, log, exported, tmp_path):
            Deployment(exported).start()
            wait_for((tmp_path / "data" / "latest").exists)
    finally:
        subprocess.run([sys.executable, "-m", "prefect", "server", "stop"], env=as_installed, check=True, timeout=LONG)
    assert seeds.is_dir()
    assert open_release(tmp_path / "data").manifest["rows"]["articles"] == 5


class Deployment:
    """The deployment of `prefect.yaml`, as its user handles it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.api = environment["PREFECT_API_URL"]

    def prefect(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True).stdout

    def runs(self) -> list[dict[str, Any]]:
        """Return the runs that are not in the future, newest first."""
        found = post(f"{self.api}/flow_runs/filter", sort="EXPECTED_START_TIME_DESC")
        return [run for run in found if run["state"]["type"] != "SCHEDULED"]

    def start(self, **parameters: str) -> str:
        found = post(f"{self.api}/deployments/filter")[0]["id"]
        created: str = post(f"{self.api}/deployments/{found}/create_flow_run", parameters=parameters)["id"]
        return created

    def ended(self, run: str) -> dict[str, Any]:
        """Return the state in which a run has ended."""
        ends = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
        states = post(f"{self.api}/flow_runs/filter", flow_runs={"id": {"any_": [run]}, "state": {"type": {"any_": [*ends]}}})
        return dict(states[0]["state"]) if states else {}


@pytest.mark.slow
def test_a_deployment_as_its_user_meets_it(server: dict[str, str], seeds: Path, data: Path, tmp_path: Path) -> None:
    Hook.told.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as hook:
        threading.Thread(target=hook.serve_forever, daemon=True).start()
        worker = server | {"NEWSTABLES_HOME": str(tmp_path), "NEWSTABLES_WEBHOOK": f"http://127.0.0.1:{hook.server_port}/hook"}
        deployment = Deployment(server)
        deployment.prefect("work-pool", "create", "--type", "process", "news")
        deployment.prefect("deploy", "--all")
        deployment.prefect("deployment", "schedule", "create", "newstables/hourly", "--cron", "* * * * *", "--replace", "--accept-yes")
        with running(["prefect", "worker", "start", "--pool", "news"], tmp_path / "worker.log", worker, tmp_path):
            _fires(deployment, data)
            deployment.prefect("deployment", "schedule", "clear", "--accept-yes", "newstables/hourly")
            time.sleep(15)  # the worker may have fetched the next run of the schedule already
            wait_for(lambda: all(deployment.ended(run["id"]) for run in deployment.runs()))
            _fails_is_told_and_retried(deployment, seeds, tmp_path)
            _skips_the_second(deployment, seeds, data)
        _shows_what_it_did(deployment, data, tmp_path)
        hook.shutdown()


def _fires(deployment: Deployment, data: Path) -> None:
    """The schedule fires, and its run's state says what it did; on a busy machine later ones are skipped before it has ended."""
    state = wait_for(lambda: [s for run in deployment.runs() if (s := deployment.ended(run["id"])) and s["type"] != "CANCELLED"])[-1]
    assert state["type"] == "COMPLETED", state
    assert state["message"].startswith(f"published {open_release(data).name}: 5 articles, ")


def _fails_is_told_and_retried(deployment: Deployment, seeds: Path, folder: Path) -> None:
    """A run that fails says why, on Prefect's page and to the webhook; when that is repaired, the same run is retried."""
    away = seeds.rename(folder / "away")
    run = deployment.start()
    reason = "the seed folder seeds cannot be read: No such file or directory"
    state = wait_for(lambda: deployment.ended(run))
    assert (state["type"], state["message"]) == ("FAILED", reason)
    told = wait_for(lambda: [text for text in Hook.told if run in text])
    assert len(told) == 1
    assert f" failed: {reason} http" in told[0]
    away.rename(seeds)
    deployment.prefect("flow-run", "retry", run)
    state = wait_for(lambda: deployment.ended(run))
    assert (state["type"], state["message"][:13]) == ("COMPLETED", "nothing new: ")


def _skips_the_second(deployment: Deployment, seeds: Path, data: Path) -> None:
    """Of two runs at once one publishes, and the other is skipped."""
    (seeds / "new.txt").write_text(story(30))
    runs = [deployment.start(), deployment.start()]
    wait_for(lambda: all(map(deployment.ended, runs)))
    states = [deployment.ended(run) for run in runs]
    assert sorted(state["type"] for state in states) == ["CANCELLED", "COMPLETED"]
    assert "limit reached" in next(state["message"] for state in states if state["type"] == "CANCELLED")
    assert open_release(data).manifest["rows"]["articles"] == 6


def _shows_what_it_did(deployment: Deployment, data: Path, folder: Path) -> None:
    """The artifacts say what changed, and can be read in Prefect's own page."""
    found = {artifact["key"]: artifact for artifact in post(f"{deployment.api}/artifacts/latest/filter")}
    assert sorted(found) == ["newstables-rejects", "newstables-release", "newstables-rows"]
    assert json.loads(found["newstables-rows"]["data"])[0] == {"table": "articles", "rows": 6, "change": 1}
    if shutil.which("chromium") is None:
        return
    page = f"{deployment.api.removesuffix('/api')}/artifacts/artifact/{found['newstables-release']['latest_id']}"
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --virtual-time-budget=20000 --dump-dom"
    command = ["chromium", *flags.split(), f"--user-data-dir={folder / 'chromium'}", page]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONG).stdout
    for text in (f"Release {open_release(data).name}", "since ", "+1", "seeds of this run"):
        assert text in shown


@pytest.mark.parametrize(
    ("command", "url", "status", "sentence"),
    [
        (["run"], NOBODY, 1, f"the Prefect server at {NOBODY} does not answer; start it, or unset PREFECT_API_URL to run without one"),
        (["serve", "--cron", "0 * * * *"], NOBODY, 1, f"the Prefect server at {NOBODY} does not answer; start it, or unset"),
        (["serve", "--cron", "0 * * * *"], "", 1, "a schedule needs a Prefect server: run `prefect server start` and set PREFECT_API_URL"),
        (["serve", "--cron", "hourly-ish"], "", 2, "'hourly-ish' is not a valid cron expression: expected five fields"),
    ],
)
def test_what_hinders_a_schedule_is_one_sentence(
    command: list[str], url: str, status: int, sentence: str, seeds: Path, data: Path, tmp_path: Path
) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as hook:  # answers, if only that it knows no such page
        threading.Thread(target=hook.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{hook.server_port}/api" if url == "hook" else url
        environment = os.environ | {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_API_URL": address}
        asked = [sys.executable, "-m", "flows", command[0], str(seeds), "--data", str(data), *command[1:]]
        told = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        hook.shutdown()
    assert (told.returncode, told.stdout) == (status, "")
    *first, last = told.stderr.splitlines()
    assert last.startswith(f"newstables: {sentence}")
    assert len(first) == (command[0] == "run")
