"""Attributions: quoted or reported words (`contents`) linked with their cue and source (`cues`).

A content belongs to the nearest cue of its paragraph. Contents with the same cue, and a quotation that continues over several paragraphs,
are one attribution.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import itemgetter

from transforms.lexicon.words import ENGLISH, word_set
from transforms.quotes.contents import (
    ADJACENT,
    INTRODUCES,
    Content,
    core_span,
    find_contents,
    is_denied,
    is_named_work,
    is_quote,
    is_reported,
    with_beginnings,
)
from transforms.quotes.cues import (
    BREAK,
    DASHES,
    FARTHEST,
    PRONOUNS,
    Cue,
    adjacent_cue,
    colon_cues,
    covers,
    find_cues,
    find_turns,
    gap,
    has_sentence_end,
    introduction,
    quoted_as,
    quoted_by,
    signature,
    subject_pronouns,
)
from transforms.records import POSSIBLE_SOURCE, Attribution, Label, Quoted, Span, Sureness
from transforms.schema import BODY_ROLES, ParagraphRow

_PARTS = frozenset({"source", "cue", "content", POSSIBLE_SOURCE})
QUOTED_ROLES = frozenset({"title", *BODY_ROLES})
_FULL_STOP = re.compile(r"\.[”’\"'»“]*$")
_ANNOUNCES = re.compile(r"[,:]\s*")
"""Text between a cue and the quotation it introduces: `Ruiz asked, "Who?" Li said no.`"""


@dataclass(slots=True)
class _Group:
    """The contents of one attribution."""

    contents: list[Content] = field(default_factory=list)
    carried: bool = False
    """Whether the speaker is that of the previous attribution."""

    @property
    def has_source(self) -> bool:
        """Return whether one of its cues has a source."""
        return any(content.cue and content.cue.source for content in self.contents)


def find_attributions(
    text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], labels: Sequence[Label], *, by_marks: bool = True
) -> list[Attribution]:
    """Return the attributions of an article by first content; contents do not overlap.

    Args:
        text: the article's text.
        paragraphs: its paragraphs.
        quoted: the quotations of each paragraph.
        labels: the labels of the reader.
        by_marks: whether quotation marks alone show a quote. Without it, quotations need a label or a cue, and reported words that the
            reader is sure of need no cue: languages other than English have grammatical moods for them (`Der Hafen sei offen.`).
    """
    parts = sorted((label for label in labels if label.label in _PARTS), key=lambda label: label.span)
    starts = [label.span.start for label in parts]
    turns = find_turns(paragraphs)
    groups: list[_Group] = []
    previous: _Group | None = None
    introducing: Cue | None = None
    for number, (row, marks) in enumerate(zip(paragraphs, quoted, strict=True)):
        if row.role not in QUOTED_ROLES:
            continue
        in_row = parts[bisect_left(starts, row.start) : bisect_left(starts, row.end)]
        possible = [label for label in in_row if label.label == POSSIBLE_SOURCE]
        known = _corrected(text, row, [label for label in in_row if label.label != POSSIBLE_SOURCE])
        outer = [mark for mark in marks if mark.level == 0]
        turn = turns.get(number, [])
        if turn:
            known, outer = turn, []
        signed = signature(row, outer)
        if signed and not outer:  # a separate line below the quotation
            _attach_signature(previous, signed)
            continue
        cues = [signed] if signed else find_cues(text, known, outer, possible, _possessives(row.language))
        cues = sorted([*cues, *colon_cues(text, known, outer, Span(row.start, row.end))], key=lambda cue: cue.cue.span)
        core = core_span(row)
        sources = [label.span for label in known if label.label == "source"]
        spoken = [mark for mark in outer if not any(covers(source, [mark]) for source in sources)]  # not the name of a source
        contents = find_contents(text, spoken, known, is_turn=bool(turn))
        linked = _with_cues(text, Span(row.start, row.end), core, contents, cues, introducing)
        empty = word_set("speakers", "no contents", row.language or ENGLISH)
        said = (c for c in linked if not (is_denied(text, c) or is_named_work(text, c) or c.span.of(text).casefold() in empty))
        shown = (content for content in said if by_marks or content.is_said or content.cue)
        kept = (
            content
            for content in shown
            if is_reported(content, without_cue=not by_marks) or (content.kind != "indirect" and is_quote(text, row.role, core, content))
        )
        found = _grouped(kept, core.start, previous if row.role in {"body", "list"} else None)
        groups += [group for group in found if group is not previous]
        previous = found[-1] if found else None
        introducing = (cues[-1] if cues else introduction(row, labels)) if INTRODUCES.search(row.text) else None
    return _without_pull_quotes(text, sorted((_attribution(group) for group in groups), key=lambda attribution: attribution.contents[0]))


def _corrected(text: str, row: ParagraphRow, labels: Sequence[Label]) -> list[Label]:
    """Return the reader's labels of a paragraph, corrected where the words show who speaks or where a content begins."""
    quoted = quoted_as(row, list(subject_pronouns(text, labels)))
    known = sorted(quoted_by(row, list(quoted)), key=lambda label: label.span)
    return with_beginnings(text, row, known) if row.language in {ENGLISH, None} else known


def _possessives(language: str | None) -> AbstractSet[str]:
    """Return the possessives of a language."""
    return word_set("speakers", "owners", language or ENGLISH)


def _attach_signature(group: _Group | None, signed: Cue) -> None:
    """Use a signature as the cue of the quotation above it, unless that has one."""
    if group and all(content.kind == "direct" and content.cue is None for content in group.contents):
        group.contents[0].cue, group.carried = signed, False


def _without_pull_quotes(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions without pull quotes: words without a cue that an attribution of the article already contains."""
    said = "\n".join(_words(text, attribution) for attribution in attributions if attribution.cue)
    return [attribution for attribution in attributions if attribution.cue or _words(text, attribution) not in said]


def _words(text: str, attribution: Attribution) -> str:
    return " ".join(re.findall(r"\w+", " ".join(span.of(text) for span in attribution.contents).casefold()))


def _with_cues(  # noqa: PLR0913, PLR0917 - the surroundings of the contents
    text: str, row: Span, core: Span, contents: Sequence[Content], cues: Sequence[Cue], introducing: Cue | None
) -> Iterator[Content]:
    """Yield the contents of a paragraph with their cues.

    `introducing` is the last cue of the previous paragraph if that ends in a colon: it belongs to a quotation that starts this paragraph.
    """
    starts = [cue.cue.span.start for cue in cues]
    before: Content | None = None
    quoting: Cue | None = None
    for content in contents:
        index = bisect_left(starts, content.span.start)
        around = [(_distance(text, content, cue.span), cue) for cue in cues[max(0, index - 2) : index + 2]]
        content.distance, content.cue = min(around, key=itemgetter(0), default=(FARTHEST + 1, None))
        if content.span.start <= core.start and introducing and content.distance >= BREAK:
            content.distance, content.cue = 0, introducing
        if content.distance > FARTHEST:  # after a long aside, `said Ruiz, who …. "B."` continues the previous quotation
            continues = content.kind == "direct" and before is not None and index > 0 and cues[index - 1] is before.cue
            content.distance, content.cue = (BREAK, before.cue) if continues and before else (content.distance, None)
        elif quoting and content.kind == "direct" and content.distance >= BREAK and _is_taken(text, before, content.cue, quoting):
            content.distance, content.cue = BREAK, quoting  # so does `said Ruiz, recalling a storm. "B."`
        if content.kind == "direct" and (content.cue is None or content.cue.source is None or content.distance > ADJACENT):
            near = adjacent_cue(text, content.span, row)
            content.distance, content.cue = (0, near) if near else (content.distance, content.cue)
        quoting = content.cue if content.kind == "direct" else quoting
        before = content
        yield content


def _is_taken(text: str, before: Content | None, cue: Cue | None, quoting: Cue) -> bool:
    """Return whether a cue already has the indirect content before it, and shares its source with the previous quotation."""
    if before is None or before.kind != "indirect" or cue is None or before.cue is not cue:
        return False
    return cue.source is quoting.source or cue.source is None or cue.source.span.of(text).casefold() in PRONOUNS


def _distance(text: str, content: Content, cue: Span) -> int:
    """Return the distance of a cue from a content in characters.

    A sentence end between them adds a penalty: a small one before a quotation (`X said. "B."`), otherwise `FARTHEST`.
    """
    span = content.span
    if gap(span, cue) > FARTHEST:
        return gap(span, cue)
    if cue.start >= span.end:
        open_end = content.kind == "indirect" or text[cue.start] in DASHES
        stopped = not open_end and _FULL_STOP.search(text, max(span.start, span.end - 4), span.end)
        return cue.start - span.end + (FARTHEST if stopped or has_sentence_end(text, span.end, cue.start) else 0)
    if _ANNOUNCES.fullmatch(text, cue.end, span.start):
        return 0
    penalty = BREAK if content.kind == "direct" else FARTHEST
    return gap(span, cue) + (penalty if has_sentence_end(text, cue.end, span.start) else 0)


def _grouped(contents: Iterator[Content], first: int, previous: _Group | None) -> list[_Group]:
    """Group contents that share a cue or continue from the previous paragraph; the paragraph starts at the offset `first`.

    A quotation whose source is known does not continue in one with a source of its own: its closing mark was forgotten.
    """
    groups: list[_Group] = []
    by_cue: dict[int, _Group] = {}
    for content in contents:
        same = by_cue.get(id(content.cue)) if content.cue else None
        is_first = content.span.start <= first
        own = content.cue is not None and content.cue.source is not None and previous is not None and previous.has_source
        if is_first and previous and previous.contents[-1].continues and not own:
            previous.contents.append(content)
            groups.append(previous)
        elif same:
            same.contents.append(content)
        else:
            carried = is_first and previous is not None and content.cue is None and content.kind == "direct"
            groups.append(_Group([content], carried))
        by_cue.setdefault(id(content.cue), groups[-1])
    return groups


def _attribution(group: _Group) -> Attribution:
    """Return a group as an attribution; its source is that of the first content with one."""
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
