"""The contents of attributions: spans of quoted or reported words, and whether somebody said them.

The reader labels contents, and quotation marks give more. Words in marks that nobody said (titles of works, nicknames, scare quotes,
slogans) are no quotes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.lexicon.words import lines_of, word_set
from transforms.quotes.cues import DENIED, FAR, FARTHEST, NOT_SAID, SENTENCE_END, Cue
from transforms.records import POSSIBLE_SOURCE, Label, Quoted, Span
from transforms.schema import ParagraphRow

ADJACENT = 3
"""Maximum characters between a quotation and an adjacent cue."""
_SURE = 0.6
"""Minimum probability of reported words without a cue."""
_NEAR = 40
"""Maximum characters between a short quotation that is not a sentence and its cue."""
INTRODUCES = re.compile(r":\s*[\[(]?$")
"""The end of text that introduces a quotation."""
_TITLED = re.compile(r"\b(?:en|sub|re)?titled[,:]?\s$", re.IGNORECASE)
_LONGEST_TITLED = len("subtitled")
_SMALL_WORD = re.compile(r"(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with|v|vs)\b|\d|\W")
_MARKS = "\"“”‘’'«»„`"
_FOREIGN = "„«»"
"""Quotation marks of languages in which the comma before `said Ruiz` follows the closing mark."""
_BLANK = " \t\r\n\u00a0\u202f"


_LONGEST_ASIDE = 80
"""Maximum characters of a source and its cue within a sentence."""
_LONGEST_BEGINNING = 200
"""Maximum characters of what is reported before them."""
_NOT_REPORTED = re.compile(r"[\"“”«»„():;—–]|\s-\s")


@dataclass(slots=True)
class Content:
    """A span of quoted or reported words in one paragraph."""

    span: Span
    kind: str
    """One of `schema.QUOTE_KINDS`."""
    confidence: float
    continues: bool = False
    """Whether the quotation continues in the next paragraph."""
    is_said: bool = False
    """Whether the reader labelled it, or it is a quotation beside a verb of saying."""
    cue: Cue | None = None
    distance: int = 0
    """Distance to its cue in characters, with penalties."""


def find_contents(text: str, outer: Sequence[Quoted], labels: Sequence[Label], *, is_turn: bool) -> list[Content]:
    """Return the contents of a paragraph in order, without their cues.

    Args:
        text: the article's text.
        outer: the outermost quotations of the paragraph.
        labels: the labels of the paragraph; contents that overlap a quotation are merged with it.
        is_turn: whether the paragraph is a turn of a transcript, which is direct speech.
    """
    pieces = sorted(
        [(_first_sentence(text, label.span, outer), label.confidence, None) for label in labels if label.label == "content"]
        + [(mark.span, 0.9 if mark.closed or mark.continues else 0.5, mark) for mark in outer],
        key=lambda piece: (piece[0].start, -piece[0].end),
    )
    merged: list[tuple[Span, float, list[Quoted], bool]] = []
    for span, confidence, mark in pieces:
        if merged and span.start < merged[-1][0].end:
            before, known, marks, is_said = merged.pop()
            span = Span(before.start, max(before.end, span.end))  # noqa: PLW2901 - the piece grows
            merged.append((span, known if is_said else confidence, [*marks, mark] if mark else marks, is_said or _is_said(mark)))
        else:
            merged.append((span, confidence, [mark] if mark else [], _is_said(mark)))
    return [
        Content(span, "direct" if is_turn else content_kind(text, span, marks), confidence, bool(marks) and marks[-1].continues, is_said)
        for span, confidence, marks, is_said in merged
    ]


def with_beginnings(text: str, row: ParagraphRow, labels: Sequence[Label]) -> list[Label]:
    """Return the labels of an English paragraph, with contents added that a source and its cue interrupt: `The ferry, Ruiz said, was late`.

    The reader often labels only the second part of such a sentence. In 163 of 193 that are labelled by hand, the words before are reported
    too. Left out are those that only connect the sentence: `However, Ruiz said, the ferry was late`.
    """
    found = list(labels)
    for label in labels:
        if label.label == "content" and text[label.span.start].islower() and (span := _beginning(text, row, labels, label.span.start)):
            found = [other for other in found if other.span != span]  # the subject, labelled as a source
            found.append(Label(span, "content", label.confidence))
    return sorted(found, key=lambda label: label.span)


def _beginning(text: str, row: ParagraphRow, labels: Sequence[Label], start: int) -> Span | None:
    """Return what is reported before the source and cue that stand, between commas, right before a content."""
    comma = text.rfind(", ", row.start, start - len(", "))
    begin = comma + len(", ")
    aside = {label.label for label in labels if begin <= label.span.start < start}
    if comma < 0 or text[start - len(", ") : start] != ", " or start - begin > _LONGEST_ASIDE or aside != {"source", "cue"}:
        return None
    sentence = max((found.end() for found in SENTENCE_END.finditer(text, row.start, comma)), default=row.start)
    words = text[sentence:comma].casefold().split()
    span = Span(sentence, comma)
    inside = [label for label in labels if label.label != POSSIBLE_SOURCE and label.span.end > sentence and label.span.start < begin]
    is_free = all(label.label == "source" and label.span == span for label in inside)
    if not words or not is_free or comma - sentence > _LONGEST_BEGINNING or _NOT_REPORTED.search(text, sentence, comma):
        return None
    connects = words[-1] in word_set("speakers", "leads on") or " ".join(words) in lines_of("speakers")["connectives"]
    return None if connects else span


def _is_said(mark: Quoted | None) -> bool:
    """Return whether a piece is labelled by the reader (no mark), or a quotation beside a verb of saying."""
    return mark is None or mark.said


def _first_sentence(text: str, span: Span, outer: Sequence[Quoted]) -> Span:
    """Return a content up to the end of its first sentence, outside quotation marks.

    A content that starts with a capital is returned as it is: it may be reported speech of several sentences.
    """
    if text[span.start].isupper():
        return span
    for found in SENTENCE_END.finditer(text, span.start, span.end):
        if not any(mark.span.start < found.end() < mark.span.end for mark in outer):
            quoted = any(mark.span.start <= found.start() < mark.span.end for mark in outer)
            return Span(span.start, span.start + len(text[span.start : found.end()].rstrip()) if quoted else found.start())
    return span


def content_kind(text: str, span: Span, marks: Sequence[Quoted]) -> str:
    """Return whether a content is `direct` (all in quotation marks), `mixed` or `indirect`; `marks` are the quotations in it, in order."""
    if not marks:
        return "indirect"
    end, unquoted = span.start, ""
    for mark in marks:
        unquoted += text[end : mark.span.start]
        end = mark.span.end
    return "mixed" if (unquoted + text[end : span.end]).strip(_BLANK + ",.;:") else "direct"


def is_denied(text: str, content: Content) -> bool:
    """Return whether the text denies that a content was said: after `did not call`, `could have said`, `nor did he say`."""
    cue = content.cue
    if cue is None or (content.kind == "direct" and cue.cue.span.start > content.span.start):
        return (
            cue is None
            and content.kind != "indirect"
            and NOT_SAID.search(text, max(0, content.span.start - FAR), content.span.start) is not None
        )
    start = cue.cue.span.start
    return DENIED.search(text, max(0, start - FAR), start) is not None or DENIED.match(text, start, cue.cue.span.end) is not None


def is_named_work(text: str, content: Content) -> bool:
    """Return whether a quotation is the title of something: `a report titled "Ports under pressure"`."""
    start = content.span.start
    return content.kind == "direct" and _TITLED.search(text, max(0, start - ADJACENT - _LONGEST_TITLED), start) is not None


def is_reported(content: Content, *, without_cue: bool) -> bool:
    """Return whether a content is said by the reader's judgement: it has a cue or is all quoted or, with `without_cue`, is probable."""
    return content.is_said and (content.cue is not None or content.kind == "direct" or (without_cue and content.confidence > _SURE))


def core_span(row: ParagraphRow) -> Span:
    """Return the span of a paragraph without surrounding blanks and final full stop."""
    return Span(row.end - len(row.text.lstrip(_BLANK)), row.start + len(row.text.rstrip(_BLANK + ".,")))


def is_quote(text: str, role: str, paragraph: Span, content: Content) -> bool:
    """Return whether words in quotation marks were said, unlike titles, nicknames, slogans and scare quotes.

    Args:
        text: the article's text.
        role: the role of the paragraph.
        paragraph: its `core_span`.
        content: the words.
    """
    inner = content.span.of(text).strip(_MARKS + _BLANK)
    words = inner.split()
    if not any(character.isalpha() for character in inner):
        return False
    if role == "title":
        return len(words) >= 2 or content.cue is not None
    if _is_title_like(inner, words):
        return False
    foreign = text[content.span.start] in _FOREIGN and text[content.span.end : content.span.end + 1] == ","
    ends = inner[-1:] in ".!?…—–-" or content.continues or foreign
    if content.cue and content.distance <= (FARTHEST if len(words) >= 3 and (ends or inner[-1:] == ",") else _NEAR):
        return len(words) >= 2 or inner[-1:] in {",", ".", "!", "?"}
    if content.span.start <= paragraph.start and (content.span.end >= paragraph.end or ends):
        return len(words) >= 3
    introduced = INTRODUCES.search(text, max(paragraph.start, content.span.start - 4), content.span.start)
    return introduced is not None or (ends and inner[:1].isupper() and len(words) >= 4)


def _is_title_like(inner: str, words: Sequence[str]) -> bool:
    """Return whether words look like a title or a term: a few capitalised words, such as `The Harbour Show`."""
    if not 2 <= len(words) <= 8 or inner[-1:] in {"!", "?"} or ". " in inner or words[0] in {"I", "I’m", "I'm"}:
        return False
    return all(word[0].isupper() or _SMALL_WORD.match(word) for word in words)
