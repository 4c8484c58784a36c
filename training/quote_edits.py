"""Evaluate quote groups: how often an edited quote keeps its group, and how often different quotes share one.

    python -m training.quote_edits CORPORA [--part dev]

Reads `attribution/<part>.jsonl.gz` (see `training/corpora.py`) as a run would, edits each direct or mixed quote that has a group, and
counts the edited ones that would keep it. Two quotes that share a group, but less than .6 of the words of the shorter one, are a
collision.
"""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from training.arguments import path_parser
from training.copies import spelled
from transforms import read_article
from transforms.quotes.groups import LEAST_WORDS, fingerprint, quote_words
from transforms.records import Document
from transforms.schema import QuoteRow

Edit = Callable[[list[str], random.Random], list[str]]


def _cut(words: list[str], count: int, draw: random.Random) -> list[str]:
    start = draw.randrange(max(1, len(words) - count + 1))
    return [*words[:start], "…", *words[start + count :]]


def _insert(words: list[str], draw: random.Random, *, replaces: bool) -> list[str]:
    index = draw.randrange(len(words))
    return [*words[: index + (not replaces)], "[the minister]", *words[index + 1 :]]


def _sentences(words: list[str], part: slice) -> list[str]:
    found = re.split(r"(?<=[.?!]) ", " ".join(words))
    return " ".join(found[part]).split() if len(found) > 1 else []


EDITS: dict[str, Edit] = {
    "marks, commas and case": lambda words, _: " ".join(words).replace(",", "").replace('"', "“").replace("-", " ").upper().split(),
    "British spelling": lambda words, _: spelled([" ".join(words)])[0].split(),
    "one word cut": lambda words, draw: _cut(words, 1, draw),
    "four words cut": lambda words, draw: _cut(words, 4, draw),
    "[the minister] put in": lambda words, draw: _insert(words, draw, replaces=False),
    "[the minister] for a word": lambda words, draw: _insert(words, draw, replaces=True),
    "first sentence only": lambda words, _: _sentences(words, slice(1)),
    "without the last sentence": lambda words, _: _sentences(words, slice(-1)),
    "without the first sentence": lambda words, _: _sentences(words, slice(1, None)),
}


def quotes(path: Path) -> list[QuoteRow]:
    """Return the quotes of a part that have a group."""
    found: list[QuoteRow] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            document = Document("s", f"{number:064x}", "text", "utf-8", json.loads(line)["text"])
            found += [row for row in read_article(document, "training")["quotes"] if isinstance(row, QuoteRow) and row.quote_group]
    return found


def kept(edit: Edit, found: list[QuoteRow]) -> tuple[int, int]:
    """Return how many edited quotes keep their group, and how many are still long enough."""
    draw = random.Random(7)
    pairs = [(quote_words(quote.text), quote_words(" ".join(edit(quote.text.split(), draw)))) for quote in found]
    pairs = [(before, after) for before, after in pairs if len(after) >= LEAST_WORDS and len(before) >= LEAST_WORDS]
    return sum(fingerprint(before) == fingerprint(after) for before, after in pairs), len(pairs)


def main() -> None:
    """Print a table of the edits and the number of collisions."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="dev")
    given = parser.parse_args()
    found = quotes(given.corpora / "attribution" / f"{given.part}.jsonl.gz")
    print("| edit | quotes | keep their group |\n|---|---:|---:|")
    for name, edit in EDITS.items():
        same, count = kept(edit, found)
        print(f"| {name} | {count:,} | {same / count:.1%} |")
    groups = defaultdict(list)
    for quote in found:
        groups[quote.quote_group].append(set(quote_words(quote.text)))
    pairs = [len(a & b) / min(len(a), len(b)) for group in groups.values() for a, b in combinations(group, 2)]
    print(f"\n{len(found):,} quotes, {len(groups):,} groups; {len(pairs)} pairs share one, {sum(p < 0.6 for p in pairs)} of them by chance")


if __name__ == "__main__":
    main()
