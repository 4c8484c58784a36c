"""Authors from bylines around headline and body, without roles, outlets and dates."""

import re
from collections.abc import Iterator, Sequence

from transforms.characters import squeezed
from transforms.entities.agencies import AGENCY
from transforms.entities.gazetteer import PARTICLES, SURE_FIRST_NAMES
from transforms.lexicon.months import ENGLISH_MONTHS, MONTH_STEMS
from transforms.lexicon.phrases import any_phrase, any_word
from transforms.lexicon.words import word_lists, word_set, words_of_all
from transforms.metadata.dateline import is_city
from transforms.metadata.masthead import NEVER, Masthead
from transforms.schema import ParagraphRow

_LONGEST, _LONGEST_MARKED = 200, 1000
"""Maximum characters of a line that is searched for names, and of one with the role byline."""
_ABOVE = 12
"""Lines above the headline that may contain a byline."""
_MOST_BETWEEN = 3
"""Maximum distance in lines between the bylines of one article; others belong to other articles."""
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
_PICTURE_CREDIT = re.compile(
    r"(?<=\w)[\s.,;|·•(/–—-]*\b(?:photo(?:graph)?(?:s|y|er|ers)?|fotos?|pictures?|images?|illustrat(?:ions?|ed|or)|graphics?|video|camera"
    r"|pics)\b(?: by\b|\s?:).*$",
    re.IGNORECASE | re.DOTALL,
)
"""A picture credit after the author."""
_ROLE_BEFORE = re.compile(
    r"^(?:the |our )?(?:[^\W\d_][\w’'-]*[ /]+){0,4}?(?:reporter|editor|correspondent|writer|columnist|contributor|producer|intern)s?,? +"
    r"(?-i:(?=(?:[^\W\d_a-z][\w.’'-]*[ ]+){1,4}[^\W\d_a-z][\w.’'-]+))",
    re.IGNORECASE,
)
"""A role before the name: `Political Editor Ana Ruiz`."""
_BY_AFTER_DATE = re.compile(r"\d[^@]{0,40}?(?:[^\w]|\b(?:words )?(?:written|author|posted) )by:?\s+(?-i:(?=[^\W\d_a-z]))", re.IGNORECASE)
_AND = any_word(words_of_all("masthead", "and"))
_BETWEEN = (*words_of_all("masthead", "and"), *words_of_all("masthead", "between names"))
_INCOMPLETE = re.compile(rf"(?:\b(?:{_AND}|{_BY})|[,&:])$", re.IGNORECASE)
_CONTINUES = re.compile(rf"(?:,|&|{_AND}\b)(?:\s|$)", re.IGNORECASE)
_NO_BYLINE = re.compile(rf"^\W*{any_phrase('masthead', 'no bylines')}\b(?!.{{0,40}}\bwritten by\b)", re.IGNORECASE)
_MISSING_SPACE = re.compile(rf"(?<=[^\W\d_A-Z])(?={any_word((*word_lists('masthead')['glued'], *map(str.title, ENGLISH_MONTHS)))}\b)")
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
_WITH_ARTICLE = re.compile(r"(?:al|el|ad|ar|as|an|at|ul|ur|d|l)[-’'][^\W\d_a-z]")
_ROLES, _NO_NAMES = frozenset(words_of_all("masthead", "roles")), word_set("masthead", "no names")
_POSTS = tuple(sorted(role for role in _ROLES if re.search(r"(?:er|or|eur|ent|ist)(?:s|in)?$", role)))
"""Ends of words for what people are: `Wirtschaftsredakteurin`."""
_OUTLETS = word_set("masthead", "media") | word_set("masthead", "outlets")


def read_authors(paragraphs: Sequence[ParagraphRow], masthead: Masthead) -> list[str]:
    """Return the authors in order: people, otherwise a desk, outlet or agency. Lines above the body take precedence."""
    title = masthead.title or 0
    known = [i for i in range(max(0, title - _ABOVE), title) if paragraphs[i].role == "byline" or i in masthead.above]
    for indices in (masthead.within, known, masthead.below):
        bylines = list(_bylines(paragraphs, indices))
        if people := _adjacent([(index, names_in(line)) for index, line, _ in bylines]):
            return people
        names = (_organization(line, known=marked and _LEAD.match(line) is not None) for _, line, marked in bylines)
        if organization := next(filter(None, names), None):
            return [organization]
    return []


def split_authors(stated: Sequence[str]) -> list[str]:
    """Return the names in the stated authors; each of these may be a byline, or a list written as a string."""
    names: list[str] = []
    for line in (_LIST_PUNCTUATION.sub("", squeezed(value[:_LONGEST_MARKED])) for value in stated):
        if names and _is_post(line):
            continue
        if surname_first := _SURNAME_FIRST.fullmatch(line):
            names.append(f"{surname_first[2]} {surname_in_title_case(surname_first[1])}")
        else:
            names += names_in(line, listed=True) or list(filter(None, [_organization(line, known=True) or _unrecognised(line)]))
    return _unique(names)


_SURNAME_FIRST = re.compile(r"([^\W\d_][\w’'-]+), ([^\W\d_][\w’'-]+\.?)")


def _unrecognised(line: str) -> str | None:
    """Return a stated author that no pattern of names matches, or None if it is clearly not a name."""
    words = [word.strip(".,:") for word in line.casefold().split()]
    return None if not 0 < len(words) <= 6 or re.search(r"[\d@/]", line) or all(w in _ROLES or w in _NO_NAMES for w in words) else line


def people_in(names: Sequence[str]) -> list[str]:
    """Return the authors that are people."""
    return [name for name in names if _person(name) and not AGENCY.search(name)]


_LIST_PUNCTUATION = re.compile(r"^[\[\]'\"]+|[\[\]'\"]+$|[\[\]'\"]+(?=,)|(?<=, )[\[\]'\"]+")


def _unique(names: Sequence[str]) -> list[str]:
    """Return the names without those that repeat an earlier one, ignoring case."""
    return list({name.casefold(): name for name in reversed(names)}.values())[::-1]


def _adjacent(found: Sequence[tuple[int, list[str]]]) -> list[str]:
    """Return the names of the first byline with people, and of adjacent bylines."""
    people: list[str] = []
    last = None
    for index, names in found:
        if names and (last is None or index - last <= _MOST_BETWEEN):
            people += names
            last = index
    return _unique(people)


def _bylines(paragraphs: Sequence[ParagraphRow], indices: Sequence[int]) -> Iterator[tuple[int, str, bool]]:
    """Yield the bylines in these paragraphs, broken lines joined: the last paragraph, the text, and whether its role is metadata."""
    rows = [
        (i, paragraphs[i].role, _MARKS.sub("", squeezed(paragraphs[i].text)))
        for i in indices
        if len(paragraphs[i].text) <= (_LONGEST_MARKED if paragraphs[i].role == "byline" else _LONGEST)
    ]
    line, is_byline, is_metadata = "", False, False
    for (index, role, line_text), (_, next_role, next_text) in zip(rows, [*rows[1:], (0, "", "")], strict=False):
        line = f"{line} {line_text}".strip()
        is_byline, is_metadata = is_byline or role == "byline", is_metadata or role in ("byline", "date")
        is_broken = _INCOMPLETE.search(line) or _CONTINUES.match(next_text)
        if next_text and next_role not in NEVER and len(line) < _LONGEST_MARKED and is_broken:
            continue
        if (
            role not in NEVER
            and (is_byline or role not in ("body", "subhead"))
            and (found := _byline(_MISSING_SPACE.sub(" ", line), marked=is_byline, next_line=next_text))
        ):
            yield index, found, is_metadata
        line, is_byline, is_metadata = "", False, False


def _byline(line: str, *, marked: bool, next_line: str) -> str | None:
    """Return the byline in a line, or None: a line with that role or after "by", otherwise the name before or above a date."""
    if _NO_BYLINE.match(line):
        return None
    if by_after_date := _BY_AFTER_DATE.search(line):
        return line[by_after_date.end() :]
    if marked or (_LEAD.match(line) and len(line.split()) > 1):
        return line
    if (dated := _DATED_NAME.match(line)) and dated["name"].rstrip()[-1:] not in ("-", "–", "—"):  # a place follows
        return dated["name"]
    return line if _DATE_BELOW.match(next_line) and " ".join(_BETWEEN_NAMES.sub(" ", line).split()) == " ".join(names_in(line)) else None


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
    """Return the people in a byline, and agencies joined to them by "and".

    Text after a name and a comma or bar is taken for an affiliation, unless `listed` says that the names are a list, the list continues, or
    it starts with a known first name.
    """
    pieces = _BETWEEN_NAMES.split(_LEAD.sub("", _LEAD.sub("", _PICTURE_CREDIT.sub("", byline))))
    separators = [separator.casefold() for separator in ["", *pieces[1::2]]]
    continues = [*(j in _ANDS for j in separators[1:]), False]
    names: list[str] = []
    for i, (separator, piece) in enumerate(zip(separators, pieces[::2], strict=True)):
        part = _without_role(_AFTER_NAME.sub("", piece).strip(" .-–—:*+•"))
        if (name := _person(part)) and not (names and _is_post(part)):
            if not names or listed or separator in _ANDS or name.split()[0].casefold() in SURE_FIRST_NAMES or any(continues[i:]):
                names.append(name)
        elif names and separator in _ANDS and AGENCY.fullmatch(part):
            names.append(part)
    return names


def _is_post(part: str) -> bool:
    """Return whether words behind a name say what the person is: `Rural Affairs Correspondent`."""
    words = part.casefold().split()
    return bool(words) and words[-1].endswith(_POSTS) and words[0] not in SURE_FIRST_NAMES


def _without_role(part: str) -> str:
    """Return part of a byline without a role before the name."""
    found = _ROLE_BEFORE.match(part)
    return part[found.end() :] if found and _person(part[found.end() :]) else part


_ANDS = frozenset({"&", ";", *_BETWEEN})


def _person(part: str) -> str | None:
    """Return the person's name, of at least two words, at the start of part of a byline, or None."""
    kept: list[str] = []
    words = _HONORIFIC.sub("", part).split()
    for i, word in enumerate(words):
        low = word.casefold().strip(".,:")
        if low in _NO_NAMES or low in _ROLES or low in _OUTLETS or low.endswith(_POSSESSIVES) or AGENCY.match(" ".join(words[i:])):
            break
        if not (_WORD.fullmatch(word) and (not word[0].islower() or (kept and (low in PARTICLES or _WITH_ARTICLE.match(word))))):
            break
        kept.append(word)
    if len(kept) > 3 and kept[: len(kept) // 2] == kept[len(kept) // 2 :]:  # a name and its link, joined without a space
        kept = kept[: len(kept) // 2]
    while kept and kept[-1].casefold() in PARTICLES and kept[-1][0].islower():
        kept.pop()
    rest = [word.casefold() for word in words[len(kept) :]]
    if len(rest) == 1 and rest[0] in _COLLECTIVE and kept and kept[0].casefold() not in SURE_FIRST_NAMES:
        return None
    if not 2 <= len(kept) <= 6 or is_city(" ".join(kept)) or all(len(word.strip(".")) < 2 for word in kept):
        return None
    name = " ".join(kept)
    return _in_title_case(name) if _SMALL.sub("", name).isupper() else name


_POSSESSIVES = ("’s", "'s")
_COLLECTIVE = word_set("masthead", "teams")


def _organization(byline: str, *, known: bool) -> str | None:
    """Return the desk, outlet or agency at the start of a byline without people, or one or two words if `known` to be a byline."""
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
"""Lower-case letters that may occur in a name in capitals."""


def surname_in_title_case(surname: str) -> str:
    """Return a surname in title case if it is written in capitals, as some languages mark surnames."""
    return _in_title_case_word(surname) if len(surname) > 2 and surname.isupper() else surname


def _in_title_case(name: str) -> str:
    """Return a name in capitals in title case: McDonald, O'Brien, Ana de la Cruz, J.R. Smith."""
    words = name.split()
    cased = [w.lower() if i and w.lower() in PARTICLES else w if "." in w[:-1] else _in_title_case_word(w) for i, w in enumerate(words)]
    return " ".join(cased)


def _in_title_case_word(word: str) -> str:
    cased = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    return re.sub(r"\bMc([a-z])", lambda part: "Mc" + part[1].upper(), cased)
