"""Titles and noun phrases before a name: `former Secretary of State Ana Ruiz`, `one of its founders, Ana Ruiz`."""

import re
from collections.abc import Sequence

from transforms.entities.gazetteer import TITLES
from transforms.people.nouns import Word, is_courtesy, listed, names_person, words_of
from transforms.people.phrases import BEFORE_HEAD, Head, head_of, phrase_at
from transforms.records import Span
from transforms.speakers.wording import is_plural, of_lexicon

_CALLED = frozenset({"named", "called", "surnamed"})
_SMALL = frozenset({"of", "for", "to", "the", "and", "&"})
_ADJECTIVES = frozenset({"elder", "younger", "opposition"})
"""Nouns used like adjectives before a name: `the opposition Labour Party`."""
_OUTER = 40
"""Characters before a name that are searched for modifiers."""
_YEAR = re.compile(r"(?:19|20)\d\d|\d+(?:st|nd|rd|th)")


def before_courtesy(words: Sequence[Word]) -> int:
    """Return how many words are left without the titles of courtesy that they end with: `Dr`, `His Highness Sheikh`."""
    end = len(words)
    while end:
        if is_courtesy(words[end - 1]) and not words[end - 1].raw.endswith(","):
            end -= 1
        elif words[end - 1].plain in listed("styles") and end > 1:
            owner = next((n for n in (end - 2, end - 3) if n >= 0 and words[n].plain in listed("determiners")), None)
            if owner is None:
                break
            end = owner
        else:
            break
    return end


def title_before(words: Sequence[Word], is_head: Head) -> Span | None:
    """Return the noun phrase at the end of the words before a name: `former Secretary of State`, `Ruiz’s lawyer`, `the captain`."""
    end = before_courtesy(words)
    while end and words[end - 1].raw.startswith("("):
        end = before_courtesy(words[: end - 1])
    if not end or words[end - 1].closes or words[end - 1].owns:
        return None
    if words[end - 1].plain in _CALLED:
        named = title_before(words[: end - 1], is_head)
        return named if named and any(word.start == named.start and word.begins for word in words) else None
    head = end - 1 if is_head(words[end - 1]) else _office_of(words[:end], is_head)
    last = words[end - 1]
    if head is None or last.begins or last.plain in listed("ends") or last.plain in _ADJECTIVES:
        return None
    begin = _leftmost(words, head, is_head)
    if 0 < begin < head and not _surely_modifies(words[begin]) and words[begin - 1].plain in listed("modals"):  # `to persuade owner`
        begin += 1
    if is_plural(words[head].plain) and (words[head].bare.islower() or words[begin].begins):
        return None
    if words[begin].plain == "the" and head == begin + 1 and words[head].plain in listed("anybody"):  # `the man Ruiz lived with`
        return None
    return Span(words[begin].start, words[end - 1].end)


def _office_of(words: Sequence[Word], is_head: Head) -> int | None:
    """Return the head of a title followed by an organization: `Director` in `Director of the Port Institute`."""
    if is_head is not names_person:
        return None
    for place in range(len(words) - 1, max(0, len(words) - BEFORE_HEAD), -1):
        word = words[place]
        if word.closes and place < len(words) - 1 and not _lists_fields(words, place):
            return None
        if word.plain in {"of", "for", "to", "in"} and is_head(words[place - 1]) and not words[place - 1].closes:
            office = words[place - 1].plain in TITLES
            return place - 1 if office or all(other.bare[:1].isupper() or other.plain in _SMALL for other in words[place:]) else None
        if _cannot_stand(word) and word.plain not in _SMALL and word.bare.islower():
            return None
    return None


def _lists_fields(words: Sequence[Word], place: int) -> bool:
    """Return whether a comma is in the name of an office: `Secretary for Ports, Lighthouses and Fish`."""
    rest = words[place:]
    capitals = all(word.bare[:1].isupper() or word.plain in _SMALL for word in rest)
    return words[place].raw.endswith(",") and capitals and any(word.plain in {"and", "&"} for word in rest)


def _leftmost(words: Sequence[Word], head: int, is_head: Head) -> int:
    """Return the first word that belongs to a head: its determiner or owner, or its leftmost modifier."""
    begin, owned = head, False
    for place in range(head - 1, max(-1, head - 1 - BEFORE_HEAD), -1):
        word = words[place]
        joins = word.plain in {"and", "&"} and place > 0 and is_head is names_person and is_head(words[place - 1])
        if word.closes or (owned and not (word.bare[:1].isupper() or word.begins or joins)):
            break
        owned = owned and not joins
        if _is_in_name(words, place):
            begin = place
        elif word.begins:
            return place
        elif word.plain in {"and", "&"}:
            listing = _listing(words, place, is_head)
            if listing is not None:
                return _trimmed(words, _leftmost(words, listing, is_head), head)
            if is_head is names_person and place and not words[place - 1].closes and (joins or _joins(words, place, is_head)):
                continue
            if place > 1 and words[place - 2].plain in listed("modifiers") and _modifies(words, place - 1) and not words[place - 1].closes:
                continue  # `former commerce and port minister`
            break
        elif _modifies(words, place) or word.owns:
            begin, owned = place, owned or word.owns
        else:
            break
    return _trimmed(words, begin, head)


def _trimmed(words: Sequence[Word], begin: int, head: int) -> int:
    """Return the start of a title without determiner: after a verb before a capital (`confirm President`), and after `Mr`."""
    if words[head].bare[:1].isupper():
        while begin < head and not _surely_modifies(words[begin]):
            begin += 1
    while begin < head and words[begin].plain in listed("courtesy") - {"late", "sri"}:
        begin += 1
    return begin


def _listing(words: Sequence[Word], place: int, is_head: Head) -> int | None:
    """Return where a list before an `and` begins: `actor, singer and`, `travel, tourism, and`; None if there is no list."""
    if not place:
        return None
    after_comma = words[place - 1].raw.endswith(",")
    begin = place if after_comma else place - 1
    while begin and words[begin - 1].raw.endswith(",") and words[begin - 1].bare.islower() and _is_item(words, begin - 1, is_head):
        begin -= 1
    return begin if begin <= (place - 2 if after_comma or is_head(words[place - 1]) else -1) else None


def _is_item(words: Sequence[Word], place: int, is_head: Head) -> bool:
    return is_head(words[place]) or _modifies(words, place)


def _joins(words: Sequence[Word], place: int, is_head: Head) -> bool:
    """Return whether an `and` is inside a name: `Jammu and Kashmir chief minister`."""
    before, following = words[place - 1], words[place + 1]
    return before.bare[:1].isupper() and following.bare[:1].isupper() and not is_head(following)


def _is_in_name(words: Sequence[Word], place: int) -> bool:
    """Return whether a capitalised function word is inside a name: `On The` in `Boys On The Quay singer`."""
    word, before = words[place], words[place - 1] if place else None
    small = word.bare[:1].isupper() and (word.begins or word.plain in listed("ends"))
    return small and before is not None and before.bare[:1].isupper() and not before.closes


def _surely_modifies(word: Word) -> bool:
    return word.bare[:1].isupper() or "-" in word.plain or word.plain in listed("modifiers") or word.plain.isdigit() or word.owns


def _modifies(words: Sequence[Word], place: int) -> bool:
    """Return whether a word may precede and modify a noun."""
    word, following = words[place], words[place + 1]
    plain = word.plain
    if _cannot_stand(word) or plain in listed("dates") or plain in of_lexicon("small words") - {"new", "first", "two", "three", "other"}:
        return False
    if plain in listed("before the noun phrase"):
        return False
    if _surely_modifies(word):
        return not plain.isdigit() or _YEAR.fullmatch(plain) is not None or following.plain.startswith("year")
    if plain.endswith("ly"):
        return following.plain.endswith(("ed", "ing", "al", "ive"))
    if plain.endswith(("ed", "ing")):
        return place > 0 and words[place - 1].plain.endswith("ly")
    return True


def _cannot_stand(word: Word) -> bool:
    return not any(map(str.isalnum, word.plain)) or (
        not word.is_acronym and any(word.plain in listed(name) for name in ("verbs", "ends", "clauses"))
    )


def is_rank(title: str) -> bool:
    """Return whether words are only a rank, as used between an office and a name: `Brigadier`, `Lt. Col.`."""
    return all(word.strip(".").casefold() in listed("ranks") for word in title.split())


def outer_modifiers(text: str, start: int) -> int:
    """Return the start of a noun phrase with the determiner and modifiers before a place in it: `the former` before `Harbour chief`."""
    words = words_of(text, max(0, start - _OUTER), start)
    for word in reversed(words[1:] if start > _OUTER else words):
        if word.closes or not (word.begins or word.plain in listed("modifiers")):
            break
        start = word.start
        if word.begins:
            break
    return start


def before_comma(words: Sequence[Word], is_head: Head) -> Span | None:
    """Return the noun phrase at the end of the words before a comma: `one of its founders`, `Ruiz’s lawyer`."""
    for begin in range(len(words) - 1, -1, -1):
        word = words[begin]
        if not (word.begins or (word.owns and word.bare[:1].isupper())):
            continue
        found = phrase_at(words[begin:], is_head)
        if found and found.end >= words[-1].end:
            return Span(words[_outer(words, begin, is_head)].start, words[-1].end)
    bare = title_before([*words[:-1], Word(words[-1].start, words[-1].raw.rstrip(","))], is_head) if words else None
    own = [word for word in words if bare and bare.start <= word.start]
    head = head_of(own, 0, names_person) if is_head is names_person and len(own) > 1 and own[0].bare[:1].isupper() else None
    if head is None or not (own[head].plain in TITLES or own[head].plain in listed("offices")):
        return None
    before = words[-len(own) - 1] if len(own) < len(words) else None  # the office begins its clause, or stands behind a preposition
    capitals = all(word.bare[:1].isupper() or word.plain in _SMALL for word in own)
    return bare if before is None or (capitals and before.bare.islower() and before.plain in listed("ends")) else None


def _outer(words: Sequence[Word], begin: int, is_head: Head) -> int:
    """Return the start of a phrase that contains another after `of`: `the daughter` in `the daughter of the mayor`."""
    begin = _owner(words, begin)
    if begin < 2 or words[begin - 1].plain != "of" or not (is_head(words[begin - 2]) or words[begin - 2].plain == "one"):
        return begin
    head = begin - 2
    return _leftmost(words, head, is_head)


def _owner(words: Sequence[Word], begin: int) -> int:
    """Return the start of a capitalised owner: `South Africa’s`."""
    while begin and not words[begin].begins and words[begin - 1].bare[:1].isupper() and not words[begin - 1].closes:
        if words[begin - 1].plain in listed("ends") or words[begin - 1].plain in listed("dates"):
            break
        begin -= 1
    return begin
