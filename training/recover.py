"""Convert shipped models back to float weights: the reader as a starting point, the line model for another export.

    python -m training.recover OUT [--weights FOLDER]

FOLDER (default: `transforms/weights`) has files of `training.export` and `training.page`. OUT gets `model.pt` and `training.json` in the
form of `training.train`, and `page.onnx` with the networks of FOLDER in the form of `training.linenet`. Exported again, the weights give
the same 8-bit numbers. The head for PolNeAR's attributions is not exported, so it gets random weights. It takes some seconds.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.arguments import path_parser
from training.linenet import LineNet, write_nets
from training.model import FORBIDDEN, HEAD, Encoder, ReaderModel
from transforms.models import WEIGHTS

_PRODUCTS = (
    "enter", "mix", "around.0.mix", "around.1.mix", "around.2.mix", "look", "seen", "around.3.mix", "around.4.mix",
    "first.gates", "back", "second.gates", "decide.0", "decide.3",
)  # fmt: skip
"""Linear layers of the line model in graph order, since their weights have lost their names."""

Stored = dict[str, np.ndarray]


def reader(weights: Path) -> ReaderModel:
    """Return the reader stored in `reader.onnx` and `reader.json` by `training.graph`."""
    stored = {given.name: numpy_helper.to_array(given) for given in onnx.load(str(weights / "reader.onnx")).graph.initializer}
    layers = sum(name.endswith(".wide.bias") for name in stored)
    found = {"encoder.positions.weight": stored["positions.weight"]}
    for name in ("words", "features"):
        whole, scale, zero = (stored[f"{name}.{part}"].astype(np.float32) for part in ("weight", "scale", "zero"))
        found[f"encoder.{name}.weight"] = (whole - zero) * scale
    found |= _named(stored, "embedded", "encoder.norm")
    for layer in range(layers):
        found |= _layer(stored, f"layer{layer}", f"encoder.layers.{layer}")
    paths = [f"encoder.layers.{layer}" for layer in range(layers)]
    made = ReaderModel(Encoder(0.0, [(len(found[f"{path}.query.bias"]) // HEAD, len(found[f"{path}.wide.bias"])) for path in paths]))
    names, parts = made.names.out_features, made.parts.out_features
    found |= _parts(_product(stored, "heads"), ("names", "parts", "pointer.words"), [names, names + parts])
    described = json.loads((weights / "reader.json").read_text())
    found["pointer.near"] = np.array(described["pointing"]["near"], dtype=np.float32)
    for name, head in zip(("name_crf", "part_crf"), described["heads"], strict=True):
        scores = np.array(head["transitions"], dtype=np.float32)
        found[f"{name}.transitions"] = np.where(scores < FORBIDDEN / 2, 0, scores)
    own = {name: value for name, value in made.state_dict().items() if name.endswith("forbidden") or name.startswith("wider")}
    made.load_state_dict({name: torch.tensor(value, dtype=torch.float32) for name, value in found.items()} | own)
    return made


def _layer(stored: Stored, name: str, path: str) -> Stored:
    """Return the weights of one layer; in the last one, the query is separate."""
    found: Stored = {}
    if f"{name}.all.weight" in stored:
        found |= _parts(_product(stored, f"{name}.all"), [f"{path}.{part}" for part in ("query", "key", "value")], 3)
    else:
        found |= _parts(_product(stored, f"{name}.query"), [f"{path}.query"], 1)
        found |= _parts(_product(stored, f"{name}.both"), [f"{path}.key", f"{path}.value"], 2)
    for part in ("attended", "wide", "narrow"):
        weight, bias = _product(stored, f"{name}.{part}")
        found |= {f"{path}.{part}.weight": weight, f"{path}.{part}.bias": bias}
    for part in ("norm_attended", "norm"):
        found |= _named(stored, f"{name}.{part}", f"{path}.{part}")
    return found


def _product(stored: Stored, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return weight, of shape (out, in), and bias of a linear layer."""
    return (stored[f"{name}.weight"].astype(np.float32) * stored[f"{name}.scale"]).T, stored[f"{name}.bias"]


def _parts(product: tuple[np.ndarray, np.ndarray], names: Sequence[str], cuts: int | Sequence[int]) -> Stored:
    """Split a joined linear layer into equal parts, or at these positions."""
    both = zip(("weight", "bias"), product, strict=True)
    return {f"{name}.{kind}": part for kind, array in both for name, part in zip(names, np.split(array, cuts), strict=True)}


def _named(stored: Stored, name: str, path: str) -> Stored:
    """Return weight and bias of a norm under another name."""
    return {f"{path}.{kind}": stored[f"{name}.{kind}"] for kind in ("weight", "bias")}


def line_nets(weights: Path) -> list[LineNet]:
    """Return the networks stored in `page.onnx`."""
    graph = onnx.load(str(weights / "page.onnx")).graph
    stored = {given.name: torch.tensor(numpy_helper.to_array(given)) for given in graph.initializer}
    products = [node.input[1] for node in graph.node if node.op_type in {"MatMul", "Gemm"} and node.input[1] in stored]
    count = len(products) // len(_PRODUCTS)
    return [_line_net(stored, number, products[number * len(_PRODUCTS) :][: len(_PRODUCTS)]) for number in range(count)]


def _line_net(stored: dict[str, Tensor], number: int, products: list[str]) -> LineNet:
    """Return one network; shared weights are stored under the name of the first."""
    nameless = dict(zip((f"{name}.weight" for name in _PRODUCTS), products, strict=True))

    def value(name: str) -> Tensor:
        given = stored.get(f"nets.{number}.{name}", stored.get(f"nets.0.{name}") if name in {"mean", "deviation"} else None)
        return stored[nameless[name]].T if given is None else given

    net = LineNet(len(stored["nets.0.mean"]), len(stored["nets.0.words.weight"]) - 2)
    net.load_state_dict({name: value(name) for name in net.state_dict()})
    return net


def main() -> None:
    """Recover both models."""
    parser = path_parser(__doc__, "out")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(reader(given.weights).state_dict(), given.out / "model.pt")
    made = json.loads((given.weights / "reader.json").read_text())
    made["training"]["recovered from"] = made["sha256"]["reader.onnx"]
    (given.out / "training.json").write_text(json.dumps(made["training"], indent=1) + "\n")
    write_nets(line_nets(given.weights), given.out / "page.onnx")


if __name__ == "__main__":
    main()
