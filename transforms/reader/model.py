"""The reader: one small model that marks names and the sources, cues and contents of attributions.

The model (`weights/`, see its card) is an int8 ONNX file that is given one window of words at a time, so that what it says of an article
depends on that article alone. It is loaded once a process and uses one thread.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from transforms.entities.names import normalized
from transforms.models import model_files, start_session
from transforms.reader.tagging import Floats, Run, Tags, label_runs
from transforms.reader.windows import Words, split_words, windows
from transforms.records import Label, Quoted, Span
from transforms.schema import BODY_ROLES, NAME_TYPES, ParagraphRow

SPOKEN_ROLES = frozenset({"title", *BODY_ROLES})
NAMED_ROLES = SPOKEN_ROLES | {"byline", "dateline", "caption", "credit"}
READ_LANGUAGES = frozenset({"en", None})
"""What the model was trained on, and what is too short to tell: articles in other languages keep what stands in quotation marks alone."""
_ELSEWHERE = 0.5
"""How much the same name elsewhere counts, beside the name itself."""
_FLOOR = 1e-3
"""Least probability of a type: no single mention rules one out."""


@dataclass(frozen=True, slots=True)
class Model:
    """The model as loaded."""

    session: ort.InferenceSession
    tokenizer: Tokenizer
    names: Tags
    parts: Tags

    def emissions(self, words: Words, paragraphs: Sequence[tuple[int, int]]) -> Floats:
        """Return a row for each word of the text: scores of all name tags, then of all attribution tags; 0 outside the paragraphs."""
        found = np.zeros((len(words.starts), len(self.names.transitions) + len(self.parts.transitions)))
        for window in windows(words, paragraphs):
            given = {"pieces": window.pieces, "features": window.features, "firsts": window.firsts}
            found[window.words] = self.session.run(None, given)[0]
        return found


@cache
def load_model() -> Model:
    """Load the model, once a process.

    Raises:
        WeightsError: its files are missing or damaged.
    """
    read = model_files("reader")
    names, parts = (Tags(tuple(head["labels"]), np.array(head["transitions"], dtype=np.float64)) for head in read.described["heads"])
    return Model(start_session(read.files["reader.onnx"]), Tokenizer.from_buffer(read.files["tokenizer.json"]), names, parts)


def read_labels(text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]]) -> list[Label]:
    """Return all labelled spans of an article, by offsets into `text`, in order of start.

    Names are read in all paragraphs but boilerplate, attributions in the headline and the body. Any length of paragraph is read whole.
    """
    model = load_model()
    words = split_words(model.tokenizer, text, quoted)
    named = [words.between(Span(row.start, row.end)) for row in paragraphs if row.role in NAMED_ROLES]
    spoken = [words.between(Span(row.start, row.end)) for row in paragraphs if row.role in SPOKEN_ROLES]
    emissions = model.emissions(words, named)
    tags = 2 * len(model.names.labels) + 1
    runs = list(label_runs(emissions[:, :tags], named, model.names))
    spans = [words.span(run.first, run.last) for run in runs]
    labels = [
        Label(span, model.names.labels[kind], round(min(run.certainty, chance), 3))
        for run, span, (kind, chance) in zip(runs, spans, agreed_types(runs, [normalized(span.of(text)) for span in spans]), strict=True)
    ]
    labels += [
        Label(words.span(run.first, run.last), model.parts.labels[run.label], round(run.certainty, 3))
        for run in label_runs(emissions[:, tags:], spoken, model.parts)
    ]
    return sorted(labels, key=lambda label: (label.span, label.label))


def agreed_types(runs: Sequence[Run], names: Sequence[str]) -> list[tuple[int, float]]:
    """Return a type for each name and its probability, with what the model says of the same name elsewhere in the article.

    Every mention of a name votes for the types of the others, and a person's full name votes for the surname by itself.
    """
    votes = [np.log(run.chances + _FLOOR) for run in runs]
    elsewhere: dict[str, Floats] = defaultdict(lambda: np.zeros(len(NAME_TYPES)))
    for name, vote, run in zip(names, votes, runs, strict=True):
        elsewhere[name] += _ELSEWHERE * vote
        if NAME_TYPES[run.label] == "person" and " " in name:
            elsewhere[name.rpartition(" ")[2]] += _ELSEWHERE * vote
    found = []
    for name, vote in zip(names, votes, strict=True):
        total = (1 - _ELSEWHERE) * vote + elsewhere[name]
        chances = np.exp(total - total.max())
        kind = int(total.argmax())
        found.append((kind, float(chances[kind] / chances.sum())))
    return found
