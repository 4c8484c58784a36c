"""Cues linked with their sources in one paragraph: `said` and `Ruiz`.

The reader labels them separately. A cue belongs to the nearest source of its sentence. A few constructions that the reader mislabels, and
those of transcripts, are handled by rule.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import itemgetter

from transforms.page.turns import turns
from transforms.records import Label, Quoted, Span
from transforms.schema import ParagraphRow

SENTENCE_END = re.compile(
    r"[.!?…](?<!\b(?:Mr|Ms|Dr|St).)(?<!\b(?:Mrs|Gen|Gov|Rep|Sen).)(?<!\b[A-Z].)[”’\"'»“)]*\s+(?=[\"“‘'«„‚‹(]{0,2}[^\W\d_a-z])"
)
"""The end of a sentence and the blanks after it. The pattern starts with the mark for speed; lookbehinds exclude abbreviations."""

_SPOKEN = frozenset({"body", "list"})
"""Roles of paragraphs that may continue a turn."""
_ASIDES = ("(", "[", "“", '"')
FARTHEST = 200
"""Maximum characters between a cue and its source or content."""
BREAK = 25
"""Distance penalty in characters if a sentence ends between a cue and the following quotation: `X said. "B."`"""
_QUOTED_AS = re.compile(
    r"\b(?:quot|cit)(?:es|ed|ing) (?P<source>[^,.;:\"“”]{2,80}?(?:, [^,.;:\"“”]{2,60})?),? as (?:saying|telling|writing|stating)\b"
)
_QUOTED_BY = re.compile(
    r"""(?:\b(?P<source>he|she|they
      | (?:an?|another|one|the)\ [a-z’'-]{2,30}(?:\ [a-z’'-]{2,30})?  # a herder
      | (?-i:[^\W\d_a-z][\w.’'-]{0,30}(?:\ [^\W\d_a-z][\w.’'-]{0,30}){0,4}))\ )?
    (?P<cue>\b(?:is|are|was|were)\ (?:quoted|cited)(?:\ by\ [^,.;:\"“”]{2,80}?)?\ as\ (?:saying|telling|writing|stating))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DENIAL = r"""(?:n['’]t|\b(?:not|never|cannot|refus\w+\ to|declin\w+\ to|stopped\ short\ of|(?:could|would|might)\ (?:never\ )?have
    |nor\ (?:did|do|does|has|had|have|is|was|will)\ (?:[\w.’'-]+\ ){1,4}?))"""
_BETWEEN = r"\s*(?:(?:even|ever|actually|yet|been|be|publicly|himself|herself|directly|explicitly|neither|to)\s+)*"
DENIED = re.compile(rf"{_DENIAL}{_BETWEEN}\Z", re.VERBOSE | re.IGNORECASE)
"""Negation directly before a cue: `did not (call)`, `could have (said)`, `nor did Ruiz (say)`."""
NOT_SAID = re.compile(rf"{_DENIAL}{_BETWEEN}(?:say|said|call|called|tell|told|write|wrote)(?:ing)?\b[^.!?]{{0,20}}\Z", re.VERBOSE)
"""Negation and cue before a quotation: `could have said "I am sorry"`."""
_PASSIVE = re.compile(
    r",?\s+(?:ha[sd]\s+been|is|are|was|were)\s+(?:(?:also|later|once|then|\w+ly)\s+)?(?:asked|told|informed|warned|advised|ordered|urged)\b[^,.;]{0,20}"
)
"""The text from the end of an addressee to the end of a passive cue."""
FAR = 60
"""Characters before a cue or quotation that are searched for a negation."""
DASHES = "-–—―"
PRONOUNS = frozenset({"he", "she", "they", "i", "we", "it"})
_NAME = r"[^\W\d_a-z][^\s,]*"
_PARTICLE = "of|the|and|al|bin|da|de|del|den|der|di|dos|el|la|van|von"
_SIGNATURE = re.compile(rf"\s*(?P<dash>[{DASHES}]{{1,2}})\s*(?P<name>{_NAME}(?: (?:{_NAME}|{_PARTICLE}))*(?:,[^.!?]{{2,80}})?)\.?\s*")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue with its source."""

    cue: Label
    source: Label | None

    @property
    def span(self) -> Span:
        """The span of both, if they are at most `BREAK` characters apart, otherwise of the cue."""
        if self.source is None or gap(self.source.span, self.cue.span) > BREAK:
            return self.cue.span
        return Span(min(self.source.span.start, self.cue.span.start), max(self.source.span.end, self.cue.span.end))


def find_turns(paragraphs: Sequence[ParagraphRow]) -> dict[int, list[Label]]:
    """Return source, cue and content of each turn of a transcript, by paragraph number; empty if the article is not a transcript.

    A paragraph between two turns continues the first of them and has only a content. A name that is a whole paragraph is the source of the
    next one.
    """
    rows = [row.text if row.is_body else "" for row in paragraphs]
    turn_of = turns(rows)
    is_dialogue = len({turn.called for turn in turn_of.values()}) > 1
    between = range(min(turn_of, default=0), max(turn_of, default=0))
    unnamed = {index for index in between if rows[index] and index not in turn_of}
    unnamed = unnamed if is_dialogue and len(unnamed) <= len(turn_of) else set()
    found: dict[int, list[Label]] = {}
    parts: list[Label] = []
    for index in sorted({*turn_of, *unnamed} | {index + 1 for index in turn_of}):
        if index >= len(rows) or not rows[index]:
            continue
        row, turn = paragraphs[index], turn_of.get(index)
        if turn:
            parts = [Label(turn.name.shifted(row.start), "source", 0.9), Label(turn.mark.shifted(row.start), "cue", 0.9)]
        if turn and turn.words >= len(row.text.rstrip()):
            continue
        if turn or parts or (index in unnamed and row.role in _SPOKEN and not row.text.startswith(_ASIDES)):
            begin = row.start + turn.words if turn else row.start
            found[index] = [*parts, Label(Span(begin, row.end), "content", 0.9)]
        parts = []
    return found


def signature(row: ParagraphRow, outer: Sequence[Quoted]) -> Cue | None:
    """Return cue and source of a signature, a dash and a name after a quotation or on a separate line: `"Sail!" — Ana Ruiz, pilot`."""
    start = outer[-1].span.end if outer else row.start
    signed = _SIGNATURE.fullmatch(row.text, start - row.start)
    if signed is None or not signed["name"][0].isupper():  # `— сказала Ruiz` is no signature
        return None
    name = signed["name"].rstrip(".")
    name_start = row.start + signed.start("name")
    source = Label(Span(name_start, name_start + len(name)), "source", 0.8)
    return Cue(Label(Span(*signed.span("dash")).shifted(row.start), "cue", 0.8), source)


def subject_pronouns(text: str, labels: Sequence[Label]) -> Iterator[Label]:
    """Yield the labels of a paragraph; a pronoun labelled as content directly before a cue becomes a source: `he` in `he was quoted`."""
    begins = {label.span.start for label in labels if label.label == "cue"}
    for label in labels:
        subject = label.label == "content" and label.span.end + 1 in begins and label.span.of(text).casefold() in PRONOUNS
        yield Label(label.span, "source", label.confidence) if subject else label


def quoted_as(row: ParagraphRow, labels: Sequence[Label]) -> Iterator[Label]:
    """Yield the labels of a paragraph with the quoted person as source: Ruiz in `agencies quoted Ruiz as saying`."""
    found = [(Span(*at.span()).shifted(row.start), Span(*at.span("source")).shifted(row.start)) for at in _QUOTED_AS.finditer(row.text)]
    for label in labels:
        clause, source = next(
            (pair for pair in found if label.span.end - pair[0].start >= -BREAK and label.span.start < pair[0].end), (None, None)
        )
        if clause is None or source is None or label.label == "cue" or (label.label == "content" and label.span.start < clause.start):
            yield label
        elif label.label == "content" and label.span.end > clause.end + 2:
            yield Label(Span(clause.end + 1, label.span.end), "content", label.confidence)
    yield from (Label(source, "source", 0.9) for _, source in found)


def quoted_by(row: ParagraphRow, labels: Sequence[Label]) -> Iterator[Label]:
    """Yield the labels of a paragraph with the quoted person as source: `he`, not the agency, in `he was quoted by AFP as saying`."""
    clauses = []
    for at in _QUOTED_BY.finditer(row.text):
        clauses.append(Span(*at.span("cue")).shifted(row.start))
        yield Label(clauses[-1], "cue", 0.9)
        if at["source"]:
            yield Label(Span(*at.span("source")).shifted(row.start), "source", 0.9)
    for label in labels:
        clause = next((span for span in clauses if label.span.start < span.end and label.span.end > span.start - 2), None)
        if clause is None:
            yield label
        elif label.label == "content" and clause.start - 2 <= label.span.end <= clause.start:
            yield Label(label.span, "source", label.confidence)
        elif label.label == "content" and label.span.end > clause.end + 1:
            yield Label(Span(max(label.span.start, clause.end + 1), label.span.end), "content", label.confidence)
        elif label.label == "source" and label.span.start < clause.start:
            yield Label(Span(label.span.start, min(label.span.end, clause.start - 1)), "source", label.confidence)


_NO_VERB = "|".join(
    """a about after again all also an and any are as at be because before but by can could did do does even every few for from had has
    have he her here him his how i if in into is it its just last like many may more most my next no nor not now of off on once one
    only or our out over she should since so some still such than that the their them then there these they this those though to too
    two until up was we were what when where which while who whom whose why will with would yet you your""".split()
)
"""Words that are neither verbs nor names."""
_CALLED = rf"(?!(?i:{_NO_VERB})\b)[^\W\d_a-z][\w.’'-]*(?:\ (?:(?:de|del|der|van|von|al|bin|da|la)\ )?[^\W\d_a-z][\w.’'-]*){{0,4}}"
_VERB = rf"(?!(?:{_NO_VERB})\b)[a-z][a-z’'-]{{2,}}"
_CUE_BEFORE = re.compile(rf"(?<!\w)(?P<source>{_CALLED}|[Hh]e|[Ss]he|[Tt]hey)\ (?P<cue>{_VERB})[,:]\s*\Z")
"""`Ruiz asked, ` before a quotation."""
_CUE_AFTER = re.compile(
    rf"""\s+(?:
        (?P<cue>{_VERB}(?:\ (?:up|in|out|back))?)\  # deadpanned Ruiz
        (?P<source>(?:[a-z][a-z’'-]+\ ){{0,3}}{_CALLED}|(?:his|her|their|its|the|an?)\ [a-z]+(?:\ [a-z]+)?(?:,\ {_CALLED})?)
      | (?P<first>{_CALLED}|he|she|they)\ (?P<then>(?!\w*ing\b){_VERB})  # Ruiz deadpanned
    )(?=[,.;]|\s*\Z)""",
    re.VERBOSE,
)
_COLON = re.compile(r":\s*\Z")
_WORD = re.compile(r"[\w’'-]+")
_REACH = 90
"""Characters before and after a quotation that are searched for a cue and source."""


def adjacent_cue(text: str, quotation: Span, paragraph: Span) -> Cue | None:
    """Return cue and source directly before or after a quotation, with any verb: `Ruiz asked, "…"`, `"…," deadpanned Ruiz.`.

    A cue after the quotation requires that the quotation ends in a comma, dash, question or exclamation mark.
    """
    preceding = _CUE_BEFORE.search(text, max(paragraph.start, quotation.start - _REACH), quotation.start)
    if preceding:
        return _cue(preceding, "cue", "source")
    if text[quotation.start : quotation.end].rstrip("\"'”’»")[-1:] not in {",", "?", "!", "—"}:
        return None
    following = _CUE_AFTER.match(text, quotation.end, min(paragraph.end, quotation.end + _REACH))
    return (_cue(following, "cue", "source") if following["cue"] else _cue(following, "then", "first")) if following else None


def _cue(found: re.Match[str], cue: str, source: str) -> Cue:
    name = Span(*found.span(source))
    name = Span(name.start, name.start + len(found[source].rstrip(".")))
    return Cue(Label(Span(*found.span(cue)), "cue", 0.8), Label(name, "source", 0.8))


def find_cues(
    text: str, labels: Sequence[Label], outer: Sequence[Quoted], possible: Sequence[Label], possessives: AbstractSet[str]
) -> list[Cue]:
    """Return the cues outside quotation marks, each with the nearest source, preferably of its sentence.

    A source may be a name in quotation marks: `reports "The Ledger"`. A cue without a source takes the possessive inside it (`in his
    view`), else the likeliest one of `possible` in the sentence.
    """
    free = [label for label in labels if not _within(label.span, outer) or (label.label == "source" and covers(label.span, outer))]
    sources = [label for label in free if label.label == "source"]
    starts = [label.span.start for label in sources]
    found = []
    for cue in (label for label in free if label.label == "cue"):
        index = bisect_left(starts, cue.span.start)
        around = [(_source_distance(text, source.span, cue.span), source) for source in sources[max(0, index - 1) : index + 1]]
        far, source = min(around, key=itemgetter(0), default=(0, None))
        if source is None or far >= FARTHEST:
            source = _possessive(text, cue, possessives) or _likeliest_source(text, cue.span, possible, outer)
        found.append(Cue(cue, source if source and not _is_addressee(text, source.span, cue.span) else None))
    return found


def _possessive(text: str, cue: Label, possessives: AbstractSet[str]) -> Label | None:
    """Return the possessive in a cue: `his` in `in his view`, not `her` in `told her`."""
    words = _WORD.finditer(text, cue.span.start, cue.span.end)
    word = next((word for word in words if word[0].casefold() in possessives and word.end() < cue.span.end), None)
    return Label(Span(*word.span()), "source", cue.confidence) if word else None


def _likeliest_source(text: str, cue: Span, possible: Sequence[Label], outer: Sequence[Quoted]) -> Label | None:
    """Return the likeliest possible source in the sentence of a cue."""
    near = (label for label in possible if _source_distance(text, label.span, cue) < FARTHEST and not _within(label.span, outer))
    found = max(near, key=lambda label: label.confidence, default=None)
    return Label(found.span, "source", found.confidence) if found else None


def colon_cues(text: str, labels: Sequence[Label], outer: Sequence[Quoted], paragraph: Span) -> Iterator[Cue]:
    """Yield the colons between a source and its quotation, in sentences without another cue.

    As in `Ruiz to Harbour Radio: "We sail."`.
    """
    for mark in outer:
        colon = _COLON.search(text, max(paragraph.start, mark.span.start - 4), mark.span.start)
        if colon is None:
            continue
        begin = max((end.end() for end in SENTENCE_END.finditer(text, paragraph.start, colon.start())), default=paragraph.start)
        before = [label for label in labels if begin <= label.span.start < colon.end()]
        sources = [label for label in before if label.label == "source"]
        if len(sources) == 1 and not any(label.label == "cue" for label in before):
            yield Cue(Label(Span(colon.start(), colon.start() + 1), "cue", 0.8), sources[0])


def introduction(row: ParagraphRow, labels: Sequence[Label]) -> Cue | None:
    """Return the colon at the end of a paragraph without a cue, with the only person named in it: `From Ana Ruiz, a baker:`."""
    people = [label.span for label in labels if label.label == "person" and row.start <= label.span.start < row.end]
    end = row.start + len(row.text.rstrip())
    return Cue(Label(Span(end - 1, end), "cue", 0.8), Label(people[0], "source", 0.8)) if len(people) == 1 else None


def _is_addressee(text: str, source: Span, cue: Span) -> bool:
    """Return whether a source is the addressee, as the subject of a passive cue: `Ruiz was asked: “Why?”`."""
    return source.end <= cue.start and _PASSIVE.fullmatch(text, source.end, cue.end) is not None


def _source_distance(text: str, source: Span, cue: Span) -> int:
    first, second = (source, cue) if source.start < cue.start else (cue, source)
    between = gap(source, cue)
    if between > 2 * FARTHEST:
        return between + FARTHEST
    return between + (FARTHEST if has_sentence_end(text, first.end, second.start) else 0) + (BREAK if first is cue and between > 3 else 0)


def has_sentence_end(text: str, start: int, end: int) -> bool:
    """Return whether a sentence ends between two offsets; up to three characters more show whether the next one starts."""
    return SENTENCE_END.search(text, start, end + 3) is not None


def _within(span: Span, marks: Sequence[Quoted]) -> bool:
    """Return whether a span is inside one of some quotations, which are in order and do not overlap."""
    index = bisect_left(marks, span.start + 1, key=lambda mark: mark.span.start)
    return index > 0 and marks[index - 1].span.holds(span)


def covers(span: Span, marks: Sequence[Quoted]) -> bool:
    """Return whether a span covers all words of a quotation."""
    index = bisect_left(marks, span.start + 1, key=lambda mark: mark.span.start)
    return index > 0 and span.start <= marks[index - 1].inner.start and span.end >= marks[index - 1].inner.end


def gap(one: Span, other: Span) -> int:
    """Return the number of characters between two spans."""
    return max(one.start - other.end, other.start - one.end, 0)
