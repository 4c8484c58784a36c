"""A whole run without Prefect in a process of its own, to be timed, compared and killed.

`python -m tests.plain_run SEEDS DATA '{"workers": 2}' [KILL_AT]`: with KILL_AT the process kills itself (SIGKILL) at that operation on
files or objects, as a power cut would, and with -1 it prints how many there are.
"""

import json
import os
import signal
import sys
from typing import Any

from flows import remote
from flows.batches import read_batch
from flows.lock import writer_lock
from flows.options import Options
from flows.pool import worker_pool
from flows.release import publish
from flows.staging import prepare
from flows.storage import place
from tests.running import InlinePool

FILE_OPERATIONS = frozenset({"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "open"})


class Killer:
    """Counts operations on the files of a folder, or on the objects of a store, and ends the process before one of them."""

    def __init__(self, folder: str, at: int) -> None:
        self.folder, self.at, self.count = folder, at, 0

    def watch(self) -> None:
        if "://" in self.folder:
            remote.call = self.call  # no audit hook sees what goes over the network
        else:
            sys.addaudithook(self.hook)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_OPERATIONS and arguments and self.folder in str(arguments[0]):
            self.tick()

    def call(self, *arguments: Any, **named: Any) -> Any:
        self.tick()
        return CALL(*arguments, **named)

    def tick(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


CALL = remote.call


def main() -> None:
    seeds, data, given = sys.argv[1:4]
    options = Options(seeds=seeds, data=data, **json.loads(given))
    killer = Killer(data, int(sys.argv[4])) if len(sys.argv) > 4 else None
    if killer:
        killer.watch()
    with writer_lock(place(options.data), options.wait), worker_pool(options.processes) as pool:
        work = prepare(options)
        if not work.unchanged:
            chosen = InlinePool() if killer else pool  # counted operations have to happen in this process
            for future in [chosen.submit(read_batch, batch) for batch in work.batches]:
                future.result()
            publish(options, chosen)
    if killer:
        sys.stdout.write(f"{killer.count}\n")


if __name__ == "__main__":
    main()
