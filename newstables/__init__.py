"""Reading releases of news tables: `open_release` and what it returns. Nothing here writes, locks or waits."""

from importlib.metadata import PackageNotFoundError, version

from newstables.errors import NewstablesError
from newstables.release import Release, open_release

__all__ = ["NewstablesError", "Release", "__version__", "open_release"]

try:
    __version__ = version("newstables")
except PackageNotFoundError:  # a checkout that is not installed
    __version__ = "0+checkout"
