"""Read one document into the rows of all its tables: every step, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transforms.entities.resolving import resolve_names
from transforms.html import block_network
from transforms.lexicon.words import ENGLISH
from transforms.metadata.language import add_languages, load_identifier
from transforms.metadata.reading import Metadata, read_metadata
from transforms.page import line_model
from transforms.page.paragraphs import read_paragraphs
from transforms.people.descriptions import descriptions
from transforms.people.pronouns import load_antecedents, pronouns
from transforms.quotes.attributions import find_attributions
from transforms.quotes.certainty import likely_statements, load_weights
from transforms.quotes.dashes import with_dialogue
from transforms.quotes.groups import group_quotes
from transforms.quotes.marks import pair_marks
from transforms.reader import model
from transforms.reader.model import NO_READING, WORLD, read_text, reader_for
from transforms.records import Document, Quoted, Span, article_id
from transforms.schema import ArticleRow, EntityRow, ParagraphRow, Row
from transforms.speakers.context import build_context
from transforms.speakers.missed_names import add_missed_names
from transforms.speakers.network import load_network
from transforms.speakers.quote_rows import resolve_speakers


def read_article(document: Document, reader_version: str) -> dict[str, list[Row]]:
    """Read one document into the rows of all its tables, by running every step.

    Args:
        document: a decoded seed whose text is not blank.
        reader_version: what to write into `articles.reader_version`.

    Returns:
        Rows by table name, in the order of the text.
    """
    text = document.text
    article = article_id(document.source_sha256)
    paragraphs = read_paragraphs(article, text, document.blocks)
    metadata = read_metadata(paragraphs, document.stated)
    paragraphs = add_languages(paragraphs, metadata.language)
    marks = pair_marks(text, paragraphs)
    language, reader = metadata.language or ENGLISH, reader_for(metadata.language)
    reading = read_text(text, paragraphs, marks, model.load_model(reader)) if reader else NO_READING
    quoted = quotations(text, paragraphs, marks, language)
    candidates = find_attributions(text, paragraphs, quoted, reading.labels, by_marks=reader != WORLD)
    attributions = likely_statements(text, paragraphs, candidates, language)
    labels = add_missed_names(text, attributions, reading.labels, language)
    mentions, entities = resolve_names(article, text, paragraphs, labels, language)
    context = build_context(text, paragraphs, attributions, mentions, entities, reading.pointers, language)
    quotes, entities = resolve_speakers(article, context, entities)
    quotes = group_quotes(text, quotes, quoted, entities)
    if reader == model.ENGLISH:
        described = descriptions(text, paragraphs, quoted, mentions)
        entities = _with_descriptions(text, entities, described, pronouns(text, paragraphs, quoted, mentions, quotes))
    row = _article_row(document, reader_version, paragraphs, metadata)
    rows: dict[str, list[Row]] = {"articles": [row], "paragraphs": [*paragraphs], "quotes": [*quotes]}
    return rows | {"mentions": [*mentions], "entities": [*entities]}


def quotations(
    text: str, paragraphs: Sequence[ParagraphRow], marks: Sequence[Sequence[Quoted]], language: str
) -> Sequence[Sequence[Quoted]]:
    """Return the quotations of each paragraph: those in marks and, in languages other than English, direct speech after dashes."""
    return marks if language == ENGLISH else with_dialogue(text, paragraphs, marks, [row.language for row in paragraphs])


def load_models() -> None:
    """Load the models once per process; otherwise the first article loads them.

    Raises:
        WeightsError: a model's files are missing or damaged.
        OSError: there is no room for temporary files.
    """
    line_model.load_model()
    block_network.load_network()
    load_identifier()
    model.load_model()
    load_network()
    load_weights()
    load_antecedents()


def _with_descriptions(
    text: str, entities: Sequence[EntityRow], described: Mapping[str, Span], pronoun_of: Mapping[str, str]
) -> list[EntityRow]:
    """Return the entities with their descriptions and pronouns, which are given by entity id."""
    rows = []
    for row in entities:
        span = described.get(row.entity_id)
        description, start, end = (span.of(text), span.start, span.end) if span else (None, None, None)
        pronoun = pronoun_of.get(row.entity_id)
        rows.append(replace(row, description=description, description_start=start, description_end=end, pronoun=pronoun))
    return rows


def _article_row(document: Document, reader_version: str, paragraphs: Sequence[ParagraphRow], metadata: Metadata) -> ArticleRow:
    return ArticleRow(
        article_id=article_id(document.source_sha256),
        seed=document.seed,
        source_sha256=document.source_sha256,
        format=document.format,
        encoding=document.encoding,
        text=document.text,
        is_teaser=document.stated.is_teaser,
        word_count=sum(len(p.text.split()) for p in paragraphs if p.is_body),
        reader_version=reader_version,
        title=metadata.title,
        authors=metadata.authors,
        dateline=metadata.dateline,
        published=metadata.published,
        published_text=metadata.published_text,
        published_precision=metadata.published_precision,
        publisher=metadata.publisher,
        url=metadata.url,
        agencies=metadata.agencies,
        language=metadata.language,
    )
