from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pages import LEAD, page
from transforms.metadata.dates import Calendar, Moment, find_moments, month_number
from transforms.metadata.masthead import find_masthead
from transforms.metadata.published import read_published

TITLE, BODY = ("title", "Lighthouse closes"), ("body", LEAD)


def published(*lines: tuple[str, str], url: str | None = None, language: str | None = "en", dateline: str | None = None) -> Moment | None:
    rows = page(*lines)
    return read_published(rows, find_masthead(rows), dateline=dateline, url=url, languages=(language, None))


@pytest.mark.parametrize(
    ("line", "time", "text", "precision"),
    [
        ("April 3, 2025", "2025-04-03T00:00", "April 3, 2025", "day"),
        ("Thursday, 3rd April 2025", "2025-04-03T00:00", "3rd April 2025", "day"),
        ("3. April 2025", "2025-04-03T00:00", "3. April 2025", "day"),
        ("le 3 avril 2025", "2025-04-03T00:00", "3 avril 2025", "day"),
        ("3 de abril de 2025", "2025-04-03T00:00", "3 de abril de 2025", "day"),
        ("2025年4月3日", "2025-04-03T00:00", "2025年4月3日", "day"),
        ("2025년 4월 3일", "2025-04-03T00:00", "2025년 4월 3일", "day"),
        ("2025-04-03T10:42:07+02:00", "2025-04-03T08:42:07", "2025-04-03T10:42:07+02:00", "second"),
        ("2025-04-03T10:42:07.123Z", "2025-04-03T10:42:07", "2025-04-03T10:42:07.123Z", "second"),
        ("2025/04/03", "2025-04-03T00:00", "2025/04/03", "day"),
        ("April\u00a03, 2025", "2025-04-03T00:00", "April\u00a03, 2025", "day"),
        ("Published Thu, Apr 3 20252:23 PM EDT", "2025-04-03T18:23", "Apr 3 20252:23 PM EDT", "minute"),
        ("April 3, 2025 at 4:05 p.m. EDT", "2025-04-03T20:05", "April 3, 2025 at 4:05 p.m. EDT", "minute"),
        ("April 3, 2025 4:05 PM ET", "2025-04-03T20:05", "April 3, 2025 4:05 PM ET", "minute"),
        ("Dec 3, 2024 4:05 PM ET", "2024-12-03T21:05", "Dec 3, 2024 4:05 PM ET", "minute"),
        ("Dec 3, 1999 4:05 PM ET", "1999-12-03T00:00", "Dec 3, 1999", "day"),
        ("4:05 PM EST, Dec 31, 2024", "2024-12-31T21:05", "4:05 PM EST, Dec 31, 2024", "minute"),
        ("Dec 31, 2024 11:30 PM EST", "2025-01-01T04:30", "Dec 31, 2024 11:30 PM EST", "minute"),
        ("12:10 AM GMT, 3 Apr 2025", "2025-04-03T00:10", "12:10 AM GMT, 3 Apr 2025", "minute"),
        ("3 Apr 2025 4:55 PM MYT", "2025-04-03T08:55", "3 Apr 2025 4:55 PM MYT", "minute"),
        ("3 Apr 2025 09:00 GMT+5:30", "2025-04-03T03:30", "3 Apr 2025 09:00 GMT+5:30", "minute"),
        ("3 Apr 2025 09:00", "2025-04-03T00:00", "3 Apr 2025", "day"),
        ("3 Apr 2025 09:00 CST", "2025-04-03T00:00", "3 Apr 2025", "day"),
        ("3 Apr 2025 25:00 GMT", "2025-04-03T00:00", "3 Apr 2025", "day"),
        ("Updated 4 April 2025 | Published 3 April 2025", "2025-04-03T00:00", "3 April 2025", "day"),
        ("3 April 2025 (Last updated: 4 April 2025)", "2025-04-03T00:00", "3 April 2025", "day"),
        ("Published 3 April 2025 Updated 4 April 2025", "2025-04-03T00:00", "3 April 2025", "day"),
        ("23/04/2025", "2025-04-23T00:00", "23/04/2025", "day"),
        ("04/23/2025", "2025-04-23T00:00", "04/23/2025", "day"),
        ("04/04/2025", "2025-04-04T00:00", "04/04/2025", "day"),
        ("03.04.2025", "2025-04-03T00:00", "03.04.2025", "day"),
        ("Thursday, 03/04/2025", "2025-04-03T00:00", "03/04/2025", "day"),
        ("Tuesday, 03/04/2025", "2025-03-04T00:00", "03/04/2025", "day"),
        ("03/04/2025 - 13:55 GMT+1", "2025-04-03T12:55", "03/04/2025 - 13:55 GMT+1", "minute"),
        ("03/04/2025 08:00 AM EDT", "2025-03-04T12:00", "03/04/2025 08:00 AM EDT", "minute"),
        ("Anna Müller03.04.2025, 19:35 Uhr", "2025-04-03T00:00", "03.04.2025", "day"),
        ("Harbour FinanceApril 3, 2025", "2025-04-03T00:00", "April 3, 2025", "day"),
        ("Published on April 3, 2025April 4, 2025", "2025-04-03T00:00", "April 3, 2025", "day"),
        ("May 2025", "2025-05-01T00:00", "May 2025", "month"),
    ],
)
def test_published(line: str, time: str, text: str, precision: str) -> None:
    found = published(TITLE, ("date", line), BODY)
    assert found is not None
    assert (found.time, found.text, found.precision) == (datetime.fromisoformat(time).replace(tzinfo=UTC), text, precision)


@pytest.mark.parametrize(
    "line",
    [
        "03/04/2025",
        "03/04/2025 08:00 GMT",
        "April 9, 2025April 3, 2025",
        "Monday, 03/04/2025",
        "Updated 4 April 2025",
        "4 April 2025 (updated)",
        "© 4 April 2025",
        "Event: 4 April 2035",
        "April 3",
        "31 February 2025",
        "2025-13-01",
        "Section 12, 2025",
        "2 hours ago",
        "2025",
    ],
)
def test_what_says_no_date(line: str) -> None:
    assert published(TITLE, ("date", line), BODY) is None


@pytest.mark.parametrize(
    ("line", "language", "month"),
    [
        ("3 listopada 2024", "pl", 11),
        ("3. listopada 2024", "hr", 10),
        ("3 ноября 2024", "ru", 11),
        ("3 Νοεμβρίου 2024", "el", 11),
        ("3 Kasım 2024", "tr", 11),
        ("3. desember 2024", "no", 12),
        ("2024. április 3.", "hu", 4),
    ],
)
def test_months_in_the_language_of_the_page(line: str, language: str, month: int) -> None:
    found = published(TITLE, ("date", line), BODY, language=language)
    assert found is not None
    assert found.time == datetime(2024, month, 3, tzinfo=UTC)


def test_a_language_without_names_of_months_is_no_fault() -> None:
    assert month_number("listopada", "xx") is None


@pytest.mark.parametrize(
    ("others", "url", "language", "day"),
    [
        ((("boilerplate", "23/04/2025"),), None, "en", "2025-04-03"),
        ((("boilerplate", "04/23/2025"),), None, "en", "2025-03-04"),
        ((("boilerplate", "04/23/2025"), ("boilerplate", "23/04/2025")), None, "en", None),
        ((), "https://example.co.uk/talks", "en", "2025-04-03"),
        ((), "https://example.us/talks", "en", "2025-03-04"),
        ((), "https://example.com/2025/04/03/talks", "en", "2025-04-03"),
        ((), "https://example.com/talks", "en", None),
        ((), None, "fr", "2025-04-03"),
    ],
)
def test_which_number_is_the_day(others: tuple[tuple[str, str], ...], url: str | None, language: str, day: str | None) -> None:
    far = [("boilerplate", "More")] * 9
    found = published(TITLE, ("date", "03/04/2025"), BODY, *far, *others, url=url, language=language)
    assert (str(found.time.date()) if found else None) == day


def test_a_day_that_the_page_writes_out_tells_it_too() -> None:
    found = published(TITLE, ("date", "03/04/2025"), ("date", "Updated 4 April 2025"), BODY)
    assert found is not None
    assert found.text == "03/04/2025"
    assert found.time == datetime(2025, 4, 3, tzinfo=UTC)


def test_a_label_on_the_line_before_counts() -> None:
    lines = (("boilerplate", "Updated"), ("date", "4 April 2025"), ("boilerplate", "Published"), ("date", "3 April 2025"))
    found = published(TITLE, *lines, BODY)
    assert found is not None
    assert found.text == "3 April 2025"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([("date", "Friday, 4 April 2025"), TITLE, ("date", "3 April 2025"), BODY], "3 April 2025"),
        ([("date", "3 April 2025"), TITLE, BODY], "3 April 2025"),
        ([TITLE, ("boilerplate", "Harbour | 3 April 2025 | Share"), BODY], "3 April 2025"),
        ([TITLE, ("boilerplate", "The tower on 3 April 2025. (Harbour Photo/Ana Ruiz)"), BODY], None),
        ([TITLE, ("caption", "The tower, 3 April 2025"), BODY], None),
        ([TITLE, ("caption", "23/04/2025 - 10:00"), BODY], "23/04/2025"),
        ([TITLE, ("date", "5 April 2025"), ("date", "Updated 3 April 2025"), BODY], None),
        ([TITLE, ("date", "4 April 2025"), ("date", "Updated 3 April 2025"), BODY], "4 April 2025"),
        ([TITLE, BODY, ("boilerplate", "First published: 3 April 2025")], "3 April 2025"),
        ([TITLE, BODY, *[("boilerplate", "More")] * 3, ("date", "3 April 2025")], None),
        ([TITLE, BODY, ("body", "It was built on 3 April 1871.")], None),
    ],
)
def test_which_of_the_dates(lines: list[tuple[str, str]], text: str | None) -> None:
    found = published(*lines)
    assert (found.text if found else None) == text


def test_the_days_of_a_life_date_no_obituary() -> None:
    life, day = ("date", "March 2, 1938 - May 9, 2026"), ("date", "May 12, 2026")
    assert published(("title", "Ida Holm"), life, ("body", LEAD)) is None
    found = published(("title", "Ida Holm"), life, day, ("body", LEAD))
    assert found is not None
    assert found.text == "May 12, 2026"
    both = published(("title", "Ida Holm"), ("date", "May 9, 2026 - May 12, 2026"), ("body", LEAD))
    assert both is not None
    assert both.text == "May 9, 2026"


def test_what_the_article_tells_was_published_does_not_date_it() -> None:
    told = "The report on ports was published on Tuesday, March 4, 2026, and the council has to answer it within a month."
    assert published(TITLE, ("body", told), BODY) is None
    assert published(TITLE, ("body", "Published on March 4, 2026"), BODY) is not None


def test_a_dateline_with_a_year_dates_the_article() -> None:
    found = published(BODY, dateline="GENEVA, June 3, 2024 (Xinhua) -- ")
    assert found is not None
    assert found.time == datetime(2024, 6, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2025/04/03/talks", "2025-04-03"),
        ("https://example.org/news/2025-04-03/talks", "2025-04-03"),
        ("https://example.org/2025/apr/03/talks", "2025-04-03"),
        ("https://example.org/20250403/talks", "2025-04-03"),
        ("https://example.org/2025/13/03/talks", None),
        ("https://example.org/2025/04/talks", None),
        ("https://example.org/12025040399", None),
        ("https://example.org/2025/123/talks", None),
        ("https://example.org/2025123/talks", None),
        ("https://[bad/2025/04/03", "2025-04-03"),
    ],
)
def test_the_address_dates_the_article_last(url: str, day: str | None) -> None:
    found = published(TITLE, BODY, url=url)
    assert (str(found.time.date()) if found else None) == day
    assert published(TITLE, ("date", "1 May 2020"), BODY, url=url) == Moment(0, 10, datetime(2020, 5, 1, tzinfo=UTC), "1 May 2020", "day")


@given(st.integers(-2_200_000_000, 4_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_every_iso_time_is_read_back(seconds: int, minutes: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    line = moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat()
    assert find_moments(line, Calendar()) == [Moment(0, len(line), moment, line, "second")]


@given(st.text(alphabet="0123456789/-.:, ApriltMayTZ+年月日", max_size=60))
def test_any_line_has_moments_within_it(line: str) -> None:
    for moment in find_moments(line, Calendar("en", day_first=True)):
        assert line[moment.start : moment.end].strip() == moment.text
