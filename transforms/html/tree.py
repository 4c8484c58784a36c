"""Parse HTML into a tree of elements of bounded depth."""

import re
from typing import Any

from lxml import etree

from transforms.html.render import BLOCKS

DEEPEST = 1000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}>", re.IGNORECASE)
AFTER = "after-the-end"
"""Class of the element that marks the end of the page."""
_MARK = f'<hr class="{AFTER}">'
_END = re.compile(r"</body\s*>(?:\s*</html\s*>)?|</html\s*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&([lr][sd]quo|[mn]dash|hellip)(?![;=\w]{0,1};)(?!;)")
_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8", "recover": True, "no_network": True, "remove_comments": True, "remove_pis": True, "huge_tree": True,
}  # fmt: skip


def clean(markup: str) -> str:
    """Return the characters without control characters, and without an XML declaration, which would name another encoding.

    The end of `html` is only marked, since what follows it is of the page, too; semicolons that quotation marks lack are not.
    """
    plain = _REFERENCE.sub(r"&\1;", _END.sub(_MARK, _CONTROLS.sub("", markup)))
    declaration = _DECLARATION.match(plain)
    return plain[declaration.end() :] if declaration else plain


def parse(markup: str) -> etree._Element | None:
    """Return the tree of a page, or None if it has no element. Elements deeper than a thousand lose their tags, not their text.

    Nothing outside the page is read: HTML has no external entities, and references to other files are left alone.
    """
    data = markup.encode("utf-8", "replace")
    parser = etree.HTMLParser(**_OPTIONS)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None  # such as a page of one comment
    too_deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return etree.fromstring(data, etree.HTMLParser(target=_Flattener(), **_OPTIONS)) if too_deep else root


class _Flattener:
    """Builds a tree of bounded depth: deeper elements are kept only as boundaries between blocks."""

    def __init__(self) -> None:
        """Start with an empty tree."""
        self._builder = etree.TreeBuilder()
        self._depth = 0
        self._muted = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._depth += 1
        if self._depth <= DEEPEST:
            self._builder.start(tag, attributes)
        else:
            self._muted += tag in {"script", "style"}
            self._part(tag)

    def end(self, tag: str) -> None:
        """Close an element."""
        if self._depth <= DEEPEST:
            self._builder.end(tag)
        else:
            self._muted -= tag in {"script", "style"}
            self._part(tag)
        self._depth -= 1

    def _part(self, tag: str) -> None:
        if tag in BLOCKS:
            self._builder.start("hr", {})
            self._builder.end("hr")

    def data(self, text: str) -> None:
        """Keep text except in scripts and styles."""
        if not self._muted:
            self._builder.data(text)

    def close(self) -> etree._Element:
        """Return the tree."""
        return self._builder.close()
