"""Errors that are told in one sentence, without a traceback: what the user has to mend, and seeds that become no article."""

import errno
import os
import re
from pathlib import Path


class NewstablesError(Exception):
    """Something is wrong with what was asked or found; the message is one clear sentence."""


class UsageError(NewstablesError):
    """What was asked makes no sense: an option, a name or a folder that cannot be meant."""


class BrokenInvariantError(NewstablesError):
    """A release would break, or breaks, one of the promises its readers rely on."""


class MissingError(NewstablesError, FileNotFoundError):
    """There is no such object in the object store."""


class OvertakenError(NewstablesError):
    """Another writer has published meanwhile; nothing of this run is visible."""


class DamagedError(NewstablesError):
    """A published file is not what it was."""

    def __init__(self, path: Path | str, why: str) -> None:
        """Keep the path beside the sentence."""
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        """Return the sentence."""
        return f"{self.path} is damaged ({self.why}); the next run mends what can be mended, and `newstables verify` tells what is wrong"


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


def told(error: OSError) -> str:
    """Return in one sentence what the system refused, and what to do; libraries hide its number in sentences of their own."""
    hidden = re.search(r"errno (\d+)", str(error), re.IGNORECASE)
    number = error.errno or (int(hidden[1]) if hidden else 0)
    where = f": {error.filename}" if error.filename else ""
    advice = f"; {_ADVICE[number]}" if number in _ADVICE else ""
    return f"{os.strerror(number) if number else error}{where}{advice}"
