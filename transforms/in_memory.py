"""The tables of a text in memory: the same as those of a `.txt` file with this content."""

import hashlib

import pyarrow as pa

from transforms.article import read_article
from transforms.columns import to_arrow
from transforms.encoding import check_characters
from transforms.html.document import UnreadablePageError, read_html
from transforms.html.text_markup import as_page, is_markup, unescaped, without_heading_marks
from transforms.records import Document
from transforms.schema import TABLES

NAME = "text"
"""The value of `articles.seed`."""


def text_tables(text: str, reader_version: str) -> dict[str, pa.Table]:
    """Return the Arrow tables of a text or HTML page, by name: those that are stored in parts.

    Raises:
        ValueError: the text is blank, or not text.
    """
    rows = read_article(_document(text), reader_version)
    return {name: to_arrow(table.schema, rows.get(name, ())) for name, table in TABLES.items() if table.in_parts}


def _document(text: str) -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    text = unescaped(text)
    if not text or text.isspace():
        raise UnreadablePageError("the text is white space only")
    check_characters(text)
    if is_markup(text):
        page = read_html(as_page(text).encode("utf-8", "replace"), charset="utf-8")
        return Document(NAME, digest, "html", page.encoding, page.text, page.blocks, page.stated)
    return Document(NAME, digest, NAME, "utf-8", without_heading_marks(text).encode("utf-8", "replace").decode())
