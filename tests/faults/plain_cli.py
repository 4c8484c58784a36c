"""The command line as users have it, but for Prefect: `python -m tests.faults.plain_cli run SEEDS --data DATA …`.

TEST_CLOCK_DAYS sets the clock of this process forward or back by so many days.
"""

import datetime  # noqa: ICN001 - under its own name, since it is changed
import os
import sys
from types import SimpleNamespace
from typing import Any

_SHIFT = datetime.timedelta(days=int(os.environ.get("TEST_CLOCK_DAYS", "0")))
_datetime = datetime.datetime


class _Shifted(_datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return _datetime.now(tz) + _SHIFT


def main() -> int:
    if _SHIFT:
        datetime.datetime = _Shifted  # type: ignore[misc] # before any module takes it from there
    from flows import cli, engine  # noqa: PLC0415 - after the clock
    from flows.options import Options  # noqa: PLC0415 - the same
    from tests.plain_run import run  # noqa: PLC0415 - the same

    plain = SimpleNamespace(newstables=lambda **options: run(Options(**options)))
    engine.load = lambda *_, **__: plain  # type: ignore[assignment]
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
