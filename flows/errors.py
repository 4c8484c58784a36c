"""Errors reported as one sentence, without a traceback, and seeds that become no article."""

import errno
import os
import re

from newstables.errors import DamagedError, MissingError, NewstablesError, UsageError

__all__ = [
    "BrokenInvariantError",
    "ConflictError",
    "DamagedError",
    "MissingError",
    "NewstablesError",
    "RejectedError",
    "UsageError",
    "explain_os_error",
]


class BrokenInvariantError(NewstablesError):
    """A release would break, or breaks, one of the promises its readers rely on."""


class ConflictError(NewstablesError):
    """Another writer published first; this run published nothing."""


class RejectedError(Exception):
    """A seed that becomes no article: a code of `codes.REJECT_REASONS` and a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.reason = reason


_ADVICE = {
    errno.ENOSPC: "make room there, as with `newstables prune`, and try again",
    errno.EDQUOT: "make room there, as with `newstables prune`, and try again",
    errno.EFBIG: "raise the limit on the size of files (`ulimit -f`) and try again",
    errno.EMFILE: "raise the limit on open files (`ulimit -n`) and try again",
    errno.EROFS: "give another folder, or make this one writable",
    errno.EACCES: "give another folder, or ask for the right to this one",
    errno.EPERM: "give another folder, or ask for the right to this one",
    errno.EIO: "the disk fails, or the connection to it",
}


def explain_os_error(error: OSError) -> str:
    """Explain an OS error in one sentence and suggest a fix; libraries may hide its number in messages of their own."""
    hidden = re.search(r"errno (\d+)", str(error), re.IGNORECASE)
    number = error.errno or (int(hidden[1]) if hidden else 0)
    where = f": {error.filename}" if error.filename else ""
    advice = f"; {_ADVICE[number]}" if number in _ADVICE else ""
    return f"{os.strerror(number) if number else error}{where}{advice}"
