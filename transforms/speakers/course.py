"""The course of an article: who has been spoken of so far, where and how, and who spoke last."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from transforms.records import Span
from transforms.speakers.scene import Scene, is_person

Head = tuple[str, str, float]
"""Whom a source means by itself: an entity id, how that is known (`name`, `nominal`), and how surely."""

PRONOUN = re.compile(r"[HhSs](?<!\w.)(?i:(?P<male>(?<=h)(?:e|im|is|imself))|(?P<female>(?<=s)he|(?<=h)(?:er|ers|erself)))(?!\w)")
"""Its first letter stands by itself, so that all others are passed over quickly."""
_FORMS = {"him": "him", "his": "his", "her": "his", "hers": "his", "himself": "himself", "herself": "himself"}
"""Forms that tell an object or an owner from a subject."""
VERB = re.compile(
    r"(?:,[^,.;:“”\"]{1,90},|\s\([^)]{1,24}\))?\s(?:\w{2,12}ly\s|also\s|still\s|then\s|never\s|now\s)?"
    r"(?:is|was|has|had|did|does|will|would|could|can|may|might|must|should|\w{2,15}ed|\w{2,15}[^s\W]s|said|told|went|came|took|made|gave|got"
    r"|won|lost|became|began|ran|left|met|wrote|spoke|held|found|led|put|saw|knew|thought|felt|kept|grew|fell)(?!\w)"
)
"""What follows a name that is the subject of its sentence."""
_OWNS = re.compile(r"['’]s?(?!\w)")
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the words of an article mean by themselves."""

    heads: Mapping[int, Head | None]
    """Whom sources mean, by the number of the attribution (see `sources.heads`)."""
    nominals: Sequence[tuple[Span, str]] = ()
    """Where descriptions mean people."""
    may_vary: Callable[[str], bool] = bool
    """Tells whether a source in these words, that are tied to nobody, may be the one spoken of: `the Vermont senator`."""


@dataclass(slots=True)
class Person:
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
class Course:
    """What an article has told up to a place."""

    scene: Scene
    heads: Mapping[int, Head | None]
    genders: dict[str, str] = field(default_factory=dict)
    """`male` or `female` by entity id, as pronouns have told."""
    people: dict[str, Person] = field(default_factory=dict)
    """By entity id; those last spoken of stand last."""
    speaker: str | None = None
    """Who spoke last, …"""
    spoke: int = -1
    """… and in which paragraph."""
    other: int = -1
    """Where somebody nameless spoke last."""

    def quoted(self, number: int | None) -> bool:
        """Tell whether an attribution is a direct quotation."""
        return number is not None and self.scene.attributions[number].kind == "direct"

    def named_by(self, number: int) -> frozenset[str]:
        """Return whom the words of an attribution name: the speaker seldom is among them."""
        scene = self.scene
        spans = scene.attributions[number].contents
        return frozenset(row.entity_id for span in spans for row in scene.within(span.start, span.end) if is_person(row))

    def speak_of(self, person: str, span: Span, inside: int | None, *, pronoun: bool = False) -> None:
        """Note where and how a person is spoken of; what others say of them in a quotation does not bring them forward."""
        text, before = self.scene.text, self.people.pop(person, None)
        if inside is not None and self.quoted(inside) and before and before.inside is None:
            before.voiced = inside, span.start
            self.people[person] = before
            return
        if pronoun:
            subject, owns = form(text, span) == "he", form(text, span) == "his"
        else:
            subject, owns = VERB.match(text, span.end) is not None, _OWNS.match(text, span.end) is not None
        led = span.start if subject else before.led if before else -1
        self.people[person] = Person(span.start, subject, owns, pronoun, inside, 1 + (before.count if before else 0), led)

    def speaks(self, person: str | None, span: Span) -> None:
        """Note who speaks; where that is said in other words than a name, the person is spoken of by them."""
        if person is None:
            self.other = span.start
        elif self.scene.entities[person].type == "person":
            if person not in self.people or self.people[person].place < span.start:
                self.speak_of(person, span, None)
            self.people[person].subject, self.people[person].led = True, span.start
            self.speaker, self.spoke = person, self.scene.paragraph(span.start)

    def learn_gender(self, person: str, pronoun: Span, certainty: float) -> None:
        """Keep the sex that `he` or `she` tells of a person, if it is sure enough who is meant."""
        told = gender(self.scene.text, pronoun)
        if told and certainty >= _SURE and form(self.scene.text, pronoun) == "he":
            self.genders.setdefault(person, told)


def form(text: str, pronoun: Span) -> str:
    """Return which of `he`, `him`, `his` and `himself` a pronoun is like; other words are like `he`."""
    return _FORMS.get(pronoun.of(text).casefold(), "he")


def gender(text: str, span: Span) -> str | None:
    """Return `male` or `female` where a pronoun, or words such as `the New York businessman`, tell."""
    words = span.of(text)
    match = PRONOUN.fullmatch(words)
    if match:
        return match.lastgroup
    return "female" if words.endswith("woman") else "male" if words.endswith("man") else None
