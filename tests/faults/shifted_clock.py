"""The command line under another clock: `python -m tests.faults.shifted_clock run SEEDS --data DATA …`.

TEST_CLOCK_DAYS sets the clock forward or back by so many days, as our own modules see it.
"""

import importlib
import os
import sys
import time
from datetime import datetime, timedelta, tzinfo
from typing import Any

from flows.cli import app

_SHIFT = timedelta(days=int(os.environ.get("TEST_CLOCK_DAYS", "0")))
_time_ns = time.time_ns


class _Shifted(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) + _SHIFT


def main() -> int:
    for command in (command for group in app.COMMANDS.values() for command in group):
        importlib.import_module(f"flows.cli.{command.function.partition(':')[0]}")
    for name, module in list(sys.modules.items()):
        if name.startswith("flows.") and getattr(module, "datetime", None) is datetime:
            module.datetime = _Shifted  # type: ignore[attr-defined]
    time.time_ns = lambda: _time_ns() + int(_SHIFT.total_seconds()) * 10**9
    return app.main()


if __name__ == "__main__":
    sys.exit(main())
