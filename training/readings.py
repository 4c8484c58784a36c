"""Training articles of the reader: annotated articles as words, with the labels allowed for each word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.corpora import (
    ATTRIBUTION,
    HELD_OUT,
    NAMES,
    held_out,
    joined,
    learned_statements,
    page_files,
    page_lines,
    paragraph_rows,
    records,
    training_files,
)
from transforms.quotes.marks import pair_marks
from transforms.reader.windows import Words, split_words
from transforms.records import Span
from transforms.schema import NAME_TYPES

NAME_TAGS = ("O", *(f"{edge}-{name}" for name in NAME_TYPES for edge in "BI"))
PART_TAGS = ("O", *(f"{edge}-{part}" for part in ATTRIBUTION for edge in "BI"))
PAGE_LINES = 30
"""Maximum lines of a page's article, so that long ones do not outweigh the others."""
_LOOSE = {
    "person": ("person",), "organization": ("organization",), "location": ("location", "facility"), "misc": ("other", "group", "product"),
    "product": ("product",), "other": ("other",), "date": ("date",), "money": ("money",), "group": ("group",),
}  # fmt: skip
"""Mapping of `ner_more/` classes to the nine: facilities are places there, nationalities are in the catch-all class."""
Allowed = NDArray[np.bool_]
_UNMARKED = np.array([tag[2:] in {"date", "money"} for tag in NAME_TAGS])


@dataclass(frozen=True, slots=True)
class Reading:
    """One article for training."""

    words: Words
    paragraphs: list[tuple[int, int]]
    """Ranges of words."""
    names: Allowed | None
    """For each word, the allowed `NAME_TAGS`; None if names are not annotated."""
    parts: Allowed | None
    """The same for `PART_TAGS`, by this project's definition of a statement."""
    wider: Allowed | None = None
    """The same by PolNeAR's definition, which includes acts, topics and wishes."""


def statement_readings(tokenizer: Tokenizer, corpora: Path) -> Iterator[Reading]:
    """Yield the articles with labelled statements, each as written and with other quotation marks."""
    named = {f"ww/{record['id']}": record for record in records(corpora / "ner/train.jsonl.gz")}
    for number, record in enumerate(learned_statements(corpora)):
        for text in (record["text"], with_other_marks(record["text"], number)):
            words, paragraphs = read_words(tokenizer, text)
            names = None
            if record["id"] in named:
                names = _named(words, paragraphs, ((start, end, NAMES[label]) for start, end, label in named[record["id"]]["entities"]))
            elif "entities" in record:
                names = annotated_names(words, paragraphs, record["entities"])
            yield Reading(words, paragraphs, names, annotated_parts(words, paragraphs, record["attributions"]))


_STYLES = ('""', "“”", "‘’", "''")
"""Opening and closing quotation marks in newsroom styles."""


def with_other_marks(text: str, number: int) -> str:
    """Return a text of equal length with double quotation marks in another style; apostrophes and inner marks are kept."""
    style = _STYLES[number % len(_STYLES)]
    found, opened = [], False
    for before, character in zip(" " + text, text, strict=False):
        if character == "\n":
            opened = False
        if character in "“”" or character == '"':
            opens = character == "“" or (character == '"' and not opened and not before.isalnum())
            found.append(style[0] if opens else style[1])
            opened = opens
        else:
            found.append(character)
    return "".join(found)


def attribution_reading(tokenizer: Tokenizer, record: dict[str, Any]) -> Reading:
    """Return an article of `attribution/`."""
    words, paragraphs = read_words(tokenizer, record["text"])
    return Reading(words, paragraphs, None, None, annotated_parts(words, paragraphs, record["attributions"]))


def annotated_parts(words: Words, paragraphs: Sequence[tuple[int, int]], attributions: Sequence[Mapping[str, Any]]) -> Allowed:
    """Return the tags of sources, cues and contents; of overlapping spans, the longer one wins."""
    spans = [
        (end - start, start, end, part) for attribution in attributions for part in ATTRIBUTION for start, end in attribution[f"{part}s"]
    ]
    tags = np.zeros(len(words.starts), dtype=np.int64)
    for _, start, end, part in sorted(spans, reverse=True):
        first, last = words.between(Span(start, end))
        if first < last and not tags[first:last].any():
            _tag(tags, first, last, PART_TAGS.index(f"B-{part}"), paragraphs)
    return np.eye(len(PART_TAGS), dtype=bool)[tags]


def names_reading(tokenizer: Tokenizer, record: dict[str, Any]) -> Reading:
    """Return an article of `ner/`."""
    words, paragraphs = read_words(tokenizer, record["text"])
    entities = ((start, end, NAMES[label]) for start, end, label in record["entities"])
    return Reading(words, paragraphs, _named(words, paragraphs, entities), None)


def annotated_names(words: Words, paragraphs: Sequence[tuple[int, int]], entities: Iterable[tuple[int, int, str]]) -> Allowed:
    """Return the tags of the names of an article with statements, in which dates and sums of money are not annotated."""
    names = _named(words, paragraphs, entities)
    names[names[:, 0], :] |= _UNMARKED
    return names


def _named(words: Words, paragraphs: Sequence[tuple[int, int]], entities: Iterable[tuple[int, int, str]]) -> Allowed:
    """Return the tags of names."""
    tags = np.zeros(len(words.starts), dtype=np.int64)
    for start, end, name in entities:
        first, last = words.between(Span(start, end))
        if first < last:
            _tag(tags, first, last, NAME_TAGS.index(f"B-{name}"), paragraphs)
    return np.eye(len(NAME_TAGS), dtype=bool)[tags]


def more_reading(tokenizer: Tokenizer, record: dict[str, Any]) -> Reading:
    """Return a record of `ner_more/` with tokens joined by spaces; incompletely annotated classes are allowed anywhere."""
    text, spans = joined(record)
    words, paragraphs = read_words(tokenizer, text)
    marked = {name for label in record["classes"] for name in _LOOSE[label.casefold()]}
    free = [0] + [number for number, tag in enumerate(NAME_TAGS) if tag != "O" and tag[2:] not in marked]
    allowed = np.zeros((len(words.starts), len(NAME_TAGS)), dtype=bool)
    allowed[:, free] = True
    for start, end, label in spans:
        first, last = words.between(Span(start, end))
        allowed[first:last] = False
        for name in _LOOSE[label.casefold()]:
            allowed[first : first + 1, NAME_TAGS.index(f"B-{name}")] = True
            allowed[first + 1 : last, NAME_TAGS.index(f"I-{name}")] = True
    return Reading(words, paragraphs, allowed, None)


def read_words(tokenizer: Tokenizer, text: str) -> tuple[Words, list[tuple[int, int]]]:
    """Return the words of a text and the ranges of words of its lines that hold any."""
    rows = paragraph_rows(text)
    words = split_words(tokenizer, text, pair_marks(text, rows))
    ranges = [words.between(Span(row.start, row.end)) for row in rows]
    return words, [(first, last) for first, last in ranges if first < last]


def _tag(tags: NDArray[np.int64], first: int, last: int, begin: int, paragraphs: Sequence[tuple[int, int]]) -> None:
    """Write B- and I- tags over a range of words, starting again at each paragraph."""
    tags[first:last] = begin + 1
    tags[first] = begin
    for start, _ in paragraphs:
        if first < start < last:
            tags[start] = begin


def names_readings(tokenizer: Tokenizer, corpora: Path) -> Iterator[Reading]:
    """Yield the articles of `ner/` without labelled statements."""
    measured = held_out(corpora)
    labelled = {record["id"] for record in learned_statements(corpora)}
    for record in records(corpora / "ner/train.jsonl.gz"):
        if record.get("text") and record["id"] not in measured and f"ww/{record['id']}" not in labelled:
            yield names_reading(tokenizer, record)


def gum_readings(tokenizer: Tokenizer, corpora: Path) -> Iterator[tuple[Reading, dict[str, Any]]]:
    """Yield the documents of `entities/gum_train`, which have coreference annotation, and their records."""
    for record in records(corpora / "entities/gum_train.jsonl.gz"):
        yield Reading(*read_words(tokenizer, record["text"]), None, None), record


def training_readings(tokenizer: Tokenizer, corpora: Path) -> Iterator[Reading]:
    """Yield all training articles of the reader."""
    _, attribution, _, *more = training_files(corpora)
    measured = held_out(corpora)
    yield from statement_readings(tokenizer, corpora)
    for record in records(attribution):
        if record["id"] not in measured:
            yield attribution_reading(tokenizer, record)
    yield from names_readings(tokenizer, corpora)
    for path in more:
        for number, record in enumerate(records(path)):
            if number % HELD_OUT:
                yield more_reading(tokenizer, record)


def unlabelled_readings(tokenizer: Tokenizer, corpora: Path) -> Iterator[Reading]:
    """Yield the articles of web pages and of PolNeAR without labelled statements, to be labelled by a teacher."""
    known = held_out(corpora) | {record["id"].partition("/")[2] for record in learned_statements(corpora)}
    yield from page_readings(tokenizer, corpora, known)
    for record in records(corpora / "attribution/train.jsonl.gz"):
        if record["id"] not in known:
            yield Reading(*read_words(tokenizer, record["text"]), None, None)


def page_readings(tokenizer: Tokenizer, corpora: Path, left_out: frozenset[str]) -> Iterator[Reading]:
    """Yield the articles of web pages, save those with the ids that are left out."""
    for path in page_files(corpora):
        for record in records(path):
            if record["renderer"] == "inscriptis" and record["id"] not in left_out:
                words, paragraphs = read_words(tokenizer, "\n".join(page_lines(record)[:PAGE_LINES]))
                if paragraphs:
                    yield Reading(words, paragraphs, None, None)
