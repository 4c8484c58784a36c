"""Train the reader of other languages.

    torchrun --standalone --nproc-per-node 2 -m training.train_world CORPORA ENCODER OUT [--epochs 4]

CORPORA as in `training.world` and `training.corpora`; ENCODER is the folder that `training.e5` wrote. OUT gets `model.pt` (during training
and at the end), `tokenizer.json` and `training.json` with the options, the data's digests and the losses.
"""

import argparse
import random
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from training import loop
from training.arguments import path_parser
from training.examples import Example, examples
from training.model import DROPOUT, HEADS, WIDTH, Encoder, ReaderModel
from training.readings import Reading, names_readings, statement_readings
from training.train import losses, optimizer
from training.world import LICENSED, files, name_records, names_reading, statement_reading, statement_records

LAYERS = 10
"""Of the twelve layers of the encoder, the lowest are used: names and statements need less than the meaning of a whole text."""
SHAPE = ((HEADS, 4 * WIDTH),) * LAYERS
SHARES = {"names": 0.05, "statements": 1.0, "english": 0.04, "english_names": 0.05}
"""How much of each kind is read in an epoch: of names in 19 languages, of statements in eight, of statements and names in English."""


def readings(tokenizer: Tokenizer, corpora: Path) -> dict[str, list[Reading]]:
    """Return the training articles by kind."""
    licensed = (record for record in name_records(corpora, "train") if record["source"] in LICENSED)
    return {
        "names": [names_reading(tokenizer, record, natural=number % 2 == 0) for number, record in enumerate(licensed)],
        "statements": [statement_reading(tokenizer, record) for record in statement_records(corpora, "learn")],
        "english": list(statement_readings(tokenizer, corpora)),
        "english_names": list(names_readings(tokenizer, corpora)),
    }


def drawn(found: dict[str, list[Reading]], chance: random.Random) -> list[Example]:
    """Return the windows of an epoch."""
    chosen: list[Reading] = []
    for kind, share in SHARES.items():
        whole, rest = divmod(share, 1.0)
        chosen += found[kind] * int(whole) + [reading for reading in found[kind] if chance.random() < rest]
    return list(examples([reading for reading in chosen if reading.paragraphs], chance))


def main() -> None:
    """Read the options and train."""
    parser = path_parser(__doc__, "corpora", "encoder", "out")
    parser.add_argument("--begin", type=Path, help="a `model.pt` to go on from")
    loop.add_options(parser, epochs=4, rate=1.5e-4)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "tokenizer.json").write_bytes((given.encoder / "tokenizer.json").read_bytes())
    tokenizer = Tokenizer.from_file(str(given.out / "tokenizer.json"))
    found = readings(tokenizer, given.corpora)
    print({kind: (len(those), sum(len(reading.words.pieces) for reading in those)) for kind, those in found.items()}, flush=True)
    torch.manual_seed(given.seed)
    model = begin(given)
    log = loop.learn(
        given,
        model,
        optimizer(model, given.rate),
        loop.of_windows(given, lambda chance: drawn(found, chance)),
        lambda batch: losses(model, batch),
    )
    options = {"model": "e5", "shape": SHAPE, "vocabulary": model.encoder.words.num_embeddings, "shares": SHARES}
    begun = {"encoder": given.encoder / "model.safetensors", **({"begin": given.begin} if given.begin else {})}
    loop.write_record(given, options, files(given.corpora), begun, log)


def begin(given: argparse.Namespace) -> ReaderModel:
    """Return the reader to train: that of `--begin`, or the pretrained encoder with new heads."""
    vocabulary = len(load_file(given.encoder / "model.safetensors")["embeddings.word_embeddings.weight"])
    model = ReaderModel(Encoder(DROPOUT, SHAPE, vocabulary))
    if given.begin:
        model.load_state_dict(torch.load(given.begin))
    else:
        model.encoder.load(given.encoder)
    model.encoder.freeze(0)
    return model


if __name__ == "__main__":
    main()
