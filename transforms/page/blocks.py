"""Split a page into blocks, and recognise blocks by their words: a date, a caption, a menu entry."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from transforms.characters import SENTENCE_END
from transforms.entities.agencies import SUPPLIERS
from transforms.lexicon.months import ALL_ZONES, ENGLISH_MONTHS, MONTH_STEMS, WEEKDAYS
from transforms.lexicon.phrases import any_phrase, any_word, beginnings
from transforms.lexicon.words import word_lists, words_of_all
from transforms.records import Span

_NARROW, _WIDE = 40, 100
_ITEM = re.compile(r"\s*(?:[•‣▪▸►●○◦∙·*+–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_COLUMNS = re.compile(r"\t|\S {3,}\S|\|")


def blocks(text: str) -> list[Span]:
    """Return the spans of the blocks of `text`, in order: every character except white space is in exactly one.

    A block is a line that is not blank, or several lines that were one before they were wrapped at a fixed width.
    """
    lines = _lines(text)
    runs = [list(run) for blank, run in groupby(lines, key=lambda line: not line.of(text).strip()) if not blank]
    rows = [[line.of(text).rstrip() for line in run] for run in runs]
    page_width = max((_wrapped_at(run) for run in rows), default=0)
    return [
        _trimmed(text, Span(part[0].start, part[-1].end))
        for run, row in zip(runs, rows, strict=True)
        for part in _parts(run, row, _wrapped_at(row) or page_width)
    ]


def is_item(line: str) -> bool:
    """Return whether a line begins like a list item, with a bullet or a number."""
    return _ITEM.match(line) is not None


def _lines(text: str) -> list[Span]:
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        lines.append(Span(start, start + len(line)))
        start += len(line)
    return lines


def _trimmed(text: str, span: Span) -> Span:
    raw = span.of(text)
    return Span(span.end - len(raw.lstrip()), span.start + len(raw.rstrip()))


def _wrapped_at(rows: Sequence[str]) -> int:
    """Return the width at which a run of lines was wrapped, or 0 if that is not certain.

    Proof takes three lines or more, most of them full, that go on in small letters, and the end of a sentence: menus and poems lack one.
    """
    width = max(map(len, rows))
    if len(rows) < 3 or not _NARROW <= width <= _WIDE or not any(map(SENTENCE_END.search, rows)):
        return 0
    continued = [after.lstrip()[0] for line, after in pairwise(rows) if _wraps(line, after, width)]
    full = len(continued) >= max(2, (len(rows) - 1) / 2)
    return width if full and sum(first.islower() for first in continued) * 2 >= len(continued) else 0


def _wraps(line: str, after: str, width: int) -> bool:
    """Return whether a line was wrapped because the next word would have exceeded the width."""
    full = max(len(line), len(after)) <= width < len(line) + 1 + len(after.split(None, 1)[0])
    return full and not is_item(after) and not _COLUMNS.search(line) and not _COLUMNS.search(after)


def _parts(run: Sequence[Span], rows: Sequence[str], width: int) -> Iterator[list[Span]]:
    """Split a run of lines into blocks: one per line, or longer blocks if lines were wrapped at `width`."""
    part = [run[0]]
    for (line, after), span in zip(pairwise(rows), run[1:], strict=True):
        if _wraps(line, after, width):
            part.append(span)
        else:
            yield part
            part = [span]
    yield part


_PLAIN_WORD = re.compile(r"\w+")
_PULLED = 5
"""Minimum words of a pull quote."""
_HOLDERS = 8
"""Maximum paragraphs examined per shared phrase."""
_LONGEST = 600  # maximum characters of a line for the patterns below, since some take quadratic time


@lru_cache(maxsize=4096)
def mark(line: str, *, words: int, prose: bool, repeats: int) -> str | None:
    """Return the kind of a line that its words show, or None.

    Args:
        line: the line, its white space normalised.
        words: its length.
        prose: whether it reads as running text.
        repeats: how often the page has it.

    Returns:
        One of the roles date, caption, credit, byline, dateline; `end` for what follows an article, `junk` for the rest of the site.
    """
    if len(line) > _LONGEST:
        return None
    if words <= 20 and _is_date(line):
        return "date"
    folded = line.casefold()
    for role, longest, begins, signs, holds in _MARKS:
        if words <= longest and (begins.match(line) or (has(folded, signs) and holds.search(line))) and not (prose and role == "byline"):
            return role
    repeated = repeats > 2 and words < 12
    if not repeated and words <= 40 and (_is_copyright(line, folded) or (_END.match(line) and (not prose or words <= 6))):
        return "end"
    return "junk" if repeated or (words <= 60 and (_JUNK.match(line) or _is_service(line, folded))) else None


def has(folded: str, signs: Iterable[str]) -> bool:
    """Return whether a lower-case line contains any of some strings, which is much faster than a pattern search."""
    return any(map(folded.__contains__, signs))


def pulled(paragraphs: Sequence[str]) -> Iterator[int]:
    """Yield the positions of pull quotes: paragraphs of at least five words that also occur in a longer paragraph."""
    words = [_PLAIN_WORD.findall(paragraph.lower()) for paragraph in paragraphs]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sought = {tuple(own[:_PULLED]) for own in words if len(own) >= _PULLED}
    for place, own in enumerate(words):
        for gram in sought.intersection(zip(*(own[at:] for at in range(_PULLED)), strict=False)):
            if len(holders[gram]) < _HOLDERS:
                holders[gram].append(place)
    plain = [f" {' '.join(own)} " for own in words]
    for place, own in enumerate(words):
        others = (plain[holder] for holder in holders.get(tuple(own[:_PULLED]), ()) if len(words[holder]) > len(own))
        if len(own) >= _PULLED and any(plain[place] in other for other in others):
            yield place


def is_author_note(line: str) -> bool:
    """Return whether a line describes its author: `Ana Ruiz is a reporter for The Harbour Post`."""
    return len(line) <= _LONGEST and _AUTHOR_NOTE.match(line) is not None


def is_stamped(line: str) -> bool:
    """Return whether a line contains the page's publication time."""
    return len(line) <= _LONGEST and has(line.casefold(), _STAMP_SIGNS) and _STAMPED.search(line) is not None


def is_photo_credit(line: str) -> bool:
    """Return whether a line in brackets or with a label is a photo credit."""
    return _PHOTO_CREDIT.match(line) is not None


def names_photographer(line: str) -> bool:
    """Return whether a line is a caption or credit that ends with who took the picture: `The quay at night. Picture by Ana Ruiz`."""
    return len(line) <= _LONGEST and has(line.casefold(), _PICTURES) and _PHOTOGRAPHER.search(line) is not None


def begins_with_dateline(line: str) -> bool:
    """Return whether a line begins with a place in capitals and a dash."""
    return _PLACED.match(line[:_LONGEST]) is not None


_DATE_WORD = re.compile(
    rf"""{any_word(ENGLISH_MONTHS)} | {any_word(WEEKDAYS)} | {any_phrase("dates", "words of dates")} | {any_word(ALL_ZONES)}
      | \d{{1,4}}(?:st|nd|rd|th)?           # `3rd`
      | \d[\d:.,/tz+-]*(?:am|pm|z|h)?       # `10:15pm`
      | [ap]\.?m                            # `p.m`
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DATED = re.compile(rf"\b{any_word(ENGLISH_MONTHS)}\b|\b\d{{4}}\b|\d[:.]\d\d|\d ?[ap]\.?m\b|\bago\b|\d/\d", re.IGNORECASE)
_STAMPED = re.compile(
    rf"""\b{any_word(word_lists("masthead")["stamps"])}\b.*\d           # `Updated at 10`
      | \bago$                                                        # `3 hours ago`
      | \d\ min(?:ute)?s?\ read                                        # `4 min read`
      | \b{any_word(ENGLISH_MONTHS)}\b\.?\ \d{{1,2}},?\ \d{{4}}          # `March 3, 2025`
      | \b\d{{1,2}}\ {any_word(ENGLISH_MONTHS)}\b,?\ \d{{4}}             # `3 March 2025`
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STAMP_SIGNS = (*word_lists("masthead")["stamps"], "ago", " min", *MONTH_STEMS)
_WORDS = re.compile(r"[^\s|·•,()\[\]:;–—-]+(?:[:/.-][\d\w+:.]+)*")


def _is_date(line: str) -> bool:
    return bool(_DATED.search(line)) and all(_DATE_WORD.fullmatch(word.rstrip(".")) for word in _WORDS.findall(line))


_SUPPLIER = any_word(SUPPLIERS)
_CAPTION = re.compile(
    rf"""(?:image|photo|picture)\ (?:source|caption|credit)                                        # `photo caption`
      | FILE\b\ ?[-–—:(]                                                                           # `FILE - The old mill`
      | Photograph:|Pictured\b                                                                     # `Pictured left`
      | (?:Image|Photo|Picture|Graphic|Chart|Map|Video):\                                          # `Chart: Ana Ruiz`
      | Sources?:\ [A-Z][^.:]{{2,80}}$                                                             # `Source: Harbour Board`
      | Open\ (?:this\ )?(?:photo|image)\ in                                                       # `Open this photo in gallery`
      | (?:file\ )?(?:photo|picture|image|photograph)(?:graphy|graph|s)?(?:\ credits?|\ by)?\s*[:/|]  # `photo by: Ana Ruiz`
      | In\ this\ (?:\w+\ )?(?:file\ )?(?:photo|image|picture)                                     # `In this undated photo`
      | (?:©|\(c\))\ ?{_SUPPLIER}                                                                  # `© Getty Images`
      | {_SUPPLIER}(?:\ Photo|\ Images)?/                                                          # `AP Photo/Ana Ruiz`
    """,
    re.VERBOSE,
)
_IN_CAPTION = re.compile(
    rf"""\((?:file\ ?)?(?:photo|picture|image|illustration)s?[^)]*\)$     # `(file photo)`
      | \bGetty\ Images\b.{{0,40}}$                                      # `Ana Ruiz, Getty Images`
      | \b(?:AP|EPA|AFP)\ Photo\b                                        # `EPA Photo`
      | /\ ?{_SUPPLIER}(?:\ Photo|\ Images)?\)?\.?$                      # `Ana Ruiz/Reuters`
      | [(|]\ ?via\ {_SUPPLIER}(?:\ Images)?\)$                          # `(via Reuters)`
      | \([^()]{{2,50}}/[^()/]{{2,40}}\)\.?$                             # `(Ana Ruiz/The Bay Times)`
      | \((?:Photo|Image|Picture|Credit)[^()]*\)\.?$                     # `(Credit: Ana Ruiz)`
    """,
    re.VERBOSE,
)
_PHOTO_CREDIT = re.compile(r"\([^()]{2,60}\)$|(?:photo|image|picture)?\s?credit\s?:", re.IGNORECASE)
_PICTURES = ("photo", "picture", "image", "illustration")
_PHOTOGRAPHER = re.compile(
    rf"""(?:^|[.!?”"’'|–—-]\s+|[(\[])
    (?:[Ff]ile\ )?(?:[Pp]hotos?|[Pp]ictures?|[Ii]mages?|[Pp]hotograph(?:s|y)?|[Ii]llustrations?|PHOTOS?|PICTURES?|IMAGES?)
    (?:\ (?:{any_word(words_of_all("masthead", "by"))}|BY|[Cc]ourtesy(?:\ of)?)\ |:\s?)
    [^\W\d_a-z][^.!?]{{1,60}}[.)\]]{{0,2}}$""",
    re.VERBOSE,
)
_CREDIT = re.compile(
    rf"""^\W*(?:
        with\ (?:(?:additional|agency)\ )?(?:reporting|files|inputs?|contributions?|information|writing)\ (?:by|from)  # `With files by AFP`
      | (?:additional\ )?(?:reporting|writing|editing|edited|translated|compiled|reported)\b[^.]{{0,20}}\bby\b  # `Editing by Tom Li`
      | agencies$                                                                    # `Agencies`
      | this\ (?:report|story|article)\ (?:was|includes|contains|has\ been|first\ appeared|originally)  # `This story was updated`
      | sources?:\ ?{_SUPPLIER}                                                      # `Source: Reuters`
      | [(—–-]\ ?(?:with\ )?(?:{_SUPPLIER}|agencies)[^.]{{0,40}}$                    # `— With agencies`
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_IN_CREDIT = re.compile(
    r"\b(?:contributed|contributing) to this (?:report|story|article)\b|\breport(?:ed|ing) from\b.{0,60}\.$", re.IGNORECASE
)
_BYLINE = re.compile(
    rf"^(?:(?:written|story|reported|report|words|text|posted|published|analysis|opinion|review|interview)? ?"
    rf"{any_word(words_of_all('masthead', 'by'))}):?(?: +[^\W\d_]\S*(?:[ ,|·]+\S+){{0,12}})?$",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^[^\W\d_a-z]{2}[^a-z\d]{1,40}(?:, [A-Z][\w. ]{1,20})?(?:,? \w{3,9}\.? \d{1,2}(?:, \d{4})?)?(?: ?\([A-Z][A-Za-z]+\))? ?[-–—―]+$"
)
_PLACED = re.compile(
    r"[^\W\d_a-z]{2}[^a-z\d]{1,40}(?:, [A-Z][\w. ]{1,20})?(?:,? \w{3,9}\.? \d{1,2}(?:,? \d{4})?|,? \d{1,2} \w{3,9}\.?(?: \d{4})?)?"
    r"(?: ?\([A-Z][A-Za-z ]+\))? ?(?:--|[-–—―]) ?(?=[A-Z“\"‘])"
)
_MARKS = (
    ("caption", 60, _CAPTION, ("(", "/", "|", "getty images", " photo"), _IN_CAPTION),
    ("credit", 60, _CREDIT, (" to this ", "reported from", "reporting from"), _IN_CREDIT),
    ("byline", 14, _BYLINE, (), _BYLINE),
    ("dateline", 12, _DATELINE, (), _DATELINE),
)
"""Per role: maximum words, pattern at the start, literal hints that gate the last pattern, and that pattern."""

_END = re.compile(rf"^\W*(?:{any_phrase('page', 'headings of stories')}|{any_phrase('page', 'ends')})\W*$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^\W*(?:©|copyright\b|\(c\)).{0,200}$", re.IGNORECASE)
_RIGHTS = re.compile(r"\ball rights reserved\b", re.IGNORECASE)
_JUNK = re.compile(rf"^\W*(?:{any_phrase('page', 'junk')}|{any_phrase('page', 'labels of links')}\s?[:|»].{{0,200}})\W*$", re.IGNORECASE)
_SERVICE = re.compile(rf"\b{any_phrase('page', 'service')}\b", re.IGNORECASE)
_SERVICE_SIGNS = beginnings("page", "service")
_WRITER = any_phrase("page", "writers")
_AUTHOR_NOTE = re.compile(
    rf"""^(?:[Bb]y\ )?[A-Z][^\s,]*(?:\ [^\s,]+){{1,3}}\ (?:is|was|writes|covers|reports)\b.{{0,80}}\b{_WRITER}\b  # `Ana Ruiz is a reporter`
      | ^(?:Follow|Contact|Reach|[Ee]-?[Mm]ail)\ (?:him|her|them|[A-Z]\w+(?:\ [A-Z]\w+)?)\ (?:on|at|via)\b  # `Follow her on X`
    """,
    re.VERBOSE,
)
_TO_THE_READER = re.compile(rf"\b{any_word(word_lists('page')['to the reader'])}\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”«»„]|[‘']\w.{8,}[’']")


def _is_copyright(line: str, folded: str) -> bool:
    return bool(_COPYRIGHT.match(line) or ("all rights reserved" in folded and _RIGHTS.search(line)))


def is_service(line: str) -> bool:
    """Return whether a line is the site's message to its readers about itself."""
    return len(line) <= _LONGEST and _is_service(line, line.casefold())


def _is_service(line: str, folded: str) -> bool:
    about = has(folded, _SERVICE_SIGNS) and _SERVICE.search(line)
    return bool(about and _TO_THE_READER.search(line)) and not _QUOTED.search(line)
