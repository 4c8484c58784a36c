"""The blocks of a page and what each is: headline, body, caption, menu and so on.

`judge` is the seam: it sees the lines of a page and nothing else, and gives each a role and a confidence.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from transforms.markup import judge_blocks
from transforms.page import blocks, is_item, is_photo_credit, is_stamped, mark
from transforms.records import Block
from transforms.schema import BODY_ROLES, ParagraphRow

Verdict = tuple[str, float]


def read_paragraphs(article_id: str, text: str, marked: Sequence[Block] = ()) -> list[ParagraphRow]:
    """Return the blocks of `text` with their roles: together they hold every character that is not white space, once.

    `marked` are the blocks that the markup gives, where there was any.
    """
    spans = [block.span for block in marked] or blocks(text)
    lines = [" ".join(span.of(text).split()) for span in spans]
    verdicts = judge_blocks(marked, lines) if marked else judge(lines)
    return [
        ParagraphRow(article_id, number, role, role in BODY_ROLES, span.start, span.end, span.of(text), confidence)
        for number, (span, (role, confidence)) in enumerate(zip(spans, verdicts, strict=True))
    ]


def judge(lines: Sequence[str]) -> list[Verdict]:
    """Return role and confidence of each line of a page.

    A page has one main body: the stretch of lines with the most prose in it and the least of anything else. The headline stands above it,
    and what lies outside both is boilerplate unless its own words say what it is.
    """
    facts = _facts(lines)
    start, end = _body(facts)
    if start == end:
        return [(fact.kind if fact.kind in _STANDING else "boilerplate", 0.5) for fact in facts]
    title, start = _title(facts, start, end)
    above, below = ([_outside(facts, i, title, start, end) for i in places] for places in (range(start), range(end, len(facts))))
    if title is not None:
        above[title] = ("title", 0.8)
    return [*above, *_inside(facts[start:end]), *below]


_SENTENCE = re.compile(r"(?:[.!?…。！？؟।]|[.!?,][\"'”’»])[\"'”’»)\]*]*(?:\s[—–(/-]+ ?[A-Z][\w/ ]{1,20}[)/]?\.?)?$|https?://\S+$")
_STOPPED_SHORT = re.compile(r"(?:\.\.\.|…|»|>)$")
_MIDDLE = re.compile(r"[a-zß-öø-ÿ][\w’'-]* |[a-z]+[.,]|[,.;)] ?|[’'][a-z]|— [a-z]")
_UNFINISHED = re.compile(
    r"(?:,|\b(?:a|an|and|as|at|but|by|for|from|in|into|of|on|or|over|that|the|to|was|were|which|who|with|against|after|before|about|than"
    r"|their|its|his|her|has|have|had|is|are|said))$"
)
_TALK = re.compile(r"(?:Q|A|[A-Z][A-Z.’' -]{2,40}):\s+\S+ \S+")
_NUMBERS = re.compile(r"(?<!\S)[\d.,:%+–-]+(?!\S)")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_BY = re.compile(r"^(?:by|and|von|par|por)\b", re.IGNORECASE)
_NAME = r"[^\W\d_a-z][\w’'-]*\.?"
_NAMES = re.compile(
    rf"{_NAME}(?: (?:van|von|de|del|da|bin|al|el|la|der|ter|{_NAME})){{1,5}}(?:(?:,| and| &) {_NAME}(?: {_NAME}){{1,3}}){{0,4}}$"
)
_STANDING = ("byline", "date", "caption", "credit", "dateline")


@dataclass(frozen=True, slots=True)
class _Fact:
    """What a line says of itself: its length in words, whether it is prose, and what its own words mark it as."""

    line: str
    words: int
    prose: bool
    kind: str | None


def _facts(lines: Sequence[str]) -> list[_Fact]:
    """Judge each line by itself, and the parts of a sentence that links broke into lines by the whole sentence."""
    repeats = Counter(lines)
    facts: list[_Fact] = []
    for chain in _chains(lines):
        whole = _fact(" ".join(chain), repeats[chain[0]] if len(chain) == 1 else 1)
        facts += [_Fact(line, len(line.split()) if len(chain) > 1 else whole.words, whole.prose, whole.kind) for line in chain]
    for i, (fact, after) in enumerate(pairwise(facts)):
        again = fact.line == after.line and fact.words > 2
        credited = is_photo_credit(after.line) and after.words < 10 and fact.words < 50
        if fact.kind is None and (again or credited):
            facts[i] = _Fact(fact.line, fact.words, fact.prose, "caption")
            facts[i + 1] = _Fact(after.line, after.words, after.prose, "caption")
    return facts


def _ends_sentence(line: str) -> bool:
    return _SENTENCE.search(line[-200:]) is not None


def _chains(lines: Sequence[str]) -> Iterator[list[str]]:
    """Group lines that run on into the next: no mark ends them, and the next goes on in the middle of a sentence."""
    chain: list[str] = []
    for line, after, later in zip(lines, [*lines[1:], ""], [*lines[2:], "", ""], strict=False):
        chain.append(line)
        middle = _MIDDLE.match(after) or (_UNFINISHED.search(line) and len(after.split()) > 2)
        linked = len(line.split()) > 1 and line[-1].islower() and len(after.split()) < 8 and _MIDDLE.match(later)
        if not after or _ends_sentence(line) or line[-1] in ":|·" or not (middle or linked):
            yield chain
            chain = []


def _fact(line: str, repeats: int) -> _Fact:
    tokens = line.split()
    words = len(tokens) + len(_UNSPACED.findall(line)) // 2
    small = sum(not token[0].isupper() for token in tokens)
    prose = (small * 5 >= len(tokens) * 2 and (_ends_sentence(line) or words >= 25)) or _TALK.match(line) is not None
    return _Fact(line, words, prose, mark(line, words=words, prose=prose, repeats=repeats))


def _weight(fact: _Fact) -> int:
    """How much a line speaks for the body, in words."""
    if fact.kind is not None:
        return {"end": -25, "junk": -8 - fact.words // 2}.get(fact.kind, -4)
    if fact.prose:
        return min(fact.words, 80) // (3 if _STOPPED_SHORT.search(fact.line) else 1)
    if len(_NUMBERS.findall(fact.line)) > 2 or (is_item(fact.line) and fact.words > 3):  # a row of a table, an item of a list
        return -2
    return -8 if re.search(r"\w", fact.line) else 0


def _body(facts: Sequence[_Fact]) -> tuple[int, int]:
    """Return start and end of the stretch with the highest sum of weights, cut at the mark that ends it."""
    best, start, end, since, total = 0, 0, 0, 0, 0
    for i, fact in enumerate(facts):
        total += _weight(fact)
        if total <= 0:
            since, total = i + 1, 0
        elif total > best:
            best, start, end = total, since, i + 1
    prose = [0, *accumulate(fact.words if fact.prose and fact.kind is None else 0 for fact in facts)]
    dense = _dense(facts[start:end])
    for i in range(start, end):
        if facts[i].kind in ("end", "credit") and dense[i - start] < 0.35 * (prose[i] - prose[start]):
            end = i
            break
    while end > start and not (facts[end - 1].prose and facts[end - 1].kind is None):
        end -= 1
    if prose[end] - prose[start] < 12:
        return 0, 0
    return start, (len(facts) if _ends_bare(facts, start, end) else end)


def _ends_bare(facts: Sequence[_Fact], start: int, end: int) -> bool:
    """Tell whether only a little text without any sign of a page around it follows the body, so that it is part of it."""
    size = sum(fact.words for fact in facts[start:end])
    return sum(fact.words for fact in facts[end:]) * 5 < size and not any(fact.kind in ("end", "junk") for fact in facts)


def _dense(facts: Sequence[_Fact]) -> list[int]:
    """Count, from each line to the last, the words of prose that stands next to prose, as the body's does and that of teasers does not."""
    plain = [(i, fact) for i, fact in enumerate(facts) if fact.kind is None]
    words = [0] * len(facts)
    for (_, before), (i, fact), (_, after) in zip(plain, plain[1:], plain[2:], strict=False):
        words[i] = fact.words if fact.prose and (before.prose or after.prose) else 0
    return list(accumulate(reversed(words)))[::-1]


def _stems(line: str) -> set[str]:
    return {word[:6].lower() for word in re.findall(r"\w{4,}", line)}


def _title(facts: Sequence[_Fact], start: int, end: int) -> tuple[int | None, int]:
    """Return the place of the headline, if any, and the start of the body below it."""
    body = _stems(" ".join(fact.line for fact in facts[start : min(end, start + 12)]))
    first = _stems(facts[0].line) if start > 3 or not facts[0].prose else set()
    asked = [i for i in range(start, min(start + 3, end)) if _is_question(facts[i]) and i + 1 < end]
    scores = {
        i: _headline_score(facts, i, body, first) + 0.4 * min(1.0, i / (start or 1)) for i in (*range(max(0, start - 150), start), *asked)
    }
    best = max(scores, key=lambda i: (scores[i], i), default=-1)
    if best >= 0 and scores[best] > 0.7:
        while scores.get(best - 1, 0.0) > scores[best] - 0.25:
            best -= 1
        return best, max(start, best + 1)
    heads = [i for i in range(start) if facts[i].kind is None and 3 <= facts[i].words <= 35] if start <= 3 else []
    if heads:
        return heads[-1], start
    if end - start > 2 and _heads(facts[start], facts[start + 1]):
        return start, start + 1
    return None, start


def _is_question(fact: _Fact) -> bool:
    return fact.line.endswith("?") and fact.words <= 20 and ". " not in fact.line and not _TALK.match(fact.line)


def _headline_score(facts: Sequence[_Fact], i: int, body: set[str], first: set[str]) -> float:
    """Score a line as headline: its words return in the body and in the first line of the page, and a date or byline follows."""
    fact = facts[i]
    if fact.kind not in (None, "junk") or not 2 < fact.words <= 35 or is_stamped(fact.line) or is_item(fact.line):
        return 0.0
    if _TALK.match(fact.line):
        return 0.0
    stems = _stems(fact.line)
    size = len(stems) or 1
    below = {f.kind for f in facts[i + 1 : i + 7]}
    score = (
        len(stems & body) / size
        + 0.8 * (len(stems & first) / size if i else 0)
        + min(fact.words, 10) / 20
        + 0.3 * bool(below & {"date", "byline"})
    )
    return score - 0.5 * (fact.prose and not fact.line.endswith("?")) - 0.3 * bool(fact.kind)


def _heads(first: _Fact, second: _Fact) -> bool:
    """Tell whether the first line of a bare article is its headline, though it ends in a full stop."""
    return (
        3 <= first.words <= (18 if _capitals(first.line) > 0.6 else 12)
        and first.words < second.words
        and len(_stems(first.line) & _stems(second.line)) > 0
    )


def _capitals(line: str) -> float:
    words: list[str] = re.findall(r"[^\W\d_]{4,}", line)
    return sum(word[0].isupper() for word in words) / (len(words) or 1)


def _outside(facts: Sequence[_Fact], i: int, title: int | None, start: int, end: int) -> Verdict:
    fact = facts[i]
    head = title if title is not None else max(0, start - 4)
    if i >= end:
        return ("credit", 0.9) if fact.kind == "credit" and i < end + 3 else ("boilerplate", 0.9 if fact.kind else 0.7)
    if fact.kind in _STANDING and i >= head - 4:
        return str(fact.kind), 0.8
    return ("boilerplate", 0.8) if i < head or fact.kind is not None else _between(facts, i, title)


def _between(facts: Sequence[_Fact], i: int, title: int | None) -> Verdict:
    """Judge a line between headline and body that does not say what it is."""
    fact = facts[i]
    if is_stamped(fact.line) and fact.words <= 25:
        return "date", 0.6
    if _NAMES.match(fact.line) and (_BY.match(facts[i - 1].line) or facts[i + 1].kind == "date"):
        return "byline", 0.6
    if title is not None and i - title <= 3 and fact.words >= 7:
        return "summary", 0.6
    return "boilerplate", 0.6


def _inside(facts: Sequence[_Fact]) -> Iterator[Verdict]:
    """Judge the lines from the first of the body to the last."""
    clean = not any(fact.kind in ("end", "junk") for fact in facts)
    for i, fact in enumerate(facts):
        before, after = facts[max(0, i - 1)], facts[min(len(facts) - 1, i + 1)]
        if fact.kind is not None:
            yield ("boilerplate", 0.7) if fact.kind in ("end", "junk") else (fact.kind, 0.8)
        elif is_item(fact.line):
            yield "list", 0.7
        elif fact.prose:
            yield "body", 0.9 if fact.words >= 12 else 0.8
        elif fact.words <= 14 and before.prose and after.prose:
            yield "subhead", 0.6
        elif fact.words > 14:
            yield "body", 0.5
        else:
            yield ("body" if clean else "boilerplate"), 0.5
