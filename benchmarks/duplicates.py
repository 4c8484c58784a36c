"""Measure the search for near-identical articles, apart from reading: among N, and among N and 1,000 more as at the next run.

    python benchmarks/duplicates.py [10000 200000 1000000] [--paragraphs 20000]

Signatures are made up: the sketches of nine articles in ten are of chance, the tenth repeats an earlier one with a fifth of its bytes
changed. With `--paragraphs` an article is made of three to six of so many, and the tenth repeats an earlier one without its last: then
almost every article has keys in common with others that it does not repeat, as in an archive full of forms and standing texts.

They lie in files of 5,000, as runs leave them. Every figure is of a process of its own; "state" is what the files of signatures take, and
"written" the new part's signatures and the table `duplicates`, the rest being linked.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
PART = 5_000
NEW = 1_000
START = datetime(2020, 1, 1, tzinfo=UTC)

Drawn = tuple[NDArray[np.int64], NDArray[np.uint8]]
Made = Generator[Drawn, int, None]
NOTHING: Drawn = (np.zeros(0, np.int64), np.zeros((0, 128), np.uint8))


def write_signatures(folder: Path, count: int, paragraphs: int) -> None:
    """Write signatures of `count` articles in parts of 5,000, and of 1,000 more in one part."""
    from flows.duplicates.signatures import SIGNATURES  # noqa: PLC0415 - imports belong to the measured processes
    from flows.store.files import write_parquet  # noqa: PLC0415

    draw = np.random.default_rng(7)
    made = recombined(draw, paragraphs) if paragraphs else by_chance(draw)
    next(made)
    for start in [*range(0, count, PART), count]:
        runs, sketches = made.send(NEW if start == count else min(PART, count - start))
        ids = [draw.bytes(16).hex() for _ in runs]
        days = [START + timedelta(minutes=start + place) if draw.random() < 0.9 else None for place in range(len(runs))]
        columns = [ids, days, runs, [bytes(sketch) for sketch in sketches]]
        write_parquet(pa.table(columns, schema=SIGNATURES), folder / f"part-{start:09}.parquet")


def by_chance(draw: np.random.Generator) -> Made:
    """Yield runs and sketches, as many as are sent for: of chance, and one in ten of an earlier one with a fifth of its bytes changed."""
    earlier = draw.integers(0, 256, (PART, 128), np.uint8)
    size = yield NOTHING
    while True:
        sketches = draw.integers(0, 256, (size, 128), np.uint8)
        copies = np.flatnonzero(draw.random(size) < 0.1)
        changed = draw.random((len(copies), 128)) < 0.2
        sketches[copies] = np.where(changed, sketches[copies], earlier[draw.integers(0, PART, len(copies))])
        earlier[draw.integers(0, PART, size)] = sketches  # later copies repeat articles of all parts
        size = yield draw.integers(150, 900, size), sketches


def recombined(draw: np.random.Generator, paragraphs: int) -> Made:
    """Yield runs and sketches, as many as are sent for: of three to six paragraphs, and one in ten of an earlier one without its last."""
    firsts, sketches = draw.random((paragraphs, 128), np.float32), draw.integers(0, 256, (paragraphs, 128), np.uint8)
    chosen = np.zeros((0, 6), np.int32)
    size = yield NOTHING
    while True:
        some = draw.integers(0, paragraphs, (size, 6), np.int32)
        some[np.arange(6) >= draw.integers(3, 7, size)[:, None]] = -1
        copies = np.flatnonzero(draw.random(size) < 0.1) if len(chosen) else np.zeros(0, np.intp)
        some[copies] = chosen[draw.integers(0, len(chosen), len(copies))] if len(copies) else 0
        some[copies, (some[copies] >= 0).sum(axis=1) - 1] = -1
        chosen = np.concatenate([chosen, some[(some >= 0).sum(axis=1) > 2]])
        first = np.where((some >= 0)[:, :, None], firsts[some], 2).argmin(axis=1)  # of all runs in each order
        size = yield 26 * (some >= 0).sum(axis=1), sketches[np.take_along_axis(some, first, 1), np.arange(128)]


def measure(*arguments: str) -> dict[str, float]:
    """Run this script in a process of its own and return its figures."""
    command = [sys.executable, __file__, "--step", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def step(folder: Path, what: str, paragraphs: int) -> dict[str, float]:
    """Find the duplicates in `all` parts but the last, or with that, which is `new`; make so many signatures where `what` is a number."""
    if what.isdigit():
        write_signatures(folder, int(what), paragraphs)
        return {}
    from flows.duplicates.find import find_duplicates  # noqa: PLC0415
    from flows.store.files import write_parquet  # noqa: PLC0415

    *old, new = sorted(folder.glob("part-*.parquet"))
    path, begun, cpu = folder / f"duplicates-{what}.parquet", time.perf_counter(), time.process_time()
    found = find_duplicates(old if what == "all" else [*old, new])
    write_parquet(found, path)
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": found.num_rows,
        "state": sum(part.stat().st_size for part in old) / 1e6,
        "written": path.stat().st_size / 1e6 + (new.stat().st_size / 1e6 if what == "new" else 0),
    }


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 200_000, 1_000_000])
    parser.add_argument("--paragraphs", type=int, default=0, help="of how many an article is made (default: its signature is of chance)")
    parser.add_argument("--step", nargs=2, metavar=("FOLDER", "WHAT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(step(Path(given.step[0]), given.step[1], given.paragraphs)))
        return
    print("| articles | run | seconds | CPU s | peak memory, MiB | duplicates | state, MB | written, MB |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for count in given.counts:
        with tempfile.TemporaryDirectory() as scratch:
            measure(scratch, str(count), "--paragraphs", str(given.paragraphs))
            for what, name in (("all", "all at once"), ("new", "1,000 new"), ("new", "1,000 new, again")):
                f = measure(scratch, what)
                times = f"{f['seconds']:.2f} | {f['cpu']:.2f} | {f['peak']:,.0f}"
                print(f"| {count:,} | {name} | {times} | {f['rows']:,.0f} | {f['state']:.1f} | {f['written']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
