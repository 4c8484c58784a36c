"""Limit on the processor time of one seed: the operating system ends a process that exceeds it, even inside a library.

Processor time and not clock time, so that a busy machine or a paused run does not change which seeds are rejected.
"""

import signal

SECONDS = 300
"""Seconds of processor time to read one seed or to find the next record of a file: ten times what the longest text takes."""

SIGNAL = signal.SIGPROF
"""The signal that ends the process."""


def set_limit(seconds: float) -> None:
    """Limit the processor time of this process from now on; 0 removes the limit."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_message(what: str, seconds: float) -> str:
    """Return the message of a reject that exceeded the limit."""
    return f"{what} was ended after {seconds:g} seconds of processor time"
