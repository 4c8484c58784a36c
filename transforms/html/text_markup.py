"""Detect text that is markup, as opposed to text about markup, and turn it into a page."""

import html
import re

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*){0,9}<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BLOCKS = "p|div|article|section|main|header|footer|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure|figcaption|pre|center"
_INLINE = "a|b|i|u|em|strong|span|font|small|sup|sub|cite|q|mark|abbr|time"
_TAG = re.compile(rf"<(/?)({_BLOCKS}|{_INLINE}|br|hr|img|iframe)((?:\s[^<>]*)?)(/?)>", re.IGNORECASE)
_BLOCK = re.compile(rf"<(?:{_BLOCKS})\b", re.IGNORECASE)
_BREAKS = re.compile(r"(?<!\s)(?:\s*<br\s*/?>){2,}\s*|(?<!\s)[^\S\n]*\n[^\S\n]*\n\s*", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"<p\b", re.IGNORECASE)
_BEFORE_MENTIONED = "`'\"(‘“„«"
"""Characters before a tag that is only mentioned."""
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}\d{0,2}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_MARKS = re.compile(r"&(?:quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|amp;#?\w{2,6}|#0?3[49]|#82\d\d|#160|#x2[27]|#x20\w\w);")
_SHORTCODE = re.compile(
    r"\[/?(?:et_pb|vc|fusion|su|av|elementor|tie|caption|gallery|embed|audio|video|playlist)(?:_\w+)?(?:\s[^\[\]]*)?/?\]"
)
_FENCED = re.compile(r"```[^`]{0,5000}```|`[^`\n]{0,500}`")
"""Code in Markdown text."""
_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*)$", re.MULTILINE)
"""A heading in Markdown."""
_FRONT = re.compile(r"\ufeff?---[ \t]*\n(?:[^\n]*\n){0,60}?---[ \t]*\n")
"""Metadata above a Markdown text."""
_LINK = re.compile(r"<a\s[^<>]{0,300}?href\s?=\s?[\"']?https?:[^<>]{1,2000}>[^<>]{1,300}</a>", re.IGNORECASE)
_HEAD = 4000
"""Characters within which a page begins, including comments before it."""
_MOST = 400_000
"""Maximum characters examined to detect markup."""


def is_page(text: str) -> bool:
    """Return whether a text begins like an HTML page."""
    return _PAGE.match(text[:_HEAD]) is not None


def is_markup(text: str) -> bool:
    """Return whether a text is HTML or a fragment of it, and not text about HTML.

    Tags that come in pairs around words, and line breaks that stand where a line ends, are markup. A tag in quotation marks, or alone
    between blanks, is spoken of. Pages in which a text quotes some markup are texts: their words lie outside of it.
    """
    if "<" not in text:
        return False
    some = text[:_MOST]
    if is_page(some):
        return True
    bare = _FENCED.sub(" ", some)
    return _LINK.search(bare) is not None or _speaks_for(bare)


def _speaks_for(text: str) -> bool:
    open_tags: dict[str, list[int]] = {}
    blocks: list[tuple[int, int]] = []
    pairs = breaks = mentioned = 0
    for tag in _TAG.finditer(text):
        name, start, end = tag[2].lower(), tag.start(), tag.end()
        if name in {"br", "hr", "img", "iframe"}:
            breaks += name in {"img", "iframe"} or _ends_a_line(text, start, end)
            mentioned += not _ends_a_line(text, start, end) and name == "br"
        elif not tag[1]:
            open_tags.setdefault(name, []).append(start)
            breaks += name == "p" and _opens_words(text, start, end)
            mentioned += text[start - 1 : start] in tuple(_BEFORE_MENTIONED) if start else 0
        elif open_tags.get(name):
            begin = open_tags[name].pop()
            pairs += 1
            if _BLOCK.match(tag[0].replace("/", "", 1)):
                while blocks and blocks[-1][0] > begin:
                    blocks.pop()
                blocks.append((begin, end))
    inside = sum(end - begin for begin, end in blocks)
    if mentioned > pairs + breaks:
        return False
    if pairs and inside * 2 >= len(text.strip()):
        return True
    return breaks >= 2 or (pairs >= 2 and not inside)


def _ends_a_line(text: str, start: int, end: int) -> bool:
    """Return whether a break comes right after words or at a line end."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return (bool(before) and not before.isspace() and before not in _BEFORE_MENTIONED) or after in {"\n", "\r", "<"}


def _opens_words(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return bool(after) and not after.isspace() and before not in tuple(_BEFORE_MENTIONED) and (not before or before in "\n>.!?”")


def unescaped(text: str) -> str:
    """Return a text with HTML entities decoded if a program left them there; otherwise the same text."""
    found = text
    for _ in range(2):  # some are escaped twice: `&amp;quot;`
        if "&" not in found or not _MARKS.search(found):
            break
        found = html.unescape(found)
    if found == text and "&lt;" in text and is_markup(page := html.unescape(text)):
        return page
    return found.replace("\xa0", " ") if found != text else text


def without_heading_marks(text: str) -> str:
    """Return a text without the number signs of its headings if it is plainly Markdown: it begins with a title, or has two headings."""
    if "# " not in text:
        return text
    heads = [len(found[1]) for found in _HEADING.finditer(text[:_MOST])]
    titled = _HEADING.match(_FRONT.sub("", text[:_HEAD], count=1).lstrip())
    return _HEADING.sub(r"\2", text) if titled or sum(level > 1 for level in heads) > 1 else text


def plain_line(text: str) -> str:
    """Return a line, such as a headline, without entities and tags."""
    if _ENTITY.search(text) or _TAG.search(text):
        return " ".join(html.unescape(_TAG.sub("", text)).split())
    return text


def as_page(text: str) -> str:
    """Return a page for a markup fragment; blank lines and doubled breaks become paragraphs."""
    if _PAGE.match(text[:_MOST]):
        return text
    body = without_shortcodes(text)
    if not _PARAGRAPHS.search(body):
        body = f"<p>{_BREAKS.sub('</p><p>', body.strip())}</p>" if not _BLOCK.search(body) else _BREAKS.sub("</p><p>", body)
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article>{body}</article></body></html>'


def without_shortcodes(text: str) -> str:
    """Return a text without shortcodes of page builders (`[vc_row]`, `[caption id="x"]`)."""
    return _SHORTCODE.sub("", text) if "[" in text else text
