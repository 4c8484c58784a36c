"""Training articles of the reader of other languages: names in 19 languages, statements in eight and in English.

CORPORA/names_world holds names (its README says what each source is and under which terms), CORPORA/statements/world.jsonl.gz and
`golden/world.jsonl` statements and names. The shipped models are not trained on sources for non-commercial or academic use only.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from training.corpora import records, with_texts, written
from training.readings import NAME_TAGS, Reading, annotated_names, annotated_parts, read_words
from transforms.lexicon.words import ENGLISH
from transforms.schema import NAME_TYPES

LICENSED = frozenset({
    "bsnlp", "conll2002", "factrueval", "germeval", "germevalmore", "harem", "kaznerd",
    "nerel", "norne", "pioner", "pionergold", "ronec", "turkuone",
})  # fmt: skip
"""Sources of `names_world` that the shipped reader learns from: open, or with no terms stated."""
UNLICENSED_TEXTS = "uk/neruk"
"""How the ids of the articles of `statements/world` begin whose texts are for non-commercial use: they are only scored on."""
GOLDEN = Path(__file__).parent / "golden/world.jsonl"
DEV = 6
"""One article of so many of each language is kept for scoring, among those of which no label says what they are for."""
_BODY = ("title", "summary", "subhead", "body")
_CATCH_ALL = ("other", "group", "product")
_CLOSE, _OPEN = frozenset(",.;:!?)]}»”…%"), frozenset("([{«„“¿¡")


def name_records(corpora: Path, split: str) -> Iterator[dict[str, Any]]:
    """Yield the records of `names_world` of a split, `train` or `dev`, of all sources."""
    for path in sorted((corpora / "names_world").glob("*.jsonl.gz")):
        for record in records(path):
            own = "train" if record["split"] == "test" else record["split"]  # spare parts of tests
            if own == split:
                yield {**record, "source": path.name.partition("_")[2].partition(".")[0]}


def names_reading(tokenizer: Tokenizer, record: Mapping[str, Any], *, natural: bool) -> Reading:
    """Return a record of `names_world`; classes that it does not mark are allowed anywhere.

    Args:
        tokenizer: the reader's.
        record: a record of `names_world`.
        natural: omit blanks around punctuation marks if the record has tokens but no text.
    """
    text, spans = named_text(record, natural=natural)
    words, paragraphs = read_words(tokenizer, text)
    marked = set(record["classes"])
    free = [0] + [number for number, tag in enumerate(NAME_TAGS) if tag != "O" and tag[2:] not in marked]
    allowed = np.zeros((len(words.starts), len(NAME_TAGS)), dtype=bool)
    allowed[:, free] = True
    for start, end, label in spans:
        first, last = int(np.searchsorted(words.starts, start)), int(np.searchsorted(words.starts, end))
        if first < last:
            allowed[first:last] = False
            for name in _classes(label, record["classes"]):
                allowed[first, NAME_TAGS.index(f"B-{name}")] = True
                allowed[first + 1 : last, NAME_TAGS.index(f"I-{name}")] = True
    return Reading(words, paragraphs, allowed, None)


def _classes(label: str, marked: Sequence[str]) -> list[str]:
    """Return the classes that a label of a corpus may stand for, given those that the corpus marks throughout."""
    if label == "location" and "facility" not in marked:
        return ["location", "facility"]
    if label == "other":
        return [name for name in _CATCH_ALL if name not in marked]
    return [label] if label in NAME_TYPES else list(NAME_TYPES)


def named_text(record: Mapping[str, Any], *, natural: bool = False) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text of a record and its names as (start, end, class); tokens are joined where it has no text, a sentence a line."""
    text = record.get("text")
    if text:
        offsets = [start for start, _ in record["token_offsets"]]
    else:
        text, offsets = _joined(record, natural=natural)
    ends = [start + len(token) for start, token in zip(offsets, record["tokens"], strict=True)]
    spans: list[tuple[int, int, str]] = []
    for start, end, label in zip(offsets, ends, record["labels"], strict=True):
        if label.startswith("B-"):
            spans.append((start, end, label[2:]))
        elif label.startswith("I-") and spans:
            spans[-1] = (spans[-1][0], end, spans[-1][2])
    return text, spans


def _joined(record: Mapping[str, Any], *, natural: bool) -> tuple[str, list[int]]:
    parts: list[str] = []
    offsets: list[int] = []
    length = 0
    for first, last in record["sentences"]:
        glued, is_quoting = True, False
        for word in record["tokens"][first:last]:
            is_mark = word == '"'
            gap = "" if glued or (natural and (word in _CLOSE or (is_mark and is_quoting))) else " "
            offsets.append(length + len(gap))
            parts += [gap, word]
            length += len(gap) + len(word)
            is_quoting ^= is_mark
            glued = natural and (word in _OPEN or (is_mark and is_quoting))
        parts.append("\n")
        length += 1
    return "".join(parts)[:-1], offsets


def statement_records(corpora: Path, use: str) -> Iterator[dict[str, Any]]:
    """Yield articles with statements and names in other languages than English, each with its `language`.

    Args:
        corpora: where the texts are.
        use: `learn` or `dev`.

    Raises:
        ValueError: a text is not the one that was labelled.
    """
    given = [{**record, "language": record["id"].partition("/")[0]} for record in records(corpora / "statements/world.jsonl.gz")]
    seen: Counter[str] = Counter()
    own = [record for record in written() if record["language"] != ENGLISH]
    for record in sorted([*given, *_golden(corpora), *own], key=lambda record: hashlib.sha256(record["id"].encode()).digest()):
        if "use" in record:
            is_dev = record["use"] == "dev"
        else:
            seen[record["language"]] += 1
            is_dev = seen[record["language"]] % DEV == 0 or record["id"].startswith(UNLICENSED_TEXTS)
        if is_dev == (use == "dev"):
            yield record


def calibration_records(corpora: Path) -> Iterator[dict[str, Any]]:
    """Yield the articles on which no other model is trained, without those for non-commercial use only."""
    return (record for record in statement_records(corpora, "dev") if not record["id"].startswith(UNLICENSED_TEXTS))


def _golden(corpora: Path) -> Iterator[dict[str, Any]]:
    """Yield the articles labelled for this project, with their texts."""
    labelled = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    return with_texts(labelled, _texts(corpora, {record["id"] for record in labelled}))


def _texts(corpora: Path, ids: set[str]) -> dict[str, str]:
    """Return article texts by id: the article lines of `pages/train_more_other`, documents of `names_world`."""
    found: dict[str, str] = {}
    for language, source in (("uk", "bsnlp"), ("ru", "bsnlp"), ("ru", "nerel"), ("ru", "factrueval"), ("es", "conll2002")):
        for record in records(corpora / f"names_world/{language}_{source}.jsonl.gz"):
            if (name := f"{language}/{record['id']}") in ids:
                found[name] = named_text(record, natural=True)[0]
    for record in records(corpora / "pages/train_more_other.jsonl.gz"):
        if record["renderer"] == "inscriptis" and (name := f"{record['language']}/{record['id']}") in ids:
            pairs = zip(record["lines"], record["labels"], strict=True)
            found[name] = "\n".join(line.strip() for line, label in pairs if label in _BODY and line.strip())
    return found


def statement_reading(tokenizer: Tokenizer, record: Mapping[str, Any]) -> Reading:
    """Return an article with statements and names; dates and sums of money are not annotated."""
    words, paragraphs = read_words(tokenizer, record["text"])
    names = annotated_names(words, paragraphs, record["entities"]) if "entities" in record else None
    return Reading(words, paragraphs, names, annotated_parts(words, paragraphs, record["attributions"]))


def files(corpora: Path) -> list[Path]:
    """Return the training files of the world reader."""
    names = [
        path for path in sorted((corpora / "names_world").glob("*.jsonl.gz")) if path.name.partition("_")[2].partition(".")[0] in LICENSED
    ]
    english = [corpora / "statements/train.jsonl.gz", corpora / "ner/train.jsonl.gz"]
    return [*names, corpora / "statements/world.jsonl.gz", corpora / "pages/train_more_other.jsonl.gz", *english]
