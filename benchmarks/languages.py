"""Words a second and core of articles in other languages than English, from text to rows, and of English ones in the same run.

    python benchmarks/languages.py CORPORA [--articles 60]

CORPORA as in `training.world`. The models are loaded before.
"""

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from training.corpora import records
from training.world import statement_records
from transforms import read_article
from transforms.records import Document


def main() -> None:
    """Print words a second by language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--articles", type=int, default=60, help="articles of each language")
    given = parser.parse_args()
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for record in statement_records(given.corpora, "learn"):
        texts[record["language"]].append(record["text"])
    texts["en"] = [record["text"] for record in records(given.corpora / "statements/dev.jsonl.gz")]
    for those in texts.values():
        read(those[0])
    for language, those in sorted(texts.items()):
        chosen = those[: given.articles]
        begun = time.process_time()
        for text in chosen:
            read(text)
        took, words = time.process_time() - begun, sum(len(text.split()) for text in chosen)
        print(f"{language}: {words / took:,.0f} words a second, {len(chosen)} articles, {words:,} words")


def read(text: str) -> None:
    """Make the rows of a text."""
    read_article(Document("s", "0" * 64, "text", "utf-8", text), "benchmark")


if __name__ == "__main__":
    main()
