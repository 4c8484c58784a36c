"""Which columns of a user's table are the text, the title, the date and so on, recognised by their names."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": (
            *("text", "maintext", "fulltext", "articletext", "plaintext", "articlebody", "body", "content", "contents"),
            *("article", "rawcontent", "rawtext", "bodytext", "story", "document", "contenttext", "textcontent", "articlecontent"),
            *("articletxt", "newscontent", "newstext", "maincontent", "cleantext", "cleanedtext", "paragraphs", "sections"),
            *("texto", "texte", "testo", "tekst", "inhalt", "contenido", "contenu", "conteudo"),
        ),
        "html": ("html", "rawhtml", "pagehtml", "htmlcontent", "contenthtml", "bodyhtml", "sourcehtml", "articlehtml", "contentencoded"),
        "title": (
            "title",
            "headline",
            "articletitle",
            "pagetitle",
            "titlepage",
            "headlines",
            "webtitle",
            "titel",
            "titre",
            "titulo",
            "titolo",
            "subject",
        ),
        "authors": (
            "authors",
            "author",
            "byline",
            "bylines",
            "creator",
            "dccreator",
            "authorname",
            "authornames",
            "writer",
            "by",
            "autor",
            "auteur",
        ),
        "published": (
            *("published", "publishdate", "datepublish", "publicationdate", "publishingdate", "publisheddate", "datepublished"),
            *(
                "publishedat",
                "publishdatetime",
                "publisheddatetime",
                "pubdate",
                "pubtime",
                "webpublicationdate",
                "dategmt",
                "date",
                "datetime",
            ),
            *("publishedtime", "publishtime", "publishedon", "firstpublished", "publishedparsed", "articledate", "datum", "fecha", "data"),
        ),
        "publisher": (
            *("publisher", "publication", "medianame", "sitename", "newspaper", "outlet", "source", "sourcename"),
            *("sourcedomain", "domain", "sourcehostname", "hostname", "site"),
        ),
        "url": ("url", "link", "canonicalurl", "articleurl", "pageurl", "sourceurl", "weburl", "permalink", "uri", "targeturi", "source"),
        "language": ("language", "lang", "languagecode", "langcode", "languageiso"),
    }
)
"""The fields that are read of a row, each with the column names that common corpora use for it, likeliest first.

Names are compared by letters only, without case, spaces, `_` and `-` (`Publish_Date` is `publishdate`). They include the columns of C4 and
mC4 (text, url; their timestamp is the time of the crawl), RealNews, CC-News, news-please, Fundus, Media Cloud, All the News, CNN/DailyMail,
RedPajama, trafilatura and NewsAPI.
"""

CONTENT = ("text", "html")
"""The fields that an article can be read from."""

_SEPARATORS = re.compile(r"[\s_\-()\[\]#:*\"'\ufeff]+")
_QUALIFIER = re.compile(r"[,(/|\[:;]")
"""The start of an addition to a name: `Date (UTC)`."""
_PREFIX = re.compile(r"(?:_source|article|fields|data|content|item|story|doc|document|post|attributes|node|body)\.", re.IGNORECASE)
"""The start of a dotted path to a known name: `_source.title`."""
_SUFFIX = re.compile(r"\.(?:rendered|main|name|value)$", re.IGNORECASE)
"""The end of a dotted path from a known name: `title.rendered`."""
_MOST_CACHED = 200
"""Maximum columns of a table whose result is cached."""


def choose(columns: tuple[str, ...], mapping: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    """Return the columns that each field may be read from, likeliest first.

    Args:
        columns: the names of the columns.
        mapping: pairs of a field and the column that the user gives for it. If the text or the page is among them, no other column is read
            for either.
    """
    return _choose_cached(columns, mapping) if len(columns) <= _MOST_CACHED else _choose(columns, mapping)


def _choose(columns: tuple[str, ...], mapping: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    mapped = dict(mapping)
    by_name: dict[str, list[str]] = {}
    for column in columns:
        by_name.setdefault(_letters(column), []).append(column)
    for column in columns:  # known names within longer ones: `Date (UTC)`, `_source.title`
        for name in {_letters(_QUALIFIER.split(column)[0]), _letters(_PREFIX.sub("", _SUFFIX.sub("", column)))} - {_letters(column), ""}:
            by_name.setdefault(name, []).append(column)
    chosen = {field: tuple(column for name in names for column in by_name.get(name, ())) for field, names in FIELDS.items()}
    if mapped.keys() & set(CONTENT):
        chosen |= dict.fromkeys(CONTENT, ())
    return chosen | {field: (column,) if column in columns else () for field, column in mapped.items()}


def _letters(column: str) -> str:
    return _SEPARATORS.sub("", column).lower()


_choose_cached = lru_cache(maxsize=64)(_choose)
