"""Discourse state: the speakers so far, and the features of a statement that depend on them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from transforms.speakers.features import STATE_FEATURES, Article
from transforms.speakers.units import Unit

Floats = NDArray[np.float32]


@dataclass(slots=True)
class DiscourseState:
    """The state after the last statement."""

    article: Article
    speakers: tuple[int, ...] = ()
    """Indices of the last speakers; empty if unknown."""
    before: tuple[int, ...] = ()
    """Indices of the speakers of the last statement by somebody else."""
    paragraph: int = -9
    earlier: int = -9
    """The paragraphs of these two statements."""
    sourced: bool = False
    """Whether the last statement has a source."""
    sexes: dict[int, int] = field(default_factory=dict)
    """The sex of each speaker that a pronoun source or a verb shows."""
    counts: dict[int, int] = field(default_factory=dict)
    spoke_in: dict[int, int] = field(default_factory=dict)
    """The paragraph in which each speaker last spoke."""
    attribution: int = -1

    def features(self, unit: Unit, chosen: NDArray[np.int64]) -> Floats:
        """Return the state features of a statement, of shape (candidates + 1, `STATE_FEATURES`); the last row is for nobody.

        `chosen` are the indices of the candidate entities, in order.
        """
        found = np.zeros((len(chosen) + 1, STATE_FEATURES), dtype=np.float32)
        context = self.article.context
        paragraph = context.paragraph_at(context.attributions[unit.attribution].contents[0].start)
        near = paragraph - self.paragraph
        for who in self.speakers:
            row = self._row(chosen, who)
            found[row, 0] = 1
            found[row, 1] = near == 0
            found[row, 2] = near == 1
            found[row, 3] = near > 1
        for who in self.before:
            row = self._row(chosen, who)
            found[row, 4] = 1
            found[row, 5] = paragraph - self.earlier <= 1
            found[row, 6] = paragraph - self.earlier == 2
        for row, who in enumerate(chosen.tolist()):
            if who in self.counts:
                found[row, 7] = np.log1p(self.counts[who]) / 2
                found[row, 8] = self.spoke_in[who] == paragraph
                found[row, 9] = self.sexes.get(who, 0) * unit.sex
        nameless = not self.speakers and self.attribution >= 0
        found[:, 10] = nameless and self.sourced
        found[:, 11] = nameless and not self.sourced
        found[:, 12] = (nameless or bool(self.speakers)) and near <= 0
        found[:, 13] = (nameless or bool(self.speakers)) and near == 1
        found[-1, :10] = 0
        return found

    def follows_nameless(self, unit: Unit) -> bool:
        """Return whether the last statement is in the same paragraph and by a source that the article does not name."""
        start = self.article.context.attributions[unit.attribution].contents[0].start
        return self.sourced and not self.speakers and self.article.context.paragraph_at(start) == self.paragraph

    @staticmethod
    def _row(chosen: NDArray[np.int64], who: int) -> int:
        """Return the row of an entity, or the last row if it is not a candidate."""
        index = int(np.searchsorted(chosen, who))
        return index if index < len(chosen) and chosen[index] == who else len(chosen)

    def record(self, unit: Unit, who: Sequence[int]) -> None:
        """Record the speakers (`who`, entity indices) of a statement."""
        context = self.article.context
        paragraph = context.paragraph_at(context.attributions[unit.attribution].contents[-1].start)
        if unit.attribution == self.attribution:
            self.speakers = (*self.speakers, *who)
        else:
            now = tuple(who)
            if now != self.speakers and self.speakers:
                self.before, self.earlier = self.speakers, self.paragraph
            self.speakers = now
        self.sourced = unit.source is not None
        self.attribution, self.paragraph = unit.attribution, paragraph
        for one in who:
            self.counts[one] = self.counts.get(one, 0) + 1
            self.spoke_in[one] = paragraph
            if unit.sex and (unit.wording.pronoun or unit.sex != unit.wording.gender):
                self.sexes.setdefault(one, unit.sex)
