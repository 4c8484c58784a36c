"""Pages as they come from the web: decoding, what they state of themselves, roles, rows, and pages that mean harm."""

import socket
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running import ROOT
from transforms import read_article
from transforms.encoding import NotTextError
from transforms.html.document import MOST_TAGS, UnreadablePageError, read_html
from transforms.page.paragraphs import read_paragraphs
from transforms.records import Document
from transforms.schema import ParagraphRow

SEEDS = ROOT / "tests" / "seeds" / "html"


def roles(data: bytes) -> list[tuple[str, str]]:
    page = read_html(data)
    return [(row.role, row.text) for row in read_paragraphs("a", page.text, page.blocks)]


@pytest.fixture(params=sorted(SEEDS.glob("*.html")), ids=lambda path: path.stem)
def seed(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_rows_of_whole_pages_are_valid(seed: Path) -> None:
    page = read_html(seed.read_bytes())
    document = Document(seed.name, "0" * 64, "html", page.encoding, page.text, blocks=page.blocks, stated=page.stated)
    rows = read_article(document, "test")
    paragraphs = [row for row in rows["paragraphs"] if isinstance(row, ParagraphRow)]
    places = [place for row in paragraphs for place in range(row.start, row.end)]
    assert all(page.text[row.start : row.end] == row.text for row in paragraphs)
    covered = set(places)
    assert len(places) == len(covered)
    assert not "".join(character for place, character in enumerate(page.text) if place not in covered).strip()
    assert [row.role for row in paragraphs].count("title") == 1
    assert rows["quotes"]


STEPS = "".join(
    f'<div class="card"><h3>Step {n}: {what}</h3><div class="card-text">{text}</div></div>'
    for n, what, text in (
        (1, "clear the gutter", "Scoop out the leaves by hand, from the middle towards the pipe, and put them in a bucket."),
        (2, "rinse it", "Let water run from the far end until what comes out of the pipe is clear, which takes a few minutes."),
        (3, "look for rust", "Brush off what is loose, wait for a dry day, and paint the spot twice with zinc paint."),
    )
)
GUIDE = f"""<html><head><title>How to clean a gutter before winter</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/roof">Roof</a></li></ul></nav>
<main><h1>How to clean a gutter before winter</h1>
<p>A gutter that is full of leaves spills down the wall, and the wall takes a year to dry once it is wet inside.</p>
<p>It takes an hour for a small house. You will need a ladder, gloves, a bucket and somebody who holds the ladder.</p>
<div class="cards">{STEPS}</div>
<ul><li>Ladder with rubber feet</li><li>Gloves that reach over the wrist</li><li>Bucket with a hook</li></ul>
<p>Do it again in spring, when the blossom is down, and the pipe will outlast the roof.</p>
<h3>More from Roof</h3><ul><li><a href="/a">Ten slates every roof needs</a></li><li><a href="/b">Moss: friend or foe</a></li></ul></main>
<footer><p>© Gable &amp; Daughters</p></footer></body></html>"""


def test_steps_in_cards_and_lists_amid_an_article_are_of_its_body() -> None:
    found = roles(GUIDE.encode())
    body = [text for role, text in found if role in {"summary", "subhead", "body", "list"}]
    assert body[0].startswith("A gutter that is full")
    assert body[-1].startswith("Do it again in spring")
    assert sum(text.startswith(("Scoop out", "Let water run", "Brush off")) for text in body) == 3
    assert "Bucket with a hook" in body
    assert "Ten slates every roof needs" not in body


PULLED = """<html><body><article><h1>Ferry sold for one crown</h1>
<p>The town of Osterholm has sold its last ferry for one crown, to a man who wants to live on it with two goats.</p>
<p>“Nobody else asked how she sleeps,” said the harbour master, Ragna Dahl, who had looked after the boat for thirty years.</p>
<blockquote>Nobody else asked how she sleeps <b>Ragna Dahl</b></blockquote>
<p>The engine goes to the school of navigation. The goats, their owner said, have been told.</p></article></body></html>"""


def test_a_pull_quote_is_not_of_the_body() -> None:
    kinds = {text: role for role, text in roles(PULLED.encode())}
    assert kinds["Nobody else asked how she sleeps Ragna Dahl"] == "boilerplate"
    assert sum(role == "body" for role in kinds.values()) == 3


def test_a_news_page() -> None:
    found = roles((SEEDS / "marsh-road.html").read_bytes())
    body = [text for role, text in found if role in {"summary", "subhead", "body", "list"}]
    assert body[0] == "The only road to Fennick Island has been under water since October."
    assert body[1].startswith("The causeway to Fennick Island, closed since an October storm")
    assert body[-1] == "That, Calloway said, was what the channels were for."
    assert "What is being done" in body
    assert "two at the northern end, where the water stood longest;" in body
    assert not any("newsletter" in text or "Read more" in text or "Storm: a year" in text for text in body)
    kinds = {text: role for role, text in found}
    assert kinds["Marsh road will reopen in spring, engineers say"] == "title"
    assert kinds["By Orla Denby and Piers Achterberg 11 February 2026, 06:30"] == "byline"
    assert kinds["Water stands on the causeway at high tide. Picture: Lena Okafor"] == "caption"


def test_what_pages_state() -> None:
    stated = read_html((SEEDS / "marsh-road.html").read_bytes()).stated
    assert stated.title == "Marsh road will reopen in spring, engineers say"
    assert stated.authors == ("Orla Denby", "Piers Achterberg")
    assert stated.published == "2026-02-11T06:30:00+00:00"
    assert (stated.publisher, stated.language) == ("The Tarnmouth Courier", "en-GB")
    assert stated.url == "https://courier.example/news/local/marsh-road-reopens-8812"
    old = read_html((SEEDS / "town-well-latin1.html").read_bytes(), url="http://gleaner.example/2003/03/04/well.html")
    assert (old.stated.title, old.stated.authors) == ("Lamp oil found in town well", ("Hester Quill",))
    assert (old.stated.published, old.stated.url) == ("March 4, 2003", "http://gleaner.example/2003/03/04/well.html")
    assert old.encoding == "cp1252"
    assert "“Bread does not forgive such things.”" in old.text


@pytest.mark.parametrize(
    ("data", "charset", "encoding", "text"),
    [
        ("<p>café “quoted”".encode(), None, "utf-8", "café “quoted”"),
        ("<meta charset=iso-8859-1><p>café “quoted”".encode("cp1252"), None, "cp1252", "café “quoted”"),
        ("<p>Привет, как дела".encode("koi8-r"), "KOI8-R", "koi8-r", "Привет, как дела"),
        ("<meta charset=windows-1251><p>café façade".encode(), None, "utf-8", "café façade"),
        ("<p>café façade naïve".encode("cp1252"), "utf-8", "cp1252", "café façade naïve"),
        ("<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'><p>東京で会議".encode("cp932"), None, "cp932", "東京で会議"),
        ("<meta charset=iso-2022-jp><p>東京で会議".encode("iso2022_jp"), None, "iso2022_jp", "東京で会議"),
        ("<?xml version='1.0' encoding='ISO-8859-2'?><p>Łódź, żółw".encode("iso8859-2"), None, "iso8859-2", "Łódź, żółw"),
        ("<p>café façade".encode("utf-16"), None, "utf-16-le", "café façade"),
        (b"<meta charset=zip><meta charset=no-such><p>plain", None, "utf-8", "plain"),
    ],
)
def test_encodings(data: bytes, charset: str | None, encoding: str, text: str) -> None:
    page = read_html(data, charset=charset)
    assert (page.encoding, page.text) == (encoding, text)


@pytest.mark.parametrize("data", [b"", b" \n", b"<!-- nothing -->", b"<html><head><title>A title</title></head></html>",
                                  b"<frameset><frame src=a></frameset>", b"<script>1</script>", b"<p>" * (MOST_TAGS + 1)])  # fmt: skip
def test_pages_without_a_word_and_pages_of_too_many_tags_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePageError):
        read_html(data)


@pytest.mark.parametrize("data", [b"<p>a\0b", b"%PDF-1.7 <p>x", b"\x1f\x8b<p>x"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(NotTextError):
        read_html(data)


LAUGHS = b"<!DOCTYPE x [<!ENTITY a 'lol'>" + b"".join(b"<!ENTITY a%d '&a;&a;&a;&a;'>" % i for i in range(99)) + b"]><p>&a98; words"
HOSTILE = {
    "entities that grow": LAUGHS,
    "an entity of a file": b"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><p>&f; words",
    "a DTD elsewhere": b"<!DOCTYPE html SYSTEM 'http://127.0.0.1:9/x.dtd'><p>words<img src=file:///etc/passwd><script src=//x></script>",
    "deep blocks": b"<div>" * 50_000 + b"deep" + b"</div>" * 50_000 + b"<p>words",
    "deep inline elements": b"<b>" * 50_000 + b"deep<p>words",
    "deep tables": b"<table><tr><td>cell " * 1000 + b"</table>" * 1000 + b"<p>words",
    "hidden in hidden": b"<div hidden>" * 900 + (b"<p>" + b"long " * 20) * 2000 + b"</div>" * 900 + b"words",
    "many links": b"<a href=x>words</a>" * 50_000,
    "many breaks": b"<p>" + b"words<br>" * 100_000,
    "a long attribute": b"<p title='" + b"a" * 10_000_000 + b"' class='" + b"a b" * 1_000_000 + b"'>words",
    "one long line": b"<p>" + b"words " * 400_000,
    "spaces": b"<p>words" + b" " * 2_000_000 + b"<pre>" + b" \n" * 500_000 + b"x",
    "JSON too deep": b"<script type='application/ld+json'>" + b"[" * 200_000 + b"</script><p>words",
    "JSON with spaces": b"<script type='application/ld+json'>{" + b" " * 1_000_000 + b"x</script><p>words",
    "authors within authors": b"<span itemprop=author>" * 900 + b"<i>words</i> " * 50_000,
    "a title of titles": b'<script type="application/ld+json">{"@type":"Article","headline":"' + b"a | " * 200_000 + b'"}</script><p>words',
    "less than": b"<p>words" + b"< " * 500_000,
    "odd characters": b"<p>&#0;&#xD800;&#x110000;&#99999999999;&bogus;&#150; words",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_soon_and_keep_their_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds: 30 s of CPU and 1 GB of Python objects, both while objects are traced, which takes most of it."""

    def refuse(*_: object) -> None:
        pytest.fail("a page must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    tracemalloc.start()
    begin = time.process_time()
    try:
        page = read_html(HOSTILE[name])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - begin < 30
    assert peak < 2**30
    assert "words" in page.text
    assert "root:" not in page.text
    assert "lollol" not in page.text


def test_scripts_and_handlers_leave_nothing() -> None:
    page = read_html(b"<body onload='alert(1)'><p onclick='steal()'>words<script>evil()</script><style>p{}</style><template>tea</template>")
    assert page.text == "words"


def test_halves_of_characters_in_json_ld_are_stored_as_replacements() -> None:
    node = rb'{"@type": "NewsArticle", "headline": "Up \ud800", "url": "https://post.example/\udfff", "datePublished": "2026-03-01 \ud800"}'
    page = read_html(b"<script type='application/ld+json'>" + node + b"</script><p>words")
    assert (page.stated.title, page.stated.url, page.stated.published) == ("Up \ufffd", "https://post.example/\ufffd", "2026-03-01 \ufffd")


def raise_(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError("x"), IndexError("x"), AttributeError("x")])
def test_a_page_that_the_extractor_fails_on_keeps_its_blocks_and_body(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (SEEDS / "marsh-road.html").read_bytes()
    whole = read_html(data)
    monkeypatch.setattr("trafilatura.bare_extraction", raise_(error))
    alone = read_html(data)
    assert alone.text == whole.text
    bodies = [[block.span for block in page.blocks if block.main >= 0.5 and block.tag == "p"] for page in (whole, alone)]
    assert len(set(bodies[0]) & set(bodies[1])) >= 6


def test_pages_read_the_same_in_any_order() -> None:
    pages = [path.read_bytes() for path in sorted(SEEDS.glob("*.html"))]
    first = [read_html(data) for data in pages]
    again = [read_html(data) for data in reversed(pages)]
    assert first == again[::-1]
