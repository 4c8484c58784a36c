"""Errors reported as one sentence, without a traceback."""

from pathlib import Path


class NewstablesError(Exception):
    """Something is wrong with what was asked or found; the message is one clear sentence."""


class UsageError(NewstablesError):
    """What was asked makes no sense: an option, a name or a folder that cannot be meant."""


class MissingError(NewstablesError, FileNotFoundError):
    """There is no such object in the object store."""


class DamagedError(NewstablesError):
    """A published file is not what it was."""

    def __init__(self, path: Path | str, why: str) -> None:
        """Keep the path beside the sentence."""
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        """Return the sentence."""
        return f"{self.path} is damaged ({self.why}); the next run repairs what it can; `newstables verify` shows the details"
