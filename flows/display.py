"""Showing rows to people: control characters stripped, times formatted, low confidence flagged."""

from datetime import datetime
from typing import Any

LOW = 0.5
"""A confidence below this is told."""

_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�")
"""What a terminal might obey, or turn around, is shown as U+FFFD: one character for one, so that offsets hold."""


def harmless(value: Any) -> Any:
    """Return plain values with all control characters but line ends and tabs replaced."""
    if isinstance(value, str):
        return value.translate(_CONTROLS)
    if isinstance(value, list):
        return [harmless(item) for item in value]
    return {name: harmless(item) for name, item in value.items()} if isinstance(value, dict) else value


def when(created: str) -> str:
    """Return the time of a manifest as people write it."""
    return f"{datetime.fromisoformat(created):%Y-%m-%d %H:%M} UTC"
