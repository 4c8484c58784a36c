"""Measure words a second from seeds on disk to a published release, by step, and those of other programs on the same texts.

    python benchmarks/throughput.py CORPORA [--spacy FOLDER] [--node FOLDER] [--copies 2]

The texts are those of `attribution/dev` and `ner/dev` (see `training/corpora.py`), saved as files, each several times with a line of its
own; words are split at white space. Everything runs without Prefect. Steps are measured by processor time in one process that does all of
a run; the runs with one and with two workers are separate, by the clock, their start included. Beside it, in the same run and one after
another: a spaCy pipeline of `training.spacy_ner` (FOLDER), npm's `compromise` (FOLDER holds its `node_modules`), and trafilatura and
jusText on the HTML pages of `pages/dev`. What is not installed is left out.
"""

import argparse
import contextlib
import gc
import importlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from flows.normalize import batch  # noqa: E402 - found from the line above
from flows.normalize.workers import Pool, read_batches  # noqa: E402
from flows.options import Options  # noqa: E402
from flows.plan import prepare  # noqa: E402
from flows.publish import release  # noqa: E402
from flows.run import Steps, run  # noqa: E402
from training.corpora import NAMES, records  # noqa: E402
from training.markup import WAYS, examples, f1  # noqa: E402
from training.scores import (  # noqa: E402
    COARSE,
    Score,
    agreement,
)
from transforms import read_article  # noqa: E402
from transforms.page import line_model as roles  # noqa: E402
from transforms.reader.model import Model  # noqa: E402
from transforms.records import Document  # noqa: E402

Names = list[tuple[int, int, str]]

NETWORK, MODEL = "network of the page step", "model"
STEPS = {
    "scan": (prepare, "scan"),
    "plan": (prepare, "prepare"),
    "page step": ("transforms.article", "read_paragraphs"),
    NETWORK: (roles.Model, "chances"),
    "title, authors, dates, language": ("transforms.article", "read_metadata"),
    "words and pieces": ("transforms.reader.model", "split_words"),
    MODEL: (Model, "emissions"),
    "tags, quotes, speakers, entities": (batch, "read_article"),
    "rows to Arrow": (batch, "_leave"),
    "Parquet, duplicates, checks, commit": (release, "publish"),
}
"""Where each step is; time within another step is not counted."""

COMPROMISE = """
const nlp = require('compromise'), texts = require(process.argv[1]);
const kinds = {person: 'people', location: 'places', organization: 'organizations'};
for (const text of texts.slice(0, 3)) nlp(text).people().json();
const begun = process.cpuUsage();
const found = texts.map(text => {
  const doc = nlp(text);
  doc.quotations().json({offset: true});
  return Object.entries(kinds).flatMap(([kind, name]) => doc[name]().json({offset: true}).map(at =>
    [at.offset.start, at.offset.start + at.offset.length, kind]));
});
const used = process.cpuUsage(begun);
console.log(JSON.stringify({seconds: (used.user + used.system) / 1e6, found}));
"""


class Inline(Pool):
    """A pool that does the work at once, in this process."""

    def submit(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        """Do the work and return what it gave."""
        done: Future[Any] = Future()
        done.set_result(function(*args, **kwargs))
        return done


class Times:
    """Processor seconds of each step, less those of the steps within it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.own = dict.fromkeys(STEPS, 0.0)
        self._within = [0.0]

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is measured as a step."""

        def measured(*args: Any, **kwargs: Any) -> Any:
            begun = time.process_time()
            self._within.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                took = time.process_time() - begun
                self.own[name] += took - self._within.pop()
                self._within[-1] += took

        return measured

    @contextlib.contextmanager
    def measuring(self) -> Iterator[None]:
        """Measure all steps within the block."""
        places = {name: (importlib.import_module(at) if isinstance(at, str) else at, key) for name, (at, key) in STEPS.items()}
        before = {name: getattr(place, key) for name, (place, key) in places.items()}
        for name, (place, key) in places.items():
            setattr(place, key, self.timed(name, before[name]))
        try:
            yield
        finally:
            for name, (place, key) in places.items():
                setattr(place, key, before[name])


@contextlib.contextmanager
def quiet(_what: str, _total: int, _unit: str) -> Iterator[Any]:
    """Show no progress."""
    yield lambda _done, _rejected: None


def write_seeds(texts: Sequence[str], copies: int, folder: Path) -> int:
    """Write the texts as seeds and return their words."""
    folder.mkdir()
    words = 0
    for number in range(copies):
        for place, text in enumerate(texts):
            seed = f"{text}\n\nCopy number {number} of {place}.\n"
            (folder / f"{place:04}-{number}.txt").write_text(seed, encoding="utf-8")
            words += len(seed.split())
    return words


def steps(seeds: Path, data: Path) -> tuple[float, dict[str, float]]:
    """Return processor seconds of a run in this process, in all and by step."""
    times = Times()
    gc.disable()  # as the reading processes do
    begun = time.process_time()
    with times.measuring():
        run(Options(seeds=str(seeds), data=str(data), workers=1), Inline(1), quiet, Steps(prepare.prepare, read_batches, release.publish))
    took = time.process_time() - begun
    gc.enable()
    return took, times.own


def clocked(seeds: Path, data: Path, workers: int) -> float:
    """Return the seconds of a run with reading processes of its own."""
    begun = time.perf_counter()
    run(Options(seeds=str(seeds), data=str(data), workers=workers, batch_size=20), Pool(workers), quiet)
    return time.perf_counter() - begun


def ours(texts: Sequence[str]) -> tuple[float, list[Names]]:
    """Return processor seconds of reading texts, and the names in each."""
    begun = time.process_time()
    found = [read_article(Document("s", "0" * 64, "text", "utf-8", text), "benchmark")["mentions"] for text in texts]
    return time.process_time() - begun, [[(row.start, row.end, row.type) for row in rows] for rows in found]  # type: ignore[union-attr]


def by_spacy(folder: Path, texts: Sequence[str]) -> tuple[float, list[Names]]:
    """Return the same of a spaCy pipeline."""
    nlp = importlib.import_module("spacy").load(folder)
    list(nlp.pipe(texts[:3]))
    begun = time.process_time()
    found = [[(span.start_char, span.end_char, span.label_) for span in doc.ents] for doc in nlp.pipe(texts)]
    return time.process_time() - begun, found


def by_compromise(folder: Path, texts: Sequence[str]) -> tuple[float, list[Names]]:
    """Return the same of compromise, whose names keep the punctuation after them: it is cut off."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "texts.json"
        path.write_text(json.dumps(texts))
        done = subprocess.run(["node", "-e", COMPROMISE, str(path)], cwd=folder, check=True, capture_output=True, text=True)  # noqa: S607
    told = json.loads(done.stdout)
    return told["seconds"], [[_cut(text, *name) for name in names] for text, names in zip(texts, told["found"], strict=True)]


def _cut(text: str, start: int, end: int, kind: str) -> tuple[int, int, str]:
    name = text[start:end]
    start += len(name) - len(name.lstrip(" \n\"'“”‘’(["))
    return start, start + len(name.strip(" \n\"'“”‘’()[].,;:!?")), kind


def by_justext(data: bytes) -> str:
    """Return jusText's own text of a page."""
    justext = importlib.import_module("justext")
    return "\n\n".join(part.text for part in justext.justext(data, justext.get_stoplist("English")) if not part.is_boilerplate)


def name_scores(found: Sequence[Names], wanted: Sequence[Names]) -> tuple[float, float]:
    """Return F1 of names, strict, of the nine classes and of people, organizations and places only."""
    fine, coarse = Score(), Score()
    for mine, theirs in zip(found, wanted, strict=True):
        fine.add(mine, theirs)
        coarse.add(*([(start, end, COARSE[kind]) for start, end, kind in names if kind in COARSE] for names in (mine, theirs)))
    return 100 * fine.f1, 100 * coarse.f1


def readers(given: argparse.Namespace, texts: Sequence[str]) -> Iterator[tuple[str, str, tuple[float, list[Names]]]]:
    """Yield the name of each reader, what it gives, its seconds and its names."""
    yield "newstables", "paragraphs, metadata, names, quotes, speakers, entities", ours(texts)
    if given.spacy:
        yield "spaCy, efficient", "names", by_spacy(given.spacy, texts)
    if given.node and shutil.which("node"):
        yield "compromise", "names of three classes, quotations", by_compromise(given.node, texts)


def print_run(given: argparse.Namespace, texts: Sequence[str]) -> None:
    """Print what a run takes, by step and by workers."""
    with tempfile.TemporaryDirectory() as scratch:
        seeds = Path(scratch) / "seeds"
        words = write_seeds(texts, given.copies, seeds)
        write_seeds(texts[:3], 1, Path(scratch) / "first")
        steps(Path(scratch) / "first", Path(scratch) / "first-data")  # what is loaded once
        whole, parts = steps(seeds, Path(scratch) / "data")
        print(f"{len(texts) * given.copies} seeds, {words:,} words: {words / whole:,.0f} words a second of processor time\n")
        print("| step | share |\n|---|---:|")
        for name, seconds in [*parts.items(), ("the rest", whole - sum(parts.values()))]:
            print(f"| {name} | {seconds / whole:.1%} |")
        print(f"\noutside the models: {1 - (parts[NETWORK] + parts[MODEL]) / whole:.1%}")
        print("\n| workers | seconds | words/s |\n|---:|---:|---:|", flush=True)
        for workers in (1, 2):
            seconds = min(clocked(seeds, Path(scratch) / f"data-{workers}-{again}", workers) for again in range(given.repeat))
            print(f"| {workers} | {seconds:.1f} | {words / seconds:,.0f} |", flush=True)


def print_others(given: argparse.Namespace, texts: Sequence[str], wanted: Sequence[Names]) -> None:
    """Print what others take for the same texts and pages."""
    words = sum(len(text.split()) for text in texts)
    print("\n| reader | words/s/core | names F1, nine classes | three classes | gives |\n|---|---:|---:|---:|---|")
    for name, gives, (seconds, found) in readers(given, texts):
        fine, coarse = name_scores(found[-len(wanted) :], wanted)
        shown = "–" if name == "compromise" else f"{fine:.1f}"
        print(f"| {name} | {words / seconds:,.0f} | {shown} | {coarse:.1f} | {gives} |", flush=True)
    pages = list(examples(given.corpora, "dev"))
    ways = dict(WAYS)
    with contextlib.suppress(ImportError):
        importlib.import_module("justext")
        ways["jusText"] = by_justext
    print("\n| page step, HTML | words of body/s/core | body F1 |\n|---|---:|---:|")
    words = sum(len(page.body.split()) for page in pages)
    for name, way in ways.items():
        way(pages[0].data)
        begun = time.process_time()
        bodies = [way(page.data) for page in pages]
        seconds = time.process_time() - begun
        score = f1([agreement(text, page.body) for text, page in zip(bodies, pages, strict=True)])[2]
        print(f"| {name} | {words / seconds:,.0f} | {score:.3f} |", flush=True)


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--spacy", type=Path)
    parser.add_argument("--node", type=Path)
    parser.add_argument("--copies", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=1)
    given = parser.parse_args()
    named = list(records(given.corpora / "ner/dev.jsonl.gz"))
    texts = [record["text"] for record in [*records(given.corpora / "attribution/dev.jsonl.gz"), *named]]
    print_run(given, texts)
    print_others(given, texts, [[(start, end, NAMES[label]) for start, end, label in record["entities"]] for record in named])


if __name__ == "__main__":
    main()
