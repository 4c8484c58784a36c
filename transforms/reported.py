"""Attributions by rules: cue verbs, the subject on either side, and the clause that depends on them. A trained model takes their place.

Words in quotation marks are left to `quotes.py`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from transforms.gazetteer import CUES, FUNCTION_WORDS
from transforms.names import DATE, SENTENCE_END
from transforms.records import Label, Span

_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Prof|Rev|vs|No|[A-Z])\.$")
_CUE = re.compile(rf"\b(?:(?:was|were) quoted as (?:saying|telling)|according to|{'|'.join(CUES)})\b", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"(?:[\s,]+(?:also|later|earlier|then|has|had|have|is|was|were|would|previously|repeatedly|and|but|who))+\s*$", re.IGNORECASE
)
_CONJUNCTION_ENDS = re.compile(r"\b(?:and|but)(?: also| later| then)?\s*$", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"^(?:in|on|at|after|before|during|when|while|as|with|for|since|speaking|asked|despite|by|over|earlier|later)\b", re.IGNORECASE
)
_CONJUNCTION = re.compile(r"^(?:\s|,|;|:|—|–|-|\b(?:and|but|while|as|so|because|that|though|although|yet)\b)+", re.IGNORECASE)
_IS_PART_OF_A_CUE = re.compile(r"\bas $")
_NAME_OR_PRONOUN = re.compile(r"[\"“‘'\s]*(He|She|They|[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3})\b")
_NEXT_CUE = re.compile(r",? and (?:told|said|added|warned)\b")
_TELLING = frozenset({"told", "tells", "telling", "assured", "informed", "warned", "reminded"})
_OBJECT = re.compile(r"\s+(?:(?!that\b|,)[^\s,.:“\"‘]+\s+){0,6}?(?=that\b|[\"“‘'«„])")
_AFTER_CUE = re.compile(
    r"(?:\s+(?:on|in|late|early|earlier|last|to|at|during)?\s*(?:"
    + DATE.pattern
    + r"|reporters|journalists|a statement|Telegram|Twitter|week))*[\s,:]*"
)
_ASIDE_BEFORE_THAT = re.compile(r"(?:after|during|in|on|at|following|while|when|before) (?:[^\s,.;:“\"]+ ){1,12}(?=that )")
_NOUN_PHRASE = re.compile(r"\s*((?:[^\s,.;:—–“”\"«»()]+\s?){1,7})(?=[,.;:—–“”\"«»()]|$)")
_LONGEST_SOURCE = 110


def read_attributions(text: str, quoted: Sequence[Span]) -> Iterator[Label]:
    """Yield source, cue and content of a paragraph whose outermost quotations are given.

    Contents are unquoted or partly quoted clauses; a clause ends with its sentence, quotations count as part of it.
    """
    ends = [
        match.end()
        for match in SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text[: match.start() + 1]) and not _inside(match.start(), quoted)
    ]
    for cue in _CUE.finditer(text):
        if _inside(cue.start(), quoted) or _IS_PART_OF_A_CUE.search(text, 0, cue.start()) or text.startswith(" by", cue.end()):
            continue
        place = bisect_right(ends, cue.start())
        sentence = Span(ends[place - 1] if place else 0, ends[place] if place < len(ends) else len(text))
        source, content = (
            _according_to(text, sentence, cue, quoted) if cue[0].lower() == "according to" else _parts(text, sentence, cue, quoted)
        )
        if source is None:
            continue
        yield Label(Span(*cue.span()), "cue", 0.7)
        yield Label(source, "source", 0.7)
        if content and len(content.of(text).split()) > 1:
            yield Label(content, "content", 0.5)


def _inside(place: int, spans: Sequence[Span]) -> bool:
    return any(span.start <= place < span.end for span in spans)


def _parts(text: str, sentence: Span, cue: re.Match[str], quoted: Sequence[Span]) -> tuple[Span | None, Span | None]:
    """Return source and content around a cue verb."""
    left = max([sentence.start, *(span.end for span in quoted if span.end <= cue.start())])
    quoting = re.match(r"\s+((?:\S+\s+){1,3}?)as (?:saying|telling)\b", text[cue.end() :]) if cue[0].lower() == "quoted" else None
    if quoting:
        start = cue.end() + quoting.start(1)
        return _trimmed(text, Span(start, cue.end() + quoting.end(1))), None
    source = _subject(text, Span(left, cue.start()))
    if source is None:
        after_quote = left > sentence.start or text[left : cue.start()].rstrip().endswith(",")
        inverted = _NOUN_PHRASE.match(text, cue.end()) if after_quote and not _CONJUNCTION_ENDS.search(text[left : cue.start()]) else None
        if inverted:
            return _trimmed(text, Span(*inverted.span(1))), _clause_before(text, sentence, cue.start())
        source = _subject_of_sentence(text, sentence, cue.start())
    if source is None:
        return None, None
    if left > sentence.start and left >= source.start - 2:  # the words in marks before it are what was said
        return source, None
    return source, _clause_before(text, sentence, source.start) or _clause_after(text, sentence, cue)


def _subject(text: str, segment: Span) -> Span | None:
    """Return the noun phrase that ends a segment, without auxiliaries, conjunctions and lead-ins such as `In a statement,`."""
    surface = segment.of(text)
    if _CONJUNCTION_ENDS.search(surface):  # `He gave no names, but said`: the subject is that of the sentence
        return None
    tail = _AUXILIARY.search(surface)
    end = segment.start + (tail.start() if tail else len(surface))
    head = _CONJUNCTION.match(surface)
    start = segment.start + (head.end() if head else 0)
    if start >= end:
        return None
    phrase = text[start:end]
    if _LEAD_IN.match(phrase):
        comma = phrase.find(", ")
        if comma < 0:
            return None
        start += comma + 2
    elif ", " in phrase and not phrase.rstrip().endswith(","):
        start += phrase.rfind(", ") + 2  # what stands before the last comma is a clause of its own; appositions end with one
    source = _trimmed(text, Span(start, end))
    return source if source and source.end - source.start <= _LONGEST_SOURCE else None


def _subject_of_sentence(text: str, sentence: Span, before: int) -> Span | None:
    """Return the pronoun or name that a sentence begins with: the subject of a second verb that has none of its own."""
    match = _NAME_OR_PRONOUN.match(text, sentence.start, before)
    return Span(*match.span(1)) if match and match[1].lower() not in FUNCTION_WORDS - {"he", "she", "they"} else None


def _clause_after(text: str, sentence: Span, cue: re.Match[str]) -> Span | None:
    """Return the clause that follows a cue, with its `that`, to the end of the sentence or of the next cue's clause."""
    start = cue.end()
    told = (
        _OBJECT.match(text, start) if cue[0].lower() in {"told", "tells", "telling", "assured", "informed", "warned", "reminded"} else None
    )
    start = told.end() if told else _AFTER_CUE.match(text, start).end()  # type: ignore[union-attr] # it matches the empty string
    following = re.compile(r",? and (?:told|said|added|warned)\b").search(text, start, sentence.end)
    return _trimmed(text, Span(start, following.start() if following else sentence.end))


def _clause_before(text: str, sentence: Span, end: int) -> Span | None:
    """Return the clause that stands before an attribution at the end of its sentence: `Ships will sail, officials said.`."""
    clause = text[sentence.start : end].rstrip()
    return _trimmed(text, Span(sentence.start, sentence.start + len(clause))) if clause.endswith(",") else None


def _according_to(text: str, sentence: Span, cue: re.Match[str], quoted: Sequence[Span]) -> tuple[Span | None, Span | None]:
    named = _NOUN_PHRASE.match(text, cue.end())
    if not named or _inside(named.start(1), quoted):
        return None, None
    source = _trimmed(text, Span(*named.span(1)))
    before = _trimmed(text, Span(sentence.start, cue.start()))
    return source, before or _trimmed(text, Span(named.end(), sentence.end))


def _trimmed(text: str, span: Span) -> Span | None:
    """Return the span without white space, commas and full stops at its ends, or None where nothing is left."""
    surface = span.of(text)
    start = span.start + len(surface) - len(surface.lstrip(" \t\n\u00a0,;:—–-."))
    end = span.end - (len(surface) - len(surface.rstrip(" \t\n\u00a0,;:—–-.")))
    return Span(start, end) if start < end else None
