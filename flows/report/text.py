"""Text that is safe to show: markup is escaped, and characters that hide, or turn the direction of what follows, are named in its place."""

import re

_HIDES = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
"""Controls but tab and line end, embeddings, overrides and isolates, and marks that have no form."""
_HIDDEN = re.compile(f"[{_HIDES}]")
_UNSAFE = re.compile(f"[&<>\"'{_HIDES}]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


def visible(text: str) -> str:
    """Return the text with what would hide in it written out: `⟨U+202E⟩`."""
    return _HIDDEN.sub(_named, text)


def html(text: str) -> str:
    """Return the text as it is shown on a page, escaped for content and for attributes."""
    return _UNSAFE.sub(_escaped, text)


def _named(match: re.Match[str]) -> str:
    return "" if match[0] == "\r" else f"⟨U+{ord(match[0]):04X}⟩"


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or _named(match)


def shortened(text: str, length: int) -> str:
    """Return the beginning of a text on one line, cut at a space where there is one near."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]} …"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with what it counts: `1 quote`, `1,200 quotes`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
