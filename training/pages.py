"""Training pages of the line model: lines and labels by site, and data augmentation.

`CORPORA/pages/` holds pages of which each line is labelled by what it is: `train` and `dev` (Fundus), `train_more_en` and
`train_more_other` (many more sites; see the model card for their origins), `wcxb` (guides, reviews, blogs).
"""

import hashlib
import random
import textwrap
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from training.corpora import records
from training.scores import agreement
from transforms.page.blocks import is_author_note, mark, pulled
from transforms.page.line_model import LABELS
from transforms.page.lines import Layout

BODY = frozenset({"body", "subhead", "summary"})
COPYLEFT = frozenset({"daniel", "omnivore"})
"""Sources under GPL-3.0 and AGPL-3.0: their sites are scored, but no shipped model is trained on them."""
UNSURE = -1
_LONGEST = 1200
"""Maximum lines of a page: lines farther from the body are cut."""
_STANDFIRST, _ABOVE = 8, 12
"""Minimum words of a line that may be a standfirst, and how many lines above the body it may stand."""


@dataclass(frozen=True, slots=True)
class Page:
    """One rendering of a page: its non-blank lines with labels."""

    id: str
    site: str
    origin: str
    renderer: str
    language: str
    is_gold: bool
    lines: list[str]
    layouts: list[Layout]
    labels: list[int]
    """Indices into `LABELS`, or `UNSURE`."""
    joins: list[int]
    """1 if a line continues the paragraph of the previous line, 0 if not, `UNSURE` if unknown."""
    body: str | None
    """The expected body, if people labelled it."""


def read_pages(corpora: Path, *parts: str) -> Iterator[Page]:
    """Yield the pages of these parts."""
    for part in parts:
        for record in records(corpora / f"pages/{part}.jsonl.gz"):
            yield _page(record, part)


def _page(record: dict[str, Any], part: str) -> Page:
    lines, layouts, labels, blank = [], [], [], False
    for line, label in zip(record["lines"], record["labels"], strict=True):
        if line.split():
            lines.append(" ".join(line.split()))
            layouts.append(Layout(blank, len(line) - len(line.lstrip())))
            labels.append(_label(line, label, is_sure=record.get("origin", "fundus") == "fundus"))
        blank = not line.split()
    if record.get("origin", "fundus") != "fundus":
        bodies = [line if label == LABELS.index("body") else "" for line, label in zip(lines, labels, strict=True)]
        for index in pulled(bodies):
            labels[index] = LABELS.index("other")
    if record.get("origin") == "wcxb":
        for index in _standfirsts(lines, labels):
            labels[index] = UNSURE
    is_gold = record.get("label_source", "gold") == "gold"
    return Page(
        id=f"{part}/{record['id']}/{record['renderer']}",
        site=site(record["host"] or record["publisher"]),
        origin=record.get("origin", "fundus"),
        renderer=record["renderer"],
        language=record.get("language", "en"),
        is_gold=is_gold,
        lines=lines,
        layouts=layouts,
        labels=labels,
        joins=_joins(lines, labels, [text for _, text in record.get("body_units", ())] if is_gold else [], record["renderer"]),
        body=" ".join(text for _, text in record["body_units"]) if is_gold else None,
    )


def _label(line: str, label: str, *, is_sure: bool) -> int:
    """Return the number of a label; for extractor labels, rules on the line's words override a body label."""
    if label == "body" and not is_sure:
        plain = " ".join(line.split())
        kind = mark(plain, words=len(plain.split()), prose=True, repeats=1)
        if kind == "caption":
            return LABELS.index("caption")
        if kind in ("end", "junk") or is_author_note(plain):
            return LABELS.index("other")
    return LABELS.index(label) if label in LABELS else UNSURE


def _standfirsts(lines: Sequence[str], labels: Sequence[int]) -> Iterator[int]:
    """Yield the indices of lines that may be standfirsts, which WCXB neither labels nor includes in the body."""
    body = labels.index(LABELS.index("body")) if LABELS.index("body") in labels else 0
    for index in range(max(0, body - _ABOVE), body):
        if labels[index] != UNSURE and LABELS[labels[index]] in ("other", "summary") and len(lines[index].split()) >= _STANDFIRST:
            yield index


def _joins(lines: Sequence[str], labels: Sequence[int], units: Sequence[str], renderer: str) -> list[int]:
    """Return which lines continue a paragraph, from the expected paragraphs; layout-aware renderings break none."""
    squeezed = ["".join(unit.split()) for unit in units]
    whole, ends = "".join(squeezed), list(accumulate(map(len, squeezed)))
    joins, at, before = [], 0, None
    for line, label in zip(lines, labels, strict=True):
        own = "".join(line.split())
        is_body = label != UNSURE and LABELS[label] in BODY
        found = whole.find(own, at, at + len(own) + 400) if is_body and units else -1
        unit = bisect_right(ends, found) if found >= 0 else None
        at = found + len(own) if found >= 0 else at
        if unit is not None and before is not None:
            joins.append(int(unit == before))
        elif renderer == "inscriptis":
            joins.append(0 if is_body else UNSURE)
        else:
            joins.append(UNSURE)
        before = unit
    return joins


_SECOND_LEVEL = frozenset("co com org net gov ac edu or ne".split())


def site(host: str) -> str:
    """Return the name part of a host's registered domain: `bbc` for news.bbc.co.uk."""
    parts = host.lower().split(".")
    while len(parts) > 2 and len(parts[-2]) <= 3 and parts[-2] in _SECOND_LEVEL:
        parts = [*parts[:-2], parts[-1]]
    return parts[-2] if len(parts) > 1 else parts[0]


def fold(name: str, folds: int) -> int:
    """Return the fold of a site: all its pages are in one, independent of the other sites."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % folds


def augmented(page: Page, others: Sequence[Page], chance: random.Random) -> Page:
    """Return a variant of the page: surroundings cut or taken from another site, other white space, marked headings."""
    way = chance.random()
    if way < 0.12:
        page = _article_only(page, chance)
    elif way < 0.4:
        page = _cut(page, chance)
    elif way < 0.7:
        page = _recombined(page, chance.choice(others), chance)
    if chance.random() < 0.25:
        page = _with_broken_lines(page, chance)
    layouts = page.layouts
    if chance.random() < 0.3:
        layouts = [Layout(layout.blank_before, 0) for layout in layouts]
    if chance.random() < 0.15:
        layouts = [Layout(blank_before=False, indent=layout.indent) for layout in layouts]
    elif chance.random() < 0.15:
        layouts = [Layout(blank_before=True, indent=layout.indent) for layout in layouts]
    return shortened(replace(page, layouts=layouts))


def shortened(page: Page) -> Page:
    """Return the page without lines too far from its body."""
    if len(page.lines) <= _LONGEST:
        return page
    first, last = _extent(page)
    start = max(0, min(first - _LONGEST // 4, len(page.lines) - _LONGEST))
    return _part(page, start, min(len(page.lines), max(start + _LONGEST, min(last + 50, start + 3 * _LONGEST))))


def _extent(page: Page) -> tuple[int, int]:
    indices = [index for index, label in enumerate(page.labels) if label not in (0, UNSURE)]
    return (indices[0], indices[-1] + 1) if indices else (0, len(page.labels))


def _part(page: Page, start: int, end: int) -> Page:
    return _chosen(page, range(start, end))


def _chosen(page: Page, indices: Sequence[int]) -> Page:
    """Return the page with a selection of its lines."""
    joins = [page.joins[index] if before + 1 == index else 0 for before, index in pairwise([-2, *indices])]
    return replace(
        page,
        lines=[page.lines[index] for index in indices],
        layouts=[page.layouts[index] for index in indices],
        labels=[page.labels[index] for index in indices],
        joins=joins,
    )


def _joined(pages: Iterable[Page], like: Page) -> Page:
    whole = replace(like, lines=[], layouts=[], labels=[], joins=[])
    for page in pages:
        whole.lines.extend(page.lines)
        whole.layouts.extend(page.layouts)
        whole.labels.extend(page.labels)
        whole.joins.extend(page.joins)
    return whole


def _with_broken_lines(page: Page, chance: random.Random) -> Page:
    """Return the page with the paragraphs of its body broken into lines: at links and bold words, or all at a width."""
    width = chance.choice((0, 0, 60, 72, 80))
    pieces = []
    for index, (line, label) in enumerate(zip(page.lines, page.labels, strict=True)):
        part = _part(page, index, index + 1)
        words = line.split(" ")
        if label == UNSURE or LABELS[label] not in (*BODY, "caption") or len(words) < 8 or not (width or chance.random() < 0.4):
            pieces.append(replace(part, joins=[page.joins[index]]))
            continue
        broken = textwrap.wrap(line, width) if width else _at_links(words, chance)
        layouts = [part.layouts[0]] + [Layout(blank_before=False, indent=part.layouts[0].indent)] * (len(broken) - 1)
        joins = [page.joins[index]] + [1] * (len(broken) - 1)
        pieces.append(replace(part, lines=broken, layouts=layouts, labels=part.labels * len(broken), joins=joins))
    return _joined(pieces, page)


def _at_links(words: Sequence[str], chance: random.Random) -> list[str]:
    """Return a paragraph in lines: before, inside and after a few words that might be a link."""
    cuts = {0, len(words)}
    for _ in range(chance.choice((1, 1, 2, 3))):
        start = chance.randrange(len(words))
        cuts |= {start, min(len(words), start + chance.choice((1, 1, 2, 2, 3, 5)))}
    return [" ".join(words[start:end]) for start, end in pairwise(sorted(cuts))]


def _article_only(page: Page, chance: random.Random) -> Page:
    """Return only the article, or with a few lines of its surroundings."""
    first, last = _extent(page)
    start, end = max(0, first - chance.choice((0, 0, 1, 3))), min(len(page.lines), last + chance.choice((0, 0, 1, 4)))
    part = _part(page, start, end)
    if chance.random() < 0.5:  # only the lines of the article
        keep = [index for index, label in enumerate(part.labels) if label not in (0, UNSURE)] or list(range(len(part.labels)))
        part = _chosen(part, keep)
    return part


def _cut(page: Page, chance: random.Random) -> Page:
    """Return the page with shortened surroundings."""
    first, last = _extent(page)
    return _part(page, chance.randint(0, first), chance.randint(last, len(page.lines)))


def _recombined(page: Page, other: Page, chance: random.Random) -> Page:
    """Return the article of a page with the head, the foot, or both of another page."""
    first, last = _extent(page)
    other_first, other_last = _extent(other)
    head = _part(other, 0, other_first) if chance.random() < 0.6 else _part(page, 0, first)
    foot = _part(other, other_last, len(other.lines)) if chance.random() < 0.6 else _part(page, last, len(page.lines))
    return _joined([head, _part(page, first, last), foot], page)


def body_f1(found: str, expected: str) -> tuple[float, float, float]:
    """Return case-insensitive precision, recall and F1 of a body."""
    precision, recall = agreement(found.lower(), expected.lower())
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1.0)
