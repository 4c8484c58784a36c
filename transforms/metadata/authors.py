"""Authors from the lines around headline and body, without roles, outlets and dates."""

import re
from collections.abc import Iterator, Sequence

from transforms.characters import squeezed
from transforms.entities.agencies import AGENCY
from transforms.entities.gazetteer import FEMALE_NAMES, MALE_NAMES, PARTICLES
from transforms.lexicon.months import ENGLISH_MONTHS, MONTH_STEMS
from transforms.lexicon.phrases import any_phrase, any_word
from transforms.lexicon.words import word_lists, word_set, words_of_all
from transforms.metadata.dateline import is_city
from transforms.metadata.masthead import NEVER, Masthead
from transforms.schema import ParagraphRow

_LONGEST, _LONGEST_MARKED = 200, 1000
"""Maximum characters of a line searched for names, and of a line marked as byline."""
_ABOVE = 12
"""Lines above the headline that may hold a marked byline."""
_TOGETHER = 3
"""Maximum lines between the bylines of one article; bylines further apart belong to other articles."""
_MARKS = re.compile(r"^(?:[*+•‣▪▸►●○◦∙·|>/–—-]\s*)+")
_BY = any_word(words_of_all("masthead", "by"))
_PIECE = rf"(?:eine?\ )?(?:[^\W\d_]{{0,12}}{any_word(words_of_all('masthead', 'pieces'))}|geschrieben|text)"
_LEAD = re.compile(
    rf"""^(?:(?:[^\W\d_]+\ ){{0,2}}?by|(?:{_PIECE}\ )?{_BY})(?:\s*:\s*|\s+)   # `Ein Gastbeitrag von Tom Li`
      | ^(?:words|text[eo]?|testo|tekst|story|report(?:ing)?|written)\s*:\s*  # `Words: Ana Ruiz`
      | ^(?:about\ the\ )?{any_word(words_of_all("masthead", "author"))}\s*[:–—-]\s*  # `Author - Ana Ruiz`
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PICTURES = re.compile(
    r"(?<=\w)[\s.,;|·•(/–—-]*\b(?:photo(?:graph)?(?:s|y|er|ers)?|fotos?|pictures?|images?|illustrat(?:ions?|ed|or)|graphics?|video|camera"
    r"|pics)\b(?: by\b|\s?:).*$",
    re.IGNORECASE | re.DOTALL,
)
"""A photographer named after the author."""
_ROLE_BEFORE = re.compile(
    r"^(?:the |our )?(?:[^\W\d_][\w’'-]*[ /]+){0,4}?(?:reporter|editor|correspondent|writer|columnist|contributor|producer|intern)s?,? +"
    r"(?-i:(?=(?:[^\W\d_a-z][\w.’'-]*[ ]+){1,4}[^\W\d_a-z][\w.’'-]+))",
    re.IGNORECASE,
)
"""A role before the name: `Political Editor Ana Ruiz`."""
_LATE_BY = re.compile(r"\d[^@]{0,40}?(?:[^\w]|\b(?:words )?(?:written|author|posted) )by:?\s+(?-i:(?=[^\W\d_a-z]))", re.IGNORECASE)
_AND = any_word(words_of_all("masthead", "and"))
_BETWEEN = (*words_of_all("masthead", "and"), *words_of_all("masthead", "between names"))
_OPEN = re.compile(rf"(?:\b(?:{_AND}|{_BY})|[,&:])$", re.IGNORECASE)
_JOINS = re.compile(rf"(?:,|&|{_AND}\b)(?:\s|$)", re.IGNORECASE)
_NO_BYLINE = re.compile(rf"^\W*{any_phrase('masthead', 'no bylines')}\b(?!.{{0,40}}\bwritten by\b)", re.IGNORECASE)
_GLUED = re.compile(rf"(?<=[^\W\d_A-Z])(?={any_word((*word_lists('masthead')['glued'], *map(str.title, ENGLISH_MONTHS)))}\b)")
_BETWEEN_NAMES = re.compile(rf"\s*([,;|•·/]|\b{any_word(_BETWEEN)}\b|&|\s[-–—]\s)\s*", re.IGNORECASE)
_MONTH = rf"{any_word(MONTH_STEMS)}[a-z]*\.?"
_STAMP = any_word(word_lists("masthead")["stamps"])
_AFTER_NAME = re.compile(
    rf"\s*(?:[(\[@\d]|https?:|\b(?:in|for|of|at|from|is|was|{_STAMP}|last|first published|on|special to)\b|\b{_MONTH} \d).*",
    re.IGNORECASE,
)
_DAY = rf"(?:{_MONTH}\ \d{{1,2}},?\ \d{{4}}|\d{{1,2}}\ {_MONTH},?\ \d{{4}})"
_DATED_NAME = re.compile(
    rf"""^(?P<name>[^\d,|•·]{{5,50}}?)[\s|•·,]*(?:
        \d+\ (?:sec|min|h(?:ou)?r|day|week|month)\w*\ ago  # `Ana Ruiz 3 weeks ago`
      | \d+\ (?:minutes|hours|days)$                       # `Ana Ruiz 3 hours`
      | {_STAMP}\b.*\d{{4}}                                # `Ana Ruiz Updated 10:15 3.4.2025`
      | {_DAY}                                             # `Ana Ruiz, March 3, 2025`
      | @\w{{3,30}}$                                       # `Ana Ruiz @anaruiz`
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w’'ʼ.-]*")
_HONORIFIC = re.compile(rf"^(?:{any_word(word_lists('masthead')['honorifics'])}\b\.?\s+){{1,2}}", re.IGNORECASE)
_ARTICLED = re.compile(r"(?:al|el|ad|ar|as|an|at|ul|ur|d|l)[-’'][^\W\d_a-z]")
_ROLES, _NO_NAMES = frozenset(words_of_all("masthead", "roles")), word_set("masthead", "no names")
_POSTS = tuple(sorted(role for role in _ROLES if re.search(r"(?:er|or|eur|ent|ist)(?:s|in)?$", role)))
"""Ends of words for what people are: `Wirtschaftsredakteurin`."""
_OUTLETS = word_set("masthead", "media") | word_set("masthead", "outlets")


def read_authors(paragraphs: Sequence[ParagraphRow], masthead: Masthead) -> list[str]:
    """Return the authors in order: people, otherwise the desk, outlet or agency; lines above the body come first."""
    title = masthead.title or 0
    known = [i for i in range(max(0, title - _ABOVE), title) if paragraphs[i].role == "byline" or i in masthead.above]
    for places in (masthead.within, known, masthead.below):
        lines = list(_bylines(paragraphs, places))
        if people := _together([(place, names_in(line)) for place, line, _ in lines]):
            return people
        if bodies := [name for _, line, marked in lines if (name := _body(line, known=marked and _LEAD.match(line) is not None))]:
            return bodies[:1]
    return []


def split_authors(stated: Sequence[str]) -> list[str]:
    """Return the names in the stated authors: each may be a whole byline, or a list written as a string."""
    names: list[str] = []
    for line in (_LISTED.sub("", squeezed(value[:_LONGEST_MARKED])) for value in stated):
        if names and _is_post(line):
            continue
        if turned := _TURNED.fullmatch(line):
            names.append(f"{turned[2]} {in_small_letters(turned[1])}")
        else:
            names += names_in(line, listed=True) or ([body] if (body := _body(line, known=True) or _as_stated(line)) else [])
    return _once(names)


_TURNED = re.compile(r"([^\W\d_][\w’'-]+), ([^\W\d_][\w’'-]+\.?)")


def _as_stated(line: str) -> str | None:
    """Return a stated author whose spelling matches no name pattern, unless it is clearly not a name."""
    words = [word.strip(".,:") for word in line.casefold().split()]
    return None if not 0 < len(words) <= 6 or re.search(r"[\d@/]", line) or all(w in _ROLES or w in _NO_NAMES for w in words) else line


def people_among(names: Sequence[str]) -> list[str]:
    """Return the authors that are people."""
    return [name for name in names if _person(name) and not AGENCY.search(name)]


_LISTED = re.compile(r"^[\[\]'\"]+|[\[\]'\"]+$|[\[\]'\"]+(?=,)|(?<=, )[\[\]'\"]+")


def _once(names: Sequence[str]) -> list[str]:
    """Remove names that differ only in case from an earlier one."""
    return list({name.casefold(): name for name in reversed(names)}.values())[::-1]


def _together(found: Sequence[tuple[int, list[str]]]) -> list[str]:
    """Return the names of the first byline that names people, and of adjacent bylines."""
    people: list[str] = []
    last = None
    for place, names in found:
        if names and (last is None or place - last <= _TOGETHER):
            people += names
            last = place
    return _once(people)


def _bylines(paragraphs: Sequence[ParagraphRow], places: Sequence[int]) -> Iterator[tuple[int, str, bool]]:
    """Yield the bylines at these positions with their last position (broken lines joined) and whether the role is known."""
    rows = [
        (i, paragraphs[i].role, _MARKS.sub("", squeezed(paragraphs[i].text)))
        for i in places
        if len(paragraphs[i].text) <= (_LONGEST_MARKED if paragraphs[i].role == "byline" else _LONGEST)
    ]
    line, by, known = "", False, False
    for (place, role, words), (_, after, then) in zip(rows, [*rows[1:], (0, "", "")], strict=False):
        line, by, known = f"{line} {words}".strip(), by or role == "byline", known or role in ("byline", "date")
        if then and after not in NEVER and len(line) < _LONGEST_MARKED and (_OPEN.search(line) or _JOINS.match(then)):
            continue
        if (
            role not in NEVER
            and (by or role not in ("body", "subhead"))
            and (found := _byline(_GLUED.sub(" ", line), marked=by, then=then))
        ):
            yield place, found, known
        line, by, known = "", False, False


def _byline(line: str, *, marked: bool, then: str) -> str | None:
    """Return the byline in a line: all of it if marked as such or after "by", otherwise the name before or above a date."""
    if _NO_BYLINE.match(line):
        return None
    if late := _LATE_BY.search(line):
        return line[late.end() :]
    if marked or (_LEAD.match(line) and len(line.split()) > 1):
        return line
    if (dated := _DATED_NAME.match(line)) and dated["name"].rstrip()[-1:] not in ("-", "–", "—"):  # a place follows
        return dated["name"]
    return line if _DATE_BELOW.match(then) and " ".join(_BETWEEN_NAMES.sub(" ", line).split()) == " ".join(names_in(line)) else None


_DATE_BELOW = re.compile(
    rf"""{_STAMP}?\W{{0,3}}(?:on\ )?(?:\w+day,?\ )?(?:
        {_DAY}                         # `Published on Monday, March 3, 2025`
      | \d+\ \w+\ ago                  # `3 weeks ago`
      | \d+\ (?:hours|minutes|days)$   # `3 hours`
    )
      | {_STAMP}\W*$                   # `Updated:`
      | @\w{{3,30}}$                   # `@anaruiz`
    """,
    re.VERBOSE | re.IGNORECASE,
)


def names_in(byline: str, *, listed: bool = False) -> list[str]:
    """Return the people named in a byline, and agencies joined to them by "and".

    What follows a name after a comma or a stroke is where the person works, unless it is `listed` among names, the list goes on, or a
    known first name says otherwise.
    """
    pieces = _BETWEEN_NAMES.split(_LEAD.sub("", _LEAD.sub("", _PICTURES.sub("", byline))))
    joints = [joint.casefold() for joint in ["", *pieces[1::2]]]
    goes_on = [*(j in _ANDS for j in joints[1:]), False]
    names: list[str] = []
    for i, (joint, piece) in enumerate(zip(joints, pieces[::2], strict=True)):
        part = _without_role(_AFTER_NAME.sub("", piece).strip(" .-–—:*+•"))
        if (name := _person(part)) and not (names and _is_post(part)):
            if not names or listed or joint in _ANDS or name.split()[0].casefold() in _FIRST_NAMES or any(goes_on[i:]):
                names.append(name)
        elif names and joint in _ANDS and AGENCY.fullmatch(part):
            names.append(part)
    return names


def _is_post(part: str) -> bool:
    """Return whether words behind a name say what the person is: `Rural Affairs Correspondent`."""
    words = part.casefold().split()
    return bool(words) and words[-1].endswith(_POSTS) and words[0] not in _FIRST_NAMES


def _without_role(part: str) -> str:
    """Return a name without a role before it if the rest is a name."""
    found = _ROLE_BEFORE.match(part)
    return part[found.end() :] if found and _person(part[found.end() :]) else part


_ANDS = frozenset({"&", ";", *_BETWEEN})
_FIRST_NAMES = MALE_NAMES | FEMALE_NAMES


def _person(part: str) -> str | None:
    """Return the name of at least two words at the start of a byline part."""
    taken: list[str] = []
    words = _HONORIFIC.sub("", part).split()
    for i, word in enumerate(words):
        low = word.casefold().strip(".,:")
        if low in _NO_NAMES or low in _ROLES or low in _OUTLETS or low.endswith(_OWNED) or AGENCY.match(" ".join(words[i:])):
            break
        if not (_WORD.fullmatch(word) and (not word[0].islower() or (taken and (low in PARTICLES or _ARTICLED.match(word))))):
            break
        taken.append(word)
    if len(taken) > 3 and taken[: len(taken) // 2] == taken[len(taken) // 2 :]:  # a name and its link, joined without a space
        taken = taken[: len(taken) // 2]
    while taken and taken[-1].casefold() in PARTICLES and taken[-1][0].islower():
        taken.pop()
    rest = [word.casefold() for word in words[len(taken) :]]
    if len(rest) == 1 and rest[0] in _COLLECTIVE and taken and taken[0].casefold() not in _FIRST_NAMES:
        return None
    if not 2 <= len(taken) <= 6 or is_city(" ".join(taken)) or all(len(word.strip(".")) < 2 for word in taken):
        return None
    name = " ".join(taken)
    return _in_title_case(name) if _SMALL.sub("", name).isupper() else name


_OWNED = ("’s", "'s")
_COLLECTIVE = word_set("masthead", "teams")


def _body(byline: str, *, known: bool) -> str | None:
    """Return the desk, outlet or agency at the start of a byline without people; one or two names if the byline is certain."""
    part = _AFTER_NAME.sub("", _BETWEEN_NAMES.split(_LEAD.sub("", _LEAD.sub("", byline)))[0]).strip(" .-–—:*+•")
    words = part.split()
    lows = [word.casefold().strip(".,:") for word in words if word.casefold() != "the"]
    if not lows or not 0 < len(words) <= 6 or not words[0][0].isupper() or all(low in _ROLES or low in _NO_NAMES for low in lows):
        return None
    if lows[0] in _NO_NAMES or any(word[0].islower() and word not in ("of", "and") for word in words):
        return None
    named = AGENCY.search(part) or any(low in _OUTLETS or low in ("team", "staff", "agency", "bureau") for low in lows)
    return " ".join(words) if named or (known and len(words) < 3) else None


_SMALL = re.compile(r"(?<=\bM)c|,? [JS]r\.?$")
"""Lower-case letters in an all-capitals name."""


def in_small_letters(surname: str) -> str:
    """Return a surname in all capitals (which marks it as surname) in normal case."""
    return _in_title_case_word(surname) if len(surname) > 2 and surname.isupper() else surname


def _in_title_case(name: str) -> str:
    """Return a name in all capitals in normal case: McDonald, O'Brien, Ana de la Cruz, J.R. Smith."""
    words = name.split()
    cased = [w.lower() if i and w.lower() in PARTICLES else w if "." in w[:-1] else _in_title_case_word(w) for i, w in enumerate(words)]
    return " ".join(cased)


def _in_title_case_word(word: str) -> str:
    cased = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    return re.sub(r"\bMc([a-z])", lambda part: "Mc" + part[1].upper(), cased)
