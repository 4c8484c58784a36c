"""How many cases of each kind of fault a test run has tried; printed as a table at its end."""

from collections import Counter

TRIED: Counter[str] = Counter()


def tried(kind: str, cases: int = 1) -> None:
    """Count cases that came out right: call it last."""
    TRIED[kind] += cases


def table() -> list[str]:
    """Return the counts as rows of a Markdown table."""
    rows = [f"| {kind} | {count:,} |" for kind, count in sorted(TRIED.items())]
    return ["| fault | cases |", "|---|---:|", *rows, f"| **all** | {sum(TRIED.values()):,} |"] if rows else []
