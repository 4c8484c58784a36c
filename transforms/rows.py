"""Records from rows of tables: which column holds the text, the title, the date and so on."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from types import MappingProxyType

from transforms.html.told_markup import as_page, is_markup, plain_line, unescaped, without_heading_marks, without_shortcodes
from transforms.records import NOTHING_STATED, Stated
from transforms.row_values import at_path, names_in, plain_of, says, text_of
from transforms.text import NotTextError, UndecodableError, decode, whole

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
"""What is read of a row, and the names that columns with it have in the common corpora, likeliest first.

Letters only: case, spaces, `_` and `-` do not count (`Publish_Date` is `publishdate`). Among them are the columns of C4 and mC4 (text,
url; their timestamp is that of the crawl), RealNews, CC-News, news-please, Fundus, Media Cloud, All the News, CNN/DailyMail,
RedPajama, trafilatura and NewsAPI.
"""

CONTENT = ("text", "html")
"""The fields that an article can be read from."""

_NOTHING = frozenset({"", "nan", "none", "null", "n/a"})
_SEPARATORS = re.compile(r"[\s_\-()\[\]#:*\"'\ufeff]+")
_MORE = re.compile(r"[,(/|\[:;]")
_BELOW = re.compile(r"(?:_source|article|fields|data|content|item|story|doc|document|post|attributes|node|body)\.", re.IGNORECASE)
_MEANT = re.compile(r"\.(?:rendered|main|name|value)$", re.IGNORECASE)
_WRAPPERS = (
    "_source",
    "source",
    "fields",
    "article",
    "data",
    "item",
    "story",
    "attributes",
    "node",
    "post",
    "document",
    "doc",
    "news",
    "result",
)
"""Keys under which a row lies within another object, beside what an interface says of it."""
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_CUT_OFF = re.compile(r"(?:…|\.\.\.)? ?\[\+\d{1,7} chars\]\s{0,9}$")
"""What NewsAPI ends a text with that it cuts off."""
_FEW = 200


_STATED = tuple(column.name for column in fields(Stated))


class RowError(ValueError):
    """A row or record that becomes no article: a code of `codes.REJECT_REASONS` and a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Record:
    """What is read of one row or record; the same in whatever format it comes."""

    kind: str
    """`text` or `html`."""
    data: bytes
    """The text in UTF-8, or the page as it arrived."""
    encoding: str | None = None
    """The encoding: for a text, the one it was decoded with; for a page, the one stated outside it, if any."""
    stated: Stated = NOTHING_STATED
    form: str | None = field(default=None, compare=False)
    """The format that it was read as; it decides nothing of what is read."""

    def head(self) -> str:
        """Return everything but the data, as one line of JSON."""
        stated = {name: value for name in _STATED if (value := getattr(self.stated, name))}
        return json.dumps({"kind": self.kind, "encoding": self.encoding, "stated": stated}, sort_keys=True)

    def sha256(self) -> str:
        """Return the digest of all that is read of the record, and so of all that its article can depend on."""
        return hashlib.sha256(b"%b\n%b" % (self.head().encode(), self.data)).hexdigest()


def from_head(head: str, data: bytes) -> Record:
    """Return the record that `head` was taken from."""
    facts = json.loads(head)
    authors = tuple(facts["stated"].pop("authors", ()))
    return Record(facts["kind"], data, facts["encoding"], Stated(**facts["stated"], authors=authors))


def read_row(row: Mapping[str, object], mapping: Mapping[str, str], encoding: str = "utf-8") -> Record:
    """Return what an article is read from: the text or page of a row, and what its other columns state.

    Args:
        row: the values by column.
        mapping: the column of some fields; the others are known by the names in `FIELDS`.
        encoding: what the row's characters were decoded with.

    Raises:
        RowError: the row holds no text.
    """
    row = _opened(row, mapping)
    chosen = choose(tuple(row), tuple(mapping.items()))
    kind, content = _content(row, chosen)
    stated = Stated(
        title=_first(row, chosen["title"]),
        authors=next((names for names in (_names(row[column]) for column in chosen["authors"]) if names), ()),
        published=_first(row, chosen["published"]),
        publisher=_first(row, chosen["publisher"], address=False),
        url=_first(row, chosen["url"], address=True),
        language=_first(row, chosen["language"]),
    )
    if isinstance(content, bytes):
        return Record(kind, content, None, stated)
    text = whole(content)
    if cut := _CUT_OFF.search(text, max(0, len(text) - 40)):
        text, stated = f"{text[: cut.start()]}…", replace(stated, is_teaser=True)
    if kind == "text":
        text = unescaped(without_shortcodes(text))
    if kind == "html" or is_markup(text):
        return Record("html", as_page(text).encode(), "utf-8", stated)
    return Record(kind, without_heading_marks(text).encode(), encoding, stated)


def holds_article(row: Mapping[str, object], mapping: Mapping[str, str]) -> bool:
    """Return whether there is a text or a page in a row."""
    row = _opened(row, mapping)
    chosen = choose(tuple(row), tuple(mapping.items()))
    return any(says(row[column]) for kind in CONTENT for column in chosen[kind])


def _opened(row: Mapping[str, object], mapping: Mapping[str, str]) -> Mapping[str, object]:
    """Return a row with what lies deeper in it: values at the dotted paths that are asked for, and an article under a key of its own."""
    paths = {path: at_path(row, path) for path in mapping.values() if "." in path and path not in row}
    if found := {path: value for path, value in paths.items() if value is not None}:
        row = {**row, **found}
    for _ in range(3):
        chosen = choose(tuple(row), tuple(mapping.items()))
        if any(says(row[column]) for kind in CONTENT for column in chosen[kind] if column not in _WRAPPERS):
            break
        inner = next((value for key in _WRAPPERS if isinstance(value := row.get(key), Mapping) and _is_row_like(value)), None)
        if inner is None:
            break
        row = {**{key: value for key, value in row.items() if value is not inner}, **inner}
    return row


def _is_row_like(value: Mapping[str, object]) -> bool:
    chosen = choose(tuple(value), ())
    return any(chosen[kind] for kind in CONTENT) or any(isinstance(value.get(key), Mapping) for key in _WRAPPERS)


def choose(columns: tuple[str, ...], mapping: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    """Return the columns that each field may be read from, likeliest first.

    A mapping that names where the text or the page is leaves no other place for either.
    """
    return _remembered(columns, mapping) if len(columns) <= _FEW else _choose(columns, mapping)


def _choose(columns: tuple[str, ...], mapping: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    mapped = dict(mapping)
    places: dict[str, list[str]] = {}
    for column in columns:
        places.setdefault(_letters(column), []).append(column)
    for column in columns:  # `Date (UTC)`, `_source.title`: names that only begin or end as one that is known
        for name in {_letters(_MORE.split(column)[0]), _letters(_BELOW.sub("", _MEANT.sub("", column)))} - {_letters(column), ""}:
            places.setdefault(name, []).append(column)
    chosen = {field: tuple(column for name in names for column in places.get(name, ())) for field, names in FIELDS.items()}
    if mapped.keys() & set(CONTENT):
        chosen |= dict.fromkeys(CONTENT, ())
    return chosen | {field: (column,) if column in columns else () for field, column in mapped.items()}


def _letters(column: str) -> str:
    return _SEPARATORS.sub("", column).lower()


_remembered = lru_cache(maxsize=64)(_choose)


def no_content(columns: Sequence[str], mapping: Mapping[str, str]) -> RowError:
    """Return the error of a row or table without a column that holds texts or pages."""
    some = ", ".join(column[:40] for column in columns[:12]) + (", …" if len(columns) > 12 else "")
    wanted = [mapping[field] for field in CONTENT if field in mapping]
    lacks = f"there is no column {' or '.join(wanted)}" if wanted else "no column is known to hold a text or a page"
    return RowError("unsupported", f"{lacks}; the columns are {some or 'none'}; --columns text=NAME says which one it is")


def _content(row: Mapping[str, object], chosen: Mapping[str, tuple[str, ...]]) -> tuple[str, str | bytes]:
    """Return the first text that is not blank, else the first page."""
    candidates = [(kind, column) for kind in CONTENT for column in chosen[kind]]
    for kind, column in candidates:
        value = text_of(row[column])
        if isinstance(value, str) and value and not value.isspace():
            return kind, value
        if isinstance(value, bytes) and value:
            return kind, value if kind == "html" else _decoded(value)
    if not candidates:
        raise no_content(tuple(row), {})
    odd = next((column for _, column in candidates if row[column] and not isinstance(row[column], str)), None)
    if odd:
        raise RowError("unsupported", f"the column {odd[:40]} holds no string")
    raise RowError("blank", f"the column {candidates[0][1][:40]} is empty")


def _decoded(value: bytes) -> str:
    try:
        return decode(value)[0]
    except NotTextError as error:
        raise RowError("binary", str(error)) from None
    except UndecodableError as error:
        raise RowError("undecodable", str(error)) from None


def _first(row: Mapping[str, object], columns: Sequence[str], *, address: bool | None = None) -> str | None:
    """Return the first value that says something; with `address`, only web addresses or all but these."""
    values = (_string(row[column]) for column in columns)
    return next((value for value in values if value and (address is None or ("://" in value[:12]) is address)), None)


def _string(value: object) -> str | None:
    """Return a value as it stands there; numbers and dates as they are written, of an object what it stands for."""
    value = plain_of(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = plain_line(whole(str(value))).strip()
    return None if text.lower() in _NOTHING else text


def _names(value: object) -> tuple[str, ...]:
    """Return the names in a list, also in one that a table holds as a string (`['Ana Ruiz', 'Li Wei']`)."""
    value = names_in(value)
    if isinstance(value, str) and value.startswith("[") and value.rstrip().endswith("]"):
        value = [single or double for single, double in _QUOTED.findall(value)]
    names = [_string(item) for item in (value if isinstance(value, list | tuple) else [value])]
    return tuple(name for name in names if name)
