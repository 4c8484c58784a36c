"""Measure how fast articles are read, on texts that are not part of this project.

    python benchmarks/reading.py CORPORA [--repeat 3]

CORPORA holds `attribution/dev.jsonl.gz` and `ner/dev.jsonl.gz` (see `training/corpora.py`). All figures are words of article text (split at
white space) a second: of processor time for one process, so that other work on the machine counts little, by the clock for two. "Whole
reading" is `read_article`: paragraphs, metadata, marks, names, attributions, speakers. "Bare encoder" runs the model alone on the same
windows, in the same process, in turns with the whole reading, and "page step" is the share of paragraphs and roles in it. "Two workers"
reads half of the texts in each of two processes. The best of the repetitions counts.
"""

import argparse
import gzip
import json
import multiprocessing
import resource
import subprocess
import sys
import time
from pathlib import Path

from transforms import read_article
from transforms.page.paragraphs import read_paragraphs
from transforms.quotes.marks import pair_marks
from transforms.reader.model import NAMED_ROLES, load_model
from transforms.reader.windows import Window, split_words, windows
from transforms.records import Document, Span


def texts(corpora: Path) -> list[str]:
    """Return the texts of both dev parts."""
    found = []
    for name in ("attribution", "ner"):
        with gzip.open(corpora / name / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["text"] for line in lines]
    return found


def read(found: list[str]) -> float:
    """Read all texts and return the processor seconds it took."""
    began = time.process_time()
    for text in found:
        read_article(Document("s", "0" * 64, "text", "utf-8", text), "benchmark")
    return time.process_time() - began


def cut(found: list[str]) -> float:
    """Take all texts apart into paragraphs and roles and return the processor seconds it took."""
    began = time.process_time()
    for text in found:
        read_paragraphs("a", text)
    return time.process_time() - began


def all_windows(found: list[str]) -> list[Window]:
    """Return the model's inputs for all texts."""
    made: list[Window] = []
    for text in found:
        rows = read_paragraphs("a", text)
        words = split_words(load_model().tokenizer, text, pair_marks(text, rows))
        made += windows(words, [words.between(Span(row.start, row.end)) for row in rows if row.role in NAMED_ROLES])
    return made


def encode(made: list[Window]) -> float:
    """Run the model on all windows and return the processor seconds it took."""
    session = load_model().session
    began = time.process_time()
    for window in made:
        session.run(None, {"pieces": window.pieces, "features": window.features, "firsts": window.firsts})
    return time.process_time() - began


def together(halves: list[list[str]]) -> float:
    """Read each list in a process of its own, all warm, and return the seconds it took."""
    with multiprocessing.get_context("spawn").Pool(len(halves)) as pool:
        pool.map(read, [half[:2] for half in halves], chunksize=1)
        began = time.perf_counter()
        pool.map(read, halves, chunksize=1)
        return time.perf_counter() - began


def first_article() -> float:
    """Return the seconds from the start of a process to the rows of its first article."""
    import_all = "from transforms import read_article; from transforms.records import Document"
    code = f"{import_all}; read_article(Document('s', '0' * 64, 'text', 'utf-8', 'He came.'), 'benchmark')"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    found, runs = texts(given.corpora), range(given.repeat)
    words = sum(len(text.split()) for text in found)
    made = all_windows(found)
    pairs = [(encode(made), cut(found), read(found)) for _ in runs]
    encoder, step, whole = (words / min(column) for column in zip(*pairs, strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    two = words / min(together([found[::2], found[1::2]]) for _ in runs)
    print(f"{len(found)} texts, {words:,} words")
    print(f"bare encoder   {encoder:8,.0f} words/s")
    print(f"whole reading  {whole:8,.0f} words/s, {whole / encoder:.0%} of the bare encoder")
    print(f"page step      {step:8,.0f} words/s, {whole / step:.1%} of the whole reading")
    print(f"two workers    {two:8,.0f} words/s, {two / whole:.2f} times one")
    print(f"peak memory of the reading process {memory:,.0f} MiB, first article after {min(first_article() for _ in runs):.2f} s")


if __name__ == "__main__":
    main()
