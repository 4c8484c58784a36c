"""The folder that Prefect keeps its settings and its database in, and another where it cannot be made."""

import atexit
import os
import shutil
import tempfile
import tomllib
from pathlib import Path

from flows.errors import NewstablesError, told

_made: list[str] = []
"""The folder of this run alone, if there is one."""


def provide() -> None:
    """Give Prefect a folder of this run alone where the user's home does not exist or cannot be written to.

    Its temporary server would otherwise try for minutes to begin. Called before Prefect is imported, so that the folder is removed
    when the server has ended.

    Raises:
        NewstablesError: the folder that the user has named cannot be used.
    """
    home = _home()
    if home is None or not _is_writable(home):
        home = Path(tempfile.mkdtemp(prefix="newstables-prefect-"))
        _made.append(str(home))
        os.environ["PREFECT_HOME"] = str(home)
        atexit.register(remove)
    try:
        Path.home()
    except RuntimeError:  # a user whom the system does not know, without HOME: Prefect could not even be imported
        os.environ["HOME"] = str(home)


def _is_writable(home: Path) -> bool:
    """Tell whether a folder is there, or can be made, and files in it.

    Raises:
        NewstablesError: it is not, and the user has named it.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=home).close()
    except OSError as error:
        if "PREFECT_HOME" in os.environ:
            raise NewstablesError(f"the folder PREFECT_HOME names cannot be used: {told(error)}") from error
        return False
    return True


def remove() -> None:
    """Remove the folder of this run alone."""
    for folder in _made:
        shutil.rmtree(folder, ignore_errors=True)


def profile() -> dict[str, str]:
    """Return the settings of the active Prefect profile."""
    home = _home()
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8")) if home else {}
    except (OSError, ValueError):
        return {}
    active = os.environ.get("PREFECT_PROFILE", profiles.get("active", ""))
    found: dict[str, str] = profiles.get("profiles", {}).get(active, {})
    return found


def _home() -> Path | None:
    """Return Prefect's folder, or None where the user has no home at all."""
    try:
        return Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    except RuntimeError:
        return None
