"""The rows of `quotes` with their speakers, and the quote counts of entities."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from transforms.quotes.certainty import row_confidence
from transforms.records import Attribution, digest
from transforms.schema import NAMES_JOINT, QUOTE_JOINT, EntityRow, QuoteRow
from transforms.speakers.context import ArticleContext
from transforms.speakers.kinds import source_type
from transforms.speakers.linking import Linked, link


def resolve_speakers(article_id: str, context: ArticleContext, entities: Sequence[EntityRow]) -> tuple[list[QuoteRow], list[EntityRow]]:
    """Return the quotes of an article with their speakers, in order, and its entities with quote counts."""
    known = {entity.entity_id: entity for entity in entities}
    spoken = zip(context.attributions, link(context), strict=True)
    quotes = [_row(article_id, context, attribution, linked, known) for attribution, linked in spoken]
    counts = Counter(quote.speaker_id for quote in quotes)
    return quotes, [replace(entity, quote_count=counts[entity.entity_id]) for entity in entities]


def _row(article_id: str, context: ArticleContext, attribution: Attribution, linked: Linked, known: Mapping[str, EntityRow]) -> QuoteRow:
    source, cue, text = attribution.source, attribution.cue, context.text
    offsets = [offset for span in attribution.contents for offset in (span.start, span.end)]
    speakers = [known[entity] for entity in linked.entities]
    return QuoteRow(
        quote_id=digest(article_id, "quote", attribution.kind, *offsets),
        article_id=article_id,
        paragraph=context.paragraph_at(attribution.contents[0].start),
        kind=attribution.kind,
        text=QUOTE_JOINT.join(span.of(text) for span in attribution.contents),
        spans=list(attribution.contents),
        speaker_text=source.of(text) if source else None,
        speaker_start=source.start if source else None,
        speaker_end=source.end if source else None,
        source_type=source_type(source.of(text) if source else "", cue.of(text) if cue else "", speakers, context.language),
        speaker_id=speakers[0].entity_id if len(speakers) == 1 else None,
        speaker_name=NAMES_JOINT.join(one.name for one in speakers) or None,
        speaker_ids=[one.entity_id for one in speakers],
        speaker_resolution=linked.resolution,
        cue_text=cue.of(text) if cue else None,
        cue_start=cue.start if cue else None,
        cue_end=cue.end if cue else None,
        confidence=row_confidence(attribution, linked.probability, linked.resolution, context.language),
    )
