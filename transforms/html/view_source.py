"""Pages saved from a browser's "view source": they show the source line by line."""

import html
import re

_LINE = re.compile(rb"<td class=[\"']?line-content[\"']?>(.*?)(?=</td>|<td |<tr|</table|\Z)", re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>")
_HEAD = 4096


def source_shown(data: bytes) -> bytes | None:
    """Return the page whose source is shown, or None if the page shows no source."""
    if b"line-content" not in data[:_HEAD]:
        return None
    lines = (html.unescape(_TAG.sub(b"", line).decode("utf-8", "replace")) for line in _LINE.findall(data))
    return "\n".join(lines).encode() or None
