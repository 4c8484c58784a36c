"""Speakers: which entity each source is, by its name, by what a pronoun or a description refers to, or carried over."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.entities import normalized
from transforms.records import Attribution, Span, digest
from transforms.schema import EntityRow, MentionRow, ParagraphRow, QuoteRow

QUOTE_JOINT = " … "
"""What joins the parts of a split quote in `quotes.text`."""

_SINGULAR = frozenset({"he", "she"})
_DETERMINER = re.compile(r"^(?:the|a|an|this|that|his|her|their|its)\s+", re.IGNORECASE)
_NOT_THE_HEAD_AFTER = frozenset({"by", "for", "of", "to", "with", "from", "at", "in"})
_DESCRIPTION_BEFORE = re.compile(r"((?:[\w’'-]+ ){1,5})$")
_APPOSITION = re.compile(r", (?:the |a |an )?([^,.;:“”\"()]{3,60})[,.]")
_LOOK_BACK = 3
"""Paragraphs in which a pronoun may find the speaker before it."""


@dataclass(slots=True)
class _Speaker:
    """Who was found to speak, how, and where."""

    entity: EntityRow | None
    resolution: str
    paragraph: int


def name_speakers(  # noqa: PLR0913, PLR0917 - all that is known of the article is needed here
    article_id: str,
    text: str,
    paragraphs: Sequence[ParagraphRow],
    attributions: Sequence[Attribution],
    mentions: Sequence[MentionRow],
    entities: Sequence[EntityRow],
) -> list[QuoteRow]:
    """Return the quotes of an article in order, with their speakers; the entities' quote counts are raised."""
    cast = _Cast(text, mentions, entities)
    starts = [row.start for row in paragraphs]
    quotes: list[QuoteRow] = []
    last: _Speaker | None = None
    for attribution in attributions:
        paragraph = bisect_right(starts, attribution.contents[0].start) - 1
        speaker = cast.speaker(attribution, paragraphs[paragraph], last)
        if speaker.entity:
            speaker.entity.quote_count += 1
        if speaker.entity or attribution.source:
            last = speaker
        quotes.append(_row(article_id, text, paragraph, attribution, speaker))
    return quotes


class _Cast:
    """The people and bodies of an article, and what it calls them."""

    def __init__(self, text: str, mentions: Sequence[MentionRow], entities: Sequence[EntityRow]) -> None:
        self.text, self.mentions = text, mentions
        self.starts = [mention.start for mention in mentions]
        self.entities = {entity.entity_id: entity for entity in entities}
        self.descriptions = [described for mention in mentions if mention.type == "person" for described in self._descriptions(mention)]

    def speaker(self, attribution: Attribution, paragraph: ParagraphRow, last: _Speaker | None) -> _Speaker:
        """Resolve one attribution; `last` is the speaker of the one before."""
        place = paragraph.paragraph
        source = attribution.source
        if source is None:
            carried = attribution.carried and last is not None and last.entity is not None and place - last.paragraph <= 1
            return _Speaker(last.entity, "carried", place) if carried and last else _Speaker(None, "none", place)
        words = source.of(self.text).casefold().strip()
        if words in _SINGULAR:
            entity = self._antecedent(attribution, source, paragraph, last)
            return _Speaker(entity, "pronoun" if entity else "none", place)
        named = self._named(source)
        if named:
            return _Speaker(named, "name", place)
        entity = self._described(words, source.start)
        return _Speaker(entity, "nominal" if entity else "none", place)

    def _within(self, span: Span) -> Sequence[MentionRow]:
        return [m for m in self.mentions[bisect_left(self.starts, span.start) : bisect_left(self.starts, span.end)] if m.end <= span.end]

    def _named(self, source: Span) -> EntityRow | None:
        """Return the entity whose name heads the source: not Reuters in `officials quoted by Reuters`, not X in `X's spokesman`."""
        for mention in self._within(source):
            before = self.text[source.start : mention.start].split()
            depends = bool(before) and before[-1].lower() in _NOT_THE_HEAD_AFTER
            possessive = self.text[mention.end : mention.end + 2] in {"’s", "'s", "s’", "s'", "’ ", "' "} and mention.end < source.end
            if depends or possessive or mention.type in {"date", "money"}:
                continue
            whole = not _DETERMINER.sub("", self.text[source.start : mention.start]).strip() and mention.end == source.end
            followed_by_aside = (
                self.text[mention.end : mention.end + 1] in {",", "(", "–", "—"} or self.text[mention.end : mention.end + 2] == " ("
            )
            if mention.type == "person" or whole or (mention.type == "organization" and followed_by_aside):
                return self.entities[mention.entity_id]
        return None

    def _antecedent(self, attribution: Attribution, pronoun: Span, paragraph: ParagraphRow, last: _Speaker | None) -> EntityRow | None:
        """Return who `he` or `she` is: the person named before it in the paragraph, the last speaker, or who was named just before."""
        before = self._within(Span(paragraph.start, pronoun.start))
        here = [m for m in before if m.type == "person" and not any(span.start <= m.start < span.end for span in attribution.contents)]
        if here:
            return self.entities[here[0].entity_id]
        recent = last is not None and paragraph.paragraph - last.paragraph <= _LOOK_BACK
        if recent and last and last.entity and last.entity.type == "person":
            return last.entity
        earlier = [m for m in self.mentions[: bisect_left(self.starts, pronoun.start)] if m.type == "person"]
        near = [m for m in earlier if paragraph.paragraph - m.paragraph <= 1]
        return self.entities[near[-1].entity_id] if near else None

    def _descriptions(self, mention: MentionRow) -> list[tuple[int, str, EntityRow]]:
        """Return what stands before a name or beside it in commas: `Russian envoy Kirill Dmitriev`, `X, head of the fund,`."""
        entity = self.entities[mention.entity_id]
        found = []
        before = _DESCRIPTION_BEFORE.search(self.text, max(0, mention.start - 80), mention.start)
        if before:
            found.append((mention.start, f" {normalized(before[1])}", entity))
        beside = _APPOSITION.match(self.text, mention.end)
        if beside:
            found.append((mention.start, f" {normalized(beside[1])}", entity))
        return found

    def _described(self, words: str, place: int) -> EntityRow | None:
        """Return the person that the article describes in these words, last before a place or else first after it."""
        wanted = normalized(_DETERMINER.sub("", words))
        if not wanted or wanted.isdigit() or len(wanted) < 4:
            return None
        known = [
            (at, entity) for at, phrase, entity in self.descriptions if phrase.endswith(f" {wanted}") or phrase.startswith(f" {wanted} ")
        ]
        before = [entity for at, entity in known if at <= place]
        return before[-1] if before else known[0][1] if known else None


def _row(article_id: str, text: str, paragraph: int, attribution: Attribution, speaker: _Speaker) -> QuoteRow:
    source, cue, entity = attribution.source, attribution.cue, speaker.entity
    offsets = [offset for span in attribution.contents for offset in (span.start, span.end)]
    return QuoteRow(
        quote_id=digest(article_id, "quote", attribution.kind, *offsets),
        article_id=article_id,
        paragraph=paragraph,
        kind=attribution.kind,
        text=QUOTE_JOINT.join(span.of(text) for span in attribution.contents),
        spans=list(attribution.contents),
        speaker_text=source.of(text) if source else None,
        speaker_start=source.start if source else None,
        speaker_end=source.end if source else None,
        speaker_id=entity.entity_id if entity else None,
        speaker_name=entity.name if entity else None,
        speaker_resolution=speaker.resolution,
        cue_text=cue.of(text) if cue else None,
        cue_start=cue.start if cue else None,
        cue_end=cue.end if cue else None,
        confidence=attribution.confidence,
    )
