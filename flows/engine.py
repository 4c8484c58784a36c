"""Starting Prefect: settings for a quiet local run without a network, unless the user has chosen otherwise."""

import importlib
import logging
import os
import tomllib
from pathlib import Path
from types import ModuleType

LOCAL_SETTINGS = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}
QUIET_SETTINGS = {
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
}


def load(module: str, *, quiet: bool = True) -> ModuleType:
    """Import a module of this package that needs Prefect, with the local settings in place; `quiet` leaves its logs out.

    Prefect reads its settings from the environment when it is imported, so they are set before, and only here; what the user has
    set in the environment or in the active Prefect profile stays.
    """
    chosen = {*os.environ, *_profile(os.environ)}
    for name, value in (LOCAL_SETTINGS | (QUIET_SETTINGS if quiet else {})).items():
        if name not in chosen:
            os.environ[name] = value
    loaded = importlib.import_module(module)
    if quiet and "PREFECT_LOGGING_LEVEL" not in chosen:
        # A failed run is told in one sentence by the command line; Prefect would print the traceback of each task and flow as well.
        for logger in ("prefect.flow_runs", "prefect.task_runs", "prefect.engine"):
            logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
    return loaded


def _profile(environment: os._Environ[str]) -> dict[str, str]:
    """Return the settings of the active Prefect profile."""
    home = Path(environment.get("PREFECT_HOME", "~/.prefect")).expanduser()
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    active = environment.get("PREFECT_PROFILE", profiles.get("active", ""))
    found: dict[str, str] = profiles.get("profiles", {}).get(active, {})
    return found
