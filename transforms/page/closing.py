"""What closes a press release or a letter: contacts, the note about the company, who signs and where."""

import re
from collections.abc import Iterator, Sequence

from transforms.lexicon.phrases import any_phrase
from transforms.schema import BODY_ROLES

_HEADING = 10
"""Maximum words of a line above contacts or a note about the company."""
_FEWEST = 2
"""Minimum paragraphs of the article before it."""
_ABOUT = 3
"""Maximum paragraphs below `About X` to the end of the article or the next such heading."""
_LONG, _LINES = 20, 16
"""Maximum words of a line that is not one of contact details, and maximum lines of these."""
_CONTACTS = re.compile(rf"^\W*(?=(?-i:[^a-z])){any_phrase('page', 'contacts')}\W*$", re.IGNORECASE)
_COMPANY = re.compile(r"^(?:About|ABOUT) (?:(?:[Tt]he |THE )?(?!\d)[^\W_a-z][^.!?:]{1,60}|us|the company):?$")
_END = re.compile(
    rf"^\W*{any_phrase('page', 'ends of releases')}\W*$|^\W*(?:# ?# ?#|- ?30 ?-)\W*$|^(?-i:[\W_]*ENDS[\W_]*|[-–—*] ?Ends? ?[-–—*])$",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"""^\W*(?:
        (?:tel|phone|telephone|mobile|cell|fax|t|m|e-?mail|web|website|e|w)\b[.:]\ ?\S.*         # `Tel: +47 22 55 01 00`
      | [\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20}                                                  # an address
      | \+?[\d()][\d()\s./-]{6,20}(?:\ ?(?:ext|x)\.?\ ?\d{1,5})?                                # a number
      | (?:https?://|www\.)\S{4,100}                                                            # a site
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
"""A line that says how to reach somebody."""
_WITHIN = re.compile(r"[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20}|(?<!\d)\+?\d[\d()\s./-]{7,18}\d(?!\d)")
"""An address or a number beside a name."""
_LETTER = re.compile(rf"^{any_phrase('page', 'salutations')}\s?[,:–—-]", re.IGNORECASE)
_NAME = re.compile(
    r"""(?:[^\W\d_a-z][\w.’'-]*\.?\ ){1,3}[^\W\d_a-z][\w’'-]+
        (?:\ \((?:Mrs?|Ms|Miss|Dr|Rev|Prof)\.?\))?(?:,(?:\ [^\W\d_a-z][\w’'\ -]{1,40}){0,2})?\.?
      | (?:[Tt]he\ )?[^\W\d_a-z][\w’'-]+\ [Ff]amily
      | [Nn]ame(?:\ and\ address)?\ (?:withheld|supplied)(?:\ [a-z]+){0,3}\.?
    """,
    re.VERBOSE,
)
"""`Ana Ruiz`, `Tom Li (Dr)`, `The Holm family`, `Name and address supplied`."""
_PLACE = re.compile(
    r"(?:[Nn]ear |[Vv]ia |by )?[^\W\d_a-z][\w.’'-]*(?:,? (?:near |via |on |upon |the |in |under |le |by )?[^\W\d_a-z][\w.’'-]*){0,4}\.?"
    r"(?: \d{1,2}(?:, \d{4})?)?|(?:[Vv]ia|[Bb]y) e-?mail\.?"
)
"""`Holm`, `Holm, near Dunmore`, `Holm, May 5`, `Via email`."""
_WRITER = re.compile(r"The writers? (?:is|are|was|were)\b")


def behind_release(lines: Sequence[str], roles: Sequence[str]) -> Iterator[int]:
    """Yield the paragraphs of the body that are contacts, a note about the company, or behind the end of a press release."""
    body = [place for place, role in enumerate(roles) if role in BODY_ROLES]
    first = max(_FEWEST, len(body) // 3)
    heads = [(nth, kind) for nth, place in enumerate(body) if nth >= first and (kind := _kind(lines[place]))]
    for at, (nth, kind) in enumerate(heads):
        stop = heads[at + 1][0] if at + 1 < len(heads) else len(body)
        section = body[nth:stop]
        short = next((n for n, place in enumerate(section) if len(lines[place].split()) > _LONG), len(section))
        some = section[: min(short, _LINES)]
        reached = [place for place in some if _REACHED.match(lines[place]) or (place != section[0] and _WITHIN.search(lines[place]))]
        if kind == "end":
            yield from body[nth:]
            return
        if kind == "contacts" and (reached or (len(section) == 1 and at == len(heads) - 1)):
            last = max(reached, default=section[0])
            yield from [place for place in section if place <= last]
        elif kind == "company" and len(section) <= _ABOUT + 1:
            yield from section


def _kind(line: str) -> str | None:
    """Return what a line is the heading of: `contacts`, `company` or `end`; None for another line."""
    if len(line.split()) > _HEADING:
        return None
    if _CONTACTS.match(line):
        return "contacts"
    if _END.match(line):
        return "end"
    return "company" if _COMPANY.match(line) else None


def signatures(lines: Sequence[str], roles: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that sign letters to an editor, with their roles: names as byline, places below them as boilerplate."""
    body = [place for place, role in enumerate(roles) if role in BODY_ROLES]
    letters = [place for place in body if _LETTER.match(lines[place])]
    for letter, after in zip(letters, [*letters[1:], len(lines)], strict=False):
        own = range(letter, after)
        end = max(n for n in own if n == letter or (roles[n] in BODY_ROLES and len(lines[n].split()) > _HEADING)) + 1
        if end >= min(after, len(lines)) or roles[end] == "title" or not _NAME.fullmatch(lines[end]):
            continue
        below = [n for n in range(end + 1, min(after, len(lines), end + 3)) if roles[n] in BODY_ROLES]
        placed = bool(below) and below[0] == end + 1 and _PLACE.fullmatch(lines[below[0]]) is not None
        if placed or not lines[end].isupper():
            yield end, "byline"
            yield from ((n, "boilerplate") for n in below if (placed and n == below[0]) or _WRITER.match(lines[n]))
