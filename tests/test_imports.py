"""What commands import: nothing that they do not need, so that they start at once and stay small."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows import Release
from flows.cli.app import COMMANDS
from tests.running import ROOT

HEAVY = ("onnxruntime", "pandas", "prefect", "pyarrow.dataset", "tokenizers", "trafilatura", "dateparser")
CODE = """
import sys
from flows.cli.app import main
assert main(sys.argv[2:]) == 0
print(sorted({*sys.argv[1].split(",")} & {*sys.modules}), file=sys.stderr)
"""


def imported(*arguments: object, among: Sequence[str] = HEAVY) -> str:
    command = [sys.executable, "-c", CODE, ",".join(among), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=170).stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["status", "path", "releases"])
def test_commands_that_show_a_release(released: Release, command: str) -> None:
    assert imported(command, "--data", released.data) == "[]"


def test_a_command_imports_no_other_and_path_nothing_that_draws(released: Release) -> None:
    others = {
        "flows.run",
        "rich.table",
        *(f"flows.cli.{command.function.partition(':')[0]}" for group in COMMANDS.values() for command in group),
    }
    among = sorted(others - {"flows.cli.path"})
    assert imported("path", "--data", released.data, among=among) == "[]"
    assert imported(among=[*among, "flows.cli.path"]) == "['rich.table']"  # the help of all


def test_a_run_with_nothing_new(released: Release, seeds: Path) -> None:
    # pyarrow imports pandas when it makes an array of a Python list.
    assert imported("run", seeds, "--data", released.data, "--workers", 1) in {"[]", "['pandas']"}
