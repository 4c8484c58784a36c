"""Turn seeds into documents: decoded text or a rendered page, with its metadata."""

import dataclasses
import hashlib

from flows.errors import RejectedError
from flows.ingest.formats.registry import file_format, format_of
from flows.ingest.formats.sniff import HEAD_BYTES
from flows.ingest.formats.streams import load
from flows.ingest.formats.whole import whole_record
from flows.ingest.seed import Seed, trouble
from transforms.encoding import NotTextError, UndecodableError, check_characters
from transforms.html.document import UnreadablePageError, read_html
from transforms.records import NOTHING_STATED, Document, Stated
from transforms.rows import Record, RowError

MOST_LINES = 100_000
"""Maximum lines of a text or blocks of a page: 100,000 take 30 s and 0.5 GB, and no real article has that many."""
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def read_file(seed: Seed, max_bytes: int) -> Document:
    """Return the document in a scanned file.

    Raises:
        RejectedError: it became unreadable, changed since the scan, is blank or not text.
    """
    try:
        data = load(seed.path, max_bytes)
    except OSError as error:
        raise RejectedError("unreadable", trouble(error)) from None
    return _file(seed, data)


def read_spooled(seed: Seed, record: Record | None) -> Document:
    """Return the document in a scanned file that was spooled for a worker, if it was readable then.

    Raises:
        RejectedError: it became unreadable, changed since the scan, is blank or not text.
    """
    if record is None:
        raise RejectedError("unreadable", "the file could not be read when it was to be copied to the workers")
    return _file(seed, record.data) if record.kind == "file" else read_record(seed, record)


def _file(seed: Seed, data: bytes) -> Document:
    if hashlib.sha256(data).hexdigest() != seed.sha256:
        raise RejectedError("changed", "the bytes changed while the run was reading them; the next run reads them again")
    try:
        return _document(seed, whole_record(format_of(seed.path, data[:HEAD_BYTES]), data))
    except RowError as error:
        raise RejectedError(error.reason, str(error)) from None


def read_record(seed: Seed, record: Record | None) -> Document:
    """Return the document in a scanned record, if the record was found again.

    Raises:
        RejectedError: it changed since the scan, is blank or not text.
    """
    if record is None or record.sha256() != seed.sha256:
        raise RejectedError("changed", "the record changed while the run was reading its file; the next run reads it again")
    return _document(seed, record)


def _document(seed: Seed, record: Record) -> Document:
    """Return the document of a decoded text or of a page."""
    digest, form = seed.sha256 or "", record.form or file_format(seed.path)
    try:
        if record.kind == "html":
            page = read_html(record.data, charset=record.encoding, url=record.stated.url)
            stated = _both(record.stated, page.stated)
            _check_lines(len(page.blocks))
            return Document(seed.name, digest, form, page.encoding, _with_words(page.text), page.blocks, stated)
        text = record.data.decode()
        check_characters(text)
    except (NotTextError, UndecodableError, UnreadablePageError) as error:
        raise _refused(error) from None
    return Document(seed.name, digest, form, record.encoding or "utf-8", _readable(text), stated=record.stated)


def _refused(error: ValueError) -> RejectedError:
    reasons = {NotTextError: "binary", UndecodableError: "undecodable", UnreadablePageError: "blank"}
    return RejectedError(reasons[type(error)], str(error))


def _readable(text: str) -> str:
    found = _with_words(text)
    _check_lines(sum(map(text.count, _LINE_ENDS)) - text.count("\r\n"))
    return found


def _check_lines(count: int) -> None:
    if count > MOST_LINES:
        raise RejectedError("too_large", f"the text has more than {MOST_LINES:,} lines, which no article has")


def _with_words(text: str) -> str:
    if not text or text.isspace():
        raise RejectedError("blank", "the text is white space only")
    return text


def _both(record: Stated, page: Stated) -> Stated:
    """Return the metadata of the record, completed with that of its page."""
    if record == NOTHING_STATED:
        return page
    stated = {field.name: getattr(record, field.name) or getattr(page, field.name) for field in dataclasses.fields(Stated)}
    return Stated(**stated)
