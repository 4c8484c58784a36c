"""Archives, feeds, mail, documents and workbooks: what is read, what a broken one costs, and that nothing grows without a bound."""

import io
import json
import plistlib
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import feather

from flows.errors import RejectedError
from flows.ingest.documents import read_record
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.registry import file_format, formats_page
from flows.ingest.scan import scan
from tests.containers import found, gz, outcomes, warc_record
from tests.running import ROOT
from transforms.article import read_article
from transforms.html.text_markup import is_markup
from transforms.records import Stated
from transforms.schema import ArticleRow

TEXT = "The council closed the bridge on Monday.\n\nNobody had asked the farmers."
RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Post</title>'
    "<item><title>Bridge &amp; road</title><link>https://post.example/1</link><pubDate>Mon, 03 Mar 2025 10:00:00 GMT</pubDate>"
    "<description>In short</description><content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded></item>"
    "<item><title>Second</title><description>A teaser alone</description></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Post</title><entry><title>Bridge</title><author><name>Ana Ruiz</name></author>'
    '<link rel="alternate" href="https://post.example/1"/><published>2025-03-03T10:00:00Z</published>'
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p></div></content></entry></feed>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = f'<w:document xmlns:w="{WORD}"><w:body>' + "".join(
    f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>" for part in TEXT.split("\n\n")
) + "</w:body></w:document>"  # fmt: skip
ODT = (
    '<o:c xmlns:o="o" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    + "".join(f"<text:p>{part}</text:p>" for part in TEXT.split("\n\n"))
    + "</o:c>"
)
SHEET = (
    '<worksheet><sheetData><row><c r="A1" t="inlineStr"><is><t>title</t></is></c><c r="C1" t="inlineStr"><is><t>text</t></is></c></row>'
    '<row><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>Words of it</t></is></c></row></sheetData></worksheet>'
)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def message(*, page: bool = False) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "Ana Ruiz <ana@post.example>", "Bridge", "Mon, 03 Mar 2025 10:00:00 +0000"
    mail.set_content(TEXT)
    if page:
        mail.add_alternative("<p>One.</p>", subtype="html")
    mail.add_attachment(b"\0\1", maintype="application", subtype="octet-stream", filename="a.bin")
    return mail.as_bytes()


MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://post.example/1\r\nSubject: Bridge\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>One=2E</p>\r\n--x--\r\n"
)
FILES: Mapping[str, str | bytes] = {
    "a/one.txt": TEXT,
    "b.jsonl": json.dumps({"text": "row 1"}) + "\n" + json.dumps({"text": "row 2"}),
    "c.jpg": b"\xff\xd8\xff",
}


def arrow_bytes() -> bytes:
    out = io.BytesIO()
    feather.write_feather(pa.table({"text": ["one", "two"], "title": ["A", "B"]}), out)
    return out.getvalue()


def arc() -> bytes:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>One.</p>"
    return b"filedesc://a.arc 0.0.0.0 20250303 text/plain 3\n1 0\n\nhttps://post.example/1 1.2.3.4 20250303 text/html %d\n%b\n" % (
        len(page),
        page,
    )


def pdf(words: str) -> bytes:
    """Write a page with one line on it."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + table + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


SAFARI = plistlib.dumps(
    {
        "WebMainResource": {
            "WebResourceData": b"<p>One.</p>",
            "WebResourceMIMEType": "text/html",
            "WebResourceURL": "https://post.example/1",
        }
    },
    fmt=plistlib.FMT_BINARY,
)
BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="o/p.opf"/></rootfiles></container>',
    "o/p.opf": '<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>',
    "o/a.xhtml": "<html><body><p>One.</p></body></html>",
}
CASES: dict[str, tuple[str, bytes, list[tuple[int, str]]]] = {
    "zip": ("a.zip", zipped(FILES), [(1, TEXT), (2, "row 1"), (3, "row 2"), (4, "unsupported")]),
    "tar": ("a.tar.gz", gz(tarred({"one.txt": TEXT.encode()})), [(1, TEXT)]),
    "wacz": ("a.wacz", zipped({"archive/d.warc.gz": gz(warc_record("conversion", b"One")), "pages.jsonl": "{}"}), [(1, "One")]),
    "atom": ("a.atom", ATOM.encode(), [(0, "html")]),
    "mail": ("a.eml", message(), [(0, TEXT + "\n")]),
    "mhtml": ("a.mht", MHTML, [(0, "<p>One.</p>")]),
    "docx": ("a.docx", zipped({"word/document.xml": DOCX}), [(0, TEXT)]),
    "odt": ("a.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT}), [(0, TEXT)]),
    "epub": ("a.epub", zipped(BOOK), [(0, "<html><body><p>One.</p></body></html>")]),
    "xlsx": ("a.xlsx", zipped({"xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml": SHEET, "xl/sharedStrings.xml": "<s><si><t>Head</t></si></s>"}), [(1, "Words of it")]),  # noqa: E501 - a row a case
    "feather": ("a.feather", arrow_bytes(), [(1, "one"), (2, "two")]),
    "rtf": ("a.rtf", rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 One \'93two\'94\par {\b Th}ree\u8212?\par}", [(0, "One “two”\n\nThree—")]),
    "rtf in utf-8": ("a.rtf", rb"{\rtf1\ansi One \u-10179?\u-8704? two" + " río\\par}".encode(), [(0, "One \U0001f600 two río")]),
    "pdf": ("a.pdf", pdf("One two"), [(0, "One two")]),
    "webarchive": ("a.webarchive", SAFARI, [(0, "<p>One.</p>")]),
    "arc": ("a.arc", arc(), [(0, "<p>One.</p>")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_read(tmp_path: Path, case: str) -> None:
    name, data, wanted = CASES[case]
    entries = found(tmp_path, name, data)
    if case == "atom":
        assert entries[0].record is not None
        assert (entries[0].record.kind, entries[0].record.stated.authors) == ("html", ("Ana Ruiz",))
    else:
        assert outcomes(entries) == wanted


@pytest.mark.parametrize("case", sorted(CASES.keys() - {"mail", "tar"}))
def test_the_same_without_an_ending(tmp_path: Path, case: str) -> None:
    name, data, _ = CASES[case]
    (tmp_path / "story").write_bytes(data)
    assert file_format(str(tmp_path / "story")) == file_format(name), "flows/ingest/formats/sniff.py does not recognise its first bytes"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: data[:30] + bytes(60), lambda _: b"\0"], ids=["cut", "zeros", "nothing"])  # fmt: skip # noqa: E501
def test_a_broken_one_is_a_reject_or_less(tmp_path: Path, case: str, damage: Callable[[bytes], bytes]) -> None:
    name, data, _ = CASES[case]
    try:
        found(tmp_path, name, damage(data))
    except RejectedError as error:
        assert error.reason in {"corrupt", "unsupported", "empty", "too_large"}  # noqa: PT017 - some are still read in part


def test_a_feed(tmp_path: Path) -> None:
    first, second = found(tmp_path, "a.rss", RSS.encode())
    assert first.record is not None
    assert second.record is not None
    assert (first.record.kind, first.record.stated.title, first.record.stated.publisher) == ("html", "Bridge & road", "The Post")
    assert (second.number, second.record.data) == (2, b"A teaser alone")
    assert (first.record.stated.is_teaser, second.record.stated.is_teaser) == (False, True)


ITEM = '<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>Bridge</title>{}</item></channel></rss>'
LONG = "The council closed the bridge after an inspection found cracks in its piers. " * 8


@pytest.mark.parametrize(
    ("inner", "is_teaser"),
    [
        ("<description>The council closed the bridge.</description>", True),
        (f"<description>{LONG}</description>", False),
        (f"<description>{LONG} ...</description>", True),
        (f"<description>{LONG} &lt;a href='https://post.example/1'&gt;Continue reading&lt;/a&gt;</description>", True),
        ("<description>&lt;p&gt;The bridge is shut.&lt;/p&gt;&lt;p&gt;It was old.&lt;/p&gt;</description>", False),
        ("<media:content><media:description>A bridge</media:description></media:content><description>It is shut.</description>", True),
    ],
)
def test_a_teaser_is_marked(tmp_path: Path, inner: str, *, is_teaser: bool) -> None:
    (entry,) = found(tmp_path, "a.rss", ITEM.format(inner).encode())
    assert entry.record is not None
    assert entry.record.stated.is_teaser is is_teaser
    assert b"A bridge" not in entry.record.data
    (seed,) = scan(tmp_path, Reading(10_000))
    (row,) = read_article(read_record(seed, entry.record), "")["articles"]
    assert isinstance(row, ArticleRow)
    assert row.is_teaser is is_teaser


def test_a_mailbox(tmp_path: Path) -> None:
    data = b"".join(b"From ana Mon Mar  3 10:00:00 2025\n" + message(page=page) + b"\n" for page in (False, True))
    assert [entry.number for entry in found(tmp_path, "a.mbox", data)] == [1, 2]


def test_bombs_are_bounded(tmp_path: Path) -> None:
    big = b"word " * 100_000
    assert outcomes(found(tmp_path, "a.zip", zipped({"a.txt": big, "b.txt": b"small"}))) == [(1, "too_large"), (2, "small")]
    with pytest.raises(RejectedError, match="unpacks to more than"):
        found(tmp_path, "a.docx", zipped({"word/document.xml": big}), Reading(1000))
    entities = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><title>T</title><description>&b;</description></item></channel></rss>'  # fmt: skip # noqa: E501
    (entry,) = found(tmp_path, "a.rss", entities.encode())
    assert entry.record is None or b"aaa" not in entry.record.data


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("story.html?id=5", b"<p>One</p>", "html"),
        ("index.php@id=5", b"<!DOCTYPE html><html><p>One</p></html>", "html"),
        ("story.aspx", b"<!-- x --><html><body>One</body></html>", "html"),
        ("story", b"Words of a story.\n", "text"),
        ("rows", b'{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        ("rows.txt", b'{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        ("page.html", RSS.encode(), "feed"),
        ("list.xml", RSS.encode(), "feed"),
    ],
)
def test_formats_by_content(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert file_format(str(tmp_path / name)) == form


def test_what_agencies_send(tmp_path: Path) -> None:
    nitf = "<nitf><head/><body><body.head><hedline><hl1>Bridge shut</hl1></hedline></body.head><body.content><p>One.</p></body.content></body></nitf>"  # noqa: E501
    newsml = f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><contentMeta><headline>Bridge shut</headline></contentMeta><contentSet><inlineXML>{nitf}</inlineXML></contentSet></newsItem>"  # noqa: E501
    for name, data in {"a.xml": nitf, "b.xml": newsml}.items():
        (entry,) = found(tmp_path, name, data.encode())
        assert entry.record is not None
        assert (entry.number, entry.record.stated.title, b"One." in entry.record.data) == (0, "Bridge shut", True)


def agency(tmp_path: Path, name: str, data: str) -> tuple[Stated, str]:
    (entry,) = found(tmp_path, name, data.encode())
    assert entry.record is not None, entry.message
    return entry.record.stated, entry.record.data.decode()


def test_a_nitf_body_is_read_as_the_page_it_is(tmp_path: Path) -> None:
    stated, page = agency(
        tmp_path,
        "a.nitf",
        "<nitf><head><docdata><date.issue norm=''/><date.release norm='20250303T100000Z'/></docdata><pubdata name='The Quay'/></head><body>"
        "<body.head><hedline><hl1>Caf&eacute; shut &amp; sold</hl1></hedline>"
        "<byline>By <person>Ana Ruiz</person><byttl>Harbour writer</byttl></byline></body.head>"
        "<body.content><block class='lead_paragraph'><p>Shut.</p></block><block class='full_text'><p>Shut.</p><p>The <org>Port Union</org> is sad.</p>"  # noqa: E501
        "<ul><li><p>One&nbsp;tea.</p></li></ul><pre>Two.</pre><bq>Three.</bq><table><tr><td><p>4</p></td><td>5</td></tr></table>"
        "<media><media-reference source='a.jpg'>gone</media-reference><media-caption>A quay.</media-caption></media></block></body.content></body></nitf>",  # noqa: E501
    )
    assert stated == Stated("Café shut & sold", ("Ana Ruiz",), "20250303T100000Z", "The Quay")
    assert page.count("Shut.") == page.count("tea.") == page.count("<p>4</p>") == 1
    assert all(
        part in page for part in ("<pre>Two.</pre>", "<blockquote>Three.</blockquote>", "<td>5</td>", "<figcaption>A quay.</figcaption>")
    )
    assert "gone" not in page


def test_newsml_holds_data_and_creators(tmp_path: Path) -> None:
    head = "<contentMeta><contentCreated>2025-03-03</contentCreated><creator type='cpnat:organisation'><name>Agency</name></creator>"
    head += "<creator><name>Ana Ruiz</name></creator><headline>Bridge shut</headline></contentMeta>"
    data = f"<newsItem xml:lang='en'><itemMeta><provider><name>Agency</name></provider></itemMeta>{head}<contentSet><inlineData>{{}}</inlineData></contentSet></newsItem>"  # noqa: E501
    for content in ("One &amp; a half.\n\nTwo.", "&lt;p&gt;One &amp;amp; a half.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"):
        stated, page = agency(tmp_path, "a.newsml", data.format(content))
        assert stated == Stated("Bridge shut", ("Ana Ruiz",), "2025-03-03", "Agency", None, "en")
        assert "<p>One &amp; a half.</p><p>Two.</p>" in page
    old = "<NewsML><NewsItem><NewsLines><HeadLine>Bridge shut</HeadLine></NewsLines><DataContent><p>One.</p></DataContent></NewsItem></NewsML>"  # noqa: E501
    assert "<p>One.</p>" in agency(tmp_path, "b.newsml", old)[1]


@pytest.mark.parametrize(
    ("name", "data", "reason", "message"),
    [
        ("a.nitf", b"<nitf><head/><body><body.head><hedline><hl1>Bridge</hl1></hedline></body.head></body></nitf>", "blank", "no words"),
        ("a.nitf", b"<nitf><head><title>Bridge</title></head></nitf>", "unsupported", "no text"),
        ("a.nitf", b"nothing of the kind", "corrupt", "not well-formed XML"),
        (
            "a.newsml",
            b"<newsItem><contentSet><remoteContent href='https://post.example/1'/></contentSet></newsItem>",
            "unsupported",
            "no text",
        ),
    ],
)
def test_what_agencies_send_without_a_text(tmp_path: Path, name: str, data: bytes, reason: str, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    (seed,) = scan(tmp_path, Reading(10_000))
    assert (seed.reason, message in (seed.message or "")) == (reason, True)


def test_an_arc_of_the_second_version_states_the_type_elsewhere(tmp_path: Path) -> None:
    line = b"URL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename Archive-length\n"
    about = b"2 0 Post\n" + line
    page = b"<p>One.</p>"
    data = b"filedesc://a.arc 0.0.0.0 20250303 text/plain 200 - - 0 a.arc %d\n%b\n" % (len(about), about)
    data += b"https://post.example/1 1.2.3.4 20250303 text/html 200 - - 99 a.arc %d\n%b\n" % (len(page), page)
    (entry,) = found(tmp_path, "a.arc", data)
    assert entry.record is not None, entry.message
    assert entry.record.data == page
    (short,) = found(tmp_path, "a.arc", data[:-6])
    assert (short.reason, short.message) == ("corrupt", "the archive breaks off in this record")
    entries = found(tmp_path, "a.arc", data.replace(b"a.arc 11\n", b"a.arc 9\n"))
    assert [entry.reason for entry in entries] == [None, "corrupt"]


def test_a_parser_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.ingest.formats.pdf._PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setattr("flows.ingest.formats.pdf.SECONDS", 0.2)
    with pytest.raises(RejectedError, match="could not be read in"):
        found(tmp_path, "a.pdf", pdf("One"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.eml", b"From: " + b"a," * 500_000 + b"\nSubject: x\n\nWords"),
        ("a.eml", b"Subject: x\nTo: a,\n" + b"\ta,\n" * 50_000 + b"\nWords"),
        ("a.eml", b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))),
        ("a.mht", b"MIME-Version: 1.0\nContent-Type: text/html;" + b"a=b;" * 500_000 + b"\n\n<p>x</p>"),
    ],
)
def test_messages_that_would_take_hours_are_rejects(tmp_path: Path, name: str, data: bytes) -> None:
    (entry,) = found(tmp_path, name, data, Reading(10_000_000))
    assert entry.reason == "corrupt"


def test_nested_items_are_read_once(tmp_path: Path) -> None:
    nested = b"<newsMessage>" + b"<newsItem>" * 200 + b"<body><p>Words</p></body>" * 5_000
    assert len(found(tmp_path, "a.newsml", nested, Reading(10_000_000))) == 1
    page = b"<html><body>" + b"<article><div class='titreArticle'>Head</div><b class='DocPublicationName'>A</b>" * 100 + b"<p>x</p>" * 5_000
    assert len(found(tmp_path, "a.html", page, Reading(10_000_000))) == 1


def test_a_scan_says_so(tmp_path: Path) -> None:
    (entry,) = found(tmp_path, "a.pdf", pdf(""))
    assert entry.message is not None
    assert "scan" in entry.message


@pytest.mark.parametrize(
    ("text", "is_page"),
    [
        ("<p>One word.</p><p>Two words.</p>", True),
        ("One line ends here.<br><br>Another begins.<br/>A third.", True),
        ('<div class="x"><p>Inner.</p></div>', True),
        ("He <b>said</b> it <i>twice</i>.", True),
        ("Use <br> to break a line, and <br/> in XHTML.", False),
        ("The <p> element, like <div>, has an end tag.", False),
        ("Write `<p>text</p>` for a paragraph, and read on for much more of what else is to be known of it and of others.", False),
        ("5 < 6 and 7 > 3", False),
    ],
)
def test_markup_is_told_from_words_about_it(text: str, *, is_page: bool) -> None:
    assert is_markup(text) is is_page


def test_the_page_of_formats_says_what_is_read() -> None:
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    tables = [line for line in formats_page().splitlines() if line.startswith("|")]
    assert [row for row in tables if row not in page] == [], "run `python -m tests.shown`"
