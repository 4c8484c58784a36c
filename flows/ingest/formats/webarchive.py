"""Pages saved by Safari: a property list with the page and its resources."""

import plistlib
from collections.abc import Iterator
from functools import partial
from xml.parsers.expat import ExpatError

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry
from flows.ingest.formats.streams import load
from transforms.records import Stated
from transforms.rows import Record, RowError


def archived_page(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the page in a Safari web archive.

    Raises:
        RejectedError: it is larger than twenty times the limit, since pictures are in it, or not a property list.
    """
    data = load(path, reading.max_file_bytes)
    try:
        found = plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError):
        raise RejectedError("corrupt", "it is not a web archive: the property list cannot be read") from None
    yield entry(0, len(data), partial(_page, found), reading)


def _page(found: object) -> Record:
    main = found.get("WebMainResource") if isinstance(found, dict) else None
    page = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(page, bytes) or not isinstance(main, dict) or "html" not in str(main.get("WebResourceMIMEType")):
        raise RowError("unsupported", "the web archive holds no page")
    charset, url = main.get("WebResourceTextEncodingName"), str(main.get("WebResourceURL") or "")
    return Record("html", page, charset if isinstance(charset, str) else None, Stated(url=url if url.startswith("http") else None))
