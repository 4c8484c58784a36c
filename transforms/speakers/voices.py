"""Who speaks a turn of a transcript: whom its label names, `HOLM: …`, or whom a role or a letter stands for, `HOST: …`, `A: …`."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from transforms.entities.gazetteer import FEMALE_NAMES, MALE_NAMES
from transforms.entities.names import normalized
from transforms.records import Attribution, Label, Span
from transforms.schema import ParagraphRow
from transforms.speakers.bearers import Bearer
from transforms.speakers.scene import Scene
from transforms.speakers.wording import of_lexicon

ASKS, ANSWERS, NOBODY = "asks", "answers", "nobody in a transcript"
_ITSELF = re.compile(r"\b(?:I['’]m|I am|[Mm]y name is|[Tt]his is)\s+(?:[A-Z][a-z]{0,8}\.?\s)?\Z")
"""Text before the name of one who introduces himself."""
_HOSTED = re.compile(
    r"\b(?:host|moderator|anchor|presenter|interviewer|(?:hosted|moderated|presented|interviewed) by),?\s+\Z", re.IGNORECASE
)
_WITH = re.compile(
    r"\b(?:interview with|guest is|guest,|(?:spoke|talked|sat down|sits down) (?:to|with)|interviewed|with me is|joined by)\s+\Z"
)
_BEGINS = re.compile(r"[\"“]?(?:[(\[]?\d[\d:]{1,8}[)\]]?\s)?")
"""Text between the start of a paragraph and a label: a mark, a clock time."""
MARKS = "\"“”„‟‘’'‚‛«»‹›「『`"
_INITIALS = re.compile(r"[A-Z]{2,3}")
_PARTY = 1
"""Characters behind a name that may end its label."""
_BEFORE = 40
"""Characters before a name that say whose it is."""
_WORD = re.compile(r"[^\W\d_]+")


def role_of(source: str) -> str | None:
    """Return `ASKS`, `ANSWERS` or `NOBODY` for a source that is a role in a transcript; None for all others."""
    words = _WORD.findall(source)
    if not words or source.islower() or len(words) > 3 or len(source) > 40:
        return None
    plain = [word.casefold() for word in words]
    for role in (ASKS, ANSWERS):
        if len(plain) == 1 and plain[0] in of_lexicon(role):
            return role
    return NOBODY if all(word in of_lexicon(NOBODY) for word in plain) else None


def voices(scene: Scene, known: Sequence[Bearer]) -> dict[int, int | None]:
    """Return who speaks the turns of a transcript: an entity by attribution, None where the article names nobody.

    A name or initials before a turn tell it. Who asks is the person that is introduced as host, or nobody; who answers is the person that
    the article tells about before, if it is one alone, stands in the headline, or is named most often.
    """
    labels = {number: label for number, said in enumerate(scene.attributions) if (label := _label(scene, said))}
    spoken = {number: role for number, label in labels.items() if (role := role_of(label.of(scene.text)))}
    asking = [number for number, role in spoken.items() if role == ASKS]
    asks = _asking(scene, known, asking) if asking else None
    answering = min((number for number, role in spoken.items() if role == ANSWERS), default=None)
    answers = None if answering is None else _answering(scene, known, answering, asks)
    found = {number: asks if role == ASKS else answers if role == ANSWERS else None for number, role in spoken.items()}
    called = {number: _called(scene, known, label) for number, label in labels.items() if number not in found}
    return found | {number: entity for number, entity in called.items() if entity is not None or " " not in labels[number].of(scene.text)}


def with_outlets(text: str, attributions: Sequence[Attribution], labels: Sequence[Label]) -> list[Label]:
    """Return the labels of a transcript with the name of the outlet as an organization: `Lantern` in `Lantern: Why?`, `Ruiz: Why not?`.

    It is a name of one word that only asks, where another answers, and that no person of the article has.
    """
    words: dict[str, list[str]] = defaultdict(list)
    for said in attributions:
        if said.source and said.cue and said.kind == "direct" and said.cue.of(text) == ":":
            words[said.source.of(text)].append(" ".join(span.of(text) for span in said.contents))
    asking = {name for name, turns in words.items() if len(turns) > 1 and all("?" in turn for turn in turns) and name.isalpha()}
    people = {word for label in labels if label.label == "person" for word in normalized(label.span.of(text)).split()[1:]}
    outlets = {name for name in asking if not role_of(name) and normalized(name) not in people | MALE_NAMES | FEMALE_NAMES}
    if not outlets or len(words) == len(asking):
        return list(labels)
    return [replace(one, label="organization") if one.label == "person" and one.span.of(text) in outlets else one for one in labels]


def _label(scene: Scene, said: Attribution) -> Span | None:
    """Return the words before the colon of a turn: they begin a paragraph, and its words are direct without marks."""
    if said.source is None or said.cue is None or said.kind != "direct" or said.cue.of(scene.text) not in {":", "."}:
        return None
    begins = scene.paragraphs[scene.paragraph_at(said.source.start)].start
    told = _BEGINS.fullmatch(scene.text, begins, said.source.start) and scene.text[said.contents[0].start] not in MARKS
    return said.source if told else None


def _called(scene: Scene, known: Sequence[Bearer], label: Span) -> int | None:
    """Return the person whose initials a label is, or the entity whose name stands in it."""
    words = label.of(scene.text)
    if _INITIALS.fullmatch(words):
        alike = {number for number, one in enumerate(known) if words.casefold() in one.letters and one.first}
        if len(alike) == 1:
            return alike.pop()
    inside = scene.within(label)
    if not inside or scene.ends[inside[-1]] < label.end - _PARTY:
        return None
    surname = scene.mentions[inside[-1]].text.casefold()
    alike = {number for number, one in enumerate(known) if one.person and one.first and one.last == surname}
    return alike.pop() if len(alike) == 1 else int(scene.of[inside[-1]])


def _people(scene: Scene, known: Sequence[Bearer], start: int, end: int) -> Iterator[int]:
    """Yield the numbers of the mentions of people between two positions."""
    for number in scene.within(Span(start, end)):
        if known[int(scene.of[number])].person and role_of(scene.mentions[number].text) is None:
            yield number


def _asking(scene: Scene, known: Sequence[Bearer], turns: Sequence[int]) -> int | None:
    """Return the entity that asks: one that introduces itself in a turn, or is called the host before."""
    for turn in turns:
        for span in scene.attributions[turn].contents:
            for number in _people(scene, known, span.start, span.end):
                if _ITSELF.search(scene.text, max(span.start, scene.begins[number] - _BEFORE), scene.begins[number]):
                    return int(scene.of[number])
    before = scene.attributions[turns[0]].contents[0].start if turns else 0
    hosts = (
        number
        for number in _people(scene, known, 0, before)
        if _HOSTED.search(scene.text, max(0, scene.begins[number] - _BEFORE), scene.begins[number])
    )
    return next((int(scene.of[number]) for number in hosts), None)


def _answering(scene: Scene, known: Sequence[Bearer], first: int, host: int | None) -> int | None:
    """Return the entity that answers: of the people named before the first answer, without authors and host."""
    end = scene.attributions[first].contents[0].start
    authors = {int(scene.of[n]) for n in _people(scene, known, 0, len(scene.text)) if _of(scene, n).role in {"byline", "credit", "caption"}}
    named = [n for n in _people(scene, known, 0, end) if _of(scene, n).is_body or _of(scene, n).role == "title"]
    named = [n for n in named if int(scene.of[n]) not in authors | {host}]
    told = {int(scene.of[n]) for n in named if _WITH.search(scene.text, max(0, scene.begins[n] - _BEFORE), scene.begins[n])}
    heads = {int(scene.of[n]) for n in named if _of(scene, n).role == "title"}
    for some in ({int(scene.of[n]) for n in named}, told, heads):
        if len(some) == 1:
            return some.pop()
    often = Counter(int(scene.of[n]) for n in named).most_common(2)
    return often[0][0] if len(often) > 1 and often[0][1] > often[1][1] else None


def _of(scene: Scene, number: int) -> ParagraphRow:
    """Return the paragraph of a mention."""
    return scene.paragraphs[scene.paragraph_at(scene.begins[number])]
