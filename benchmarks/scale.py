"""Measure runs of any size: seconds, CPU, bytes written and the peak memory of every process, from the seed folder to the release.

    python benchmarks/scale.py [--stub 20000 100000 1000000] [--real 5000] [--daily 100] [--workers 2] [--folder DIR]

Articles are recombined from paragraphs of the seeds of the tests and lie in JSON Lines files of 10,000; one in ten repeats an earlier one.
With `--real` they are read; with `--stub` what reading them would give is put together of what reading their paragraphs gave, and all
else is done as ever: scan, plan, records on their way to batches, parts with every check, duplicates, release. Each run is
in a process of its own, with its reading processes. `--plain` writes a file an article.
"""

import argparse
import contextlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import recombine  # noqa: E402 - it takes the code that lies beside it

IN_A_FILE = 10_000
NEW = 1_000
SETTLED = 11
"""Seconds after which a file with the same times counts as unchanged; see `flows.ingest.scan_cache`."""

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder of seeds and releases, and how they are made."""

    folder: Path
    workers: int
    is_stub: bool
    is_plain: bool

    @property
    def pieces(self) -> Path:
        """The paragraphs that articles are made of."""
        return self.folder / "pieces.json"

    @property
    def seeds(self) -> Path:
        """The folder of seeds."""
        return self.folder / "seeds"

    def write(self, name: str, numbers: range, revised: range = range(0)) -> None:
        """Write articles as a file of the seed folder, or as files of one of its folders."""
        articles = (recombine.seed(number, str(self.pieces), int(number in revised)) for number in numbers)
        if self.is_plain:
            (self.seeds / name).mkdir(parents=True, exist_ok=True)
            for number, article in zip(numbers, articles, strict=True):
                (self.seeds / name / f"{number}.txt").write_text(article["text"], encoding="utf-8")
            return
        self.seeds.mkdir(exist_ok=True)
        with (self.seeds / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article) + "\n" for article in articles)

    def step(self, what: str, **options: Any) -> Figures:
        """Do one thing in a process of its own and return what it cost."""
        given = json.dumps({"what": what, "folder": str(self.folder), "workers": self.workers, "is_stub": self.is_stub, "options": options})
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, __file__, "--step", given]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)
        figures: Figures = json.loads(done.stdout)
        return figures


def measure(scene: Scene, count: int, daily: int) -> Iterator[tuple[str, list[Figures]]]:
    """Do everything with so many articles and yield what it cost."""
    for start in range(0, count, IN_A_FILE):
        scene.write(f"first-{start // IN_A_FILE:06}", range(start, min(start + IN_A_FILE, count)))
    time.sleep(SETTLED)
    yield "full build", [scene.step("run")]
    yield "nothing new", [scene.step("run")]
    scene.write("next-0", range(count, count + NEW))
    yield f"{NEW:,} new", [scene.step("run")]
    scene.write("first-000000", range(min(IN_A_FILE, count)), revised=range(NEW))
    yield f"{NEW:,} changed, of one file", [scene.step("run")]
    if scene.is_plain:
        shutil.rmtree(scene.seeds / "next-0")
    else:
        (scene.seeds / "next-0.jsonl").unlink()
    yield f"{NEW:,} removed, `--prune-removed`", [scene.step("run", prune_removed=True)]
    days = []
    for day in range(1, daily + 1):
        scene.write(f"next-{day}", range(count + day * NEW, count + (day + 1) * NEW))
        days.append(scene.step("run"))
    if days:
        yield f"{daily} days of {NEW:,} new", days
    yield "`prune --keep 2`", [scene.step("prune")]
    yield "`verify`", [scene.step("verify")]


def step(what: str, folder: str, workers: int, options: dict[str, Any], is_stub: bool) -> Figures:  # noqa: FBT001 - they come as JSON
    """Do one thing, and return the costs that this process can measure."""
    from flows.integrity.history import prune, verify  # noqa: PLC0415
    from flows.store.store import open_store  # noqa: PLC0415
    from newstables.release import open_release  # noqa: PLC0415 - imports belong to the measured process

    data, begun = Path(folder) / "data", time.perf_counter()
    figures: Figures = {}
    if what == "collect":
        recombine.collect(documents(), Path(folder) / "pieces.json")
    elif what == "run":
        figures = run(Path(folder), workers, options, is_stub=is_stub)
    elif what == "prune":
        with open_store(data).writer() as writer:
            prune(writer, 2, min_age_hours=-1)
    else:
        verify(open_release(data))
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    articles = open_release(data).manifest["rows"]["articles"] if data.exists() else 0
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": cpu,
        "written": written("self"),
        "main": peak("self"),
        "articles": articles,
    } | figures


def documents() -> Iterator[Any]:
    """Yield the seeds of the tests that are ordinary pages."""
    from flows.errors import RejectedError  # noqa: PLC0415
    from flows.ingest.documents import read_file  # noqa: PLC0415
    from flows.ingest.formats.entry import Reading  # noqa: PLC0415
    from flows.ingest.scan import scan  # noqa: PLC0415
    from flows.ingest.spool import is_record  # noqa: PLC0415

    for seed in scan(ROOT / "tests" / "seeds", Reading(10_000_000)):
        if not seed.reason and not is_record(seed) and "hostile" not in seed.name:
            try:
                yield read_file(seed, 10_000_000)
            except RejectedError:
                continue


def run(folder: Path, workers: int, options: dict[str, Any], *, is_stub: bool) -> Figures:
    """Do one run, and return how long its steps took and what its reading processes cost."""
    from flows.normalize.workers import Pool, Workers  # noqa: PLC0415
    from flows.options import Options  # noqa: PLC0415
    from flows.plan.prepare import prepare  # noqa: PLC0415
    from flows.publish.release import publish  # noqa: PLC0415
    from flows.run import Steps, run  # noqa: PLC0415
    from flows.store.store import Writer  # noqa: PLC0415

    chosen = Options(seeds=str(folder / "seeds"), data=str(folder / "data"), workers=workers, **options)
    figures: Figures = {"read": 0.0, "publish": 0.0, "reading_cpu": 0.0}

    def measured(step: str, begun: float) -> None:
        figures[step] = time.perf_counter() - begun
        others = [(peak(pid), written(pid)) for pid in readers()]
        figures["reader"] = max((memory for memory, _ in others), default=0)
        figures["written"] = written("self") + sum(count for _, count in others)

    def plan(options: Options, writer: Writer) -> Any:
        begun = time.perf_counter()
        work = prepare(options, writer)
        measured("plan", begun)
        figures["after_plan"] = peak("self")
        return work

    def normalize(paths: Sequence[str], pool: Workers) -> list[Any]:
        begun = time.perf_counter()
        batches = [pool.submit(timed_batch, path, str(folder / "pieces.json") if is_stub else "") for path in paths]
        figures["reading_cpu"] = sum(batch.result() for batch in batches)
        measured("read", begun)
        return []

    def published(options: Options, writer: Writer, pool: Workers, advance: Any) -> str | None:
        begun = time.perf_counter()
        name = publish(options, writer, pool, advance)
        measured("publish", begun)
        return name

    run(chosen, Pool(chosen.processes), quiet, Steps(plan, normalize, published))
    return figures


@contextlib.contextmanager
def quiet(_what: str, _total: int, _unit: str) -> Iterator[Any]:
    """Show no progress."""
    yield lambda _done: None


def timed_batch(path: str, pieces: str) -> float:
    """Read one batch, or put it together of pieces; return the CPU seconds that its articles took in this process."""
    import flows.normalize.batch as batches  # noqa: PLC0415 - patched below
    import transforms  # noqa: PLC0415

    reader = partial(recombine.read, path=pieces) if pieces else transforms.read_article
    spent = 0.0

    def timed(*arguments: Any) -> Any:
        nonlocal spent
        begun = time.process_time()
        try:
            return reader(*arguments)
        finally:
            spent += time.process_time() - begun

    batches.read_article = timed  # type: ignore[attr-defined, assignment] # the name the batch reader looks up
    batches.read_batch(path)
    return spent


def peak(pid: str) -> float:
    """Return the most memory that a process ever held, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def written(pid: str) -> float:
    """Return how many MB a process wrote."""
    lines = Path(f"/proc/{pid}/io").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1e6 for line in lines if line.startswith("wchar"))


def readers() -> Iterator[str]:
    """Yield the reading processes of this one: its children that hold more than the few MB of multiprocessing's own."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        if int(fields[1]) == os.getpid() and peak(path.parent.name) > 30:
            yield path.parent.name


COLUMNS = ("articles", "step", "seconds", "plan / read / publish", "CPU s", "outside reading", "MB written", "main, MiB", "reader, MiB")


def lines(count: int, name: str, runs: list[Figures]) -> Iterator[str]:
    """Yield the rows of the table for one step; several runs have their first, median, last and sum."""
    ends = (("first", runs[0]), ("last", runs[-1])) if len(runs) > 1 else (("", runs[0]),)
    for of, f in ends:
        steps = " / ".join(f"{f[key]:.1f}" for key in ("plan", "read", "publish")) if "plan" in f else ""
        outside = f"{1 - f['reading_cpu'] / f['cpu']:.1%}" if f.get("reading_cpu") else ""
        memory = (f"{f['main']:,.0f}", f"{f['reader']:,.0f}" if f.get("reader") else "")
        costs = (f"{f['seconds']:.1f}", steps, f"{f['cpu']:.1f}", outside, f"{f['written']:,.1f}", *memory)
        yield row(f"{f['articles'] or count:,}", f"{name}, {of}" if of else name, *costs)
    if len(runs) > 1:
        for of, fold in (("median", statistics.median), ("total", sum)):
            seconds, cpu, data = (f"{fold([run[key] for run in runs]):,.1f}" for key in ("seconds", "cpu", "written"))
            yield row("", f"{name}, {of}", seconds, "", cpu, "", data, "", "")


def row(*cells: str) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stub", type=int, nargs="*", default=[], metavar="ARTICLES")
    parser.add_argument("--real", type=int, nargs="*", default=[], metavar="ARTICLES")
    parser.add_argument("--daily", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(step(**json.loads(given.step))))
        return
    for is_stub, counts in ((True, given.stub), (False, given.real if given.stub or given.real else [5_000])):
        for count in counts:
            print(f"\n{count:,} articles{', reading stubbed' if is_stub else ''}\n\n{row(*COLUMNS)}\n|---:|---{'|---:' * 7}|", flush=True)
            with tempfile.TemporaryDirectory(dir=given.folder) as folder:
                scene = Scene(Path(folder), given.workers, is_stub, given.plain)
                scene.step("collect")
                for name, runs in measure(scene, count, given.daily):
                    print("\n".join(lines(count, name, runs)), flush=True)


if __name__ == "__main__":
    main()
