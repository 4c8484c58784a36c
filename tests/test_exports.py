"""Exports of news databases: what becomes of each line, and what is no export although it looks like one."""

import html
import re
from pathlib import Path

import pytest
from lxml.html import fromstring

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading
from flows.ingest.formats.exports import vendor_of
from flows.ingest.formats.registry import file_format, records
from flows.ingest.formats.sniff import HEAD_BYTES
from tests.containers import found, outcomes
from tests.test_more_formats import zipped
from transforms.article import read_article
from transforms.html.document import read_html
from transforms.records import Document, Stated
from transforms.rows import Record
from transforms.schema import ArticleRow, ParagraphRow

FOLDER = Path(__file__).parent / "exports"
FIRST, SECOND = "Bridge closed after cracks are found", "Ferry to run at night"
BODY = [
    "The council closed the old bridge over the river on Monday.",
    "“Nobody asked the farmers,” said Maria Kowalska.",
    "Repairs are to begin in May.",
]
BODY_2 = ["The ferry will run at night while the bridge is closed."]
PLAIN = [line.replace("“", '"').replace("”", '"') for line in BODY]
BULLETS = [*BODY[:2], "* Lorries are sent round by the motorway.", "* Buses stop at the market."]
GERMAN = [
    "Die Stadt hat die alte Brücke über den Fluss am Montag gesperrt, weil zwei Pfeiler Risse haben.",
    "Bauern nicht gefragt",
    '"Niemand hat die Bauern gefragt", sagte Maria Kowalska.',
]

UNI = (
    Stated(FIRST, ("Ana Ruiz",), "March 3, 2025, Monday, FINAL EDITION", "The Harbour Post"),
    Stated(SECOND, (), "March 5, 2025 Wednesday", "The Valley Times"),
)
FACTIVA = (Stated(FIRST, ("By Ana Ruiz",), "3 March 2025", "The Harbour Post"), Stated(SECOND, (), "5 March 2025", "The Valley Times"))
PROQUEST = (
    Stated(FIRST, ("Ruiz, Ana",), "Mar 3, 2025", "The Harbour Post", "https://search.proquest.example/docview/251439970?accountid=00000"),
    Stated(SECOND, (), "Mar 5, 2025", "The Valley Times"),
)
NEXIS = (
    Stated("Alte Brücke gesperrt", ("Jana Vogt",), "3. März 2025 Montag", "Der Hafenbote"),
    Stated("Fähre fährt nachts", (), "5. März 2025 Mittwoch", "Der Hafenbote"),
)
NIGHT = ["Die Fähre fährt auch nachts, solange die Brücke gesperrt ist."]
HTML_BODY = [PLAIN[0], PLAIN[1], "--", PLAIN[2]]
WANTED = {
    "nexis.html": (NEXIS, GERMAN, NIGHT),
    "nexis.docx": (NEXIS, GERMAN, NIGHT),
    "nexis-uni.html": (UNI, BULLETS, BODY_2),
    "nexis-uni.docx": (UNI, BULLETS, BODY_2),
    "nexis-uni.rtf": (UNI, BULLETS, BODY_2),
    "factiva.html": (FACTIVA, BODY, BODY_2),
    "factiva.docx": (FACTIVA, BODY, BODY_2),
    "factiva.rtf": (FACTIVA, BODY, BODY_2),
    "factiva-codes.html": (FACTIVA, BODY, BODY_2),
    "factiva-codes.rtf": (FACTIVA, BODY, BODY_2),
    "proquest.html": (PROQUEST, HTML_BODY, BODY_2),
    "proquest.docx": (PROQUEST, HTML_BODY, BODY_2),
    "proquest.rtf": (PROQUEST, HTML_BODY, BODY_2),
}


def read(name: str) -> list[Entry]:
    path = FOLDER / name
    return list(records(str(path), path.stat().st_size, Reading(1_000_000)))


def parts(entry: Entry) -> list[tuple[str, str]]:
    """Return the lines of an article as it is cut out, each with what it is."""
    assert entry.record is not None
    root = fromstring(entry.record.data.decode())
    kinds = {"h1": "title", "footer": "field", "section": "body"}
    lines = root.find(".//article").iter("h1", "p")
    return [(kinds.get(line.tag) or kinds.get(line.getparent().tag, "byline"), line.text_content()) for line in lines]


def body(entry: Entry) -> list[str]:
    return [line for kind, line in parts(entry) if kind == "body"]


@pytest.mark.parametrize("name", WANTED)
def test_an_export_is_cut_into_its_articles(name: str) -> None:
    stated, *bodies = WANTED[name]
    entries = read(name)
    assert [entry.number for entry in entries] == [1, 2]
    assert [entry.record.stated for entry in entries if entry.record] == list(stated)
    assert [body(entry) for entry in entries] == bodies
    assert {entry.record.form for entry in entries if entry.record} == {name.partition(".")[0].partition("-")[0]}


def test_a_text_of_nexis() -> None:
    entries = read("nexis.txt")
    assert [entry.record.stated for entry in entries if entry.record] == [
        Stated(
            "Bridge closed after inspectors find cracks in two of its oldest stone piers, city says",
            ("Ana Ruiz and Ben Okafor",),
            "March 3, 2025 Monday",
            "The Harbour Post",
        ),
        Stated(SECOND, (), "March 5, 2025", "The Valley Times"),
        Stated("Letters: A bridge too old", (), "March 6, 2025 Thursday", "The Valley Times"),
    ]
    assert [line[:40] for line in body(entries[0])] == [
        "HIGHLIGHT: Repairs will take until the s",
        "The city council closed the old bridge o",
        '"Nobody asked the farmers," said Maria K',
        "LENGTH of the closure was left open.",
        "Repairs are to begin in May.",
    ]
    assert body(entries[2]) == ["It should have been closed years ago."]


def test_a_text_of_proquest() -> None:
    first, second = read("proquest.txt")
    assert body(first) == [*PLAIN[:2], "Location: the northern bank, where she has her dairy.", PLAIN[2]]
    assert (first.record and first.record.stated.publisher, body(second)) == ("The Harbour Post", BODY_2)


def test_a_page_of_europresse() -> None:
    first, second = read("europresse.html")
    assert first.record is not None
    assert second.record is not None
    assert first.record.stated == Stated(
        "Le vieux pont fermé", ("Anne Dubois",), "Région, lundi 3 mars 2025 112 mots, p. 3", "Le Courrier du Port"
    )
    assert (second.record.stated.publisher, second.record.form) == ("La Vallée", "europresse")
    assert body(first) == [
        "La ville a fermé lundi le vieux pont sur le fleuve.",
        "« Personne n'a interrogé les fermiers », dit Maria Kowalska.",
        "Les travaux commencent en mai.",
    ]
    assert parts(first)[-1] == ("field", "news·20250303·CP·001")


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("nexis.txt", ("Download Request", "Project ID: None")),
        ("nexis-uni.html", ("User Name", "Sources: The Harbour Post")),
        ("factiva.html", ("Search Summary", "© 2025 Factiva")),
        ("factiva-codes.html", ()),
        ("proquest.txt", ("Report Information", "11 March 2025 16:51", "Contact us at", "Terms and Conditions")),
        ("proquest.html", ()),
        ("europresse.html", ()),
    ],
)
def test_every_line_is_in_an_article_but_for_cover_and_search(name: str, left_out: tuple[str, ...]) -> None:
    page = (FOLDER / name).read_text(encoding="utf-8")
    text = (
        re.sub(r"(?s)<style.*?</style>|<title>.*?</title>|<!--.*?-->|<[^>]*>", "\n", page, flags=re.IGNORECASE)
        if "<html" in page.lower()
        else page
    )
    words = re.findall(r"\w+", html.unescape(text))
    shown = " ".join(line for entry in read(name) for _, line in parts(entry))
    kept = re.findall(r"\w+", shown)
    rest = iter(words)
    assert all(word in rest for word in kept), "in the order of the export"
    for line in left_out:
        assert line in html.unescape(text)
        assert line not in shown
    if not left_out:
        assert [word for word in words if word != "_" * 60] == kept


def test_what_becomes_of_the_lines_around_a_text() -> None:
    for name in ("nexis.txt", "nexis-uni.rtf", "factiva.docx", "proquest.txt"):
        for entry in read(name):
            record = entry.record
            assert record is not None
            page = read_html(record.data, charset=record.encoding)
            rows = read_article(Document(name, "0" * 64, "nexis", "utf-8", page.text, page.blocks, record.stated), "")
            roles = {line: kind for kind, line in parts(entry)}
            for row in rows["paragraphs"]:
                assert isinstance(row, ParagraphRow)
                assert row.is_body == (roles.get(row.text, "body") == "body"), row.text
            (article,) = rows["articles"]
            assert isinstance(article, ArticleRow)
            assert (article.title, article.publisher) == (record.stated.title, record.stated.publisher)
            assert article.published is not None


@pytest.mark.parametrize("name", ["nexis.txt", "proquest.txt", "factiva.rtf"])
def test_an_export_that_breaks_off_keeps_its_last_article(tmp_path: Path, name: str) -> None:
    data = (FOLDER / name).read_bytes()
    ends = {"nexis.txt": b"have been closed", "proquest.txt": b"Document 2 of 2", "factiva.rtf": b"is closed."}
    cut = data[: data.rindex(ends[name]) + len(ends[name])]
    entries = found(tmp_path, name, cut)
    assert len(entries) == len(read(name))
    last = entries[-1].record
    assert last is not None
    assert b"Document 2 of 2" in last.data or last.stated.title in {SECOND, "Letters: A bridge too old"}


def test_one_article_alone_is_the_file(tmp_path: Path) -> None:
    text = (FOLDER / "nexis.txt").read_text(encoding="utf-8")
    alone = text[: text.index("2 of 3 DOCUMENTS")].replace("1 of 3", "1 of 1")
    (entry,) = found(tmp_path, "a.txt", alone.encode())
    assert entry.number == 0
    assert entry.record is not None
    assert entry.record.form == "nexis"


def test_names_do_not_tell(tmp_path: Path) -> None:
    for name in ("nexis.txt", "nexis-uni.html", "proquest.txt", "europresse.html"):
        for other in ("story", "story.text", "story.htm", "story.aspx"):
            path = tmp_path / other
            path.write_bytes((FOLDER / name).read_bytes())
            assert file_format(str(path)) == name.partition(".")[0].partition("-")[0]


PLAIN_ARTICLE = (
    "Researchers count words\n\nThe database writes field lines around each text.\n\n{}\n\n"
    "So says the manual, which Ana Ruiz wrote in March 2025.\n\nMore is to come on Monday."
)
QUOTED = (
    "3 of 10 DOCUMENTS",
    "3 of 10 DOCUMENTS\n\nLENGTH: 355 words",
    "LENGTH: 355 words",
    "Length: 355 words",
    "Body\n\nLength: 355 words",
    "Length: 355 words\n\nEnd of Document",
    "End of Document",
    "112 words",
    "112 words\n\nDocument HARBPO0020250303el330000a",
    "Document HARBPO0020250303el330000a",
    "HD\n\nWC\n\n112 words",
    "Full text: the words\n\nPublication title: The Harbour Post",
    "ProQuest document ID: 251439970\n\nDatabase: Global Newsstream",
    "ProQuest document link",
)


@pytest.mark.parametrize("quoted", QUOTED)
@pytest.mark.parametrize("ending", ["txt", "html", "docx", "rtf"])
def test_a_plain_article_that_quotes_field_lines_is_whole(tmp_path: Path, quoted: str, ending: str) -> None:
    text = PLAIN_ARTICLE.format(quoted)
    if ending == "txt":
        path = tmp_path / "a.txt"
        path.write_text(text, encoding="utf-8")
        if file_format(str(path)) == "text":
            return
        assert outcomes(found(tmp_path, "a.txt", text.encode())) == [(0, text)]
    elif ending == "html":
        page = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\n\n")) + "</body></html>"
        path = tmp_path / "a.html"
        path.write_text(page, encoding="utf-8")
        if file_format(str(path)) == "html":
            return
        assert outcomes(found(tmp_path, "a.html", page.encode())) == [(0, page)]
    elif ending == "rtf":
        assert outcomes(found(tmp_path, "a.rtf", b"{\\rtf1 " + text.replace("\n\n", "\\par ").encode() + b"}")) == [(0, text)]
    else:
        word = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        word += "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n\n")) + "</w:body></w:document>"
        assert outcomes(found(tmp_path, "a.docx", zipped({"word/document.xml": word}))) == [(0, text)]


def test_an_article_whose_text_quotes_the_line_that_closes_one(tmp_path: Path) -> None:
    page = (FOLDER / "nexis-uni.html").read_text(encoding="utf-8")
    quoting = page.replace("<p>* Buses stop", "<p>Database: 3</p>\n<p>* Buses stop")
    (tmp_path / "a.html").write_text(quoting, encoding="utf-8")
    assert body(found(tmp_path, "a.html", quoting.encode())[0]) == [*BULLETS[:3], "Database: 3", BULLETS[3]]


def test_an_export_larger_than_the_limit_of_one_seed(tmp_path: Path) -> None:
    data = (FOLDER / "nexis.txt").read_bytes()
    assert len(found(tmp_path, "a.txt", data, Reading(1500))) == 3
    with pytest.raises(RejectedError, match="larger than the limit"):
        found(tmp_path, "a.txt", data, Reading(100))
    assert outcomes(found(tmp_path, "b.txt", data, Reading(500)))[0] == (1, "too_large")


def test_told_in_utf_16(tmp_path: Path) -> None:
    data = (FOLDER / "nexis.txt").read_text(encoding="utf-8").encode("utf-16")
    assert vendor_of(data[:HEAD_BYTES]) == "nexis"
    assert len(found(tmp_path, "a.txt", data)) == 3


def test_many_lines_that_look_like_ends_take_linear_time(tmp_path: Path) -> None:
    data = b"Length: 3 words\nBody\n" + b"End of Document\nDatabase: 1\n1 of 2 DOCUMENTS\n" * 20_000
    assert sum(isinstance(entry.record, Record) for entry in found(tmp_path, "a.txt", data, Reading(1_000_000))) > 0
