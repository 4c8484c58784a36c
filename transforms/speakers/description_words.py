"""Words beside names that describe entities: titles, appositions, predicates, and the rest of the sentence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from transforms.entities.names import normalized, person_name
from transforms.entities.places import us_state
from transforms.records import Span
from transforms.speakers.candidates import Candidate
from transforms.speakers.context import ArticleContext
from transforms.speakers.wording import of_lexicon, stem, with_synonyms

Matrix = NDArray[np.float32]

_BEFORE = re.compile(r"(?:[\w.’'&/-]+ ){1,7}$")
_APPOSED_AFTER = re.compile(r"(?:,| [–—-]{1,2}) (?P<words>[^.;:“”\"()–—]{3,140})|,? ?\((?P<bracket>[^()]{1,60})\)")
_APPOSED_BEFORE = re.compile(r"(?<!\w)(?P<words>[^,.;:“”\"()]{3,80}), (?:[A-Z][a-z]{1,3}\.? )?$")
_PARTY_AND_STATE = re.compile(r",? \(?(?P<party>[RDI])-(?P<state>[^),]{2,30})[),]")
_SENTENCE = 260
"""Maximum characters of a sentence around a name."""
_REACH = 96
_COMMA = 8
"""Characters before a name that are searched for the comma of an apposition."""
_TAIL = 10
"""Maximum words before a comma and a name that may describe it."""
_NEVER = 1 << 40
_MOST = 40
"""Maximum mentions examined per entity."""


@lru_cache(maxsize=1)
def _predicate() -> re.Pattern[str]:
    return re.compile(rf"(?:,? [\w’']+)? (?:{'|'.join(sorted(of_lexicon('is')))}) (?P<words>[^,.;:“”\"()]{{3,100}})")


@dataclass(frozen=True, slots=True)
class Described:
    """Which requested words describe which entities; arrays have the shape (entities, words)."""

    columns: Mapping[str, int]
    """The column of each word; words with one stem share it."""
    tight: Matrix
    """1 for words in a title, an apposition or a predicate of the entity, otherwise 0."""
    loose: Matrix
    """1 for words in a sentence that names the entity, otherwise 0."""
    first: NDArray[np.int64]
    """Offset of the mention that a word first describes; `_NEVER` if it describes none."""


def describe(context: ArticleContext, known: Sequence[Candidate], asked: Iterable[str]) -> Described:
    """Return which words describe which entities.

    Args:
        context: the article.
        known: the entities.
        asked: the words of sources that are noun phrases.
    """
    words = {word: stem(word, context.language) for word in asked}
    of_stem = {each: number for number, each in enumerate(dict.fromkeys(words.values()))}
    columns = {word: of_stem[each] for word, each in words.items()}
    shape = len(known), len(of_stem)
    tight, loose = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    first = np.full(shape, _NEVER)
    sentences: dict[tuple[int, int], list[int]] = {}
    for row, one in enumerate(known if columns else ()):
        for mention in one.mentions[:_MOST]:
            start, end = int(context.starts[mention]), int(context.ends[mention])
            begin, after = _sentence_bounds(context, mention)
            for word in {*_description_words(context, Span(start, end), Span(begin, after), person=one.person)}:
                stems = {stem(other, context.language) for other in with_synonyms(word)}
                for column in (of_stem[each] for each in stems if each in of_stem):
                    tight[row, column] = 1.0
                    first[row, column] = min(first[row, column], start)
            if (begin, after) not in sentences:
                stems = {stem(word, context.language) for word in normalized(context.text[begin:after]).split()}
                sentences[begin, after] = [of_stem[each] for each in sorted(stems) if each in of_stem]
            loose[row, sentences[begin, after]] = 1.0
    return Described(columns, tight, loose, first)


def _sentence_bounds(context: ArticleContext, number: int) -> tuple[int, int]:
    """Return the offsets of the sentence around a mention, at most `_SENTENCE` characters on either side."""
    start, end = int(context.starts[number]), int(context.ends[number])
    sentence = int(np.searchsorted(context.sentence_starts, start, side="right"))
    begin = int(context.sentence_starts[sentence - 1])
    after = int(context.sentence_starts[sentence]) if sentence < len(context.sentence_starts) else len(context.text)
    return max(begin, start - _SENTENCE), min(after, end + _SENTENCE)


def _description_words(context: ArticleContext, name: Span, sentence: Span, *, person: bool) -> list[str]:
    """Return the words of title, apposition and predicate of one mention, normalised."""
    found: list[str] = []
    text = context.text
    start, end, near = name.start, name.end, max(sentence.start, name.start - _REACH)
    if person:
        lead = text[start:end].find(person_name(text[start:end]).shown)
        found += normalized(text[start : start + lead]).split() if lead > 0 else []
    title = _BEFORE.search(text, near, start)
    if title:
        found += _title_words(title[0], context.language)
    apposed = _APPOSED_BEFORE.search(text, near, start) if ", " in text[max(near, start - _COMMA) : start] else None
    if apposed:
        found += normalized(apposed["words"]).split()[-_TAIL:]
    marked = _PARTY_AND_STATE.match(text, end, min(sentence.end, end + 32))
    if marked:
        found += [marked["party"].casefold(), *normalized(us_state(marked["state"]) or marked["state"]).split()]
    beside = _APPOSED_AFTER.match(text, end, sentence.end)
    if beside:
        found += _apposition_words(beside["words"] or beside["bracket"])
    predicate = _predicate().match(text, end, sentence.end)
    if predicate:
        found += normalized(predicate["words"]).split()
    return found


def _title_words(before: str, language: str) -> list[str]:
    """Return the words before a name that may be its title: those after the last function word or possessive.

    A possessive right before the name is one of them: `Labour` of `Labour’s Ana Ruiz`.
    """
    found: list[str] = []
    for word in reversed(before.split()):
        plain = normalized(word)
        if plain in of_lexicon("small words", language) and plain not in {"of", "for"}:
            break
        if word.endswith(("'s", "’s")):
            found += [] if found else normalized(word[:-2]).split()
            break
        found += plain.split()
    return found


def _apposition_words(words: str) -> list[str]:
    """Return the words of an apposition up to its first comma, or to the second if it starts with an age."""
    parts = words.split(", ")
    chosen = parts[:2] if len(parts) > 1 and parts[0].strip().isdigit() else parts[:1]
    return normalized(" ".join(chosen)).split()[:16]
