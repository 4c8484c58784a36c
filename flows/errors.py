"""The one kind of error that is the user's to mend: it is shown as its sentence, without a traceback."""


class NewstablesError(Exception):
    """Something is wrong with what was asked or found; the message is one clear sentence."""


class UsageError(NewstablesError):
    """What was asked makes no sense: an option, a name or a folder that cannot be meant."""


class BrokenInvariantError(NewstablesError):
    """A release would break, or breaks, one of the promises its readers rely on."""
