"""Names by rules: runs of capitalised words, typed by what stands in and around them. A trained model takes their place."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from transforms.gazetteer import (
    CITIES,
    COUNTRIES,
    CUES,
    DEMONYMS,
    FEMALE_NAMES,
    FUNCTION_WORDS,
    MALE_NAMES,
    ORGANIZATION_WORDS,
    ORGANIZATIONS,
    TITLES,
)
from transforms.records import Label, Span

_KNOWN = COUNTRIES | CITIES | ORGANIZATIONS
_FIRST_NAMES = MALE_NAMES | FEMALE_NAMES
_WORD = re.compile(r"\w+(?:[.&'’\u00ad-]\w+)*\.?")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_MONTHS = (
    r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|March|April|May|June|July|Aug(?:ust|\.)|Sept(?:ember|\.)"
    r"|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}} {_MONTHS}(?: \d{{4}})?|{_MONTHS} \d{{1,2}}\b(?:, \d{{4}})?|{_MONTHS} \d{{4}}|{_MONTHS}(?=\W)"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:19|20)\d\d)\b"
)
_MONEY = re.compile(
    r"[$€£]\s?\d+(?:[.,]\d+)*(?: (?:million|billion|trillion|bn|m)\b)?|\b\d+(?:[.,]\d+)* (?:million |billion )?(?:dollars|euros|pounds)\b"
)
_NICKNAME = re.compile(r" [\"“‘'][^\W\d_][\w.-]*[\"”’'] (?=[^\W\d_a-z])")  # Walter "Shorty" Pym
_JOINTS = frozenset(
    {"of", "de", "da", "dos", "del", "di", "la", "van", "von", "der", "den", "bin", "ibn", "binti", "al", "el", "the", "for", "and"}
)
_PERSON_JOINTS = frozenset({"de", "da", "dos", "del", "di", "la", "van", "von", "der", "den", "bin", "ibn", "binti", "al", "el"})
_PLACE_BEFORE = frozenset({"in", "at", "from", "near", "to", "outside", "across", "around"})
SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*\s+(?=[\"“‘'(\[]{0,2}[^\W\d_a-z])")
_CUE_NEXT = re.compile(rf"\s+(?:also |later |has |had )?(?:{'|'.join(CUES)})\b")


def read_names(text: str, lowercase: AbstractSet[str], capitals: AbstractSet[str]) -> Iterator[Label]:
    """Yield the names in a paragraph.

    `lowercase` holds the words that the article also writes without a capital, `capitals` those it writes with one inside sentences.
    """
    taken = {match.start() + place for match in DATE.finditer(text) for place in range(len(match[0]))}
    yield from (Label(Span(*match.span()), "date", 0.8) for match in DATE.finditer(text))
    yield from (Label(Span(*match.span()), "money", 0.9) for match in _MONEY.finditer(text))
    starts = {0, *(match.end() for match in SENTENCE_END.finditer(text))}
    for words in _runs(text, taken):
        begins = words[0].start() in starts or text[words[0].start() - 1] in "\"“‘'«„"
        while words and _is_plain(words[0][0], lowercase, begins=begins):
            words, begins = words[1:], False  # noqa: PLW2901 - what is left of the run
        if begins and len(words) == 1 and words[0][0] not in capitals and words[0][0] not in _KNOWN and _next_cue(text, words[0]) is None:
            continue
        titles = [place for place, word in enumerate(words[:-1]) if word[0].rstrip(".").lower() in TITLES]
        member = len(words) > 2 and words[0][0] in DEMONYMS and words[1][0].lower() in _FIRST_NAMES
        if member or (titles and words[0][0] in DEMONYMS):
            yield Label(Span(*words[0].span()), "group", 0.9)
        words = words[titles[-1] + 1 :] if titles else words[member:]  # noqa: PLW2901 - the name after its titles
        if words and words[0][0].rstrip(".").lower() not in TITLES:
            yield _typed(text, words, titled=bool(titles))


def _next_cue(text: str, word: re.Match[str]) -> re.Match[str] | None:
    return _CUE_NEXT.match(text, word.end())


def _runs(text: str, taken: AbstractSet[int]) -> Iterator[list[re.Match[str]]]:
    """Yield runs of capitalised words with the small words that join them."""
    run: list[re.Match[str]] = []
    joints: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        previous = (joints or run)[-1] if run else None
        nickname = _NICKNAME.match(text, previous.end(), word.end() + 3) if previous is not None else None
        if nickname and nickname.end() > word.end():
            continue
        between = _NICKNAME.sub(" ", text[previous.end() : word.start() + 1])[:-1] if previous is not None else ""
        adjacent = previous is not None and between in {" ", "\n"} and not previous[0].endswith(("’s", "'s"))
        if previous is not None and previous[0].endswith(".") and len(previous[0]) > 3 and previous[0].rstrip(".").lower() not in TITLES:
            adjacent = False
        capital = word[0][0].isupper() and word.start() not in taken
        if capital and adjacent and _joins(run, joints):
            run += [*joints, word]
        elif not capital and adjacent and word[0] in _JOINTS and len(joints) < 2:
            joints.append(word)
            continue
        else:
            if run:
                yield run
            run = [word] if capital else []
        joints = []
    if run:
        yield run


def _joins(run: Sequence[re.Match[str]], joints: Sequence[re.Match[str]]) -> bool:
    """Tell whether small words join a name: any after a word such as Ministry, only particles of surnames otherwise."""
    if not joints:
        return True
    if any(word[0].lower() in ORGANIZATION_WORDS for word in run):
        return joints[0][0] in {"of", "for"}
    return all(joint[0] in _PERSON_JOINTS for joint in joints)


def _is_plain(word: str, lowercase: AbstractSet[str], *, begins: bool) -> bool:
    """Tell a word that is capitalised for its place in the sentence from a name."""
    lower = word.rstrip(".").lower()
    return lower in FUNCTION_WORDS or (begins and lower in lowercase and not word.isupper())


def _typed(text: str, words: Sequence[re.Match[str]], *, titled: bool) -> Label:
    start, end = words[0].start(), words[-1].end()
    surface = text[start:end]
    possessive = _POSSESSIVE.search(surface)
    if possessive:
        end = start + possessive.start()
    elif surface.endswith(".") and "." not in surface[:-1] and len(words[-1][0]) > 3:
        end -= 1
    name = text[start:end]
    first, hyphen, rest = name.partition("-")
    if hyphen and (first in COUNTRIES or first in DEMONYMS or rest.islower()):  # US-proposed, Franco-German
        end, name = start + len(first), first
    before = text[max(0, start - 20) : start].split()[-1:] or [""]
    kind, confidence = _type(name, before[0].lower(), titled=titled)
    if kind == "other" and _next_cue(text, words[-1]):
        kind, confidence = "person", 0.5
    return Label(Span(start, end), kind, confidence)


def _type(name: str, before: str, *, titled: bool) -> tuple[str, float]:
    parts = [part.lower().rstrip(".") for part in re.split(r"[\s-]", name)]
    if name in DEMONYMS or name.removesuffix("s") in DEMONYMS:
        return "group", 0.9
    if name in COUNTRIES or name in CITIES:
        return "location", 0.9
    if titled or (len(parts) > 1 and parts[0] in _FIRST_NAMES):
        return "person", 0.9
    if name in ORGANIZATIONS or any(part in ORGANIZATION_WORDS for part in parts):
        return "organization", 0.8
    if len(parts) == 1 and name.isupper() and 2 <= len(name) <= 6:
        return "organization", 0.6
    return ("location", 0.5) if before in _PLACE_BEFORE else ("person", 0.6) if len(parts) > 1 else ("other", 0.3)
