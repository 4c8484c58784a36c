"""Rules for sources whose speaker is certain from the text, but which are too rare for the network to learn."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from transforms.entities.gazetteer import SMALL_WORDS, TITLES
from transforms.entities.names import normalized
from transforms.lexicon.words import ENGLISH
from transforms.records import Span
from transforms.speakers.context import ArticleContext
from transforms.speakers.features import Article, Features
from transforms.speakers.missed_names import is_common
from transforms.speakers.units import Unit
from transforms.speakers.wording import Wording, of_lexicon

_TO_APPOSED = re.compile(r", (?:(?:the|a|an|his|her|their) (?:[a-z-]{2,20} ){1,4})?(?:[A-Z][a-z]{0,8}\.? )?")
"""Text between a description and the name in apposition to it, perhaps with another description: `his neighbour, the baker Ana Ruiz`."""
_FOLLOWED = re.compile(r",?\s?|, [^,.;:“”\"]{0,80},\s")
"""Text allowed between a name and its relative pronoun."""
_APPOSED = re.compile(r"[a-z)], (?:[A-Z][a-z]{0,8}\.? )?$")
"""Text before a name in apposition: a word of the description, a comma, perhaps a title."""
_OWNS = re.compile(r"['’]s?\s+\w")
_ABBREVIATED = re.compile(r"[Tt]he (?:former |then |acting )?([A-Z]{2,5})")
_ARTICLE = re.compile(r"[Tt]he\s")
_THEY = re.compile(r"\bthey/them\b", re.IGNORECASE)
_NEAR = 80
"""Characters after a name in which the article says which pronouns a person uses."""
_LONGEST_WORD = 20
"""Characters before a title in which another word is."""
_LONGEST_OFFICE = 60
"""Characters before a name in which its office is."""
_SEAT = re.compile(r"([^\W\d_][\w.’'-]{0,30})-(?:based|born|educated|headquartered|listed|owned|raised|registered|run|trained)\b")
_LEAST = 1e-9
_UNFIT = 0.05
"""Factor for a woman with `he`, an organization with `she`, a person with `the office`; not 0, since their sex and kind may be misread."""
_NOT_MEANT = 1e-6
"""Factor for X with `X's lawyer`."""
_TYPES = frozenset({"person", "organization", "location"})
_ENDS = frozenset({"", "'s", "’s"})
"""Text allowed after a source that is only a name."""
Chances = NDArray[np.float64]
"""Probability of each candidate, and last of nobody."""


def adjusted(article: Article, features: Features, number: int, chances: Chances) -> Chances:
    """Return the chances of a statement's candidates, adjusted by rules for cases that are certain, but too rare to be learned."""
    unit, found = features.units[number], chances.copy()
    is_only_name = is_name(article.context, unit)
    found[:-1] *= _fitness(article, features, number, is_only_name=is_only_name)
    called = _meant(article, unit, {*features.chosen[features.fits[number]].tolist()}, is_only_name=is_only_name)
    for entity in {*dependents(article.context, unit), *seats(article.context, unit)} - {called}:
        found[:-1][features.chosen == entity] *= _NOT_MEANT
    if called is not None and called in features.chosen:
        found[:-1] *= np.where(features.chosen == called, 1.0, _NOT_MEANT)
    if len(found) > 1 and (called is not None or is_only_name):  # somebody speaks
        found[-1] = 0.0
    return found / max(float(found.sum()), _LEAST)


def _fitness(article: Article, features: Features, number: int, *, is_only_name: bool) -> Chances:
    """Return a factor for each candidate: small if it is of another sex or kind than the source."""
    wording, known = features.units[number].wording, [article.known[entity] for entity in features.chosen.tolist()]
    found = np.ones(len(known))
    if wording.pronoun in {"he", "she"}:
        found *= np.where(features.fits[number], 1.0, _UNFIT)
    if _is_hardly_a_person(wording):
        found *= np.where([one.person for one in known], _UNFIT, 1.0)
    if not is_only_name and wording.pronoun != "i":  # who only signs, as author, desk or agency: 1 of 14,000 labelled ones
        found *= np.where([one.only_signs for one in known], _NOT_MEANT, 1.0)
    if is_only_name and not wording.body:  # `Ruiz` is not the Ruiz campaign
        found *= np.where([one.row.name.rpartition(" ")[2].islower() for one in known], _NOT_MEANT, 1.0)
    return found


def _is_hardly_a_person(wording: Wording) -> bool:
    """Return whether the words of a source are for a body or for several: `the office`, `mayors`."""
    return not wording.capitals and ((wording.body and not wording.person) or (wording.plural and not wording.pronoun))


def _meant(article: Article, unit: Unit, fitting: AbstractSet[int], *, is_only_name: bool) -> int | None:
    """Return the entity that a source certainly means, if any; `fitting` has the entities whose sex is not another."""
    context = article.context
    rules = (account, apposed, antecedent, office_holder, titled, announcer, called_they)
    found = next((entity for rule in rules if (entity := rule(context, unit)) is not None), None)
    if found is None:
        found = named_before(context, unit, fitting)
    return _only_bearer(article, unit) if found is None and is_only_name else found


def dependents(context: ArticleContext, unit: Unit) -> Iterator[int]:
    """Yield entities that a source names but does not mean: X in `an aide to X`, `X's lawyer`, `the X campaign`, `the Tory`."""
    wording, away = unit.wording, of_lexicon("leads away", context.language)
    if unit.source is None or wording.document:
        return
    somebody, joins = wording.person or wording.group or wording.plural, of_lexicon("and", context.language)
    for number in context.within(unit.source):
        before = context.text[unit.source.start : int(context.starts[number])].casefold().replace(",", " ,").split()
        after = context.text[int(context.ends[number]) : unit.source.end]
        lead = next((word for word in reversed(before) if word not in of_lexicon("definite", context.language)), "")
        common = (
            after[:1] == " " and after[1:2].islower() and after.split()[0] not in away | joins | of_lexicon("reflexive", context.language)
        )
        follows = common and context.language == ENGLISH  # in other languages it may be the addressee: `сказал Ветров журналистам`
        person = context.mentions[number].type == "person"
        # `an aide to the bank, Ruiz Holm`
        apposed_body = wording.person and not person and not away.isdisjoint(before) and not after.strip(" ,.")
        depends = lead in away or apposed_body or _OWNS.match(after) or follows or (person and not _is_proper(context, number))
        if (depends and (somebody or person)) or (wording.definite and not after and _is_member(context, number)):
            yield int(context.entity_of[number])


def seats(context: ArticleContext, unit: Unit) -> Iterator[int]:
    """Yield the places that only say where a source is from: Brenn in `the Brenn-based firm`."""
    named = {normalized(found[1]) for found in _SEAT.finditer(unit.source.of(context.text))} if unit.source else set()
    yield from (number for number, entity in enumerate(context.entities) if named and normalized(entity.name) in named)


def account(context: ArticleContext, unit: Unit) -> int | None:
    """Return the name that the handle of an account is: `@anaruiz`."""
    inside = context.within(unit.source) if unit.source and context.text[unit.source.start] == "@" else range(0)
    return int(context.entity_of[inside[0]]) if len(inside) == 1 else None


def apposed(context: ArticleContext, unit: Unit) -> int | None:
    """Return the entity named at the end of a source after a description: Ruiz in `the captain, Ana Ruiz,`."""
    if unit.source is None:
        return None
    inside = list(context.within(unit.source))
    if not inside:
        return _apposed_after(context, unit.source) if not unit.wording.pronoun else None
    number = inside[-1]
    before = context.text[unit.source.start : int(context.starts[number])]
    ends = not context.text[int(context.ends[number]) : unit.source.end].strip(" ,.")
    is_called = (
        ends and _APPOSED.search(before) and _is_proper(context, number) and int(context.entity_of[number]) not in dependents(context, unit)
    )
    return int(context.entity_of[number]) if is_called else None


def _apposed_after(context: ArticleContext, source: Span) -> int | None:
    """Return the name in apposition after a description that is the source: `the captain`, in `the captain, Ana Ruiz, said`."""
    number = bisect_left(context.starts, source.end)
    if number == len(context.starts) or context.mentions[number].type not in {"person", "organization"} or not _is_proper(context, number):
        return None
    begins = _TO_APPOSED.fullmatch(context.text, source.end, int(context.starts[number]))
    ends = context.text[int(context.ends[number]) :][:1] in {",", ".", "”", '"'}
    return int(context.entity_of[number]) if begins and ends and source.of(context.text)[:1].islower() else None


def antecedent(context: ArticleContext, unit: Unit) -> int | None:
    """Return the antecedent of a relative pronoun, perhaps with an apposition between: `Ruiz, now a captain, who`."""
    relative = unit.source.of(context.text).partition(" ")[0].casefold() if unit.source else ""
    number = bisect_left(context.starts, unit.source.start) - 1 if unit.source and relative in {"who", "which"} else -1
    if number < 0 or unit.source is None or (context.mentions[number].type == "person") != (relative == "who"):
        return None
    follows = _FOLLOWED.fullmatch(context.text, int(context.ends[number]), unit.source.start)
    return int(context.entity_of[number]) if follows else None


def office_holder(context: ArticleContext, unit: Unit) -> int | None:
    """Return the person before whose name a source's office stands: `the AG`, of `Attorney General Ana Ruiz` or `AG Ana Ruiz`."""
    abbreviated = _ABBREVIATED.fullmatch(unit.source.of(context.text)) if unit.source else None
    if not abbreviated or unit.source is None:
        return None
    is_short = abbreviated[1].casefold() in of_lexicon("offices in short", context.language)
    before = bisect_left(context.starts, unit.source.start)
    people = [number for number, mention in enumerate(context.mentions) if mention.type == "person"]
    for number in sorted(people, key=lambda number: (number >= before, abs(number - before))):
        words = _office(context, number)
        if _initials(words) == abbreviated[1] or (is_short and words[-1:] == [abbreviated[1]]):
            return int(context.entity_of[number])
    return None


def titled(context: ArticleContext, unit: Unit) -> int | None:
    """Return the only person before whose name the very words of a source stand: `the former mayor`, of `former mayor Ana Ruiz`.

    Right in 104 of 107 labelled cases.
    """
    if unit.source is None or not unit.wording.person or unit.wording.indefinite or unit.wording.owned or context.within(unit.source):
        return None
    words = _ARTICLE.sub("", " ".join(unit.source.of(context.text).split()))
    title = re.compile(rf"(?:(?P<other>[\w-]+)\s|(?<![\w-])){re.escape(words)},?\s\Z", re.IGNORECASE)
    found = set()
    for number, mention in enumerate(context.mentions):
        if mention.type != "person":
            continue
        before = title.search(context.text, max(0, mention.start - len(words) - _LONGEST_WORD), mention.start)
        if before and (before["other"] or "").casefold() not in of_lexicon("distinct"):
            found.add(int(context.entity_of[number]))
    return found.pop() if len(found) == 1 else None


def announcer(context: ArticleContext, unit: Unit) -> int | None:
    """Return the organization that a statement begins with, if a body says it about itself: `Holm Lines will close, the company said`."""
    said = context.attributions[unit.attribution]
    own = unit.wording.body and unit.wording.definite and not unit.wording.person and said.kind == "indirect"
    inside = context.within(unit.source) if unit.source else ()
    if not own or unit.source is None or any(context.mentions[number].type != "group" for number in inside):
        return None
    if said.contents[0].start > unit.source.start:
        return None
    first = next(iter(context.within(said.contents[0])), None)
    starts = first is not None and int(context.starts[first]) - said.contents[0].start < len("the ")
    return int(context.entity_of[first]) if first is not None and starts and context.mentions[first].type == "organization" else None


def called_they(context: ArticleContext, unit: Unit) -> int | None:
    """Return the last person before a source `they` if the article says that this person uses it: `Ruiz, who uses they/them pronouns,`."""
    if unit.wording.pronoun != "they" or unit.source is None or not _THEY.search(context.text):
        return None
    before = range(bisect_left(context.start_list, unit.source.start))
    last = next((int(context.entity_of[number]) for number in reversed(before) if context.mentions[number].type == "person"), None)
    own = (mention for number, mention in enumerate(context.mentions) if context.entity_of[number] == last)
    return last if any(_THEY.search(context.text, mention.end, mention.end + _NEAR) for mention in own) else None


def named_before(context: ArticleContext, unit: Unit, fitting: AbstractSet[int]) -> int | None:
    """Return whom the sentence before a quotation by `he` or `she` is about: Ruiz in `Ruiz smiled. “We sail,” she said`.

    The sentence is in the same paragraph and is no statement; it is the only person there who can be meant (`fitting` has the entities
    whose sex is not another). Right in 70 of 71 labelled cases.
    """
    said = context.attributions[unit.attribution]
    start = said.contents[0].start
    if unit.wording.pronoun not in {"he", "she"} or said.kind != "direct" or unit.source is None or unit.source.start < start:
        return None
    begin = int(context.sentence_starts[bisect_left(context.sentence_starts, start) - 1])
    if begin < context.paragraphs[context.paragraph_at(start)].start:
        return None
    people = {int(context.entity_of[n]) for n in context.within(Span(begin, start)) if context.mentions[n].type == "person"} & fitting
    silent = not any(
        other.contents[0].start < start and other.contents[-1].end > begin for other in context.attributions if other is not said
    )
    return people.pop() if len(people) == 1 and silent else None


def _office(context: ArticleContext, number: int) -> list[str]:
    """Return the capitalised words before a name, and small ones between: `Commissioner of Police` before `Ana Ruiz`."""
    start = int(context.starts[number])
    line = context.text[max(0, start - _LONGEST_OFFICE) : start].rpartition("\n")[2]
    words = takewhile(lambda word: word[-1].isalnum() and (word[0].isupper() or word in SMALL_WORDS), reversed(line.split()))
    return [*words][::-1]


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words if word[0].isupper())


def is_name(context: ArticleContext, unit: Unit) -> bool:
    """Return whether a source is only a name, perhaps with a title before it."""
    if unit.source is None or not unit.wording.capitals:
        return False
    for number in context.within(unit.source):
        before = context.text[unit.source.start : int(context.starts[number])].split()
        ends = context.text[int(context.ends[number]) : unit.source.end].strip(" ,.") in _ENDS | of_lexicon("reflexive", context.language)
        if (
            ends
            and _is_proper(context, number)
            and context.mentions[number].type in _TYPES
            and not (unit.wording.definite and _is_member(context, number))
            and all(word.strip(".").casefold() in TITLES | of_lexicon("definite", context.language) for word in before)
        ):
            of_person = context.mentions[number].type == "person" and " " in context.entities[int(context.entity_of[number])].name
            return of_person or len(unit.wording.capitals) > 1 or not is_common(unit.wording.capitals[0], context.language)
    return False


def _only_bearer(article: Article, unit: Unit) -> int | None:
    """Return the entity whose name a source is, unless it is a single word: of a place, of other names too, or after `the`.

    A surname that several people have is that of the one last named in full in the paragraph before it, if any.
    """
    context = article.context
    number = context.within(unit.source)[-1] if unit.source else None
    if number is None:
        return None
    words = unit.wording.capitals
    bearers = sum(words[0] in one.words | one.letters for one in article.known)
    is_clear = bearers == 1 and not unit.wording.definite and context.mentions[number].type != "location"
    if is_clear or len(words) > 1:
        return int(context.entity_of[number])
    begin = bisect_left(context.starts, context.row_of(number).start)
    namesakes = (int(context.entity_of[other]) for other in range(number - 1, begin - 1, -1) if " " in context.mentions[other].text)
    return next((entity for entity in namesakes if article.known[entity].person and article.known[entity].last == words[0]), None)


def _is_member(context: ArticleContext, number: int) -> bool:
    """Return whether a mention names a member of a party: Tory in `the Tory`."""
    mention = context.mentions[number]
    return mention.type != "person" and mention.text.split()[-1].casefold() in of_lexicon("party members", context.language)


def _is_proper(context: ArticleContext, number: int) -> bool:
    """Return whether a mention is a name, not a description that the reader labelled as one: `port envoy`."""
    mention = context.mentions[number]
    return mention.type == "organization" or not mention.text.rpartition(" ")[2].islower()
