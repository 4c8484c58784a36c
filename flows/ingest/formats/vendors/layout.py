"""What the modules of vendors share: the layout of a document, an article with its lines and fields, dates and field lines."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from transforms.html.text_markup import as_page
from transforms.records import Stated
from transforms.rows import Record

_MARKUP = {"title": "<h1>{}</h1>", "byline": '<p class="byline">{}</p>'}
_AROUND = {"title": "{}", "byline": "{}", "body": '<section class="article-body">{}</section>'}
_FIELDS = "<footer>{}</footer>"
_MONTH = re.compile(r"[^\W\d]{3,12},? (?:19|20)\d\d\b")
"""The date of a monthly publication: `March 2015`."""
_LONGEST_DATE = 100

Groups = Sequence[Sequence[str]]
"""The lines of an article in groups that blank lines separate."""


@dataclass(slots=True)
class Article:
    """An article of an export: its lines in order, each with its kind, and the values of its fields."""

    parts: list[tuple[str, str]] = field(default_factory=list)
    """`title`, `byline`, `body` or another field name, and the line."""
    title: str | None = None
    authors: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    is_teaser: bool = False

    def add(self, kind: str, lines: Sequence[str]) -> None:
        """Add lines of one kind."""
        self.parts += [(kind, line) for line in lines]

    def record(self, form: str) -> Record:
        """Return the article as a page."""
        runs = groupby(self.parts, key=lambda part: part[0])
        page = "".join(_AROUND.get(kind, _FIELDS).format("".join(_marked(*part) for part in run)) for kind, run in runs)
        authors = (self.authors,) if self.authors else ()
        stated = Stated(self.title, authors, self.published, self.publisher, self.url, is_teaser=self.is_teaser)
        return Record("html", as_page(page).encode("utf-8", "replace"), "utf-8", stated, form)


def _marked(kind: str, line: str) -> str:
    return _MARKUP.get(kind, "<p>{}</p>").format(html.escape(line, quote=False))


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which a vendor puts many articles into one document.

    Attributes:
        vendor: the name of the format.
        read: returns the article in some lines, or None if they are not one.
        signs: patterns in the first bytes of such a file (NUL bytes removed); all patterns of one row must match.
        around: text of pages of the export that are not articles: cover, contents, search.
        opens: the line that opens an article and is part of it.
        closes: the line that closes one; a layout has either.
        holds: lines that precede the closing line in each article; without them, a line like the closing one is text.
    """

    vendor: str
    read: Callable[[Groups], Article | None]
    signs: tuple[tuple[str, ...], ...]
    around: re.Pattern[str]
    opens: re.Pattern[str] | None = None
    closes: re.Pattern[str] | None = None
    holds: tuple[re.Pattern[str], ...] = ()


def whole_line(expression: str) -> re.Pattern[str]:
    """Return a pattern of a line."""
    return re.compile(rf"(?:{expression})[ \t]*$")


def is_date(line: str) -> bool:
    """Return whether a line is a date."""
    from transforms.metadata.stated import stated_moment  # noqa: PLC0415 - a run with nothing new reads no date

    return len(line) < _LONGEST_DATE and bool(_MONTH.match(line) or stated_moment(line))


def tail(lines: Sequence[str], start: int, is_field: re.Pattern[str], between: int = 0) -> int:
    """Return where the field lines below a text begin, searching from the end and allowing a few other lines between fields."""
    end = len(lines)
    while found := next((index for index in range(end - 1, max(start, end - 1 - between) - 1, -1) if is_field.match(lines[index])), None):
        end = found
    return end
