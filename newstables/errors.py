"""Errors reported as one sentence, without a traceback."""

from pathlib import Path


class NewstablesError(Exception):
    """An error in the request or the data; its message is one clear sentence."""


class UsageError(NewstablesError):
    """The request is invalid: an option, a name or a folder."""


class MissingError(NewstablesError, FileNotFoundError):
    """The object does not exist in the object store."""


class DamagedError(NewstablesError):
    """A published file is damaged."""

    def __init__(self, path: Path | str, why: str) -> None:
        """Store the path and the reason."""
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        """Return the sentence."""
        return f"{self.path} is damaged ({self.why}); the next run repairs what it can; `newstables verify` shows the details"
