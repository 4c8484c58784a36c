"""Correct the boundaries and types of names that the model labels too long: party and state after a legislator, titles, offices.

The model learned from news with few titles before names and without `Sen. Ana Ruiz (R-Vt.)`. It labels all of that as one name, as often an
organization as a person.
"""

import re
from collections.abc import Iterator, Sequence

from transforms.entities.agencies import AGENCY
from transforms.entities.gazetteer import ADDRESS, COMPANY_ENDINGS, FIRST_NAMES, HONORIFICS, KINDS_BEFORE_NAMES, TITLES
from transforms.entities.names import BEFORE_SRI, normalized, person_name
from transforms.entities.places import known_place, us_state
from transforms.lexicon.words import word_map
from transforms.records import Span

_PARTY = r"[RDI](?:\.?[-–—,]\s?[A-Z][\w.\s]{0,14}\)?|(?=\)))"
_MARK = re.compile(rf"\s?[(,]\s?{_PARTY}")
"""` (R-Vt.)`, `, D-Ohio`, ` (I)` after a name."""
_BROKEN = re.compile(rf"{_PARTY}\)?[,\s]*")
"""The rest of party and state, if a name begins inside it."""
_REACH = 12
"""Characters after a name in which its party begins and ends."""
_LOWER_CASE_LEAD = re.compile(r"[^A-Z]*(?:(?<=[\s,])|^)")
"""Lower-case words before a name: `, head of the`."""
_CALLED = re.compile(
    r"""(?:
        federal|(?:non|bi)-?partisan|liberal|conservative|libertarian|centrist|progressive|retired  # `liberal Harbour Institute`
      | [\w.]+-(?:based|leaning|backed|owned|run|funded|controlled)                                 # `Ulm-based Harbour Bank`
      | [\w.,-]+\s(?:percent|per\ cent|%)\sof                                                       # `20 percent of Harbour Bank`
    )\s(?=[A-Z])""",
    re.VERBOSE,
)
"""A description of an organization before its name."""
_HOST = re.compile(r"\sat the (?:[a-z-]+ ){0,3}(?=[A-Z])")
"""The parent of an organization: `the Port Policy Center at the more liberal Harbour Institute`."""
_OF_A_BODY = re.compile(r"[A-Z][^,()]{0,60}?['’]s?\s(?=[A-Z])")
"""An affiliation before a person: `Harbour Radio’s Ana Ruiz`."""
_BEFORE_SRI = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(BEFORE_SRI))})['’]?\s$", re.IGNORECASE)
_PREFIX = re.compile(r"(?<![\w’'])(?:[A-Z]|[DL][ae])['’]$")
"""The beginning of a name with an apostrophe: `D’` before `Andre`."""
_FIRST_NAME = re.compile(r"(?<![\w’'-])([^\W\d_a-z][\w’'-]{1,20})\s(?:(?:ag|al|bin|binti|de|del|der|ibn|van|von)\s)?$")
_FIRST_REACH = 28
"""Characters before a surname in which its first name begins."""
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.){1,4}$")
_NICKNAME = re.compile(r"[\w-]+[\"”]\s[A-Z]")
_GIVEN = re.compile(r"(?<!\w)(?:[A-Z][\w-]*\s)?[\"“]$")
"""Text before a nickname whose opening quotation mark was omitted."""
_LOST_END = re.compile(r"['’](?!(?:[sS]|[dt]|ll|re|ve)\b)[^\W\d_]{1,8}\b")
"""The rest of a name with an apostrophe inside: `’o` of `Adhiambo’o`, not the end of `Ruiz’s`, `Ruiz’d`."""
_LONGEST = 80
"""Maximum characters of a span that may hold two names."""
_AND = re.compile(r"\s(?:and|&)\s|(?P<comma>,\s)(?!(?:[RDI]\b|Jr|Sr|I{2,3}\b|IV\b))")
_NAMED = re.compile(r"\.\s[A-Z]")
_STATE = re.compile(r"[RDI]-(?P<state>[A-Z][\w.\s]{0,14}?)\)?")
"""Party and state only."""
_ORGANIZATION_SUFFIX = re.compile(r"\s(?:administration|campaign|camp|cartel|government|regime)$")
"""A word after a person's name that makes an organization of it: `Ruiz campaign`."""
_COMPANY_ENDING = re.compile(rf"\s(?:{'|'.join(sorted(word.capitalize() for word in COMPANY_ENDINGS))})(?![\w’'-])")
_KIND_BEFORE = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(KINDS_BEFORE_NAMES))}|(?:[Ss]hares\s(?:in|of)|stake\sin|analyst\sat))\s$")
"""Text before the name of a body: `law firm `, `shares in `."""
PARTNERS = re.compile(r"[^\W\d_a-z][\w’'-]+ & [^\W\d_a-z][\w’'-]+")
"""A firm named after two people: `Ruiz & Holm`."""
_KIND_REACH = 20
"""Characters before a name in which its kind is."""
_TWO_SENTENCES = re.compile(r"(?<!\w)(?P<last>[^\W\d_]{4,30})(?P<end>\.\s{1,3})(?=[A-Z])")
"""The end of a sentence inside what the model labelled as one name: `Tom Holm. Holm`."""
_DATE_WORD = "|".join(words[0].capitalize() for name in ("weekdays", "months") for words in word_map("dates", name).values())
_CALLED_AS_A_DATE = re.compile(
    rf"(?:{_DATE_WORD}) (?!(?:{_DATE_WORD}|Afternoon|Bank|Day|Eve|Evening|Fools?|Morning|Night)\b)[A-Z][a-z][\w’'-]+"
)
"""A name that begins like a date: `Monday Okafor`, `June Holm`."""
_PART_OF_THE_NAME = frozenset({"brother", "father", "imam", "mother", "rabbi", "sheikh", "sir", "sister"})
"""Titles that are part of a name."""


def corrected_names(text: str, span: Span, kind: str) -> Iterator[tuple[Span, str]]:
    """Yield the names, with their types, in a span that the model labelled with one type."""
    span = _with_lost_end(text, _with_lost_start(text, span))
    span = _with_first_name(text, span) if kind == "person" else span
    parts = _parts(text, span, kind)
    if parts:
        for part in parts:
            yield from corrected_names(text, part, kind)
    elif not _is_no_name(text, span):
        span, kind = _with_certain_type(text, span, kind)
        yield from _with_corrected_ends(text, span, kind) if kind in {"person", "organization"} else [(span, kind)]


def _parts(text: str, span: Span, kind: str) -> Sequence[Span]:
    """Return the spans of two names that the model labelled as one: `Ana Ruiz and Tom Li`, `Tom Holm. Ruiz`; empty for one name."""
    stop = _TWO_SENTENCES.search(text, span.start, span.end) if kind == "person" else None
    if stop and stop["last"].casefold() not in TITLES:
        return Span(span.start, stop.start("end")), Span(stop.end(), span.end)
    pair = _AND.search(text, span.start + 1, span.end) if span.end - span.start < _LONGEST and not _is_firm(text, span) else None
    if pair and _is_pair(text[span.start : pair.start()], text[pair.end() : span.end], kind, comma=pair["comma"] is not None):
        return Span(span.start, pair.start()), Span(pair.end(), span.end)
    return ()


def _is_no_name(text: str, span: Span) -> bool:
    """Return whether a span is only a sign or a title before a name: `@`, `Smt.` of `Smt. Ana Ruiz`."""
    words = span.of(text)
    if words == "@":
        return text[span.end : span.end + 1].isalnum()
    return words.casefold() in HONORIFICS | ADDRESS and _NAMED.match(text, span.end) is not None


def _with_certain_type(text: str, span: Span, kind: str) -> tuple[Span, str]:
    """Return a name and its type, where the words in it or beside it leave no doubt: `law firm Ruiz Holm`, `Al Rashed Holding`."""
    words = span.of(text)
    if kind != "organization" and AGENCY.fullmatch(words):
        return span, "organization"
    state = _STATE.fullmatch(text, span.start, span.end)
    if state and us_state(state["state"]):
        return Span(*state.span("state")), "location"
    if kind == "date" and _CALLED_AS_A_DATE.fullmatch(words):
        return span, "person"
    if kind != "person":
        return span, kind
    named = _with_company_ending(text, span)
    return named, "organization" if named != span or _is_firm(text, span) else kind


def _is_firm(text: str, span: Span) -> bool:
    """Return whether a name is that of a firm by its form or the word before it: `Ruiz & Holm`, `law firm Ruiz Holm`."""
    before = _KIND_BEFORE.search(text, max(0, span.start - _KIND_REACH), span.start)
    return before is not None or PARTNERS.fullmatch(text, span.start, span.end) is not None


def _with_corrected_ends(text: str, span: Span, kind: str) -> Iterator[tuple[Span, str]]:
    """Yield a person or organization with its ends corrected."""
    mark = _MARK.search(text, span.start + 2, min(span.end + _REACH, len(text)))
    if mark and mark.start() <= span.end and _is_personal(text[span.start : mark.start()]):
        yield _without_titles(text, Span(span.start, mark.start())), "person"
        if kind == "organization":
            yield from _organization_after(text, Span(mark.end(), span.end))
    elif kind == "organization":
        broken = _BROKEN.match(text, span.start, span.end)
        called = _CALLED.match(text, span.start, span.end)
        host = _HOST.search(text, span.start, span.end)
        if broken:
            yield from _organization_after(text, Span(broken.end(), span.end))
        elif host and " " in text[span.start : host.start()]:
            yield Span(span.start, host.start()), kind
            yield Span(host.end(), span.end), kind
        else:
            yield (Span(called.end(), span.end) if called else span), kind
    elif _ORGANIZATION_SUFFIX.search(text, span.start, span.end):
        yield span, "organization"
    else:
        yield _without_titles(text, span), kind


def _with_lost_start(text: str, span: Span) -> Span:
    """Return a name with a missing beginning restored: `U.` of `U.K`, `Ana "` of `Shorty" Ruiz`."""
    before = text[max(0, span.start - _REACH) : span.start]
    lost = (
        _INITIALS.search(before)
        if len(span.of(text).strip(".")) == 1
        else _GIVEN.search(before)
        if _NICKNAME.match(span.of(text))
        else _PREFIX.search(before)
    )
    return Span(span.start - len(lost[0]), span.end) if lost else span


def _with_company_ending(text: str, span: Span) -> Span:
    """Return a name with the company ending after it: `Al Rashed Holding`."""
    ending = _COMPANY_ENDING.match(text, span.end)
    return Span(span.start, ending.end()) if ending and not _begins_with_first_name(span.of(text)) else span


def _begins_with_first_name(name: str) -> bool:
    return name.partition(" ")[0].casefold() in FIRST_NAMES


def _with_first_name(text: str, span: Span) -> Span:
    """Return a surname with the first name before it: `Ana` of `Ana Ruiz`, `Musa ag` of `Musa ag Ruiz`."""
    found = _FIRST_NAME.search(text, max(0, span.start - _FIRST_REACH), span.start) if " " not in span.of(text) else None
    return Span(found.start(), span.end) if found and found[1].casefold() in FIRST_NAMES else span


def _with_lost_end(text: str, span: Span) -> Span:
    """Return a name that ends inside a word with the rest of the word."""
    lost = _LOST_END.match(text, span.end) if text[span.end - 1].isalpha() else None
    return Span(span.start, lost.end()) if lost else span


def _is_pair(one: str, other: str, kind: str, *, comma: bool) -> bool:
    """Return whether a name with `and` is two people or two well-known places: not `Trinidad and Tobago`, `Ruiz, Ana`."""
    if kind == "person":
        capital = one[-1:].isalpha() and one.rsplit(maxsplit=1)[-1][:1].isupper() and other[:1].isupper()
        return capital and " and " not in other and (not comma or " " in one.strip())
    if comma:
        return False
    whole = known_place(kind, normalized(f"{one} and {other}"))
    return kind == "location" and whole is None and all(known_place(kind, normalized(name)) for name in (one, other))


def _is_personal(name: str) -> bool:
    """Return whether the words before a party are a name, not `Democrats (D)`: at least two words, or a title and one."""
    words = name.split()
    return len(words) >= 2 and all(word[:1].isupper() for word in words[-2:])


def _organization_after(text: str, span: Span) -> Iterator[tuple[Span, str]]:
    """Yield the organization named after a party: `), head of the Harbour Caucus`."""
    led = _LOWER_CASE_LEAD.match(text, span.start, max(span.start, span.end))
    begin = led.end() if led else span.start
    if span.end - begin > 2:
        yield Span(begin, span.end), "organization"


def _without_titles(text: str, span: Span) -> Span:
    """Return a person's name without affiliation, titles and the state after it."""
    body = _OF_A_BODY.match(text, span.start, span.end)
    span = Span(body.end(), span.end) if body else span
    surface = span.of(text)
    if surface.startswith("Sri ") and _BEFORE_SRI.search(text, max(0, span.start - _REACH), span.start):
        return _without_titles(text, Span(span.start + len("Sri "), span.end))
    name = person_name(surface)
    if name.title.strip(".").casefold() in _PART_OF_THE_NAME or name.shown.islower():
        return span
    begin, end = _found(name.shown, surface)
    return Span(span.start + begin, span.start + end) if end > begin else span


def _found(name: str, surface: str) -> tuple[int, int]:
    """Return the position of a name in a text that may have different white space between its words."""
    begin = surface.find(name)
    if begin >= 0:
        return begin, begin + len(name)
    words = re.search(r"\s+".join(map(re.escape, name.split())), surface)
    return words.span() if words else (0, 0)
