"""Display of rows: control characters stripped, times formatted, low confidence flagged."""

from datetime import datetime
from typing import Any

LOW_CONFIDENCE = 0.5
"""Confidences below this are flagged."""

_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�")
"""Control and bidirectional characters, each replaced by one U+FFFD so that offsets stay valid."""


def replace_controls(value: Any) -> Any:
    """Return plain values with control characters (except line ends and tabs) replaced."""
    if isinstance(value, str):
        return value.translate(_CONTROLS)
    if isinstance(value, list):
        return [replace_controls(item) for item in value]
    return {name: replace_controls(item) for name, item in value.items()} if isinstance(value, dict) else value


def format_time(created: str) -> str:
    """Return the time of a manifest in a readable form."""
    return f"{datetime.fromisoformat(created):%Y-%m-%d %H:%M} UTC"
