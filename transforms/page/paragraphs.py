"""The paragraphs of a page and their roles: headline, body, caption, menu and so on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transforms.characters import SENTENCE_END
from transforms.lexicon.months import WEEKDAYS
from transforms.page.blocks import begins_with_dateline, blocks, is_item, mark, names_photographer, pulled
from transforms.page.closing import behind_release, signatures
from transforms.page.inserts import inserts
from transforms.page.line_model import LABELS, Chances, line_chances
from transforms.page.lines import layouts
from transforms.page.live import beginnings, with_entries
from transforms.page.local_lines import with_local_roles
from transforms.page.tables import table_rows
from transforms.page.turns import turns
from transforms.records import Block, Span
from transforms.schema import BODY_ROLES, ParagraphRow

Verdict = tuple[str, float]

_GOES_ON = re.compile(r"[a-zß-öø-ÿ,.;:)]")
"""Start of a line that continues after a blank line."""
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_BODY = [LABELS.index(label) for label in ("body", "subhead", "summary")]
_OTHER, _TITLE = LABELS.index("other"), LABELS.index("title")
_MAIN = 0.5
"""Chance from which a block of a marked page is of the body."""
_SURELY_MAIN = 0.99
"""Chance from which it is, whatever its words look like."""
_PLUG = 20
"""Words of a line that asks the reader to sign up, or ends an article, at most."""
_OF_HEAD = frozenset({"title", "byline", "date", "dateline"})
_NEAR = 3
"""Maximum distance in paragraphs of a credit line from the body."""
_LAST, _LOWER, _APART = 0.7, 0.8, 0.9
"""Minimum probability for the last paragraph to be of the body, for one more than `_NEAR` below the others, and for a part of the page."""
_ANOTHER = 14
"""Paragraphs between the body and another part of the page, at least."""
_FEW = 3
"""Maximum lines of a text that is not a page."""
_MENU = 8
"""Number of lines above the body from which the first is probably the page's title."""
_STANDFIRST = range(8, 46)
"""Words of a line between headline and byline that is a standfirst."""
_STRAP = re.compile(r"[^\W\d_][\w .’'-]{2,50}: [“‘\"'].{8,200}[”’\"']\.?")
"""A line below the headline that quotes somebody: `ANA RUIZ: ‘WE SAIL AT DAWN’`."""
_HARDLY = 0.9
"""Confidence below which such a line may be taken for one."""
_HEADLINE = 0.2
"""Minimum probability of the likeliest headline."""
_SHORT, _JOINTS = 3, "|｜–—-:·•»"
"""Words of a headline that may also be a heading of the page, and the text between it and the name of the site."""
_DAYS = frozenset(day.casefold() for day in WEEKDAYS)


def read_paragraphs(article_id: str, text: str, marked: Sequence[Block] = ()) -> list[ParagraphRow]:
    """Return the paragraphs of `text` with their roles; every character except white space is in exactly one.

    `marked` are the blocks that the markup gives, where there was any.
    """
    if marked:
        spans = [block.span for block in marked]
        verdicts = judge_blocks(marked, [_plain(text, span) for span in spans])
    else:
        lines = blocks(text)
        plain, stand = [_plain(text, span) for span in lines], layouts(text, lines)
        chances, goes_on = line_chances(plain, stand)
        apart = [layout.blank_before and not _GOES_ON.match(line) for line, layout in zip(plain, stand, strict=True)]
        entries = list(beginnings(text, lines))
        goes_on[[*entries, *table_rows([span.of(text) for span in lines])]] = 0
        spans, chances = joined(lines, chances, np.where(apart, 0, goes_on))
        whole = plain if len(spans) == len(lines) else [_plain(text, span) for span in spans]
        verdicts = judge(whole, chances, has_entries=bool(entries))
        verdicts = list(_with_tables([span.of(text) for span in spans], verdicts))
    verdicts = with_local_roles([_plain(text, span) for span in spans], verdicts)
    verdicts = with_entries(text, spans, verdicts, _is_sentence)
    return [
        ParagraphRow(article_id, number, role, role in BODY_ROLES, span.start, span.end, span.of(text), confidence)
        for number, (span, (role, confidence)) in enumerate(zip(spans, verdicts, strict=True))
    ]


def _with_tables(lines: Sequence[str], verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Yield the verdicts, with table rows inside or just below the body marked as body."""
    rows = set(table_rows(lines))
    inside = [i for i, (role, _) in enumerate(verdicts) if role in BODY_ROLES and i not in rows]
    article = range(inside[0], inside[-1] + 2 + len(rows)) if inside and rows else range(0)
    last = -1
    for i, verdict in enumerate(verdicts):
        joined_on = i <= (inside[-1] if inside else -1) or last == i - 1
        is_row = i in rows and i in article and verdict[0] != "title" and joined_on
        last = i if is_row or (inside and i == inside[-1]) else last
        yield ("table", max(0.6, verdict[1]) if verdict[0] in BODY_ROLES else 0.6) if is_row else verdict


def _plain(text: str, span: Span) -> str:
    return " ".join(span.of(text).split())


def joined(spans: Sequence[Span], chances: Chances, goes_on: Chances) -> tuple[list[Span], Chances]:
    """Return paragraphs made of lines: parts of the body split at links and bold words are joined.

    Its chances are the mean of those of its lines, by their length.
    """
    inside = chances[:, _BODY].sum(axis=1) + chances[:, LABELS.index("caption")]
    starts = [i for i in range(len(spans)) if not i or goes_on[i] <= 0.5 or inside[i - 1] + inside[i] <= 1]
    whole = [Span(spans[start].start, spans[end - 1].end) for start, end in pairwise([*starts, len(spans)])]
    if len(whole) == len(spans):
        return whole, chances
    sizes = np.array([[span.end - span.start] for span in spans], dtype=np.float32)
    mean: Chances = (np.add.reduceat(chances * sizes, starts) / np.add.reduceat(sizes, starts)).astype(np.float32)
    return whole, mean


def judge(lines: Sequence[str], chances: Chances, *, has_entries: bool = False) -> list[Verdict]:
    """Return role and confidence of each paragraph, from the line model and from rules on the words of a line.

    The entries of a live blog, where the page `has_entries`, are body to the last. Where no paragraph of the body is a sentence, as in a
    menu or a table, there is no body.
    """
    if not lines:
        return []
    inside = chances[:, _BODY].sum(axis=1) > 0.5
    if not any(_is_sentence(line) for line, within in zip(lines, inside, strict=True) if within):
        inside[:] = False
    verdicts = list(_roles(chances, inside, _headline(lines, chances, inside)))
    for stray in [] if has_entries else list(_strays(chances, inside, lines)):
        inside[stray] = False
        verdicts[stray] = "boilerplate", 0.5
    near = np.convolve(inside, np.ones(2 * _NEAR + 1), mode="same") > 0
    for i, line in enumerate(lines):
        role, confidence = verdicts[i]
        kind = mark(line, words=len(line.split()), prose=False, repeats=1) if near[i] and role != "title" else None
        if kind in ("caption", "credit", "dateline"):
            verdicts[i] = kind, max(0.6, confidence)
        elif near[i] and role != "title" and names_photographer(line):
            verdicts[i] = "caption", max(0.6, confidence)
        elif role == "body" and is_item(line):
            verdicts[i] = "list", confidence
    for i in _turns(lines, verdicts, near):
        verdicts[i] = "body", max(0.6, verdicts[i][1]) if inside[i] else 0.6
    for i in pulled([line if role in BODY_ROLES else "" for line, (role, _) in zip(lines, verdicts, strict=True)]):
        verdicts[i] = "boilerplate", 0.8
    return list(_least(lines, _closed(lines, _placed(lines, verdicts))))


def _turns(lines: Sequence[str], verdicts: Sequence[Verdict], near: NDArray[np.bool_]) -> Iterator[int]:
    """Yield the turns of a transcript; the line taken for its headline is one if the same name speaks again and another line follows."""
    found = turns([line if near[i] or verdicts[i][0] == "title" else "" for i, line in enumerate(lines)])
    names = Counter(turn.name.of(lines[i]) for i, turn in found.items())
    for i, turn in found.items():
        if verdicts[i][0] != "title" or (names[turn.name.of(lines[i])] > 1 and i + 1 in found):
            yield i


def _placed(lines: Sequence[str], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts with leads as body and standfirsts as summary.

    What stands behind a dateline or in a text without a headline is no standfirst; what stands between headline and byline is one, as is a
    quotation with its speaker below the headline.
    The first day of a week's programme is a heading like the others.
    """
    titled, found = any(role == "title" for role, _ in verdicts), list(verdicts)
    for i, (line, (role, confidence)) in enumerate(zip(lines, verdicts, strict=True)):
        below = i > 0 and found[i - 1][0] == "dateline"
        strap = i > 0 and found[i - 1][0] == "title" and _STRAP.fullmatch(line) is not None
        if role == "boilerplate" and (strap or (confidence < _HARDLY and _is_standfirst(i, lines, found))):
            found[i] = "summary", 0.5
        if role == "summary" and (below or not titled or begins_with_dateline(line)) and _is_sentence(line):
            found[i] = "body", confidence
    if (first := _first_day(lines, found)) is not None:
        found[first] = "subhead", 0.5
    return found


def _first_day(lines: Sequence[str], verdicts: Sequence[Verdict]) -> int | None:
    """Return the position of a day of the week just above the body, if it is not yet a heading and another day is one within."""
    days = [i for i, line in enumerate(lines) if line.casefold() in _DAYS]
    first = next((i for i, (role, _) in enumerate(verdicts) if role in BODY_ROLES), 0) - 1
    within = any(verdicts[i][0] in BODY_ROLES for i in days)
    return first if first in days and within and verdicts[first][0] == "boilerplate" else None


def _is_standfirst(place: int, lines: Sequence[str], verdicts: Sequence[Verdict]) -> bool:
    """Return whether a line is between the headline and the byline or date, and as long as a sentence."""
    if not 0 < place < len(lines) - 1 or verdicts[place - 1][0] != "title" or verdicts[place + 1][0] not in ("byline", "date"):
        return False
    words = len(lines[place].split())
    return words in _STANDFIRST and lines[place][0] not in "([" and mark(lines[place], words=words, prose=False, repeats=1) is None


def _closed(lines: Sequence[str], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts without what closes a press release or a letter, and without what is inserted in an article."""
    found = list(verdicts)
    for i, role in list(inserts(lines, [role for role, _ in found])):
        found[i] = role, 0.7
    for i in behind_release(lines, [role for role, _ in found]):
        found[i] = "boilerplate", 0.7
    for i, role in list(signatures(lines, [role for role, _ in found])):
        found[i] = role, 0.7
    return found


def _strays(chances: Chances, inside: NDArray[np.bool_], lines: Sequence[str]) -> Iterator[int]:
    """Yield the positions of uncertain paragraphs at the end of the body, and of uncertain parts of the page far below it."""
    places, sure = np.flatnonzero(inside).tolist(), chances[:, _BODY].sum(axis=1)
    sizes = np.array([len(line) for line in lines])
    parts = np.split(places, np.flatnonzero(np.diff(places) > _ANOTHER) + 1) if places else []
    main = int(np.argmax([sizes[part].sum() for part in parts])) if parts else 0
    while len(parts) > main + 1 and np.average(sure[parts[-1]], weights=sizes[parts[-1]]) < _APART:
        yield from parts.pop().tolist()
    rest = np.concatenate(parts).tolist() if parts else []
    while len(rest) >= _NEAR and sure[rest[-1]] < (_LOWER if rest[-1] - rest[-2] > _NEAR else _LAST):
        yield rest.pop()


def _least(lines: Sequence[str], verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Yield the verdicts, without a standfirst if there is no body, and with a body if a short text is not a page."""
    is_few, has_body = len(lines) <= _FEW, any(role == "body" for role, _ in verdicts)
    for line, (role, confidence) in zip(lines, verdicts, strict=True):
        lone = role == "summary" and (is_few or not has_body)
        found = is_few and not has_body and role in ("caption", "boilerplate") and _is_sentence(line)
        yield ("body", min(confidence, 0.5)) if lone or found else (role, confidence)


def _is_sentence(line: str) -> bool:
    words = len(line.split()) if not _UNSPACED.search(line[:20]) else len(line) // 3
    return words >= 4 and SENTENCE_END.search(line[-8:]) is not None


def _headline(lines: Sequence[str], chances: Chances, inside: NDArray[np.bool_]) -> int | None:
    """Return the position of the likeliest headline, if any; of several with the same words, the last above the body."""
    if chances[:, _TITLE].max() < _HEADLINE:
        return None
    likely = chances[:, _TITLE].copy()
    body = int(inside.argmax()) if inside.any() else len(lines)
    if body > _MENU and likely[1:].max() > 0.5:
        likely[0] = 0  # the page's title, since another line is the headline
    best = int(likely.argmax())
    plain = lines[best].casefold()
    again = [i for i in range(min(body, len(lines))) if chances[i, _TITLE] >= _HEADLINE and _same(plain, lines[i].casefold())]
    return again[-1] if again else best


def _same(one: str, other: str) -> bool:
    """Return whether two lines are the same headline, ignoring a site name; of few words only where a separator is between."""
    short, long = sorted((one, other), key=len)
    rest = long.replace(short, "", 1).strip()
    return bool(short) and short in long and (len(short.split()) > _SHORT or not rest or rest[0] in _JOINTS or rest[-1] in _JOINTS)


def _roles(chances: Chances, inside: NDArray[np.bool_], headline: int | None) -> Iterator[Verdict]:
    """Yield the line model's role of each paragraph, with at most one headline."""
    for i, row in enumerate(chances):
        body = row[_BODY]
        if i == headline:
            best = _TITLE
        elif inside[i]:
            best = _BODY[int(body.argmax())]
        else:
            rest = row.copy()
            rest[[*_BODY, _TITLE]] = 0
            best = int(rest.argmax())
        role = "boilerplate" if best == _OTHER else LABELS[best]
        yield role, round(float(body.sum() if best in _BODY else row[best] + (row[_TITLE] if best == _OTHER else 0)), 3)


def judge_blocks(marked: Sequence[Block], lines: Sequence[str]) -> list[Verdict]:
    """Return role and confidence of each HTML block, from its markup hints and body score.

    `lines` are the texts of the blocks, white space normalised.
    """
    return _closed(lines, [_verdict(block, line) for block, line in zip(marked, lines, strict=True)])


def _verdict(block: Block, line: str) -> Verdict:
    sure = round(max(block.main, 1 - block.main), 4)
    kind = mark(line, words=len(line.split()), prose=False, repeats=1)
    if block.role in _OF_HEAD or (block.role == "caption" and kind not in {"junk", "end"}):
        return block.role, 0.9
    if block.main < _SURELY_MAIN and block.role not in _OF_HEAD and names_photographer(line):
        return "caption", 0.8
    if kind in {"caption", "credit"} and len(line.split()) <= 40 and block.main < _SURELY_MAIN:
        return kind, 0.8
    if kind in {"junk", "end"} and len(line.split()) <= _PLUG and block.main < _SURELY_MAIN and block.role not in ("subhead", "list"):
        return "boilerplate", 0.7
    if block.main >= _MAIN:
        return block.role or "body", sure
    return ("summary", 0.6) if block.role == "summary" else ("boilerplate", sure)
