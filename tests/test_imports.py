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


@pytest.mark.parametrize("command", [["status"], ["path"], ["releases"], ["rejects"], ["show", "story-2"]])
def test_commands_that_show_a_release(released: Release, command: list[str]) -> None:
    assert imported(*command, "--data", released.data) == "[]"


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
    assert imported("run", seeds, "--data", released.data, "--workers", 1) == "[]"


def test_pandas_is_there_for_a_data_frame_though_arrays_were_made_without() -> None:
    code = """
import sys, pyarrow as pa
from flows.store.arrow import keep_pandas_out
keep_pandas_out()
table = pa.table({"n": [1, None]})
assert "pandas" not in sys.modules
frame = table.to_pandas()
assert frame.n.isna().tolist() == [False, True]
assert pa.array(frame.n).to_pylist() == [1, None]
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=170)


def test_the_first_line_of_a_run_is_said_before_anything_slow_is_loaded(seeds: Path) -> None:
    code = """
import sys
from pathlib import Path
import flows.cli.run
from flows.ingest.folder import say_beginning
say_beginning(Path(sys.argv[1]), "data")
print(sorted({"numpy", "pyarrow", "rich", "pandas", "prefect", "flows.run"} & {*sys.modules}), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code, str(seeds)], cwd=ROOT, check=True, capture_output=True, text=True, timeout=170)
    assert done.stderr.splitlines() == [f"5 files in {seeds}; releases go to data", "[]"]
