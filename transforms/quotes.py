"""Attributions: which words are quoted or reported, and which source and cue belong to them.

The reader gives sources, cues and contents as separate spans; quotation marks give more contents. Here they are united and linked:
a cue belongs to the nearest source, a content to the nearest cue of its paragraph. Words in marks that nobody is said to have said
(titles of works, nicknames, scare quotes, slogans) are no quotes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from transforms.records import Attribution, Label, Quoted, Span
from transforms.schema import BODY_ROLES, ParagraphRow

QUOTED_ROLES = frozenset({"title", *BODY_ROLES})
SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)(?<!\bGen)(?<!\bGov)(?<!\bRep)(?<!\bSen)(?<!\b[A-Z])[.!?…][”’\"'»“)]*\s+"
    r"(?=[\"“‘'«(]{0,2}[^\W\d_a-z])"
)

_FARTHEST = 200
"""Characters between a content and its cue, at most."""
_NEAR = 40
"""The same for a few quoted words that are no sentence."""
_BREAK = 25
"""How many characters farther a cue seems when a sentence ends between it and the quotation that follows: `X said. "B."`"""
_FULL_STOP = re.compile(r"\.[”’\"'»“]*$")
_INTRODUCES = re.compile(r":\s*[\[(]?$")
_QUOTED_AS = re.compile(r"\b(?:quot|cit)(?:es|ed|ing) (?P<source>[^,.;:\"“”]{2,80}?) as (?:saying|telling|writing|stating)\b")
_REPORTED = re.compile(r" (?:that\b|[\"“])")
_TRANSCRIPT = re.compile(r"([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,4}|Q|A):\s+(?=\S)")
_SMALL_WORD = re.compile(r"(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with|v|vs)\b|\d|\W")
_MARKS = "\"“”‘’'«»„`"
_BLANK = " \t\r\n\u00a0"


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue with its source."""

    cue: Label
    source: Label | None

    @property
    def span(self) -> Span:
        """From the first to the last character of both, where nothing but a word or two stands between them."""
        if self.source is None or _gap(self.source.span, self.cue.span) > _BREAK:
            return self.cue.span
        return Span(min(self.source.span.start, self.cue.span.start), max(self.source.span.end, self.cue.span.end))


@dataclass(slots=True)
class _Content:
    """A stretch of quoted or reported words in one paragraph."""

    span: Span
    kind: str
    confidence: float
    goes_on: bool = False
    is_label: bool = False
    cue: _Cue | None = None
    distance: int = 0
    """Characters to its cue, with what makes it seem farther."""


@dataclass(slots=True)
class _Group:
    """The contents of one attribution."""

    contents: list[_Content] = field(default_factory=list)
    carried: bool = False


def find_attributions(
    text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], labels: Sequence[Label]
) -> list[Attribution]:
    """Return the attributions of an article in order of their first content; their contents do not overlap."""
    parts = sorted((label for label in labels if label.label in {"source", "cue", "content"}), key=lambda label: label.span)
    starts = [label.span.start for label in parts]
    is_transcript = sum(_TRANSCRIPT.match(row.text) is not None for row in paragraphs) > 2
    groups: list[_Group] = []
    previous: _Group | None = None
    announced: _Cue | None = None
    for row, marks in zip(paragraphs, quoted, strict=True):
        if row.role not in QUOTED_ROLES:
            continue
        inside = parts[bisect_left(starts, row.start) : bisect_left(starts, row.end)]
        outer = [mark for mark in marks if mark.level == 0]
        inside = list(_quoted_as(row, inside))
        if is_transcript and not outer and not any(label.label == "content" for label in inside):
            inside = _turn(row) or inside
        cues = _cues(text, inside, outer)
        edges = _edges(row)
        contents = _linked(text, edges, _contents(text, outer, inside), cues, announced)
        kept = (content for content in contents if _is_reported(content) or _is_quote(text, row.role, edges, content))
        found = _grouped(kept, edges.start, previous if row.role in {"body", "list"} else None)
        groups += [group for group in found if group is not previous]
        previous = found[-1] if found else None
        announced = cues[-1] if cues and _INTRODUCES.search(row.text) else None
    return _without_repeats(text, sorted((_attribution(group) for group in groups), key=lambda attribution: attribution.contents[0]))


def _without_repeats(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Leave out pull quotes: words that stand alone and that an attribution of the article has already."""
    said = "\n".join(_words(text, attribution) for attribution in attributions if attribution.cue)
    return [attribution for attribution in attributions if attribution.cue or _words(text, attribution) not in said]


def _words(text: str, attribution: Attribution) -> str:
    return " ".join(re.findall(r"\w+", " ".join(span.of(text) for span in attribution.contents).casefold()))


def _edges(row: ParagraphRow) -> Span:
    """Return the paragraph without blanks at its beginning and the full stop at its end."""
    return Span(row.end - len(row.text.lstrip(_BLANK)), row.start + len(row.text.rstrip(_BLANK + ".,")))


def _turn(row: ParagraphRow) -> list[Label]:
    """Return source, cue and content of a turn in a transcript: `HOLM: We sail tomorrow.`."""
    name = _TRANSCRIPT.match(row.text)
    if name is None:
        return []
    colon = row.start + name.end(1)
    return [
        Label(Span(row.start, colon), "source", 0.7),
        Label(Span(colon, colon + 1), "cue", 0.7),
        Label(Span(row.start + name.end(), row.end), "content", 0.6),
    ]


def _quoted_as(row: ParagraphRow, labels: Sequence[Label]) -> Iterator[Label]:
    """Yield the labels of a paragraph, the one who is quoted as the source: Ruiz in `agencies quoted Ruiz as saying`, not the agencies."""
    found = [(Span(*at.span()).shifted(row.start), Span(*at.span("source")).shifted(row.start)) for at in _QUOTED_AS.finditer(row.text)]
    for label in labels:
        clause, source = next(
            (pair for pair in found if label.span.end - pair[0].start >= -_BREAK and label.span.start < pair[0].end), (None, None)
        )
        if clause is None or source is None or label.label == "cue" or (label.label == "content" and label.span.start < clause.start):
            yield label
        elif label.label == "content" and _REPORTED.match(row.text, clause.end - row.start) and label.span.end > clause.end + 2:
            yield Label(Span(clause.end + 1, label.span.end), "content", label.confidence)
    yield from (Label(source, "source", 0.9) for _, source in found)


def _cues(text: str, labels: Sequence[Label], outer: Sequence[Quoted]) -> list[_Cue]:
    """Return the cues outside quotation marks, each with the nearest source; one in the same sentence before one in another."""
    free = [label for label in labels if not _within(label.span, outer)]
    sources = [label for label in free if label.label == "source"]
    starts = [label.span.start for label in sources]
    found = []
    for cue in (label for label in free if label.label == "cue"):
        place = bisect_left(starts, cue.span.start)
        around = [(_source_distance(text, source.span, cue.span), source) for source in sources[max(0, place - 1) : place + 1]]
        far, source = min(around, key=itemgetter(0), default=(0, None))
        found.append(_Cue(cue, source if far < _FARTHEST else None))
    return found


def _source_distance(text: str, source: Span, cue: Span) -> int:
    first, second = (source, cue) if source.start < cue.start else (cue, source)
    gap = _gap(source, cue)
    if gap > 2 * _FARTHEST:
        return gap + _FARTHEST
    return gap + (_FARTHEST if _is_broken(text, first.end, second.start) else 0) + (_BREAK if first is cue and gap > 3 else 0)


def _is_broken(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence ends between two places; the three characters after them show whether another one begins."""
    return SENTENCE_END.search(text, start, end + 3) is not None


def _within(span: Span, marks: Sequence[Quoted]) -> bool:
    """Tell whether a span lies inside one of these marks, which are in order and do not overlap."""
    place = bisect_left(marks, span.start + 1, key=lambda mark: mark.span.start)
    return place > 0 and marks[place - 1].span.holds(span)


def _contents(text: str, outer: Sequence[Quoted], labels: Sequence[Label]) -> list[_Content]:
    """Unite the reader's contents with what stands in quotation marks: stretches that touch are one."""
    pieces = sorted(
        [(label.span, label.confidence, None) for label in labels if label.label == "content"]
        + [(mark.span, 0.9 if mark.closed or mark.continues else 0.5, mark) for mark in outer],
        key=lambda piece: (piece[0].start, -piece[0].end),
    )
    united: list[tuple[Span, float, list[Quoted], bool]] = []
    for span, confidence, mark in pieces:
        if united and span.start < united[-1][0].end:
            before, surest, marks, is_label = united.pop()
            span = Span(before.start, max(before.end, span.end))  # noqa: PLW2901 - the piece grows
            united.append((span, surest if is_label else confidence, [*marks, mark] if mark else marks, is_label or mark is None))
        else:
            united.append((span, confidence, [mark] if mark else [], mark is None))
    return [
        _Content(span, content_kind(text, span, marks), confidence, bool(marks) and marks[-1].continues, is_label)
        for span, confidence, marks, is_label in united
    ]


def content_kind(text: str, span: Span, marks: Sequence[Quoted]) -> str:
    """Tell direct (all in marks), mixed and indirect contents apart."""
    if not marks:
        return "indirect"
    place, unquoted = span.start, ""
    for mark in marks:
        unquoted += text[place : mark.span.start]
        place = mark.span.end
    return "mixed" if (unquoted + text[place : span.end]).strip(_BLANK + ",.;:") else "direct"


def _linked(text: str, edges: Span, contents: Sequence[_Content], cues: Sequence[_Cue], announced: _Cue | None) -> Iterator[_Content]:
    """Yield the contents with their cues.

    `announced` is the cue of a paragraph before that ends in a colon: it belongs to the quotation that this paragraph begins with.
    """
    starts = [cue.cue.span.start for cue in cues]
    spoken: _Cue | None = None
    for content in contents:
        place = bisect_left(starts, content.span.start)
        around = [(_distance(text, content, cue.span), cue) for cue in cues[max(0, place - 2) : place + 2]]
        content.distance, content.cue = min(around, key=itemgetter(0), default=(_FARTHEST + 1, None))
        if content.span.start <= edges.start and announced and content.distance >= _BREAK:
            content.distance, content.cue = 0, announced
        if content.distance > _FARTHEST:  # after a long aside, `said Ruiz, who …. "B."` goes on with the quotation before it
            goes_on = content.kind == "direct" and spoken is not None and place > 0 and cues[place - 1] is spoken
            content.distance, content.cue = (_BREAK, spoken) if goes_on else (content.distance, None)
        spoken = content.cue
        yield content


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _distance(text: str, content: _Content, cue: Span) -> int:
    """Return how far a cue is from a content, in characters.

    A sentence that ends between them makes it farther: a little where a quotation goes on after `X said.`, else too far.
    """
    span = content.span
    if _gap(span, cue) > _FARTHEST:
        return _gap(span, cue)
    if cue.start >= span.end:
        stopped = content.kind != "indirect" and _FULL_STOP.search(text, max(span.start, span.end - 4), span.end)
        return cue.start - span.end + (_FARTHEST if stopped or _is_broken(text, span.end, cue.start) else 0)
    further = _BREAK if content.kind == "direct" else _FARTHEST
    return _gap(span, cue) + (further if _is_broken(text, cue.end, span.start) else 0)


def _is_reported(content: _Content) -> bool:
    """Tell whether the reader takes a content for one, and one whose words are not all quoted has a cue."""
    return content.is_label and (content.cue is not None or content.kind == "direct")


def _is_quote(text: str, role: str, edges: Span, content: _Content) -> bool:
    """Tell words in marks that somebody said from titles, nicknames, slogans and scare quotes."""
    inner = content.span.of(text).strip(_MARKS)
    words = inner.split()
    if not any(character.isalpha() for character in inner):
        return False
    if role == "title":
        return len(words) >= 2 or content.cue is not None
    if _is_work(inner, words):
        return False
    ends = inner[-1:] in ".!?…—–-" or content.goes_on
    if content.cue and content.distance <= (_FARTHEST if len(words) >= 3 and (ends or inner[-1:] == ",") else _NEAR):
        return len(words) >= 2 or inner[-1:] in {",", ".", "!", "?"}
    if content.span.start <= edges.start and (content.span.end >= edges.end or ends):
        return len(words) >= 3
    introduced = _INTRODUCES.search(text, max(edges.start, content.span.start - 4), content.span.start)
    return introduced is not None or (ends and inner[:1].isupper() and len(words) >= 4)


def _is_work(inner: str, words: Sequence[str]) -> bool:
    """Tell the title of a work or a term: a few words that all begin with a capital, such as `The Harbour Show`."""
    if not 2 <= len(words) <= 8 or inner[-1:] in {"!", "?"} or ". " in inner or words[0] in {"I", "I’m", "I'm"}:
        return False
    return all(word[0].isupper() or _SMALL_WORD.match(word) for word in words)


def _grouped(contents: Iterator[_Content], first: int, previous: _Group | None) -> list[_Group]:
    """Put contents together that share a cue, and those that go on from the paragraph before; the paragraph begins at `first`."""
    groups: list[_Group] = []
    for content in contents:
        last = groups[-1] if groups else None
        begins = content.span.start <= first
        if begins and previous and previous.contents[-1].goes_on:
            previous.contents.append(content)
            groups.append(previous)
        elif last and content.cue and last.contents[-1].cue is content.cue:
            last.contents.append(content)
        else:
            carried = begins and previous is not None and content.cue is None and content.kind == "direct"
            groups.append(_Group([content], carried))
    return groups


def _attribution(group: _Group) -> Attribution:
    """Return the group as an attribution; the first content that names a source speaks for all."""
    cues = [content.cue for content in group.contents if content.cue]
    cue = next((cue for cue in cues if cue.source), cues[0] if cues else None)
    source = cue.source if cue else None
    kinds = {content.kind for content in group.contents}
    sure = [content.confidence for content in group.contents] + [label.confidence for label in (cue.cue if cue else None, source) if label]
    confidence = min(sure) * (1.0 if source else 0.6)
    return Attribution(
        kinds.pop() if len(kinds) == 1 else "mixed",
        tuple(sorted(content.span for content in group.contents)),
        source.span if source else None,
        cue.cue.span if cue else None,
        round(confidence, 3),
        carried=group.carried and source is None,
    )
