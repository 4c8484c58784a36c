"""Train spaCy's CPU-efficient pipeline on the reader's training names, for comparison only.

    python -m training.spacy_ner CORPORA OUT [--steps 2000]

Needs spaCy (`pip install spacy`). OUT gets the pipeline: hashed embeddings, four convolutions, transition-based names, nine classes, as
`spacy init config --lang en --pipeline ner --optimize efficiency` makes it, but from `ner/train` alone. A part of the file is held back
to choose nothing by: the last state is kept.
"""

import random
import warnings
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import compounding, fix_random_seed, minibatch

from training.arguments import path_parser
from training.corpora import NAMES, records

_PIECE = 10
"""Lines of an article per example."""
MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": 96,
        "depth": 4,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    },
}


def examples(nlp: Language, corpora: Path) -> list[Example]:
    """Return the articles of `ner/train` in chunks of lines."""
    found = []
    for record in (record for record in records(corpora / "ner/train.jsonl.gz") if record.get("text")):
        index, lines = 0, record["text"].split("\n")
        for at in range(0, len(lines), _PIECE):
            text = "\n".join(lines[at : at + _PIECE])
            spans = [(s - index, e - index, NAMES[name]) for s, e, name in record["entities"] if index <= s and e <= index + len(text)]
            doc = nlp.make_doc(text)
            if any(not token.is_space for token in doc):
                found.append(Example.from_dict(doc, {"entities": spans}))
            index += len(text) + 1
    return found


def main() -> None:
    """Train one pipeline."""
    parser = path_parser(__doc__, "corpora", "out")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    warnings.filterwarnings("ignore", r"\[W030\]")  # names that end inside a spaCy token are dropped, with several hundred warnings
    fix_random_seed(given.seed)
    chance = random.Random(given.seed)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config={"model": MODEL})
    learned = examples(nlp, given.corpora)
    optimizer = nlp.initialize(lambda: learned[:500])
    step, sizes, losses = 0, compounding(8.0, 64.0, 1.002), {"ner": 0.0}
    while step < given.steps:
        chance.shuffle(learned)
        for batch in minibatch(learned, sizes):
            nlp.update(batch, drop=0.1, sgd=optimizer, losses=losses)
            step += 1
            if step % 50 == 0:
                print(f"step {step} of {given.steps}: loss {losses['ner'] / 50:.1f}", flush=True)
                losses["ner"] = 0.0
            if step == given.steps:
                break
    nlp.to_disk(given.out)


if __name__ == "__main__":
    main()
