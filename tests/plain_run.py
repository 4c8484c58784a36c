"""A whole run without Prefect, in a process of its own: `python -m tests.plain_run SEEDS DATA '{"workers": 2}'`."""

import json
import os
import re
import signal
import sys
from typing import Any

from flows.normalize.batch import read_batch
from flows.normalize.workers import Workers, worker_pool
from flows.options import Options
from flows.plan.prepare import prepare
from flows.publish.release import publish
from flows.publish.summary import Summary, summarize
from flows.store import objects
from flows.store.files import place
from flows.store.lock import writer_lock

FILE_OPERATIONS = frozenset({"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "open"})
_NUMBERS = re.compile(r"[0-9a-f]{16,}|\d+")


class Killer:
    """Counts operations on the files of a folder, or on the objects of a store, keeps their names, and ends the process at one of them.

    It kills itself (SIGKILL), as a power cut would, or sends itself another signal, at this operation and at some after it.
    """

    def __init__(self, folder: str, at: int, sent: int = signal.SIGKILL, again: int = 0) -> None:
        self.folder, self.at, self.sent, self.again = folder, at, sent, again
        self.steps: list[str] = []

    def watch(self) -> None:
        if "://" in self.folder:
            objects.call = self.call  # no audit hook sees what goes over the network
        else:
            sys.addaudithook(self.hook)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_OPERATIONS and arguments and self.folder in str(arguments[0]):
            self.tick(f"{event} {_NUMBERS.sub('N', str(arguments[0]).partition(self.folder)[2])}")

    def call(self, operation: str, *arguments: Any, **named: Any) -> Any:
        self.tick(operation)
        return CALL(operation, *arguments, **named)

    def tick(self, step: str) -> None:
        self.steps.append(step)
        if self.at and len(self.steps) in (self.at, self.at + self.again):
            os.kill(os.getpid(), self.sent)


CALL = objects.call


def run(options: Options, pool: Workers | None = None) -> Summary:
    """Do what the flow does, lock and processes included; in this process alone where another pool is given."""
    published = None
    with writer_lock(place(options.data), options.wait), worker_pool(options.processes) as processes:
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
    run(Options(seeds=seeds, data=data, **json.loads(given)))


if __name__ == "__main__":
    main()
