"""What the definition of a column holds, and the kinds of columns that many tables have."""

from dataclasses import dataclass

import pyarrow as pa

CODE_POINTS = "code points"


@dataclass(frozen=True, slots=True)
class Column:
    """What the annotation of a field cannot say: meaning, an example, unit, allowed values, a narrower Arrow type."""

    description: str
    example: object
    unit: str | None = None
    values: tuple[str, ...] | None = None
    arrow: pa.DataType | None = None


def surface(description: str, example: str) -> Column:
    """Return a column of characters of the article."""
    return Column(description, example)


def offset(description: str, example: int) -> Column:
    """Return a column of offsets into the article's text."""
    return Column(description, example, unit=CODE_POINTS)


def confidence(of: str) -> Column:
    """Return a column that says how sure the reader is."""
    return Column(f"How sure the reader is of {of}: 0 (a guess) to 1 (certain); a score, not a calibrated probability.", 0.9, unit="0 to 1")
