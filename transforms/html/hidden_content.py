"""Hidden content: parts of the article that only scripts or clicks show are made part of the tree.

Declarative shadow roots and `noscript` are shown by browsers without scripts, so they always are. Templates and hidden elements are
where they hold prose that stands nowhere else. Markup within an attribute, or in the data that a script is given, is where
the page has no prose otherwise.
"""

import heapq
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from transforms.characters import letters_of
from transforms.html.prose import is_prose, pieces, prose
from transforms.html.signals import Signal, signals
from transforms.html.text_markup import is_markup

_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)[^;]*;?", re.IGNORECASE)
_NOT_OURS = (Signal.NAV | Signal.FOOT | Signal.RELATED | Signal.COMMENT | Signal.ADVERT | Signal.SHARE).value
_FILLED_IN = re.compile(r"\{\{|\$\{|<%|%\}|\{%")
_LEAST = 2
"""Minimum prose paragraphs of a hidden part that is read."""
_MOST = 400
"""Maximum hidden parts, attributes and scripts examined per page."""
_LARGEST = 2_000_000
_LONGEST_FEW = 20
"""Maximum strings examined for an article, the longest of a page."""
_DEEPEST = 12
_BARE = 200
"""Minimum characters of an attribute or script string that may be an article."""


def reveal(root: etree._Element) -> bool:
    """Add hidden parts of the article to the tree; return whether the tree changed."""
    shadows = [e for e in root.iter("template") if e.get("shadowrootmode") or e.get("shadowroot")]
    noscripts = [e for e in root.iter("noscript") if "".join(e.itertext()).strip()]
    for element in (*shadows, *noscripts):
        element.tag = "div"
    opened = [e for e in root.iter() if e.get("amp-access", "").upper().startswith("NOT ")]
    for element in opened:
        element.set("hidden", "")
    found = _show_hidden(root) | _read_escaped(root)
    return found or bool(shadows or noscripts or opened) | _read_stored(root)


def _show_hidden(root: etree._Element) -> bool:
    """Show templates and hidden elements with prose of the article that the page does not show."""
    hidden = [e for e in islice(_hidden(root), _MOST) if not _is_elsewhere(e)]
    told = [(e, [*prose(e)]) for e in hidden]
    told = [(e, own) for e, own in told if own]
    if not told:
        return False
    shown = {*_shown(root, {e for e, _ in told})}
    siblings: dict[etree._Element | None, int] = {}
    for element, own in told:
        parent = element.getparent()
        siblings[parent] = siblings.get(parent, 0) + len({*own} - shown)
    changed = False
    for element, own in told:
        fresh = [piece for piece in own if piece not in shown]
        if fresh and 2 * len(fresh) >= len(own) and siblings[element.getparent()] >= _LEAST:
            _show(element)
            shown.update(own)
            changed = True
    return changed


def is_hidden(element: etree._Element) -> bool:
    """Return whether an element is marked as hidden."""
    return element.get("hidden", "until-found") != "until-found" or _HIDDEN.search(element.get("style", "")[:2000]) is not None


def _hidden(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost hidden elements."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str) or element.tag in ("html", "body"):
            continue
        if element.tag in ("script", "style", "svg"):
            walk.skip_subtree()
        elif element.tag == "template" or (element.attrib and is_hidden(element)):
            walk.skip_subtree()
            blank_form = element.tag == "template" and _FILLED_IN.search("".join(islice(element.itertext(), _MOST)))
            if not blank_form and not element.get("amp-access"):
                yield element


def _is_elsewhere(element: etree._Element) -> bool:
    """Return whether an element is in a part of the page outside the article."""
    found = 0
    for above in (element, *islice(element.iterancestors(), _DEEPEST)):
        tag = above.tag if isinstance(above.tag, str) else ""
        if tag in ("dialog", "form", "nav", "footer", "template") and above is not element:
            return True
        found |= signals(tag, above.attrib) if tag not in ("html", "body") else 0
    return bool(found & _NOT_OURS) or element.tag in ("dialog", "form")


def _shown(root: etree._Element, hidden: set[etree._Element]) -> Iterator[str]:
    """Yield the letters of the pieces of prose that are not in hidden elements."""
    within = [piece for e in hidden for piece in prose(e)]
    for piece in prose(root):
        if piece in within:
            within.remove(piece)
        else:
            yield piece


def _show(element: etree._Element) -> None:
    if element.tag == "template":
        element.tag = "div"
    element.attrib.pop("hidden", None)
    if style := element.get("style"):
        element.set("style", _HIDDEN.sub("", style))


def _read_escaped(root: etree._Element) -> bool:
    """Parse the texts of elements that are markup: `&lt;p&gt;…`, which some systems write for `<p>…`."""
    changed = False
    texts = [e for e in root.iter("div", "section", "article", "main", "td", "p", "span", "body") if e.text and e.text.count("<") > 1]
    for element in texts[:_MOST]:
        if len(element) == 0 and is_markup(element.text or "") and any(map(is_prose, pieces(_fragment(element.text or "")))):
            _fill(element, element.text or "")
            changed = True
    return changed


def _fragment(markup: str) -> etree._Element:
    """Return the body of a markup fragment."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser)
    return root[0][0] if root is not None and len(root) and len(root[0]) else etree.Element("div")


def _fill(element: etree._Element, markup: str) -> None:
    """Replace an element's text by a markup fragment."""
    part = _fragment(markup)
    element.text = part.text
    element.extend(list(part))
    if element.tag in ("p", "span"):
        element.tag = "div"


def _read_stored(root: etree._Element) -> bool:
    """Read the article from an attribute or script data if the page shows little prose; return whether it was found."""
    if len([*islice(prose(root), _LEAST)]) >= _LEAST:
        return False
    held = ((e, name, value) for e in root.iter() if isinstance(e.tag, str) for name, value in e.attrib.items())
    attributes = [(e, value) for e, name, value in held if name.startswith("data-") and _BARE < len(value) < _LARGEST]
    scripts = [(s, text) for s in root.iter("script") if _may_hold_data(s) for text in _strings(_data(s.text or ""))]
    best, most = None, 0
    for element, text in heapq.nlargest(_LONGEST_FEW, (*attributes, *scripts), key=lambda found: len(found[1])):
        markup = text if is_markup(text) else "".join(f"<p>{_escaped(line)}</p>" for line in text.splitlines() if line.strip())
        size = sum(len(letters_of(piece)) for piece in pieces(_fragment(markup)) if is_prose(piece))
        if size > most:
            best, most = (element, markup), size
    if best is None or most < _BARE:
        return False
    element, markup = best
    _fill(_place(root, element), markup)
    return True


def _place(root: etree._Element, element: etree._Element) -> etree._Element:
    """Return a new element for stored content: inside its element, after a script, or at the end of the page for the head."""
    new = etree.Element("div")
    if element.tag != "script":
        element.append(new)
    elif any(above.tag == "head" for above in element.iterancestors()):
        target = next(root.iter("article", "main", "body"), root)
        target.append(new)
    else:
        new.tail, element.tail = element.tail, None
        element.addnext(new)
    return new


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;")


def _may_hold_data(script: etree._Element) -> bool:
    return "json" in script.get("type", "").lower() or bool(
        re.match(r"\s*(?:window|self|var|let|const)\b[^={]{1,80}=\s*[\[{]", (script.text or "")[:200])
    )


def _data(script: str) -> Any:
    """Return the data of a script: JSON, or the value of an assignment."""
    start = len(script) - len(script.lstrip()) if script.lstrip()[:1] in ("[", "{") else script.find("{")
    if start < 0 or len(script) > _LARGEST:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(script, start)[0]
    except (ValueError, RecursionError):
        return None  # not JSON: nothing to read


def _strings(data: Any) -> Iterator[str]:
    """Yield the long strings of data; a list of paragraphs is one string."""
    waiting = [data]
    for _ in range(20_000):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, str):
            if len(item) > _BARE:
                yield item
        elif isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            if len(item) >= _LEAST and all(isinstance(one, str) for one in item):
                yield "\n".join(item)
            waiting += item
