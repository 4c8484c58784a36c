"""Lines of pages in languages other than English that their words show to be captions, bylines, dates or the site's own.

The line model and the rules of `blocks` know English words best. What the lexicon has of the page's language is put on top of their
verdicts: it takes lines out of the body or names the role of a line around it, and never adds to the body.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from transforms.characters import CAPITAL
from transforms.lexicon.phrases import any_phrase, any_word
from transforms.lexicon.words import lines_of, word_lists, word_map, word_set
from transforms.metadata.language import read_language
from transforms.schema import BODY_ROLES

Verdict = tuple[str, float]

_LONGEST = 400
"""Maximum characters of a line that is examined."""
_CAPTION, _POINTER, _BYLINE, _DATE = 40, 30, 14, 20
"""Maximum words of a caption, of a line that points to another article, of a byline, of a date."""
_NEAR = 3
"""Maximum distance in paragraphs of a caption from the body, and of a byline or date below it."""
_ABOVE = 4
"""Lines above the headline that may be a byline or date of the article."""
_SURE = 0.7
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_NAME = rf"{CAPITAL}[^\W\d_]*[.]?(?:[-’'][^\W\d_]+)*"


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of a language."""

    picture: re.Pattern[str]
    in_brackets: re.Pattern[str]
    of_the_site: re.Pattern[str]
    pointer: re.Pattern[str]
    byline: re.Pattern[str]
    dates: frozenset[str]
    months: frozenset[str]


@cache
def _words(language: str) -> _Words | None:
    """Return the patterns of a language, or None for English and those that have no lines of pages in the lexicon."""
    if "pictures" not in lines_of("page", language):
        return None
    picture, lead = any_phrase("page", "pictures", language=language), any_phrase("masthead", "bylines", language=language)
    months = frozenset(form for forms in word_map("dates", "months", language).values() for form in forms)
    weekdays = frozenset(form for forms in word_map("dates", "weekdays", language).values() for form in forms)
    particle = any_word(word_lists("people", language).get("particles", ("von",)))
    name = rf"{_NAME}(?:\s(?:{particle}\s){{0,2}}{_NAME}){{1,3}}"
    also = any_word((",", *word_set("masthead", "and", language), *word_set("masthead", "between names", language)))
    return _Words(
        picture=re.compile(rf"\W{{0,3}}{picture}(?:\s?[:/|©]|(?<=\.)\s(?-i:(?={_NAME})))", re.IGNORECASE),
        in_brackets=re.compile(rf"[(\[]\s?{picture}\s?[:/][^()\[\]]{{2,80}}[)\]]\.?$", re.IGNORECASE),
        of_the_site=re.compile(rf"\W*{any_phrase('page', 'of the site', language=language)}[^\w.]*$", re.IGNORECASE),
        pointer=re.compile(rf"\W*{any_phrase('page', 'pointers', language=language)}\s?[:»>|]", re.IGNORECASE),
        byline=re.compile(rf"\W{{0,3}}(?i:{lead})(?:\s?:\s?|\s){name}(?:\s?{also}\s?{name}){{0,4}}(?:\W.{{0,40}})?$"),
        dates=months | weekdays | word_set("dates", "beside dates", language),
        months=months,
    )


def with_local_roles(lines: Sequence[str], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return role and confidence of each paragraph, corrected by the words of the page's language.

    Args:
        lines: the paragraphs of a page, white space normalised.
        verdicts: what they were taken for.
    """
    inside = [i for i, (role, _) in enumerate(verdicts) if role in BODY_ROLES]
    if not inside or not (words := _words(read_language("\n".join(lines[i] for i in inside)) or "en")):
        return list(verdicts)
    title = next((i for i in range(inside[0], -1, -1) if verdicts[i][0] == "title"), inside[0])
    head = {*range(title - _ABOVE, inside[0] + 2), *range(inside[-1] + 1, inside[-1] + 1 + _NEAR)}
    near = range(inside[0] - _NEAR, inside[-1] + 1 + _NEAR)
    places = {"caption": near, "boilerplate": range(len(lines)), "byline": head, "date": head}
    found = list(verdicts)
    for i, (line, (role, confidence)) in enumerate(zip(lines, verdicts, strict=True)):
        told = _told(line, words, role, begins=i == inside[0]) if role != "title" and len(line) <= _LONGEST else None
        if told and i in places[told]:
            found[i] = told, max(_SURE, confidence if told == role else 0)
    return found if any(role == "body" for role, _ in found) else list(verdicts)


def _told(line: str, words: _Words, role: str, *, begins: bool) -> str | None:
    """Return the role that the words of a line show; `begins` where the body would begin with it."""
    size = len(line.split())
    if size <= _DATE and (begins or role not in BODY_ROLES) and _is_date(line, words):
        return "date"
    if size <= _CAPTION and (words.picture.match(line) or words.in_brackets.search(line)):
        return "caption"
    if role in BODY_ROLES and (words.of_the_site.match(line) or (size <= _POINTER and words.pointer.match(line))):
        return "boilerplate"
    return "byline" if size <= _BYLINE and role not in ("summary", "caption") and words.byline.match(line) else None


def _is_date(line: str, words: _Words) -> bool:
    """Return whether a line is only a date: a day and month with the year, and words that accompany dates."""
    plain = [word.casefold() for word in _WORD.findall(line)]
    named = _YEAR.search(line) is not None and any(word in words.months for word in plain)
    return (named or _DAY.search(line) is not None) and all(word in words.dates for word in plain)
