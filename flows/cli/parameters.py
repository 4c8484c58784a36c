"""Parameters shared by several commands, with their help and completion."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter
from cyclopts.validators import mutually_exclusive

from flows.options import DEFAULTS

if TYPE_CHECKING:
    from cyclopts.completion import CompletionContext


def _releases(context: "CompletionContext") -> list[str]:
    """Return the names of the local releases that complete the words typed so far."""
    from newstables.files import place  # noqa: PLC0415 - a run prints its first line before pyarrow is loaded
    from newstables.release import release_names  # noqa: PLC0415

    data = place(context["data"].value or DEFAULTS.data)
    return release_names(data) if isinstance(data, Path) else []


Folder = str | Path
"""A folder or URI: passed as a string, completed by shells as a path."""

DATA = Parameter(metavar="DIR", help="folder of the releases, or a URI such as s3://bucket/news")
Data = Annotated[Folder, DATA, Parameter(env_var="NEWSTABLES_DATA")]
AsJson = Annotated[bool, Parameter(name="--json", negative="", help="print the result as JSON")]
ReleaseName = Annotated[str, Parameter(completer=_releases, metavar="RELEASE")]
FORMS = Group("Output", validator=mutually_exclusive)
"""Output formats; a command takes at most one."""
