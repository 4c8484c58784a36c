"""Export a trained reader to the format that the package ships.

    python -m training.export OUT WEIGHTS [--less-outside 0.075]

OUT is the folder of `training.train` or `training.train_world`. WEIGHTS gets `reader.onnx` (int8), `tokenizer.json` and `reader.json`, or
`world.onnx`, `world-tokenizer.json` and `world.json`: tags, transitions, digests of both files and how the model was trained; of the other
models those of `transforms/weights`, where it has none, so that it is all that reading needs
(`training.evaluate CORPORA --weights WEIGHTS`). OUT gets `reader-fp32.onnx`, to compare with. A teacher (MPNet) keeps its 32-bit floats.
"""

import json
from pathlib import Path

import torch
from torch import Tensor, nn

from training import graph
from training.arguments import path_parser
from training.corpora import ATTRIBUTION, sha256
from training.model import POINTER, VOCABULARY, WHOLE, Encoder, ReaderModel
from training.mpnet import MpnetEncoder
from training.readings import PART_TAGS
from transforms.models import WEIGHTS
from transforms.schema import NAME_TYPES


class _Single(nn.Module):
    """The reader for one window: no batch, no padding, concatenated emissions of both heads."""

    def __init__(self, reader: ReaderModel) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, pieces: Tensor, features: Tensor, firsts: Tensor) -> Tensor:
        states = self.reader.states(self.reader.encoder(pieces[None], features[None]), firsts[None])
        names, parts, _ = self.reader.tags(states)
        return torch.cat([names, parts, self.reader.pointer.words(states)], dim=2)[0]


def export(reader: ReaderModel, path: Path) -> None:
    """Write a reader as ONNX in 32-bit floats."""
    inputs = tuple(torch.arange(length) % limit for length, limit in ((20, 30000), (20, 45), (9, 20)))
    axes = {"pieces": {0: "pieces"}, "features": {0: "pieces"}, "firsts": {0: "words"}, "emissions": {0: "words"}}
    names = ["pieces", "features", "firsts"]
    torch.onnx.export(
        _Single(reader).eval(),
        inputs,
        str(path),
        input_names=names,
        output_names=["emissions"],
        dynamic_axes=axes,
        opset_version=20,
        dynamo=False,
    )


def main() -> None:
    """Export one reader."""
    parser = path_parser(__doc__, "out", "weights")
    less = "taken from the score of words outside attributions, so that more are found"
    parser.add_argument("--less-outside", type=float, default=0.0, help=less)
    given = parser.parse_args()
    made = json.loads((given.out / "training.json").read_text())
    options = made["options"]
    if given.less_outside:
        options["less_outside"] = given.less_outside
    kind = options.get("model", "minilm")
    if kind == "mpnet":
        reader = ReaderModel(MpnetEncoder(0.0))
    else:
        reader = ReaderModel(Encoder(0.0, options.get("shape", WHOLE), options.get("vocabulary", VOCABULARY)))
    reader.load_state_dict(torch.load(given.out / "model.pt"))
    with torch.no_grad():
        reader.parts.bias[PART_TAGS.index("O")] -= given.less_outside
    given.weights.mkdir(parents=True, exist_ok=True)
    exact = given.out / "reader-fp32.onnx"
    export(reader, exact)
    name, tokenizer = ("world", "world-tokenizer.json") if kind == "e5" else ("reader", "tokenizer.json")
    model, words = given.weights / f"{name}.onnx", given.weights / tokenizer
    if kind == "mpnet":
        model.write_bytes(exact.read_bytes())  # 8 bits cost it five points, and it only teaches
    else:
        graph.write(reader, model, pointing=kind != "e5")
    words.write_bytes((given.out / "tokenizer.json" if kind == "e5" else WEIGHTS / tokenizer).read_bytes())
    for path in WEIGHTS.iterdir():
        if path.suffix in {".onnx", ".txt", ".json", ".bin"} and not (given.weights / path.name).exists():
            (given.weights / path.name).write_bytes(path.read_bytes())
    heads = [
        {"labels": list(labels), "transitions": [[round(score, 4) for score in row] for row in crf.scores().tolist()]}
        for labels, crf in ((NAME_TYPES, reader.name_crf), (ATTRIBUTION, reader.part_crf))
    ]
    pointing = {"width": POINTER, "near": [[round(score, 4) for score in row] for row in reader.pointer.near.tolist()]}
    described = {
        "sha256": {path.name: sha256(path) for path in (model, words)},
        "heads": heads,
        **({} if kind == "e5" else {"pointing": pointing}),
        "training": {key: value for key, value in made.items() if key != "loss"},
    }
    (given.weights / f"{name}.json").write_text(json.dumps(described, indent=1) + "\n")


if __name__ == "__main__":
    main()
