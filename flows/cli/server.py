"""The Prefect server that the user configured, found without importing Prefect (which takes seconds)."""

import os
import ssl
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

from flows.errors import NewstablesError


def server_url() -> str | None:
    """Return the address of the Prefect server named by the environment or the active Prefect profile, or None."""
    return {**_profile(), **os.environ}.get("PREFECT_API_URL") or None


def check_server(url: str) -> None:
    """Check that the server answers before anything is loaded or done.

    Raises:
        NewstablesError: it does not.
    """
    if not is_reachable(url):
        raise NewstablesError(f"the Prefect server at {url} does not answer; start it, or unset PREFECT_API_URL to run without one")


def is_reachable(url: str) -> bool:
    """Return whether anything answers at an address; Prefect validates the answer."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=10):  # noqa: S310 - the address that the user has given
            return True
    except urllib.error.HTTPError:
        return True
    except urllib.error.URLError as error:
        return isinstance(error.reason, ssl.SSLError)
    except (OSError, ValueError):
        return False


def _profile() -> dict[str, str]:
    """Return the settings of the active Prefect profile."""
    try:
        home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
        profiles = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):  # no such file, not TOML, or a user without a home folder
        return {}
    active = os.environ.get("PREFECT_PROFILE", profiles.get("active", ""))
    found: dict[str, str] = profiles.get("profiles", {}).get(active, {})
    return found
