"""Turn shipped models back into float weights: the reader's, for a smaller one to begin with, and the line model's, to export it anew.

    python -m training.recover OUT [--weights FOLDER]

OUT gets `model.pt` and `training.json`, as `training.train` writes them (what the 8-bit weights stand for), and `page.onnx` with the same
networks as the shipped one, as `training.linenet` exports them now. To be used where the float weights are not kept.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.linenet import LineNet, write_nets
from training.model import FORBIDDEN, Encoder, ReaderModel
from transforms.models import WEIGHTS

_PREFIX = "reader."
_PRODUCTS = (
    "enter", "mix", "around.0.mix", "around.1.mix", "around.2.mix", "look", "seen", "around.3.mix", "around.4.mix",
    "first.gates", "back", "second.gates", "decide.0", "decide.3",
)  # fmt: skip
"""Linear layers of the line model, in the order of its graph, where their weights have lost their names."""


def reader(weights: Path) -> ReaderModel:
    """Return the reader that stands in `reader.onnx` and `reader.json`, as `quantize_dynamic` of ONNX Runtime left it."""
    graph = onnx.load(str(weights / "reader.onnx")).graph
    stored = {given.name: numpy_helper.to_array(given) for given in graph.initializer}
    found = {name.removeprefix(_PREFIX): array for name, array in stored.items() if name.startswith(_PREFIX)}
    for name in [name for name in found if name.endswith("_quantized")]:
        found[name.removesuffix("_quantized")] = _floats(stored, _PREFIX + name.removesuffix("_quantized"))
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            path = node.output[0].removeprefix("/reader/").partition("/MatMul")[0].replace("/", ".")
            found[f"{path}.weight"] = _floats(stored, node.input[1].removesuffix("_quantized")).T
    heads = json.loads((weights / "reader.json").read_text())["heads"]
    for name, head in zip(("name_crf", "part_crf"), heads, strict=True):
        scores = np.array(head["transitions"], dtype=np.float32)
        found[f"{name}.transitions"] = np.where(scores < FORBIDDEN / 2, 0, scores)
    made = ReaderModel(Encoder(0.0))
    forbidden = {name: value for name, value in made.state_dict().items() if name.endswith("forbidden")}
    made.load_state_dict(
        {name: torch.tensor(found[name], dtype=torch.float32) for name in made.state_dict().keys() - forbidden} | forbidden
    )
    return made


def _floats(stored: dict[str, np.ndarray], name: str) -> np.ndarray:
    whole, zero, scale = (stored[f"{name}_{part}"] for part in ("quantized", "zero_point", "scale"))
    return (whole.astype(np.float32) - zero.astype(np.float32)) * scale


def line_nets(weights: Path) -> list[LineNet]:
    """Return the networks that stand in `page.onnx`."""
    graph = onnx.load(str(weights / "page.onnx")).graph
    stored = {given.name: torch.tensor(numpy_helper.to_array(given)) for given in graph.initializer}
    products = [node.input[1] for node in graph.node if node.op_type in {"MatMul", "Gemm"} and node.input[1] in stored]
    count = len(products) // len(_PRODUCTS)
    return [_line_net(stored, number, products[number * len(_PRODUCTS) :][: len(_PRODUCTS)]) for number in range(count)]


def _line_net(stored: dict[str, Tensor], number: int, products: list[str]) -> LineNet:
    """Return one network; what several have in common stands under the name of the first."""
    nameless = dict(zip((f"{name}.weight" for name in _PRODUCTS), products, strict=True))

    def value(name: str) -> Tensor:
        given = stored.get(f"nets.{number}.{name}", stored.get(f"nets.0.{name}") if name in {"mean", "deviation"} else None)
        return stored[nameless[name]].T if given is None else given

    net = LineNet(len(stored["nets.0.mean"]), len(stored["nets.0.words.weight"]) - 2)
    net.load_state_dict({name: value(name) for name in net.state_dict()})
    return net


def main() -> None:
    """Recover both models."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
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
