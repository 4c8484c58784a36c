"""Prefect and I/O: what runs, when, on what, and where it goes."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - pip refuses older ones, but a checkout runs without pip
    raise SystemExit("newstables needs Python 3.11 or later, and this is " + sys.version.split()[0] + ": run it with a newer one")

from newstables.release import Release, open_release

__all__ = ["Release", "open_release"]
