"""The parser of a command's arguments: its help text is the docstring of its module."""

import argparse
from pathlib import Path


def path_parser(description: str | None, *paths: str) -> argparse.ArgumentParser:
    """Return a parser with a description, which keeps its line breaks, and positional arguments that are paths."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in paths:
        parser.add_argument(name, type=Path)
    return parser
