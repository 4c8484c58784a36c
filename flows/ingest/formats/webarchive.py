"""Pages saved by Safari: a property list with the page and its resources."""

import plistlib
from collections.abc import Iterator
from functools import partial
from xml.parsers.expat import ExpatError

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry
from flows.ingest.formats.streams import open_unpacked
from transforms.records import Stated
from transforms.rows import Record, RowError

_TIMES = 20


def archived_page(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the page in a Safari web archive.

    Raises:
        RejectedError: it is larger than twenty times the limit, since pictures are in it, or no property list.
    """
    most = reading.max_bytes * _TIMES
    with open_unpacked(path) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise RejectedError("too_large", f"the file is larger than the limit of {most} bytes")
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
