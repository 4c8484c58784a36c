"""Measure how long a user waits: a first run of the bundled seeds, a run with nothing new, each other command; for several checkouts.

    python benchmarks/first_minutes.py [CHECKOUT ...]

Without a checkout, this one and the commit before it. Each figure is the least of several tries, in seconds: until the first line, until
the end, and of CPU. All checkouts are measured in turns, with the interpreter and the packages of this script and with compiled modules.
"""

import argparse
import io
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMMANDS = {
    "status": ("status",),
    "releases": ("releases",),
    "describe": ("describe",),
    "path": ("path",),
    "rejects": ("rejects",),
    "show": ("show", "harbour-deal"),
    "entities": ("entities",),
    "sql": ("sql", "FROM quotes LIMIT 5"),
    "diff": ("diff", "{release}", "{release}"),
    "rollback": ("rollback", "{release}"),
    "prune": ("prune", "--keep", "9"),
    "completion": ("completion", "bash"),
    "help": ("--help",),
}
_WITHOUT_DATA = {"completion", "help"}


@dataclass(frozen=True, slots=True)
class Measured:
    """What one call took, in seconds."""

    first_line: float
    wall: float
    cpu: float
    status: int


def measure(checkout: Path, compiled: Path, *arguments: object) -> Measured:
    """Run a command of a checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PREFECT", "NEWSTABLES"))}
    environment |= {"PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": str(compiled), "PREFECT_HOME": str(compiled / "prefect")}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "flows", *map(str, arguments)]
    with subprocess.Popen(command, cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout
        first = time.monotonic() - begun if process.stdout.readline() else float("nan")
        process.stdout.read()
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(first, wall, cpu, process.returncode)


def compare(checkouts: dict[str, Path], tries: int, scratch: Path) -> None:
    """Print a table with a row for each command and columns for each checkout."""
    found: dict[tuple[str, str], list[Measured]] = {}
    for number in range(tries + 1):  # the first only compiles
        for label, checkout in checkouts.items():
            compiled, data = scratch / f"compiled-{label}", scratch / f"data-{label}-{number}"
            steps = {"run, first": ("run", "seeds"), "run, nothing new": ("run", "seeds"), **COMMANDS}
            for name, words in steps.items():
                release = (data / "latest").readlink().name if (data / "latest").is_symlink() else ""
                arguments = [word.format(release=release) for word in words] + ([] if name in _WITHOUT_DATA else ["--data", data])
                measured = measure(checkout, compiled, *arguments)
                print(f"try {number} of {tries}: {label}: {name}: {measured.wall:.2f} s", file=sys.stderr)
                if number:
                    found.setdefault((name, label), []).append(measured)
    print("| command |" + "".join(f" {label}: first line | wall | CPU |" for label in checkouts))
    print("|---|" + "---:|---:|---:|" * len(checkouts))
    for name in dict.fromkeys(name for name, _ in found):
        cells = [_cells(found[name, label]) for label in checkouts]
        print(f"| {name} |" + "".join(cells))


def _cells(measured: list[Measured]) -> str:
    if any(one.status for one in measured):
        return " fails | | |"
    least = [min(getattr(one, name) for one in measured) for name in ("first_line", "wall", "cpu")]
    return "".join(f" {value:.2f} |" for value in least)


def main() -> None:
    """Measure the checkouts that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", nargs="*", type=Path, help="folders of checkouts [this one and the commit before it]")
    parser.add_argument("--tries", type=int, default=3)
    parsed = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}\n")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if parsed.checkouts:
            compare({folder.resolve().name: folder.resolve() for folder in parsed.checkouts}, parsed.tries, scratch)
            return
        packed = subprocess.run(["git", "archive", "HEAD~1"], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout  # noqa: S607
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(scratch / "before", filter="data")
        compare({"before": scratch / "before", "now": ROOT}, parsed.tries, scratch)


if __name__ == "__main__":
    main()
