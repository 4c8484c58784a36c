"""What is known of the blocks of an HTML page before they are judged."""

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.html.render import Rendered


@dataclass(frozen=True, slots=True)
class Evidence:
    """The blocks of a page, and what its markup, an extractor and the page itself say of them."""

    blocks: Sequence[Rendered]
    texts: Sequence[str]
    """Of each block."""
    letters: Sequence[str]
    """The letters and digits of each, in lower case."""
    kept: Sequence[float]
    """The share of each that an extractor keeps."""
    published: Sequence[float]
    """The share of each that the page's JSON-LD gives as the article's body; empty where it gives none."""
    title: str
    """As the page states it."""
    summaries: Sequence[str]
    """What the page gives as its description."""
