"""The readers, for English and for other languages: small models that label names and the sources, cues and contents of attributions.

A model (`weights/`, see its card) is an int8 ONNX file. It reads one window of words at a time, so that its results for an article depend
on no other article. It is loaded once per process, at the first article in one of its languages, and uses one thread.
"""

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from transforms.entities.edges import PARTNERS, corrected_names
from transforms.entities.gazetteer import KNOWN_BY_SURNAME, SURE_FIRST_NAMES
from transforms.entities.names import normalized, title_before
from transforms.models import Session, model_files, start_session
from transforms.page.turns import section_end
from transforms.reader.pointers import Pointers, Pointing
from transforms.reader.tagging import Floats, Run, Tags, decode
from transforms.reader.windows import Words, split_words, windows
from transforms.records import POSSIBLE_SOURCE, Label, Quoted, Span
from transforms.schema import BODY_ROLES, NAME_TYPES, ParagraphRow

SPOKEN_ROLES = frozenset({"title", *BODY_ROLES})
NAMED_ROLES = SPOKEN_ROLES | {"byline", "dateline", "caption", "credit"}
ENGLISH, WORLD = "reader", "world"
"""The names of the models."""
WORLD_LANGUAGES = frozenset("bg cs de es fi fr hr hu hy it kk nl no pl pt ro ru sk sl sw uk".split())
"""Languages of the world model, whose quality was measured. In other languages, only quotation marks show statements."""
_LEAST_POSSIBLE = 0.12
"""Minimum probability of each word of a possible source."""
_SHARE_ELSEWHERE = 0.5
"""Weight of the votes of all mentions of a name, relative to those of the mention itself."""
_LEAST_PROBABILITY = 1e-3
"""Minimum probability of a type: no single mention excludes one."""
_BEFORE = 24
"""Characters before a name that are searched for its title."""
_UNKNOWN = math.log(0.3)
"""Log penalty for `person` if a single-word name was never introduced in an article that introduces people."""
_LEAST_FULL_NAMES = 2
"""Minimum number of full names in an article that introduces people: posts and notes may not."""
_CERTAIN = 0.9
"""Probability of a type that is certain from the text."""
_KNOWN_PEOPLE = SURE_FIRST_NAMES | KNOWN_BY_SURNAME.keys()
"""Names that count as people without an introduction."""
_PERSON, _ORGANIZATION = NAME_TYPES.index("person"), NAME_TYPES.index("organization")
_WORDS = re.compile(r"[^\W\d_]+")
_CAPITALISED = r"[^\W\d_a-z][\w.’'-]*"
_NICKNAMED = re.compile(
    rf"""(?:{_CAPITALISED}\ ){{1,3}}
    (?:"[^\W\d_a-z][^"“”()\n]{{1,20}}"|“[^\W\d_a-z][^"“”()\n]{{1,20}}”|‘[^\W\d_a-z][^‘’()\n]{{1,20}}’|\([^\W\d_a-z][^()\d\n]{{1,20}}\))
    (?:\ {_CAPITALISED}){{1,2}}""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Model:
    """The model as loaded."""

    session: Session
    tokenizer: Tokenizer
    names: Tags
    parts: Tags
    pointing: Pointing | None
    """The layout of the vectors for source resolution; None for a model without them."""

    @property
    def is_english(self) -> bool:
        """Return whether it is the English model, so that rules for English apply."""
        return self.pointing is not None

    def read(self, words: Words, paragraphs: Sequence[tuple[int, int]]) -> tuple[NDArray[np.float32], NDArray[np.float16]]:
        """Return the emissions and the pointer vectors of all words of a text, a row per word; 0 outside the paragraphs.

        Emissions are the scores of all name tags, then of all attribution tags. `paragraphs` are ranges of words.
        """
        tags = len(self.names.transitions) + len(self.parts.transitions)
        emissions = np.zeros((len(words.starts), tags), dtype=np.float32)
        vectors = np.zeros((len(words.starts), self.pointing.columns if self.pointing else 0), dtype=np.float16)
        for window in windows(words, paragraphs):
            inputs = {"pieces": window.pieces, "features": window.features, "firsts": window.firsts}
            outputs = self.session.run(None, inputs)[0]
            emissions[window.words] = outputs[:, :tags]
            if self.pointing:
                vectors[window.words] = outputs[:, tags:]
        return emissions, vectors


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader's result for an article."""

    labels: list[Label]
    """All labelled spans, as offsets into the text, by start."""
    pointers: Pointers | None
    """Vectors for resolving sources; None if they were not computed."""


NO_READING = Reading([], None)


def reader_for(language: str | None) -> str | None:
    """Return the name of the model for a language, or None; texts too short to detect their language (None) count as English."""
    if language in {"en", None}:
        return ENGLISH
    return WORLD if language in WORLD_LANGUAGES else None


@cache
def load_model(name: str = ENGLISH) -> Model:
    """Load a model once per process.

    Raises:
        WeightsError: its files are missing or damaged.
    """
    loaded = model_files(name)
    names, parts = (Tags(tuple(head["labels"]), np.array(head["transitions"], dtype=np.float64)) for head in loaded.described["heads"])
    tokenizer = next(file for file in loaded.files if file.endswith("tokenizer.json"))
    pointing = loaded.described.get("pointing")
    return Model(
        start_session(loaded.files[f"{name}.onnx"]),
        Tokenizer.from_buffer(loaded.files[tokenizer]),
        names,
        parts,
        Pointing(pointing["width"], (tuple(pointing["near"][0]), tuple(pointing["near"][1]))) if pointing else None,
    )


def read_text(text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], model: Model | None = None) -> Reading:
    """Return the labels and pointer vectors of an article.

    Names are labelled in all paragraphs except boilerplate, attributions in the headline and the body.

    Args:
        text: the article.
        paragraphs: its paragraphs.
        quoted: the quotations of each paragraph.
        model: the model, by default the English one.
    """
    model = model or load_model()
    words = split_words(model.tokenizer, text, quoted)
    rows = [row for row in paragraphs if row.role in NAMED_ROLES]
    ranges = [words.between(Span(row.start, row.end)) for row in rows]
    emissions, vectors = model.read(words, ranges)
    names_decoded, parts_decoded = decode(emissions, ranges, (model.names, model.parts))
    name_runs = names_decoded.runs()
    if model.is_english:
        runs = _without_descriptions(text, rows, _corrected(text, words, name_runs))
    else:
        runs = [(run, words.span(run.first, run.last)) for run in name_runs]
    names = [normalized(span.of(text)) for _, span in runs]
    types = agreed_types([run for run, _ in runs], names, [not model.is_english or _is_introduced(text, span) for _, span in runs])
    labels = [
        Label(span, model.names.labels[kind], round(min(run.certainty, chance), 3))
        for (run, span), (kind, chance) in zip(runs, types, strict=True)
    ]
    parts = [(run, model.parts.labels[run.label]) for run in parts_decoded.runs()]
    possible = parts_decoded.possible(model.parts.labels.index("source"), _LEAST_POSSIBLE)
    parts += [(run, POSSIBLE_SOURCE) for run in possible if "\n" not in words.span(run.first, run.last).of(text)]
    labels += [
        Label(words.span(run.first, run.last), label, round(run.certainty, 3))
        for run, label in parts
        if rows[bisect_right(ranges, run.first, key=itemgetter(0)) - 1].role in SPOKEN_ROLES
    ]
    labels = list(_without_sections(rows, labels))
    pointers = Pointers(words, vectors, model.pointing) if model.pointing else None
    return Reading(sorted(labels, key=lambda label: (label.span, label.label)), pointers)


def _without_sections(rows: Sequence[ParagraphRow], labels: Iterable[Label]) -> Iterator[Label]:
    """Yield the labels without the names of sections before headlines, which say nothing: `Interview: We sail`."""
    heads = [(row.start, row.start + end) for row in rows if row.role == "title" and (end := section_end(row.text))]
    for label in labels:
        begins = [end for start, end in heads if start <= label.span.start < end or (label.label == "content" and label.span.start == end)]
        if not begins or (label.label in NAME_TYPES and label.span.end > begins[0]):
            yield label


def _corrected(text: str, words: Words, runs: Iterable[Run]) -> list[tuple[Run, Span]]:
    """Return the names with corrected boundaries; a type that the text determines gets a high probability."""
    found: list[tuple[Run, Span]] = []
    for run in runs:
        predicted, original = NAME_TYPES[run.label], words.span(run.first, run.last)
        for span, kind in corrected_names(text, original, predicted):
            separate = bool(found) and span.start < found[-1][1].end  # the lost beginning is a separate name
            corrected = Span(original.start, span.end) if separate else span
            found.append((run if kind == predicted else _with_certain_type(run, NAME_TYPES.index(kind)), corrected))
    return _joined(text, found)


def _joined(text: str, runs: Iterable[tuple[Run, Span]]) -> list[tuple[Run, Span]]:
    """Return the names, with those joined that were split at a nickname or a sign: `Ana` and `"Kid" Ruiz`, `Ruiz` and `& Holm`."""
    found: list[tuple[Run, Span]] = []
    for run, span in runs:
        before = found[-1] if found else None
        both = Span(before[1].start, span.end) if before and before[0].label == run.label == _PERSON else None
        if before and both and _NICKNAMED.fullmatch(text, both.start, both.end):
            found[-1] = before[0], both
        elif both and PARTNERS.fullmatch(text, both.start, both.end):
            found[-1] = _with_certain_type(run, _ORGANIZATION), both
        else:
            found.append((run, span))
    return found


def _without_descriptions(text: str, rows: Sequence[ParagraphRow], runs: list[tuple[Run, Span]]) -> list[tuple[Run, Span]]:
    """Return the names without descriptions of people in a title-case headline: `Island Envoy`.

    A name is a description if the body has its last word in lower case only.
    """
    heads = [Span(row.start, row.end) for row in rows if row.role == "title"]
    below = {word for row in rows if row.role in BODY_ROLES for word in _WORDS.findall(row.text)} if heads else set()

    def is_description(run: Run, name: Span) -> bool:
        last = name.of(text).rpartition(" ")[2].strip(".,’'")
        inside = run.label == _PERSON and any(head.holds(name) for head in heads)
        return inside and last.capitalize() not in below and last.casefold() in below

    return [(run, name) for run, name in runs if not is_description(run, name)]


def _is_introduced(text: str, name: Span) -> bool:
    """Return whether a name follows a title, or follows or contains `@`."""
    before = text[max(0, name.start - _BEFORE) : name.start]
    return title_before(before) != "" or before.endswith("@") or "@" in name.of(text)


def _with_certain_type(run: Run, label: int) -> Run:
    chances = np.full(len(run.chances), _LEAST_PROBABILITY)
    chances[label] = _CERTAIN
    return replace(run, label=label, chances=chances, certainty=_CERTAIN)


def agreed_types(runs: Sequence[Run], names: Sequence[str], titles: Sequence[bool]) -> list[tuple[int, float]]:
    """Return type and probability of each name, combined with the model's results for the same name elsewhere in the article.

    Each mention votes for the types of all mentions of its name, and a person's full name votes for the surname alone. If the article
    introduces people by full name, a single word that it never introduces is less likely a person: `Brexit`.

    Args:
        runs: the names as labelled.
        names: their normalised forms.
        titles: whether each name is introduced otherwise, such as by a title.
    """
    if not runs:
        return []
    votes = np.log(np.stack([run.chances for run in runs]) + _LEAST_PROBABILITY)
    elsewhere: dict[str, Floats] = defaultdict(lambda: np.zeros(len(NAME_TYPES)))
    introduced: set[str] = set()
    people: set[str] = set()
    for name, vote, run, title in zip(names, _SHARE_ELSEWHERE * votes, runs, titles, strict=True):
        elsewhere[name] += vote
        is_full = run.label == _PERSON and " " in name
        if is_full:
            people.add(name)
            elsewhere[name.rpartition(" ")[2]] += vote
        if title or is_full:
            introduced.update(name.split())
    totals = (1 - _SHARE_ELSEWHERE) * votes + np.stack([elsewhere[name] for name in names])
    if len(people) >= _LEAST_FULL_NAMES:
        unknown = [name.isalpha() and name not in introduced and name not in _KNOWN_PEOPLE for name in names]
        totals[unknown, _PERSON] += _UNKNOWN
    chances = np.exp(totals - totals.max(axis=1, keepdims=True))
    kinds = totals.argmax(axis=1)
    probabilities = chances[np.arange(len(runs)), kinds] / chances.sum(axis=1)
    return list(zip(kinds.tolist(), probabilities.tolist(), strict=True))
