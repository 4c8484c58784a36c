"""Mail, mailboxes and pages saved as mail (`.mhtml`): the text or page of a message, without attachments."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial

from flows.ingest.formats.entry import Entry, Reading, entry, single_as_file, too_large
from flows.ingest.formats.streams import lines, load, open_unpacked
from flows.ingest.formats.whole import text_record, whole_record
from transforms.records import Stated
from transforms.rows import Record, RowError

_LONGEST = 65_536
_NAME = re.compile(rb"[!-9;-~]{1,100}:")
_ENOUGH = 200
"""If a message's plain text has at least this many characters, it is used instead of the page."""


def mail_file(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the article in a mail message.

    Raises:
        RejectedError: it is larger than the limit.
    """
    data = load(path, reading.max_bytes)
    yield entry(0, len(data), partial(_mail, data), reading)


def saved_page(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the page that a browser saved as a message together with its resources.

    Raises:
        RejectedError: it is larger than twenty times the limit: pictures are in it.
    """
    data = load(path, reading.max_file_bytes)
    yield entry(0, len(data), partial(_page, data), reading)


def mailbox(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the articles in the messages of a mailbox.

    Raises:
        RejectedError: its compressed data is damaged.
    """
    yield from single_as_file(_messages(path, reading))


def _messages(path: str, reading: Reading) -> Iterator[Entry]:
    held: list[bytes] = []
    number = size = 0
    is_blank = True
    with open_unpacked(path) as stream:
        for _, length, line in lines(stream, reading.max_bytes):
            if line is not None and is_blank and line.startswith(b"From "):
                if number:
                    yield _held(number, size, held, reading)
                number, size, held = number + 1, 0, []
            elif number:
                size += length
                if size <= reading.max_bytes and line is not None:
                    held.append(line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line)
            is_blank = line is not None and not line.strip()
    if number:
        yield _held(number, size, held, reading)


def _held(number: int, size: int, held: list[bytes], reading: Reading) -> Entry:
    if size > reading.max_bytes:
        return too_large(number, size, reading)
    return entry(number, size, partial(_mail, b"".join(held)), reading)


def _parsed(data: bytes) -> EmailMessage:
    """Return a parsed message; header size is bounded since the standard library takes quadratic time in it."""
    if _longest_header(data) > _LONGEST:
        raise RowError("corrupt", f"it has a header of more than {_LONGEST:,} bytes, which no message has")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except RecursionError:
        raise RowError("corrupt", "its parts are nested too deeply") from None
    if not isinstance(message, EmailMessage) or not message.keys():
        raise RowError("corrupt", "it is not a mail message: it has no header")
    return message


def _mail(data: bytes) -> Record:
    message = _parsed(data)
    name, address = parseaddr(_header(message, "From") or "")
    stated = Stated(
        title=_header(message, "Subject"),
        authors=(name,) if name and "@" not in name else (),
        published=_header(message, "Date"),
        publisher=address.rpartition("@")[2] or None,
        language=_header(message, "Content-Language"),
    )
    plain, page = (_part(message, kind) for kind in ("plain", "html"))
    if plain is not None:
        text = _decoded(plain)
        if page is None or len(text.strip()) >= _ENOUGH:
            return text_record(text, plain.get_content_charset("utf-8") or "utf-8", stated, "mail")
    if page is None:
        raise RowError("blank", "the message holds no text")
    return whole_record("html", _decoded(page).encode("utf-8", "replace"), stated)


def _longest_header(data: bytes) -> int:
    """Return the size in bytes of the longest header block of the message or of one of its parts."""
    size = longest = 0
    for line in data.split(b"\n"):
        is_header = _NAME.match(line) is not None or (size > 0 and line[:1] in {b" ", b"\t"})
        size = size + len(line) + 1 if is_header else 0
        longest = max(longest, size)
    return longest


def _part(message: EmailMessage, kind: str) -> EmailMessage | None:
    try:
        found = message.get_body((kind,))
    except (AttributeError, KeyError, ValueError):
        return None
    return found if isinstance(found, EmailMessage) else None


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset("utf-8") or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "replace")


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError, TypeError):  # the standard library fails on some malformed headers
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _page(data: bytes) -> Record:
    message = _parsed(data)
    part = next((part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}), None)
    body = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(body, bytes):
        raise RowError("unsupported", "the saved page holds no HTML")
    url = _header(message, "Snapshot-Content-Location") or str(part.get("Content-Location") or "")
    stated = Stated(url=url if url.startswith("http") else None)
    return Record("html", body, part.get_content_charset(), stated)
