"""Text that is safe to show: characters that hide, or turn the direction of what follows, are named in its place."""

import re

from markupsafe import Markup, escape

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
"""Controls but tab and line end, embeddings, overrides and isolates, and marks that have no form."""


def visible(text: str) -> str:
    """Return the text with what would hide in it written out: `⟨U+202E⟩`."""
    return _HIDDEN.sub(_named, text) if _HIDDEN.search(text) else text


def _named(match: re.Match[str]) -> str:
    return "" if match[0] == "\r" else f"⟨U+{ord(match[0]):04X}⟩"


def html(text: str) -> Markup:
    """Return the text as it is shown on a page, escaped for content and for attributes."""
    return escape(visible(text))


def shortened(text: str, length: int) -> str:
    """Return the beginning of a text on one line, cut at a space where there is one near."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]} …"
