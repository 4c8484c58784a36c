"""The headline, and the site name that page titles append to it."""

import re
from collections.abc import Iterator, Sequence

from transforms.characters import letters_of, squeezed
from transforms.lexicon.phrases import any_word
from transforms.lexicon.words import word_set, words_of_all
from transforms.metadata.masthead import Masthead
from transforms.schema import ParagraphRow

_LONGEST = 400
"""Maximum characters of a line that is compared with the page title."""
_SEPARATOR = re.compile(r"\s{1,4}(?:[|｜•·*»:]{1,3}|[-–—]{1,2})\s{1,4}|\s?[|｜]\s?")
_BULLET = re.compile(r"^(?:[*+•‣▪▸►●○◦∙·»-]\s+)+")
_BROWSER = re.compile(
    r"""^\(\d{1,3}\)\                                        # `(2) Harbour to close`
      | \ [-–—]\ (?:Google\ Chrome|Chromium|Mozilla\ Firefox|Microsoft\W{1,2}Edge|Safari|Opera|Brave|Vivaldi)$
    """,
    re.VERBOSE,
)
"""Additions of a browser window to the page title: a number of messages, the name of the browser."""
_PAPER = re.compile(
    rf"\b(?:{any_word(word_set('masthead', 'media') | word_set('masthead', 'papers'))}|[\w-]+\.(?:com|org|net|[a-z]{{2}}))\b", re.IGNORECASE
)
_BYLINE = re.compile(rf"{any_word(words_of_all('masthead', 'by'))}\s", re.IGNORECASE)
_MOST_PIECES = 8
"""Maximum lines of a headline that is split by links."""
_ASCII_MARKS = str.maketrans("‘’“”–—", "''\"\"--")
_SECTION_WORDS, _SITE_WORDS = 3, 6


def read_headline(paragraphs: Sequence[ParagraphRow], masthead: Masthead, known: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the headline without the site name, and the site name if the page title (the first line) has it.

    `known` are names of the publication from other sources: its stated name, the host of its address.
    """
    first = _BROWSER.sub("", squeezed(paragraphs[0].text[:_LONGEST])) if paragraphs else ""
    lines = {letters_of(_cleaned(p.text)) for p in paragraphs[1 : masthead.end] if len(p.text) <= _LONGEST} - {""}
    confirmed, site = _confirmed(first, lines)
    if masthead.title is None:
        return confirmed, site
    chosen = _rejoined(paragraphs, masthead.title, first)
    if len(chosen) > _LONGEST:
        return chosen, None
    if confirmed and (masthead.title == 0 or (confirmed != first and len(confirmed.split()) > 3 and not _similar(chosen, first))):
        return confirmed, site
    if masthead.title == 0:
        return _without_site(chosen, lines, known)
    if first.startswith(chosen) and (rest := _SEPARATOR.match(first, len(chosen))):
        return chosen, _site(first[rest.end() :])
    return _without_site(chosen, None, known)


def _rejoined(paragraphs: Sequence[ParagraphRow], row: int, first: str) -> str:
    """Return the headline, joined with adjacent lines as far as the page title has them in one."""
    line = _cleaned(paragraphs[row].text)
    if row == 0 or len(line) > _LONGEST:
        return line
    title = first.translate(_ASCII_MARKS)
    for directions in (range(row - 1, max(0, row - _MOST_PIECES), -1), range(row + 1, min(len(paragraphs), row + _MOST_PIECES))):
        for i in directions:
            piece = squeezed(paragraphs[i].text[:_LONGEST])
            one, other = (piece, line) if i < row else (line, piece)
            longer = next((both for both in (f"{one} {other}", one + other) if both.translate(_ASCII_MARKS) in title), None)
            if longer is None:
                break
            line = longer
    return line


def match_headline(
    stated: str | None, shown: str | None, paragraphs: Sequence[ParagraphRow], masthead: Masthead, known: Sequence[str]
) -> str | None:
    """Return the headline: the stated one as written on the page, else a similar one that the page shows, else the stated one."""
    if not stated:
        return shown
    title, _ = _without_site(stated[:_LONGEST], set(), [name for name in known if name])  # page titles are often stated as headlines
    keys = {letters_of(stated), letters_of(title)}
    if shown and letters_of(shown) in keys:
        return shown
    for paragraph in paragraphs[: min(masthead.body + 1, len(paragraphs))]:
        if len(paragraph.text) <= _LONGEST and letters_of(line := _cleaned(paragraph.text)) in keys:
            return line
    return shown if shown and _similar(shown, title) else title


def _cleaned(line: str) -> str:
    return _BROWSER.sub("", _BULLET.sub("", squeezed(line)))


def _similar(one: str, other: str) -> bool:
    """Return whether two lines share at least half of the words of the shorter one."""
    words, others = ({*re.findall(r"\w{3,}", line.casefold())} for line in (one, other))
    return 2 * len(words & others) >= min(len(words), len(others))


def _splits(line: str) -> Iterator[tuple[str, str]]:
    """Yield the splits of a line at separators between headline and site name, longest head first."""
    for separator in reversed(list(_SEPARATOR.finditer(line))):
        yield line[: separator.start()].strip(), line[separator.end() :].strip()


def _confirmed(first: str, lines: set[str]) -> tuple[str | None, str | None]:
    """Return the part of the page title that is also a separate line, and the site name after it."""
    if len(first.split()) > 2 and letters_of(first) in lines:
        return first, None
    for head, tail in _splits(first):
        if len(head.split()) > 2 and letters_of(head) in lines:
            return head, _site(tail)
    return None, None


def _site(tail: str) -> str | None:
    """Return the site name in the text after a headline, which may also contain sections and an author."""
    parts = [part.strip() for part in _SEPARATOR.split(tail) if part.strip() and not _BYLINE.match(part.strip())]
    return parts[-1] if parts and len(parts[-1].split()) <= _SITE_WORDS else None


def _without_site(line: str, lines: set[str] | None, known: Sequence[str]) -> tuple[str, str | None]:
    """Return a line without site name and sections at its end, and the site name.

    Args:
        line: a headline or page title.
        lines: for a page title, the lines of the page, normalised by `letters_of`; None for other lines, where only known names are
            removed.
        known: names of the publication.
    """
    head, site = line, None
    for before, tail in _splits(line):
        part = head[len(before) :]
        bar = "|" in part or "｜" in part
        name = part.strip(" |｜•·*»:–—-")
        if len(before.split()) < 2 or len(name.split()) > _SITE_WORDS:
            break
        sure = _is_known_site(name, known) or letters_of(name) in (lines or ())
        if site is None and _BYLINE.match(tail):
            head = before
        elif site is None and (sure or (lines is not None and (name[:1].isupper() if bar else _looks_like_site(name)))):
            head, site = before, name
        elif site is not None and len(name.split()) <= _SECTION_WORDS and name[:1].isupper() and not known:
            head = before
        else:
            break
    return head, site


def _looks_like_site(name: str) -> bool:
    return all(word[0].isupper() or word in ("of", "and", "the") for word in name.split()) and _PAPER.search(name) is not None


def _is_known_site(name: str, known: Sequence[str]) -> bool:
    key = letters_of(name).removeprefix("the")
    return len(key) > 2 and any(
        key in other or (len(other) > 3 and other in key) for other in (letters_of(k).removeprefix("the") for k in known)
    )
