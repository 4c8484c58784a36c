"""Whom `he` and `she` stand for: each one of an article, in order, by a scored choice among the people spoken of before it.

The weights are those of a logistic choice that `training/pronouns.py` learns: each fact that holds of a person adds its weight, and the
person with the highest sum is taken; nobody is one of the choices.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter

from transforms.pronoun_weights import WEIGHTS
from transforms.records import Span
from transforms.scene import Scene, is_person

Facts = dict[str, float]
Heads = Mapping[int, tuple[str, str, float] | None]
Choose = Callable[[Span, Sequence[str], Sequence[Facts]], tuple[int, float]]
"""Given a pronoun, its candidates and what holds of each (and, last, of nobody): the number of the choice, and how sure it is."""

PRONOUN = re.compile(r"(?<!\w)(?:(?P<male>he|him|his|himself)|(?P<female>she|her|hers|herself))(?!\w)", re.IGNORECASE)
_FORMS = {"he": "he", "she": "he", "himself": "himself", "herself": "himself", "him": "him"}
"""Forms that tell subject from object; `his`, `her` and `hers` are the rest."""
_SURE = 0.7
_NAMED, _PRONOUN, _SPEAKS = range(3)
"""What an article tells."""
_CANDIDATES = 8
"""People last spoken of, among whom a pronoun may find the one it means."""
_OFTEN = 5
"""Times that a person is spoken of, beyond which more make no difference."""
_VERB = re.compile(
    r"(?:,[^,.;:“”\"]{1,90},|\s\([^)]{1,24}\))?\s(?:\w{2,12}ly\s|also\s|still\s|then\s|never\s|now\s)?"
    r"(?:is|was|has|had|did|does|will|would|could|can|may|might|must|should|\w{2,15}ed|\w{2,15}[^s\W]s|said|told|went|came|took|made|gave|got"
    r"|won|lost|became|began|ran|left|met|wrote|spoke|held|found|led|put|saw|knew|thought|felt|kept|grew|fell)(?!\w)"
)
_CLAUSE = re.compile(
    r"[,;:–—“”\"]|(?<!\w)(?:who|that|which|and|but|because|as|when|if|while|before|after|to|how|why|where|said|says)(?!\w)"
)
_OWNS = re.compile(r"['’]s?(?!\w)")
_OPENS = re.compile(
    r"[“\"‘'(]{0,2}(?:in|after|before|as|when|while|with|during|on|at|by|for|despite|if|since|though|although)\s[^,;:.]*$", re.IGNORECASE
)


@dataclass(slots=True)
class _Person:
    """Where one of the people was last spoken of, and how."""

    place: int
    subject: bool
    owns: bool
    by_pronoun: bool
    inside: int | None
    """In whose words: the number of an attribution."""
    count: int
    led: int
    """Where it was a subject last."""
    voiced: tuple[int, int] | None = None
    """The last direct quotation that named it, by number, and where."""


@dataclass(slots=True)
class _Course:
    """What an article has told up to a place."""

    scene: Scene
    genders: dict[str, str]
    """`male` or `female` by entity id, as far as known."""
    people: dict[str, _Person] = field(default_factory=dict)
    """By entity id; those last spoken of stand last."""
    speaker: str | None = None
    """Who spoke last, …"""
    spoke: int = -1
    """… and in which paragraph."""
    heads: Heads = field(default_factory=dict)
    """Who speaks in attributions, by number, as far as the sources tell by themselves."""
    other: int = -1
    """Where somebody nameless spoke last."""


def resolve_pronouns(
    scene: Scene, heads: Heads, nominals: Sequence[tuple[Span, str]], choose: Choose | None = None
) -> dict[int, tuple[str, float]]:
    """Return, by the offset of each `he` or `she` in any form, the id of the person it means and how sure that is.

    `heads` says whom sources mean by themselves (see `sources.heads`), `nominals` where descriptions mean people.
    """
    found: dict[int, tuple[str, float]] = {}
    sources = {attribution.source: number for number, attribution in enumerate(scene.attributions) if attribution.source}
    contents = sorted((span, number) for number, attribution in enumerate(scene.attributions) for span in attribution.contents)
    course = _Course(scene, dict(scene.genders), heads=heads)
    for _, event, span, person in _events(scene, course, sources, nominals):
        before = bisect_right(contents, span.start, key=lambda content: content[0].start) - 1
        inside = contents[before][1] if before >= 0 and span.start < contents[before][0].end else None
        if event == _SPEAKS:
            _speaks(course, person, span)
        elif person is not None:
            _speak_of(course, person, span, inside)
        else:
            source = sources.get(span)
            ids, facts = _facts(course, span, inside, source)
            number, certainty = (choose or best)(span, ids, facts)
            if number < len(ids):
                found[span.start] = ids[number], certainty
                _learn_gender(course, ids[number], span, certainty)
                _speak_of(course, ids[number], span, inside, pronoun=True)
                if source is not None:
                    _speaks(course, ids[number], span)
    return found


def _events(
    scene: Scene, course: _Course, sources: dict[Span, int], nominals: Sequence[tuple[Span, str]]
) -> list[tuple[int, int, Span, str | None]]:
    """Return what an article tells, in order: its people by name, its pronouns, and, after its name, who is a source."""
    names = [(row.start, _NAMED, Span(row.start, row.end), row.entity_id) for row in scene.mentions if is_person(row)]
    names += [(span.start, _NAMED, span, person) for span, person in nominals]
    pronouns = [
        (at.start(), _PRONOUN, Span(*at.span()), None)
        for row in scene.paragraphs
        if row.is_body
        for at in PRONOUN.finditer(scene.text, row.start, row.end)
    ]
    spoken = []
    for span, number in sources.items():
        if number in course.heads:
            head = course.heads[number]
            spoken.append((span.end, _SPEAKS, span, head[0] if head else None))
    return sorted([*names, *pronouns, *spoken], key=itemgetter(0, 1))


def _speak_of(course: _Course, person: str, span: Span, inside: int | None, *, pronoun: bool = False) -> None:
    """Note where and how a person is spoken of."""
    scene, before = course.scene, course.people.pop(person, None)
    if (
        inside is not None and scene.attributions[inside].kind == "direct" and before and before.inside is None
    ):  # what others say of them does not bring them forward
        before.voiced = inside, span.start
        course.people[person] = before
        return
    if pronoun:
        subject, owns = _form(scene, span) == "he", _form(scene, span) == "his"
    else:
        subject, owns = _VERB.match(scene.text, span.end) is not None, _OWNS.match(scene.text, span.end) is not None
    led = span.start if subject else before.led if before else -1
    course.people[person] = _Person(span.start, subject, owns, pronoun, inside, 1 + (before.count if before else 0), led)


def _speaks(course: _Course, person: str | None, span: Span) -> None:
    """Note who speaks; where that is said in other words than a name, the person is spoken of by them."""
    scene = course.scene
    if person is None:
        course.other = span.start
        return
    if scene.entities[person].type != "person":
        return
    if person not in course.people or course.people[person].place < span.start:
        _speak_of(course, person, span, None)
    course.people[person].subject, course.people[person].led = True, span.start
    course.speaker, course.spoke = person, scene.paragraph(span.start)


def _learn_gender(course: _Course, person: str, pronoun: Span, certainty: float) -> None:
    """Keep the sex that a pronoun tells of a person, if it is sure enough who is meant."""
    match = PRONOUN.match(course.scene.text, pronoun.start)
    if match and match.lastgroup and certainty >= _SURE:
        course.genders.setdefault(person, match.lastgroup)


def _form(scene: Scene, pronoun: Span) -> str:
    return _FORMS.get(pronoun.of(scene.text).casefold(), "his")


def _facts(course: _Course, pronoun: Span, inside: int | None, source: int | None) -> tuple[list[str], list[Facts]]:
    """Return the candidates of a pronoun, latest first, with what holds of each; the last facts are those of nobody."""
    scene, match = course.scene, PRONOUN.match(course.scene.text, pronoun.start)
    gender = match.lastgroup if match else None
    fitting = (person for person in reversed(course.people) if course.genders.get(person, gender) == gender)
    ids = list(islice(fitting, _CANDIDATES))
    facts = [_facts_of(course, pronoun, inside, source, person, rank) for rank, person in enumerate(ids)]
    ahead = _ahead(scene, pronoun, gender)
    if ahead in ids:
        facts[ids.index(ahead)]["ahead too"] = 1.0
    elif ahead:
        ids.append(ahead)
        facts.append({"ahead": 1.0, f"{_form(scene, pronoun)}, ahead": 1.0})
    nobody = {"nobody": 1.0}
    if source is not None:
        nobody["nobody: source"] = 1.0
    if inside is not None:
        nobody["nobody: quoted"] = 1.0
    return ids, [*facts, nobody]


def _facts_of(course: _Course, pronoun: Span, inside: int | None, source: int | None, person: str, rank: int) -> Facts:  # noqa: PLR0913, PLR0917
    """Return what holds of one candidate."""
    scene, last, form = course.scene, course.people[person], _form(course.scene, pronoun)
    here = scene.sentence(pronoun.start)
    voiced = last.voiced[1] if last.voiced and last.voiced[0] == inside else None
    place = last.place if voiced is None else voiced
    far, apart = here - scene.sentence(place), scene.paragraph(pronoun.start) - scene.paragraph(place)
    led = here - scene.sentence(last.led) if last.led >= 0 else None
    clause = led == 0 and _CLAUSE.search(scene.text, last.led, pronoun.start) is None
    head = course.heads.get(inside) if inside is not None else None
    around = head is not None and head[0] == person
    direct = inside is not None and scene.attributions[inside].kind == "direct"
    spoke = course.speaker == person and scene.paragraph(pronoun.start) - course.spoke <= 1
    quoted = last.inside is not None and scene.attributions[last.inside].kind == "direct"
    held = {
        f"sentences back: {min(far, 4)}": True,
        f"paragraphs back: {min(apart, 3)}": apart > 0,
        f"rank: {min(rank, 3)}": True,
        "subject": last.subject,
        "owns": last.owns,
        "by pronoun": last.by_pronoun,
        f"{form}, subject of the clause": clause,
        f"{form}, subject of the sentence": led == 0 and not clause,
        f"{form}, subject of the one before": led == 1,
        "sex told": person in course.genders,
        "spoke last": spoke,
        "source, spoke last": spoke and source is not None,
        "direct source, spoke last": spoke and source is not None and scene.attributions[source].kind == "direct",
        "another spoke since": course.other > last.place,
        "source, in its own words": source is not None and last.inside == source,
        "quoted, not the pronoun": quoted and last.inside != inside,
        "reported": last.inside is not None and not quoted and last.inside != inside,
        "speaks around it": around and not direct,
        "speaks around it, quoted": around and direct,
        "named in the quotation": voiced is not None,
        "quoted, spoke last": direct and spoke,
    }
    return {name: 1.0 for name, holds in held.items() if holds} | {"often": math.log1p(min(last.count, _OFTEN))}


def _ahead(scene: Scene, pronoun: Span, gender: str | None) -> str | None:
    """Return who is named next in the sentence, where a pronoun stands in words that lead up to it: `In his speech, Ruiz …`."""
    start = scene.breaks[scene.sentence(pronoun.start)]
    if not _OPENS.match(scene.text, start, pronoun.start):
        return None
    after = bisect_left(scene.starts, pronoun.end)
    coming = next((row for row in scene.mentions[after : after + 3] if row.type == "person"), None)
    near = coming is not None and scene.sentence(coming.start) == scene.sentence(pronoun.start) and _VERB.match(scene.text, coming.end)
    return coming.entity_id if coming and near and scene.genders.get(coming.entity_id, gender) == gender else None


def best(_: Span, __: Sequence[str], facts: Sequence[Facts]) -> tuple[int, float]:
    """Return the choice with the highest sum of weights, and its share of the chances."""
    sums = [sum(WEIGHTS.get(name, 0.0) * value for name, value in held.items()) for held in facts]
    best = max(range(len(sums)), key=sums.__getitem__)
    return best, 1 / sum(math.exp(total - sums[best]) for total in sums)
