"""Attributions: which words are quoted or reported, and which source and cue belong to them.

The reader gives sources, cues and contents as separate spans; quotation marks give more contents. Here they are united and linked:
a content belongs to the nearest cue of its paragraph, a cue to the nearest source. Words in marks that nobody is said to have said
(titles of works, nicknames, scare quotes, slogans) are no quotes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.records import Attribution, Label, Quoted, Span
from transforms.schema import BODY_ROLES, ParagraphRow

QUOTED_ROLES = frozenset({"title", *BODY_ROLES})

_SENTENCE_BREAK = 25
"""How many characters further away a cue seems when a sentence ends between it and the content."""
_FARTHEST = 200
_SENTENCE_END = re.compile(r"[.!?…][”’\"'»“]*\s")
_INTRODUCES = re.compile(r":\s*[\[(]?$")
_TRANSCRIPT = re.compile(r"([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,4}|Q|A):\s+(?=\S)")
_BLANK = " \t\r\n\u00a0"


@dataclass(slots=True)
class _Content:
    """A stretch of quoted or reported words in one paragraph."""

    span: Span
    kind: str
    paragraph: int
    confidence: float
    goes_on: bool = False
    is_label: bool = False
    cue: Label | None = None
    source: Label | None = None


@dataclass(slots=True)
class _Group:
    """The contents of one attribution."""

    contents: list[_Content] = field(default_factory=list)
    carried: bool = False


def find_attributions(
    text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], labels: Sequence[Label]
) -> list[Attribution]:
    """Return the attributions of an article in order of their first content."""
    groups: list[_Group] = []
    previous: _Group | None = None
    for row, marks in zip(paragraphs, quoted, strict=True):
        if row.role not in QUOTED_ROLES:
            continue
        inside = [label for label in labels if row.start <= label.span.start < row.end]
        outer = [mark for mark in marks if mark.level == 0]
        contents = _linked(text, row, _contents(text, row, outer, inside), outer, inside)
        found = _grouped(text, row, contents, previous if row.role in {"body", "list"} else None)
        groups += [group for group in found if group is not previous]
        previous = found[-1] if found else None
    return sorted((_attribution(group) for group in groups), key=lambda attribution: attribution.contents[0])


def _contents(text: str, row: ParagraphRow, outer: Sequence[Quoted], labels: Sequence[Label]) -> list[_Content]:
    """Unite the reader's contents with what stands in quotation marks; they do not overlap."""
    contents: list[_Content] = []
    spoken = _TRANSCRIPT.match(row.text)
    for label in labels:
        if label.label == "content" and not any(label.span.start < content.span.end for content in contents):
            touching = [mark for mark in outer if mark.span.start < label.span.end and label.span.start < mark.span.end]
            start = min([label.span.start, *(mark.span.start for mark in touching)])
            end = max([label.span.end, *(mark.span.end for mark in touching)])
            span = Span(start, end)
            goes_on = any(mark.continues for mark in touching)
            contents.append(_Content(span, _kind(text, span, touching), row.paragraph, label.confidence, goes_on, is_label=True))
    for mark in outer:
        if not any(content.span.start <= mark.span.start < content.span.end for content in contents):
            contents.append(_Content(mark.span, "direct", row.paragraph, 0.9 if mark.closed or mark.continues else 0.5, mark.continues))
    if spoken and not outer and len(row.text) > spoken.end() + 1:
        contents = [_Content(Span(row.start + spoken.end(), row.end), "indirect", row.paragraph, 0.6)]
        contents[0].source = Label(Span(row.start, row.start + spoken.end(1)), "source", 0.7)
        contents[0].cue = Label(Span(row.start + spoken.end(1), row.start + spoken.end(1) + 1), "cue", 0.7)
    return sorted(contents, key=lambda content: content.span)


def _kind(text: str, span: Span, marks: Sequence[Quoted]) -> str:
    """Tell direct (all in marks), mixed and indirect contents apart."""
    if not marks:
        return "indirect"
    place, unquoted = span.start, ""
    for mark in marks:
        unquoted += text[place : mark.span.start]
        place = max(place, mark.span.end)
    return "mixed" if (unquoted + text[place : span.end]).strip(_BLANK + ",.;:") else "direct"


def _linked(text: str, row: ParagraphRow, contents: list[_Content], outer: Sequence[Quoted], labels: Sequence[Label]) -> list[_Content]:
    """Give each content its cue and source, and leave out words in marks that are no quote."""
    free = [label for label in labels if not any(mark.span.holds(label.span) for mark in outer)]
    cues = [label for label in free if label.label == "cue"]
    sources = [label for label in free if label.label == "source"]
    kept = []
    for content in contents:
        if content.cue is None:
            content.cue = min(cues, key=lambda cue: _distance(text, content, cue.span), default=None)
            if content.cue and _distance(text, content, content.cue.span) > _FARTHEST:
                content.cue = None
        if content.cue and content.source is None:
            cue = content.cue
            content.source = min(sources, key=lambda source: _gap(source.span, cue.span), default=None)
        if content.is_label or _is_quote(text, row, content):
            kept.append(content)
    return kept


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _distance(text: str, content: _Content, cue: Span) -> int:
    """Return how far a cue is from a content, in characters; a sentence that ends in between makes it farther, or too far."""
    span = content.span
    between = text[span.end - 2 : cue.start] if span.end <= cue.start else text[cue.end : span.start]
    broken = _SENTENCE_END.search(between) is not None
    return _gap(span, cue) + broken * (_SENTENCE_BREAK if content.kind == "direct" else _FARTHEST + 1)


def _is_quote(text: str, row: ParagraphRow, content: _Content) -> bool:
    """Tell words in marks that somebody said from titles, nicknames, slogans and scare quotes."""
    words = content.span.of(text).split()
    if not any(character.isalpha() for character in content.span.of(text)):
        return False
    if row.role == "title":
        return len(words) >= 2 or content.cue is not None
    inner = content.span.of(text).strip("\"“”‘’'«»„")
    is_sentence = len(words) >= 3 and (inner[-1:] in ".,!?…—–-" or content.goes_on)
    rest = (text[row.start : content.span.start] + text[content.span.end : row.end]).strip(_BLANK + ".,")
    near = content.cue is not None and _distance(text, content, content.cue.span) <= (_FARTHEST if is_sentence else 40)
    if near:
        return is_sentence or len(words) >= 2 or inner[-1:] in ",.!?"
    return (
        (not rest and len(words) >= 3)
        or (is_sentence and len(words) >= 4)
        or bool(_INTRODUCES.search(text[row.start : content.span.start]))
    )


def _grouped(text: str, row: ParagraphRow, contents: Sequence[_Content], previous: _Group | None) -> list[_Group]:
    """Put contents together that share a cue, and those that go on from the paragraph before."""
    groups: list[_Group] = []
    for content in contents:
        last = groups[-1] if groups else None
        if last is None and previous and previous.contents[-1].goes_on and not text[row.start : content.span.start].strip(_BLANK):
            previous.contents.append(content)
            groups.append(previous)
        elif last and content.cue is not None and last.contents[-1].cue == content.cue and _may_share(last.contents[-1], content):
            last.contents.append(content)
        else:
            alone = content.cue is None and not text[row.start : content.span.start].strip(_BLANK)
            carried = alone and (last or previous) is not None and content.kind == "direct"
            groups.append(_Group([content], carried))
    return groups


def _may_share(one: _Content, other: _Content) -> bool:
    """Tell whether two contents around one cue are one quote: `"A," he said. "B."`, not a quote and a clause about it."""
    return one.kind == other.kind or not (one.is_label and other.is_label)


def _attribution(group: _Group) -> Attribution:
    """Return the group as an attribution; the first content that names a source speaks for all."""
    speaking = next((content for content in group.contents if content.source), group.contents[0])
    kinds = {content.kind for content in group.contents}
    kind = kinds.pop() if len(kinds) == 1 else "mixed"
    confidence = min(content.confidence for content in group.contents) * (1.0 if speaking.source else 0.6)
    return Attribution(
        kind,
        tuple(sorted(content.span for content in group.contents)),
        speaking.source.span if speaking.source else None,
        speaking.cue.span if speaking.cue and speaking.source else None,
        round(confidence, 3),
        carried=group.carried and speaking.source is None,
    )
