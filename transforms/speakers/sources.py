"""Whom a source means by itself: by the name that is its head, or in words that the article describes somebody with."""

import re
from collections.abc import Sequence
from itertools import pairwise

from transforms.records import Span
from transforms.schema import EntityRow, MentionRow
from transforms.speakers.descriptions import Described
from transforms.speakers.offices import PERSON_WORD
from transforms.speakers.scene import Scene, is_name, is_person

_LEADS_AWAY = re.compile(
    r"[,(;:–—]|(?<!\w)(?:about|after|against|among|at|by|during|for|from|in|including|led|like|near|of|on|quoted|ranging|such|that|to|which"
    r"|who|whom|whose|with)(?!\w)",
    re.IGNORECASE,
)
"""What makes the words after it depend on those before it: `an aide to X`, `officials quoted by X`, `Ruiz, who beat X`."""
_ENDS_THE_HEAD = re.compile(
    r"(?:['’]s?)?$|[,;:–—.)]|\s+(?:[(–—-]|(?:about|after|and|at|by|during|for|from|himself|herself|in|of|on|or|to|who|with)(?!\w))",
    re.IGNORECASE,
)
PRONOUNS = re.compile(
    r"(?P<he>he|she|his|her|him)(?: (?:himself|herself|also|too|then|later))?|(?P<they>they|it)"
    r"|(?P<who>who|which)(?: (?:in|on|last|also|has|had) .{0,20})?|i|we|you|us|me|that|this|these|those",
    re.IGNORECASE,
)
"""Sources that are pronouns."""
OWNED = re.compile(r"(?P<owner>his|her|their|[^,;:]{1,60}?['’]s?)\s(?P<words>[^,;:]{3,80})", re.IGNORECASE)
"""A source that is somebody's: `her lawyer`."""
_JOINS = re.compile(r"\.?\)?(?:\s\([^)]{1,40}\))?(?:,|(?:,[^,]{1,80})*,? (?:and|&)) (?:[\w.’'-]{1,20} ){0,5}")
"""What stands between the names of two who speak together."""
_RELATIVE = re.compile(r"(?<!\w)(?:who|which|whose|whom)(?!\w)")
_INTRODUCED = 40
"""Names before an interview among which the one who answers is sought."""
_APPOSED = re.compile(r"[^,]+, (?:the |an? )?(?P<title>(?:[\w.’'/-]+ ){0,5})$")
_SPEAKS_FOR = re.compile(r"(?:[\w.’'-]+ ){0,5}?(?P<head>[\w.’'-]+) (?:for|of|at|to|from|with) ")
_TITLED = re.compile(
    r"(?:[Tt]he )?(?:[\w.’'-]+ ){0,4}(?:[A-Z][\w.’'-]* (?:of|for) (?:the )?(?:[A-Z][\w.’'-]* ){1,3}"
    r"|(?:secretary|minister|director|president|chairman|chairwoman|commissioner|ambassador|attorney) (?:of|for|to) (?:the )?"
    r"(?:[\w.’'-]+ ){1,4})$"
)
"""A title with a complement: `Secretary of State` before a name."""


def heads(scene: Scene, described: Described) -> dict[int, tuple[str, str, float] | None]:
    """Return whom the sources mean, by the number of the attribution: who, how it is known, and how surely; pronouns are left out.

    None where a source is words that the article does not tie to a name.
    """
    found: dict[int, tuple[str, str, float] | None] = {}
    for number, attribution in enumerate(scene.attributions):
        source = attribution.source
        words = source.of(scene.text).strip() if source else ""
        if source is None or PRONOUNS.fullmatch(words):
            continue
        if words.casefold().startswith("both "):
            found[number] = None
            continue
        name = _interviewed(scene, source) if words == "A" else named(scene, source)
        nominal = None if name or OWNED.fullmatch(words) else described.find(words, source.start)
        found[number] = (name.entity_id, "name", 1.0) if name else (nominal[0], "nominal", nominal[1]) if nominal else None
    return found


def _interviewed(scene: Scene, answer: Span) -> EntityRow | None:
    """Return who gives the answers, `A: …`, in an interview: the one person named in the body before, if there is one alone."""
    before = scene.within(0, answer.start, _INTRODUCED)
    people = {row.entity_id for row in before if is_person(row) and scene.paragraphs[row.paragraph].is_body}
    return scene.entities[people.pop()] if len(people) == 1 else None


def named(scene: Scene, source: Span) -> EntityRow | None:
    """Return the entity whose name heads the source: not Reuters in `officials quoted by Reuters`, not X in `X's spokesman`.

    A name in apposition is the head too: `the minister of ports, Ana Ruiz`. Several people at once are nobody.
    """
    names = _heading(scene, source)
    return scene.entities[names[0].entity_id] if names and len(_joined(scene.text, names)) < 2 else None


def together(scene: Scene, source: Span) -> list[EntityRow]:
    """Return who speak together, all of whom the source names: `Ana Ruiz, of the port, and Tom Li`; nobody if it names one alone."""
    joined = _joined(scene.text, _heading(scene, source))
    return list({row.entity_id: scene.entities[row.entity_id] for row in joined}.values())


def _heading(scene: Scene, source: Span) -> Sequence[MentionRow]:
    """Return the names of a source from the one on that heads it."""
    text, place, depends = scene.text, source.start, False
    inside = scene.within(source.start, source.end)
    for number, mention in enumerate(inside):
        depends = depends or _LEADS_AWAY.search(text, place, mention.start) is not None
        place = mention.end
        if not is_name(mention):
            continue
        if depends and not _apposed(text[source.start : mention.start], mention):
            continue
        if mention.end > source.end + 1 or not _ENDS_THE_HEAD.match(text[mention.end : min(source.end, mention.end + 12)]):
            continue
        ends = mention.end == source.end or text.startswith(",", mention.end)
        alone = ends and text[source.start : mention.start].casefold() in {"", "the ", "even "}
        if mention.type in {"person", "organization"} or (
            alone and (mention.type in {"location", "facility"} or mention.text.endswith("s"))
        ):
            return inside[number:]
    return ()


def _apposed(before: str, mention: MentionRow) -> bool:
    """Tell whether a name stands beside what comes before it in the source, rather than depends on it.

    A body stands beside another that somebody speaks for: `a spokeswoman for the insurer, Great Midland,`.
    """
    apposed = _APPOSED.fullmatch(before)
    spokesman = _SPEAKS_FOR.match(before)
    if mention.type != "person" and spokesman and PERSON_WORD.search(spokesman["head"].casefold()):
        return False
    return _TITLED.fullmatch(before) is not None or (apposed is not None and not _LEADS_AWAY.search(apposed["title"]))


def _joined(text: str, mentions: Sequence[MentionRow]) -> Sequence[MentionRow]:
    """Return those who speak together, of names of which the first is one of them: up to the last behind an `and`."""
    last = 0
    alike = [row for row in mentions if row.type == mentions[0].type and row.type in {"person", "organization"}]
    for number, (one, other) in enumerate(pairwise(alike), start=1):
        between = text[one.end : other.start]
        if not _JOINS.fullmatch(between) or _RELATIVE.search(between):
            break
        if " and " in between or " & " in between:
            last = number
    return alike[: last + 1] if last else ()
