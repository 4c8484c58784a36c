"""Speakers: which entity each source is, by its name, by what a pronoun or a description refers to, or carried over."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from transforms.cues import SENTENCE_END
from transforms.entities import gender_told, normalized
from transforms.gazetteer import ORGANIZATION_WORDS
from transforms.records import Attribution, Span, digest
from transforms.schema import QUOTE_JOINT, EntityRow, MentionRow, ParagraphRow, QuoteRow

_LOOK_BACK = 3
"""Paragraphs in which a pronoun may find the speaker before it."""
_NAMES_BACK = 40
"""Names before a pronoun, in its paragraph, among which it may find a person."""
_GENDERS = {"he": "male", "she": "female"}
_GENDERED_NOUN = re.compile(
    r"(?:(?P<male>man|king|father|son|brother|husband)|(?P<female>woman|queen|mother|daughter|sister|wife|widow|actress)) $", re.IGNORECASE
)
_LEADS_AWAY = re.compile(
    r"[,(;:–—]|(?<!\w)(?:about|after|against|among|at|by|during|for|from|in|like|near|of|on|quoted|that|to|which|who|whom|whose|with)(?!\w)",
    re.IGNORECASE,
)
"""What makes the words after it depend on those before it: `an aide to X`, `officials quoted by X`, `Ruiz, who beat X`."""
_ENDS_THE_HEAD = re.compile(
    r"$|[,;:–—.]|\s+(?:[(–—-]|(?:about|after|and|at|by|during|for|from|himself|herself|in|of|on|or|to|who|with)(?!\w))", re.IGNORECASE
)
_APPOSED = re.compile(r"[^,]+, (?:the )?(?:[A-Z][a-z]{1,2}\.? )?$")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)|s['’](?!\w)")
_ARTICLE = re.compile(r"^(?:the|this|that)\s+", re.IGNORECASE)
_BEFORE_NAME = re.compile(r"(?:[\w.’'-]+ ){1,6}$")
_BESIDE_NAME = re.compile(r", (?:the |a |an )?([^,.;:“”\"()]{3,60})[,.]")
_DEPENDENT = re.compile(r"\s(?:and|at|for|from|in|of|on|to|who|with)\s")
_PERSON_WORD = re.compile(
    r"(?:man|woman|person|er|or|ist|ian|ent|ant|ary|ee|eur|aide|ally|bishop|captain|chair|chief|coach|envoy|friend|general|head|host|judge|king"
    r"|mother|official|pope|queen|sister|son|widow|wife)$"
)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who was found to speak, how, and in which paragraph."""

    entity: EntityRow | None
    resolution: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Article:
    """What is known of an article: its names in order, and in which words it describes whom."""

    text: str
    paragraphs: Sequence[ParagraphRow]
    mentions: Sequence[MentionRow]
    starts: Sequence[int]
    """Offsets of the mentions."""
    entities: dict[str, EntityRow]
    genders: dict[str, str]
    """`male` or `female` by entity id, where the article or the first name tells."""
    descriptions: Mapping[str, Sequence[tuple[int, EntityRow]]]
    """Where and whom these normalised words describe: `envoy`, `harbour envoy`, `head of the union`."""


def name_speakers(  # noqa: PLR0913, PLR0917 - all that is known of the article is needed here
    article_id: str,
    text: str,
    paragraphs: Sequence[ParagraphRow],
    attributions: Sequence[Attribution],
    mentions: Sequence[MentionRow],
    entities: Sequence[EntityRow],
) -> list[QuoteRow]:
    """Return the quotes of an article in order, with their speakers; the entities' quote counts are raised."""
    article = _described(text, paragraphs, mentions, {entity.entity_id: entity for entity in entities})
    starts = [row.start for row in paragraphs]
    quotes: list[QuoteRow] = []
    last: _Speaker | None = None
    for attribution in attributions:
        paragraph = bisect_right(starts, attribution.contents[0].start) - 1
        place = bisect_right(starts, attribution.source.start) - 1 if attribution.source else paragraph
        speaker = _speaker(article, attribution, place, last)
        if speaker.entity:
            speaker.entity.quote_count += 1
        if speaker.entity or attribution.source:
            last = _Speaker(speaker.entity, speaker.resolution, paragraph)
        quotes.append(_row(article_id, text, paragraph, attribution, speaker))
    return quotes


def _described(text: str, paragraphs: Sequence[ParagraphRow], mentions: Sequence[MentionRow], entities: dict[str, EntityRow]) -> _Article:
    """Collect what the article says of the people and bodies in it."""
    genders: dict[str, str] = {}
    descriptions: dict[str, list[tuple[int, EntityRow]]] = defaultdict(list)
    for mention in mentions:
        entity = entities[mention.entity_id]
        if mention.type == "organization":
            for words in (*_endings(mention.text), *_beginnings(mention.text)):
                if words.rpartition(" ")[2] in ORGANIZATION_WORDS:
                    descriptions[words].append((mention.start, entity))
        if mention.type == "person":
            before = _BEFORE_NAME.search(text, max(0, mention.start - 60), mention.start)
            gender = _gender(mention.text, before[0] if before else "")
            if gender:
                genders.setdefault(entity.entity_id, gender)
            for words in _descriptions(text, mention, before):
                descriptions[words].append((mention.start, entity))
    return _Article(text, paragraphs, mentions, [mention.start for mention in mentions], entities, genders, descriptions)


def _gender(name: str, before: str) -> str | None:
    """Return what a title, a noun such as `spokeswoman` before a name, or the first name tells."""
    noun = _GENDERED_NOUN.search(before)
    return noun.lastgroup if noun else gender_told(name, before)


def _descriptions(text: str, mention: MentionRow, before: re.Match[str] | None) -> Iterator[str]:
    """Yield what stands before a name or beside it in commas: `Harbour envoy Ana Ruiz`, `Ana Ruiz, head of the port,`."""
    if before and _PERSON_WORD.search(before[0].rstrip(" .").casefold()):
        yield from _endings(before[0])
    beside = _BESIDE_NAME.match(text, mention.end)
    head = _DEPENDENT.split(beside[1], maxsplit=1)[0] if beside else ""
    if beside and _PERSON_WORD.search(head.casefold()):
        yield from _endings(head)
        yield from (words for words in _beginnings(beside[1]) if len(words) > len(head))


def _endings(words: str) -> Iterator[str]:
    """Yield the last words of a description: `envoy`, `harbour envoy`, `former harbour envoy`."""
    parts = normalized(words).split()
    return (" ".join(parts[start:]) for start in range(len(parts) - 1, -1, -1))


def _beginnings(words: str) -> Iterator[str]:
    """Yield the first words of a description: `head`, `head of`, `head of the union`."""
    parts = normalized(words).split()
    return (" ".join(parts[:end]) for end in range(1, len(parts) + 1))


def _speaker(article: _Article, attribution: Attribution, place: int, last: _Speaker | None) -> _Speaker:
    """Resolve one attribution whose source is in paragraph `place`; `last` is the speaker of the one before."""
    source = attribution.source
    if source is None:
        follows = attribution.carried and last is not None and place - last.paragraph <= 1
        return _Speaker(last.entity, "carried", place) if last and last.entity and follows else _Speaker(None, "none", place)
    words = source.of(article.text).casefold()
    if words in {"he", "she", "they", "it", "who"}:
        entity, how = _antecedent(article, attribution, source, place, last), "pronoun"
    else:
        entity, how = _named(article, source), "name"
    if entity is None and how == "name":
        entity, how = _nominal(article, words, source.start), "nominal"
    return _Speaker(entity, how if entity else "none", place)


def _within(article: _Article, start: int, end: int) -> Sequence[MentionRow]:
    return article.mentions[bisect_left(article.starts, start) : bisect_left(article.starts, end)]


def _named(article: _Article, source: Span) -> EntityRow | None:
    """Return the entity whose name heads the source: not Reuters in `officials quoted by Reuters`, not X in `X's spokesman`.

    A name in apposition is the head too: `the minister of ports, Ana Ruiz`.
    """
    text, place, depends = article.text, source.start, False
    for mention in _within(article, source.start, source.end):
        depends = depends or _LEADS_AWAY.search(text, place, mention.start) is not None
        place = mention.end
        if depends and not _APPOSED.search(text, source.start, mention.start):
            continue
        if mention.end > source.end or not _ENDS_THE_HEAD.match(text[mention.end : min(source.end, mention.end + 12)]):
            continue
        alone = mention.start == source.start and mention.end == source.end
        if mention.type in {"person", "organization"} or (alone and (mention.type == "location" or mention.text.endswith("s"))):
            return article.entities[mention.entity_id]
    return None


def _antecedent(article: _Article, attribution: Attribution, pronoun: Span, place: int, last: _Speaker | None) -> EntityRow | None:
    """Return whom a pronoun stands for.

    For `he` and `she` that is the first person named in the nearest sentence before it in the paragraph, else the last speaker, else
    the first person of the paragraph before; for `they` and `it` the last speaker, if that is a body; for `who` the name before it.
    """
    word = pronoun.of(article.text).casefold()
    near = last.entity if last and last.entity and place - last.paragraph <= _LOOK_BACK else None
    if word == "who":
        before = _within(article, max(0, pronoun.start - 60), pronoun.start)[-1:]
        return article.entities[before[0].entity_id] if before and pronoun.start - before[0].end <= 2 else None
    if word not in _GENDERS:
        return near if near and near.type != "person" and last and place - last.paragraph <= 1 else None
    here = _subject(article, article.paragraphs[place].start, pronoun.start, attribution.contents, _GENDERS[word])
    if here:
        return here
    if near and near.type == "person" and article.genders.get(near.entity_id, _GENDERS[word]) == _GENDERS[word]:
        return near
    earlier = article.paragraphs[max(0, place - 1)]
    return _subject(article, earlier.start, earlier.end, attribution.contents, _GENDERS[word])


def _subject(article: _Article, start: int, end: int, contents: Sequence[Span], gender: str) -> EntityRow | None:
    """Return the first person named in the last sentence of a stretch that names one of this gender, outside the quote itself."""
    found: EntityRow | None = None
    previous: int | None = None
    for mention in _within(article, start, end)[-_NAMES_BACK:]:
        if (
            mention.type != "person"
            or article.genders.get(mention.entity_id, gender) != gender
            or _POSSESSIVE.match(article.text, mention.end)
        ):
            continue
        if any(span.start <= mention.start < span.end for span in contents):
            continue
        if previous is None or SENTENCE_END.search(article.text, previous, mention.start + 2):
            found = article.entities[mention.entity_id]
        previous = mention.end
    return found


def _nominal(article: _Article, words: str, place: int) -> EntityRow | None:
    """Return whom the article describes in these words, last before a place or else first after it: `the envoy`, `the ministry`."""
    wanted = normalized(_ARTICLE.sub("", words))
    if len(wanted) < 4 or wanted.isdigit():
        return None
    known = article.descriptions.get(wanted, ())
    before = bisect_right(known, place, key=itemgetter(0))
    return known[before - 1][1] if before else known[0][1] if known else None


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
