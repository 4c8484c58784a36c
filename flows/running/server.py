"""The Prefect server of a run, the user's or a temporary one: whether it is there, what to do when it goes, and that it ends with us."""

import contextlib
import os
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from flows.errors import NewstablesError
from flows.progress import say
from flows.running import home
from flows.running.engine import server_url

PATIENCE_SECONDS = 30
"""How long a server of the user's may be away, such as while it is started anew; a temporary one that has ended stays away."""

_LOOK_EVERY_SECONDS = 1
_GUARD_EVERY_SECONDS = 0.02
"""How often a temporary server without a guard is looked for: it would outlive a run that is killed between."""
_GONE = "the Prefect server{} has gone away, so the run ends; what is finished is kept, and the next run goes on from there"
_GUARD = 'read -r _; kill "$1" 2>/dev/null'
"""Ends a process when the one that holds the other end of standard input has ended, however it did."""


def require() -> None:
    """Make sure that the server which the user has named answers, before anything is loaded or done.

    Raises:
        NewstablesError: it does not.
    """
    url = server_url()
    if url and not _answers(url):
        raise NewstablesError(f"the Prefect server at {url} does not answer; start it, or unset PREFECT_API_URL to run without one")


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """End the process, in one sentence, when the server goes away in the block; after it, without one.

    Prefect itself would try for minutes to tell a dead server of every event, also when the run is done and only its end is reported.

    Raises:
        NewstablesError: the block failed because the server had gone away.
    """
    url, state = server_url(), {"running": True}
    threading.Thread(target=_watch, args=(url, state), daemon=True).start()
    try:
        yield
    except NewstablesError:
        raise
    except Exception as error:
        if _is_gone(url):
            raise NewstablesError(_GONE.format(f" at {url}" if url else "")) from error
        raise
    finally:
        state["running"] = False


def _watch(url: str | None, state: dict[str, bool]) -> None:
    seen, patience = time.monotonic(), PATIENCE_SECONDS if url else 2 * _LOOK_EVERY_SECONDS
    guard = None
    while time.monotonic() - seen < patience:
        time.sleep(_LOOK_EVERY_SECONDS if guard or url else _GUARD_EVERY_SECONDS)
        guard = guard or _guard()
        if not _is_gone(url):
            seen = time.monotonic()
    if state["running"]:
        say(f"newstables: {_GONE.format(f' at {url}' if url else '')}")
    sys.stdout.flush()
    home.remove()
    os._exit(state["running"])


def _guard() -> "subprocess.Popen[bytes] | None":
    """Let the temporary server, once it is there, end with this process, even where that is killed."""
    process = _temporary()
    if process is None:
        return None
    # In a session of its own, so that Ctrl-C does not end it first.
    command = ["/bin/sh", "-c", _GUARD, "sh", str(process.pid)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - nothing of it comes from outside


def _is_gone(url: str | None) -> bool:
    if url:
        return not _answers(url)
    process = _temporary()
    return process is not None and process.poll() is not None


def _temporary() -> "subprocess.Popen[bytes] | None":
    """Return the process of the temporary server, if there is one."""
    found = getattr(sys.modules.get("prefect.server.api.server"), "SubprocessASGIServer", None)
    process: subprocess.Popen[bytes] | None = found().server_process if found else None
    return process


def _answers(url: str) -> bool:
    """Tell whether anybody answers there; what the answer is, Prefect will see."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=10):  # noqa: S310 - the address that the user has given
            return True
    except urllib.error.HTTPError:
        return True
    except urllib.error.URLError as error:
        return isinstance(error.reason, ssl.SSLError)
    except (OSError, ValueError):
        return False
