"""The same seeds give the same bytes, however they are read."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows import open_release
from tests.running import ROOT, contents, story


def run(seeds: Path, data: Path, options: dict[str, int], environment: dict[str, str]) -> list[tuple[str, str]]:
    words = [word for name, value in ({"part_size": 6} | options).items() for word in (f"--{name.replace('_', '-')}", str(value))]
    command = [sys.executable, "-m", "flows", "run", str(seeds), "--data", str(data), *words]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, timeout=120)
    return contents(open_release(data))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    folder = tmp_path_factory.mktemp("same")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copytree(ROOT / "tests" / "seeds", folder / "seeds", dirs_exist_ok=True)
    for number in range(12):
        (folder / "seeds" / f"story-{number:02}.txt").write_text(story(number))
    return folder / "seeds", run(
        folder / "seeds", folder / "data", {"workers": 1, "batch_size": 500}, {"PYTHONHASHSEED": "1", "LC_ALL": "C"}
    )


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ({"workers": 4, "batch_size": 1}, {"PYTHONHASHSEED": "2"}),
        ({"workers": 2, "batch_size": 3}, {"PYTHONHASHSEED": "3", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"}),
        ({"workers": 1, "batch_size": 7}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX"}),
    ],
    ids=["4-workers-batches-of-1", "locale-and-zone", "posix"],
)
def test_same_bytes(
    expected: tuple[Path, list[tuple[str, str]]], tmp_path: Path, options: dict[str, int], environment: dict[str, str]
) -> None:
    seeds, bytes_of_files = expected
    assert run(seeds, tmp_path / "data", options, environment) == bytes_of_files


def test_same_bytes_whatever_order_the_folder_was_filled_in(expected: tuple[Path, list[tuple[str, str]]], tmp_path: Path) -> None:
    seeds, bytes_of_files = expected
    files = sorted(path for path in seeds.rglob("*") if path.is_file())
    random.Random(7).shuffle(files)  # noqa: S311 - any order will do
    for path in files:
        target = tmp_path / "seeds" / path.relative_to(seeds)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    assert run(tmp_path / "seeds", tmp_path / "data", {"workers": 2, "batch_size": 4}, {}) == bytes_of_files
