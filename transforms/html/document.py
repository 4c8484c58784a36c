"""Parse the bytes of an HTML page into readable text, blocks and metadata."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from transforms.characters import letters_of
from transforms.encoding import decode
from transforms.html.block_network import Network, load_network
from transforms.html.block_scores import judge_body
from transforms.html.body_gaps import with_those_amid
from transforms.html.evidence import Evidence
from transforms.html.extraction import body_units, found_again
from transforms.html.head import read_stated, summaries
from transforms.html.hidden_content import reveal
from transforms.html.linked_data import article_node, as_text
from transforms.html.markup import hints
from transforms.html.other_stories import without_others
from transforms.html.render import render
from transforms.html.tables import with_tables
from transforms.html.text_markup import is_page
from transforms.html.tree import clean, parse
from transforms.html.tree_repair import end_head, reshape
from transforms.records import Block, Stated


class UnreadablePageError(ValueError):
    """The bytes are text but not a readable page; the message says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered HTML page."""

    text: str
    """The rendered text, stored as the article's text."""
    encoding: str
    blocks: tuple[Block, ...]
    """The blocks of `text`, in order: together they hold every character that is not white space."""
    stated: Stated


def read_html(data: bytes, *, charset: str | None = None, url: str | None = None) -> Page:
    """Read an HTML page. Nothing is fetched or executed, and scripts and styles are dropped.

    Args:
        data: the page as it arrived.
        charset: the encoding that came with it, such as the parameter of an HTTP header; one that does not fit is overruled.
        url: where it came from, if known.

    Raises:
        NotTextError: the bytes are not text.
        UndecodableError: no encoding fits.
        UnreadablePageError: there is no element in it, or no visible word.
    """
    markup, encoding = markup_of(data, charset)
    text, evidence, stated = survey(markup, url)
    blocks = blocks_of(evidence, stated)
    return Page(text, encoding, blocks, replace(stated, title=_headline(evidence, [block.role for block in blocks])))


def blocks_of(evidence: Evidence, stated: Stated, network: Network | None = None) -> tuple[Block, ...]:
    """Return the blocks of a page with what each is likely to be, as a network judges them; the one that ships where none is given."""
    mains = with_those_amid(evidence, with_tables(evidence, without_others(evidence, judge_body(evidence, network or load_network()))))
    roles = hints(evidence, mains, stated.authors)
    return tuple(Block(b.span, b.tag, main, role) for b, main, role in zip(evidence.blocks, mains, roles, strict=True))


def markup_of(data: bytes, charset: str | None = None) -> tuple[str, str]:
    """Return the characters of an HTML page and their encoding.

    Raises:
        NotTextError: the bytes are not text.
        UndecodableError: no encoding fits.
    """
    return decode(_without_nul(data), [name for name in (charset, *_declared(data)) if name])


def _headline(evidence: Evidence, roles: Sequence[str | None]) -> str | None:
    """Return the stated title, without the site or section name that the page's headline lacks."""
    shown = next((text for text, role in zip(evidence.texts, roles, strict=True) if role == "title"), "")
    return " ".join(shown.split()) if len(shown) >= _TITLE and shown in evidence.title else evidence.title or None


_DECLARATION = re.compile(
    rb"""<(?:meta\b[^>]{0,400}?charset|\?xml\b[^>]{0,200}?encoding)\s{0,9}=[\s"']{0,9}([\w.:-]{2,40})""", re.IGNORECASE
)
_HEAD = 65_536
_TITLE = 15
"""Minimum length of a headline that replaces the stated title containing it."""
MOST_TAGS = 1_000_000
"""Maximum tags of a page: a million take 15 seconds and 1.6 GB."""
_ENOUGH = 300
"""Minimum length of a JSON-LD article body."""


def _without_nul(data: bytes) -> bytes:
    """Return the bytes of a page without stray NULs, as browsers do; unchanged for UTF-16 and for data that is not a page."""
    few = 0 < data.count(0) * 100 <= len(data)
    return data.replace(b"\0", b"") if few and data.count(b"<") > data.count(0) and not data.startswith(_WIDE) else data


_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _declared(data: bytes) -> list[str]:
    """Return the encodings declared in the head of the page."""
    return [name.decode("ascii") for name in _DECLARATION.findall(data[:_HEAD])[:3]]


def survey(markup: str, url: str | None = None) -> tuple[str, Evidence, Stated]:
    """Return the rendered text of a page, its evidence for block scores, and its metadata."""
    plain = clean(markup)
    if plain.count("<") > MOST_TAGS:
        raise UnreadablePageError(f"the page has more than {MOST_TAGS:,} tags")
    root = parse(plain)
    if root is None:
        raise UnreadablePageError("the page holds no element")
    if source := _shown_source(root):
        plain = clean(source)
        root = parse(plain)
        if root is None:
            raise UnreadablePageError("the page holds no element")
    node = article_node(root)
    if end_head(root) | reveal(root) | reshape(root):
        plain = etree.tostring(root, encoding="unicode", method="html")
    text, blocks = render(root)
    if not text:
        raise UnreadablePageError("the page has no visible word")
    stated = read_stated(root, node, url)
    texts = [block.span.of(text) for block in blocks]
    body = as_text(node.get("articleBody")) or ""
    letters = [letters_of(part) for part in texts]
    published = found_again([body], letters) if len(body) > _ENOUGH else []
    kept = found_again(body_units(plain), letters)
    evidence = Evidence(blocks, texts, letters, kept, published, stated.title or "", summaries(root, node))
    return text, evidence, stated


def _shown_source(root: etree._Element) -> str | None:
    """Return the page whose source is shown, as by "view source" of a browser."""
    body = next(root.iter("body"), None)
    if body is None or next(body.iter("p", "h1", "article", "main"), None) is not None:
        return None
    lines = [cell for cell in body.iter("td") if "line-content" in cell.get("class", "").split()] or [body]
    if "<" not in "".join(islice(lines[0].itertext(), 20)):
        return None
    source = "\n".join("".join(line.itertext()) for line in lines)
    return source if is_page(source) else None
