"""Whom `he` and `she` stand for: each one of an article, in order, by a scored choice among the people spoken of before it.

The weights are those of a logistic choice that `training/pronouns.py` learns: each fact that holds of a person adds its weight, and the
person with the highest sum is taken; nobody is one of the choices. Sources such as `the Vermont senator`, where the article has not said
who that is, are chosen for in the same way.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import islice
from operator import itemgetter

from transforms.records import Span
from transforms.speakers.course import PRONOUN, VERB, Course, Known, form, gender
from transforms.speakers.pronoun_weights import WEIGHTS
from transforms.speakers.scene import Scene, is_person

Facts = dict[str, float]
Choose = Callable[[Span, Sequence[str], Sequence[Facts]], tuple[int, float]]
"""Given a pronoun, its candidates and what holds of each (and, last, of nobody): the number of the choice, and how sure it is."""

_SPOKEN_OF, _PRONOUN, _VARIED, _SPEAKS = range(4)
"""What an article tells: a name or description, a pronoun, another word for somebody, who is a source."""
_CANDIDATES = 8
"""People last spoken of, among whom a pronoun may find the one it means."""
_BACK = 40
"""People last spoken of, among whom those of its sex are sought."""
_OFTEN = 5
"""Times that a person is spoken of, beyond which more make no difference."""
_LIKELY = 0.5
"""How sure it has to be whom other words than a pronoun mean."""
_CLAUSE = re.compile(
    r"[,;:–—“”\"]|(?<!\w)(?:who|that|which|and|but|because|as|when|if|while|before|after|to|how|why|where|said|says)(?!\w)"
)
_OPENS = re.compile(
    r"[“\"‘'(]{0,2}(?:in|after|before|as|when|while|with|during|on|at|by|for|despite|if|since|though|although)\s[^,;:.]*$", re.IGNORECASE
)
_LONGEST = 300
"""Characters of a sentence that are looked at."""


def resolve_pronouns(scene: Scene, known: Known, choose: Choose | None = None) -> dict[int, tuple[str, float]]:
    """Return, by the offset of each `he` or `she` in any form, and of what else may vary, the id of the person it means and how surely."""
    found: dict[int, tuple[str, float]] = {}
    sources = {attribution.source: number for number, attribution in enumerate(scene.attributions) if attribution.source}
    contents = sorted((span, number) for number, attribution in enumerate(scene.attributions) for span in attribution.contents)
    course = Course(scene, known.heads)
    for _, event, span, person in _events(scene, known, sources):
        before = bisect_right(contents, span.start, key=lambda content: content[0].start) - 1
        inside = contents[before][1] if before >= 0 and span.start < contents[before][0].end else None
        if event == _SPEAKS:
            course.speaks(person, span)
        elif event == _SPOKEN_OF and person:
            course.speak_of(person, span, inside)
        else:
            ids, facts = _facts(course, span, inside, sources.get(span))
            number, certainty = (choose or best)(span, ids, facts)
            if number == len(ids) or (event == _VARIED and certainty < _LIKELY):
                continue
            found[span.start] = ids[number], certainty
            course.learn_gender(ids[number], span, certainty)
            course.speak_of(ids[number], span, inside, pronoun=True)
            if span in sources:
                course.speaks(ids[number], span)
    return found


def _events(scene: Scene, known: Known, sources: dict[Span, int]) -> list[tuple[int, int, Span, str | None]]:
    """Return what an article tells, in order: whom it names, its pronouns, and, after its name, who is a source."""
    events: list[tuple[int, int, Span, str | None]] = [
        (row.start, _SPOKEN_OF, Span(row.start, row.end), row.entity_id) for row in scene.mentions if is_person(row)
    ]
    events += [(span.start, _SPOKEN_OF, span, person) for span, person in known.nominals]
    for row in scene.paragraphs:
        if row.is_body:
            events += [(at.start(), _PRONOUN, Span(*at.span()), None) for at in PRONOUN.finditer(scene.text, row.start, row.end)]
    for span, number in sources.items():
        if number in known.heads:
            head = known.heads[number]
            varied = head is None and known.may_vary(span.of(scene.text))
            events.append((span.start, _VARIED, span, None) if varied else (span.end, _SPEAKS, span, head[0] if head else None))
    return sorted(events, key=itemgetter(0, 1))


def _facts(course: Course, pronoun: Span, inside: int | None, source: int | None) -> tuple[list[str], list[Facts]]:
    """Return the candidates of a pronoun, latest first, with what holds of each; the last facts are those of nobody.

    Who is named in a quotation alone is not its speaker.
    """
    scene, sex = course.scene, gender(course.scene.text, pronoun)
    fitting = (
        person
        for person in islice(reversed(course.people), _BACK)
        if (sex is None or (scene.genders.get(person) or course.genders.get(person, sex)) == sex)
        and (source is None or course.people[person].inside != source or not course.quoted(source))
    )
    ids = list(islice(fitting, _CANDIDATES))
    facts = [_facts_of(course, pronoun, inside, source, person, rank) for rank, person in enumerate(ids)]
    ahead = _ahead(scene, pronoun, sex)
    if ahead in ids:
        facts[ids.index(ahead)]["ahead too"] = 1.0
    elif ahead:
        ids.append(ahead)
        facts.append({"ahead": 1.0, f"{form(scene.text, pronoun)}, ahead": 1.0})
    nobody = {"nobody": 1.0}
    if source is not None:
        nobody["nobody: source"] = 1.0
    if inside is not None:
        nobody["nobody: quoted"] = 1.0
    return ids, [*facts, nobody]


def _facts_of(course: Course, pronoun: Span, inside: int | None, source: int | None, person: str, rank: int) -> Facts:  # noqa: PLR0913, PLR0917
    """Return what holds of one candidate."""
    scene, last, like = course.scene, course.people[person], form(course.scene.text, pronoun)
    voiced = last.voiced[1] if last.voiced and last.voiced[0] == inside else None
    place = last.place if voiced is None else voiced
    here = scene.sentence(pronoun.start)
    apart = scene.paragraph(pronoun.start) - scene.paragraph(place)
    led = here - scene.sentence(last.led) if last.led >= 0 else None
    clause = led == 0 and pronoun.start - last.led < _LONGEST and _CLAUSE.search(scene.text, last.led, pronoun.start) is None
    head = course.heads.get(inside) if inside is not None else None
    around = head is not None and head[0] == person
    spoke = course.speaker == person and scene.paragraph(pronoun.start) - course.spoke <= 1
    quoted = course.quoted(last.inside)
    held = {
        f"sentences back: {min(here - scene.sentence(place), 4)}": True,
        f"paragraphs back: {min(apart, 3)}": apart > 0,
        f"rank: {min(rank, 3)}": True,
        "subject": last.subject,
        "owns": last.owns,
        "by pronoun": last.by_pronoun,
        f"new, sentences back: {min(here - scene.sentence(place), 2)}": last.count == 1,
        f"{like}, subject of the clause": clause,
        f"{like}, subject of the sentence": led == 0 and not clause,
        f"{like}, subject of the one before": led == 1,
        "sex told": person in scene.genders,
        "sex by pronoun": person in course.genders and person not in scene.genders,
        "spoke last": spoke,
        "source, spoke last": spoke and source is not None,
        "direct source, spoke last": spoke and course.quoted(source),
        "another spoke since": course.other > last.place,
        "source, in its own words": source is not None and last.inside == source,
        "source, named in its words": source is not None and person in course.named_by(source),
        "quoted, not the pronoun": quoted and last.inside != inside,
        "reported": last.inside is not None and not quoted and last.inside != inside,
        "speaks around it": around and not course.quoted(inside),
        "speaks around it, quoted": around and course.quoted(inside),
        "named in the quotation": voiced is not None,
        "quoted, spoke last": spoke and course.quoted(inside),
    }
    return {name: 1.0 for name, holds in held.items() if holds} | {"often": math.log1p(min(last.count, _OFTEN))}


def _ahead(scene: Scene, pronoun: Span, sex: str | None) -> str | None:
    """Return who is named next in the sentence, where a pronoun stands in words that lead up to it: `In his speech, Ruiz …`."""
    start = scene.breaks[scene.sentence(pronoun.start)]
    if pronoun.start - start > _LONGEST or not _OPENS.match(scene.text, start, pronoun.start):
        return None
    after = bisect_left(scene.starts, pronoun.end)
    coming = next((row for row in scene.mentions[after : after + 3] if row.type == "person"), None)
    if coming is None or scene.sentence(coming.start) != scene.sentence(pronoun.start) or not VERB.match(scene.text, coming.end):
        return None
    return coming.entity_id if scene.genders.get(coming.entity_id, sex) == sex else None


def best(_: Span, __: Sequence[str], facts: Sequence[Facts]) -> tuple[int, float]:
    """Return the choice with the highest sum of weights, and its share of the chances."""
    sums = [sum(WEIGHTS.get(name, 0.0) * value for name, value in held.items()) for held in facts]
    highest = max(range(len(sums)), key=sums.__getitem__)
    return highest, 1 / sum(math.exp(total - sums[highest]) for total in sums)
