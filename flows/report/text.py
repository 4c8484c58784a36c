"""Escape text for display: markup, invisible characters and direction controls."""

import re

_HIDES = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
"""Control characters except tab and line end, embeddings, overrides, isolates and invisible marks."""
_HIDDEN = re.compile(f"[{_HIDES}]")
_UNSAFE = re.compile(f"[&<>\"'{_HIDES}]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


def visible(text: str) -> str:
    """Return the text with invisible characters written out: `⟨U+202E⟩`."""
    return _HIDDEN.sub(_named, text)


def html(text: str) -> str:
    """Return the text escaped for element content and attributes."""
    return _UNSAFE.sub(_escaped, text)


def _named(match: re.Match[str]) -> str:
    return "" if match[0] == "\r" else f"⟨U+{ord(match[0]):04X}⟩"


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or _named(match)


def plain(text: str) -> str:
    """Return the text of a spreadsheet cell; a text that would be read as a formula gets an apostrophe."""
    return f"'{text}" if _FORMULA.match(text) else text


def shortened(text: str, length: int) -> str:
    """Return the beginning of a text on one line, cut at a nearby space if there is one."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]} …"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 quote`, `1,200 quotes`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
