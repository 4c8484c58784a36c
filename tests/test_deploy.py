"""What is deployed: the Dockerfile, the units of systemd and the crontab line say what the command line and their readers understand."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from flows.cli.app import app
from tests.running import ROOT

DEPLOY = ROOT / "deploy"


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["newstables.service", "crontab"])
def test_the_commands_are_commands(name: str) -> None:
    commands = re.findall(r"/opt/newstables/bin/newstables ([^)>\n]+?)(?: 2>&1\)|\n)", text(name))
    assert len(commands) == 1
    _, given, _ = app.parse_args(shlex.split(commands[0]))
    assert given.arguments["options"].seeds == "seeds"


def test_the_crontab_line_is_silent_where_all_is_well_and_tells_what_failed(tmp_path: Path) -> None:
    line = re.search(r"^0 \* \* \* \* (.*)$", text("crontab"), re.MULTILINE)
    assert line
    for said, status in (("published", 0), ("newstables: no", 1)):
        command = tmp_path / f"newstables-{status}"
        command.write_text(f"#!/bin/sh\necho {shlex.quote(said)} >&2\nexit {status}\n")
        command.chmod(0o755)
        shell = line[1].replace("/srv/news", str(tmp_path)).replace("/opt/newstables/bin/newstables", str(command))
        told = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=False)
        assert (told.stdout, told.stderr) == ("" if status == 0 else f"{said}\n", "")


TELEMETRY_OFF = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


@pytest.mark.parametrize("recipe", ["deploy/crontab", "deploy/newstables.service", "deploy/Dockerfile", "prefect.yaml"])
def test_telemetry_is_off_in_each_file(recipe: str) -> None:
    told = dict(
        re.findall(r"\b(DO_NOT_TRACK|PREFECT_SERVER_ANALYTICS_ENABLED)(?:=|: )\"?(\w+)", (ROOT / recipe).read_text(encoding="utf-8"))
    )
    assert told == TELEMETRY_OFF


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md", "prefect.yaml"])
def test_telemetry_is_off_in_each_recipe_of_the_docs(page: str) -> None:
    """For each command of Prefect, on its line or exported before; newstables turns it off by itself."""
    shown = r"((?:^#   .*\n)+)" if page.endswith(".yaml") else r"```sh\n(.*?)```"
    blocks = [block.replace("#   ", "") for block in re.findall(shown, (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)]
    recipes = [block for block in blocks if re.search(r"\bprefect ", block)]
    assert recipes
    for block in recipes:
        exported: dict[str, str] = {}
        for line in block.splitlines():
            words = [word.split("=", 1) for word in shlex.split(line)]
            given = {pair[0]: pair[1] for pair in words if len(pair) > 1}
            exported |= given if line.startswith("export ") else {}
            assert not re.search(r"(?:^|\s)prefect ", line) or TELEMETRY_OFF.items() <= (exported | given).items(), line


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in ("newstables.service", "newstables.timer"):
        (tmp_path / name).write_text(text(name).replace("/opt/newstables/bin/newstables", sys.executable))
    command = ["systemd-analyze", "verify", "--man=no", *(str(path) for path in sorted(tmp_path.iterdir()))]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, [line for line in told.stderr.splitlines() if "newstables" in line]) == (0, [])


def test_the_container_is_pinned_and_runs_as_nobody_special() -> None:
    images = re.findall(r"^FROM (\S+)", text("Dockerfile"), re.MULTILINE)
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", image) for image in images)
    users = re.findall(r"^USER (.*)$", text("Dockerfile"), re.MULTILINE)
    assert [int(user) > 0 for user in users] == [True]


def test_the_container_gets_all_that_the_package_is_built_from() -> None:
    kept = {line[1:] for line in text("Dockerfile.dockerignore").splitlines() if line.startswith("!")}
    assert kept == {"LICENSE", "README.md", "flows", "newstables", "pyproject.toml", "transforms"}
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert {name.partition(".")[0] for name in built} == {"flows", "newstables", "transforms"}
    folders = {path.parent.relative_to(ROOT) for root in ("flows", "newstables", "transforms") for path in (ROOT / root).rglob("*.py")}
    assert set(built) == {".".join(folder.parts) for folder in folders}
    assert all((ROOT / name).exists() for name in kept)
