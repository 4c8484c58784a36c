"""Word-processor documents and e-books: the text of their paragraphs; each format is a ZIP archive of XML."""

import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from lxml import etree

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry, single_as_file
from flows.ingest.formats.exports import text_entries
from flows.ingest.formats.whole import whole_record
from flows.ingest.formats.xml import name_of, tree_of, words_of
from flows.ingest.formats.zip import open_zip, read_member
from transforms.records import Stated

_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " ", "noBreakHyphen": "-"}
_LEFT_OUT = frozenset({"del", "instrText", "delText", "annotation", "note", "tracked-changes", "footnote"})


def docx_text(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the text of a Word document."""
    yield from _document(path, "word/document.xml", "docx", reading)


def odt_text(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the text of an OpenDocument text."""
    yield from _document(path, "content.xml", "odt", reading)


def _document(path: str, member: str, form: str, reading: Reading) -> Iterator[Entry]:
    with open_zip(path, "document") as archive:
        root = tree_of(read_member(archive, member, reading.max_file_bytes))
    if root is None:
        raise RejectedError("corrupt", "the document holds no well-formed XML")
    paragraphs = (_words(node).strip() for node in root.iter() if name_of(node) in {"p", "h"} and not _is_within(node))
    yield from text_entries("\n\n".join(filter(None, paragraphs)), "utf-8", form, reading)


def _is_within(node: etree._Element) -> bool:
    return any(name_of(above) in {"p", "h"} | _LEFT_OUT for above in node.iterancestors())


def _words(node: etree._Element) -> str:
    """Return the text of a paragraph: in Word only inside `t`, in OpenDocument anywhere in the element."""
    is_word = "wordprocessingml" in node.tag
    parts = [] if is_word else [node.text or ""]
    for child in node:
        name = name_of(child)
        if name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name == "t" and is_word:
            parts.append(child.text or "")
        elif name and name not in _LEFT_OUT:
            parts.append(_words(child))
        parts.append("" if is_word else child.tail or "")
    return "".join(parts)


def epub_chapters(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the pages of an e-book in reading order.

    Raises:
        RejectedError: it cannot be unpacked, or names no pages.
    """
    with open_zip(path, "book") as archive:
        yield from single_as_file(_chapters(archive, reading))


def _chapters(archive: zipfile.ZipFile, reading: Reading) -> Iterator[Entry]:
    start = tree_of(read_member(archive, "META-INF/container.xml", reading.max_bytes))
    package = next((node.get("full-path") for node in start.iter() if name_of(node) == "rootfile"), None) if start is not None else None
    root = tree_of(read_member(archive, package, reading.max_bytes)) if package else None
    if root is None or package is None:
        raise RejectedError("corrupt", "the book does not list its contents")
    nodes = list(root.iter())
    files = {node.get("id"): node for node in nodes if name_of(node) == "item"}
    publisher = next((words_of(node) for node in nodes if name_of(node) == "title"), None)
    language = next((words_of(node) for node in nodes if name_of(node) == "language"), None)
    number = 0
    for spine in (node for node in nodes if name_of(node) == "itemref"):
        item = files.get(spine.get("idref"))
        if item is None or "nav" in (item.get("properties") or ""):
            continue
        number += 1
        name = str(PurePosixPath(package).parent / (item.get("href") or ""))
        try:
            data = read_member(archive, name, reading.max_bytes)
        except RejectedError as error:
            yield Entry(number, None, None, error.reason, str(error))
        else:
            stated = Stated(publisher=publisher, language=language)
            yield entry(number, len(data), partial(whole_record, "html", data, stated), reading)
