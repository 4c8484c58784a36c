"""Evaluate near-duplicate detection: copies made by editing real articles, and dissimilar articles made to look similar.

    python -m training.copies CORPORA [--list]

CORPORA holds `attribution/` and `ner/` (see `training/corpora.py`). Each edit is made to every article of `attribution/train` and
`ner/train`, 1,579 in all. It counts as found if the pipeline would call the two articles near-identical: the edited text goes through the
page step, and the pair has to share a key. Dissimilar articles must not be found. `--list` prints the pairs of real articles that are taken
for copies.
"""

import gzip
import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.arguments import path_parser
from transforms.page.paragraphs import read_paragraphs
from transforms.signatures import BODY, SKETCH, Signature, keys, sign, similarities

Article = list[str]
"""Lines of an article, headline first."""
Edit = Callable[[Article, Article, random.Random], Article]
"""Makes a copy of an article; text is inserted from the second one."""

_SPELLINGS = [(re.compile(old), new) for old, new in (
    (r"(?<=[a-z]{3})iz(?=(?:e[drs]?|ing|ation)\b)", "is"), (r"\b(col|lab|fav|hon|neighb|behavi|harb)or", r"\1our"),
    (r"\b(defen|offen|licen)se\b", r"\1ce"), (r"\b(cent|theat|met)er\b", r"\1re"), (r"\b(travel|cancel|level)(ed|ing|er)\b", r"\1l\2"),
    (r"\bprogram\b", "programme"), (r"\bgray\b", "grey"), (r"\bpercent\b", "per cent"), (r"\btoward\b", "towards"),
    (r"U\.S\.", "US"), (r"[“”\"]", "'"), (r"\bskeptic", "sceptic"), (r"\bMr\.", "Mr"), (r" — ", " - "),
)]  # fmt: skip


def _replaced(article: Article, lender: Article, share: float, draw: random.Random) -> Article:
    words = " ".join(lender[1:]).split()
    return [" ".join(draw.choice(words) if draw.random() < share else word for word in line.split()) for line in article]


def _slots(article: Article, lender: Article, every: float, draw: random.Random) -> Article:
    """Replace every n-th word, as in two reports of one template."""
    words, count = " ".join(lender[1:]).split(), iter(range(10**6))
    return [" ".join(draw.choice(words) if next(count) % every < 1 else word for word in line.split()) for line in article]


def spelled(article: Article) -> Article:
    """Return lines in British spelling, with other quotation marks."""
    for old, new in _SPELLINGS:
        article = [old.sub(new, line) for line in article]
    return article


def _inserted(article: Article, lender: Article, draw: random.Random) -> Article:
    index = draw.randrange(2, len(article) + 1)
    return [*article[:index], draw.choice(lender[1:]), *article[index:]]


def _redated(article: Article) -> Article:
    return [article[0], "VESTERHOLM (Northern News Agency) — " + article[1], *article[2:]]


def _kept(article: Article, share: float) -> Article:
    """Return the headline and the first paragraphs, up to about this share of the words."""
    words, kept = sum(len(line.split()) for line in article[1:]) * share, [article[0]]
    for line in article[1:]:
        if words <= 0 and len(kept) > 1:
            break
        kept.append(line)
        words -= len(line.split())
    return kept


def _shortened(article: Article, share: float, draw: random.Random) -> Article:
    """Drop a share of the sentences."""
    lines = [" ".join(s for s in re.split(r"(?<=[.?!]) ", line) if draw.random() >= share) for line in article[1:]]
    return [article[0], *(line for line in lines if line)]


COPIES: dict[str, Edit] = {
    "another headline and dateline": lambda a, b, _: [b[0], *_redated(a)[1:]],
    "British spelling and marks": lambda a, _b, _: spelled(a),
    "one paragraph put in": _inserted,
    "last fifth cut": lambda a, _b, _: _kept(a, 0.8),
    "last third cut": lambda a, _b, _: _kept(a, 2 / 3),
    "last half cut": lambda a, _b, _: _kept(a, 0.5),
    "a sentence in ten left out": lambda a, _b, draw: _shortened(a, 0.1, draw),
    "a sentence in four left out": lambda a, _b, draw: _shortened(a, 0.25, draw),
    "one word in 50 replaced": lambda a, b, draw: _replaced(a, b, 0.02, draw),
    "one word in 20 replaced": lambda a, b, draw: _replaced(a, b, 0.05, draw),
    "one word in 10 replaced": lambda a, b, draw: _replaced(a, b, 0.1, draw),
    "spelling, dateline, third cut, put in": lambda a, b, draw: _inserted(_redated(_kept(spelled(a), 2 / 3)), b, draw),
}
OTHERS: dict[str, Edit] = {
    "same template, every 4th word differs": lambda a, b, draw: _slots(a, b, 4, draw),
    "same template, every 5th word differs": lambda a, b, draw: _slots(a, b, 5, draw),
    "same template, every 6th word differs": lambda a, b, draw: _slots(a, b, 6, draw),
    "same template, every 8th word differs": lambda a, b, draw: _slots(a, b, 8, draw),
    "same first fifth": lambda a, b, _: [*_kept(a, 0.2), *b[1:]],
    "same first third": lambda a, b, _: [*_kept(a, 1 / 3), *b[1:]],
}


def articles(corpora: Path) -> list[Article]:
    """Return the articles of both train parts with several paragraphs."""
    found = []
    for name in ("attribution", "ner"):
        with gzip.open(corpora / name / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts = [json.loads(line).get("text") or "" for line in lines]
            found += [[line.strip() for line in text.splitlines() if line.strip()] for text in texts]
    return [article for article in found if len(article) > 3]


def signature(article: Article) -> Signature | None:
    """Return the signature of an article as computed by a run."""
    return sign([row.text for row in read_paragraphs("a", "\n\n".join(article)) if row.role in BODY])


def likeness(one: Signature | None, others: Sequence[Signature]) -> NDArray[np.float64]:
    """Return the similarity of an article to others, 0 below the threshold of a run."""
    if not one or not others:
        return np.zeros(len(others))
    own, theirs = (np.frombuffer(found, np.uint8).reshape(-1, SKETCH) for found in (one.sketch, b"".join(o.sketch for o in others)))
    shared = similarities(own, one.runs, theirs, np.array([other.runs for other in others]))
    return np.where((keys(own) == keys(theirs)).any(axis=1), shared, 0.0)


def share_found(edit: Edit, found: Sequence[Article], signatures: Sequence[Signature | None]) -> tuple[float, float]:
    """Return the share of articles detected as copies after editing, and their mean similarity."""
    draw = random.Random(7)
    lenders = draw.sample(range(len(found)), len(found))
    copies = [signature(edit(article, found[lender], draw)) for article, lender in zip(found, lenders, strict=True)]
    values = [likeness(one, [copy])[0] for one, copy in zip(signatures, copies, strict=True) if one and copy]
    return float(np.mean([value > 0 for value in values])), float(np.mean([value for value in values if value > 0] or [0]))


def main() -> None:
    """Print a table of the edits and the number of real pairs."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    found = articles(given.corpora)
    signatures = [signature(article) for article in found]
    print("| one article and | taken for copies, % | mean similarity |\n|---|---:|---:|")
    for name, edit in (COPIES | OTHERS).items():
        share, similarity = share_found(edit, found, signatures)
        print(f"| {name} | {share:.1%} | {similarity:.2f} |")
    signed = [(article, one) for article, one in zip(found, signatures, strict=True) if one]
    pairs = []
    for index, (article, one) in enumerate(signed):
        values = likeness(one, [other for _, other in signed[index + 1 :]])
        pairs += [(values[after], article[0], signed[index + 1 + after][0][0]) for after in np.flatnonzero(values)]
    total = len(signed) * (len(signed) - 1) // 2
    print(f"\n{len(signed)} of {len(found)} articles are long enough; of {total:,} pairs {len(pairs)} are copies")
    for value, one_title, other_title in pairs if given.list else ():
        print(f"{value:.2f}  {one_title[:70]} | {other_title[:70]}")


if __name__ == "__main__":
    main()
