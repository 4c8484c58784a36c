"""Exports of Europresse: pages with an `article` element for each article, whose parts have classes."""

import re
from collections.abc import Iterator

from lxml import etree

from flows.ingest.formats.vendors.layout import Article
from transforms.html.render import render

SIGN = re.compile(r"DocPublicationName|titreArticle|europresse")

_CLASSES = {
    "DocPublicationName": "publisher",
    "DocHeader": "published",
    "titreArticle": "title",
    "titreArticleVisu": "title",
    "docAuthors": "byline",
    "sm-margin-bottomNews": "byline",
    "docOcurrContainer": "body",
    "DocText": "body",
}
"""What the elements with a class hold."""


def europresse_articles(root: etree._Element) -> Iterator[Article]:
    """Yield the articles of a page, if it is such an export."""
    for node in root.iter("article"):
        if next(node.iterancestors("article"), None) is None and (article := _article(node)):
            yield article


def _article(node: etree._Element) -> Article | None:
    article = Article(parts=list(_classed(node, "field")))
    said = {kind: " ".join(line for found, line in article.parts if found == kind) or None for kind, _ in article.parts}
    article.title, article.authors, article.published = (said.get(kind) for kind in ("title", "byline", "published"))
    article.publisher = re.split(r", | \(", said.get("publisher") or "")[0] or None
    return article if article.title and article.publisher else None


def _classed(node: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of an element, each with the field given by the nearest enclosing class."""
    kind = next((_CLASSES[name] for name in node.get("class", "").split() if name in _CLASSES), kind)
    if all(_CLASSES.keys().isdisjoint(inner.get("class", "").split()) for inner in node.iterdescendants()):
        yield from ((kind, line) for line in render(node)[0].split("\n") if line.strip())
        return
    yield from ((kind, line.strip()) for line in [node.text or ""] if line.strip())
    for child in node:
        if isinstance(child.tag, str):
            yield from _classed(child, kind)
        yield from ((kind, line.strip()) for line in [child.tail or ""] if line.strip())
