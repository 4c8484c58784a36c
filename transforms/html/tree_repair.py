"""Normalise a tree so that paragraphs are paragraph elements: bare text, spans, custom elements, layout cells."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from lxml import etree

from transforms.html.prose import is_prose
from transforms.html.render import BLOCKS
from transforms.html.signals import Signal, signals
from transforms.html.tree import AFTER
from transforms.text import word_count

_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|eyebrow|overline|flag|label|section-?(?:name|label)|category|rubric|tag)(?=$|[\s_-])", re.IGNORECASE
)
_DROPPED = re.compile(r"drop-?_?(?:cap|letter)|initial|first-?letter|lettrine", re.IGNORECASE)
_MISLEADING = (
    Signal.NAV | Signal.ASIDE | Signal.FOOT | Signal.FORM | Signal.RELATED | Signal.COMMENT | Signal.SHARE | Signal.ADVERT | Signal.MEDIA
    | Signal.CAPTION | Signal.FIGURE | Signal.TOPICS
).value  # fmt: skip
_FEW, _MOST, _PARTS = 3, 50_000, 200
_CAPTION = 40
"""Maximum words of a caption."""
_CORE = 0.7
"""An element with at least this share of a page's prose holds the article, whatever its class."""
_INLINE = frozenset("a abbr b bdi bdo cite code em font i mark nobr q s small span strong sub sup time u wbr".split())


_OF_HEAD = frozenset("title meta link base script style noscript template object basefont bgsound".split())


def end_head(root: etree._Element) -> bool:
    """Move all from the first element on that no head has into the body, as browsers do; return whether the tree changed.

    The parser lets elements of HTML 5 stand in a head without end: `<title>Mill</title><article>…`.
    """
    head = next(root.iter("head"), None)
    first = next((element for element in head if element.tag not in _OF_HEAD), None) if head is not None else None
    if first is None:
        return False
    moved, body = [first, *first.itersiblings()], next(root.iter("body"), None)
    body = etree.SubElement(root, "body") if body is None else body
    moved[-1].tail = (moved[-1].tail or "") + (body.text or "")
    body.text = None
    body[:0] = moved
    return True


def reshape(root: etree._Element) -> bool:
    """Give paragraphs and lists their usual elements; return whether the tree changed."""
    steps = (_kickers, _first_letters, _own_elements, _bare_body, _items, _single_cells, _picture_tables, _after_end, _misleading)
    changed = [step(root) for step in steps]
    return any(changed)


def _kickers(root: etree._Element) -> bool:
    """Move a kicker inside a heading before it."""
    found = [
        e for heading in root.iter("h1", "h2") for e in heading.iterchildren("span", "small", "em", "strong", "a", "div")
        if _KICKER.search(e.get("class", "")[:200]) and _has_more(heading, e)
    ]  # fmt: skip
    for element in found:
        heading = element.getparent()
        if heading is None or heading.getparent() is None or heading.index(element) > 0:
            continue
        heading.text = (heading.text or "") + (element.tail or "")
        element.tail, element.tag = None, "div"
        heading.addprevious(element)
    return bool(found)


def _has_more(heading: etree._Element, part: etree._Element) -> bool:
    whole, own = ("".join(islice(e.itertext(), 100)).split() for e in (heading, part))
    return len(own) <= _FEW < len(whole) - len(own) + 1


def _first_letters(root: etree._Element) -> bool:
    """Move a drop cap that is a separate element into its paragraph."""
    found = [
        e
        for e in root.iter("div", "p", "span", "figure")
        if len(e) == 0 and len((e.text or "").strip()) == 1 and _DROPPED.search(e.get("class", "")[:200])
    ]
    changed = False
    for element in found:
        after, parent = element.getnext(), element.getparent()
        if (
            after is None
            or parent is None
            or after.tag not in ("p", "div")
            or (element.tail or "").strip()
            or not (after.text or "")[:1].islower()
        ):
            continue
        after.text = (element.text or "").strip() + (after.text or "")
        parent.remove(element)
        changed = True
    return changed


def _own_elements(root: etree._Element) -> bool:
    """Turn sibling custom elements and spans that are sentences into paragraphs."""
    together: dict[tuple[etree._Element, str], list[etree._Element]] = {}
    for element in islice(root.iter(), _MOST):
        tag = element.tag if isinstance(element.tag, str) else ""
        parent = element.getparent()
        if (
            (tag == "span" or "-" in tag)
            and parent is not None
            and parent.tag not in ("p", "span", "a")
            and not (element.tail or "").strip()
        ):
            together.setdefault((parent, tag), []).append(element)
    changed = False
    for (parent, _), elements in together.items():
        whole = [
            e
            for e in elements
            if not any(inner.tag in BLOCKS for inner in islice(e.iter(), _PARTS)) and is_prose("".join(islice(e.itertext(), 500)))
        ]
        if len(whole) >= _FEW - 1 and len(whole) * 2 >= len(elements) and not (parent.text or "").strip():
            for element in whole:
                element.tag = "p"
            changed = True
    return changed


def _bare_body(root: etree._Element) -> bool:
    """Turn bare text of the page's body, separated by doubled `br`, into paragraphs."""
    body = next(root.iter("body"), None)
    texts = [] if body is None else [body.text, *(child.tail for child in body)]
    if body is None or not any(text and word_count(text) >= 2 * _FEW for text in texts):
        return False
    runs = list(_runs(body))
    body.text = None
    for child in list(body):
        child.tail = None
        body.remove(child)
    for run in runs:
        _append(body if len(run) == 1 and not isinstance(run[0], str) and run[0].tag not in _INLINE else etree.SubElement(body, "p"), run)
    return True


def _runs(body: etree._Element) -> Iterator[list[str | etree._Element]]:
    """Yield the children of the body: block elements one by one, and runs of text and inline elements."""
    parts = [part for part in (body.text, *(part for child in body for part in (child, child.tail))) if part is not None]
    solid = [part for part in parts if not isinstance(part, str) or part.strip()]
    doubled = {
        id(one)
        for one, other in pairwise(solid)
        if not isinstance(one, str) and not isinstance(other, str) and one.tag == other.tag == "br"
    }
    run: list[str | etree._Element] = []
    for part in parts:
        if isinstance(part, str):
            run += [part] if run or part.strip() else []
        elif part.tag in _INLINE or (part.tag == "br" and run and id(part) not in doubled):
            run.append(part)
        else:
            yield from [run] if run else []
            yield from [[part]] if part.tag != "br" else []
            run = []
    yield from [run] if run else []


def _append(element: etree._Element, run: Sequence[str | etree._Element]) -> None:
    for part in run:
        if not isinstance(part, str):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + part
        else:
            element.text = (element.text or "") + part


def _items(root: etree._Element) -> bool:
    """Unwrap the paragraph that is the only child of a list item."""
    found = []
    for item in root.iter("li", "dd"):
        children = [child for child in item if isinstance(child.tag, str)]
        if (
            len(children) == 1
            and children[0].tag in ("p", "div")
            and not (item.text or "").strip()
            and not (children[0].tail or "").strip()
        ):
            only = children[0]
            if not any(inner.tag in BLOCKS for inner in only.iterdescendants()):
                found.append(only)
    for only in found:
        only.tag = "span"
        only.attrib.clear()
    return bool(found)


def _single_cells(root: etree._Element) -> bool:
    """Turn tables with a single cell into plain elements."""
    found = [table for table in root.iter("table") if len([*islice(table.iter("td", "th"), 2)]) == 1]
    for table in found:
        for element in table.iter("table", "tbody", "thead", "tr", "td", "th"):
            prose = element.tag in ("td", "th") and not any(inner.tag in BLOCKS for inner in element.iterdescendants())
            element.tag = "p" if prose else "div"
    for table in found:
        for inner in [e for e in table.iter("div") if len(e) == 1 and not (e.text or "").strip() and e.get("class") is None]:
            parent = inner.getparent()
            if parent is not None and inner[0].tag == "p" and not (inner[0].tail or "").strip():
                only = inner[0]
                only.tail = inner.tail
                parent.replace(inner, only)
    return bool(found)


def _picture_tables(root: etree._Element) -> bool:
    """Turn tables of a picture and one short text, which is its caption, into figures."""
    found = []
    for table in islice(root.iter("table"), _MOST):
        cells = [*islice(table.iter("td", "th"), _FEW + 1)]
        texts = [cell for cell in cells if "".join(islice(cell.itertext(), _PARTS)).strip()]
        pictured = any(next(cell.iter("img", "picture"), None) is not None for cell in cells)
        if pictured and len(cells) <= _FEW and len(texts) == 1 and word_count("".join(islice(texts[0].itertext(), _PARTS))) <= _CAPTION:
            found.append((table, texts[0]))
    for table, text in found:
        for element in table.iter("tbody", "thead", "tr", "td", "th"):
            element.tag = "div"
        table.tag, text.tag = "figure", "figcaption"
    return bool(found)


def _after_end(root: etree._Element) -> bool:
    """Move separate sentences after the end of the page to the end of its article."""
    end = next((e for e in root.iter("hr") if e.get("class") == AFTER and e.getnext() is not None), None)
    if end is None or (parent := end.getparent()) is None or parent.tag != "body":
        return False
    strays = [e for e in end.itersiblings("p") if is_prose("".join(islice(e.itertext(), 500)))]
    core, _, _ = _core(root)
    if not strays or core is None or core is parent:
        return False
    for stray in strays:
        core.append(stray)
    return True


def _core(root: etree._Element) -> tuple[etree._Element | None, int, float]:
    """Return the element with the most direct prose, its number of paragraphs, and its share of the page's prose."""
    sizes: Counter[etree._Element] = Counter()
    counts: Counter[etree._Element] = Counter()
    for element in islice(root.iter("p", "div", "li", "td", "section", "blockquote", "aside"), _MOST):
        parent = element.getparent()
        if parent is not None and not any(child.tag in BLOCKS for child in element):
            text = "".join(islice(element.itertext(), 500))
            if is_prose(text):
                sizes[parent] += len(text)
                counts[parent] += 1
    if not sizes:
        return None, 0, 0.0
    core, size = sizes.most_common(1)[0]
    return core, counts[core], size / sizes.total()


def _misleading(root: etree._Element) -> bool:
    """Remove tag and classes from the element with most prose of the page if they mark it as not the article."""
    core, count, share = _core(root)
    if core is None or share < _CORE or count < _FEW:
        return False
    changed = False
    for element in (core, *core.iterancestors()):
        if element.tag in ("html", "body") or not isinstance(element.tag, str) or not signals(element.tag, element.attrib) & _MISLEADING:
            continue
        if element.tag in ("aside", "footer", "nav", "menu", "form", "figure", "figcaption", "header"):
            element.tag = "div"
        for name in ("class", "id", "role", "rel", "data-testid"):
            if name in element.attrib and signals("div", {name: element.get(name, "")}) & _MISLEADING:
                del element.attrib[name]
        changed = True
    return changed
