"""Pages of PDF: the order of columns, words and paragraphs that were broken, heads and feet."""

import re
from pathlib import Path

import pytest

from flows.ingest.formats.entry import Reading
from flows.ingest.formats.page_layout import text_of
from flows.ingest.formats.registry import records

FOLDER = Path(__file__).parent / "printed"
STORY = [
    " ".join(re.sub("<[^>]*>", "", part).split())
    for part in re.findall(r"(?s)<p>(.*?)</p>", (FOLDER / "story.html").read_text(encoding="utf-8"))
]
HEAD, FOOT = ["The Harbour Post – 3 March 2025"], ["Page 1"]
TITLE = "Bridge closed after cracks are found"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("chromium.pdf", [TITLE, *STORY]),
        ("libreoffice.pdf", [*HEAD, TITLE, *STORY[1:] * 3, *FOOT]),
        ("reportlab.pdf", ["The Harbour Post, 3 March 2025", *STORY[1:], "1"]),
    ],
)
def test_two_columns_of_other_programs(name: str, wanted: list[str]) -> None:
    path = FOLDER / name
    (entry,) = records(str(path), path.stat().st_size, Reading(1_000_000))
    assert entry.record is not None
    assert entry.record.data.decode().split("\n\n") == wanted


LEFT = [
    "The council closed the old",
    "bridge over the river on",
    "Monday, and it will be re-",
    "paired from May on by a well-",
    "known firm, as was promised in",
    "a letter that was read aloud in",
]
RIGHT = [
    "the town hall. Its well-known",
    "bridges stand in twenty towns.",
    "",
    "Nobody had asked the farmers,",
    "who have to take the motorway",
    "until the summer, or longer.",
    "They are not pleased.",
]


def side_by_side(left: list[str], right: list[str]) -> str:
    longest = max(len(left), len(right))
    rows = zip(left + [""] * (longest - len(left)), right + [""] * (longest - len(right)), strict=True)
    return "\n".join(f"{one:<36}{other}" for one, other in rows)


FIRST = (
    "The council closed the old bridge over the river on Monday, and it will be repaired from May on by a well-known firm, as was "
    "promised in a letter that was read aloud in the town hall. Its well-known bridges stand in twenty towns."
)
PARAGRAPHS = [FIRST, "Nobody had asked the farmers, who have to take the motorway until the summer, or longer. They are not pleased."]


def test_columns_hyphens_and_a_sentence_across_columns() -> None:
    assert text_of([side_by_side(LEFT, RIGHT)]).split("\n\n") == PARAGRAPHS


def test_a_sentence_across_pages_and_what_repeats_on_them() -> None:
    pages = [f"The Post      Monday\n\n{chr(10).join(some)}\n\n                {number}" for number, some in ((7, LEFT), (8, RIGHT))]
    assert text_of(pages).split("\n\n") == ["The Post Monday", *PARAGRAPHS, "7"]


def test_what_stands_on_one_page_alone_is_kept() -> None:
    text = text_of(["First head\n\nWords of a page.\n\nFirst foot", "Second head\n\nMore of them.\n\nSecond foot"])
    assert text.split("\n\n") == ["First head", "Words of a page.", "First foot", "Second head", "More of them.", "Second foot"]


def test_tables_of_short_cells_are_no_columns() -> None:
    rows = [
        f"{team:<24}{points}" for team, points in (("Harbour Town", 41), ("Valley Rovers", 38), ("North Bank", 33), ("Mill End", 30)) * 3
    ]
    assert text_of(["\n".join(rows)]).split() == "\n".join(rows).split()


def test_no_character_is_lost_in_the_middle_of_pages() -> None:
    odd = side_by_side(["a" * 20, "", "b c-", *LEFT, "x" * 35], ["", "1 2 3", *RIGHT, "-"])
    assert sorted(re.sub(r"[\s-]", "", text_of([odd]))) == sorted(re.sub(r"[\s-]", "", odd))


def test_pages_of_many_lines_take_linear_time() -> None:
    assert len(text_of([side_by_side(LEFT * 200, RIGHT * 200)] * 3)) > 10_000
