"""Turns of transcripts and interviews: lines that begin with who speaks and a colon."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from transforms.lexicon.phrases import any_phrase, any_word
from transforms.lexicon.words import word_lists
from transforms.records import Span

QUESTION, ANSWER = "q", "a"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?"
_TURN = re.compile(
    rf"""[\"“]?(?:[(\[]?{_CLOCK}[)\]]?\s)?(?P<name>
        [QA]\d{{0,2}}(?=:|\.\s(?![A-Z][\w.’'-]*:))                                  # Q: Why a lighthouse?
      | (?i:speaker|voice)\ \d{{1,2}}
      | [A-Z][\w.'’-]*(?:\ (?:[A-Z(][\w.'’()-]*|de|del|der|la|van|von)){{0,5}}  # Holm: We sail. REP. ANA RUIZ (R-OH): I did.
    )(?P<office>,\ (?:[^:.!?]{{2,60}}|[A-Z][A-Z\d\ ,.&’'()-]{{2,60}}(?=:)))?(?:\ [(\[](?:[^()\[\]:]{{1,40}}|{_CLOCK})[)\]])?
    (?P<mark>[:.])(?:\s?[(\[]{_CLOCK}[)\]])?(?:\s+|$)""",
    re.VERBOSE,
)
_FEWEST = 3
"""Minimum turns of a transcript, unless they are a question and its answer."""
_FIRST_PERSON = re.compile(rf"(?<!\w){any_word(word_lists('speakers')['in talk'])}(?!\w)")
_FIELD = re.compile(rf"{any_phrase('page', 'fields', 'sections')}$", re.IGNORECASE)
"""A label that describes the text after it, not a speaker: `Price`, `Pros`, `Interview`."""
_SECTION = re.compile(rf"[\W_]*{any_phrase('page', 'sections')}\s?:\s+", re.IGNORECASE)
_LONGEST = 200
"""Maximum characters before the words of a turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn in a line: the offsets of the speaker's name, of the mark after it, and of the first word."""

    name: Span
    mark: Span
    words: int
    called: str
    """The last word of the name in lower case, without party and state; `q` or `a` for a letter that denotes who asks or answers."""


def turns(lines: Sequence[str]) -> Mapping[int, Turn]:
    """Return the turns among the lines of an article by their position; none if it is not a transcript or interview.

    It is one where people are named again and again, take turns and speak to one another: `Price: £20. Colour: red.` is not.
    """
    found = {place: turn for place, line in enumerate(lines) if (turn := _turn(line))}
    said = {place: lines[place][turn.words :] or _after(lines, place) for place, turn in found.items()}
    lettered = {QUESTION, ANSWER} <= {turn.called for turn in found.values()}
    found = {place: turn for place, turn in found.items() if _may_be(lines[place], turn, lettered=lettered)}
    counts = Counter(turn.called for turn in found.values())
    again = len(found) >= _FEWEST and counts.most_common(1)[0][1] > 1
    pair = len(found) == len(counts) == _FEWEST - 1 and _is_exchange(lines, found, said)
    if lettered or pair or (again and len(counts) > 1 and _is_talk(lines, found, said)):
        return found
    asked = [place for place in found if place and lines[place - 1].rstrip(' "”’').endswith("?")]
    return found if again and 2 * len(asked) > len(found) else {}


def section_end(headline: str) -> int:
    """Return where the words of a headline begin behind the name of a section: 11 for `Interview: We sail`; 0 without one."""
    found = _SECTION.match(headline[:_LONGEST])
    return found.end() if found else 0


def _turn(line: str) -> Turn | None:
    found = _TURN.match(line[:_LONGEST])
    if found is None:
        return None
    name = found["name"]
    lettered = name[0] in "QA" and not name[1:].strip("0123456789")
    if (found["mark"] == "." and not lettered) or (found["office"] and not name.isupper()) or _FIELD.match(name):
        return None
    called = name[0].casefold() if lettered else name.partition("(")[0].rstrip().rpartition(" ")[2].casefold()
    return Turn(Span(*found.span("name")), Span(*found.span("mark")), found.end(), called)


def _may_be(line: str, turn: Turn, *, lettered: bool) -> bool:
    """Return whether a turn may be one in which letters denote who asks and answers: other names are in capitals there."""
    if not lettered:
        return turn.mark.of(line) == ":"
    return turn.called in {QUESTION, ANSWER} or _is_shouted(line, turn)


def _is_shouted(line: str, turn: Turn) -> bool:
    return turn.name.of(line).partition("(")[0].isupper()


def _after(lines: Sequence[str], place: int) -> str:
    """Return the line after a name on a line of its own."""
    return lines[place + 1] if place + 1 < len(lines) else ""


def _is_exchange(lines: Sequence[str], found: Mapping[int, Turn], said: Mapping[int, str]) -> bool:
    """Return whether two turns, one below the other and by names in capitals, are a question and its answer."""
    first, second = found
    shouted = all(_is_shouted(lines[place], turn) and turn.words < len(lines[place]) for place, turn in found.items())
    return shouted and second == first + 1 and said[first].rstrip(' "”’').endswith("?")


def _is_talk(lines: Sequence[str], found: Mapping[int, Turn], said: Mapping[int, str]) -> bool:
    """Return whether turns are of people who talk: names in capitals that take turns, or somebody asks and another says `I`."""
    alternate = sum(found[one].called != found[other].called for one, other in pairwise(found))
    if all(_is_shouted(lines[place], turn) for place, turn in found.items()) and alternate:
        return any(_FIRST_PERSON.search(words) or "?" in words for words in said.values())
    asked = [found[place].called for place, words in said.items() if words.rstrip(' "”’').endswith("?")]
    own = {found[place].called for place, words in said.items() if _FIRST_PERSON.search(words)}
    asking, several = {*asked}, 4 * sum("?" in words for words in said.values()) >= len(said)
    counts = Counter(turn.called for turn in found.values())
    once = sum(count == 1 for count in counts.values())
    return 8 * len(asked) >= len(found) >= 2 * once and (len(own | asking) > 1 if own else several) and 2 * alternate >= len(found) - 1
