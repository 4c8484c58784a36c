"""Errors that are told in one sentence, without a traceback: what the user has to mend, and seeds that become no article."""

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
