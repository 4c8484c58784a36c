"""The tables: each column is defined once, here, and everything that knows a column derives it from this module.

A table is a dataclass; a column is one of its fields. The annotation gives the Python type (and so the Arrow type and
whether it may be null), `Column` the rest. Arrow schemas, Parquet field metadata, the conformity check, `newstables
describe` and `data/DICTIONARY.md` all read these definitions.
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
"""What joins the parts of a split quote in `quotes.text`."""
NAMES_JOINT = "; "
"""What joins the names of those who speak together in `quotes.speaker_name`."""
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
    "Path below the seed folder; in a file of many records with `#` and the number of the line, data row or record, from 1.",
    "wire/a.csv#12",
)
_SHA256 = Column(
    "SHA-256 in hex: of a file's unpacked bytes, or of all that is read of a record, so that a row which moves keeps its article.", SHA256
)


@dataclass(slots=True)
class ArticleRow:
    """One seed, decoded and read; its text is stored here once and every offset in every table points into it."""

    article_id: Annotated[str, Column("Id of the article: a digest of `source_sha256`.", ARTICLE_ID)]
    seed: Annotated[str, _SEED]
    source_sha256: Annotated[str, _SHA256]
    format: Annotated[str, Column("Format of the file the article was read from.", "text", values=FORMATS)]
    encoding: Annotated[str, Column("Character encoding the bytes were decoded with, by its Python name.", "utf-8")]
    language: Annotated[str | None, Column("Main language, ISO 639-1; null where the text is too short to detect it.", "en")]
    text: Annotated[
        str, Column("The characters, decoded and otherwise unchanged; of HTML, its readable rendering.", "Envoy sees progress\n\n…")
    ]
    title: Annotated[str | None, Column("The headline, on one line; wrongly decoded characters are repaired.", "Envoy sees progress")]
    authors: Annotated[list[str], Column("Whom the byline names, in order: people, else a desk or agency.", ["Ana Ruiz", "Li Wei"])]
    dateline: Annotated[str | None, Column("Place or places of the dateline, as written in the text.", "GENEVA")]
    published: Annotated[
        datetime | None, Column("When it was published, UTC; null unless the page says it in full.", datetime(2025, 4, 3, tzinfo=UTC))
    ]
    published_text: Annotated[str | None, Column("What `published` was read from: in the text, or stated beside it.", "April 3, 2025")]
    published_precision: Annotated[
        str | None,
        Column("Finest unit the page states; below it `published` is padded with the start of the unit.", "day", values=PRECISIONS),
    ]
    publisher: Annotated[str | None, Column("Name of the publication, where the page states it.", "The Harbour Post")]
    url: Annotated[str | None, Column("Address of the page, where the page states it.", "https://example.org/talks")]
    agencies: Annotated[
        list[str], Column("News agencies credited in dateline, byline or credit line, in order; empty if none.", ["Reuters", "AFP"])
    ]
    is_teaser: Annotated[
        bool, Column("True where the source gives a teaser or an abstract, and not the article: feeds, databases.", example=False)
    ]
    word_count: Annotated[int, Column("Words in the paragraphs where `is_body` is true.", 412, unit="words")]
    reader_version: Annotated[str, Column("Digest of the code, models and libraries that read the article.", "1f3a9c20b7d4")]


@dataclass(slots=True)
class ParagraphRow:
    """One block of the text; together the paragraphs of an article hold every character that is not white space, once."""

    article_id: Annotated[str, _ARTICLE]
    paragraph: Annotated[int, Column("Place of the paragraph in the article, from 0.", 7)]
    role: Annotated[str, Column("What the paragraph is on the page; `table` is a row of a table in the article.", "body", values=ROLES)]
    is_body: Annotated[bool, Column("True for the roles a reader takes for the article: summary, subhead, body, list.", example=True)]
    start: Annotated[int, offset("Offset of the first character.", 410)]
    end: Annotated[int, offset("Offset after the last character.", 688)]
    text: Annotated[str, surface("The paragraph: `text[start:end]` of the article.", "The envoy said …")]
    confidence: Annotated[float, confidence("the role")]
    language: Annotated[
        str | None, Column("Language, ISO 639-1: that of the article, unless a paragraph of some length is surely in another.", "en")
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
            "direct: wholly in quotation marks; mixed: with words inside and outside marks; indirect: without.",
            "direct",
            values=QUOTE_KINDS,
        ),
    ]
    text: Annotated[
        str,
        parts(
            "The content, quotation marks included; the parts of a split quote joined by ` … `.", '"We are close," … "very close."', "spans"
        ),
    ]
    spans: Annotated[list[Span], Column("Where the parts of the content are, in order.", [{"start": 412, "end": 427}], unit=CODE_POINTS)]
    speaker_text: Annotated[str | None, surface("The source as written in the text; null where none is named.", "the envoy", "speaker_")]
    speaker_start: Annotated[int | None, offset("Offset of the source's first character.", 428)]
    speaker_end: Annotated[int | None, offset("Offset after the source's last character.", 437)]
    source_type: Annotated[
        str,
        Column(
            "What the source is: a person, a body (company, country, newspaper, team), people without names (officials, critics), a"
            " document (law, study, post, poll); unknown where the text leaves it open.",
            "person",
            values=SOURCE_TYPES,
        ),
    ]
    speaker_id: Annotated[str | None, Column("Entity that the source is; null where it resolves to none, or to several.", ENTITY_ID)]
    speaker_name: Annotated[
        str | None, Column("Name of that entity in this article; of several all names in turn, joined by `; `.", "Teodora Vale")
    ]
    speaker_ids: Annotated[
        list[str],
        Column(
            "All entities that speak together, in order; one where `speaker_id` is, empty where the source resolves to none.", [ENTITY_ID]
        ),
    ]
    speaker_resolution: Annotated[
        str,
        Column(
            "How the speaker was found: by a name, a pronoun, a description, carried over from nearby; none for no one, or several.",
            "nominal",
            values=RESOLUTIONS,
        ),
    ]
    cue_text: Annotated[str | None, surface("The words that report the speech.", "said", "cue_")]
    cue_start: Annotated[int | None, offset("Offset of the cue's first character.", 438)]
    cue_end: Annotated[int | None, offset("Offset after the cue's last character.", 442)]
    confidence: Annotated[float, confidence("the quote and its speaker")]
    quote_group: Annotated[str | None, Column("One id for the same words by the same speaker; null: indirect, short.", SHA256[:32])] = None


@dataclass(slots=True)
class MentionRow:
    """One name of an entity at one place in the text."""

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
    """One entity in one article; `entity_id` is the same in every article and every run."""

    article_id: Annotated[str, _ARTICLE]
    entity_id: Annotated[str, Column("Id of the entity: a pure function of type and normalised full name.", ENTITY_ID)]
    name: Annotated[str, Column("Fullest form of the name in the article.", "Teodora Vale")]
    type: Annotated[str, Column("Class of the entity.", "person", values=NAME_TYPES)]
    aliases: Annotated[list[str], Column("All forms used in the article, in order of first use.", ["Teodora Vale", "Vale"])]
    place_code: Annotated[
        str | None,
        Column(
            "ISO 3166 code of a well-known place or nationality: its own (a country, a state of the US, some cities), else that of the part"
            " of the country or of the country it lies in; null for all other names, and where the name is of several places.",
            "UA",
        ),
    ]
    is_partial: Annotated[
        bool,
        Column(
            "True for a person for whom the article gives a single name, such as a surname: the id is then that of the name, which several"
            " people may have.",
            example=False,
        ),
    ]
    mention_count: Annotated[int, Column("Mentions of the entity in the article.", 14, unit="mentions")]
    quote_count: Annotated[int, Column("Quotes in the article whose speaker it is.", 11, unit="quotes")]
    first_start: Annotated[int, offset("Offset of its first mention.", 120)]
    description: Annotated[
        str | None,
        surface(
            "The fullest description that the article gives of a person or body beside its name: office, title, trade, age; null if none.",
            "head of the harbour company",
            "description_",
        ),
    ] = None
    description_start: Annotated[int | None, offset("Offset of the description's first character.", 134)] = None
    description_end: Annotated[int | None, offset("Offset after the description's last character.", 161)] = None
    pronoun: Annotated[
        str | None,
        Column(
            "Pronoun by which the article itself means the person; null where it uses none or that is open. It is the article's word, not"
            " the person's identity, and never taken from a name or title.",
            "she",
            values=PRONOUNS,
        ),
    ] = None
    authority_id: Annotated[
        str | None, Column("Its id in the user's own list (`--authorities`); null where no entry, or more than one, fits.", "Q2685")
    ] = None
    authority_candidates: Annotated[
        list[str], Column("The ids in that list where several fit and neither type nor description decides; else empty.", ["Q18", "Q731"])
    ] = field(default_factory=list)


@dataclass(slots=True)
class DuplicateRow:
    """A near-identical article and the earliest one it repeats; a table of its own, so no new article rewrites an old part."""

    article_id: Annotated[str, Column("The article that repeats another.", ARTICLE_ID)]
    duplicate_of: Annotated[str, Column("The earliest it repeats, by `published` (undated last), then id; itself none.", SHA256[:32])]
    similarity: Annotated[float, Column("Share of the shorter body's runs of five words that both have, estimated.", 0.97, unit="0 to 1")]


@dataclass(slots=True)
class RejectRow:
    """A seed that became no article, and why; also a file of many records that holds none or cannot be read to its end."""

    seed: Annotated[str, _SEED]
    source_sha256: Annotated[str | None, Column("SHA-256 as in `articles`; null where the seed was not read whole.", SHA256)]
    reason: Annotated[str, Column("Code of the reason.", "binary", values=tuple(REJECT_REASONS))]
    message: Annotated[str, Column("The reason in a sentence.", "the bytes are not text (PDF)")]
    size: Annotated[
        int | None, Column("Size of the file on disk, or of the record; null if unknown.", 4821, unit="bytes", arrow=pa.int64())
    ]


Row = ArticleRow | ParagraphRow | QuoteRow | MentionRow | EntityRow | DuplicateRow | RejectRow


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its row class, its key, and the tables its columns point to (`columns -> table (columns)`)."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    references: tuple[tuple[tuple[str, ...], str], ...] = ()
    in_parts: bool = True
    """Whether its rows lie in parts, with the article that they are of; the others have one file a release."""

    @property
    def description(self) -> str:
        """The sentence that says what a row is."""
        return (self.row.__doc__ or "").strip()

    @property
    def columns(self) -> dict[str, Column]:
        """The definitions by column name, in order."""
        hints = get_type_hints(self.row, include_extras=True)
        return {field.name: get_args(hints[field.name])[1] for field in dataclasses.fields(self.row)}

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, with description, unit, values and example in each field's metadata."""
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
