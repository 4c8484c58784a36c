"""Live blogs: every entry is in the body, in the order of the page, and its time is a date of its own."""

import pytest

from transforms.html.document import read_html
from transforms.page.blocks import blocks
from transforms.page.live import beginnings
from transforms.page.paragraphs import read_paragraphs
from transforms.schema import ParagraphRow

ENTRIES = [
    ("10:42", "Cable car runs again", "The cable car to the upper town has run since half past ten, with forty people in the first cabin."),
    ("09:55", "Market stays shut", "The covered market will stay shut until Wednesday, the town hall has announced."),
    ("09:20", "Water cut off in the east", "Engineers are working to bring water back to some two thousand homes in the east of the town."),
    ("08:05", "Good morning", "Welcome to our coverage of the landslide that blocked the valley road during the night."),
]
HEAD = "<!doctype html><title>Landslide in the valley: live - The Valley Echo</title><nav><a href=/>Home</a> <a href=/n>News</a></nav>"
FOOT = "<aside><h2>Most read</h2><a href=/a>Ten walks to take in spring</a></aside><footer>© The Valley Echo</footer>"
SHAPES = {
    "articles": "<article class=live><header><time>{}</time><h2>{}</h2></header><p>{}</p><footer><a href=#>Share</a></footer></article>",
    "divisions": "<div class=entry><span class=entry-time>{}</span><h3>{}</h3><div><p>{}</p></div><a href=#>Share</a></div>",
    "sections": "<section><p><time>{} GMT</time></p><p><b>{}</b></p><p>{}</p></section>",
}


def page(shape: str) -> list[ParagraphRow]:
    entries = "".join(SHAPES[shape].format(*entry) for entry in ENTRIES)
    main = f"<main><h1>Landslide in the valley: live</h1><p>By Ola Brandt</p>{entries}</main>"
    document = read_html(f"{HEAD}<body>{main}{FOOT}".encode())
    return read_paragraphs("a", document.text, document.blocks)


def saved(time: str, between: str) -> list[ParagraphRow]:
    entries = [part for clock, *rest in ENTRIES for part in (time.format(clock), *rest, "Share")]
    head = ["The Valley Echo", "Home", "News", "Landslide in the valley: live", "By Ola Brandt", "3 March 2025"]
    return read_paragraphs("a", between.join([*head, *entries, "Most read", "Ten walks to take in spring", "© The Valley Echo"]))


def check(rows: list[ParagraphRow], time: str) -> None:
    assert [row.text for row in rows if row.role == "date" and ":" in row.text] == [time.format(clock) for clock, *_ in ENTRIES]
    assert [row.text for row in rows if row.is_body] == [text for _, *rest in ENTRIES for text in rest]
    assert {row.role for row in rows if row.is_body} <= {"subhead", "body"}
    assert {row.role for row in rows if row.text in ("Share", "Most read", "© The Valley Echo")} == {"boilerplate"}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page(shape: str) -> None:
    check(page(shape), "{} GMT" if shape == "sections" else "{}")


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("time", ["{}", "{} GMT", "3 March 2025, {} CET"])
def test_a_page_saved_as_text(time: str, between: str) -> None:
    check(saved(time, between), time)


def test_times_of_comments_are_those_of_no_entries() -> None:
    story = [f"The council of Vell met on {day} and put off the vote on the bridge for another week." for day in ("Monday", "Tuesday")]
    comments = "".join(
        f"{name}\n\n{time}\n\nI saw that coming.\n\n" for name, time in (("rower77", "18:20"), ("Ina", "18:31"), ("Al", "19:02"))
    )
    rows = read_paragraphs("a", "\n\n".join(["Bridge vote put off again", "By Ola Brandt", *story, "3 comments", comments]))
    assert {row.role for row in rows if row.text == "I saw that coming."} == {"boilerplate"}
    assert [row.text for row in rows if row.is_body] == story


def test_two_times_make_no_live_blog() -> None:
    (_, heading, text), *_ = ENTRIES
    rows = read_paragraphs("a", f"{heading}\n\nBy Ola Brandt\n\n10:42\n\n{text}\n\nRead more\n\n11:02\n\nTen walks to take in spring")
    assert [row.text for row in rows if row.is_body] == [text]


@pytest.mark.parametrize("times", ["4.12 4.58 4.76", "4:11 5:34 6:05", "12:40 11:05 14:20", "88.60 89.60 90.60"])
def test_marks_prices_and_lengths_of_films_are_no_times(times: str) -> None:
    parts = [part for time, (_, *rest) in zip(times.split(), ENTRIES, strict=False) for part in (time, *rest)]
    rows = read_paragraphs("a", "\n\n".join(["Landslide in the valley", "By Ola Brandt", *parts]))
    assert [row.role for row in rows if row.text in times.split()].count("date") < len(times.split())


def test_headings_of_entries_are_paragraphs_of_their_own() -> None:
    text = (
        "17.05\nBridge closed\nThe old bridge is closed.\n16.20\nSchool opens\nThe school takes in\npeople.\n15.45\nIt rains\nIt rains.\n"
    )
    lines = blocks(text)
    assert [lines[place].of(text) for place in sorted({*beginnings(text, lines)})] == [
        *("17.05", "Bridge closed", "The old bridge is closed."),
        *("16.20", "School opens", "The school takes in"),
        *("15.45", "It rains", "It rains."),
    ]
    rising = "15.45\nFish\nFried in butter.\n16.20\nDuck\nWith plums.\n17.05\nHare\nWith cream.\n"
    assert list(beginnings(rising, blocks(rising))) == []  # they may be prices
