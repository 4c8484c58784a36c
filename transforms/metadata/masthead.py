"""The masthead: the lines around the headline, and where the body starts and ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.schema import ParagraphRow

_ABOVE, _BELOW = 4, 8
"""Lines above the headline and below the body that may belong to the article."""
_BARE = 20
"""Lines above the body that are searched if there is no headline."""
_INTO = 4
"""First lines of the body that may contain a byline or date."""
NEVER = frozenset({"title", "summary", "caption"})
"""Roles of lines that never contain metadata of the article."""


@dataclass(frozen=True, slots=True)
class Masthead:
    """The position of the article on the page, as paragraph numbers."""

    title: int | None
    body: int
    """The first paragraph of the body; the number of paragraphs if there is no body."""
    end: int
    """End of the body (exclusive)."""
    size: int
    """Number of paragraphs of the page."""

    @property
    def within(self) -> range:
        """The paragraphs from the headline to the first lines of the body."""
        return range(max(0, self.body - _BARE) if self.title is None else self.title + 1, min(self.body + _INTO, self.end))

    @property
    def above(self) -> range:
        """The paragraphs just above the headline."""
        return range(0) if self.title is None else range(max(0, self.title - _ABOVE), self.title)

    @property
    def below(self) -> range:
        """The paragraphs just below the body."""
        return range(self.end, min(self.end + _BELOW, self.size))


def find_masthead(paragraphs: Sequence[ParagraphRow]) -> Masthead:
    """Return the position of headline and body; of several headlines, that of the last one before the body."""
    size = len(paragraphs)
    titles = [i for i, p in enumerate(paragraphs) if p.role == "title"]
    bodies = [i for i, p in enumerate(paragraphs) if p.role == "body"]
    body = next((i for i in bodies if not titles or i > titles[0]), bodies[0] if bodies else size)
    title = next((i for i in reversed(titles) if i < body), titles[0] if titles else None)
    return Masthead(title, body, bodies[-1] + 1 if bodies else size, size)
