"""The line model: the kind of each line of a page, and whether it continues the previous line's paragraph.

A small network (`weights/`, see its card) sees the lines of a page as one sequence, by numbers and words (`lines`), never one page
with another. It is loaded once a process and uses one thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from transforms.models import Session, model_files, start_session
from transforms.page.lines import Layout, line_numbers, line_words

LABELS = ("other", "body", "subhead", "summary", "title", "byline", "date", "caption")
"""Kinds of a line; `other` is everything outside the article."""
_AT_A_TIME = 4000
"""Lines processed together: more than pages have, so that other files cost no more memory than a long page."""

Chances = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """The model as loaded."""

    session: Session
    words: dict[str, int]

    def chances(self, numbers: NDArray[np.float32], words: NDArray[np.int64]) -> Chances:
        """Return kind probabilities of lines and, in the last column, of continuing, from their features and words."""
        found: Chances = self.session.run(None, {"numbers": numbers, "words": words})[0]
        return found


@cache
def load_model() -> Model:
    """Load the model once per process.

    Raises:
        WeightsError: its files are missing or damaged.
    """
    read = model_files("page")
    words = read.files["page-words.txt"].decode("utf-8").splitlines()
    return Model(start_session(read.files["page.onnx"]), {word: place + 2 for place, word in enumerate(words)})


def line_chances(lines: Sequence[str], layouts: Sequence[Layout]) -> tuple[Chances, Chances]:
    """Return the probabilities of kinds and of continuing for a page's lines.

    Args:
        lines: the lines of a page that are not blank, in order, their white space normalised.
        layouts: the layout of each on the page.

    Returns:
        The chance of each of `LABELS` for each line, of shape (lines, labels), and that of each line to go on with the paragraph of the
        line before it, of shape (lines,).
    """
    model = load_model()
    found = [np.zeros((0, len(LABELS) + 1), dtype=np.float32)]
    for start in range(0, len(lines), _AT_A_TIME):
        part = slice(start, start + _AT_A_TIME)
        words = np.array([line_words(line, model.words) for line in lines[part]], dtype=np.int64)
        found.append(model.chances(line_numbers(lines[part], layouts[part]), words))
    chances = np.concatenate(found)
    return chances[:, :-1], chances[:, -1]
