"""How many cases of each kind of fault a test run has tried; printed as a table at its end, and written into a page if asked."""

import re
from collections import Counter
from pathlib import Path

TRIED: Counter[str] = Counter()


def tried(kind: str, cases: int = 1) -> None:
    """Count cases that came out right: call it last."""
    TRIED[kind] += cases


def table() -> list[str]:
    """Return the counts as rows of a Markdown table."""
    rows = [f"| {kind} | {count:,} |" for kind, count in sorted(TRIED.items())]
    return ["| fault | cases |", "|---|---:|", *rows, f"| **all** | {sum(TRIED.values()):,} |"] if rows else []


def write(page: Path) -> None:
    """Put the table of this run in the place of the one that a page has."""
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"\| fault \|.*?\n\| \*\*all\*\*[^\n]*", lambda _: "\n".join(table()), text, flags=re.DOTALL), encoding="utf-8")
