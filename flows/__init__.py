"""Prefect and I/O: what runs, when, on what, and where it goes."""

from newstables.release import Release, open_release

__all__ = ["Release", "open_release"]
