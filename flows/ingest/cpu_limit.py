"""The processor time that one seed may take: a process that takes longer is ended by the system, whatever library it is in.

It is processor time, not clock time, so a busy machine or a paused run rejects no seed that another run reads.
"""

import signal

SECONDS = 300
"""Seconds of processor time that it may take to read one seed, or to find the next record of a file: ten times the longest text's."""

SIGNAL = signal.SIGPROF
"""What ends the process."""


def set_limit(seconds: float) -> None:
    """Let this process take that much processor time from now on; 0 ends the limit."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_message(what: str, seconds: float) -> str:
    """Return the message of a reject."""
    return f"{what} was ended after {seconds:g} seconds of processor time"
