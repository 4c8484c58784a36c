"""Attributions by rules: cue verbs, the subject on either side, and the clause that depends on them. A trained model takes their place.

Words in quotation marks are left to `quotes.py`.
"""

import re
from collections.abc import Iterator, Sequence

from transforms.gazetteer import CUES, FUNCTION_WORDS
from transforms.names import DATE, SENTENCE_END
from transforms.records import Label, Span

_FILL = "\ue000"
"""Stands for quoted characters: a private one that no pattern takes for a word."""
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Sens|Reps|Gov|Lt|Col|Sgt|Capt|Prof|Rev|vs|No|[A-Z])\.$")
_PARTICIPLES = tuple(
    "adding arguing asking claiming explaining insisting noting saying stating stressing suggesting telling tweeting warning".split()
)
_VERBS = "|".join([*CUES, *_PARTICIPLES, "according to"])
_IN_CAPITALS = "|".join(verb.capitalize() for verb in _VERBS.split("|"))
_CUE = re.compile(  # both cases are spelled out: ignoring case costs half of the reader's time
    rf"\b(?<!\bas )(?:(?:was|were) quoted as (?:saying|telling)\b|(?:{_VERBS}|{_IN_CAPITALS})\b(?! by\b))"
)
_NEEDS_A_CLAUSE = frozenset(
    """agreed announced believed believes blasted called calls characterized cited claims commented complained complains concluded confirmed
    continued continues criticized denied denies described echoed expects lamented maintained noted notes pledged posted praised predicted
    promised questioned read reads recalled recounted repeated reported responded responds revealed suggested suggests testified
    thinks thought urged vowed""".split()
)
"""Verbs (and nouns that look like them) that report words only with a clause or a quotation after them."""
_TELLING = frozenset({"told", "tells", "telling", "assured", "informed", "warned", "reminded", "asked"})
_AUXILIARY = re.compile(
    r"(?:^|[\s,]+)(?:(?:also|later|earlier|then|has|had|have|is|was|were|are|would|will|once|never|not|and|but|who|[a-z]+ly)\b[\s,]*)+$",
    re.IGNORECASE,
)
_CLAUSE_BEGINS = re.compile(
    r"(?:.*(?:\b(?:that|when|which|because|if|while|whether|where|what|how|why|since|after|before|until|although|though|but|so|than|as|who|or"
    r"|whom|says|said)\b|[;:—–]|\s-\s)|(?<!\w)(?:and|yet)\b)\s*",
    re.IGNORECASE | re.DOTALL,
)
_LEAD_IN = re.compile(
    rf"(?:(?:on|in|late|early|last|earlier|later|this|by)\s+)*(?:{DATE.pattern}|week|month|year|today|yesterday)(?:\s+(?:morning|afternoon|evening|night))?\s+",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:in|on|at|after|before|during|with|for|speaking|asked|despite|by|over|to|of|from|under|among|about|not|had|have|has|is|was|were|are"
    r"|it's|that's|there)\b",
    re.IGNORECASE,
)
_CONJUNCTION_ENDS = re.compile(r"\b(?:and|but)(?: also| later| then| has| had| have| [a-z]+ly)*\s*$", re.IGNORECASE)
_NAME_OR_PRONOUN = re.compile(r"[\"“‘'\s]*(He|She|They|[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3})\b")
_NEXT_CUE = re.compile(rf"(?:,? (?:and|but|then) (?:he |she |they )?(?:also |later |has |had )?|, )(?:{_VERBS})\b")
_NEGATED = re.compile(r"(?:\bnot|n['’]t|\bnever) $")
_DATELINE = re.compile(r"(?=[^a-z]{3})[^\n.!?\"“]{2,60}?(?:\([^)\n]{2,40}\)\s*)?(?:--|[—–])\s")
_QUOTING = re.compile(r"\s+((?:[\w.’'-]+\s+){1,3}?)as (?:saying|telling)\b")
_OBJECT = re.compile(r"\s+(?:(?!that\b|,)[^\s,.:“\"‘]+\s+){0,7}?(?=that\b|\ue000|(?:he|she|they|it|we|there)\b)")
_HIM = re.compile(rf"\s+(?:him|her|them|us|me)[:,]?\s+(?={_FILL})")
_BEFORE_THAT = re.compile(r"\s+(?:after|during|in|on|at|following|while|when|before|by|to|late|early) (?:[^\s,.;:“\"]+ ){1,14}?(?=that\b)")
_ADJUNCT = re.compile(
    rf"(?:\s+(?:(?:on|in|late|early|earlier|last|this|to|at|during|of|via)\s+)?(?:{DATE.pattern}"
    r"|(?:a|an|the|his|her|their)\s+(?:\w+\s+){0,2}?(?:statement|interview|tweet|speech|post|letter|report|conference|briefing)"
    r"|reporters|journalists|Telegram|Twitter|Facebook|week|month|year|morning|afternoon|evening|night))*[\s,:]*"
)
_NOUN_PHRASE = re.compile(
    r"\s*((?:(?!that\b|on\b|in a\b|after\b|when\b|during\b)[^\s,.;:—–“”\"«»()]+(?:\.(?=\s[A-Z]))?\s?){1,7}"
    r"(?:(?<=\w), (?:(?:Mr|Mrs|Ms|Dr)\.? )?[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'.-]+){1,3}(?=[.,]))?)"
)
_SPOKEN = re.compile(f"{_FILL}+")
_NAMED_AFTER = re.compile(r"\s+(?:[A-Z][a-z]{1,3}\.? )?[^\W\d_a-z][\w’'-]+(?:\s[^\W\d_a-z][\w’'.-]+){1,3}(?=[,.]|\s(?:at|from|of|who)\b)")
_OPENS_A_CLAUSE = re.compile(r"(?:that|he|she|they|it|we|there|if|whether|how)\b", re.IGNORECASE)
_LONGEST_SOURCE = 110
_LONGEST_CLAUSE = 1000
_FARTHEST = 400
"""Characters before a cue in which its subject is looked for."""
_EDGES = " \t\n\u00a0\u00ad\u200b\ufeff,;:—–-."

Parts = tuple[Span | None, Span | None]


def read_attributions(text: str, quoted: Sequence[Span]) -> Iterator[Label]:
    """Yield source, cue and content of a paragraph whose outermost quotations are given.

    Contents are unquoted or partly quoted clauses; a clause ends with its sentence, quotations count as part of it.
    """
    unquoted = _blanked(text, quoted)
    for sentence in _sentences(text, unquoted):
        subject: Span | None = None
        for cue in _CUE.finditer(unquoted, sentence.start, sentence.end):
            if _NEGATED.search(unquoted, max(0, cue.start() - 12), cue.start()):
                continue
            source, content = _parts(text, unquoted, sentence, cue, subject)
            if source is None:
                continue
            yield Label(Span(*cue.span()), "cue", 0.7)
            if source != subject:
                yield Label(source, "source", 0.7)
            subject = source
            if content and len(content.of(text).split()) > 1:
                yield Label(content, "content", 0.5)


def _blanked(text: str, quoted: Sequence[Span]) -> str:
    """Return the paragraph with its quotations filled with `_FILL`."""
    pieces, place = [], 0
    for span in quoted:
        pieces += [text[place : span.start], _FILL * (span.end - span.start)]
        place = span.end
    return "".join(pieces) + text[place:]


def _sentences(text: str, unquoted: str) -> Iterator[Span]:
    """Yield the sentences; those within a quotation do not end the sentence that holds it."""
    dateline = _DATELINE.match(text)
    start = dateline.end() if dateline else 0
    for match in SENTENCE_END.finditer(text, start):
        if unquoted[match.end() - 1] != _FILL and not _ABBREVIATION.search(text, max(start, match.start() - 6), match.start() + 1):
            yield Span(start, match.end())
            start = match.end()
    if start < len(text):
        yield Span(start, len(text))


def _parts(text: str, unquoted: str, sentence: Span, cue: re.Match[str], subject: Span | None) -> Parts:
    """Return source and content around a cue; `subject` is the source of the cue before it in the sentence."""
    word = cue[0].lower()
    if word == "according to":
        return _according_to(unquoted, sentence, cue)
    quoting = _QUOTING.match(unquoted, cue.end()) if word == "quoted" else None
    if quoting:
        return _trimmed(text, Span(*quoting.span(1))), None
    left = max(unquoted.rfind(_FILL, sentence.start, cue.start()) + 1, sentence.start, cue.start() - _FARTHEST)
    after_comma = unquoted[max(0, cue.start() - 3) : cue.start()].rstrip(" ").endswith((",", _FILL))
    turned = after_comma and word not in _TELLING and _NAMED_AFTER.match(unquoted, cue.end()) is not None
    source = subject if word in _PARTICIPLES else None if turned else _subject(unquoted, Span(left, cue.start()))
    said_before = left > 0 and unquoted[left - 1] == _FILL and (source is None or source.start - left <= 3)
    if source is None and after_comma:
        inverted = _NOUN_PHRASE.match(unquoted, cue.end(), sentence.end)
        content = None if said_before else _clause_before(text, sentence, cue.start())
        return _trimmed(text, Span(*inverted.span(1))) if inverted else None, content
    source = source or subject or _subject_of_sentence(text, sentence, cue.start())
    if source is None:
        return None, None
    ends = said_before or (unquoted.startswith(",", cue.end()) and not unquoted.startswith(_FILL, cue.end() + 2))
    content = None if ends else _clause_after(text, unquoted, sentence, cue)
    if content and word in _NEEDS_A_CLAUSE and not (_OPENS_A_CLAUSE.match(text, content.start) or _FILL in content.of(unquoted)):
        return None, None
    return source, content or (None if said_before else _clause_before(text, sentence, source.start))


def _subject(text: str, segment: Span) -> Span | None:
    """Return the noun phrase that ends a segment, without auxiliaries, conjunctions and lead-ins such as `On Monday`."""
    surface = segment.of(text)
    if _CONJUNCTION_ENDS.search(surface):  # `He gave no names, but said`: the subject is that of the sentence
        return None
    tail = _AUXILIARY.search(surface)
    phrase = surface[: tail.start()] if tail else surface
    aside = phrase.rstrip().endswith(",")
    pieces = phrase.rstrip(", ").split(", ")
    named = " ".join(pieces[-2:]) if aside and len(pieces) > 1 else pieces[-1]
    start = len(phrase.rstrip(", ")) - len(", ".join(pieces[-2:] if aside and len(pieces) > 1 else pieces[-1:]))
    head = _CLAUSE_BEGINS.match(named if not aside else named.split(" who ")[0])
    start += head.end() if head else 0
    lead = _LEAD_IN.match(phrase, start)
    start = lead.end() if lead else start
    if _PREPOSITION.match(phrase, start):
        return None
    source = _trimmed(text, Span(segment.start + start, segment.start + len(phrase)))
    return source if source and source.end - source.start <= _LONGEST_SOURCE else None


def _subject_of_sentence(text: str, sentence: Span, before: int) -> Span | None:
    """Return the pronoun or name that a sentence begins with: the subject of a second verb that has none of its own."""
    match = _NAME_OR_PRONOUN.match(text, sentence.start, before)
    return Span(*match.span(1)) if match and match[1].lower() not in FUNCTION_WORDS - {"he", "she", "they"} else None


def _clause_after(text: str, unquoted: str, sentence: Span, cue: re.Match[str]) -> Span | None:
    """Return the clause that follows a cue, with its `that`, to the end of the sentence or to the next cue's clause."""
    told = _OBJECT.match(unquoted, cue.end()) if cue[0].lower() in _TELLING else _HIM.match(unquoted, cue.end())
    skipped = told or _BEFORE_THAT.match(unquoted, cue.end()) or _ADJUNCT.match(unquoted, cue.end())
    start = skipped.end() if skipped else cue.end()
    end = min(sentence.end, start + _LONGEST_CLAUSE)
    spoken = _SPOKEN.match(unquoted, start, end)
    if spoken and text[spoken.end() - 2] in ".,!?":  # a quotation of its own: `he snapped: “No,” and left`
        return Span(start, spoken.end())
    following = _NEXT_CUE.search(unquoted, start, end)
    clause = _trimmed(text, Span(start, following.start() if following else end))
    return clause if clause and (len(clause.of(text).split()) > 2 or _FILL in clause.of(unquoted)) else None


def _clause_before(text: str, sentence: Span, end: int) -> Span | None:
    """Return the clause that stands before an attribution at the end of its sentence: `Ships will sail, officials said.`."""
    clause = text[sentence.start : end].rstrip()
    return _trimmed(text, Span(sentence.start, sentence.start + len(clause))) if clause.endswith(",") else None


def _according_to(unquoted: str, sentence: Span, cue: re.Match[str]) -> Parts:
    named = _NOUN_PHRASE.match(unquoted, cue.end(), sentence.end)
    source = _trimmed(unquoted, Span(*named.span(1))) if named else None
    if named is None or source is None:
        return None, None
    return source, _trimmed(unquoted, Span(sentence.start, cue.start())) or _trimmed(unquoted, Span(named.end(), sentence.end))


def _trimmed(text: str, span: Span) -> Span | None:
    """Return the span without white space, commas and full stops at its ends, or None where nothing is left."""
    surface = span.of(text)
    start = span.start + len(surface) - len(surface.lstrip(_EDGES))
    end = span.end - (len(surface) - len(surface.rstrip(_EDGES)))
    return Span(start, end) if start < end else None
