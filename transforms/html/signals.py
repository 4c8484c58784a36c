"""What the elements around a block say of it: their tags, and the words in their classes, ids and roles, as flags."""

import re
from collections.abc import Mapping
from enum import IntFlag, auto
from functools import lru_cache


class Signal(IntFlag):
    """One bit a signal; a block has those of all elements around it."""

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
_WORDS = {
    Signal.NAV: r"nav|menu|bread-?crumb|skip|toolbar|masthead|topbar|site-?header|search",
    Signal.ASIDE: r"aside|side-?bar|rail|infobox|fact-?box|pull-?quote|widget|complementary",
    Signal.FOOT: r"footer|foot|copyright|legal|disclaimer|colophon|contentinfo",
    Signal.FORM: r"form|login|log-in|sign-?in|sign-?up|register|subscri\w*|newsletter|paywall|donat\w*|input",
    Signal.ARTICLE: r"article|story|post|entry|hentry|main|single",
    Signal.BODY: r"(?:article|story|post|entry|news|main|page|content|body|text)[-_]{0,2}(?:body|content|text|copy|main|inner)|articlebody"
    r"|body-?text|rich-?text|prose|paragraphs?|wysiwyg",
    Signal.RELATED: r"relate\w*|recommend\w*|recirc\w*|promo\w*|teasers?|trending|popular|most-?(?:read|viewed|popular)|latest|more|also"
    r"|read-?(?:more|next|also)|up-?next|next|prev|previous|suggest\w*|outbrain|taboola|cards?|carousel|slider|feed|top-?stories"
    r"|headlines|package|collection|river|list-?item|thumb\w*",
    Signal.COMMENT: r"comments?|disqus|respond|reply|replies|discussion|conversation|coral",
    Signal.SHARE: r"shar(?:e|ing)\w*|social\w*|follow|facebook|twitter|whatsapp|bookmark|print|email|sns",
    Signal.ADVERT: r"ads?|advert\w*|advertisement|sponsor\w*|banner|cookie\w*|consent|gdpr|onetrust|privacy|modal|popup"
    r"|overlay|alert|promo-?box",
    Signal.BYLINE: r"by-?lines?|authors?|writer|contributor\w*|reporter|vcard|credits?|bio",
    Signal.DATE: r"date\w*|time\w*|published|pub-?date|updated|modified|dateline",
    Signal.CAPTION: r"caption\w*|cutline|photo-?credit|image-?credit",
    Signal.MEDIA: r"credits?|photo-?\w*|image-?\w*|img-?\w*|media|gallery|video\w*|figure",
    Signal.SUMMARY: r"standfirst|sub-?title|sub-?head(?:ing|line)?|dek|deck|summary|lead|lede|intro\w*|excerpt|teaser-?text|description"
    r"|key-?points?|highlights|kicker-?text|strap-?line|bullet-?points",
    Signal.TITLE: r"headline|title|hed|heading",
    Signal.TOPICS: r"tags?|topics?|keywords?|categor\w*|section-?(?:name|label)|kicker|eyebrow|label|rubric",
    Signal.TABLE: r"table",
    Signal.QUOTE: r"block-?quote",
}
_NAMES = re.compile("|".join(f"(?P<{signal.name}>(?<![a-z])(?:{words})(?![a-z]))" for signal, words in _WORDS.items() if signal.name))
_BITS: dict[str | None, int] = {signal.name: signal.value for signal in Signal}
_HUMPS = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_LONGEST = 400


def signals(tag: str, attributes: Mapping[str, str]) -> int:
    """Return what one element says of the blocks within it, as the bits of `Signal`."""
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
