"""Quotation marks: which opens, which closes, which is an apostrophe or a measure; paired paragraph by paragraph.

A mark's direction is told by its shape and its neighbours, and where these leave it open by what is open already. Pairs nest; a
mark without a partner harms at most its own paragraph. A quotation that runs over paragraphs re-opens its marks in each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.records import Quoted, Span
from transforms.schema import ParagraphRow

_MARK = re.compile(r"``|''|‘‘|’’|,,(?=\w)|<<|>>|[\"“”„‟″〝〞«»‘’‚‛'′`‹›「」『』]")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_BEFORE_THE_FIRST = _INVISIBLE + " \u00a0[(–—-•*\"“”‘’'„«"
"""What may stand before the mark that begins a paragraph: bullets, brackets, dashes and other marks."""
_STRICT = {"「": "」", "『": "』", "〝": "〞"}
_FAMILY = {
    **dict.fromkeys("‘’‚‛'′`", "single"),
    **dict.fromkeys(("«", "»", "<<", ">>"), "angle"),
    **dict.fromkeys("‹›", "small angle"),
    **{shape: opening for opening, closing in _STRICT.items() for shape in (opening, closing)},
}
"""Marks that can be partners; all others are double marks."""
_OPENING_SHAPES = frozenset({"“", "„", "‟", "``", "‘‘", ",,", "‘", "‚", "‛", "`", "«", "<<", "‹", *_STRICT})
_CLOSING_SHAPES = frozenset({"”", "’’", "’", "»", ">>", "›", *_STRICT.values()})
_OPENS_AFTER = frozenset("([{<—–‒―-/:;=+&¿¡*|>")
_CLOSES_BEFORE = frozenset(".,!?;:)]}—–‒―-/…*|<")
_ENDS_A_CLAUSE = frozenset(".,!?…;:")
_CHAINED_ROLES = frozenset({"body", "list"})
# Words that begin with an apostrophe, and years and decades: ’tis, ’em, rock ’n’ roll, ’90s.
_ELIDED = re.compile(
    r"(?:tis|twas|twere|twill|tisn|em|n|cause|cos|coz|cuz|til|till|round|bout|neath|tho|ere|nuff|ello|fraid|\d\ds?)\b", re.IGNORECASE
)
# Words that end with one besides the possessive plural: o’, an’, dancin’.
_CLIPPED = re.compile(r"(?:\b(?:o|an|ol|th|wi|mo)|[a-z]in)\Z", re.IGNORECASE)


@dataclass(slots=True)
class _Token:
    """A mark in one paragraph, by offsets into the article."""

    start: int
    end: int
    shape: str
    family: str
    left: str
    """The nearest character on the left that is neither a mark nor invisible; empty at the beginning of the paragraph."""
    right: str
    """The same on the right."""
    closer: bool = False
    """A single mark that may close a quotation."""
    closer_ahead: bool = False
    """Another such mark follows before the next single mark that may open one."""


def pair_marks(text: str, paragraphs: Sequence[ParagraphRow]) -> list[list[Quoted]]:
    """Return the quotations of each paragraph, outer before inner, with offsets into `text`.

    A quotation without its closing mark ends with its paragraph (`closed` is false); where the next paragraph of the running text
    begins with the same kind of mark, it goes on there (`continues` is true).
    """
    tokens = [_tokens(text, row.start, row.end) for row in paragraphs]
    following = _following(paragraphs)
    found: list[list[Quoted]] = []
    for row, marks, after in zip(paragraphs, tokens, following, strict=True):
        reopened = _leading_family(text, paragraphs[after], tokens[after]) if after is not None else None
        found.append(_Pairing(text, row, reopened).run(marks))
    return found


def _following(paragraphs: Sequence[ParagraphRow]) -> list[int | None]:
    """Return for each paragraph of the running text the next one of it."""
    following: list[int | None] = [None] * len(paragraphs)
    after = None
    for place in range(len(paragraphs) - 1, -1, -1):
        if paragraphs[place].role in _CHAINED_ROLES:
            following[place] = after
            after = place
    return following


def _leading_family(text: str, row: ParagraphRow, marks: Sequence[_Token]) -> str | None:
    """Return the family of the mark that a paragraph begins with, if it opens something."""
    if not marks or text[row.start : marks[0].start].strip(_BEFORE_THE_FIRST):
        return None
    first = marks[0]
    elided = first.family == "single" and _ELIDED.match(text, first.end)
    spaced = first.right == "" or (first.right.isspace() and first.family != "angle")
    return None if spaced or elided else first.family


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    """Return the marks of a paragraph that may be quotation marks: no apostrophes inside words, no feet and inches of measures."""
    found = list(_MARK.finditer(text, start, end))
    doubled = any(match[0] == "‘‘" for match in found)
    tokens: list[_Token] = []
    for match in found:
        shape = match[0]
        pieces = [(match.start(), shape)]
        if shape == "’’" and not doubled:
            pieces = [(match.start(), "’"), (match.start() + 1, "’")]
        tokens += [_Token(at, at + len(piece), piece, _FAMILY.get(piece, "double"), "", "") for at, piece in pieces]
    _look_around(text, start, end, tokens)
    kept = [token for token in tokens if not _is_no_quotation_mark(text, start, token)]
    ahead = False
    for token in reversed(kept):
        if token.family == "single":
            token.closer_ahead = ahead
            token.closer = (
                token.shape in _CLOSING_SHAPES | {"'", "′"} and not token.left.isspace() and token.left != "" and not token.right.isalnum()
            )
            ahead = token.closer or (ahead and not _may_open(token))
    return kept


def _look_around(text: str, start: int, end: int, tokens: list[_Token]) -> None:
    """Fill in the neighbours, past other marks and invisible characters."""
    left_edge = start
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        between = text[left_edge : token.start].rstrip(_INVISIBLE)
        token.left = between[-1] if between else (before.left if before else "")
        left_edge = token.end
    right_edge = end
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        between = text[token.end : right_edge].lstrip(_INVISIBLE)
        token.right = between[0] if between else (tokens[place + 1].right if place + 1 < len(tokens) else "")
        right_edge = token.start


def _may_open(token: _Token) -> bool:
    return (token.left == "" or token.left.isspace() or token.left in _OPENS_AFTER) and token.right != "" and not token.right.isspace()


def _is_no_quotation_mark(text: str, start: int, token: _Token) -> bool:
    """Tell apostrophes inside and before words, primes, and feet and inches from quotation marks."""
    before = text[token.start - 1] if token.start > start else ""
    after = text[token.end : token.end + 1]
    if token.family == "single":
        if before.isalnum() and after.isalnum():
            return True
        if _may_open(token) and token.shape in "’'‘" and _ELIDED.match(text, token.end):
            return token.shape == "’" or not _closes_later(text, token)
        if token.shape == "’" and _may_open(token) and after.isalnum():
            return True
        return before.isdigit() and token.shape == "′"
    if token.shape == "″":
        return before.isdigit()
    # 6'2" is a height whatever is open; a lone 12" is settled while pairing.
    return (
        token.shape in {'"', "”", "''"}
        and re.search(r"\d['’′]\s?\d+(?:\.\d+|½)?\Z", text[max(start, token.start - 12) : token.start]) is not None
    )


def _closes_later(text: str, token: _Token) -> bool:
    """Tell whether a mark that also reads as an elision (‘cause, '90s) has a partner after punctuation: ‘Tis done,’ he said."""
    partner = re.compile(r"[.,!?…][’'](?!\w)|[‘]")
    match = partner.search(text, token.end, token.end + 400)
    return match is not None and match[0] != "‘"


class _Pairing:
    """The pairing of one paragraph's marks with a stack of those that are open."""

    def __init__(self, text: str, row: ParagraphRow, reopened: str | None) -> None:
        self.text, self.row, self.reopened = text, row, reopened
        self.stack: list[_Token] = []
        self.open: dict[str, int] = {}
        self.pairs: list[tuple[_Token, _Token | None]] = []

    def run(self, tokens: Sequence[_Token]) -> list[Quoted]:
        """Pair the marks and return the quotations."""
        for place, token in enumerate(tokens):
            action = self._direction(tokens, place)
            if action == "open":
                self.stack.append(token)
                self.open[token.family] = self.open.get(token.family, 0) + 1
            elif action == "close":
                self._close(token)
        self.pairs += [(token, None) for token in self._unclosed()]
        return self._quotations()

    def _direction(self, tokens: Sequence[_Token], place: int) -> str:
        token = tokens[place]
        is_open = self.open.get(token.family, 0) > 0
        if token.family == "single":
            return self._single(token, is_open=is_open)
        if token.family in _STRICT:
            return "open" if token.shape in _STRICT else "close"
        if token.family != "double":
            return self._angle(token, is_open=is_open)
        return self._double(tokens, place, is_open=is_open)

    def _double(self, tokens: Sequence[_Token], place: int, *, is_open: bool) -> str:
        token = tokens[place]
        leaning = _leaning(token)
        if token.shape in _OPENING_SHAPES:
            return "close" if is_open and leaning == "close" and token.shape == "“" else "open"
        if token.shape in _CLOSING_SHAPES:
            return "open" if not is_open and leaning == "open" else "close"
        if token.left.isdigit() and leaning == "close" and self._is_measure(tokens, place, is_open=is_open):
            return "none"
        return leaning or ("close" if is_open else "open")

    def _is_measure(self, tokens: Sequence[_Token], place: int, *, is_open: bool) -> bool:
        """Tell 12" (inches) from a quotation that ends in a number: something follows it that closes, or nothing is open."""
        if not is_open:
            return True
        following = next((token for token in tokens[place + 1 :] if token.family == "double"), None)
        return following is not None and _leaning(following) == "close"

    def _angle(self, token: _Token, *, is_open: bool) -> str:
        """French «…», German »…« and Swedish »…»: the first one opens, and what faces it or leans back closes."""
        if not is_open:
            return "open" if token.shape in _OPENING_SHAPES or _leaning(token) == "open" else "close"
        top = next(open_token for open_token in reversed(self.stack) if open_token.family == token.family)
        return "close" if token.shape != top.shape or _leaning(token) == "close" else "open"

    def _single(self, token: _Token, *, is_open: bool) -> str:
        leaning = _leaning(token)
        if token.shape in _OPENING_SHAPES:
            return "close" if is_open and leaning == "close" and token.shape == "‘" else "open" if leaning != "close" else "none"
        if token.shape != "’" and leaning == "open" and not token.left.isdigit():
            return "open"
        if not is_open or not token.closer:
            return "none"
        return "none" if token.closer_ahead and self._reads_as_apostrophe(token) else "close"

    def _reads_as_apostrophe(self, token: _Token) -> bool:
        """Tell workers’ and dancin’ from the end of a quotation; only asked where another mark could end it."""
        if not token.left.isalnum() or token.right in _ENDS_A_CLAUSE or token.right == "":
            return False
        word = self.text[max(self.row.start, token.start - 20) : token.start]
        return word[-1:] in "sSzx" or word[-1:].isdigit() or _CLIPPED.search(word) is not None

    def _close(self, token: _Token) -> None:
        """Pair a closing mark with the nearest opening one of its family; what was opened in between has no partner."""
        if not self.open.get(token.family, 0):
            return
        while True:
            opening = self.stack.pop()
            self.open[opening.family] -= 1
            if opening.family == token.family:
                self.pairs.append((opening, token))
                return

    def _unclosed(self) -> list[_Token]:
        """Return the marks left open that begin a quotation; the others are strays.

        A double mark does where no quotation of its own kind follows it; a single one, which may be an apostrophe, only at the
        beginning of the paragraph; any where the next paragraph re-opens it.
        """
        last = {opening.family: closing.start for opening, closing in self.pairs if closing}
        head = self.text[self.row.start : self.row.end]
        first_word = self.row.start + len(head) - len(head.lstrip(_BEFORE_THE_FIRST))
        kept: list[_Token] = []
        for token in self.stack:
            begins = token.start < first_word
            alone = last.get(token.family, -1) < token.start
            if (token.family == "angle" or not token.right.isspace()) and (
                (begins and token.family == self.reopened) or (alone and (begins or token.family != "single"))
            ):
                kept.append(token)
        return list({token.family: token for token in reversed(kept)}.values())

    def _quotations(self) -> list[Quoted]:
        ordered = sorted(self.pairs, key=lambda pair: (pair[0].start, -(pair[1].end if pair[1] else self.row.end)))
        found: list[Quoted] = []
        ends: list[int] = []
        for opening, closing in ordered:
            end = closing.end if closing else self.row.end
            while ends and ends[-1] <= opening.start:
                ends.pop()
            inner = Span(opening.end, closing.start if closing else end)
            if inner.start < inner.end:
                goes_on = closing is None and opening.family == self.reopened
                found.append(Quoted(Span(opening.start, end), inner, len(ends), closing is not None, goes_on))
                ends.append(end)
        return found


def _leaning(token: _Token) -> str:
    """Return `open` or `close` where the neighbours tell the direction of a mark, else an empty string."""
    free_left, free_right = token.left == "" or token.left.isspace(), token.right == "" or token.right.isspace()
    if free_left != free_right:
        return "open" if free_left else "close"
    if free_left:
        return ""
    if token.left in _OPENS_AFTER and token.right not in _CLOSES_BEFORE:
        return "open"
    if token.right in _CLOSES_BEFORE and token.left not in _OPENS_AFTER:
        return "close"
    return ""
