"""Whom the words of an article describe: `Mayor Ana Ruiz`, `Ruiz, head of the port`, `Sen. Ruiz (R-Vt.)`, and so `the Vermont senator`."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transforms.entities.names import normalized, person_name
from transforms.entities.places import state_called
from transforms.records import Span
from transforms.schema import MentionRow
from transforms.speakers.offices import ALIKE, BODIES, DISTINCT, LOOSE, NO_PERSON, OFFICES, PARTIES, PERSON_WORD, RULERS, VYING
from transforms.speakers.scene import Scene, is_person

_BEFORE = re.compile(r"(?:[\w.’'&/-]+ ){1,8}$")
_BESIDE = re.compile(r"(?:,| [–—-]{1,2}) (?:now |currently )?(?P<words>[^,.;:“”\"()–—]{3,120})(?=[,.;–—]| [–—-])")
_IS = re.compile(r" (?:is|was|became) (?P<words>(?:the|an?) [^,.;:“”\"()]{3,80})")
_BRACKETS = re.compile(r",? \(?(?P<party>[RDI])-(?P<state>[^),]{2,30})[),]")
_OF = re.compile(r" of (?P<state>[A-Z]\w+\.?(?: [A-Z]\w+)?)(?!\w)")
_TOKEN = re.compile(r"\S+")
_THE = re.compile(r"[Tt](?<!\w.)he(?=\s((?:[\w’'-]+\s){0,3}[\w’'-]+))")
_MARK = 24
"""Characters after a name in which party and state stand."""
_PARTY_WORDS = frozenset(name for names in PARTIES.values() for name in names)
_DEPENDS = re.compile(r"\s(?:and|as|at|by|for|from|in|of|on|that|to|under|which|who|whose|with)(?!\w)")
_STOPS = frozenset(
    """a an the this that of at for from in on to and or by with as who which said says say told tells asked when while after before but if
    because new his her their its our my also one two three some many another other than into over under about against between""".split()
)
_INDEFINITE = re.compile(
    r"(?:an?|one|another|some|any|every|each|no|two|three|four|five|several|many|most|few|other|both|all)\s", re.IGNORECASE
)
_ARTICLE = re.compile(r"(?:the|this|that)\s+", re.IGNORECASE)
_APPOSED_BEFORE = re.compile(
    r"(?<!\w)(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[Tt]heir|['’]s) (?P<words>[^,.;:“”\"()]{3,70}), (?:[A-Z][a-z]{1,3}\.? )?$"
)
"""What stands before a name and a comma: `An attorney for the port, Ana Ruiz`."""
_ACRONYM = re.compile(r"(?<!\w)(?!GOP\b)[A-Z]{2,}(?!\w)")
"""A body in a title makes it another person's: `the FBI director`."""
_CAPITAL = re.compile(r"(?<!\w)[A-Z]")
_NEAR = 2
"""Paragraphs back in which somebody by a word such as `candidate` has to be named."""
_MOST = 64
"""Descriptions of one head that are compared."""


@dataclass(frozen=True, slots=True)
class Description:
    """What an article calls somebody: the words without the head."""

    entity: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Described:
    """What an article calls its people and bodies, by the head of the words: `mayor`, `envoy`, `ministry`."""

    scene: Scene
    by_head: Mapping[str, Sequence[Description]]

    def find(self, words: str, place: int, owner: str | None = None) -> tuple[str, float] | None:
        """Return whom these words mean at a place, and how sure that is: `the envoy`, `the Harbour minister`.

        `owner` is a word of the name of the one they belong to: Ruiz, for `her lawyer`.
        """
        if _INDEFINITE.match(words):
            return None
        head, modifiers = _parsed(_ARTICLE.sub("", words, count=1))
        wanted = modifiers | {owner} if owner else modifiers
        known = self.by_head.get(head, ())[:_MOST] if head else ()
        fitting = [one for one in known if wanted <= one.words]
        fitting = [one for one in fitting if not (one.words - wanted) & DISTINCT] or fitting
        before = [one for one in fitting if self.scene.places[one.entity][0] < place]
        if not before and not owner:
            loose = {one.entity for one in known if self.scene.places[one.entity][0] < place and _agree(wanted, one.words)}
            if len(loose) == 1 and self._stands(next(iter(loose)), head, place):
                return loose.pop(), 0.6
        chosen = [one for one in before or fitting if self._stands(one.entity, head, place)]
        entities = {one.entity for one in chosen}
        if len(entities) <= 1:
            return (chosen[0].entity, 0.9 if before else 0.7) if chosen else None
        bare = {one.entity for one in chosen if one.words <= wanted}
        return self._latest(sorted(bare or entities), place), 0.7

    def _stands(self, entity: str, head: str | None, place: int) -> bool:
        """Tell whether no other name stands in the way: a body must have been named last, somebody by a word such as `candidate` lately."""
        scene, row = self.scene, self.scene.entities[entity]
        if row.type == "person" and head not in LOOSE:
            return True
        before = bisect_left(scene.places[entity], place)
        if before == 0:
            return row.type != "person" and head in normalized(row.name).split()
        last = scene.places[entity][before - 1]
        if row.type == "person":
            return scene.paragraph(place) - scene.paragraph(last) <= _NEAR
        between = scene.within(last + 1, place, _MOST)
        return head in normalized(row.name).split() or not any(one.type == "organization" and one.entity_id != entity for one in between)

    def may_vary(self, words: str) -> bool:
        """Tell whether words that the article ties to nobody may be another way to name the one spoken of: `the Vermont senator`.

        Words without a place, party or past (`the grid operator`) bring in somebody else.
        """
        head, modifiers = _parsed(_ARTICLE.sub("", words, count=1))
        if not modifiers or head in LOOSE - VYING or not _is_person_word(head) or not _ARTICLE.match(words) or _ACRONYM.search(words):
            return False
        known = not _DEPENDS.search(words) and (_CAPITAL.search(words, 4) is not None or "self" in modifiers)
        return known or "former" in modifiers

    def nominals(self) -> Iterator[tuple[Span, str]]:
        """Yield where a person is spoken of by a description that the article ties to a name: `the mayor`."""
        people = {head for head, known in self.by_head.items() if self.scene.entities[known[0].entity].type == "person"}
        for at in _THE.finditer(self.scene.text):
            for token in _TOKEN.finditer(at[1]):
                if _whole(normalized(token[0])) in people:
                    found = self.find(at[1][: token.end()], at.start())
                    if found and self.scene.entities[found[0]].type == "person":
                        yield Span(at.start(), at.start(1) + token.end()), found[0]
                    break

    def _latest(self, entities: Sequence[str], place: int) -> str:
        """Return which of some entities was named last before a place, or else first after it."""

        def nearness(entity: str) -> tuple[bool, int]:
            places = self.scene.places[entity]
            before = bisect_left(places, place)
            return (True, places[before - 1]) if before else (False, -places[0])

        return max(entities, key=nearness)


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two descriptions with the same head may be of one person: no other party, and no office that is a former one."""
    if (one ^ other) & DISTINCT:
        return False
    parties = [{party for party, names in PARTIES.items() if {*names} & words} for words in (one, other)]
    return not all(parties) or parties[0] == parties[1]


def describe(scene: Scene) -> Described:
    """Collect what an article calls its people and bodies."""
    found: defaultdict[str, dict[Description, None]] = defaultdict(dict)
    for mention in scene.mentions:
        for head, words in _of_person(scene.text, mention) if is_person(mention) else _of_body(scene.text, mention):
            for name in (head, *ALIKE.get(head, ())):
                found[name][Description(mention.entity_id, words)] = None
    return Described(scene, {head: tuple(known) for head, known in found.items()})


def _of_person(text: str, mention: MentionRow) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what stands around a person's name: a title, an apposition, a party and state in brackets, what the person is said to be."""
    begin = _name_begins(mention)
    marked = _BRACKETS.search(text, begin, mention.end + _MARK)
    after = marked.end() - 1 if marked and marked.end() >= mention.end else mention.end
    beside = [_APPOSED_BEFORE.search(text, max(0, mention.start - 90), mention.start), *(how.match(text, after) for how in (_BESIDE, _IS))]
    of = marked or _OF.match(text, mention.end)
    common = (_state(of["state"]) if of else frozenset()) | (frozenset(PARTIES[marked["party"]]) if marked else frozenset())
    first, _, rest = mention.text.partition(" ")
    if rest and first.casefold() in RULERS:
        yield first.casefold(), frozenset(normalized(rest).split())
    found = [_parsed(_ARTICLE.sub("", words, count=1)) for words in (_titles(text, begin), *(one["words"] for one in beside if one))]
    for head, modifiers in found:
        if head in _PARTY_WORDS:  # `Sen. Ruiz, Republican of Iowa,`
            common |= modifiers | {head}
    for head, modifiers in found:
        if head and _is_person_word(head):
            yield head, modifiers | common
    for name in common & _PARTY_WORDS:
        yield name, common


def _of_body(text: str, mention: MentionRow) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the common noun in the name of a body, `ministry` of `Ministry of Ports`, and what stands beside it."""
    if mention.type == "organization":
        beside = _BESIDE.match(text, mention.end)
        for words in (mention.text, beside["words"] if beside else ""):
            head, modifiers = _parsed(_ARTICLE.sub("", words, count=1), body=True)
            if head in BODIES:
                yield head, modifiers


def _name_begins(mention: MentionRow) -> int:
    """Return where a person's name itself begins, after the titles that are part of the mention."""
    return mention.start + max(0, mention.text.find(person_name(mention.text).shown))


def _titles(text: str, place: int) -> str:
    """Return the words that stand before a name as its title: `Harbour Minister`."""
    before = _BEFORE.search(text, max(0, place - 90), place)
    words: list[str] = []
    for word in reversed(before[0].split() if before else []):
        plain = word.rstrip(".").casefold()
        if plain in _STOPS or word.endswith(("'s", "’s")) or (word.endswith(".") and plain not in OFFICES and len(plain) > 4):
            break
        words.append(plain)
    return " ".join(reversed(words))


def _state(short: str) -> frozenset[str]:
    """Return the words of a state by its short form: `S.C.` is South Carolina."""
    return frozenset((state_called(short) or normalized(short)).split())


def _parsed(words: str, *, body: bool = False) -> tuple[str | None, frozenset[str]]:
    """Return the head of a description and its other words, `head` and {`union`} of `head of the union`; None where it is of several."""
    depends = _DEPENDS.search(words)
    core = [_whole(word) for word in normalized(words[: depends.start()] if depends else words).split()]
    several = core and core[-1].endswith("s") and not core[-1].endswith(("ss", "us"))
    if not core or core[0] in _STOPS or (several and not body):
        return None, frozenset()
    rest = normalized(words[depends.end() :]).split() if depends else []
    return core[-1], frozenset(word for word in (*core[:-1], *rest) if word not in _STOPS)


def _is_person_word(word: str | None) -> bool:
    return word is not None and word not in NO_PERSON and PERSON_WORD.search(word) is not None


def _whole(word: str) -> str:
    return OFFICES.get(word, word)
