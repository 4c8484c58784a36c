"""The formats that are read, one row each, and how to find their records."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from flows.errors import RejectedError
from flows.ingest.formats.agency import agency_items
from flows.ingest.formats.arc import arc_pages
from flows.ingest.formats.archives import tar_members, zip_members
from flows.ingest.formats.arrow import arrow_rows
from flows.ingest.formats.csv import csv_rows
from flows.ingest.formats.entry import Entry, Reading
from flows.ingest.formats.exports import export_articles, vendor_of
from flows.ingest.formats.feeds import feed_items
from flows.ingest.formats.jsonl import json_file, json_lines
from flows.ingest.formats.mail import mail_file, mailbox, saved_page
from flows.ingest.formats.office import docx_text, epub_chapters, odt_text
from flows.ingest.formats.parquet import parquet_rows
from flows.ingest.formats.pdf import pdf_text
from flows.ingest.formats.rtf import rtf_text
from flows.ingest.formats.sheets import sheet_rows
from flows.ingest.formats.sniff import HEAD_BYTES, format_of_bytes, format_of_zip, is_text
from flows.ingest.formats.streams import PACKINGS, most_bytes, open_raw, open_unpacked, plain_name
from flows.ingest.formats.warc import archive_records
from flows.ingest.formats.webarchive import archived_page

Reader = Callable[[str, Reading], Iterator[Entry]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name in the tables, file extensions, description, and the reader that yields its records.

    Without a reader, the file is one article.
    """

    name: str
    endings: tuple[str, ...]
    what: str
    reader: Reader | None = None
    has_columns: bool = False
    """Whether `--columns` decides what is read."""
    is_streamed: bool = False
    """Whether it is read record by record in bounded steps; files of other formats are parsed in a separate process."""


TABLE = (
    Format("text", (".txt", ".text", ".md", ".markdown"), "plain text; with HTML tags, read as a page"),
    Format("html", (".html", ".htm", ".xhtml", ".shtml"), "HTML page"),
    Format("jsonl", (".jsonl", ".ndjson"), "JSON Lines, one object per line", json_lines, has_columns=True, is_streamed=True),
    Format("json", (".json",), "JSON object, array or API response", json_file, has_columns=True, is_streamed=True),
    Format("csv", (".csv",), "CSV in any dialect", csv_rows, has_columns=True, is_streamed=True),
    Format("tsv", (".tsv", ".tab"), "tab-separated values", partial(csv_rows, delimiter="\t"), has_columns=True, is_streamed=True),
    Format("parquet", (".parquet",), "Parquet or Arrow table", parquet_rows, has_columns=True, is_streamed=True),
    Format("wet", (".wet",), "texts from a crawl", archive_records, is_streamed=True),
    Format("warc", (".warc",), "pages from a crawl", archive_records, is_streamed=True),
    Format("arc", (".arc",), "pages from an older crawl", arc_pages, is_streamed=True),
    Format("wacz", (".wacz",), "crawl with an index", lambda path, reading: zip_members(path, reading, _opened, "archive/")),
    Format("zip", (".zip",), "archive of such files", lambda path, reading: zip_members(path, reading, _opened)),
    Format("tar", (".tar", ".tgz", ".tbz2", ".txz"), "archive of such files", lambda path, reading: tar_members(path, reading, _opened)),
    Format("feed", (".rss", ".atom"), "RSS or Atom feed", feed_items),
    Format("mhtml", (".mhtml", ".mht"), "page saved by a browser", saved_page),
    Format("mail", (".eml",), "mail message", mail_file),
    Format("mbox", (".mbox",), "mailbox", mailbox),
    Format("docx", (".docx",), "Word document", docx_text),
    Format("odt", (".odt",), "OpenDocument text", odt_text),
    Format("epub", (".epub",), "e-book, one article per page", epub_chapters),
    Format("xlsx", (".xlsx",), "workbook, one record per row", sheet_rows, has_columns=True),
    Format("rtf", (".rtf",), "rich text", rtf_text),
    Format("pdf", (".pdf",), "PDF with embedded text (extra `pdf`)", pdf_text),
    Format("webarchive", (".webarchive",), "page saved by Safari", archived_page),
    Format("nitf", (".nitf",), "agency story", agency_items),
    Format("newsml", (".newsml",), "agency stories, NewsML-G2 or NewsML 1", agency_items),
    Format("feather", (".feather", ".arrow"), "Parquet or Arrow table", arrow_rows, has_columns=True, is_streamed=True),
    Format("nexis", (), "export of Nexis or Nexis Uni", export_articles),
    Format("factiva", (), "export of Factiva", export_articles),
    Format("proquest", (), "export of ProQuest", export_articles),
    Format("europresse", (), "export of Europresse", export_articles),
)
"""All formats; the extension of a compression may follow any of these."""

BY_NAME: Mapping[str, Format] = MappingProxyType({row.name: row for row in TABLE})
ENDINGS: Mapping[str, str] = MappingProxyType({ending: row.name for row in TABLE for ending in row.endings})
"""File extensions and their formats."""
CONTAINERS: Mapping[str, Reader] = MappingProxyType({row.name: row.reader for row in TABLE if row.reader})
"""The formats with many records and their readers; in all others, the file is the article."""
WITH_COLUMNS = tuple(row.name for row in TABLE if row.has_columns)

STREAMED = frozenset(row.name for row in TABLE if row.is_streamed)

REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".doc", ".wps", ".pages"), "save it as .docx, .odt or .txt"),
        **dict.fromkeys((".xls", ".ods", ".numbers"), "save it as .xlsx or .csv"),
        **dict.fromkeys((".ppt", ".pptx", ".key"), "save its text as .txt"),
        **dict.fromkeys((".msg", ".pst"), "save the messages as .eml or .mbox"),
        **dict.fromkeys((".mobi", ".azw", ".azw3"), "convert it to .epub"),
        **dict.fromkeys((".rar", ".7z"), "unpack it into the seed folder"),
        **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp"), "a picture has no text: run OCR on it first"),
        **dict.fromkeys((".db", ".sqlite", ".sqlite3", ".mdb", ".accdb", ".dbf"), "export the table as .csv or .parquet"),
        **dict.fromkeys((".avro", ".orc", ".h5", ".hdf5", ".pkl", ".rds", ".rdata", ".dta", ".sav"), "save the table as .parquet or .csv"),
        **dict.fromkeys((".mp3", ".m4a", ".wav", ".ogg", ".flac", ".mp4", ".mov", ".avi", ".mkv", ".webm"), "save a transcript as .txt"),
        **dict.fromkeys((".ps", ".djvu", ".xps", ".tex"), "convert it to .pdf or .txt"),
        **dict.fromkeys((".bmp", ".heic", ".svg"), "a picture is not an article: leave it out, or run OCR on it first"),
        **dict.fromkeys((".js", ".css", ".py", ".map", ".lock", ".sh", ".dtd", ".xsd", ".xsl"), "it is code, not an article; leave it out"),
        **dict.fromkeys((".yaml", ".yml", ".toml", ".ini", ".cfg", ".log"), "rename it to .txt if it is an article, or leave it out"),
        ".xml": "it is not RSS, Atom, NITF or NewsML: convert it to .jsonl, one object per article",
    }
)
"""What to do with files of formats that are not read."""

_CODE = frozenset(".js .css .py .xsl .xsd .svg .map .lock .toml .yaml .yml .ini .cfg .sh .log .dtd".split())
"""Extensions of files that never hold an article, whatever their first bytes."""
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,5}(?:#.*)?$")
_PAGES = frozenset(".php .asp .aspx .jsp .cms .cfm .do .ece .story .article .print .amp .page".split())
_QUERY = re.compile(r"[?@&;]")
_AS_THEY_SAY = frozenset({"feed", "mhtml", "newsml", "nitf"})
"""Extensions of pages, which are checked by their first bytes."""

MOST_RECORDS = 100_000
"""Records allowed in a file of any size; beyond this, at most one per byte."""


def file_format(path: str) -> str:
    """Return the format of a file from its name, or from its content if the name does not say.

    Raises:
        RejectedError: its format is not read.
    """
    try:
        with open_unpacked(path) as stream:
            head = stream.read(HEAD_BYTES)
    except (OSError, RejectedError):
        head = b""  # errors are reported when the file is read; on another machine only the name decides
    if head.startswith(b"PK\x03\x04") and _by_name(path) in {None, "zip"}:
        with open_raw(path) as file:
            form = format_of_zip(file)
        if form in BY_NAME:
            return form
    return format_of(path, head)


def format_of(path: str, head: bytes) -> str:
    """Return the format of a file with this name and these first bytes.

    Raises:
        RejectedError: its format is not read.
    """
    by_name = _by_name(path)
    if by_name is not None and by_name not in {"text", "html"}:
        return by_name
    by_content = format_of_bytes(head)
    by_content = by_content if by_content in BY_NAME else None
    if (by_name or by_content in {None, "html"}) and (vendor := vendor_of(head)):
        return vendor
    if by_name:
        has_rows = by_name == "text" and by_content in {"json", "jsonl"} and b'"' in head[:40]
        return by_content if by_content and (by_content in _AS_THEY_SAY or has_rows) else by_name
    ending = _ending(path)
    if ending in REMEDIES and ending != ".xml" and by_content not in {"html", "rtf", "mhtml"}:
        raise RejectedError("unsupported", f"files named *{ending} are not read: {REMEDIES[ending]}")
    if by_content and ending not in _CODE:
        return by_content
    if head and (not _ENDING.search(ending) or ending in _PAGES) and is_text(head):
        return "text"
    remedy = REMEDIES.get(ending, "save it as .txt, .html, .docx or .pdf, or rows as .csv or .jsonl")
    raise RejectedError("unsupported", f"files named *{ending or Path(path).name} are not read: {remedy}")


def _opened(path: str, reading: Reading) -> tuple[str, Iterator[Entry]]:
    """Return the format of an archive member, and its records if it holds many."""
    form = file_format(path)
    reader = CONTAINERS.get(form)
    return form, (_formed(entry, form) for entry in reader(path, reading)) if reader else iter(())


def _by_name(path: str) -> str | None:
    name = plain_name(Path(path).name)
    whole = next((form for ending, form in ENDINGS.items() if name.endswith(ending)), None)
    if whole or not _QUERY.search(name):
        return whole
    name = _QUERY.split(name)[0]
    return next((form for ending, form in ENDINGS.items() if name.endswith(ending)), None)


def _ending(path: str) -> str:
    return Path(_QUERY.split(plain_name(Path(path).name))[0]).suffix or ""


def records(path: str, size: int, reading: Reading) -> Iterator[Entry]:
    """Yield the records of a file with many records.

    Args:
        path: the file.
        size: its size on disk.
        reading: how it is read.

    Raises:
        RejectedError: it cannot be read any further.
        OSError: it cannot be opened or read.
    """
    total = 0
    form = file_format(path)
    try:
        for count, entry in enumerate(CONTAINERS[form](path, reading), 1):
            total += len(entry.record.data) if entry.record else 0
            if count > max(MOST_RECORDS, size) or total > most_bytes(size):
                raise RejectedError("too_large", "the file holds more records or text than its size allows; it is not read any further")
            yield _formed(entry, form)
    except (RejectedError, OSError):
        raise
    except Exception as error:  # a failure in one file must not stop the others
        raise RejectedError("failed", f"taking the file apart failed with {type(error).__name__}: {error}") from error


def _formed(entry: Entry, form: str) -> Entry:
    if entry.record is None or entry.record.form:
        return entry
    return dataclasses.replace(entry, record=dataclasses.replace(entry.record, form=form))


def formats_page() -> str:
    """Return the documentation page that lists all formats."""
    rows = [f"| `{row.name}` | {' '.join(f'`{ending}`' for ending in row.endings) or 'by content'} | {row.what} |" for row in TABLE]
    others = [f"| `{ending}` | {remedy} |" for ending, remedy in REMEDIES.items()]
    packings = ", ".join(f"`{ending}`" for ending in PACKINGS)
    head = (
        "# Formats\n\nThe format of a file is recognised by the ending of its name, or by its first bytes if the name does not show it"
        " (`story.php?id=5`)."
        f" Any file may be compressed: {packings}. Nothing is fetched. In a file with many articles each is a seed, `file#number`.\n\n"
    )
    table = "\n".join(["| format | endings | what it is |", "|---|---|---|", *rows])
    notes = (
        "Exports of news databases are recognised by their content, in `.txt`, `.html`, `.docx`, `.odt`, `.rtf` or `.pdf`, and"
        " cut into articles. Headline, byline, date and publication come from their fields. Field lines are paragraphs of the"
        " article with the role `boilerplate`. The cover, the table of contents and the search terms are left out.\n\n"
        "In a PDF, columns are read in order, words broken at the end of a line are joined, and text repeated at the head or foot of pages"
        " is kept once. A PDF that cannot be read in 60 seconds is a reject.\n\n"
        "If a feed or a database gives only a teaser or an abstract, `articles.is_teaser` is true.\n"
    )
    return f"{head}{table}\n\n{notes}\n## Not read\n\n" + "\n".join(["| ending | what to do |", "|---|---|", *others]) + "\n"
