"""Records from rows of tables: the text or page of a row, and the metadata that its other columns state."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from transforms.encoding import NotTextError, UndecodableError, decode
from transforms.fields import CONTENT, choose
from transforms.html.text_markup import as_page, is_markup, plain_line, unescaped, without_heading_marks, without_shortcodes
from transforms.records import NOTHING_STATED, Stated
from transforms.row_values import at_path, is_content, names_in, plain_of, text_of
from transforms.text import without_surrogates

_EMPTY = frozenset({"", "nan", "none", "null", "n/a"})
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
"""Keys under which APIs nest the row itself, beside their own metadata."""
_QUOTED_NAME = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_CUT_OFF = re.compile(r"(?:…|\.\.\.)? ?\[\+\d{1,7} chars\]\s{0,9}$")
"""The end of a text that NewsAPI has truncated."""
_IN_UTC = re.compile(r"(?:gmt|utc)\W*$", re.IGNORECASE)
"""The end of the name of a column whose times are in UTC: `date_gmt`, `Date (UTC)`."""
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?")
_STATED = tuple(column.name for column in fields(Stated))


class RowError(ValueError):
    """A row or record that cannot become an article: a code of `codes.REJECT_REASONS` and a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Record:
    """The content and metadata of one row or record, independent of its format."""

    kind: str
    """`text` or `html`."""
    data: bytes
    """The text in UTF-8, or the page as it arrived."""
    encoding: str | None = None
    """The encoding: for a text, the one it was decoded with; for a page, the one stated outside it, if any."""
    stated: Stated = NOTHING_STATED
    form: str | None = field(default=None, compare=False)
    """The format that it was read as, if known; not part of the record's identity."""

    def head(self) -> str:
        """Return the metadata, without the data, as one line of JSON."""
        stated = {name: value for name in _STATED if (value := getattr(self.stated, name))}
        return json.dumps({"kind": self.kind, "encoding": self.encoding, "stated": stated}, sort_keys=True)

    def sha256(self) -> str:
        """Return the SHA-256 in hex of metadata and data: of everything that the article depends on."""
        return hashlib.sha256(b"%b\n%b" % (self.head().encode(), self.data)).hexdigest()


def from_head(head: str, data: bytes) -> Record:
    """Return the record with this metadata (from `Record.head`) and data."""
    facts = json.loads(head)
    authors = tuple(facts["stated"].pop("authors", ()))
    return Record(facts["kind"], data, facts["encoding"], Stated(**facts["stated"], authors=authors))


def read_row(row: Mapping[str, object], mapping: Mapping[str, str], encoding: str = "utf-8") -> Record:
    """Return the record of a row: its text or page, and the metadata in its other columns.

    Args:
        row: the values by column.
        mapping: columns by field, as the user gives them; columns of other fields are recognised by the names in `fields.FIELDS`.
        encoding: the encoding that the row was decoded with.

    Raises:
        RowError: the row has no text.
    """
    row = _flattened(row, mapping)
    chosen = choose(tuple(row), tuple(mapping.items()))
    kind, content = _content(row, chosen)
    stated = Stated(
        title=_first(row, chosen["title"]),
        authors=next((names for names in (_names(row[column]) for column in chosen["authors"]) if names), ()),
        published=_published(row, chosen["published"]),
        publisher=_first(row, chosen["publisher"], address=False),
        url=_first(row, chosen["url"], address=True),
        language=_first(row, chosen["language"]),
    )
    if isinstance(content, bytes):
        return Record(kind, content, None, stated)
    text = without_surrogates(content)
    if cut := _CUT_OFF.search(text, max(0, len(text) - 40)):
        text, stated = f"{text[: cut.start()]}…", replace(stated, is_teaser=True)
    if kind == "text":
        text = unescaped(without_shortcodes(text))
    if kind == "html" or is_markup(text):
        return Record("html", as_page(text).encode(), "utf-8", stated)
    return Record(kind, without_heading_marks(text).encode(), encoding, stated)


def holds_article(row: Mapping[str, object], mapping: Mapping[str, str]) -> bool:
    """Return whether a row has a text or a page; arguments as for `read_row`."""
    row = _flattened(row, mapping)
    chosen = choose(tuple(row), tuple(mapping.items()))
    return any(is_content(row[column]) for kind in CONTENT for column in chosen[kind])


def _flattened(row: Mapping[str, object], mapping: Mapping[str, str]) -> Mapping[str, object]:
    """Return a row with nested values at the top: those at the dotted paths in `mapping`, and an article under a key of its own."""
    paths = {path: at_path(row, path) for path in mapping.values() if "." in path and path not in row}
    if found := {path: value for path, value in paths.items() if value is not None}:
        row = {**row, **found}
    for _ in range(3):
        chosen = choose(tuple(row), tuple(mapping.items()))
        if any(is_content(row[column]) for kind in CONTENT for column in chosen[kind] if column not in _WRAPPERS):
            break
        inner = next((value for key in _WRAPPERS if isinstance(value := row.get(key), Mapping) and _is_row(value)), None)
        if inner is None:
            break
        row = {**{key: value for key, value in row.items() if value is not inner}, **inner}
    return row


def _is_row(value: Mapping[str, object]) -> bool:
    chosen = choose(tuple(value), ())
    return any(chosen[kind] for kind in CONTENT) or any(isinstance(value.get(key), Mapping) for key in _WRAPPERS)


def no_content(columns: Sequence[str], mapping: Mapping[str, str]) -> RowError:
    """Return the error for a row or table without a text or page column."""
    some = ", ".join(column[:40] for column in columns[:12]) + (", …" if len(columns) > 12 else "")
    wanted = [mapping[field] for field in CONTENT if field in mapping]
    lacks = f"there is no column {' or '.join(wanted)}" if wanted else "no column is known to hold a text or a page"
    return RowError("unsupported", f"{lacks}; the columns are {some or 'none'}; --columns text=NAME says which one it is")


def _content(row: Mapping[str, object], chosen: Mapping[str, tuple[str, ...]]) -> tuple[str, str | bytes]:
    """Return the field (`text` or `html`) and value of the first text that is not blank, otherwise of the first page."""
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


def _published(row: Mapping[str, object], columns: Sequence[str]) -> str | None:
    """Return the first time of publication, with the zone that its column's name tells."""
    pairs = ((column, _string(row[column])) for column in columns)
    column, value = next(((column, value) for column, value in pairs if value), ("", None))
    return f"{value}Z" if value and _IN_UTC.search(column) and _WITHOUT_ZONE.fullmatch(value) else value


def _first(row: Mapping[str, object], columns: Sequence[str], *, address: bool | None = None) -> str | None:
    """Return the first value that is not empty; with `address` true, only among web addresses, with false, only among other values."""
    values = (_string(row[column]) for column in columns)
    return next((value for value in values if value and (address is None or ("://" in value[:12]) is address)), None)


def _string(value: object) -> str | None:
    """Return a single value as a string on one line; None for empty values, booleans and objects without a known key."""
    value = plain_of(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = plain_line(without_surrogates(str(value))).strip()
    return None if text.lower() in _EMPTY else text


def _names(value: object) -> tuple[str, ...]:
    """Return the names in a list, which may be written as a string (`['Ana Ruiz', 'Li Wei']`)."""
    value = names_in(value)
    if isinstance(value, str) and value.startswith("[") and value.rstrip().endswith("]"):
        value = [single or double for single, double in _QUOTED_NAME.findall(value)]
    names = [_string(item) for item in (value if isinstance(value, list | tuple) else [value])]
    return tuple(name for name in names if name)
