"""Try hostile inputs on everything that a batch passes: scan, reading, Arrow tables and all invariants.

    python benchmarks/fuzz.py [--minutes 60] [--seed 1] [--keep FOLDER]     as many inputs as the time allows, then the figures
    python benchmarks/fuzz.py --seed 1 --case 4711                          one of them again, with what comes of it

The inputs (`benchmarks/hostile.py`) are tried one by one in a child process whose memory is bounded; the same seed gives the same ones. A
crash is an exception that ends the batch, a broken invariant, a reject that says `failed` (an exception inside the reading), rows that
differ when they are read again, or a dead process. A hang is an input that takes more than LONGEST seconds of CPU, which is what all
seconds here are, since other work on the machine says nothing of an input. Inputs that crash or hang are printed with their numbers, and
kept in FOLDER.
"""

import argparse
import contextlib
import json
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

LONGEST = 120
MEMORY = 6 << 30
"""Bytes of address space of the child."""
MOST_BYTES = 1_000_000
"""The limit of a record in these runs (`--max-bytes`), so that inputs of both sides of it come up."""
AGAIN = 20
"""One input in so many is read twice."""


@dataclass(slots=True)
class Outcome:
    """The outcome of one input."""

    number: int
    name: str
    size: int
    unpacked: int
    seconds: float = 0.0
    mib: int = 0
    articles: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    fault: str | None = None


def read_seeds(folder: Path, name: str) -> dict[str, Any]:
    """Read the one file in `folder/seeds` as a run does, up to publishing, and return its checked tables."""
    import pyarrow as pa  # noqa: PLC0415 - the parent needs none of it

    from flows.integrity import checks  # noqa: PLC0415
    from flows.normalize.batch import read_batch  # noqa: PLC0415
    from flows.options import Options  # noqa: PLC0415
    from flows.plan.jobs import BatchJob, read_table  # noqa: PLC0415
    from flows.plan.prepare import prepare, read_known_rejects  # noqa: PLC0415
    from flows.store.files import schema  # noqa: PLC0415
    from flows.store.manifest import TABLES_OF_PARTS  # noqa: PLC0415
    from flows.store.store import open_store  # noqa: PLC0415
    from newstables.files import place  # noqa: PLC0415

    with open_store(folder / name).writer() as writer:
        work = prepare(Options(seeds=str(folder / "seeds"), data=str(folder / name), max_bytes=MOST_BYTES), writer)
    batches = [place(BatchJob.read(batch).done) for batch in work.batches]
    for batch in work.batches:
        read_batch(batch)
    tables = {
        table: pa.concat_tables([schema(table).empty_table(), *(read_table(batch, table) for batch in batches)])
        for table in (*TABLES_OF_PARTS, "rejects")
    }
    checks.check_part({table: tables[table] for table in TABLES_OF_PARTS})
    tables["rejects"] = pa.concat_tables([tables["rejects"], read_known_rejects(folder / name)])
    checks.check_rejects(tables["rejects"])
    ended = tables["articles"].num_rows + tables["rejects"].num_rows
    assert ended == work.seeds, f"{work.seeds} seeds, {ended} articles and rejects"
    return tables


def try_input(seed: int, number: int) -> Outcome:
    """Make one input and read it."""
    from hostile import make  # noqa: PLC0415 - only the child makes inputs

    name, data, unpacked = make(seed, number)
    outcome = Outcome(number, name, len(data), unpacked)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + LONGEST, resource.RLIM_INFINITY))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "seeds").mkdir()
        (Path(folder) / "seeds" / name).write_bytes(data)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is reset
        begun = time.process_time()
        try:
            tables = read_seeds(Path(folder), "first")
            outcome.seconds = time.process_time() - begun
            reasons = tables["rejects"].column("reason").to_pylist()
            outcome.articles, outcome.rejects = tables["articles"].num_rows, dict(Counter(reasons))
            outcome.fault = _fault(tables, Path(folder), again=number % AGAIN == 0)
        except Exception:  # noqa: BLE001 - finding whatever is raised is what this is for
            outcome.seconds = time.process_time() - begun
            outcome.fault = traceback.format_exc()
    outcome.mib = peak()
    return outcome


def _fault(tables: dict[str, Any], folder: Path, *, again: bool) -> str | None:
    failed = [row["message"] for row in tables["rejects"].to_pylist() if row["reason"] == "failed"]
    if failed:
        return str(failed[0])
    if again:
        second = read_seeds(folder, "second")
        different = [name for name, data in tables.items() if not data.equals(second[name])]
        return f"read again, the rows of {different[0]} are others" if different else None
    return None


def peak() -> int:
    """Return the peak memory of this process in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024


def child(seed: int) -> None:
    """Try the inputs whose numbers come in, one a line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    out = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        out.write(json.dumps(asdict(try_input(seed, int(line)))) + "\n")
        out.flush()


class Child:
    """A child process that is replaced when it dies or hangs."""

    def __init__(self, seed: int) -> None:
        """Start it."""
        self._seed = seed
        self._start()

    def _start(self) -> None:
        command = [sys.executable, __file__, "--child", "--seed", str(self._seed)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answer(self, number: int) -> Outcome:
        """Return the outcome of an input."""
        from hostile import make  # noqa: PLC0415 - as above

        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], 20 * LONGEST)
        if ready and (line := self.process.stdout.readline()):
            return Outcome(**json.loads(line))
        self.end()
        hangs = not ready or self.process.returncode == -signal.SIGXCPU
        fault = f"no end after {LONGEST} s" if hangs else f"the process died with {self.process.returncode}"
        self._start()
        name, data, unpacked = make(self._seed, number)
        return Outcome(number, name, len(data), unpacked, LONGEST if hangs else 0, fault=fault)

    def end(self) -> None:
        """End it at once."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.5)
        self.process.kill()
        self.process.wait()


def report(outcomes: list[Outcome], seconds: float) -> None:
    """Print the figures."""
    print(f"{len(outcomes):,} inputs in {seconds / 60:.1f} minutes: {sum(o.articles for o in outcomes):,} articles")
    formats = Counter(".".join(o.name.split(".")[1:]) for o in outcomes)
    print("inputs:", ", ".join(f"{name} {count:,}" for name, count in sorted(formats.items())))
    reasons: Counter[str] = Counter()
    for outcome in outcomes:
        reasons.update(outcome.rejects)
    print("rejects:", ", ".join(f"{reason} {count:,}" for reason, count in reasons.most_common()))
    hangs = [o for o in outcomes if o.fault and o.fault.startswith("no end")]
    print(f"crashes: {sum(o.fault is not None for o in outcomes) - len(hangs)}, hangs: {len(hangs)}")
    for what, key in (("slowest", lambda o: o.seconds), ("largest", lambda o: o.mib)):
        top = max(outcomes, key=key)
        print(f"{what}: case {top.number}, {top.name}, {top.size:,} bytes ({top.unpacked:,} unpacked), {top.seconds:.1f} s, {top.mib} MiB")


def main() -> None:
    """Try inputs until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--case", type=int)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--child", action="store_true")
    given = parser.parse_args()
    if given.child:
        child(given.seed)
        return
    if given.case is not None:
        print(json.dumps(asdict(try_input(given.seed, given.case)), indent=2).replace("\\n", "\n"))
        return
    outcomes: list[Outcome] = []
    worker, begun = Child(given.seed), time.monotonic()
    with contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() - begun < given.minutes * 60:
            outcomes.append(worker.answer(len(outcomes)))
            if outcomes[-1].fault:
                _tell(outcomes[-1], given.seed, given.keep)
    worker.end()
    report(outcomes, time.monotonic() - begun)


def _tell(outcome: Outcome, seed: int, keep: Path | None) -> None:
    from hostile import make  # noqa: PLC0415 - as above

    print(f"case {outcome.number} ({outcome.name}, {outcome.size:,} bytes, {outcome.seconds:.1f} s): {outcome.fault}", flush=True)
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{seed}-{outcome.number}-{outcome.name}").write_bytes(make(seed, outcome.number)[1])


if __name__ == "__main__":
    main()
