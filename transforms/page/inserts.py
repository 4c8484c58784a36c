"""Lines between the paragraphs of an article that do not belong to it: headlines under `Most read`, calls to the reader, captions."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from transforms.characters import SENTENCE_END
from transforms.lexicon.phrases import any_phrase
from transforms.page.blocks import is_item
from transforms.schema import BODY_ROLES

_HEADLINE, _CALL, _CAPTION = 20, 30, 60
"""Maximum words of a headline, a call to the reader, a caption."""
_OF_STORIES = re.compile(rf"^\W*{any_phrase('page', 'headings of stories')}\W*$", re.IGNORECASE)
_LONGEST = 600
"""Maximum characters of a line for the patterns."""
_ASKED = re.compile(
    r"""(?:do|did|have|has|are|is|got|want|know|would|can)\b[^?\"“”]{3,120}\?\s(?:please\s)?
    (?:
    sign\ up|subscribe|download|join|follow|visit|click  # `Want more stories like this? Sign up`
    |write\ to|e-?mail|contact|get\ in\ touch|call|text|send  # `Got a story? Email us`
    |tell\ us|let\ us\ know  # `Have you seen the ferry? Tell us`
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Calls to the reader."""
_SIDES = re.compile(
    r"""
    \((?:(?:far|top|bottom|(?:second|third)\ from|pictured|from)\ )?(?:left|right|cent(?:re|er)|above|below|pictured)\)  # `Ana Ruiz (left)`
    |^\(?(?:from\ left|left\ to\ right|clockwise\ from)\b(?=[):,]|\ to|\ top)  # `From left: Ana Ruiz and Tom Li`
    |^\[(?:photo|image|picture|video|graphic|map|chart)s?\b[^\[\]]*\]$  # `[Photo of the quay]`
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words of captions."""
_CREDITED = re.compile(
    r"\s(?:[a-z][\w’'-]*|\d{1,4}|[^\W\d_a-z][a-z]{5,20})[.!?] "
    r"(?P<who>[^\W\d_a-z][\w.’'-]*(?: (?:for|of|the|de|van|via|[^\W\d_a-z][\w.’'-]*)){0,5} [^\W\d_a-z][\w’'-]*)$"
)
"""`The quay at night. Ana Ruiz for The Bay Times`."""


def inserts(lines: Sequence[str], roles: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs that were taken for body but have another role, with that role.

    Args:
        lines: the paragraphs of a page, white space normalised.
        roles: what they were taken for.
    """
    yield from ((place, "boilerplate") for place in _headlines(lines, roles))
    counts = Counter(who for line in {*lines} if (who := _credited(line)))
    for place, (line, role) in enumerate(zip(lines, roles, strict=True)):
        words = len(line.split())
        if role not in BODY_ROLES or len(line) > _LONGEST:
            continue
        if words <= _CALL and _ASKED.match(line):
            yield place, "boilerplate"
        elif words <= _CAPTION and not is_item(line) and not _ends(line) and (_SIDES.search(line) or counts[_credited(line)] > 1):
            yield place, "caption"


def _headlines(lines: Sequence[str], roles: Sequence[str]) -> Iterator[int]:
    """Yield the headlines of other stories under a heading that says so, down to the next subhead or sentence."""
    under = False
    for place, (line, role) in enumerate(zip(lines, roles, strict=True)):
        if role not in BODY_ROLES and len(line) <= _LONGEST and _OF_STORIES.match(line):
            under = True
            continue
        under = under and role != "subhead" and not _ends(line) and len(line.split()) <= _HEADLINE
        if under and role in BODY_ROLES:
            yield place


def _credited(line: str) -> str:
    """Return who is named at the end of a line, behind its last sentence."""
    found = _CREDITED.search(line[-120:]) if len(line) <= _LONGEST else None
    return found["who"] if found else ""


def _ends(line: str) -> bool:
    return SENTENCE_END.search(line[-8:]) is not None
