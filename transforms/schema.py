"""The tables. Each column is defined once, in this module; all other code derives its columns from it.

A table is a dataclass, and a column one of its fields. The annotation gives the Python type, from which the Arrow type and nullability
follow; `Column` has the other metadata. Arrow schemas, Parquet field metadata, the checks of a release, `newstables describe` and
`data/DICTIONARY.md` are derived from these definitions.
"""

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, get_args, get_type_hints

import pyarrow as pa

from transforms.codes import FORMATS, REJECT_REASONS
from transforms.columns import CODE_POINTS, Column, arrow_field, confidence, offset, parts, surface
from transforms.records import Span

SCHEMA_VERSION = 3

QUOTE_JOINT = " … "
"""Separator between the parts of a split quote in `quotes.text`."""
NAMES_JOINT = "; "
"""Separator between the names of joint speakers in `quotes.speaker_name`."""
ROLES = ("title", "byline", "date", "dateline", "summary", "subhead", "body", "caption", "credit", "list", "table", "boilerplate")
BODY_ROLES = ("summary", "subhead", "body", "list", "table")
NAME_TYPES = ("person", "organization", "location", "facility", "group", "product", "date", "money", "other")
QUOTE_KINDS = ("direct", "mixed", "indirect")
SOURCE_TYPES = ("person", "organization", "group", "document", "unknown")
RESOLUTIONS = ("name", "pronoun", "nominal", "carried", "none")
PRONOUNS = ("he", "she", "they")
PRECISIONS = ("second", "minute", "day", "month", "year")

ARTICLE_ID = "9f2c4e1ab0d35c7f8a6b1d2e3f405162"
ENTITY_ID = "51d0a3c2b4e6f8097a1b2c3d4e5f6071"
SHA256 = "5a0e93c4d17b2f68" * 4


_ARTICLE = Column("The article this row belongs to.", ARTICLE_ID)
_SEED = Column(
    "Path below the seed folder. Records of a file with many records add `#` and the number of the line, data row or record, from 1.",
    "wire/a.csv#12",
)
_SHA256 = Column("SHA-256 in hex of a file's unpacked bytes, or of a record's content, so that a row that moves keeps its article.", SHA256)


@dataclass(slots=True)
class ArticleRow:
    """One seed, decoded and read. Its text is stored only here; every offset in every table points into it."""

    article_id: Annotated[str, Column("Id of the article: a digest of `source_sha256`.", ARTICLE_ID)]
    seed: Annotated[str, _SEED]
    source_sha256: Annotated[str, _SHA256]
    format: Annotated[str, Column("Format of the file the article was read from.", "text", values=FORMATS)]
    encoding: Annotated[str, Column("Character encoding the bytes were decoded with, by its Python name.", "utf-8")]
    language: Annotated[str | None, Column("Main language, ISO 639-1; null if the text is too short to detect it.", "en")]
    text: Annotated[
        str, Column("The decoded characters, otherwise unchanged; for HTML, its readable rendering.", "Envoy sees progress\n\n…")
    ]
    title: Annotated[str | None, Column("The headline, on one line; wrongly decoded characters are repaired.", "Envoy sees progress")]
    authors: Annotated[list[str], Column("Names in the byline, in order: people, or else a desk or agency.", ["Ana Ruiz", "Li Wei"])]
    dateline: Annotated[str | None, Column("Place or places of the dateline, as written in the text.", "GENEVA")]
    published: Annotated[
        datetime | None, Column("Time of publication, UTC; null unless the page states the full date.", datetime(2025, 4, 3, tzinfo=UTC))
    ]
    published_text: Annotated[
        str | None, Column("The words that `published` was read from, in the text or in the metadata.", "April 3, 2025")
    ]
    published_precision: Annotated[
        str | None,
        Column("Finest unit that the page states; `published` is the start of that unit.", "day", values=PRECISIONS),
    ]
    publisher: Annotated[str | None, Column("Name of the publication; null if the page does not state it.", "The Harbour Post")]
    url: Annotated[str | None, Column("Address of the page; null if the page does not state it.", "https://example.org/talks")]
    agencies: Annotated[
        list[str], Column("News agencies credited in dateline, byline or credit line, in order; empty if none.", ["Reuters", "AFP"])
    ]
    is_teaser: Annotated[bool, Column("True if the source (a feed or database) gives only a teaser or an abstract.", example=False)]
    word_count: Annotated[int, Column("Number of words in the paragraphs with `is_body`.", 412, unit="words")]
    reader_version: Annotated[str, Column("Digest of the code, models and libraries that read the article.", "1f3a9c20b7d4")]


@dataclass(slots=True)
class ParagraphRow:
    """One block of the text. Each character of an article that is not white space is in exactly one paragraph."""

    article_id: Annotated[str, _ARTICLE]
    paragraph: Annotated[int, Column("Position of the paragraph in the article, from 0.", 7)]
    role: Annotated[str, Column("Role of the paragraph on the page; `table` is a row of a table in the article.", "body", values=ROLES)]
    is_body: Annotated[bool, Column("True for the roles of the article itself: summary, subhead, body, list, table.", example=True)]
    start: Annotated[int, offset("Offset of the first character.", 410)]
    end: Annotated[int, offset("Offset after the last character.", 688)]
    text: Annotated[str, surface("The paragraph: `text[start:end]` of the article.", "The envoy said …")]
    confidence: Annotated[float, confidence("the role")]
    language: Annotated[
        str | None, Column("Language, ISO 639-1: that of the article, unless a longer paragraph is clearly in another.", "en")
    ] = None


@dataclass(slots=True)
class QuoteRow:
    """One attribution: someone (source) says or thinks (cue) something (content)."""

    quote_id: Annotated[
        str, Column("Id of the quote: a digest of the article, the kind and the offsets.", "03ab5c7d9e1f20416283a4b5c6d7e8f9")
    ]
    article_id: Annotated[str, _ARTICLE]
    paragraph: Annotated[int, Column("Paragraph that holds the quote's first character.", 7)]
    kind: Annotated[
        str,
        Column(
            "direct: all in quotation marks; mixed: words inside and outside of marks; indirect: no marks.",
            "direct",
            values=QUOTE_KINDS,
        ),
    ]
    text: Annotated[
        str,
        parts(
            "The content with its quotation marks; parts of a split quote are joined by ` … `.", '"We are close," … "very close."', "spans"
        ),
    ]
    spans: Annotated[list[Span], Column("Offsets of the parts of the content, in order.", [{"start": 412, "end": 427}], unit=CODE_POINTS)]
    speaker_text: Annotated[str | None, surface("The source as written in the text; null if the text gives none.", "the envoy", "speaker_")]
    speaker_start: Annotated[int | None, offset("Offset of the source's first character.", 428)]
    speaker_end: Annotated[int | None, offset("Offset after the source's last character.", 437)]
    source_type: Annotated[
        str,
        Column(
            "Kind of source: a person, an organization (company, country, newspaper, team), a group of unnamed people (officials, critics),"
            " a document (law, study, post, poll), or unknown.",
            "person",
            values=SOURCE_TYPES,
        ),
    ]
    speaker_id: Annotated[str | None, Column("Entity of the source; null if it resolves to none or to several.", ENTITY_ID)]
    speaker_name: Annotated[
        str | None, Column("Name of that entity in this article; names of several entities are joined by `; `.", "Teodora Vale")
    ]
    speaker_ids: Annotated[
        list[str],
        Column(
            "All entities that speak together, in order; one if `speaker_id` is set, empty if the source resolves to none.", [ENTITY_ID]
        ),
    ]
    speaker_resolution: Annotated[
        str,
        Column(
            "How the speaker was found: by name, pronoun or description (nominal), or from nearby (carried); else none.",
            "nominal",
            values=RESOLUTIONS,
        ),
    ]
    cue_text: Annotated[str | None, surface("The words that report the speech.", "said", "cue_")]
    cue_start: Annotated[int | None, offset("Offset of the cue's first character.", 438)]
    cue_end: Annotated[int | None, offset("Offset after the cue's last character.", 442)]
    confidence: Annotated[
        float, Column("Estimated probability that the content and its speaker are right, calibrated.", 0.9, unit="0 to 1")
    ]
    quote_group: Annotated[
        str | None, Column("Same id for the same words by the same speaker; null for indirect or short quotes.", SHA256[:32])
    ] = None


@dataclass(slots=True)
class MentionRow:
    """One occurrence of a name in the text."""

    mention_id: Annotated[str, Column("Id of the mention: a digest of the article, the type and the offsets.", "7d1e…")]
    article_id: Annotated[str, _ARTICLE]
    paragraph: Annotated[int, Column("Paragraph that holds the mention.", 7)]
    start: Annotated[int, offset("Offset of the first character.", 418)]
    end: Annotated[int, offset("Offset after the last character.", 422)]
    text: Annotated[str, surface("The name as written in the text.", "Vale")]
    type: Annotated[str, Column("Class of the name.", "person", values=NAME_TYPES)]
    entity_id: Annotated[str, Column("The entity it refers to.", ENTITY_ID)]
    confidence: Annotated[float, confidence("the name and its type")]


@dataclass(slots=True)
class EntityRow:
    """One entity in one article. `entity_id` is the same in every article and every run."""

    article_id: Annotated[str, _ARTICLE]
    entity_id: Annotated[str, Column("Id of the entity: a digest of its type and normalised full name.", ENTITY_ID)]
    name: Annotated[str, Column("Fullest form of the name in the article.", "Teodora Vale")]
    type: Annotated[str, Column("Class of the entity.", "person", values=NAME_TYPES)]
    aliases: Annotated[list[str], Column("All forms used in the article, in order of first use.", ["Teodora Vale", "Vale"])]
    place_code: Annotated[
        str | None,
        Column(
            "ISO 3166 code of a well-known place or nationality: its own (a country, a US state, some cities), or else that of the region"
            " or country it is in; null for all other names, and for names of several places.",
            "UA",
        ),
    ]
    is_partial: Annotated[
        bool,
        Column(
            "True for a person for whom the article gives a single name, such as a surname. The id is made from that name, so several"
            " people may share it.",
            example=False,
        ),
    ]
    mention_count: Annotated[int, Column("Number of mentions of the entity in the article.", 14, unit="mentions")]
    quote_count: Annotated[int, Column("Number of quotes by the entity in the article.", 11, unit="quotes")]
    first_start: Annotated[int, offset("Offset of its first mention.", 120)]
    description: Annotated[
        str | None,
        surface(
            "Fullest description of a person or organization beside its name in the article: office, title, trade, age; null if none.",
            "head of the harbour company",
            "description_",
        ),
    ] = None
    description_start: Annotated[int | None, offset("Offset of the description's first character.", 134)] = None
    description_end: Annotated[int | None, offset("Offset after the description's last character.", 161)] = None
    pronoun: Annotated[
        str | None,
        Column(
            "Pronoun that the article uses for the person; null if it uses none or that is unclear. It is the article's word, not"
            " the person's identity, and is never inferred from a name or title.",
            "she",
            values=PRONOUNS,
        ),
    ] = None
    authority_id: Annotated[
        str | None, Column("Id in the user's own list (`--authorities`); null if no entry fits, or more than one.", "Q2685")
    ] = None
    authority_candidates: Annotated[
        list[str], Column("Ids in that list if several fit and neither type nor description decides; otherwise empty.", ["Q18", "Q731"])
    ] = field(default_factory=list)


@dataclass(slots=True)
class DuplicateRow:
    """An article that nearly repeats an earlier one, and the earliest one it repeats."""

    article_id: Annotated[str, Column("The article that repeats another.", ARTICLE_ID)]
    duplicate_of: Annotated[
        str, Column("Earliest article it repeats, by `published` (undated last), then id; never itself a duplicate.", SHA256[:32])
    ]
    similarity: Annotated[float, Column("Estimated share of the shorter body's runs of five words that both have.", 0.97, unit="0 to 1")]


@dataclass(slots=True)
class RejectRow:
    """A seed that did not become an article, and why; also a file that has no records or cannot be read to its end."""

    seed: Annotated[str, _SEED]
    source_sha256: Annotated[str | None, Column("SHA-256 as in `articles`; null if the seed was not read completely.", SHA256)]
    reason: Annotated[str, Column("Code of the reason.", "binary", values=tuple(REJECT_REASONS))]
    message: Annotated[str, Column("The reason as a sentence.", "the bytes are not text (PDF)")]
    size: Annotated[
        int | None, Column("Size of the file on disk, or of the record; null if unknown.", 4821, unit="bytes", arrow=pa.int64())
    ]


Row = ArticleRow | ParagraphRow | QuoteRow | MentionRow | EntityRow | DuplicateRow | RejectRow


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its row class, its primary key, and its foreign keys, as pairs of columns and the table that they refer to."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    references: tuple[tuple[tuple[str, ...], str], ...] = ()
    in_parts: bool = True
    """Whether its rows are stored in parts, by article; other tables have one file per release."""

    @property
    def description(self) -> str:
        """One sentence that says what a row is."""
        return (self.row.__doc__ or "").strip()

    @property
    def columns(self) -> dict[str, Column]:
        """The definitions of the columns by name, in order."""
        hints = get_type_hints(self.row, include_extras=True)
        return {field.name: get_args(hints[field.name])[1] for field in dataclasses.fields(self.row)}

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema; the metadata of each field has its description, unit, values and example."""
        hints = get_type_hints(self.row, include_extras=True)
        fields = [arrow_field(name, get_args(hints[name])[0], column) for name, column in self.columns.items()]
        return pa.schema(fields, metadata={"table": self.name, "description": self.description, "schema_version": str(SCHEMA_VERSION)})


_OF_ARTICLE = (("article_id",), "articles")

TABLES = {
    table.name: table
    for table in (
        Table("articles", ArticleRow, ("article_id",)),
        Table("paragraphs", ParagraphRow, ("article_id", "paragraph"), (_OF_ARTICLE,)),
        Table(
            "quotes",
            QuoteRow,
            ("quote_id",),
            (_OF_ARTICLE, (("article_id", "paragraph"), "paragraphs"), (("article_id", "speaker_id"), "entities")),
        ),
        Table(
            "mentions",
            MentionRow,
            ("mention_id",),
            (_OF_ARTICLE, (("article_id", "paragraph"), "paragraphs"), (("article_id", "entity_id"), "entities")),
        ),
        Table("entities", EntityRow, ("article_id", "entity_id"), (_OF_ARTICLE,)),
        Table("duplicates", DuplicateRow, ("article_id",), (_OF_ARTICLE, (("duplicate_of",), "articles")), in_parts=False),
        Table("rejects", RejectRow, ("seed",), in_parts=False),
    )
}
