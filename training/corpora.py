"""Annotated corpora: their files, their records, and the articles that are left out of training.

CORPORA is a folder with `statements/` (who said what, by this project's definition), `attribution/` (PolNeAR, whose definition is wider),
`ner/` (English Worldwide Newswire) and `ner_more/` (Wikigold, Broad Twitter, WNUT 17, Universal NER on EWT, re3d), one gzipped JSON Lines
file a part; offsets are code points. `pages/` has the lines of web pages, labelled by what they are. None of it is part of this project.
The articles of `statements/dev` and `statements/judge` are left out of all other parts too.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from transforms.lexicon.words import ENGLISH
from transforms.schema import ParagraphRow

ATTRIBUTION = ("source", "cue", "content")
MORE = ("broad_twitter", "web_english", "wikigold", "wnut17")
"""Parts of `ner_more/` used for training, without re3d, which labels long noun phrases as organizations."""
HELD_OUT = 5
"""Every fifth record of `ner_more/` is held out for evaluation."""
PAGES = ("train", "train_more_en")
"""Parts of `pages/` whose articles are used without annotation."""
_ARTICLE_LABELS = ("title", "summary", "subhead", "body")
GOLDEN_STATEMENTS = Path(__file__).parent / "golden/statements.jsonl"
WRITTEN = Path(__file__).parent / "golden/written.jsonl"
"""Articles written for this project, with their texts."""
GOLDEN_DESCRIPTIONS = Path(__file__).parent / "golden/descriptions.jsonl"
NAMES = {
    "Person": "person", "Organization": "organization", "Location": "location", "Facility": "facility", "NORP": "group",
    "Product": "product", "Date": "date", "Money": "money", "Misc": "other",
}  # fmt: skip


def golden_statements(corpora: Path, use: str) -> Iterator[dict[str, Any]]:
    """Yield the articles with statements labelled for this project, with their texts, if CORPORA has them.

    Args:
        corpora: where the texts are.
        use: `learn`, or `calibrate` for those on which only the confidence of rows is trained.

    Raises:
        ValueError: a text is not the one that was labelled.
    """
    if not GOLDEN_STATEMENTS.exists():
        return
    labelled = _labelled(GOLDEN_STATEMENTS, use)
    yield from with_texts(labelled, _source_texts(corpora, {record["id"] for record in labelled}))


def learned_statements(corpora: Path) -> Iterator[dict[str, Any]]:
    """Yield the English articles whose statements are used for training: from CORPORA, labelled for this project, and written for it."""
    yield from records(corpora / "statements/train.jsonl.gz")
    yield from golden_statements(corpora, "learn")
    yield from (record for record in written() if record["language"] == ENGLISH)


def written() -> Iterator[dict[str, Any]]:
    """Yield the articles written for this project, with names and statements."""
    yield from map(json.loads, WRITTEN.read_text(encoding="utf-8").splitlines())


def golden_descriptions(corpora: Path, use: str) -> Iterator[dict[str, Any]]:
    """Yield the articles whose people and organizations have labelled descriptions, with their texts.

    Args:
        corpora: where the texts are.
        use: `develop`, `learn`, or `measure` for articles on which no rule was developed.

    Raises:
        ValueError: a text is not the one that was labelled.
    """
    parts = ("train", "dev")
    texts = {record["id"]: record["text"] for part in parts for record in records(corpora / f"statements/{part}.jsonl.gz")}
    yield from with_texts(_labelled(GOLDEN_DESCRIPTIONS, use), texts)


def _labelled(path: Path, use: str) -> list[dict[str, Any]]:
    labelled = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [record for record in labelled if record["use"] == use]


def with_texts(labelled: Iterable[dict[str, Any]], texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
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
                found[f"pg/{record['id']}"] = "\n".join(filter(None, page_lines(record)))
    return found


def page_lines(record: dict[str, Any]) -> list[str]:
    """Return the lines of a page that belong to its article."""
    pairs = zip(record["lines"], record["labels"], strict=True)
    return [line.strip() for line, label in pairs if label in _ARTICLE_LABELS]


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
    rows, offset = [], 0
    for number, line in enumerate(text.split("\n")):
        rows.append(ParagraphRow("a", number, "body", True, offset, offset + len(line), line, 1.0))  # noqa: FBT003 - a column
        offset += len(line) + 1
    return rows


def held_out(corpora: Path) -> frozenset[str]:
    """Return the ids of articles excluded from reader training, in `statements/` and in the folders they come from."""
    ids = [record["id"] for part in ("dev", "judge") for record in records(corpora / f"statements/{part}.jsonl.gz")]
    ids += [record["id"] for record in golden_statements(corpora, "calibrate")]
    return frozenset({*ids, *(name.partition("/")[2] for name in ids)})


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
