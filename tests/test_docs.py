"""What the README shows is run."""

import ast
import re
import shlex
import shutil
from pathlib import Path

import duckdb
import pytest

from flows import open_release
from flows.cli.app import app, main
from flows.options import Options
from flows.publish.summary import reject_lines, summarize
from newstables.release import Release
from tests.running import ROOT, run_plainly
from transforms.codes import REJECT_REASONS
from transforms.schema import TABLES

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "training").rglob("README.md")])


def test_every_fault_that_is_tried_is_listed_and_no_other() -> None:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| (.+) \| [\d,]+ \|$", page, re.MULTILINE))
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests" / "faults").glob("test_*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    kinds = [kind(call.args[0]) for call in calls if ast.unparse(call.func) == "tried"]
    assert len(kinds) > 30
    assert [row for row in rows - {"**all**"} if not any(re.fullmatch(pattern, row) for pattern in kinds)] == []
    assert [pattern for pattern in kinds if not any(re.fullmatch(pattern, row) for row in rows)] == [], "write them with `make faults`"


def kind(name: ast.expr) -> str:
    """Return a pattern of the kinds of faults that a test counts."""
    if isinstance(name, ast.JoinedStr):
        return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in name.values)
    return re.escape(str(ast.literal_eval(name)))


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


def test_the_output_that_the_readme_shows(release: Release) -> None:
    """Counts of what the model reads may differ by a few: another kind of processor may round differently."""
    shown = re.search(r"^published \S+: .*$", README, re.MULTILINE)
    assert shown
    summary = summarize(Options(data=str(release.path.parent.parent)), release.name)
    said = summary["message"]
    counts = [{what: int(n.replace(",", "")) for n, what in re.findall(r"([\d,]+) ([a-z]+)", line)} for line in (shown[0], said)]
    assert counts[0].keys() == counts[1].keys()
    assert all(counts[0][what] == pytest.approx(count, rel=0.01) for what, count in counts[1].items()), said
    first, *_, last = reject_lines(summary)
    assert f"\n{first}\n" in README
    assert re.sub(r" --data \S+`", "`", last) in README


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
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for command in re.findall(r"(?:^|\s)newstables (.*)$", block, re.MULTILINE):
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
    page = (ROOT / "docs" / "schedules.md").read_text(encoding="utf-8")
    assert capsys.readouterr().err.splitlines()[-1].replace(":1/", ":4200/") in page
