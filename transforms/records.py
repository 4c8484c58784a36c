"""Data passed between the steps: spans, documents, labels, attributions and their ids.

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
        """Return the span moved right by `by` code points."""
        return Span(self.start + by, self.end + by)

    def holds(self, other: "Span") -> bool:
        """Return whether `other` is inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Stated:
    """Metadata beside the text: JSON-LD and meta elements of a page, columns of a row, headers of an archive.

    Strings as written, with entities decoded; None or empty if not stated.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    is_teaser: bool = False
    """Whether the text is only a teaser or an abstract of the article."""


NOTHING_STATED = Stated()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of an HTML page."""

    span: Span
    tag: str
    """Its block element: `p`, `h1`, `li`, `figcaption`, …"""
    main: float
    """Score of the markup for the article's body: 0 (not in it) to 1."""
    role: str | None = None
    """The role given by the markup if the block belongs to the article; None if there is none."""


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded seed: the input of the reader."""

    seed: str
    source_sha256: str
    """Of the file's unpacked bytes; of a record in a file that holds many, of what is read of it, so that a row keeps its article
    wherever it moves to."""
    format: str
    encoding: str
    text: str
    blocks: tuple[Block, ...] = ()
    """The blocks of an HTML page in order; together they hold every character except white space."""
    stated: Stated = NOTHING_STATED


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation within one paragraph."""

    span: Span
    """Including its marks; a dash that opens direct speech is none of it."""
    inner: Span
    """Without its marks."""
    level: int
    """0 for the outermost quotation, 1 for a quotation inside it, and so on."""
    closed: bool
    """False if the paragraph ends without a closing mark."""
    continues: bool
    """True if the next paragraph re-opens the marks and continues the quotation."""
    said: bool = False
    """True if the words beside it show that somebody said it: `— сказал он`."""


POSSIBLE_SOURCE = "possible source"
"""The label of what is a source only if a cue has no likelier one."""


@dataclass(frozen=True, slots=True)
class Label:
    """A span labelled by the reader: a name type, or `source`, `cue`, `content`, or `possible source`."""

    span: Span
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Sureness:
    """The reader's confidence in the least certain label of each part of an attribution; 0 for a missing part."""

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
    """Whether the speaker is taken from the previous attribution because this one has no source."""


def digest(*parts: object) -> str:
    """Return the id of `parts`: 32 hex digits (128 bits of SHA-256) over their strings, joined so that no two lists collide."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def article_id(source_sha256: str) -> str:
    """Return the id of the article read from the seed with this digest."""
    return digest("article", source_sha256, 0)  # the 0 was a position in the seed before records had digests of their own
