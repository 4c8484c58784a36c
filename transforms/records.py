"""What the steps hand to one another: spans, documents, labelled spans, attributions, and the ids made of them.

Every offset is a Unicode code point into the article's text, end exclusive.
"""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the text: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """Return the span moved `by` code points to the right."""
        return Span(self.start + by, self.end + by)

    def holds(self, other: "Span") -> bool:
        """Return whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Stated:
    """What a format says of an article beside its text: JSON-LD and meta elements of a page, columns of a row, headers of an archive.

    Strings as they stand there, entities decoded; None or empty where nothing is said.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    is_teaser: bool = False
    """Whether the text is a teaser or an abstract of the article, which the source does not give."""


NOTHING_STATED = Stated()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page as its markup divides it."""

    span: Span
    tag: str
    """The element that makes it a block: `p`, `h1`, `li`, `figcaption`, …"""
    main: float
    """How much the markup speaks for the article's body: 0 (not in it) to 1."""
    role: str | None = None
    """The role that the markup gives it if it belongs to the article at all; None where it gives none."""


@dataclass(frozen=True, slots=True)
class Document:
    """One seed after decoding: what a reader starts from."""

    seed: str
    source_sha256: str
    """Of the file's unpacked bytes; of a record in a file that holds many, of what is read of it, so that a row keeps its article
    wherever it moves to."""
    format: str
    encoding: str
    text: str
    blocks: tuple[Block, ...] = ()
    """Where the text was rendered from markup: its blocks, in order; together they hold every character that is not white space."""
    stated: Stated = NOTHING_STATED


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch between quotation marks, within one paragraph."""

    span: Span
    """Marks included."""
    inner: Span
    """Without its marks."""
    level: int
    """0 for the outermost marks, 1 for a quotation inside it, and so on."""
    closed: bool
    """False where the paragraph ends without a closing mark."""
    continues: bool
    """True where the next paragraph re-opens the marks and carries the quotation on."""


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled span as the reader returns it: a name type, or `source`, `cue`, `content`."""

    span: Span
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure the reader is of the least sure label of each part of an attribution; 0 for a part that it lacks."""

    content: float
    cue: float
    source: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """Someone (source) says or thinks (cue) something (contents); kind is `direct`, `mixed` or `indirect`."""

    kind: str
    contents: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    confidence: float
    sure: Sureness
    carried: bool = False
    """The speaker is the one of the attribution before: this one names no source of its own."""


def digest(*parts: object) -> str:
    """Return the id of `parts`: 32 hex digits (128 bits of SHA-256) over their strings, joined so that no two lists collide."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def article_id(source_sha256: str) -> str:
    """Return the id of the article that was read from the seed with this digest."""
    return digest("article", source_sha256, 0)  # the 0 stood for a place in the seed before records had digests of their own
