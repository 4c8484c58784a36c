"""Noun phrases that describe people and organizations, recognised by their head: `the former head of the port`."""

from collections.abc import Callable, Sequence

from transforms.people.nouns import Word, listed, names_person, words_of
from transforms.records import Span
from transforms.speakers.wording import is_plural

BEFORE_HEAD = 9
"""Maximum words of a noun phrase before its head."""

Head = Callable[[Word], bool]


def phrase_at(words: Sequence[Word], is_head: Head, *, determined: bool = False) -> Span | None:
    """Return the noun phrase at the start of some words, up to a comma, clause or verb, or None.

    Args:
        words: the words after a name.
        is_head: returns whether a noun may be the head of the phrase.
        determined: whether it has to begin with a determiner.
    """
    begin = next((n for n, word in enumerate(words) if word.plain not in listed("before the noun phrase")), len(words))
    words = words[begin:]
    bracket = next((n for n, word in enumerate(words) if word.raw.startswith("(")), len(words))
    words = words[:bracket]
    if not words or (determined and not words[0].begins) or words[0].plain in {"and", "or", "&", "", "together"}:
        return None
    lead = 3 if [word.plain for word in words[:2]] == ["one", "of"] else 1 if words[0].begins else 0
    head = head_of(words, lead, is_head)
    if head is None:
        return None
    last = head
    for place in range(head + 1, len(words)):
        word = words[place]
        if words[place - 1].closes and not _goes_on(words, place, is_head):
            break
        verb = word.plain in listed("verbs") and not _goes_with(words, place)
        if verb or word.leads_clause or _tells_when(words, place) or word.raw in {"-", "–", "—", "--"}:
            break
        if word.plain in {"for", "and", "by"} and place + 1 < len(words) and _is_gerund(words[place + 1]):
            break
        if place == head + 1 and word.plain in {"and", "&"}:  # another sentence, or another name
            break
        last = place
    while last > head and (words[last].plain in listed("ends") or words[last].plain in {"and", "&"} or words[last].begins):
        last -= 1
    return Span(words[0].start, words[last].end)


def _goes_with(words: Sequence[Word], place: int) -> bool:
    """Return whether a participle continues a noun phrase: `led by` in `the group led by Ruiz`."""
    following = words[place + 1].plain if place + 1 < len(words) else ""
    return words[place].plain in listed("participles") and (following in listed("ends") or following in {"to", "as", "only"})


def _is_gerund(word: Word) -> bool:
    return word.plain.endswith("ing") and word.plain not in listed("modifiers") and word.bare.islower()


def _is_adverb(word: Word) -> bool:
    return word.plain in listed("before the noun phrase") or (word.plain.endswith("ly") and word.bare.islower())


def _is_passive(words: Sequence[Word], place: int) -> bool:
    """Return whether a word is a participle that goes on with a preposition: `acquired by`."""
    following = words[place + 1].plain if place + 1 < len(words) else ""
    return words[place].plain.endswith("ed") and words[place].bare.islower() and following in listed("ends")


def _tells_when(words: Sequence[Word], place: int) -> bool:
    """Return whether words say when or how something was said: `on Monday`, `in an interview`, `on the eve of the strike`."""
    following = words[place + 1 : place + 4]
    if words[place].plain not in listed("before a time") or not following:
        return False
    within = following if following[0].begins else following[:1]
    return following[0].plain in listed("dates") or any(word.plain in listed("occasions") and word.bare.islower() for word in within)


def is_office(phrase: Span, text: str) -> bool:
    """Return whether a noun phrase is of an office: `former head of the port`, not `a man of the port`."""
    words = words_of(text, phrase.start, phrase.end)
    head = head_of(words, 1 if words and words[0].begins else 0, names_person)
    return head is not None and any(each in listed("offices") for each in (words[head].plain, words[head].plain.rpartition("-")[2]))


def is_single(phrase: Span, text: str, is_head: Head) -> bool:
    """Return whether a noun phrase is singular: `one of the captains`, not `the captains`."""
    words = words_of(text, phrase.start, phrase.end)
    lead = 3 if [word.plain for word in words[:2]] == ["one", "of"] else 1 if words[0].begins else 0
    head = head_of(words, lead, is_head)
    return lead == 3 or head is None or not is_plural(words[head].plain)


def head_of(words: Sequence[Word], lead: int, is_head: Head) -> int | None:
    """Return the position of the head: the last word before a preposition, participle, clause or mark; None if it is not a head."""
    last = behind = None
    for place in range(lead, min(len(words), lead + BEFORE_HEAD)):
        word = words[place]
        if last is not None and is_head(words[last]) and _goes_with(words, place):
            break
        if word.plain in listed("verbs") or word.raw in {"a", "an", "the"}:
            return behind
        if word.plain in listed("ends") or word.leads_clause:
            break
        if last is not None and is_head(words[last]) and (_is_gerund(word) or _is_adverb(word) or _is_passive(words, place)):
            behind = behind or last
        last = place
        if word.closes and not (lead and word.raw.endswith(",") and place < lead + 3 and word.bare.islower() and not is_head(word)):
            break
    if last is None or is_head(words[last]):
        return last
    joined = next((place for place in range(last, lead, -1) if words[place].plain in {"and", "&"}), None)
    if joined is None or not is_head(words[joined - 1]):
        return behind
    return last if words[last].bare.islower() and last == joined + 1 else joined - 1


def _goes_on(words: Sequence[Word], place: int, is_head: Head) -> bool:
    """Return whether a list of offices continues after a comma: `chairman, president and chief executive of the port`."""
    if not words[place - 1].raw.endswith(",") or not all(is_head(word) for word in words[:1]):
        return False
    rest = [word.plain for word in words[place : place + 4]]
    return "and" in rest and is_head(words[place]) and place <= 3
