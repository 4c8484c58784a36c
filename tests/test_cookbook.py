"""The cookbook and the notebook: what they show is run, says the same in all ways, and is current."""

import json
import shutil
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from flows import open_release
from tests import cookbook, notebook
from tests.running import run_plainly, story
from tests.shown import Scene

SECTIONS = cookbook.sections()
RENEW = "run `python -m tests.shown`, and read `git diff docs`"


@pytest.fixture(scope="module")
def first(scene: Scene) -> dict[str, Any]:
    """What the blocks of the page begin with, for the bundled seeds."""
    return cookbook.setup(scene.release)


@pytest.fixture(scope="module")
def copied(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same for the next release, in which more articles repeat others, and one has no day and no publisher."""
    folder = tmp_path_factory.mktemp("copied")
    shutil.copytree(scene.folder, folder, symlinks=True, dirs_exist_ok=True)
    for number in range(3):
        (folder / "seeds" / f"copy-{number}.txt").write_text(story(number))
    run_plainly(folder / "seeds", folder / "data")
    release = open_release(folder / "data")
    assert release.manifest["rows"]["duplicates"]
    return cookbook.setup(release)


def test_there_are_seventeen_questions() -> None:
    assert len(SECTIONS) == 17


def test_the_answers_shown_are_current(first: dict[str, Any]) -> None:
    assert cookbook.PAGE.read_text(encoding="utf-8") == cookbook.current(first), RENEW


@pytest.mark.parametrize("release", ["first", "copied"])
@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.split(".")[0].removeprefix("### "))
def test_pandas_sql_and_polars_agree(section: str, release: str, request: pytest.FixtureRequest) -> None:
    found = cookbook.answers(section, request.getfixturevalue(release))
    assert set(found) == {"pandas", "SQL", "polars"}
    assert found["SQL"][1]
    assert found["pandas"] == found["SQL"]
    assert found["polars"] == found["SQL"]


def test_the_edge_list_is_a_graph(first: dict[str, Any]) -> None:
    section = next(part for part in SECTIONS if "edge list" in part)
    names, rows = cookbook.answers(section, first)["pandas"]
    graph = nx.Graph()
    graph.add_weighted_edges_from(rows)
    assert names == ["one", "other", "articles"]
    assert graph.number_of_edges() == len(rows)


def test_the_outputs_of_the_notebook_are_current(scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(scene.folder)
    page = json.loads(notebook.PAGE.read_text(encoding="utf-8"))
    names = {"open_release": open_release}
    for code, shown in zip(notebook.codes(page), notebook.outputs(page), strict=True):
        value = cookbook.last_value(code, names)
        printed = capsys.readouterr().out.rstrip("\n")
        assert [printed] * bool(printed) + ([] if value is None else [repr(value)]) == shown, "run `python -m tests.notebook`"
    assert notebook.pictures(page)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # Jupyter has many
def test_the_notebook_runs_as_it_stands(tmp_path: Path) -> None:
    for package in ("nbclient", "ipykernel", "matplotlib"):
        pytest.importorskip(package)
    page = notebook.executed(tmp_path)
    stored = json.loads(notebook.PAGE.read_text(encoding="utf-8"))
    assert notebook.outputs(page) == notebook.outputs(stored)
    assert len(notebook.pictures(page)) == len(notebook.pictures(stored)) == 1
