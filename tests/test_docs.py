"""What README and docs show is run."""

import json
import re
import shlex
from pathlib import Path

import pytest

from flows.cli.app import app, main
from tests import shown
from tests.running import ROOT
from tests.shown import Scene
from training.languages import table
from transforms.schema import TABLES

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "training").rglob("README.md")])


@pytest.mark.parametrize("page", shown.PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_is_what_it_gives(page: Path, scene: Scene) -> None:
    """Outputs, and tables of what there is; seconds and names of releases may differ."""
    text = page.read_text(encoding="utf-8")
    assert shown.steady(text) == shown.steady(shown.current(text, scene)), "run `python -m tests.shown`, and read `git diff`"


def test_every_example_of_the_readme_runs(scene: Scene) -> None:
    """Also those whose output is not shown."""
    for language, code in re.findall(r"```(sh|python)\n(.*?)```", README, re.DOTALL):
        wanted = language == "python" or shown.commands(code)
        assert scene.output(language, code) if wanted else "serve" in code, code


def test_the_readme_is_short() -> None:
    assert len(README.split()) <= 1500


def test_the_figures_of_the_readme_are_those_of_the_page_on_quality() -> None:
    table = README.partition("## Quality")[2].partition("## Limits")[0]
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    figures = re.findall(r"(?<![\d.])\.\d{2,3}\b", table)
    assert len(figures) > 8
    assert [figure for figure in figures if figure not in page] == []


def test_the_first_raw_text_is_of_a_bundled_page() -> None:
    raw = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert raw
    page = (ROOT / "seeds" / "pages" / "envoy-visit.txt").read_text(encoding="utf-8")
    assert set(raw[1].splitlines()) <= set(page.splitlines())


def test_all_tables_are_named() -> None:
    for name in TABLES:
        assert f"| `{name}` |" in README, f"README.md has no row for the table {name}"


def test_the_bundled_seeds_are_a_good_first_look(scene: Scene) -> None:
    """No hostile input, a few rejects that say what to do, people in several articles, one article twice, and all dated."""
    release = scene.release
    assert release.manifest["rows"]["articles"] >= 20
    assert release.manifest["rows"]["duplicates"] == 1
    assert set(release.manifest["rejects"]) == {"blank", "unsupported"}
    assert sum(release.manifest["rejects"].values()) == 3
    people = release.quotes.dropna(subset="speaker_id").groupby("speaker_name")["article_id"].nunique()
    assert (people >= 3).sum() >= 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?://)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")):
        found = page.parent / target if target else page
        assert found.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, anchor


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_in_all_pages_are_commands(page: Path) -> None:
    """Each `newstables …` of a block of shell lines is one that the command line understands; none is run."""
    for block in re.findall(r"```(?:sh|crontab)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for command in re.findall(r"(?:^|\s|/)newstables (.*?)(?: >> .*)?$", block, re.MULTILINE):
            assert app.parse_args(shlex.split(command, comments=True)), command


@pytest.mark.parametrize("package", ["flows", "transforms"])
def test_the_architecture_page_names_every_module(package: str) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = page.partition(f"## {package}, in reading order")[2].partition("\n## ")[0]
    named = set()
    for row in re.findall(r"^\|(.*)\|$", section, re.MULTILINE):
        first, *rest = re.findall(r"`([\w/]+)`", row) or [""]
        named |= {f"{first}{name}" for name in rest} if first.endswith("/") else {first, *rest}
    modules = {path.relative_to(ROOT / package).with_suffix("").as_posix() for path in (ROOT / package).rglob("*.py")}
    assert {name for name in modules if not name.endswith("__init__")} == named - {""}, "docs/architecture.md has another list"


def test_the_sentence_of_a_server_that_is_down(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    assert main(["run", str(ROOT / "seeds"), "--data", str(tmp_path / "data")]) == 1
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert capsys.readouterr().err.splitlines()[-1].replace(":1/", ":4200/") in page


def test_the_table_of_languages_is_that_of_the_figures() -> None:
    figures = json.loads((ROOT / "transforms/weights/figures.json").read_text(encoding="utf-8"))["figures"]
    assert table(figures) in (ROOT / "docs/languages.md").read_text(encoding="utf-8")
