from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pages import LEAD, page
from transforms.characters import squeezed
from transforms.metadata.reading import Metadata, read_metadata
from transforms.metadata.stated import fix_mojibake
from transforms.page.paragraphs import read_paragraphs
from transforms.records import NOTHING_STATED, Stated


def read(*lines: tuple[str, str], stated: Stated = NOTHING_STATED) -> Metadata:
    return read_metadata(page(*lines), stated)


def test_a_page_as_it_comes() -> None:
    text = f"""\
Board closes old lighthouse | The Harbour Post

Menu

Board closes old lighthouse

By ANA RUIZ and Li Wei, Reuters

Published: 3 April 2025, 18:30 IST | Updated: 4 April 2025, 09:00 IST

VALPARAISO, Chile (AP) — {LEAD}

Its keeper, Jon Dahl, said that he would hand over the keys of the lighthouse on Friday. — AFP

© 2025 Someone Else. All rights reserved.
"""
    assert read_metadata(read_paragraphs("a", text)) == Metadata(
        title="Board closes old lighthouse",
        authors=["Ana Ruiz", "Li Wei"],
        dateline="VALPARAISO, Chile",
        published=datetime(2025, 4, 3, 13, 0, tzinfo=UTC),
        published_text="3 April 2025, 18:30 IST",
        published_precision="minute",
        publisher="The Harbour Post",
        url=None,
        agencies=["AP", "Reuters", "AFP"],
        language="en",
    )


def test_a_page_that_says_nothing() -> None:
    assert read(("boilerplate", "Menu")) == Metadata(None, [], None, None, None, None, None, None, [], None)


@pytest.mark.parametrize(
    ("role", "line", "agencies"),
    [
        ("credit", "With reporting by Reuters and AFP", ["Reuters", "AFP"]),
        ("credit", "The Associated Press contributed to this report.", ["AP"]),
        ("body", "He left on Friday. (PTI)", ["PTI"]),
        ("body", "He left on Friday. /TASS/", ["TASS"]),
        ("body", "He left on Friday, he told Reuters.", []),
        ("body", "It was bought by a local firm (now Bloomberg Island)", []),
        ("caption", "The lighthouse (Ana Ruiz/Reuters)", []),
    ],
)
def test_agencies(role: str, line: str, agencies: list[str]) -> None:
    assert read(("body", LEAD), (role, line)).agencies == agencies


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("© 2024 The Harbour Post", "The Harbour Post"),
        ("Copyright © 2019-2024 Harbour, Bay & Co. All rights reserved.", "Harbour, Bay & Co"),
        ("(c) The Harbour Post 2024. All rights reserved", "The Harbour Post"),
        ("All rights reserved", None),
        ("© 2024", None),
    ],
)
def test_copyright_lines(line: str, publisher: str | None) -> None:
    assert read(("body", LEAD), ("boilerplate", line)).publisher == publisher


@pytest.mark.parametrize(
    ("above", "below", "url"),
    [
        ("https://example.org/keeper", "Menu", "https://example.org/keeper"),
        ("URL: https://example.org/keeper", "Menu", "https://example.org/keeper"),
        ("Menu", "URL: https://example.org/keeper", "https://example.org/keeper"),
        ("Menu", "https://example.org/other", None),
        ("Menu", "Read more at https://example.org/other", None),
    ],
)
def test_address(above: str, below: str, url: str | None) -> None:
    assert read(("boilerplate", above), ("body", LEAD), ("boilerplate", below)).url == url


@given(st.lists(st.tuples(st.sampled_from(["title", "byline", "date", "dateline", "credit", "body", "boilerplate"]), st.text(min_size=1))))
def test_what_is_said_is_in_the_text(lines: list[tuple[str, str]]) -> None:
    lines = [(role, line.strip()) for role, line in lines if line.strip()]
    found = read(*lines)
    said = [value for value in (found.title, found.dateline, found.published_text, found.publisher, found.url) if value is not None]
    assert all(any(value in form for _, line in lines for form in (line, squeezed(line), fix_mojibake(squeezed(line)))) for value in said)


TITLE, BODY = ("title", "Lighthouse closes"), ("body", LEAD)


def test_a_byline_credits_its_agency() -> None:
    found = read(TITLE, ("byline", "By Ana Ruiz and Li Wei, Reuters"), ("body", "GENEVA (AP) — " + LEAD))
    assert (found.authors, found.agencies, found.dateline) == (["Ana Ruiz", "Li Wei"], ["AP", "Reuters"], "GENEVA")


def test_an_agency_that_no_role_marks_is_credited_too() -> None:
    found = read(TITLE, ("boilerplate", "By"), ("boilerplate", "Associated Press"), BODY)
    assert (found.authors, found.agencies) == (["Associated Press"], ["AP"])


def test_bylines_of_other_articles_credit_no_agency() -> None:
    assert read(TITLE, BODY, *[("boilerplate", "More")] * 12, ("byline", "By Reuters")).agencies == []


@pytest.mark.parametrize(
    ("stated", "byline", "authors"),
    [
        (("Ana Ruiz",), "By Li Wei", ["Ana Ruiz"]),
        (("Ana Ruiz",), "By Ana Ruiz and Li Wei", ["Ana Ruiz", "Li Wei"]),
        (("By Ana Ruiz and Li Wei",), "By Ana Ruiz", ["Ana Ruiz", "Li Wei"]),
        (("The Harbour Post",), "By Ana Ruiz", ["Ana Ruiz"]),
        (("The Harbour Post",), "By Staff Reporter", ["The Harbour Post"]),
        (("None",), "By Ana Ruiz", ["Ana Ruiz"]),
        ((), "By Ana Ruiz", ["Ana Ruiz"]),
    ],
)
def test_stated_and_shown_authors(stated: tuple[str, ...], byline: str, authors: list[str]) -> None:
    assert read(TITLE, ("byline", byline), BODY, stated=Stated(authors=stated)).authors == authors


@pytest.mark.parametrize(
    ("stated", "shown", "text"),
    [
        ("2025-04-03T10:42:07+02:00", "3 April 2025 09:42 BST", "2025-04-03T10:42:07+02:00"),
        ("2025-04-03", "3 April 2025 09:42 BST", "3 April 2025 09:42 BST"),
        ("2025-04", "3 April 2025", "3 April 2025"),
        ("2025-04-03", "7 May 2025 09:42 BST", "2025-04-03"),
        ("2025-04-03", "3 April 2025", "2025-04-03"),
        ("nan", "3 April 2025", "3 April 2025"),
        ("2025-04-03", "2 hours ago", "2025-04-03"),
    ],
)
def test_stated_and_shown_times(stated: str, shown: str, text: str) -> None:
    assert read(TITLE, ("date", shown), BODY, stated=Stated(published=stated)).published_text == text


def test_the_rest_is_taken_as_stated() -> None:
    stated = Stated(title="Lighthouse closes | Harbour", publisher="Harbour", url="https://example.org/keeper", language="en-GB")
    found = read(
        TITLE, ("boilerplate", "URL: https://example.org/other"), ("body", "Gone."), ("boilerplate", "© 2025 Someone"), stated=stated
    )
    assert (found.title, found.publisher, found.url, found.language) == ("Lighthouse closes", "Harbour", "https://example.org/keeper", "en")


def test_names_are_shown_with_their_right_characters() -> None:
    found = read(("title", "Keeper doesnâ€™t leave"), ("byline", "By JosÃ© Ruiz"), BODY)
    assert (found.title, found.authors) == ("Keeper doesn’t leave", ["José Ruiz"])


@pytest.mark.parametrize(
    "line", ["By " + "A " * 60_000, "1/1/" * 30_000, "A | " * 30_000, "© " * 50_000, "https://" + "a/" * 50_000, "By" * 50_000]
)
@pytest.mark.parametrize("role", ["title", "byline", "date", "dateline", "credit", "body", "boilerplate"])
def test_long_lines_take_no_time(role: str, line: str) -> None:
    assert read((role, line), BODY, (role, line)).dateline is None
