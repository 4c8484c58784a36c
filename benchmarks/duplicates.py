"""What it costs to find near-identical articles, apart from reading them: all of N at once, and 1,000 new ones among N.

    python benchmarks/duplicates.py [10000 200000 1000000]

Signatures are made up: the sketches of nine articles in ten are of chance, the tenth repeats an earlier one with a fifth of its bytes
changed. They lie in files of 5,000, as runs leave them. Every figure is of a process of its own; "state" is what the files of signatures
take, and "written" the new part's signatures and the table `duplicates`, the rest being linked.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).parent.parent
PART = 5_000
NEW = 1_000
START = datetime(2020, 1, 1, tzinfo=UTC)


def write_signatures(folder: Path, count: int) -> None:
    """Write signatures of `count` articles in parts of 5,000, and of 1,000 more in one part."""
    from flows.copies.signatures import SIGNATURES  # noqa: PLC0415 - imports belong to the measured processes
    from flows.storage.files import write_parquet  # noqa: PLC0415

    draw = np.random.default_rng(7)
    earlier = draw.integers(0, 256, (PART, 128), np.uint8)
    starts = [*range(0, count, PART), count]
    for start in starts:
        size = NEW if start == count else min(PART, count - start)
        sketches = draw.integers(0, 256, (size, 128), np.uint8)
        copies = np.flatnonzero(draw.random(size) < 0.1)
        changed = draw.random((len(copies), 128)) < 0.2
        sketches[copies] = np.where(changed, sketches[copies], earlier[draw.integers(0, PART, len(copies))])
        ids = [draw.bytes(16).hex() for _ in range(size)]
        days = [START + timedelta(minutes=start + place) if draw.random() < 0.9 else None for place in range(size)]
        columns = [ids, days, draw.integers(150, 900, size), [bytes(sketch) for sketch in sketches]]
        write_parquet(pa.table(columns, schema=SIGNATURES), folder / f"part-{start:09}.parquet")
        keep = min(PART, size)
        earlier[draw.integers(0, PART, keep)] = sketches[:keep]  # later copies repeat articles of all parts


def measure(*arguments: str) -> dict[str, float]:
    """Run this script in a process of its own and return its figures."""
    command = [sys.executable, __file__, "--step", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def step(folder: Path, what: str) -> dict[str, float]:
    """Find the duplicates of `all` parts but the last, or of the last, which is `new`; make so many signatures where `what` is a number."""
    if what.isdigit():
        write_signatures(folder, int(what))
        return {}
    from flows.copies.duplicates import find_duplicates  # noqa: PLC0415
    from flows.storage.files import read_parquet, write_parquet  # noqa: PLC0415

    *old, new = sorted(folder.glob("part-*.parquet"))
    path, begun, cpu = folder / f"duplicates-{what}.parquet", time.perf_counter(), time.process_time()
    found = find_duplicates(old) if what == "all" else find_duplicates([new], [], old, read_parquet(folder / "duplicates-all.parquet"))
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
    parser.add_argument("--step", nargs=2, metavar=("FOLDER", "WHAT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(step(Path(given.step[0]), given.step[1])))
        return
    print("| articles | run | seconds | CPU s | peak memory, MiB | duplicates | state, MB | written, MB |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for count in given.counts:
        with tempfile.TemporaryDirectory() as scratch:
            measure(scratch, str(count))
            for what, name in (("all", "all at once"), ("new", "1,000 new"), ("new", "1,000 new, again")):
                f = measure(scratch, what)
                times = f"{f['seconds']:.2f} | {f['cpu']:.2f} | {f['peak']:,.0f}"
                print(f"| {count:,} | {name} | {times} | {f['rows']:,.0f} | {f['state']:.1f} | {f['written']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
