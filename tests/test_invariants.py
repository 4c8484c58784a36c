"""Whatever comes in, the promises of a release hold for its rows: arbitrary text, soups of marks, tags and JSON, wrongly nested files."""

# ruff: noqa: E501 - tables of pieces

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.integrity.checks import check_part
from flows.store.files import to_arrow
from tests.containers import gz, http, json_lines, warc_record, zst
from tests.running import rows, run_plainly, story
from transforms import read_article
from transforms.encoding import NotTextError, UndecodableError
from transforms.html.document import UnreadablePageError, read_html
from transforms.records import Document, Stated

PIECES = (
    *"“”‘’\"'«»„‚‹›「」″′´`.,;:!?…()[]/|*•—–-\n\t\u00a0\u00ad\u200b\u200d\u202e\u2066\u2069\u0301\u2028\x0b\x1c\ufeff\ufffd\U0001f468",
    *("``", "''", " \n\n", "\r\n", "\n- ", "\n1. ", "\n   • ", " ’tis ", "O’Hara ", "6'2\" ", "ﷺ", "שלום ", "你好。", "İ", "ﬁ", "٣", "𝐀"),
    *("Ana Vale ", "Vale’s ", "Mr. Vale ", "Port Ilmen, ", "the mayor ", "She ", "said ", "told AP ", "according to ", "not "),
    *("By Ana Vale\n", "LISBON (Reuters) — ", "Updated: 31/02/2026 25:61 ", "June 3, 9999 ", "FILE PHOTO: ", "Read more\n", "© 2026 ", "The harbour is shut. "),
)  # fmt: skip
TAGS = (
    *("<p>", "</p>", "<div>", "</div>", "<a href=//[>", "</a>", "<br>", "<td>", "<table>", "</table>", "<li>", "<ul>", "<h1>", "<!--", "-->", "<pre>"),
    *("<script type=application/ld+json>", "</script>", "<style>", "<title>", "</title>", "<article>", "<p hidden>", "<svg>", "<![CDATA[", "]]>", "<p x='"),
    *("&#xD800;", "&#0;", "&amp;quot;", "&x", "<meta name=author content=' and ,'>", "<time datetime=0001-01-01T00:00:00+14:00>", "<figcaption>", "<"),
    *('{"@type": "NewsArticle", "headline": ', '"\\ud800"', "[", "{", "}", ', "author": {"name": [null, 3]}', ', "datePublished": "9999-12-31T23:59-14:00"'),
)  # fmt: skip
FRAMES = (
    *(b'{"text": "', b'"}', b"\n", b"{", b"[", b"]", b'"', b'""', b",", b"\t", b"text,title\n", b"text\ttitle\r\n", b"\\ud800", b"null", b"\0", b"\xff"),
    *(b"WARC/1.0\r\n", b"WARC-Type: conversion\r\n", b"Content-Type: text/plain\r\n", b"Content-Length: 9\r\n", b"Content-Length: 99999\r\n", b"\r\n"),
    *(b"HTTP/1.1 200 OK\r\n", b"Content-Encoding: br\r\n", b"Transfer-Encoding: chunked\r\n", b"5\r\n", b"<p>words</p>", b"PAR1", b"\x1f\x8b\x08"),
    *(story(1).encode(), json_lines([{"text": story(2)}]), warc_record("conversion", b"words"), warc_record("response", http(b"<p>words"))),
)  # fmt: skip
ODD = st.characters(exclude_categories=["Cs"])
TEXTS = st.one_of(
    st.text(ODD, min_size=1, max_size=300),
    st.lists(st.sampled_from(PIECES) | st.text(ODD, max_size=3), min_size=1, max_size=80).map("".join),
    st.builds(
        lambda piece, count: piece * count, st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), st.integers(1, 150)
    ),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map(lambda pieces: story(1)[:300] + "".join(pieces) + story(1)[300:]),
)
PAGES = st.lists(st.sampled_from(TAGS) | st.sampled_from(PIECES), min_size=1, max_size=80).map("".join)
STATED = st.builds(Stated, st.none() | st.text(ODD, max_size=20), st.lists(st.text(ODD, max_size=20), max_size=3).map(tuple))
FILES = st.lists(st.sampled_from(FRAMES) | st.binary(max_size=5), min_size=1, max_size=30).map(b"".join)
NAMES = st.sampled_from(
    [f"a.{form}{packing}" for form in ("txt", "html", "jsonl", "json", "csv", "tsv", "parquet", "warc") for packing in ("", ".gz", ".zst")]
)
QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
MORE = settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])


def tables(document: Document) -> dict[str, pa.Table]:
    return {name: to_arrow(name, found) for name, found in read_article(document, "test").items()}


def promises_hold(document: Document) -> None:
    found = tables(document)
    check_part(found)
    again = tables(document)
    assert all(data.equals(again[name]) for name, data in found.items())


def text_keeps_promises(text: str, stated: Stated) -> None:
    if text.strip():
        promises_hold(Document("a.txt", "0" * 64, "text", "utf-8", text, stated=stated))


def page_keeps_promises(markup: str) -> None:
    try:
        page = read_html(markup.encode())
    except (NotTextError, UndecodableError, UnreadablePageError):
        return
    promises_hold(Document("a.html", "0" * 64, "html", page.encoding, page.text, page.blocks, page.stated))


def file_ends_in_rows_or_rejects(name: str, data: bytes) -> None:
    packed = gz(data) if name.endswith(".gz") else zst(data) if name.endswith(".zst") else data
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "seeds").mkdir()
        (Path(folder) / "seeds" / name).write_bytes(packed)
        (Path(folder) / "seeds" / "other.md").write_text("The ferries of the port sail at dawn again, said the envoy, Ana Ruiz.")
        release = run_plainly(Path(folder) / "seeds", Path(folder) / "data")  # it checks itself before it is published
        assert release
        ended: list[dict[str, Any]] = rows(release, "articles") + rows(release, "rejects")
        assert len(ended) > 1
        assert not [row for row in ended if row.get("reason") == "failed"]


@QUICK
@given(TEXTS, STATED)
def test_any_text(text: str, stated: Stated) -> None:
    text_keeps_promises(text, stated)


@QUICK
@given(PAGES)
def test_any_page(markup: str) -> None:
    page_keeps_promises(markup)


@FEW
@given(NAMES, FILES)
def test_any_file(name: str, data: bytes) -> None:
    file_ends_in_rows_or_rejects(name, data)


@pytest.mark.slow
@LONG
@given(TEXTS, STATED)
def test_many_texts(text: str, stated: Stated) -> None:
    text_keeps_promises(text, stated)


@pytest.mark.slow
@LONG
@given(PAGES)
def test_many_pages(markup: str) -> None:
    page_keeps_promises(markup)


@pytest.mark.slow
@MORE
@given(NAMES, FILES)
def test_many_files(name: str, data: bytes) -> None:
    file_ends_in_rows_or_rejects(name, data)
