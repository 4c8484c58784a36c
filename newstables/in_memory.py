"""Make the tables of a text in memory, without a release. The only module here that needs `transforms`, when it is called."""

from newstables.errors import NewstablesError, UsageError
from newstables.tables import Tables
from newstables.version import __version__


def read_text(text: str) -> Tables:
    """Return the tables of one article, given its text, or its page in HTML; the first call loads the models, which takes a second.

    Rows, ids and offsets are those that a run makes of a `.txt` file with the same characters. `articles.text` is what the offsets point
    into: of a page its readable rendering, not the HTML.

    Raises:
        UsageError: it has no words, or is not text.
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
