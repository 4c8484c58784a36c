"""Training corpora of the reader: articles as words with the labels allowed for each word.

CORPORA is a folder with `statements/` (who said what, by this project's definition), `attribution/` (PolNeAR, whose definition is wider),
`ner/` (English Worldwide Newswire) and `ner_more/` (Wikigold, Broad Twitter, WNUT 17, Universal NER on EWT, re3d), one gzipped JSON Lines
file a part; offsets are code points. `pages/` has the lines of web pages, labelled by what they are. None of it is part of this project.
The articles of `statements/dev` and `statements/judge` are left out wherever else they stand.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from transforms.quotes.marks import pair_marks
from transforms.reader.windows import Words, split_words
from transforms.records import Span
from transforms.schema import NAME_TYPES, ParagraphRow

ATTRIBUTION = ("source", "cue", "content")
NAME_TAGS = ("O", *(f"{edge}-{name}" for name in NAME_TYPES for edge in "BI"))
PART_TAGS = ("O", *(f"{edge}-{part}" for part in ATTRIBUTION for edge in "BI"))
MORE = ("broad_twitter", "web_english", "wikigold", "wnut17")
"""Parts of `ner_more/` used for training, without re3d, which labels long noun phrases as organizations."""
HELD_OUT = 5
"""Every fifth record of `ner_more/` is held out for evaluation."""
PAGES = ("train", "train_more_en")
"""Parts of `pages/` whose articles are used without annotation."""
PAGE_LINES = 30
"""Maximum lines of a page's article, so that long ones do not outweigh the others."""
_ARTICLE_LABELS = ("title", "summary", "subhead", "body")
GOLDEN_STATEMENTS = Path(__file__).parent / "golden/statements.jsonl"
GOLDEN_DESCRIPTIONS = Path(__file__).parent / "golden/descriptions.jsonl"

NAMES = {
    "Person": "person", "Organization": "organization", "Location": "location", "Facility": "facility", "NORP": "group",
    "Product": "product", "Date": "date", "Money": "money", "Misc": "other",
}  # fmt: skip
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


def golden_statements(corpora: Path, use: str) -> Iterator[dict[str, Any]]:
    """Yield the articles with statements labelled for this project, with their texts, if CORPORA has them.

    Args:
        corpora: where the texts are.
        use: `learn`, or `calibrate` for those that only the certainty of rows is learned from.

    Raises:
        ValueError: a text is not the one that was labelled.
    """
    if not GOLDEN_STATEMENTS.exists():
        return
    labelled = _labelled(GOLDEN_STATEMENTS, use)
    yield from _with_texts(labelled, _source_texts(corpora, {record["id"] for record in labelled}))


def golden_descriptions(corpora: Path, use: str) -> Iterator[dict[str, Any]]:
    """Yield the articles whose people and organizations have labelled descriptions, with their texts.

    Args:
        corpora: where the texts are.
        use: `develop`, or `measure` for those that no rule was written on.

    Raises:
        ValueError: a text is not the one that was labelled.
    """
    parts = ("train", "dev")
    texts = {record["id"]: record["text"] for part in parts for record in records(corpora / f"statements/{part}.jsonl.gz")}
    yield from _with_texts(_labelled(GOLDEN_DESCRIPTIONS, use), texts)


def _labelled(path: Path, use: str) -> list[dict[str, Any]]:
    labelled = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [record for record in labelled if record["use"] == use]


def _with_texts(labelled: Iterable[dict[str, Any]], texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield labelled articles with the labelled part of their texts, if available."""
    for record in labelled:
        if record["id"] not in texts:
            continue
        text = texts[record["id"]][: record["length"]]
        if hashlib.sha256(text.encode()).hexdigest() != record["sha256"]:
            raise ValueError(f"The text of {record['id']} is not the one that was labelled.")
        yield {**record, "text": text}


def _source_texts(corpora: Path, ids: set[str]) -> dict[str, str]:
    """Return article texts by id: `ww/` of `ner/train`, `pn/` of `attribution/train`, `pg/` the article lines of `pages/`."""
    found: dict[str, str] = {}
    for prefix, name in (("ww/", "ner/train"), ("pn/", "attribution/train")):
        found |= {prefix + record["id"]: record["text"] for record in records(corpora / f"{name}.jsonl.gz") if prefix + record["id"] in ids}
    for name in (*PAGES, "wcxb"):
        for record in records(corpora / f"pages/{name}.jsonl.gz"):
            if f"pg/{record['id']}" in ids and record["renderer"] == "inscriptis":
                pairs = zip(record["lines"], record["labels"], strict=True)
                lines = [line.strip() for line, label in pairs if label in _ARTICLE_LABELS]
                found[f"pg/{record['id']}"] = "\n".join(line for line in lines if line)
    return found


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of one file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def sha256(path: Path) -> str:
    """Return the digest of a file, recorded to identify a model's training data."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def training_files(corpora: Path) -> list[Path]:
    """Return the training files of the reader."""
    return [
        corpora / "statements/train.jsonl.gz",
        corpora / "attribution/train.jsonl.gz",
        corpora / "ner/train.jsonl.gz",
        *(corpora / f"ner_more/{name}.jsonl.gz" for name in MORE),
    ]


def page_files(corpora: Path) -> list[Path]:
    """Return the page files for distillation."""
    return [corpora / f"pages/{part}.jsonl.gz" for part in PAGES]


def paragraph_rows(text: str) -> list[ParagraphRow]:
    """Return the lines of a text as body paragraphs."""
    rows, place = [], 0
    for number, line in enumerate(text.split("\n")):
        rows.append(ParagraphRow("a", number, "body", True, place, place + len(line), line, 1.0))  # noqa: FBT003 - a column
        place += len(line) + 1
    return rows


def held_out(corpora: Path) -> frozenset[str]:
    """Return the ids of articles excluded from reader training, in `statements/` and in the folders they come from."""
    ids = [record["id"] for part in ("dev", "judge") for record in records(corpora / f"statements/{part}.jsonl.gz")]
    ids += [record["id"] for record in golden_statements(corpora, "calibrate")]
    return frozenset({*ids, *(name.partition("/")[2] for name in ids)})


def statement_readings(tokenizer: Tokenizer, corpora: Path) -> Iterator[Reading]:
    """Yield the articles with labelled statements, each as written and with other quotation marks."""
    named = {f"ww/{record['id']}": record for record in records(corpora / "ner/train.jsonl.gz")}
    for number, record in enumerate([*records(corpora / "statements/train.jsonl.gz"), *golden_statements(corpora, "learn")]):
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


def joined(record: dict[str, Any]) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text of tokenised sentences, one per line, and the names as spans of it."""
    text, spans = "", []
    for first, last in record["sentences"]:
        for token, label in zip(record["tokens"][first:last], record["labels"][first:last], strict=True):
            start = len(text)
            text += token
            if label.startswith("B-"):
                spans.append((start, len(text), label[2:]))
            elif label.startswith("I-") and spans:
                spans[-1] = (spans[-1][0], len(text), spans[-1][2])
            text += " "
        text = text[:-1] + "\n"
    return text[:-1], spans


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
    labelled = {record["id"] for record in (*records(corpora / "statements/train.jsonl.gz"), *golden_statements(corpora, "learn"))}
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


def unannotated_readings(tokenizer: Tokenizer, corpora: Path) -> Iterator[Reading]:
    """Yield the articles of web pages, which have neither name nor attribution labels."""
    measured = held_out(corpora)
    for path in page_files(corpora):
        for record in records(path):
            if record["renderer"] == "inscriptis" and record["id"] not in measured:
                pairs = zip(record["lines"], record["labels"], strict=True)
                lines = [line.strip() for line, label in pairs if label in _ARTICLE_LABELS]
                words, paragraphs = read_words(tokenizer, "\n".join(lines[:PAGE_LINES]))
                if paragraphs:
                    yield Reading(words, paragraphs, None, None)
