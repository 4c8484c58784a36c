"""A whole run without Prefect in a process of its own, to be timed, compared and killed.

`python -m tests.plain_run SEEDS DATA '{"workers": 2}' [KILL_AT]`: with KILL_AT the process kills itself (SIGKILL) at that file
operation, as a power cut would, and with -1 it prints how many there are.
"""

import json
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

from flows.batches import read_batch
from flows.lock import writer_lock
from flows.options import Options
from flows.pool import Pool, worker_pool
from flows.release import publish
from flows.staging import prepare
from flows.summary import Summary, summarize
from tests.running import InlinePool

FILE_OPERATIONS = frozenset({"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "open"})
_NUMBERS = re.compile(r"[0-9a-f]{16,}|\d+")


class Killer:
    """Counts file operations below a folder, keeps their names, and ends the process at one of them."""

    def __init__(self, folder: str, at: int) -> None:
        self.folder, self.at = folder, at
        self.steps: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_OPERATIONS and arguments and self.folder in str(arguments[0]):
            self.steps.append(f"{event} {_NUMBERS.sub('N', str(arguments[0]).partition(self.folder)[2])}")
            if len(self.steps) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def run(options: Options, pool: Pool | None = None) -> Summary:
    """Do what the flow does, lock and processes included; in this process alone where another pool is given."""
    published = None
    with writer_lock(Path(options.data), options.wait), worker_pool(options.processes) as processes:
        chosen = pool or processes
        work = prepare(options)
        if work.note:
            print(work.note, file=sys.stderr)  # noqa: T201 - as the flow says it
        if not work.unchanged:
            for future in [chosen.submit(read_batch, batch) for batch in work.batches]:
                future.result()
            published = publish(options, chosen)
    return summarize(options, published.name if published else None)


def main() -> None:
    seeds, data, given = sys.argv[1:4]
    options = Options(seeds=seeds, data=data, **json.loads(given))
    killer = Killer(data, int(sys.argv[4])) if len(sys.argv) > 4 else None
    if killer:
        sys.addaudithook(killer)
    run(options, InlinePool() if killer else None)  # counted operations have to happen in this process
    if killer:
        sys.stdout.write(f"{len(killer.steps)}\n")


if __name__ == "__main__":
    main()
