"""How a command tells its result: to a program, to a person at a terminal, or to whatever reads a pipe."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType


def print_result(text: str, value: Any, parsed: argparse.Namespace, table: "Callable[[Any], RenderableType] | None" = None) -> None:
    """Print a result: as JSON where that is asked, as a table on a terminal, else as lines that stay the same."""
    if parsed.json:
        print(json.dumps(value, indent=2, ensure_ascii=False))
    elif table and sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - a pipe needs no colours

        Console(highlight=False).print(table(value))
    elif text:
        print(text)
