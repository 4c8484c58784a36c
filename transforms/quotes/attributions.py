"""Attributions: quoted or reported words with their source and cue.

The reader gives sources, cues and contents as separate spans; quotation marks give more contents. Here they are united and linked:
a content belongs to the nearest cue of its paragraph, and to that one's source. Words in marks that nobody is said to have said
(titles of works, nicknames, scare quotes, slogans) are not quotes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import itemgetter

from transforms.lexicon.words import ENGLISH, word_set
from transforms.quotes.cues import (
    BREAK,
    DASHES,
    DENIED,
    FAR,
    FARTHEST,
    NOT_SAID,
    PRONOUNS,
    SENTENCE_END,
    Cue,
    beside,
    colons,
    fills,
    find_cues,
    find_turns,
    gap,
    is_broken,
    quoted_as,
    quoted_by,
    signature,
    subjects,
)
from transforms.records import POSSIBLE_SOURCE, Attribution, Label, Quoted, Span, Sureness
from transforms.schema import BODY_ROLES, ParagraphRow

_PARTS = frozenset({"source", "cue", "content", POSSIBLE_SOURCE})
QUOTED_ROLES = frozenset({"title", *BODY_ROLES})
_SURE = 0.6
"""Probability of reported words that need no cue."""
ADJACENT = 3
"""Maximum characters between a quotation and an adjacent cue."""
_NEAR = 40
"""The same for short quotations that are not sentences."""
_FULL_STOP = re.compile(r"\.[”’\"'»“]*$")
_INTRODUCES = re.compile(r":\s*[\[(]?$")
_ANNOUNCES = re.compile(r"[,:]\s*")
"""Text between a cue and the quotation it introduces: `Ruiz asked, "Who?" Li said no.`"""
_TITLED = re.compile(r"\b(?:en|sub|re)?titled[,:]?\s$", re.IGNORECASE)
_LONGEST_TITLED = len("subtitled")
_SMALL_WORD = re.compile(r"(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with|v|vs)\b|\d|\W")
_MARKS = "\"“”‘’'«»„`"
_FOREIGN = "„«»"
"""Quotation marks of languages in which the comma before `said Ruiz` follows the closing mark."""
_BLANK = " \t\r\n\u00a0\u202f"


@dataclass(slots=True)
class _Content:
    """A span of quoted or reported words in one paragraph."""

    span: Span
    kind: str
    confidence: float
    goes_on: bool = False
    is_label: bool = False
    cue: Cue | None = None
    distance: int = 0
    """Distance to its cue in characters, with penalties."""


@dataclass(slots=True)
class _Group:
    """The contents of one attribution."""

    contents: list[_Content] = field(default_factory=list)
    carried: bool = False


def find_attributions(
    text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], labels: Sequence[Label], *, by_marks: bool = True
) -> list[Attribution]:
    """Return the attributions of an article by first content; contents do not overlap.

    Without `by_marks`, words in quotation marks that neither the reader nor a cue shows to be said are not quotes, and reported words of
    which the reader is sure need no cue: other languages than English have moods for them (`Der Hafen sei offen.`).
    """
    parts = sorted((label for label in labels if label.label in _PARTS), key=lambda label: label.span)
    starts = [label.span.start for label in parts]
    turns = find_turns(paragraphs)
    groups: list[_Group] = []
    previous: _Group | None = None
    announced: Cue | None = None
    for number, (row, marks) in enumerate(zip(paragraphs, quoted, strict=True)):
        if row.role not in QUOTED_ROLES:
            continue
        of_row = parts[bisect_left(starts, row.start) : bisect_left(starts, row.end)]
        possible = [label for label in of_row if label.label == POSSIBLE_SOURCE]
        inside = [label for label in of_row if label.label != POSSIBLE_SOURCE]
        outer = [mark for mark in marks if mark.level == 0]
        inside = list(quoted_as(row, list(subjects(text, inside))))
        inside = sorted(quoted_by(row, inside), key=lambda label: label.span)
        spoken = turns.get(number, [])
        if spoken:
            inside, outer = spoken, []
        signed = signature(row, outer)
        if signed and not outer:  # a separate line below the quotation
            _sign(previous, signed)
            continue
        cues = [signed] if signed else find_cues(text, inside, outer, possible, _owners(row.language))
        cues = sorted([*cues, *colons(text, inside, outer, Span(row.start, row.end))], key=lambda cue: cue.cue.span)
        edges = _edges(row)
        sources = [label.span for label in inside if label.label == "source"]
        said_in = [mark for mark in outer if not any(fills(source, [mark]) for source in sources)]  # not the name of a source
        contents = _linked(text, Span(row.start, row.end), edges, _contents(text, said_in, inside, is_turn=bool(spoken)), cues, announced)
        nothing = word_set("speakers", "no contents", row.language or ENGLISH)
        said = (c for c in contents if not (_is_denied(text, c) or _is_titled(text, c) or c.span.of(text).casefold() in nothing))
        known = (c for c in said if by_marks or c.is_label or c.cue)
        kept = (c for c in known if _is_reported(c, alone=not by_marks) or (c.kind != "indirect" and _is_quote(text, row.role, edges, c)))
        found = _grouped(kept, edges.start, previous if row.role in {"body", "list"} else None)
        groups += [group for group in found if group is not previous]
        previous = found[-1] if found else None
        announced = cues[-1] if cues and _INTRODUCES.search(row.text) else None
    return _without_repeats(text, sorted((_attribution(group) for group in groups), key=lambda attribution: attribution.contents[0]))


def _owners(language: str | None) -> AbstractSet[str]:
    """Return the possessives of a language."""
    return word_set("speakers", "owners", language or ENGLISH)


def _sign(group: _Group | None, signed: Cue) -> None:
    """Use a signature as the cue of the quotation above it, unless that has one."""
    if group and all(content.kind == "direct" and content.cue is None for content in group.contents):
        group.contents[0].cue, group.carried = signed, False


def _without_repeats(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Drop pull quotes: unattributed words that an attribution of the article already contains."""
    said = "\n".join(_words(text, attribution) for attribution in attributions if attribution.cue)
    return [attribution for attribution in attributions if attribution.cue or _words(text, attribution) not in said]


def _words(text: str, attribution: Attribution) -> str:
    return " ".join(re.findall(r"\w+", " ".join(span.of(text) for span in attribution.contents).casefold()))


def _edges(row: ParagraphRow) -> Span:
    """Return the paragraph without surrounding blanks and final full stop."""
    return Span(row.end - len(row.text.lstrip(_BLANK)), row.start + len(row.text.rstrip(_BLANK + ".,")))


def _contents(text: str, outer: Sequence[Quoted], labels: Sequence[Label], *, is_turn: bool) -> list[_Content]:
    """Merge the reader's contents with quotations: touching spans are one; a turn of a transcript is direct."""
    pieces = sorted(
        [(_first_sentence(text, label.span, outer), label.confidence, None) for label in labels if label.label == "content"]
        + [(mark.span, 0.9 if mark.closed or mark.continues else 0.5, mark) for mark in outer],
        key=lambda piece: (piece[0].start, -piece[0].end),
    )
    united: list[tuple[Span, float, list[Quoted], bool]] = []
    for span, confidence, mark in pieces:
        if united and span.start < united[-1][0].end:
            before, surest, marks, is_label = united.pop()
            span = Span(before.start, max(before.end, span.end))  # noqa: PLW2901 - the piece grows
            united.append((span, surest if is_label else confidence, [*marks, mark] if mark else marks, is_label or _is_said(mark)))
        else:
            united.append((span, confidence, [mark] if mark else [], _is_said(mark)))
    return [
        _Content(span, "direct" if is_turn else content_kind(text, span, marks), confidence, bool(marks) and marks[-1].continues, is_label)
        for span, confidence, marks, is_label in united
    ]


def _is_said(mark: Quoted | None) -> bool:
    """Return whether a piece of content is the reader's, or a quotation beside which a verb of saying stands."""
    return mark is None or mark.said


def _first_sentence(text: str, span: Span, outer: Sequence[Quoted]) -> Span:
    """Return a content up to the end of its sentence, outside quotation marks, if it is a clause or begins with a quotation.

    What begins with a capital and has no marks may be speech of several sentences.
    """
    if text[span.start].isupper():
        return span
    for found in SENTENCE_END.finditer(text, span.start, span.end):
        if not any(mark.span.start < found.end() < mark.span.end for mark in outer):
            quoted = any(mark.span.start <= found.start() < mark.span.end for mark in outer)
            return Span(span.start, span.start + len(text[span.start : found.end()].rstrip()) if quoted else found.start())
    return span


def content_kind(text: str, span: Span, marks: Sequence[Quoted]) -> str:
    """Return whether contents are direct (all in marks), mixed or indirect."""
    if not marks:
        return "indirect"
    place, unquoted = span.start, ""
    for mark in marks:
        unquoted += text[place : mark.span.start]
        place = mark.span.end
    return "mixed" if (unquoted + text[place : span.end]).strip(_BLANK + ",.;:") else "direct"


def _linked(  # noqa: PLR0913, PLR0917 - the surroundings of the contents
    text: str, row: Span, edges: Span, contents: Sequence[_Content], cues: Sequence[Cue], announced: Cue | None
) -> Iterator[_Content]:
    """Yield the contents of a paragraph with their cues.

    `announced` is the cue of a paragraph before that ends in a colon: it belongs to the quotation that this paragraph begins with.
    """
    starts = [cue.cue.span.start for cue in cues]
    before: _Content | None = None
    quoting: Cue | None = None
    for content in contents:
        place = bisect_left(starts, content.span.start)
        around = [(_distance(text, content, cue.span), cue) for cue in cues[max(0, place - 2) : place + 2]]
        content.distance, content.cue = min(around, key=itemgetter(0), default=(FARTHEST + 1, None))
        if content.span.start <= edges.start and announced and content.distance >= BREAK:
            content.distance, content.cue = 0, announced
        if content.distance > FARTHEST:  # after a long aside, `said Ruiz, who …. "B."` continues the previous quotation
            goes_on = content.kind == "direct" and before is not None and place > 0 and cues[place - 1] is before.cue
            content.distance, content.cue = (BREAK, before.cue) if goes_on and before else (content.distance, None)
        elif quoting and content.kind == "direct" and content.distance >= BREAK and _is_told(text, before, content.cue, quoting):
            content.distance, content.cue = BREAK, quoting  # so does `said Ruiz, recalling a storm. "B."`
        if content.kind == "direct" and (content.cue is None or content.cue.source is None or content.distance > ADJACENT):
            near = beside(text, content.span, row)
            content.distance, content.cue = (0, near) if near else (content.distance, content.cue)
        quoting = content.cue if content.kind == "direct" else quoting
        before = content
        yield content


def _is_told(text: str, before: _Content | None, cue: Cue | None, quoting: Cue) -> bool:
    """Return whether a cue already has indirect content, and shares its source with the previous quotation."""
    if before is None or before.kind != "indirect" or cue is None or before.cue is not cue:
        return False
    return cue.source is quoting.source or cue.source is None or cue.source.span.of(text).casefold() in PRONOUNS


def _distance(text: str, content: _Content, cue: Span) -> int:
    """Return the distance of a cue from a content in characters.

    A sentence that ends between them makes it farther: a little where a quotation goes on after `X said.`, else too far.
    """
    span = content.span
    if gap(span, cue) > FARTHEST:
        return gap(span, cue)
    if cue.start >= span.end:
        goes_on = content.kind == "indirect" or text[cue.start] in DASHES
        stopped = not goes_on and _FULL_STOP.search(text, max(span.start, span.end - 4), span.end)
        return cue.start - span.end + (FARTHEST if stopped or is_broken(text, span.end, cue.start) else 0)
    if _ANNOUNCES.fullmatch(text, cue.end, span.start):
        return 0
    further = BREAK if content.kind == "direct" else FARTHEST
    return gap(span, cue) + (further if is_broken(text, cue.end, span.start) else 0)


def _is_denied(text: str, content: _Content) -> bool:
    """Return whether a content was not said: after `did not call`, `could have said`, `nor did he say`."""
    cue = content.cue
    if cue is None or (content.kind == "direct" and cue.cue.span.start > content.span.start):
        return (
            cue is None
            and content.kind != "indirect"
            and NOT_SAID.search(text, max(0, content.span.start - FAR), content.span.start) is not None
        )
    start = cue.cue.span.start
    return DENIED.search(text, max(0, start - FAR), start) is not None or DENIED.match(text, start, cue.cue.span.end) is not None


def _is_titled(text: str, content: _Content) -> bool:
    """Return whether quoted words are what something is called: `a report titled "Ports under pressure"`."""
    start = content.span.start
    return content.kind == "direct" and _TITLED.search(text, max(0, start - ADJACENT - _LONGEST_TITLED), start) is not None


def _is_reported(content: _Content, *, alone: bool) -> bool:
    """Return whether the reader marked a content and it has a cue, is all quoted, or is sure enough, if contents may stand alone."""
    return content.is_label and (content.cue is not None or content.kind == "direct" or (alone and content.confidence > _SURE))


def _is_quote(text: str, role: str, edges: Span, content: _Content) -> bool:
    """Return whether words in quotation marks were said, unlike titles, nicknames, slogans and scare quotes."""
    inner = content.span.of(text).strip(_MARKS + _BLANK)
    words = inner.split()
    if not any(character.isalpha() for character in inner):
        return False
    if role == "title":
        return len(words) >= 2 or content.cue is not None
    if _is_work(inner, words):
        return False
    foreign = text[content.span.start] in _FOREIGN and text[content.span.end : content.span.end + 1] == ","
    ends = inner[-1:] in ".!?…—–-" or content.goes_on or foreign
    if content.cue and content.distance <= (FARTHEST if len(words) >= 3 and (ends or inner[-1:] == ",") else _NEAR):
        return len(words) >= 2 or inner[-1:] in {",", ".", "!", "?"}
    if content.span.start <= edges.start and (content.span.end >= edges.end or ends):
        return len(words) >= 3
    introduced = _INTRODUCES.search(text, max(edges.start, content.span.start - 4), content.span.start)
    return introduced is not None or (ends and inner[:1].isupper() and len(words) >= 4)


def _is_work(inner: str, words: Sequence[str]) -> bool:
    """Return whether the words look like a title or a term: a few capitalised words, such as `The Harbour Show`."""
    if not 2 <= len(words) <= 8 or inner[-1:] in {"!", "?"} or ". " in inner or words[0] in {"I", "I’m", "I'm"}:
        return False
    return all(word[0].isupper() or _SMALL_WORD.match(word) for word in words)


def _grouped(contents: Iterator[_Content], first: int, previous: _Group | None) -> list[_Group]:
    """Group contents that share a cue or continue from the previous paragraph; the paragraph begins at `first`."""
    groups: list[_Group] = []
    by_cue: dict[int, _Group] = {}
    for content in contents:
        same = by_cue.get(id(content.cue)) if content.cue else None
        begins = content.span.start <= first
        if begins and previous and previous.contents[-1].goes_on:
            previous.contents.append(content)
            groups.append(previous)
        elif same:
            same.contents.append(content)
        else:
            carried = begins and previous is not None and content.cue is None and content.kind == "direct"
            groups.append(_Group([content], carried))
        by_cue.setdefault(id(content.cue), groups[-1])
    return groups


def _attribution(group: _Group) -> Attribution:
    """Return the group as an attribution; its source is that of the first content with one."""
    cues = [content.cue for content in group.contents if content.cue]
    cue = next((cue for cue in cues if cue.source), cues[0] if cues else None)
    source = cue.source if cue else None
    kinds = {content.kind for content in group.contents}
    sure = Sureness(
        min(content.confidence for content in group.contents), cue.cue.confidence if cue else 0.0, source.confidence if source else 0.0
    )
    return Attribution(
        kinds.pop() if len(kinds) == 1 else "mixed",
        tuple(sorted(content.span for content in group.contents)),
        source.span if source else None,
        cue.cue.span if cue else None,
        sure.content,
        sure,
        carried=group.carried and source is None,
    )
