"""Data passed between the steps: spans, documents, labels, attributions and ids.

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
    """Metadata that a format states beside the text: JSON-LD, meta elements, columns of a row, headers of an archive.

    Strings are as written, with entities decoded; None or empty if not stated.
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
    """Probability that the block is in the article's body, judged by the markup: 0 to 1."""
    role: str | None = None
    """The role that the markup shows for a block of the article, or None."""


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded seed: the input of `read_article`."""

    seed: str
    source_sha256: str
    """SHA-256 of the file's unpacked bytes or, for a record in a file of many, of its content, so that a record that moves keeps its
    article."""
    format: str
    encoding: str
    text: str
    blocks: tuple[Block, ...] = ()
    """The blocks of an HTML page in order; together they cover all characters except white space."""
    stated: Stated = NOTHING_STATED


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation within one paragraph."""

    span: Span
    """With its marks; a dash before direct speech is not part of it."""
    inner: Span
    """The same without its marks."""
    level: int
    """0 for the outermost quotation, 1 for a quotation inside it, and so on."""
    closed: bool
    """Whether it has a closing mark."""
    continues: bool
    """Whether it continues in the next paragraph, which opens the marks again."""
    said: bool = False
    """Whether a reporting clause beside it shows that somebody said it: `— сказал он`."""


POSSIBLE_SOURCE = "possible source"
"""Label of a less probable source, which is used if a cue has no other."""


@dataclass(frozen=True, slots=True)
class Label:
    """A span labelled by the reader: a name type, or `source`, `cue`, `content`, or `possible source`."""

    span: Span
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Sureness:
    """The confidence of the least certain label in each part of an attribution; 0 for a missing part."""

    content: float
    cue: float
    source: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody (source) says or thinks (cue) something (contents); `kind` is one of `schema.QUOTE_KINDS`."""

    kind: str
    contents: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    confidence: float
    sure: Sureness
    carried: bool = False
    """Whether the speaker is that of the previous attribution, because this one has no source."""


def digest(*parts: object) -> str:
    """Return an id for `parts`: the first 32 hex digits (128 bits) of the SHA-256 of their strings, joined by a separator."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def article_id(source_sha256: str) -> str:
    """Return the id of the article read from the seed with this digest."""
    return digest("article", source_sha256, 0)  # the constant 0 keeps ids stable
