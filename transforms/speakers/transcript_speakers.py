"""Speakers of the turns of a transcript, by their labels: a name (`HOLM: …`), a role or a letter (`HOST: …`, `A: …`)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from transforms.entities.gazetteer import SURE_FIRST_NAMES
from transforms.entities.names import normalized
from transforms.records import Attribution, Label, Span
from transforms.speakers.candidates import Candidate
from transforms.speakers.context import ArticleContext
from transforms.speakers.wording import of_lexicon

ASKS, ANSWERS, NOBODY = "asks", "answers", "nobody in a transcript"
_INTRODUCES_SELF = re.compile(r"\b(?:I['’]m|I am|[Mm]y name is|[Tt]his is)\s+(?:[A-Z][a-z]{0,8}\.?\s)?\Z")
"""Text before the name of a person who introduces themselves."""
_CALLED_HOST = re.compile(
    r"\b(?:host|moderator|anchor|presenter|interviewer|(?:hosted|moderated|presented|interviewed) by),?\s+\Z", re.IGNORECASE
)
_CALLED_GUEST = re.compile(
    r"\b(?:interview with|guest is|guest,|(?:spoke|talked|sat down|sits down) (?:to|with)|interviewed|with me is|joined by)\s+\Z"
)
_BEGINS = re.compile(r"[\"“]?(?:[(\[]?\d[\d:]{1,8}[)\]]?\s)?")
"""Text allowed before a label at the start of a paragraph: a quotation mark, a clock time."""
MARKS = "\"“”„‟‘’'‚‛«»‹›「『`"
_INITIALS = re.compile(r"[A-Z]{2,3}")
_AFTER = re.compile(r".?|,? \([^()]{1,12}\)")
"""Text allowed after a name in its label: ` (D-AZ)`."""
_REACH = 40
"""Characters before a name that are searched for an introduction."""
_WORD = re.compile(r"[^\W\d_]+")


def role_of(source: str) -> str | None:
    """Return `ASKS`, `ANSWERS` or `NOBODY` for a source that is a role in a transcript, otherwise None."""
    words = _WORD.findall(source)
    if not words or source.islower() or len(words) > 3 or len(source) > 40:
        return None
    plain = [word.casefold() for word in words]
    for role in (ASKS, ANSWERS):
        if len(plain) == 1 and plain[0] in of_lexicon(role):
            return role
    return NOBODY if all(word in of_lexicon(NOBODY) for word in plain) else None


def transcript_speakers(context: ArticleContext, known: Sequence[Candidate]) -> dict[int, int | None]:
    """Return the speakers of the turns of a transcript, by attribution: the index of an entity, or None if the article does not name it.

    A label is a name, initials or a role. The person who asks is introduced as host, or unknown. The person who answers is the only one
    named before, introduced as guest, in the headline, or named most often.
    """
    labels = {number: label for number, said in enumerate(context.attributions) if (label := _label(context, said))}
    spoken = {number: role for number, label in labels.items() if (role := role_of(label.of(context.text)))}
    host_turns = [number for number, role in spoken.items() if role == ASKS]
    host = _host(context, known, host_turns) if host_turns else None
    first_answer = min((number for number, role in spoken.items() if role == ANSWERS), default=None)
    guest = None if first_answer is None else _guest(context, known, first_answer, host)
    found = {number: host if role == ASKS else guest if role == ANSWERS else None for number, role in spoken.items()}
    named = {number: _labelled(context, known, label) for number, label in labels.items() if number not in found}
    return found | {number: entity for number, entity in named.items() if entity is not None or " " not in labels[number].of(context.text)}


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
    outlets = {name for name in asking if not role_of(name) and normalized(name) not in people | SURE_FIRST_NAMES}
    if not outlets or len(words) == len(asking):
        return list(labels)
    return [replace(one, label="organization") if one.label == "person" and one.span.of(text) in outlets else one for one in labels]


def _label(context: ArticleContext, said: Attribution) -> Span | None:
    """Return the label of a turn, or None: the source at the start of a paragraph, before a colon and direct speech without marks."""
    if said.source is None or said.cue is None or said.kind != "direct" or said.cue.of(context.text) not in {":", "."}:
        return None
    begins = context.paragraphs[context.paragraph_at(said.source.start)].start
    is_label = _BEGINS.fullmatch(context.text, begins, said.source.start) and context.text[said.contents[0].start] not in MARKS
    return said.source if is_label else None


def _labelled(context: ArticleContext, known: Sequence[Candidate], label: Span) -> int | None:
    """Return the index of the entity whose initials or name a label is, or None."""
    words = label.of(context.text)
    if _INITIALS.fullmatch(words):
        matches = {number for number, one in enumerate(known) if words.casefold() in one.letters and one.first}
        if len(matches) == 1:
            return matches.pop()
    inside = list(_people(context, known, label.start, label.end)) or context.within(label)
    if not inside or _AFTER.fullmatch(context.text, int(context.ends[inside[-1]]), label.end) is None:
        return None
    surname = context.mentions[inside[-1]].text.casefold()
    matches = {number for number, one in enumerate(known) if one.person and one.first and one.last == surname}
    return matches.pop() if len(matches) == 1 else int(context.entity_of[inside[-1]])


def _people(context: ArticleContext, known: Sequence[Candidate], start: int, end: int) -> Iterator[int]:
    """Yield the indices of the mentions of people between two offsets."""
    for number in context.within(Span(start, end)):
        if known[int(context.entity_of[number])].person and role_of(context.mentions[number].text) is None:
            yield number


def _host(context: ArticleContext, known: Sequence[Candidate], turns: Sequence[int]) -> int | None:
    """Return the entity that asks: a person who introduces themselves in a turn, or is called the host before the first one."""
    for turn in turns:
        for span in context.attributions[turn].contents:
            for number in _people(context, known, span.start, span.end):
                if _INTRODUCES_SELF.search(context.text, max(span.start, context.start_list[number] - _REACH), context.start_list[number]):
                    return int(context.entity_of[number])
    before = context.attributions[turns[0]].contents[0].start if turns else 0
    hosts = (
        number
        for number in _people(context, known, 0, before)
        if _CALLED_HOST.search(context.text, max(0, context.start_list[number] - _REACH), context.start_list[number])
    )
    return next((int(context.entity_of[number]) for number in hosts), None)


def _guest(context: ArticleContext, known: Sequence[Candidate], first: int, host: int | None) -> int | None:
    """Return the entity that answers, one of the people named before the first answer except authors and host; None if undecided."""
    end = context.attributions[first].contents[0].start
    authors = {
        int(context.entity_of[n])
        for n in _people(context, known, 0, len(context.text))
        if context.row_of(n).role in {"byline", "credit", "caption"}
    }
    named = [n for n in _people(context, known, 0, end) if context.row_of(n).is_body or context.row_of(n).role == "title"]
    named = [n for n in named if int(context.entity_of[n]) not in authors | {host}]
    introduced = {
        int(context.entity_of[n])
        for n in named
        if _CALLED_GUEST.search(context.text, max(0, context.start_list[n] - _REACH), context.start_list[n])
    }
    in_headline = {int(context.entity_of[n]) for n in named if context.row_of(n).role == "title"}
    for candidates in ({int(context.entity_of[n]) for n in named}, introduced, in_headline):
        if len(candidates) == 1:
            return candidates.pop()
    counts = Counter(int(context.entity_of[n]) for n in named).most_common(2)
    return counts[0][0] if len(counts) > 1 and counts[0][1] > counts[1][1] else None
