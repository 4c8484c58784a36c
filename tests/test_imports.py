"""What commands import: nothing that they do not need, so that they start at once and stay small."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows import Release
from tests.running import ROOT

HEAVY = ("onnxruntime", "pandas", "prefect", "pyarrow.dataset", "tokenizers", "trafilatura", "dateparser")
CODE = """
import sys
from flows.cli.app import main
assert main(sys.argv[2:]) == 0
print(sorted({*sys.argv[1].split(",")} & {*sys.modules}), file=sys.stderr)
"""


def imported(*arguments: object) -> str:
    command = [sys.executable, "-c", CODE, ",".join(HEAVY), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=170).stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["status", "path", "releases"])
def test_commands_that_show_a_release(released: Release, command: str) -> None:
    assert imported(command, "--data", released.data) == "[]"


def test_a_run_with_nothing_new(released: Release, seeds: Path) -> None:
    # pyarrow imports pandas when it makes an array of a Python list.
    assert imported("run", seeds, "--data", released.data, "--workers", 1) in {"[]", "['pandas']"}
