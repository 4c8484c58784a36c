"""Files of every format, made of invented articles: large ones, by writers independent of the readers."""

import csv
import gzip
import io
import json
import plistlib
import random
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

SEEDS = Path(__file__).parent.parent / "tests" / "seeds"
"""Texts whose words the articles are made of."""
PARAGRAPHS = 8
"""Paragraphs of an article of about 5 kB."""

Story = list[str]
"""A headline and paragraphs."""


def stories(size: int) -> list[Story]:
    """Return invented articles, no two the same, until their text takes so much."""
    sources = sorted(SEEDS.rglob("*.txt"))
    words = [
        word
        for path in sources
        if "hostile" not in path.parts
        for word in path.read_bytes().decode("utf-8", "ignore").split()
        if word.isalpha()
    ]
    made: list[Story] = []
    total = 0
    while total < size:
        chance = random.Random(len(made))  # noqa: S311 - any words will do, the same each time
        made.append([f"Story {len(made)}", *(" ".join(chance.choices(words, k=95)) + "." for _ in range(PARAGRAPHS))])
        total += sum(map(len, made[-1]))
    return made


def rows(found: Sequence[Story]) -> list[dict[str, str]]:
    """Return articles as rows of a table."""
    return [{"url": f"https://news.example/{n}", "title": head, "text": "\n\n".join(body)} for n, (head, *body) in enumerate(found)]


def page(story: Story) -> bytes:
    """Return an article as an HTML page."""
    body = "".join(f"<p>{escape(line)}</p>\n" for line in story[1:])
    return f"<!doctype html><meta charset=utf-8><title>{story[0]}</title><article><h1>{story[0]}</h1>\n{body}</article>".encode()


def lines(found: Sequence[Story]) -> bytes:
    """Return articles as JSON Lines."""
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows(found))


def separated(found: Sequence[Story], delimiter: str = ",") -> bytes:
    """Return articles as CSV or TSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["url", "title", "text"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows(found))
    return out.getvalue().encode()


def table(write: Callable[[pa.Table, io.BytesIO], object]) -> Callable[[Sequence[Story]], bytes]:
    """Return a function that writes articles as a table."""

    def made(found: Sequence[Story]) -> bytes:
        out = io.BytesIO()
        write(pa.Table.from_pylist(rows(found)), out)
        return out.getvalue()

    return made


def crawl(found: Sequence[Story], kind: str = "response") -> bytes:
    """Return articles as packed records of a crawl."""
    out = []
    for number, story in enumerate(found):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(story) if kind == "response" else "\n".join(story).encode()
        media = "application/http; msgtype=response" if kind == "response" else "text/plain"
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/{number}\r\nContent-Type: {media}\r\n"
        out.append(gzip.compress(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n", 1))
    return b"".join(out)


def older_crawl(found: Sequence[Story]) -> bytes:
    """Return articles as an ARC file of version 1."""
    about = b"1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    out = [b"filedesc://crawl.arc 0.0.0.0 20260101000000 text/plain %d\n" % len(about), about, b"\n"]
    for number, story in enumerate(found):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(story)
        out += [b"https://news.example/%d 192.0.2.1 20260101000000 text/html %d\n" % (number, len(body)), body, b"\n"]
    return b"".join(out)


def zipped(*members: tuple[str, bytes]) -> bytes:
    """Return a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return out.getvalue()


def tarred(found: Sequence[Story]) -> bytes:
    """Return articles as pages in a tar file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for number, story in enumerate(found):
            member = tarfile.TarInfo(f"{number}.html")
            member.size = len(data := page(story))
            file.addfile(member, io.BytesIO(data))
    return out.getvalue()


def feed(found: Sequence[Story]) -> bytes:
    """Return articles as an RSS feed with their whole texts."""
    items = "".join(
        f"<item><title>{head}</title><content:encoded>{escape(''.join(f'<p>{escape(line)}</p>' for line in body))}</content:encoded></item>"
        for head, *body in found
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>{items}</channel></rss>"
    ).encode()


def message(story: Story) -> bytes:
    """Return an article as a mail message."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = story[0], "Ana Ruiz <ana@news.example>", "Mon, 02 Mar 2026 10:00:00 +0000"
    mail.set_content("\n\n".join(story[1:]))
    return mail.as_bytes()


def mailed(story: Story) -> bytes:
    """Return an article as a message of a mailbox."""
    return b"From ana@news.example Mon Mar  2 10:00:00 2026\n" + message(story).replace(b"\nFrom ", b"\n>From ") + b"\n"


def saved(story: Story) -> bytes:
    """Return an article as a page saved by a browser."""
    mail = EmailMessage()
    mail["Subject"], mail["Snapshot-Content-Location"], mail["From"] = story[0], "https://news.example/1", "<Saved by Blink>"
    mail.set_content(page(story).decode(), subtype="html")
    mail.make_related()
    return mail.as_bytes()


def word(story: Story) -> bytes:
    """Return an article as a Word document."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in story)
    kinds = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped(
        ("[Content_Types].xml", kinds.encode()), ("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>".encode())
    )


def open_document(story: Story) -> bytes:
    """Return an article as an OpenDocument text."""
    office, text = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    body = "".join(f"<t:p>{escape(line)}</t:p>" for line in story)
    content = f'<o:document-content xmlns:o="{office}" xmlns:t="{text}"><o:body><o:text>{body}</o:text></o:body></o:document-content>'
    return zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.encode()))


def book(found: Sequence[Story]) -> bytes:
    """Return articles as the pages of an e-book."""
    space, root = "urn:oasis:names:tc:opendocument:xmlns:container", '<rootfile full-path="b.opf"/>'
    box = f'<container xmlns="{space}"><rootfiles>{root}</rootfiles></container>'
    items = "".join(f'<item id="p{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(found)))
    order = "".join(f'<itemref idref="p{n}"/>' for n in range(len(found)))
    package = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{order}</spine></package>'
    pages = [
        (
            f"{n}.xhtml",
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>{story[0]}</h1>'
            f"{''.join(f'<p>{escape(line)}</p>' for line in story[1:])}</body></html>".encode(),
        )
        for n, story in enumerate(found)
    ]
    return zipped(("mimetype", b"application/epub+zip"), ("META-INF/container.xml", box.encode()), ("b.opf", package.encode()), *pages)


def workbook(found: Sequence[Story]) -> bytes:
    """Return articles as the rows of a workbook."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cells = [["url", "title", "text"], *([row["url"], row["title"], row["text"]] for row in rows(found))]
    shown = ("".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) for row in cells)
    data = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(shown, 1))
    book = f'<workbook xmlns="{space}" xmlns:r="{link}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    sheet = f'<Relationship Id="r1" Type="{link}/worksheet" Target="worksheets/sheet1.xml"/>'
    links = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{sheet}</Relationships>'
    kinds = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped(
        ("[Content_Types].xml", kinds.encode()),
        ("xl/workbook.xml", book.encode()),
        ("xl/_rels/workbook.xml.rels", links.encode()),
        ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{space}"><sheetData>{data}</sheetData></worksheet>'.encode()),
    )


def rich(story: Story) -> bytes:
    """Return an article as rich text."""
    body = "\\par\n".join("".join(c if c.isascii() else f"\\u{ord(c)}?" for c in line) for line in story)
    return rf"{{\rtf1\ansi {body}\par}}".encode()


def printed(story: Story) -> bytes:
    """Return an article as a PDF of pages of fifty lines."""
    words = " ".join(story).encode("ascii", "ignore").replace(b"\\", b"").replace(b"(", b"").replace(b")", b"").split()
    rows = [b" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    pages = [rows[at : at + 50] for at in range(0, len(rows), 50)]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)]
    parts.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for number, shown in enumerate(pages):
        content = b"BT/F1 9 Tf 12 TL 50 740 Td " + b"".join(b"(%s)Tj T* " % row for row in shown) + b"ET"
        sized = b"/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
        parts.append(b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R>>" % (sized, 5 + 2 * number))
        parts.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    out, places = b"%PDF-1.4\n", []
    chunks = [out]
    at = len(out)
    for number, part in enumerate(parts, 1):
        places.append(at)
        chunks.append(b"%d 0 obj%s endobj\n" % (number, part))
        at += len(chunks[-1])
    index = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return b"".join([*chunks, index, b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, at)])


def archived(story: Story) -> bytes:
    """Return an article as a web archive."""
    main = {"WebResourceData": page(story), "WebResourceMIMEType": "text/html", "WebResourceURL": "https://news.example/1"}
    return plistlib.dumps({"WebMainResource": main | {"WebResourceTextEncodingName": "UTF-8"}}, fmt=plistlib.FMT_BINARY)


def nitf(story: Story) -> str:
    """Return an article as NITF, without the declaration."""
    body = "".join(f"<p>{escape(line)}</p>" for line in story[1:])
    head = f"<body.head><hedline><hl1>{story[0]}</hl1></hedline></body.head>"
    return f"<nitf><body>{head}<body.content>{body}</body.content></body></nitf>"


def newsml(found: Sequence[Story]) -> bytes:
    """Return articles as one NewsML-G2 message."""
    items = "".join(
        f"<newsItem><contentMeta><headline>{story[0]}</headline></contentMeta><contentSet><inlineXML>{nitf(story)}</inlineXML></contentSet>"
        "</newsItem>"
        for story in found
    )
    return f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{items}</itemSet></newsMessage>".encode()


MAKERS: dict[str, Callable[[list[Story]], bytes]] = {
    "jsonl": lines,
    "json": lambda found: json.dumps(rows(found[: len(found) // 2])).encode(),
    "csv": separated,
    "tsv": lambda found: separated(found, "\t"),
    "parquet": table(pq.write_table),
    "wet": lambda found: crawl(found, "conversion"),
    "warc": crawl,
    "arc": older_crawl,
    "wacz": lambda found: zipped(("archive/data.warc.gz", crawl(found))),
    "zip": lambda found: zipped(*((f"{number}.html", page(story)) for number, story in enumerate(found))),
    "tar": tarred,
    "feed": feed,
    "mbox": lambda found: b"".join(mailed(story) for story in found),
    "epub": book,
    "xlsx": workbook,
    "newsml": lambda found: newsml(found[: len(found) // 2]),
    "feather": table(feather.write_feather),
}
"""Writers of files of many articles, by format."""
ALONE: dict[str, Callable[[Story], bytes]] = {
    "text": lambda story: "\n\n".join(story).encode(),
    "html": page,
    "mhtml": saved,
    "mail": message,
    "docx": word,
    "odt": open_document,
    "rtf": rich,
    "pdf": printed,
    "webarchive": archived,
    "nitf": lambda story: nitf(story).encode(),
}
"""Writers of files that are one article."""
