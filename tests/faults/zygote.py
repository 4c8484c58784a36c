"""A process that has loaded everything and forks a run for each line it is given, so that a kill costs no start of Python.

A line is JSON: seeds, data, options, and what `Killer` takes: kill_at (0 for never), sent, again. The answer is JSON: the
exit status as `waitpid` tells it, and the file operations of a run that was not killed.
"""

import json
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

from flows.cli.run import interrupt
from flows.options import Options
from flows.run import run
from tests.faults.killer import Killer
from tests.running import InlinePool, run_plainly, silent, story


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:  # the models are loaded once
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        (seeds / "s.txt").write_text(story(1))
        run_plainly(seeds, Path(folder) / "data")
        steps = Path(folder) / "steps"
        for line in sys.stdin:
            steps.write_text("[]")
            child = os.fork()
            if not child:
                _run(json.loads(line), steps)
            _, status = os.waitpid(child, 0)
            print(json.dumps([status, json.loads(steps.read_text())]), flush=True)  # noqa: T201 - the answer


def _run(task: dict[str, object], steps: Path) -> None:
    """Run in the child, and end it."""
    signal.signal(signal.SIGTERM, interrupt)
    killer = Killer(str(task["data"]), *(int(str(task[name])) for name in ("kill_at", "sent", "again")))
    killer.watch()
    try:
        run(Options(seeds=str(task["seeds"]), data=str(task["data"]), **task["options"]), InlinePool(), silent)  # type: ignore[arg-type]
        done = list(killer.steps)
        steps.write_text(json.dumps(done))
    except KeyboardInterrupt:
        os._exit(1)
    except BaseException:  # noqa: BLE001 - whatever it was, this process ends here
        traceback.print_exc()
        os._exit(2)
    os._exit(0)


if __name__ == "__main__":
    main()
