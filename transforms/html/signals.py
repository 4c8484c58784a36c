"""Signals from the elements around a block: tags, and words in classes, ids and roles, as bit flags."""

import re
from collections.abc import Mapping
from enum import IntFlag, auto
from functools import lru_cache

from transforms.lexicon.phrases import any_phrase
from transforms.lexicon.words import lines_of


class Signal(IntFlag):
    """One bit per signal; a block has those of all enclosing elements."""

    NAV = auto()
    ASIDE = auto()
    FOOT = auto()
    HEAD = auto()
    FORM = auto()
    ARTICLE = auto()
    BODY = auto()
    RELATED = auto()
    COMMENT = auto()
    SHARE = auto()
    ADVERT = auto()
    BYLINE = auto()
    DATE = auto()
    FIGURE = auto()
    CAPTION = auto()
    MEDIA = auto()
    SUMMARY = auto()
    TITLE = auto()
    TOPICS = auto()
    LIST = auto()
    TABLE = auto()
    QUOTE = auto()
    HEADING = auto()


NONE = 0
_TAGS: dict[str, int] = {
    "nav": Signal.NAV.value,
    "menu": Signal.NAV.value,
    "aside": Signal.ASIDE.value,
    "footer": Signal.FOOT.value,
    "header": Signal.HEAD.value,
    "form": Signal.FORM.value,
    "button": Signal.FORM.value,
    "label": Signal.FORM.value,
    "select": Signal.FORM.value,
    "article": Signal.ARTICLE.value,
    "main": Signal.ARTICLE.value,
    "figure": Signal.FIGURE.value,
    "figcaption": Signal.CAPTION.value,
    "time": Signal.DATE.value,
    "address": Signal.BYLINE.value,
    "li": Signal.LIST.value,
    "dd": Signal.LIST.value,
    "dt": Signal.LIST.value,
    "table": Signal.TABLE.value,
    "blockquote": Signal.QUOTE.value,
    **{f"h{level}": Signal.HEADING.value for level in range(1, 7)},
}
_STROKES = "[-_]{0,2}"
_NAMES = re.compile(
    "|".join(
        rf"(?P<{name.upper()}>(?<![a-z]){any_phrase('markup', name)}(?![a-z]))".replace(r"\ ", _STROKES) for name in lines_of("markup")
    )
)
_BITS: dict[str | None, int] = {signal.name: signal.value for signal in Signal}
_HUMPS = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_LONGEST = 400


def signals(tag: str, attributes: Mapping[str, str]) -> int:
    """Return the signals of one element for the blocks inside it, as bits of `Signal`."""
    found = _TAGS.get(tag, NONE)
    if tag in {"html", "body"} or not attributes:
        return found
    names = " ".join(attributes[name] for name in ("class", "id", "role", "itemprop", "rel", "data-testid") if name in attributes)
    return found | _named(names[:_LONGEST]) if names else found


@lru_cache(maxsize=4096)
def _named(names: str) -> int:
    found = 0
    for word in names.split():
        cut = _HUMPS.sub("-", word).lower()
        for match in _NAMES.finditer(cut):
            found |= _BITS[match.lastgroup]
    return found
