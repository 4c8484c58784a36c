"""How the evaluation of metadata counts: what a page shows, what is read, what is right."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from training.metadata import Tally, forms, main, metadata, plain, score, with_gold_roles
from training.scores import Report

RECORD = {
    "id": "harbour",
    "renderer": "get_text",
    "url": "https://example.org/2025/04/03/keeper",
    "title": "Keeper leaves town",
    "authors": ["Ana Ruiz", "Li Wei"],
    "published": "2025-04-03T23:30:00-04:00",
    "language": "en",
    "lines": [
        "Keeper leaves town | Harbour",
        "Keeper leaves town",
        "By Ana Ruiz",
        "April 3, 2025",
        "",
        "He had kept the light for forty years, and nobody asked him to stay.",
    ],
    "labels": ["title", "title", "byline", "date", "blank", "body"],
}


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    hidden = {**RECORD, "id": "hidden", "authors": ["Ana Ruiz"], "title": "Another title", "published": "2024-01-01"}
    with gzip.open(tmp_path / "pages/dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in (RECORD, hidden))
    return tmp_path


def counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.shown, tally.right, tally.said, tally.true


def test_only_what_is_shown_is_missed_but_all_that_is_said_counts(corpora: Path) -> None:
    tallies = score(corpora, "dev", with_gold_roles, addressed=False)
    assert {column: counts(tally) for column, tally in tallies.items()} == {
        "title": (1, 1, 2, 1),
        "authors": (1, 1, 2, 1),
        "authors, one at least": (1, 1, 2, 2),
        "date": (1, 1, 2, 1),
        "language": (2, 2, 2, 2),
    }


def test_all_figures_are_printed_and_kept(corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(corpora), "--wrong", "--json", str(tmp_path / "figures.json")])
    assert "(not shown)" in capsys.readouterr().out
    assert json.loads((tmp_path / "figures.json").read_text())["gold roles: title, right"] == 100.0


def test_what_the_evaluation_takes_is_what_the_pipeline_reads(corpora: Path) -> None:
    report = Report()
    metadata(corpora, "dev", report)
    assert report.figures["metadata: title, right"] == 100.0
    assert report.figures["metadata: title, said"] == 50.0  # the page of another title shows this one
    assert report.below({"metadata: title, said": 50.1, "metadata: unheard of": 1.0}) == [
        "metadata: title, said: 50.0 is below 50.1",
        "metadata: unheard of: None is below 1.0",
    ]


def test_days_have_many_forms() -> None:
    assert {"april 3, 2025", "3rd april 2025", "03.04.2025", "2025-04-03", "apr. 3, 2025"} <= {*forms(date(2025, 4, 3))}


def test_differences_of_type_do_not_count() -> None:
    assert plain(" “Keeper’s  Leave” – now… ") == plain('"keeper\'s leave" - now')
