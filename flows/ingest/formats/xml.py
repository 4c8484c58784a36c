"""Safe XML parsing: no network access, no DTD and no entities except the predefined ones."""

import re
from html.entities import html5

from lxml import etree

from flows.errors import RejectedError
from flows.ingest.formats.streams import load

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_PREDEFINED = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def parser() -> etree.XMLParser:
    """Return a parser that recovers from errors and expands no entities."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)


def tree_of(data: bytes) -> etree._Element | None:
    """Return the root element of a document, or None if it has no element. HTML's entities are known without a DTD."""
    try:
        return etree.fromstring(_ENTITY.sub(_numbered, data), parser())
    except (etree.XMLSyntaxError, ValueError):
        return None


def tree_at(path: str, most: int) -> etree._Element:
    """Return the root element of the document in a file.

    Raises:
        RejectedError: it is larger than `most` bytes, or not XML.
    """
    root = tree_of(load(path, most))
    if root is None:
        raise RejectedError("corrupt", "it is not well-formed XML")
    return root


def name_of(node: etree._Element) -> str:
    """Return the local name of an element, or an empty string for comments and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def words_of(node: etree._Element | None) -> str | None:
    """Return the text in an element with white space collapsed, or None if it has no text."""
    return " ".join("".join(node.itertext()).split()) or None if node is not None else None


def _numbered(entity: re.Match[bytes]) -> bytes:
    character = None if entity[1] in _PREDEFINED else html5.get(f"{entity[1].decode('ascii')};")
    return "".join(f"&#{ord(part)};" for part in character).encode("ascii") if character else entity[0]
