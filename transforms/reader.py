"""The reader: text in, labelled spans out. A first version by rules; a trained model takes the place of `names` and `reported`."""

import re
from collections.abc import Iterable, Iterator, Sequence

from transforms.names import read_names
from transforms.records import Label, Quoted, Span
from transforms.reported import read_attributions
from transforms.schema import BODY_ROLES, ParagraphRow

NAMED_ROLES = frozenset({"title", "byline", "dateline", "caption", "credit", *BODY_ROLES})
SPOKEN_ROLES = frozenset({"title", *BODY_ROLES})


def read_labels(text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]]) -> list[Label]:
    """Return all labelled spans of an article, by offsets into `text`, in order of start."""
    lowercase = {match[0] for match in re.finditer(r"\b[^\W\d_A-Z][^\W\d_]*\b", text)}
    capitals = {match[1] for match in re.finditer(r"(?<=[a-z,] )([^\W\d_a-z][\w-]+)", text)}
    labels: list[Label] = []
    headlines: list[ParagraphRow] = []
    for row, marks in zip(paragraphs, quoted, strict=True):
        found: list[Label] = []
        if row.role in {"title", "subhead"} and _is_title_case(row.text):
            headlines.append(row)
        elif row.role in NAMED_ROLES:
            found += read_names(row.text, lowercase, capitals)
        if row.role in SPOKEN_ROLES:
            found += read_attributions(row.text, [mark.span.shifted(-row.start) for mark in marks if mark.level == 0])
        labels += [Label(label.span.shifted(row.start), label.label, label.confidence) for label in found]
    known = {label.span.of(text): label for label in labels if label.label not in {"source", "cue", "content", "date", "money"}}
    for row in headlines:
        labels += [Label(span.shifted(row.start), known[span.of(row.text)].label, 0.7) for span in _occurrences(row.text, known)]
    return sorted(labels, key=lambda label: (label.span, label.label))


def _is_title_case(text: str) -> bool:
    """Tell a headline in which most words have a capital, so that capitals say nothing of names."""
    words = [word for word in text.split() if word[0].isalpha()]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def _occurrences(text: str, known: Iterable[str]) -> Iterator[Span]:
    """Yield where names that are known from the rest of the article stand in a headline."""
    names = sorted((name for name in known if name in text), key=lambda name: (-len(name), name))
    if names:
        pattern = rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)"
        yield from (Span(*match.span()) for match in re.finditer(pattern, text))
