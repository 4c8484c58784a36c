"""Pages that a browser saved from its view of a page's source: the source stands in them line by line."""

import html
import re

_LINE = re.compile(rb"<td class=[\"']?line-content[\"']?>(.*?)(?=</td>|<td |<tr|</table|\Z)", re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>")
_HEAD = 4096


def source_shown(data: bytes) -> bytes | None:
    """Return the page whose source a page shows; None where it shows none."""
    if b"line-content" not in data[:_HEAD]:
        return None
    lines = (html.unescape(_TAG.sub(b"", line).decode("utf-8", "replace")) for line in _LINE.findall(data))
    return "\n".join(lines).encode() or None
