"""Format detection from the first bytes of a file, for names that do not determine it: crawled pages, exports."""

import json
import re
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from transforms.encoding import NotTextError, UndecodableError, decode
from transforms.html.text_markup import is_markup

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD_BYTES = 1 << 14

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_NITF = re.compile(rb"<nitf[\s>]")
_NEWSML = re.compile(rb"<(?:\w+:)?(?:newsItem|newsMessage|NewsML)[\s>]")
_FIELD = re.compile(rb"[A-Z][A-Za-z-]{1,40}: ?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "feather"),
    (b"FEA1", "feather"),
    (b"{\\rtf", "rtf"),
    (b"WARC/", "warc"),
    (b"filedesc://", "arc"),
    (b"bplist00", "webarchive"),
)


def format_of_bytes(head: bytes) -> str | None:
    """Return the format detected from the first bytes of a file (except plain text), or None."""
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head[257:262] == b"ustar":
        return "tar"
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(b"<"):
        return _markup(plain)
    if plain.startswith((b"{", b"[")):
        return _json(plain)
    if plain.startswith(b"From ") and b"\nSubject:" in head and b"\nFrom:" in head:
        return "mbox"
    return _message(plain)


def _markup(plain: bytes) -> str | None:
    start = plain[:4096]
    for pattern, form in ((_FEED, "feed"), (_NEWSML, "newsml"), (_NITF, "nitf")):
        if (found := pattern.search(start)) and not _PAGE.search(start[: found.start()]):
            return form
    return "html" if _PAGE.search(start) or is_markup(plain.decode("utf-8", "replace")) else None


def _json(plain: bytes) -> str | None:
    """Return whether the bytes begin JSON, and whether it has one object per line."""
    line, end, rest = plain.partition(b"\n")
    try:
        if end and isinstance(json.loads(line), dict) and rest.strip():
            return "jsonl"
    except (ValueError, RecursionError):
        pass
    return "json" if re.match(rb"(?:\{\s*(?:\"|\})|\[\s*[\[{\]])", plain) else None


def _message(plain: bytes) -> str | None:
    """Return whether the bytes begin with the header of a mail message, or of a page saved as one."""
    position, names = 0, set[bytes]()
    while (field := _FIELD.match(plain, position)) and len(names) < 40:
        names.add(field[0].partition(b":")[0].lower())
        position = field.end()
    if b"mime-version" in names and b"multipart/related" in plain[:position].lower():
        return "mhtml"
    return "mail" if {b"from", b"subject"} <= names and len(names) > 3 and names & {b"date", b"received", b"message-id"} else None


def is_text(head: bytes) -> bool:
    """Return whether the first bytes of a file are those of a text."""
    try:
        return bool(decode(head[:4096])[0].strip())
    except NotTextError:
        return False
    except UndecodableError:  # the head may end within a character
        return b"\0" not in head


def format_of_zip(file: BinaryIO) -> str:
    """Return the format of a ZIP archive, from the names of its members."""
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("docx", lambda name: name == "word/document.xml"),
        ("xlsx", lambda name: name == "xl/workbook.xml"),
        ("epub", lambda name: name == "META-INF/container.xml"),
        ("wacz", lambda name: name.startswith("archive/") and ".warc" in name),
    )
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100 and b"opendocument.text" in archive.read("mimetype"):
                return "odt"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return "zip"
    return next((form for form, test in tests if any(map(test, names))), "zip")
