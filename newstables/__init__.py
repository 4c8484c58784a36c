"""Reading news tables: `open_release` opens those of a release, `read_text` makes those of a text. Nothing here writes, locks or waits."""

from newstables.errors import NewstablesError
from newstables.release import Release, open_release
from newstables.tables import Tables
from newstables.texts import read_text
from newstables.version import __version__

__all__ = ["NewstablesError", "Release", "Tables", "__version__", "open_release", "read_text"]
