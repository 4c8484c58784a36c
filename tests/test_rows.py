"""What is read of a row: which columns, in which form, and what its digest covers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from transforms.fields import FIELDS
from transforms.html.text_markup import as_page
from transforms.records import Stated
from transforms.rows import Record, RowError, from_head, read_row

CORPORA: dict[str, tuple[dict[str, Any], Stated]] = {
    "C4": (
        {"text": "T", "timestamp": "2019-04-25T12:57:54Z", "url": "https://post.example/a"},
        Stated(url="https://post.example/a"),  # the timestamp is that of the crawl
    ),
    "RealNews": (
        {
            "text": "T",
            "title": "Head",
            "url": "https://post.example/a",
            "authors": ["Ana Ruiz", "Li Wei"],
            "domain": "post.example",
            "publish_date": "04-05-2019",
            "warc_date": "2019-04-08T00:00:00Z",
            "status": "success",
        },
        Stated("Head", ("Ana Ruiz", "Li Wei"), "04-05-2019", "post.example", "https://post.example/a"),
    ),
    "CC-News": (
        {
            "title": "Head",
            "text": "T",
            "domain": "post.example",
            "date": "2018-01-02 00:00:00",
            "description": "",
            "url": "https://p.example",
        },
        Stated("Head", (), "2018-01-02 00:00:00", "post.example", "https://p.example"),
    ),
    "news-please": (
        {
            "authors": ["Ana Ruiz"],
            "date_download": "2020-01-01",
            "date_modify": None,
            "date_publish": "2019-12-31 23:00:00",
            "maintext": "T",
            "language": "en",
            "source_domain": "post.example",
            "title": "Head",
            "title_rss": None,
            "url": "https://p.example",
        },
        Stated("Head", ("Ana Ruiz",), "2019-12-31 23:00:00", "post.example", "https://p.example", "en"),
    ),
    "Fundus": (
        {
            "title": "Head",
            "authors": ["Ana Ruiz"],
            "publishing_date": datetime(2024, 5, 6, 7, 8, tzinfo=UTC),
            "lang": "en",
            "body": {"summary": [], "sections": []},
            "plaintext": "T",
            "publisher": "The Post",
        },
        Stated("Head", ("Ana Ruiz",), "2024-05-06T07:08:00+00:00", "The Post", None, "en"),
    ),
    "Media Cloud": (
        {"id": "7", "indexed_date": "2024-01-02", "media_name": "post.example", "publish_date": "2024-01-01", "title": "Head", "text": "T"},
        Stated("Head", (), "2024-01-01", "post.example"),
    ),
    "All the News": (
        {"id": 17, "title": "Head", "publication": "The Post", "author": "Ana Ruiz", "date": "2016-12-31", "year": 2016.0, "content": "T"},
        Stated("Head", ("Ana Ruiz",), "2016-12-31", "The Post"),
    ),
    "CNN/DailyMail": ({"article": "T", "highlights": "H", "id": "42c"}, Stated()),
    "trafilatura": (
        {
            "title": "Head",
            "author": "Ana Ruiz",
            "hostname": "post.example",
            "date": "2024-01-01",
            "text": "T",
            "source": "https://p.example/a",
        },
        Stated("Head", ("Ana Ruiz",), "2024-01-01", "post.example", "https://p.example/a"),
    ),
    "NewsAPI": (
        {"source": {"id": None, "name": "The Post"}, "author": "Ana Ruiz", "publishedAt": "2024-01-01T02:03:04Z", "content": "T"},
        Stated(None, ("Ana Ruiz",), "2024-01-01T02:03:04Z", "The Post"),
    ),
}


@pytest.mark.parametrize("corpus", CORPORA)
def test_columns_of_the_common_corpora(corpus: str) -> None:
    row, stated = CORPORA[corpus]
    assert read_row(row, {}) == Record("text", b"T", "utf-8", stated)


@pytest.mark.parametrize(
    ("row", "published"),
    [
        ({"date": "2024-05-06T09:08:00", "date_gmt": "2024-05-06T07:08:00"}, "2024-05-06T07:08:00Z"),
        ({"Date (UTC)": "2024-05-06 07:08"}, "2024-05-06 07:08Z"),
        ({"date_gmt": "2024-05-06T09:08:00+02:00"}, "2024-05-06T09:08:00+02:00"),
        ({"date_gmt": "2024-05-06"}, "2024-05-06"),
        ({"date": "2024-05-06T09:08:00"}, "2024-05-06T09:08:00"),
    ],
)
def test_a_column_may_tell_that_its_times_are_in_utc(row: dict[str, Any], published: str) -> None:
    assert read_row({"text": "T", **row}, {}).stated.published == published


def test_the_text_is_the_column_unchanged() -> None:
    text = " \tÉtat\r\n\r\n“So”\u00a0\u2028he said\n"
    assert read_row({"Body Text": text}, {}).data.decode() == text


@pytest.mark.parametrize("end", ["… [+1204 chars]", "[+12 chars]\n", "... [+7 chars]"])
def test_a_text_that_newsapi_cuts_off_is_a_teaser(end: str) -> None:
    cut = read_row({"content": f"The council of Vell met on Mon{end}"}, {})
    assert (cut.data.decode(), cut.stated.is_teaser) == ("The council of Vell met on Mon…", True)
    assert not read_row({"content": "It grew by [+12 chars] a line."}, {}).stated.is_teaser


def test_a_text_goes_before_a_page_and_what_is_blank_does_not_count() -> None:
    assert read_row({"html": "<p>P</p>", "content": "T"}, {}).kind == "text"
    assert read_row({"html": "<p>P</p>", "content": " \n"}, {}) == Record("html", as_page("<p>P</p>").encode(), "utf-8")
    assert read_row({"text": None, "maintext": "T"}, {}).data == b"T"
    assert read_row({"raw_html": b"<p>\xe9</p>"}, {}) == Record("html", b"<p>\xe9</p>", None)


def test_a_mapping_leaves_no_other_place_for_the_text() -> None:
    row = {"text": "short", "Story": "long", "head": "Head", "title": "Other"}
    assert read_row(row, {"text": "Story", "title": "head"}) == Record("text", b"long", "utf-8", Stated("Head"))
    assert read_row({"text": "T", "page": "<p>"}, {"html": "page"}).kind == "html"
    with pytest.raises(RowError, match="text"):
        read_row({"text": "T"}, {"text": "body"})


@pytest.mark.parametrize(
    ("row", "reason", "sentence"),
    [
        ({"a": "T", "b": 1}, "unsupported", "no column is known to hold a text or a page; the columns are a, b; --columns text=NAME says"),
        ({}, "unsupported", "the columns are none"),
        ({"text": "", "html": None}, "blank", "the column text is empty"),
        ({"text": [1, 2]}, "unsupported", "the column text holds no string"),
        ({"text": 7}, "unsupported", "the column text holds no string"),
        ({"text": b"\x89PNG\r\n"}, "binary", "PNG"),
    ],
)
def test_rows_without_a_text(row: dict[str, Any], reason: str, sentence: str) -> None:
    with pytest.raises(RowError, match=sentence) as caught:
        read_row(row, {})
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ana Ruiz", ("Ana Ruiz",)),
        ("['Ana Ruiz', \"Pat O'Dea\"]", ("Ana Ruiz", "Pat O'Dea")),
        ([{"name": "Ana Ruiz"}, {"name": None}, "Li Wei", ""], ("Ana Ruiz", "Li Wei")),
        ("[]", ()),
        ("nan", ()),
        (None, ()),
    ],
)
def test_authors(value: object, names: tuple[str, ...]) -> None:
    assert read_row({"text": "T", "authors": value}, {}).stated.authors == names


def test_halves_of_characters_are_replaced() -> None:
    record = read_row({"text": "a\ud83d b", "title": "\udc00x"}, {})
    assert (record.data.decode(), record.stated.title) == ("a\ufffd b", "\ufffdx")


def test_the_digest_is_of_what_is_read_and_of_nothing_else() -> None:
    row = {"text": "T", "title": "Head", "score": 1}
    same = {"score": 2, "Headline": "Head", "content": "T", "crawled": "yesterday"}
    assert read_row(row, {}).sha256() == read_row(same, {}).sha256()
    for other in ({"text": "U", "title": "Head"}, {"text": "T"}, {"text": "T", "title": "Head", "url": "https://a.example"}):
        assert read_row(other, {}).sha256() != read_row(row, {}).sha256()


def test_a_record_can_be_written_down() -> None:
    for row, _ in CORPORA.values():
        record = read_row(row, {})
        assert from_head(record.head(), record.data) == record


def test_names_are_written_as_they_are_compared() -> None:
    assert all(name.isalpha() and name.islower() for names in FIELDS.values() for name in names)
