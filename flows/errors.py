"""Errors reported as one sentence, without a traceback, and seed rejections."""

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
    """A release violates an invariant that its readers rely on."""


class ConflictError(NewstablesError):
    """Another writer published first; this run published nothing."""


class RejectedError(Exception):
    """A rejected seed: a code of `codes.REJECT_REASONS` and a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        """Store the code and the sentence."""
        super().__init__(message)
        self.reason = reason


_ADVICE = {
    errno.ENOSPC: "free some space there (`newstables prune`) and try again",
    errno.EDQUOT: "free some space there (`newstables prune`) and try again",
    errno.EFBIG: "raise the limit on the size of files (`ulimit -f`) and try again",
    errno.EMFILE: "raise the limit on open files (`ulimit -n`) and try again",
    errno.EROFS: "choose another folder, or make this one writable",
    errno.EACCES: "choose another folder, or get permission for this one",
    errno.EPERM: "choose another folder, or get permission for this one",
    errno.EIO: "the disk or the connection to it is failing",
}


def explain_os_error(error: OSError) -> str:
    """Explain an OS error in one sentence and suggest a fix; libraries may hide the error number in their message."""
    hidden = re.search(r"errno (\d+)", str(error), re.IGNORECASE)
    number = error.errno or (int(hidden[1]) if hidden else 0)
    where = f": {error.filename}" if error.filename else ""
    advice = f"; {_ADVICE[number]}" if number in _ADVICE else ""
    return f"{os.strerror(number) if number else error}{where}{advice}"
