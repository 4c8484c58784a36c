"""Tables of a single text, made in memory without a release. The only module here that imports `transforms`, when it is called."""

from newstables.errors import NewstablesError, UsageError
from newstables.tables import Tables
from newstables.version import __version__


def read_text(text: str) -> Tables:
    """Return the tables of one article, given its text, or its page in HTML; the first call loads the models, which takes a second.

    Rows, ids and offsets equal those of a run on a `.txt` file with the same characters. Offsets point into `articles.text`, which for a
    page is its readable rendering, not the HTML.

    Raises:
        UsageError: it has no words or is not text.
        NewstablesError: another package called `transforms` comes before that of newstables.
    """
    try:
        from transforms.in_memory import text_tables  # noqa: PLC0415 - models and parsers take most of a second
    except ModuleNotFoundError as error:
        if error.name != "transforms.in_memory":
            raise
        raise NewstablesError("a package of yours called `transforms` hides that of newstables: read the text in another folder") from None
    try:
        return Tables(text_tables(text, __version__))
    except ValueError as error:
        raise UsageError(str(error)) from None
