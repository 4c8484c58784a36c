"""What the README shows is run."""

import re
import shlex
import shutil
from pathlib import Path

import duckdb
import pytest

from flows import open_release
from flows.cli import main
from flows.dataset import Release
from tests.running import ROOT, run_plainly
from transforms.codes import REJECT_REASONS
from transforms.schema import TABLES

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return found


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bundled seeds and their first release."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    run_plainly(folder / "seeds", folder / "data")
    return folder


@pytest.fixture
def release(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """The release of the bundled seeds, in the working folder that the README means."""
    monkeypatch.chdir(bundled)
    return open_release()


@pytest.mark.usefixtures("release")
@pytest.mark.parametrize("code", blocks("python"))
def test_python(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own examples
    assert capsys.readouterr().out


@pytest.mark.usefixtures("release")
@pytest.mark.parametrize("query", blocks("sql"))
def test_sql(query: str) -> None:
    assert len(duckdb.execute(query).fetchall()) == 5


@pytest.mark.usefixtures("release")
@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines() if line.startswith("newstables ")])
def test_commands(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shlex.split(line, comments=True)[1:]) == 0
    assert capsys.readouterr().out


def test_the_row_that_the_readme_shows(release: Release) -> None:
    shown = re.search(r"^\| direct \| (.*) \| (.*) \| (.*) \| (.*) \|$", README, re.MULTILINE)
    assert shown
    found = [(q["text"], q["speaker_text"], q["speaker_name"], q["speaker_resolution"]) for q in release.arrow("quotes").to_pylist()]
    assert shown.groups() in found


def test_all_tables_and_reasons_are_named() -> None:
    for name in TABLES:
        assert f"| `{name}` |" in README
    for reason in REJECT_REASONS:
        assert re.search(rf"\b{reason}\b", README), reason


def test_the_bundled_seeds_are_enough(release: Release) -> None:
    assert release.manifest["rows"]["articles"] >= 15
    assert {"empty", "blank", "binary", "corrupt", "duplicate", "undecodable"} <= set(release.manifest["rejects"])
