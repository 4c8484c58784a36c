"""The headline, and the site name that page titles append to it."""

import re
from collections.abc import Iterator, Sequence

from transforms.characters import letters_of, squeezed
from transforms.lexicon.phrases import any_word
from transforms.lexicon.words import word_set, words_of_all
from transforms.metadata.masthead import Masthead
from transforms.schema import ParagraphRow

_LONGEST = 400
"""Maximum characters of a line compared with the page's title."""
_SEPARATOR = re.compile(r"\s{1,4}(?:[|｜•·*»:]{1,3}|[-–—]{1,2})\s{1,4}|\s?[|｜]\s?")
_MARKED = re.compile(r"^(?:[*+•‣▪▸►●○◦∙·»-]\s+)+")
_BROWSER = re.compile(
    r"""^\(\d{1,3}\)\                                        # `(2) Harbour to close`
      | \ [-–—]\ (?:Google\ Chrome|Chromium|Mozilla\ Firefox|Microsoft\W{1,2}Edge|Safari|Opera|Brave|Vivaldi)$
    """,
    re.VERBOSE,
)
"""What the window of a browser adds to the title of a page: the count of messages, its own name."""
_PAPER = re.compile(
    rf"\b(?:{any_word(word_set('masthead', 'media') | word_set('masthead', 'papers'))}|[\w-]+\.(?:com|org|net|[a-z]{{2}}))\b", re.IGNORECASE
)
_BY_SOMEONE = re.compile(rf"{any_word(words_of_all('masthead', 'by'))}\s", re.IGNORECASE)
_PIECES = 8
"""Maximum lines that a broken headline spans."""
_STRAIGHT = str.maketrans("‘’“”–—", "''\"\"--")
_SECTION_WORDS, _SITE_WORDS = 3, 6


def read_headline(paragraphs: Sequence[ParagraphRow], masthead: Masthead, known: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the headline without the site name, and the site name if the page's title (its first line) has it.

    `known` are what the publication is said to be called elsewhere: its stated name, the host of its address.
    """
    first = _BROWSER.sub("", squeezed(paragraphs[0].text[:_LONGEST])) if paragraphs else ""
    lines = {letters_of(_unmarked(p.text)) for p in paragraphs[1 : masthead.end] if len(p.text) <= _LONGEST} - {""}
    agreed, site = _agreed(first, lines)
    if masthead.title is None:
        return agreed, site
    chosen = _joined(paragraphs, masthead.title, first)
    if len(chosen) > _LONGEST:
        return chosen, None
    if agreed and (masthead.title == 0 or (agreed != first and len(agreed.split()) > 3 and not _alike(chosen, first))):
        return agreed, site
    if masthead.title == 0:
        return _without_site(chosen, lines, known)
    if first.startswith(chosen) and (rest := _SEPARATOR.match(first, len(chosen))):
        return chosen, _site(first[rest.end() :])
    return _without_site(chosen, None, known)


def _joined(paragraphs: Sequence[ParagraphRow], row: int, first: str) -> str:
    """Return the headline rejoined with pieces that links broke off, as in the page's title."""
    whole = _unmarked(paragraphs[row].text)
    if row == 0 or len(whole) > _LONGEST:
        return whole
    title = first.translate(_STRAIGHT)
    for places in (range(row - 1, max(0, row - _PIECES), -1), range(row + 1, min(len(paragraphs), row + _PIECES))):
        for i in places:
            piece = squeezed(paragraphs[i].text[:_LONGEST])
            one, other = (piece, whole) if i < row else (whole, piece)
            longer = next((both for both in (f"{one} {other}", one + other) if both.translate(_STRAIGHT) in title), None)
            if longer is None:
                break
            whole = longer
    return whole


def match_headline(
    stated: str | None, shown: str | None, paragraphs: Sequence[ParagraphRow], masthead: Masthead, known: Sequence[str]
) -> str | None:
    """Return the stated headline as written on the page, a shown headline with similar words, or the stated one."""
    if not stated:
        return shown
    title, _ = _without_site(stated[:_LONGEST], set(), [name for name in known if name])  # page titles are often stated as headlines
    keys = {letters_of(stated), letters_of(title)}
    if shown and letters_of(shown) in keys:
        return shown
    for paragraph in paragraphs[: min(masthead.body + 1, len(paragraphs))]:
        if len(paragraph.text) <= _LONGEST and letters_of(line := _unmarked(paragraph.text)) in keys:
            return line
    return shown if shown and _alike(shown, title) else title


def _unmarked(line: str) -> str:
    return _BROWSER.sub("", _MARKED.sub("", squeezed(line)))


def _alike(one: str, other: str) -> bool:
    """Return whether two lines share most of the words of the shorter."""
    words, others = ({*re.findall(r"\w{3,}", line.casefold())} for line in (one, other))
    return 2 * len(words & others) >= min(len(words), len(others))


def _cuts(line: str) -> Iterator[tuple[str, str]]:
    """Yield the splits of a line at separators between headline and site, longest head first."""
    for separator in reversed(list(_SEPARATOR.finditer(line))):
        yield line[: separator.start()].strip(), line[separator.end() :].strip()


def _agreed(first: str, lines: set[str]) -> tuple[str | None, str | None]:
    """Return the head of the page's title that is also a line by itself, and the site name after it."""
    if len(first.split()) > 2 and letters_of(first) in lines:
        return first, None
    for head, tail in _cuts(first):
        if len(head.split()) > 2 and letters_of(head) in lines:
            return head, _site(tail)
    return None, None


def _site(tail: str) -> str | None:
    """Return the site name at the end of the text after a headline, which may start with sections or end with an author."""
    parts = [part.strip() for part in _SEPARATOR.split(tail) if part.strip() and not _BY_SOMEONE.match(part.strip())]
    return parts[-1] if parts and len(parts[-1].split()) <= _SITE_WORDS else None


def _without_site(line: str, lines: set[str] | None, known: Sequence[str]) -> tuple[str, str | None]:
    """Remove the site name and preceding sections from the end of a line.

    `lines` are those of the page where the line is a page's title: what looks like a site's name is one there, else only a known name is.
    """
    head, site = line, None
    for before, tail in _cuts(line):
        part = head[len(before) :]
        bar = "|" in part or "｜" in part
        name = part.strip(" |｜•·*»:–—-")
        if len(before.split()) < 2 or len(name.split()) > _SITE_WORDS:
            break
        sure = _names_site(name, known) or letters_of(name) in (lines or ())
        if site is None and _BY_SOMEONE.match(tail):
            head = before
        elif site is None and (sure or (lines is not None and (name[:1].isupper() if bar else _is_paper(name)))):
            head, site = before, name
        elif site is not None and len(name.split()) <= _SECTION_WORDS and name[:1].isupper() and not known:
            head = before
        else:
            break
    return head, site


def _is_paper(name: str) -> bool:
    return all(word[0].isupper() or word in ("of", "and", "the") for word in name.split()) and _PAPER.search(name) is not None


def _names_site(name: str, known: Sequence[str]) -> bool:
    key = letters_of(name).removeprefix("the")
    return len(key) > 2 and any(
        key in other or (len(other) > 3 and other in key) for other in (letters_of(k).removeprefix("the") for k in known)
    )
