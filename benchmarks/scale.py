"""What a run costs: seconds, CPU and memory for a first run, a run with nothing new and a run with 100 new seeds.

    python benchmarks/scale.py [--seeds FOLDER] [--count 5000] [--workers 2]

Seeds are made by varying those of a folder (a number is put into the text, so no two have the same bytes). Everything runs without
Prefect, whose fixed start is measured by itself. CPU outside the reading is that of all processes less the time that the reading
functions took, measured inside the reading processes.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def vary(folder: Path, target: Path, count: int, first: int = 0) -> None:
    """Write `count` seeds made from those in `folder`, 1,000 to a sub-folder."""
    originals = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.txt")) if usable(path)]
    for number in range(first, first + count):
        text = originals[number % len(originals)]
        path = target / f"{number // 1000:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n\nCopy number {number}.\n", encoding="utf-8")


def usable(path: Path) -> bool:
    """Tell whether a seed is an ordinary article in UTF-8."""
    data = path.read_bytes()
    try:
        return len(data) > 500 and "hostile" not in path.parts and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def measure(seeds: Path, data: Path, workers: int) -> dict[str, Any]:
    """Run once in a process of its own and return what it cost."""
    command = [sys.executable, __file__, "--one-run", str(seeds), str(data), str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def one_run(seeds: str, data: str, workers: int) -> None:
    """Do one run without Prefect, timing every step, and print the figures."""
    from flows.lock import writer_lock  # noqa: PLC0415 - imports belong to the measured process
    from flows.options import Options  # noqa: PLC0415
    from flows.pool import worker_pool  # noqa: PLC0415
    from flows.release import publish  # noqa: PLC0415
    from flows.staging import prepare  # noqa: PLC0415

    options = Options(seeds=seeds, data=data, workers=workers)
    begun, reading, memory = time.perf_counter(), 0.0, []
    with writer_lock(Path(data)), worker_pool(options.processes) as pool:
        work = prepare(options)
        memory.append(resident())
        planned = time.perf_counter()
        for future in [pool.submit(timed_batch, batch) for batch in work.batches]:
            reading += future.result()
            memory.append(resident())
        read = time.perf_counter()
        if not work.unchanged:
            publish(options, pool)
            memory.append(resident())
    ended = time.perf_counter()
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    figures = {"seconds": ended - begun, "plan": planned - begun, "read": read - planned, "publish": ended - read, "cpu": cpu}
    figures |= {"reading_cpu": reading, "main_mib_after_plan": memory[0], "main_mib_most": max(memory), "to_read": work.to_read}
    print(json.dumps(figures))


def timed_batch(path: str) -> float:
    """Read one batch; return the CPU seconds that the reading of its articles took in this process."""
    import flows.batches as batches  # noqa: PLC0415, PLR0402 - patched below
    import transforms  # noqa: PLC0415

    spent = 0.0

    def timed(*arguments: Any) -> Any:
        nonlocal spent
        begun = time.process_time()
        try:
            return transforms.read_article(*arguments)
        finally:
            spent += time.process_time() - begun

    batches.read_article = timed  # type: ignore[attr-defined, assignment] # the name the batch reader looks up
    batches.read_batch(path)
    return spent


def resident() -> float:
    """Return the memory this process holds now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--one-run", nargs=3, metavar=("SEEDS", "DATA", "WORKERS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one_run:
        one_run(given.one_run[0], given.one_run[1], int(given.one_run[2]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        few, many = folder / "few", folder / "many"
        vary(given.seeds, few, 100)
        vary(given.seeds, many, given.count)
        rows = [("100 into none", measure(few, folder / "few-data", given.workers))]
        rows.append((f"{given.count:,} into none", measure(many, folder / "data", given.workers)))
        rows.append(("nothing new", measure(many, folder / "data", given.workers)))
        vary(given.seeds, many, 100, first=given.count)
        rows.append((f"100 into {given.count:,}", measure(many, folder / "data", given.workers)))
        shutil.rmtree(folder / "data")
    print("| run | seconds | plan | read | publish | CPU s | outside reading | main process, MiB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, f in rows:
        outside = f"{1 - f['reading_cpu'] / f['cpu']:.1%}" if f["reading_cpu"] else "–"
        times = " | ".join(f"{f[key]:.1f}" for key in ("seconds", "plan", "read", "publish", "cpu"))
        print(f"| {name} | {times} | {outside} | {f['main_mib_after_plan']:.0f} → {f['main_mib_most']:.0f} |")


if __name__ == "__main__":
    main()
