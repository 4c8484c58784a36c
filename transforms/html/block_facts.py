"""What is seen of the blocks of an HTML page before they are judged: their words, their markup, what others take for the body.

A block is seen in relation to the core of the page: the prose that an extractor keeps, or the densest prose where that gives nothing.
Blocks with the same parent and the same template as the core, in the middle of it, are likely body; blocks below elements with classes
that the core has not (related, share, caption, …) are not.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from transforms.characters import SENTENCE_END, letters_of
from transforms.html.block_context import Column, Groups, context, groups, sum_by
from transforms.html.evidence import Evidence
from transforms.html.render import Rendered
from transforms.html.signals import Signal
from transforms.page.blocks import mark
from transforms.text import word_count

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ITEMS = frozenset({"li", "dd", "dt"})
_MARKS = ("junk", "end", "caption", "credit", "date", "byline")


def facts(evidence: Evidence) -> dict[str, Column]:
    """Return what the model sees of each block, one column a fact, each between 0 and 1 or near it."""
    form = _form(evidence)
    words, links, sent = (form[name] for name in ("words", "links", "sentence"))
    kept = np.array(evidence.kept, dtype=np.float64)
    votes = [kept, np.array(evidence.published)] if len(evidence.published) else [kept]
    mean = np.mean(votes, axis=0)
    keys = _keys(evidence.blocks)
    prose = words * (1 - links) * sent * (words >= 8)
    dense = {name: _share(sum_by(keys[name], prose)) for name in ("path", "parent")}
    core = (mean if mean.any() else (dense["path"] + dense["parent"]) / 2) * words * (1 - links) * (0.3 + 0.7 * sent)
    core = core if core.any() else prose + 1e-9
    found = {"kept": kept, "dense path": dense["path"], "dense parent": dense["parent"], **_shape(evidence, form)}
    found |= _relations(keys, core, mean * words, words, links)
    found |= _signals(evidence.blocks, core)
    found |= _neighbours(evidence.blocks, mean, words * sent, links)
    found["heading before kept"] = found["heading"] * found["kept +1"] * found["sibling next"]
    found["kept item"] = found["item"] * found["kept siblings"]
    found["item amid"] = found["item"] * found["amid"] * found["core uncles"]
    return found | context(evidence, words, found, keys)


def _form(evidence: Evidence) -> dict[str, Column]:
    """Return counts of words, shares of links, and which blocks end as sentences do."""
    return {
        "words": np.array([word_count(text) for text in evidence.texts], dtype=np.float64),
        "links": np.array([block.links for block in evidence.blocks], dtype=np.float64),
        "sentence": np.array([bool(SENTENCE_END.search(text)) for text in evidence.texts], dtype=np.float64),
    }


def _shape(evidence: Evidence, form: dict[str, Column]) -> dict[str, Column]:
    """Return what the words and the element of a block say by themselves."""
    words, links, sent = (form[name] for name in ("words", "links", "sentence"))
    letters = evidence.letters
    title, summaries = letters_of(evidence.title), {letters_of(summary) for summary in evidence.summaries}
    counts = Counter(letters)
    marks = [
        mark(" ".join(text[:1200].split()), words=int(size), prose=bool(end) and size >= 6, repeats=counts[own])
        for text, own, size, end in zip(evidence.texts, letters, words, sent, strict=True)
    ]
    tags = [block.tag for block in evidence.blocks]
    heading = np.array([tag in _HEADINGS for tag in tags], dtype=np.float64)
    return {
        "length": np.log1p(np.minimum(words, 60)) / 4,
        "sentence": sent,
        "long sentence": sent * (words >= 10),
        "links": links,
        "all links": (links > 0.9).astype(np.float64),
        "h1": np.array([tag == "h1" for tag in tags], dtype=np.float64),
        "heading": heading,
        "linked heading": heading * links,
        "paragraph": np.array([tag == "p" for tag in tags], dtype=np.float64),
        "item": np.array([tag in ITEMS for tag in tags], dtype=np.float64),
        "row": np.array([tag == "tr" for tag in tags], dtype=np.float64),
        "title": np.array([bool(title) and (own == title or (len(own) > 20 and own in title)) for own in letters], dtype=np.float64),
        "summary": np.array([len(own) > 30 and own in summaries for own in letters], dtype=np.float64),
        "repeated": np.array([counts[own] > 1 for own in letters], dtype=np.float64),
        **{f"marked {kind}": np.array([found == kind for found in marks], dtype=np.float64) for kind in _MARKS},
    }


def _keys(blocks: Sequence[Rendered]) -> dict[str, Groups]:
    """Return what groups blocks: their parents, the parents of these, their templates, their elements."""
    parents = [block.around[0] if block.around else 0 for block in blocks]
    around = groups([*parents, *(block.around[1] if len(block.around) > 1 else -1 for block in blocks)])
    return {
        "parent": around[: len(blocks)],
        "grandparent": around[len(blocks) :],
        "path": groups([block.path for block in blocks]),
        "element": groups([block.tag for block in blocks]),
    }


def _share(values: Column) -> Column:
    return values / (values.max() or 1.0)


def _relations(keys: dict[str, Groups], core: Column, kept: Column, words: Column, links: Column) -> dict[str, Column]:
    """Return how the other blocks of a block's groups stand to the core, and where it stands itself."""

    def others(name: str, values: Column) -> Column:
        return sum_by(keys[name], values) - values

    total = core.sum()
    uncles = np.bincount(keys["parent"], weights=core, minlength=int(keys["grandparent"].max()) + 1)
    done = np.cumsum(core) / total
    before, after = (done < 0.01).astype(np.float64), (done - core / total > 0.99).astype(np.float64)
    return {
        **{f"core {name}": np.minimum(1.0, others(name, core) / (total - core + 1e-9)) for name in keys},
        "core uncles": uncles[keys["grandparent"]] / total,
        "kept siblings": others("parent", kept) / (others("parent", words) + 1),
        "kept cousins": others("grandparent", kept) / (others("grandparent", words) + 1),
        "kept path": others("path", kept) / (others("path", words) + 1),
        "linked path": others("path", links * words) / (others("path", words) + 1),
        "siblings": np.log(sum_by(keys["parent"], np.ones(len(core)))) / 4,
        "before": before,
        "after": after,
        "amid": 1 - before - after,
    }


def _signals(blocks: Sequence[Rendered], core: Column) -> dict[str, Column]:
    """Return which signals a block has that the core has not, and which of the article's it lacks."""
    found = {}
    bits = np.array([block.signals for block in blocks], dtype=np.int64)
    for signal in Signal:
        has = ((bits & signal.value) > 0).astype(np.float64)
        share = float((has * core).sum() / core.sum())
        found[f"has {signal.name}"] = has * (1 - share)
        if signal in {Signal.ARTICLE, Signal.BODY}:
            found[f"lacks {signal.name}"] = (1 - has) * share
    return found


def _neighbours(blocks: Sequence[Rendered], kept: Column, prose: Column, links: Column) -> dict[str, Column]:
    """Return what stands before and after."""
    parents = [block.around[:1] for block in blocks]
    together = np.array([one == other for one, other in zip(parents, [*parents[1:], None], strict=True)], dtype=np.float64)
    size, linked = np.minimum(prose, 40) / 40, (links > 0.9).astype(np.float64)
    return {
        **{f"kept {by:+d}": _shifted(kept, by) for by in (-2, -1, 1, 2)},
        "prose -1": _shifted(size, -1),
        "prose +1": _shifted(size, 1),
        "links -1": _shifted(linked, -1),
        "links +1": _shifted(linked, 1),
        "sibling next": together,
        "sibling before": _shifted(together, -1),
    }


def _shifted(values: Column, by: int) -> Column:
    """Return for each block the value of the block that is `by` further on, 0 beyond the ends."""
    padded = np.concatenate([np.zeros(2), values, np.zeros(2)])
    return padded[2 + by : 2 + by + len(values)]
