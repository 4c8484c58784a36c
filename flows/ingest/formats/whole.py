"""Files that are one article each: a text or a page."""

from transforms.encoding import NotTextError, UndecodableError, decode
from transforms.html.text_markup import as_page, is_markup, unescaped, without_heading_marks
from transforms.html.view_source import source_shown
from transforms.records import NOTHING_STATED, Stated
from transforms.rows import Record, RowError


def whole_record(form: str, data: bytes, stated: Stated = NOTHING_STATED) -> Record:
    """Return the record in a text or page file; a text that is markup is read as a page.

    Raises:
        RowError: it is not text.
    """
    if form == "html":
        return Record("html", source_shown(data) or data, None, stated, form)
    return text_record(*decoded(data), stated, form)


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text in some bytes, and its encoding.

    Raises:
        RowError: it is not text.
    """
    try:
        return decode(data)
    except NotTextError as error:
        raise RowError("binary", str(error)) from None
    except UndecodableError as error:
        raise RowError("undecodable", str(error)) from None


def text_record(text: str, encoding: str, stated: Stated = NOTHING_STATED, form: str = "text") -> Record:
    """Return the record in a decoded text, with leftover HTML entities decoded and without the marks of Markdown headings.

    Raises:
        RowError: there is nothing in it.
    """
    text = unescaped(text)
    if not text or text.isspace():
        raise RowError("blank", "the text is white space only")
    if is_markup(text):
        return Record("html", as_page(text).encode("utf-8", "replace"), "utf-8", stated, "html" if form == "text" else form)
    return Record("text", without_heading_marks(text).encode("utf-8", "replace"), encoding, stated, form)
