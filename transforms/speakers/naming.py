"""Speakers: which entity each source is, by its name, by what a pronoun or a description refers to, or carried over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from transforms.entities.names import normalized
from transforms.records import Attribution, Span, digest
from transforms.schema import NAMES_JOINT, QUOTE_JOINT, EntityRow, MentionRow, ParagraphRow, QuoteRow
from transforms.speakers.course import Known
from transforms.speakers.descriptions import Described, describe
from transforms.speakers.pronouns import resolve_pronouns
from transforms.speakers.scene import Scene, set_scene
from transforms.speakers.sources import OWNED, PRONOUNS, heads, together

_APPOSITION = re.compile(r",?\s?|, [^,.;:“”\"]{0,80},\s")
"""What may stand between a name and the `who` that means it."""
_FAR = 160
"""Characters before a `who` in which its name stands."""


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who was found to speak, how, how surely, and in which paragraph."""

    entity: EntityRow | None
    resolution: str
    certainty: float
    paragraph: int
    joint: str | None = None
    """The names of those who speak together."""


NOBODY = _Speaker(None, "none", 1.0, -9)


@dataclass(slots=True)
class _Told:
    """What is known of the article, and who spoke last in it."""

    scene: Scene
    described: Described
    heads: Mapping[int, tuple[str, str, float] | None]
    pronouns: Mapping[int, tuple[str, float]]
    last: _Speaker = field(default=NOBODY)


def name_speakers(  # noqa: PLR0913, PLR0917 - all that is known of the article is needed here
    article_id: str,
    text: str,
    paragraphs: Sequence[ParagraphRow],
    attributions: Sequence[Attribution],
    mentions: Sequence[MentionRow],
    entities: Sequence[EntityRow],
) -> list[QuoteRow]:
    """Return the quotes of an article in order, with their speakers; the entities' quote counts are raised."""
    scene = set_scene(text, paragraphs, attributions, mentions, entities)
    described = describe(scene)
    known = heads(scene, described)
    pronouns = resolve_pronouns(scene, Known(known, list(described.nominals()), described.may_vary))
    told = _Told(scene, described, known, pronouns)
    quotes: list[QuoteRow] = []
    for number, attribution in enumerate(attributions):
        paragraph = scene.paragraph(attribution.contents[0].start)
        speaker = _speaker(told, number, paragraph)
        if speaker.entity:
            speaker.entity.quote_count += 1
        if speaker.entity or attribution.source:
            told.last = speaker
        quotes.append(_row(article_id, text, paragraph, attribution, speaker))
    return quotes


def _speaker(told: _Told, number: int, paragraph: int) -> _Speaker:
    """Resolve one attribution whose content begins in `paragraph`."""
    attribution = told.scene.attributions[number]
    if attribution.source is None:
        entity, how, certainty = _carried(told, attribution, paragraph)
    else:
        entity, how, certainty = told.heads.get(number) or _meant(told, attribution.source, paragraph)
    if entity:
        return _Speaker(told.scene.entities[entity], how, certainty, paragraph)
    several = together(told.scene, attribution.source) if attribution.source else []
    joint = NAMES_JOINT.join(one.name for one in several) if len(several) > 1 else None
    return _Speaker(None, "none", 1.0, paragraph, joint)


Found = tuple[str | None, str, float]
"""An entity id, how it was found, and how surely."""


def _carried(told: _Told, attribution: Attribution, paragraph: int) -> Found:
    """Return the speaker before where a quotation goes on in the next paragraph, without a word of who speaks."""
    last = told.last
    follows = attribution.carried and paragraph - last.paragraph <= 1
    return (last.entity.entity_id if last.entity and follows else None), "carried", 0.8 * last.certainty


def _meant(told: _Told, source: Span, paragraph: int) -> Found:
    """Return whom a source means that is a pronoun, or somebody's: `her lawyer`."""
    words = source.of(told.scene.text).strip()
    pronoun = PRONOUNS.fullmatch(words)
    if pronoun and pronoun["he"]:
        person, certainty = told.pronouns.get(source.start, (None, 0.0))
        return person, "pronoun", certainty
    if pronoun and pronoun["they"]:
        last = told.last
        body = last.entity if last.entity and last.entity.type != "person" and paragraph - last.paragraph <= 1 else None
        return (body.entity_id if body else None), "pronoun", 0.6
    if pronoun and pronoun["who"]:
        return _before(told.scene, source, person=words[:3].casefold() == "who"), "pronoun", 0.9
    owned = OWNED.fullmatch(words)
    if source.start in told.pronouns and told.described.may_vary(words):
        person, certainty = told.pronouns[source.start]
        return person, "nominal", 0.7 * certainty
    return _owned(told, source, owned) if owned else (None, "none", 1.0)


def _before(scene: Scene, who: Span, *, person: bool) -> str | None:
    """Return the name just before a `who` or `which`."""
    for mention in reversed(scene.within(max(0, who.start - _FAR), who.start)):
        if (mention.type == "person") == person and mention.type in {"person", "organization"}:
            return mention.entity_id if _APPOSITION.fullmatch(scene.text, mention.end, who.start) else None
    return None


def _owned(told: _Told, source: Span, owned: re.Match[str]) -> Found:
    """Return whom the article describes by whose they are: `her lawyer`, `Ruiz's lawyer`."""
    person, _ = told.pronouns.get(source.start, (None, 0.0))
    name = told.scene.entities[person].name if person else owned["owner"].rstrip("’'s")
    found = told.described.find(owned["words"], source.start, normalized(name).rpartition(" ")[2])
    return (found[0], "nominal", found[1]) if found and found[0] != person else (None, "none", 1.0)


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
        speaker_name=entity.name if entity else speaker.joint,
        speaker_resolution=speaker.resolution,
        cue_text=cue.of(text) if cue else None,
        cue_start=cue.start if cue else None,
        cue_end=cue.end if cue else None,
        confidence=round(attribution.confidence * speaker.certainty, 3),
    )
