from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.metadata import Metadata, read_metadata
from transforms.paragraphs import read_paragraphs
from transforms.schema import BODY_ROLES, ParagraphRow

LEAD = "The harbour board voted on Monday to close the old lighthouse, which has guided ships into the bay since 1871."


def read(*lines: tuple[str, str]) -> Metadata:
    """Read metadata of a page whose lines have the given roles."""
    rows, text = [], ""
    for number, (role, line) in enumerate(lines):
        rows.append(ParagraphRow("a", number, role, role in BODY_ROLES, len(text), len(text) + len(line), line, 0.9))
        text += line + "\n\n"
    return read_metadata(rows)


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
    ("byline", "authors", "agencies"),
    [
        ("By Ana Ruiz and Li Wei", ["Ana Ruiz", "Li Wei"], []),
        ("By ANA RUIZ, SEAN McDONALD and MARY O'BRIEN", ["Ana Ruiz", "Sean McDonald", "Mary O'Brien"], []),
        ("BY SEAN MCDONALD", ["Sean McDonald"], []),
        ("JAN VAN DER BERG and ANNE-MARIE SMITH", ["Jan van der Berg", "Anne-Marie Smith"], []),
        ("By J.R. SMITH", ["J.R. Smith"], []),
        ("By Ana Ruiz, Senior Correspondent", ["Ana Ruiz"], []),
        ("By Ana Ruiz in Geneva", ["Ana Ruiz"], []),
        ("By Ana Ruiz, @anaruiz, HARBOUR TODAY", ["Ana Ruiz"], []),
        ("Written by Ana Ruiz April 3, 2025", ["Ana Ruiz"], []),
        ("By Ana Ruiz | AP", ["Ana Ruiz"], ["AP"]),
        ("By The Associated Press", [], ["AP"]),
        ("By Agence France-Presse", [], ["AFP"]),
        ("By Staff Reporter", [], []),
        ("Von Anna Müller", ["Anna Müller"], []),
    ],
)
def test_bylines(byline: str, authors: list[str], agencies: list[str]) -> None:
    found = read(("byline", byline), ("body", LEAD))
    assert (found.authors, found.agencies) == (authors, agencies)


@pytest.mark.parametrize(
    ("head", "dateline", "agencies"),
    [
        ("WASHINGTON (AP) — ", "WASHINGTON", ["AP"]),
        ("GENEVA, June 3 (Xinhua) -- ", "GENEVA", ["Xinhua"]),
        ("NEW DELHI: ", "NEW DELHI", []),
        ("New Delhi [India], June 3 (ANI): ", "New Delhi", ["ANI"]),
        ("MOSCOW/KYIV (Reuters) - ", "MOSCOW/KYIV", ["Reuters"]),
        ("HEMPSTEAD, N.Y. ― ", "HEMPSTEAD, N.Y.", []),
        ("LOS ANGELES, Sept. 28 (UPI) — ", "LOS ANGELES", ["UPI"]),
        ("SÃO PAULO — ", "SÃO PAULO", []),
        ("Beirut (AFP) – ", "Beirut", ["AFP"]),
        ("(Reuters) - ", None, ["Reuters"]),
        ("WATCH: ", None, []),
        ("He said — ", None, []),
        ("Smith (the mayor) — ", None, []),
        ("", None, []),
    ],
)
def test_datelines(head: str, dateline: str | None, agencies: list[str]) -> None:
    found = read(("title", "Lighthouse closes"), ("body", head + LEAD))
    assert (found.dateline, found.agencies) == (dateline, agencies)


def test_a_transcript_has_no_dateline() -> None:
    assert read(("body", "HOLM: We are sailing."), ("body", "DAHL: Nobody asked me.")).dateline is None


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
    ("line", "published", "text", "precision"),
    [
        ("April 3, 2025", "2025-04-03T00:00", "April 3, 2025", "day"),
        ("Thursday, 3rd April 2025", "2025-04-03T00:00", "3rd April 2025", "day"),
        ("3. April 2025", "2025-04-03T00:00", "3. April 2025", "day"),
        ("le 3 avril 2025", "2025-04-03T00:00", "3 avril 2025", "day"),
        ("3 de abril de 2025", "2025-04-03T00:00", "3 de abril de 2025", "day"),
        ("2025年4月3日", "2025-04-03T00:00", "2025年4月3日", "day"),
        ("2025-04-03T10:42:07+02:00", "2025-04-03T08:42:07", "2025-04-03T10:42:07+02:00", "second"),
        ("2025-04-03T10:42:07.123Z", "2025-04-03T10:42:07", "2025-04-03T10:42:07.123Z", "second"),
        ("2025/04/03", "2025-04-03T00:00", "2025/04/03", "day"),
        ("April 3, 2025 at 4:05 p.m. EDT", "2025-04-03T20:05", "April 3, 2025 at 4:05 p.m. EDT", "minute"),
        ("4:05 PM EST, Dec 31, 2024", "2024-12-31T21:05", "4:05 PM EST, Dec 31, 2024", "minute"),
        ("Dec 31, 2024 11:30 PM EST", "2025-01-01T04:30", "Dec 31, 2024 11:30 PM EST", "minute"),
        ("12:10 AM GMT, 3 Apr 2025", "2025-04-03T00:10", "12:10 AM GMT, 3 Apr 2025", "minute"),
        ("3 Apr 2025 09:00 GMT+5:30", "2025-04-03T03:30", "3 Apr 2025 09:00 GMT+5:30", "minute"),
        ("3 Apr 2025 09:00", "2025-04-03T00:00", "3 Apr 2025", "day"),
        ("3 Apr 2025 09:00 CST", "2025-04-03T00:00", "3 Apr 2025", "day"),
        ("3 Apr 2025 25:00 GMT", "2025-04-03T00:00", "3 Apr 2025", "day"),
        ("Updated 4 April 2025 | Published 3 April 2025", "2025-04-03T00:00", "3 April 2025", "day"),
        ("3 April 2025 (Last updated: 4 April 2025)", "2025-04-03T00:00", "3 April 2025", "day"),
        ("23/04/2025", "2025-04-23T00:00", "23/04/2025", "day"),
        ("04/23/2025", "2025-04-23T00:00", "04/23/2025", "day"),
        ("04/04/2025", "2025-04-04T00:00", "04/04/2025", "day"),
        ("03/04/2025", None, None, None),
        ("Updated 4 April 2025", None, None, None),
        ("April 3", None, None, None),
        ("31 February 2025", None, None, None),
        ("2025-13-01", None, None, None),
        ("Section 12, 2025", None, None, None),
        ("2 hours ago", None, None, None),
    ],
)
def test_published(line: str, published: str | None, text: str | None, precision: str | None) -> None:
    found = read(("title", "Lighthouse closes"), ("date", line), ("body", LEAD))
    expected = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    assert (found.published, found.published_text, found.published_precision) == (expected, text, precision)


def test_a_label_on_the_line_before_counts() -> None:
    lines = (("boilerplate", "Updated"), ("date", "4 April 2025"), ("boilerplate", "Published"), ("date", "3 April 2025"))
    assert read(("title", "Lighthouse closes"), *lines, ("body", LEAD)).published_text == "3 April 2025"


def test_a_dateline_with_a_year_dates_the_article() -> None:
    assert read(("body", "GENEVA, June 3, 2024 (Xinhua) -- " + LEAD)).published == datetime(2024, 6, 3, tzinfo=UTC)


def test_a_date_in_the_body_does_not() -> None:
    assert read(("title", "Lighthouse closes"), ("body", LEAD), ("body", "It was built on 3 April 1871.")).published is None


@pytest.mark.parametrize(
    ("first", "headline", "title", "publisher"),
    [
        ("Keeper leaves | The Harbour Post", "Keeper leaves", "Keeper leaves", "The Harbour Post"),
        ("Keeper leaves - World - The Harbour Post", "Keeper leaves", "Keeper leaves", "The Harbour Post"),
        ("Keeper leaves", "Keeper leaves", "Keeper leaves", None),
        ("Keeper leaves town | The Harbour Post", "Keeper leaves town | The Harbour Post", "Keeper leaves town", "The Harbour Post"),
        ("Menu", "Keeper - a man of few words - leaves", "Keeper - a man of few words - leaves", None),
    ],
)
def test_title_and_publisher(first: str, headline: str, title: str, publisher: str | None) -> None:
    lines = [("title", headline), ("body", LEAD)]
    found = read(*([("boilerplate", first)] if first != headline else []), *lines)
    assert (found.title, found.publisher) == (title, publisher)


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


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (LEAD, "en"),
        ("Der Hafenrat hat am Montag beschlossen, den alten Leuchtturm zu schließen.", "de"),
        ("Портовый совет решил в понедельник закрыть старый маяк.", "ru"),
        ("港口委员会星期一投票决定关闭这座古老的灯塔，守塔人说他会离开。", "zh"),
        ("xkcd jjjj qqqq wwww zzzz pppp kkkk vvvv", None),
        ("Too short.", None),
    ],
)
def test_language(body: str, language: str | None) -> None:
    assert read(("body", body)).language == language


@given(st.integers(-2_200_000_000, 4_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_every_iso_time_is_read_back(seconds: int, minutes: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    line = moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat()
    found = read(("title", "Lighthouse closes"), ("date", line))
    assert (found.published, found.published_text, found.published_precision) == (moment, line, "second")


@given(st.lists(st.tuples(st.sampled_from(["title", "byline", "date", "dateline", "credit", "body", "boilerplate"]), st.text(min_size=1))))
def test_what_is_said_is_in_the_text(lines: list[tuple[str, str]]) -> None:
    lines = [(role, line.strip()) for role, line in lines if line.strip()]
    found = read(*lines)
    said = [value for value in (found.title, found.dateline, found.published_text, found.publisher, found.url) if value is not None]
    assert all(any(value in line for _, line in lines) for value in said)
