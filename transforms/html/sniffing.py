"""Telling markup from plain text: a text whose words stand in elements is markup, a sentence about `<br>` is not."""

import re
from html import unescape

_PAGE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_FENCED = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_BLOCK = re.compile(
    r"<(/?)(p|div|h[1-6]|ul|ol|li|table|tr|td|th|blockquote|section|article|figure|figcaption|header|footer|main|aside|center|pre)"
    r"(?=[\s/>])(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"(?:[.!?…:。！？>”\"’»)\]]\s*)<br\s*/?>(?=\s*(?:<|$|[\"'(]|[A-Z\d]|[^\x00-\x7f]))", re.IGNORECASE)
_LINK = re.compile(
    r"<a\s(?:[^<>]{0,300}\s)?href\s{0,9}=[^<>]{1,2000}>[^<>]{1,300}</a>|<img\s(?:[^<>]{0,300}\s)?src=[\"']?https?:[^<>]{1,2000}>",
    re.IGNORECASE,
)
_INLINE = re.compile(r"<(b|i|em|strong|span|u|sup|sub|small|mark|q|cite|font)(?:\s[^<>]{0,500})?>[^<>]{1,300}</\1>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{2,5}|#x[\da-f]{2,4}|[a-z]{2,8});", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_SHORTCODE = re.compile(
    r"\[/?(?:(?:et_pb|vc|fusion|av|tdc?|mk|us|su|wpbakery|elementor|cs|kc)_\w+|caption|gallery|embed|audio|video|playlist|pullquote|dropcap)"
    r"(?=[\s\]/])[^\[\]\n]{0,500}\]"
)
_LONGEST = 2_000_000
_FEW = 2
"""Block elements, breaks or bold words from which on a text is markup."""


def is_page(text: str) -> bool:
    """Return whether a text begins as an HTML page does."""
    return _PAGE.match(text[:4000]) is not None


def holds_markup(text: str) -> bool:
    """Return whether a text is markup: a page, or a piece of one that was stored in a column or file of texts."""
    if "<" not in text or len(text) > _LONGEST:
        return False
    if is_page(text):
        return True
    bare = _FENCED.sub(" ", text)
    blocks = list(_BLOCK.finditer(bare))
    if len(blocks) >= _FEW and _mostly_inside(bare, blocks):
        return True
    return len(_BREAK.findall(bare)) >= _FEW or (not blocks and (bool(_LINK.search(bare)) or len(_INLINE.findall(bare)) >= _FEW))


def _mostly_inside(text: str, blocks: list[re.Match[str]]) -> bool:
    """Return whether most letters stand within block elements, and few of these in the middle of a sentence."""
    inside = outside = depth = amid = end = 0
    for tag in [*blocks, None]:
        between = text[end : tag.start() if tag else len(text)]
        letters = len(_LETTER.findall(_TAG.sub("", between)))
        inside, outside = (inside + letters, outside) if depth else (inside, outside + letters)
        if tag is None:
            break
        closes = bool(tag[1])
        if not closes and not depth and between.rstrip(" ")[-1:].isalnum() and not between.endswith("\n"):
            amid += 1
        depth = max(0, depth - 1) if closes else depth + 1
        end = tag.end()
    return inside >= outside and amid * 4 <= len(blocks)


def as_markup(text: str) -> str:
    """Return a text that holds markup as a page reads it: where it has no paragraphs of its own, its blank lines part them."""
    bare = without_shortcodes(text)
    return bare if re.search(r"<p[\s>]|<br", bare, re.IGNORECASE) else _BLANK_LINE.sub("<br><br>", bare)


def unquoted(text: str) -> str:
    """Return a plain text without references to characters (`&quot;`), where it has several, and without page builders' marks."""
    bare = without_shortcodes(text)
    found = _REFERENCE.findall(_FENCED.sub(" ", bare)) if "&" in bare else []
    known = [name for name in found if unescape(name) != name]
    return unescape(bare) if len(known) > _FEW else bare


def without_shortcodes(text: str) -> str:
    """Return a text without the marks in brackets that page builders leave: `[vc_row]`."""
    return _SHORTCODE.sub("", text) if "[" in text else text
