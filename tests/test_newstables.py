"""The package that only reads releases: it needs nothing of the pipeline, whatever else is called `flows` where it is used."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import newstables
from flows import Release
from newstables.manifest import KNOWN_SCHEMA
from tests.running import ROOT, rows, run_plainly, story
from transforms.schema import SCHEMA_VERSION

READ = """
import sys
import newstables
release = newstables.open_release(sys.argv[1])
print(len(release.quotes), len(release.arrow("articles", ["seed"])), release.arrow("quotes", part="none").num_rows)
print({name for name in ("transforms", "prefect", "onnxruntime") if name in sys.modules}, "flows" in sys.modules)
"""


def test_it_reads_beside_flows_of_somebody_else(released: Release, tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "__init__.py").write_text("raise ImportError('these are the flows of somebody else')\n")
    (tmp_path / "script.py").write_text(f"import sys\nsys.path.append({str(ROOT)!r})\n{READ}")  # behind the folder of the script
    command = [sys.executable, str(tmp_path / "script.py"), str(released.data)]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == [f"{len(released.quotes)} 5 0", "set() False"]


def test_it_has_the_version_of_the_package_and_knows_the_tables() -> None:
    assert newstables.__version__ == version("newstables")
    assert KNOWN_SCHEMA == SCHEMA_VERSION


PAGE = (
    "<!DOCTYPE html><html><head><title>Ferry returns</title></head><body><h1>Ferry returns</h1><p>The ferry sailed again.</p></body></html>"
)


@pytest.mark.parametrize("text", [story(3), "\ufeffA line.\r\nAnother &amp; one.", PAGE], ids=["story", "odd", "page"])
def test_a_text_in_memory_gives_the_rows_of_a_file(text: str, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_bytes(text.removeprefix("\ufeff").encode())
    release = run_plainly(tmp_path / "seeds", tmp_path / "data")
    assert release
    tables = newstables.read_text(text.removeprefix("\ufeff"))
    of_the_run = {"seed", "reader_version", "quote_group"}
    for name in ("articles", "paragraphs", "quotes", "mentions", "entities"):
        found, wanted = tables.arrow(name).to_pylist(), rows(release, name)
        assert [{k: v for k, v in row.items() if k not in of_the_run} for row in found] == [
            {k: v for k, v in row.items() if k not in of_the_run} for row in wanted
        ]
        assert tables.arrow(name).schema == release.arrow(name).schema


@pytest.mark.parametrize(("text", "sentence"), [(" \n", "white space only"), ("", "white space only"), ("a\0b", "not text")])
def test_what_is_no_text_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(newstables.NewstablesError, match=sentence):
        newstables.read_text(text)


def test_tables_tell_what_they_are(released: Release) -> None:
    tables = newstables.read_text(story(1))
    assert repr(tables).startswith("<Tables: 1 articles, ")
    assert repr(released).startswith(f"<Release {released.name}: 5 articles, ")
    assert len(repr(released)) < 200
    with pytest.raises(newstables.NewstablesError, match="there is no table 'quote'; the tables are articles"):
        tables.pandas("quote")
    with pytest.raises(AttributeError):
        _ = tables.quote


def test_offsets_slice_in_every_row_that_has_them(released: Release) -> None:
    text = "“Nobody knows.”\n\n" + story(1)
    tables = newstables.read_text(f"He said no.\n\n“Who came?”\n\n{text}")
    for frames in (tables, released):
        articles = dict(zip(frames.articles["article_id"], frames.articles["text"], strict=True))
        quotes = frames.quotes
        assert [str(quotes[name].dtype) for name in ("speaker_start", "cue_end", "paragraph")] == ["Int32", "Int32", "int32"]
        for _, quote in quotes.dropna(subset="speaker_start").iterrows():
            assert articles[quote["article_id"]][quote["speaker_start"] : quote["speaker_end"]] == quote["speaker_text"]
        for row in quotes.dropna(subset="cue_start").itertuples():
            assert articles[row.article_id][row.cue_start : row.cue_end] == row.cue_text
    assert tables.quotes["speaker_start"].isna().any()


HIDDEN = """
import sys
sys.path.append(sys.argv[1])
sys.meta_path = [finder for finder in sys.meta_path if "Editable" not in repr(finder)]  # it would find what an installed package hides
import newstables
newstables.read_text("A.")
"""


def test_a_package_of_the_same_name_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "transforms").mkdir()
    (tmp_path / "transforms" / "__init__.py").write_text("")
    (tmp_path / "script.py").write_text(HIDDEN)
    command = [sys.executable, str(tmp_path / "script.py"), str(ROOT)]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=120)
    assert "a package of yours called `transforms` hides that of newstables" in done.stderr
