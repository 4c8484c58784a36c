"""Names in sources that the reader missed, added so that the speakers become entities."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from transforms.entities.acronyms import is_acronym
from transforms.entities.gazetteer import FEMALE_NAMES, FIRST_NAMES, MALE_NAMES, NAME_PARTICLES, TITLES
from transforms.entities.names import normalized
from transforms.lexicon.words import ENGLISH
from transforms.records import Attribution, Label, Span
from transforms.schema import NAME_TYPES
from transforms.speakers.transcript_speakers import role_of, with_outlets
from transforms.speakers.wording import is_person_word, is_plural, of_lexicon, read_wording

_WORD = re.compile(r"[^\s,;:()]+")
_PUNCTUATION = "“”\"‘’'.@"
_SURNAME = re.compile(r"\s[^\W\d_a-z][\w’'-]*[^\W\d_]")
_HANDLE = re.compile(r"@\w{2,30}")
"""The handle of an account, which is the name of who writes: `@anaruiz`."""
_MOST_WORDS = 7
"""Maximum words of a name."""
_CONFIDENCE = 0.5
_SMALL = frozenset({"of", "the", "for", "and", "&"})


def add_missed_names(text: str, attributions: Sequence[Attribution], labels: Sequence[Label], language: str = ENGLISH) -> list[Label]:
    """Return the labels of an article, with names added for sources that are clearly names but not fully labelled; only in English."""
    if language != ENGLISH:
        return list(labels)
    labels = with_outlets(text, attributions, labels)
    names = sorted((label for label in labels if label.label in NAME_TYPES), key=lambda label: label.span)
    starts = [label.span.start for label in names]
    found = {span: Label(span, "person", _CONFIDENCE) for span in _first_names(text, attributions, names)}
    for attribution in attributions:
        source = attribution.source
        if source is None or source in found:
            continue
        organization = _organization(text, source)
        if organization:
            found[organization] = Label(organization, "organization", _CONFIDENCE)
        elif whole := _with_surname(text, source, names):
            found[whole] = Label(whole, "person", _CONFIDENCE)
        elif _is_named(names, starts, source):
            continue
        elif _HANDLE.fullmatch(text, source.start, source.end):
            found[source] = Label(Span(source.start + 1, source.end), "person", _CONFIDENCE)
        elif span := _name(text, source, is_label=_is_label(text, attribution)):
            found[span] = Label(span, _type(text, attribution, span), _CONFIDENCE)
    kept = [label for label in labels if label.label not in NAME_TYPES or not any(span.holds(label.span) for span in found)]
    return sorted([*kept, *found.values()], key=lambda label: (label.span, label.label)) if found else list(labels)


def _is_named(names: Sequence[Label], starts: Sequence[int], source: Span) -> bool:
    """Return whether a name overlaps a source."""
    after = bisect_left(starts, source.end)
    return any(label.span.end > source.start for label in names[max(0, after - 3) : after])


def _first_names(text: str, attributions: Sequence[Attribution], names: Sequence[Label]) -> Iterator[Span]:
    """Yield the full names whose first name is also a nationality, of people who are sources: `German Ruiz said`."""
    sources = {attribution.source.of(text) for attribution in attributions if attribution.source}
    for first, last in pairwise(names):
        both = Span(first.span.start, last.span.end)
        if (first.label, last.label) == ("group", "person") and both.of(text) in sources and len(both.of(text).split()) == 2:
            yield both


def _with_surname(text: str, source: Span, names: Sequence[Label]) -> Span | None:
    """Return a first name in a source with the surname that ends the source, if the reader missed it: `Ana` in `envoy Ana Judge`."""
    inside = [label for label in names if source.start <= label.span.start < source.end]
    if not inside or inside[-1].label != "person" or inside[-1].span.of(text).casefold() not in FIRST_NAMES:
        return None
    rest = text[inside[-1].span.end : source.end]
    return Span(inside[-1].span.start, source.end) if _SURNAME.fullmatch(rest) else None


def _organization(text: str, source: Span) -> Span | None:
    """Return the organization in a source, without article, if its kind is its last word: `the Norland police`; otherwise None."""
    tokens = [found for found in _WORD.finditer(text, source.start, source.end) if found[0].strip(_PUNCTUATION)]
    if tokens and tokens[0][0].casefold() == "the":
        tokens = tokens[1:]
    names, last = tokens[:-1], tokens[-1][0].strip(_PUNCTUATION) if tokens else ""
    if not 1 <= len(names) < _MOST_WORDS or last not in of_lexicon("named by their kind"):
        return None
    first, *between = (found[0].strip(_PUNCTUATION) for found in names)
    plain = first[:1].isupper() and not _is_title(first) and not is_common(first.casefold()) and "\n" not in text[source.start : source.end]
    alike = all(_is_capitalised(word) or word in of_lexicon("kinds of bodies") for word in between)
    return Span(tokens[0].start(), tokens[-1].start() + len(tokens[-1][0].rstrip(_PUNCTUATION))) if plain and alike else None


def _is_label(text: str, said: Attribution) -> bool:
    """Return whether a source is the label of a turn in a transcript."""
    return said.cue is not None and said.cue.of(text) == ":"


def _name(text: str, source: Span, *, is_label: bool) -> Span | None:
    """Return the name in a source, without title and article, or None: all words are capitalised, and a single word is not a common one.

    With `is_label`, before a turn of a transcript, a single word may also occur in lower case elsewhere.
    """
    wording = read_wording(source.of(text))
    if role_of(source.of(text)) or wording.pronoun or wording.label or wording.indefinite or wording.owned:
        return None
    tokens = [found for found in _WORD.finditer(text, source.start, source.end) if found[0].strip(_PUNCTUATION)]
    while tokens and (_is_title(tokens[0][0]) or tokens[0][0].casefold() in of_lexicon("definite")):
        tokens = tokens[1:]
    if not 1 <= len(tokens) <= _MOST_WORDS or not all(_is_capitalised(found[0]) for found in tokens):
        return None
    words = [normalized(found[0]) for found in tokens]
    if any(found[0].endswith(("'s", "’s", "'", "’")) for found in tokens) or words[0] in _SMALL or words[-1] in _SMALL:
        return None
    if len(words) == 1 and (is_common(words[0]) or (not is_label and _occurs_in_lower_case(text, tokens[0][0]))):
        return None
    if is_person_word(words[-1]) and (is_plural(words[-1]) or _occurs_in_lower_case(text, tokens[-1][0])):
        return None
    span = Span(tokens[0].start(), tokens[-1].end())
    return span if text[span.start : span.end].count("\n") == 0 else None


def _is_title(word: str) -> bool:
    return word.strip(_PUNCTUATION).casefold() in TITLES


def _is_capitalised(word: str) -> bool:
    bare = word.strip(_PUNCTUATION)
    return bare[:1].isupper() or bare.casefold() in NAME_PARTICLES or bare.casefold() in _SMALL


def is_common(word: str, language: str = ENGLISH) -> bool:
    """Return whether a word in lower case is a function word, or a noun for people, organizations or documents."""
    lists = ("groups", "documents", "bodies", "small words", "this", "indefinite", "male nouns", "female nouns")
    return any(word in of_lexicon(name, language) for name in lists) or is_person_word(word, language) or len(word) < 2 or word.isdigit()


def _occurs_in_lower_case(text: str, word: str) -> bool:
    """Return whether the article also has a word in lower case."""
    return re.search(rf"(?<!\w){re.escape(word.strip(_PUNCTUATION).lower())}(?!\w)", text) is not None


def _type(text: str, said: Attribution, name: Span) -> str:
    """Return the type of a name, judged by its form and context; speakers in a transcript are people."""
    words = normalized(name.of(text)).split()
    before = text[said.source.start : name.start].split() if said.source else []
    if _is_label(text, said) or (before and _is_title(before[-1])) or words[0] in MALE_NAMES or words[0] in FEMALE_NAMES:
        return "person"
    if len(words) == 1 and is_plural(words[0]) and is_person_word(words[0].removesuffix("s")):
        return "group"
    if is_acronym(name.of(text)) or any(word in of_lexicon("bodies") or word in _SMALL for word in words):
        return "organization"
    if [word.casefold() for word in before] == ["the"]:
        return "group" if words[-1].endswith("s") else "organization"
    return "person"
