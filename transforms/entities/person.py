"""A person of an article, and the mentions of people."""

import re
from dataclasses import dataclass, field

from transforms.entities.gazetteer import ALSO_SURNAMES, FIRST_NAMES, KNOWN_BY_SURNAME, SURE_FIRST_NAMES
from transforms.entities.names import PersonName, name_gender, normalized, person_name, title_before

_REACH = 24
"""Characters before a name that are searched for its title."""
_SURNAME_SHARED = re.compile(r"\s(?:and|&)\s(?P<other>[A-Z][\w’'-]+)\s(?P<surname>[A-Z][\w’'-]+)(?!\s[A-Z])")
"""What follows the first name of one of two with a surname: `and Tom Ruiz` after `Ana`."""
_PLURAL = re.compile(r"(?<!\w)[a-z]{3,}s\s$")


@dataclass(slots=True, eq=False)
class Person:
    """A person named in an article."""

    name: PersonName
    """The fullest form of the name."""
    full_mentions: list[int] = field(default_factory=list)
    """Indices of the mentions that give the full name, in order."""
    mentions: int = 0
    """Number of mentions up to the current one, while mentions are resolved in order."""
    short: int = 0
    """Number of these that do not give the full name."""
    gender: str | None = None
    titles: set[str] = field(default_factory=set)
    distinguishing_title: str = ""
    """The title that the name needs to distinguish the person: `Mrs.` if the only Ruiz with a full name is a man."""
    same_as: "Person | None" = None

    @property
    def self(self) -> "Person":
        """The person that this one was merged into, or itself."""
        person = self
        while person.same_as:
            person = person.same_as
        return person


@dataclass(frozen=True, slots=True)
class PersonMention:
    """One mention of a person, with the sex and title that the words before it show."""

    name: PersonName
    gender: str | None
    title: str


def parse_mention(surface: str, text: str, start: int) -> PersonMention:
    """Parse a mention of a person that starts at an offset; sex and title come from the name and the words before it.

    The first of two who share a surname has it too: `Ana` of `Ana and Tom Ruiz` is `Ana Ruiz`.
    """
    name = person_name(surface)
    shared = _SURNAME_SHARED.match(text, start + len(surface)) if len(name.words) == 1 else None
    plural = shared is not None and _PLURAL.search(text, max(0, start - _REACH), start) is not None
    if shared and _is_first_of_two(name.words[0], normalized(shared["other"]), plural=plural):
        name = person_name(f"{surface} {shared['surname']}")
    before = f"{name.title} " if name.title else text[max(0, start - _REACH) : start]
    return PersonMention(name, name_gender(name.shown, before), title_before(before))


def _is_first_of_two(name: str, other: str, *, plural: bool) -> bool:
    """Return whether a name before `and` is a first name, whose surname is that of the other first name.

    With `plural`, a plural before both says that they are alike: `the owners Ana and Tom Ruiz`.
    """
    is_first = name in FIRST_NAMES or (plural and name not in KNOWN_BY_SURNAME)
    return name != other and is_first and (other in FIRST_NAMES or (name in SURE_FIRST_NAMES and name not in ALSO_SURNAMES))


def bare_title(title: str) -> str:
    """Return a title in lower case without its full stop."""
    return title.strip(".").casefold()
