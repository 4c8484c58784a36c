"""Starting Prefect: settings for a quiet local run without a network, unless the user has chosen otherwise."""

import importlib
import logging
import os
import signal
import sys
from types import ModuleType

from flows.errors import NewstablesError
from flows.progress import say
from flows.running import home

LOCAL_SETTINGS = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}
QUIET_SETTINGS = {
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}


STOPPED = "newstables: stopped; the latest release is as it was, and finished batches are used by the next run"


def load(module: str, *, quiet: bool = True) -> ModuleType:
    """Import a module of this package that needs Prefect, with the local settings in place; `quiet` leaves its logs out.

    Prefect reads its settings from the environment when it is imported, so they are set before, and only here; what the user has
    set in the environment or in the active Prefect profile stays.

    Raises:
        NewstablesError: the folder that the user has named for Prefect cannot be used.
    """
    home.provide()
    chosen = {*os.environ, *home.profile()}
    for name, value in (LOCAL_SETTINGS | (QUIET_SETTINGS if quiet else {})).items():
        if name not in chosen:
            os.environ[name] = value
    loaded = importlib.import_module(module)
    if quiet and "PREFECT_LOGGING_LEVEL" not in chosen:
        # A failed run is told in one sentence by the command line; Prefect would print the traceback of each task and flow as well.
        for logger in ("prefect.flow_runs", "prefect.task_runs", "prefect.engine"):
            logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
    return loaded


def server_url() -> str | None:
    """Return the address of the Prefect server that the user has named, in the environment or in the active profile."""
    return {**home.profile(), **os.environ}.get("PREFECT_API_URL") or None


class _Sentences(logging.Filter):
    """Leaves the traceback out of the record of an error that says in one sentence what the user has to mend."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], NewstablesError):
            record.exc_info = None
        return True


def log_sentences() -> None:
    """Show errors of ours as sentences in the logs of runs, here and on Prefect's pages."""
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).addFilter(_Sentences())


def stop_on_signals() -> None:
    """Make Ctrl-C and SIGTERM end the run soon and leave no process.

    A terminal sends Ctrl-C to the temporary Prefect server too, and Prefect would then try for minutes to tell the dead server of
    every event. A run may end at any instant without harm, so with a temporary server it ends at once; with a server of the user's
    the run is told to end, so that Prefect records it.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    # The process that cleans up after a pool that ended at once would report each thing it cleaned up.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:multiprocessing.resource_tracker")
    _own_signals.append(True)


def keep_signals() -> None:
    """Take the signals back from Prefect, which sets its own handler when a flow begins, if `stop_on_signals` was called."""
    if _own_signals:
        stop_on_signals()


_own_signals: list[bool] = []


def _stop(_number: int, _frame: object) -> None:
    module = sys.modules.get("prefect.server.api.server")
    server = module.SubprocessASGIServer() if module else None
    if server is None or not server.running:
        raise KeyboardInterrupt
    say(STOPPED)
    server.stop()
    home.remove()
    os._exit(1)  # the reading processes end with this one
