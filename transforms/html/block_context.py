"""What is seen of the blocks of an HTML page beside their relation to its core: where each stands, its groups, its heading, its words."""

import re
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.html.evidence import Evidence
from transforms.html.signals import Signal
from transforms.page.blocks import has

Column = NDArray[np.float64]
Groups = NDArray[np.intp]

_TAGS = ("div", "h2", "h3", "h4", "td", "dt", "dd", "blockquote", "figcaption", "pre", "section", "tr")
_SHOWN = 400
"""Characters of a block whose kinds are looked at."""
_INNER_END = re.compile(r"[.!?…][\"”’)]* ")
_DIGIT = re.compile(r"\d")
_BETWEEN = (" | ", " · ", " > ", " » ", " • ")
_OFFERS = "subscribe|newsletter|sign up|click|cookie|contact us|shop now|download|your email|free trial".split("|")


def context(evidence: Evidence, words: Column, known: Mapping[str, Column], keys: Mapping[str, Groups]) -> dict[str, Column]:
    """Return facts of each block.

    `words` are their lengths, `known` the facts that are there already, `keys` the groups of blocks.
    """
    blocks = evidence.blocks
    ones = np.ones(len(blocks))
    bits = np.array([block.signals for block in blocks], dtype=np.int64)
    return {
        "published": np.array(evidence.published) if len(evidence.published) else 0 * ones,
        "has published": ones * bool(len(evidence.published)),
        "words": np.log1p(words) / 3,
        "short": (words < 4).astype(np.float64),
        **{f"tag {tag}": np.array([block.tag == tag for block in blocks], dtype=np.float64) for tag in _TAGS},
        **{f"is {signal.name}": ((bits & signal.value) > 0).astype(np.float64) for signal in Signal},
        **_places(words, known["kept"]),
        **_groups(evidence, words, known, keys),
        **_headings(known),
        **_words(evidence.texts),
    }


def groups(keys: Sequence[Hashable]) -> Groups:
    """Return the number of the group of each block: those with the same key are one."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)


def sum_by(group: Groups, values: Column) -> Column:
    """Return for each block the sum of its group."""
    return np.asarray(np.bincount(group, weights=values), dtype=np.float64)[group]


def _places(words: Column, kept: Column) -> dict[str, Column]:
    """Return where each block stands on the page, and in what an extractor keeps of it."""
    total, ones = len(words), np.ones(len(words))
    place, size = np.arange(total, dtype=np.float64), kept * words
    inside = np.flatnonzero(kept > 0.5)
    first, last = (inside[0], inside[-1]) if len(inside) else (0, total)
    done = np.cumsum(size)
    return {
        "place": place / total,
        "blocks": np.log1p(total) * ones / 4,
        "kept of page": ones * size.sum() / max(1, words.sum()),
        "kept words": ones * np.log1p(size.sum()) / 4,
        "kept above": (done - size) / max(1.0, size.sum()),
        "from first": _signed(place - first),
        "from last": _signed(place - last),
    }


def _signed(distance: Column) -> Column:
    found: Column = np.sign(distance) * np.log1p(np.abs(distance)) / 3
    return found


def _groups(evidence: Evidence, words: Column, known: Mapping[str, Column], keys: Mapping[str, Groups]) -> dict[str, Column]:
    """Return how many blocks a block's groups have, how long they are, and how much of them is linked, kept and made of sentences."""
    blocks, kept = evidence.blocks, known["kept"] * words
    of_articles = groups([block.article for block in blocks])
    found: dict[str, Column] = {}
    for name, group in (*((name, keys[name]) for name in ("parent", "grandparent", "path")), ("article", of_articles)):
        size = sum_by(group, words)
        inside, least = sum_by(group, kept), np.maximum(size, 1)
        found |= {
            f"{name} blocks": np.log1p(sum_by(group, np.ones(len(words)))) / 3,
            f"{name} words": np.log1p(size) / 4,
            f"{name} links": sum_by(group, words * known["links"]) / least,
            f"{name} kept": inside / least,
            f"{name} sentences": sum_by(group, words * known["sentence"]) / least,
            f"{name} of kept": inside / max(1.0, kept.sum()),
        }
    return found


def _headings(known: Mapping[str, Column]) -> dict[str, Column]:
    """Return what the last heading above each block is like: how far it is, and what speaks for it."""
    total = len(known["heading"])
    last = np.maximum.accumulate(np.where(known["heading"] > 0, np.arange(total), -1))
    there, at = (last >= 0).astype(np.float64), np.maximum(last, 0)
    return {
        "since heading": there * np.log1p(np.arange(total) - at) / 3,
        "heading marked": there * np.maximum(known["marked end"], known["marked junk"])[at],
        "heading kept": there * known["kept"][at],
        "heading links": there * known["links"][at],
    }


def _words(texts: Sequence[str]) -> dict[str, Column]:
    """Return what the characters of each block tell."""
    shown = [" ".join(text[:_SHOWN].split()) or "-" for text in texts]
    tokens = [text.split(" ")[:20] for text in shown]
    columns: dict[str, list[float]] = {
        "ends in colon": [text[-1] == ":" for text in shown],
        "ends in question": [text[-1] == "?" for text in shown],
        "ends in dots": [text.endswith(("...", "…")) for text in shown],
        "small first": [text[0].islower() for text in shown],
        "digit first": [text[0].isdigit() for text in shown],
        "commas": [min(text.count(","), 6) / 3 for text in shown],
        "sentences": [min(len(_INNER_END.findall(text)), 6) / 3 for text in shown],
        "digits": [_digits(text[:100]) / len(text[:100]) for text in shown],
        "capitals": [sum(word[0].isupper() for word in some) / len(some) for some in tokens],
        "separators": [has(text, _BETWEEN) for text in shown],
        "offers": [has(text.lower(), _OFFERS) for text in shown],
    }
    return {name: np.array(column, dtype=np.float64) for name, column in columns.items()}


def _digits(text: str) -> int:
    return len(_DIGIT.findall(text)) if text.isascii() else sum(map(str.isdigit, text))
