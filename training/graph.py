"""The reader as an ONNX graph for ONNX Runtime on a CPU: 8-bit weights, fused attention, one window, no batch.

Each layer is four products of 8-bit numbers (query, key and value are one); inputs are quantised dynamically. The last layer is computed
only for the first piece of each requested word. Weights use 7 of the 8 bits, so that 16-bit sums do not overflow on any processor and all
processors compute the same results.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.model import Layer, ReaderModel

_MICROSOFT = "com.microsoft"
_LIMIT = 64
"""Largest 8-bit weight."""
_EPSILON = 1e-12


class Graph:
    """Nodes and weights of the graph being built."""

    def __init__(self) -> None:
        """Start with an empty graph."""
        self.nodes: list[onnx.NodeProto] = []
        self.stored: list[onnx.TensorProto] = []

    def store(self, name: str, array: NDArray[np.generic]) -> str:
        """Add a weight and return its name."""
        self.stored.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, given: list[str], made: str | list[str], domain: str = "", **attributes: object) -> str:
        """Add a node and return the name of its first output."""
        outputs = [made] if isinstance(made, str) else made
        self.nodes.append(helper.make_node(kind, given, outputs, outputs[0], domain=domain, **attributes))
        return outputs[0]

    def product(self, name: str, given: str, weight: Tensor, bias: Tensor) -> str:
        """Add a linear layer; `weight` is of shape (out, in)."""
        whole, scale = quantized(weight.numpy().T)
        weights = self.store(f"{name}.weight", whole), self.store(f"{name}.scale", scale)
        zero = self.store(f"{name}.zero", np.zeros(len(scale), dtype=np.int8))
        return self.node("DynamicQuantizeMatMul", [given, *weights, zero, self.store(f"{name}.bias", bias.numpy())], name, _MICROSOFT)

    def table(self, name: str, weight: Tensor, rows: str) -> str:
        """Add an embedding, in all 8 bits."""
        array = weight.numpy()
        low, high = float(array.min()), float(array.max())
        scale, zero = np.float32((high - low) / 255), np.uint8(round(-255 * low / (high - low)))
        whole = np.rint(array / scale + zero).clip(0, 255).astype(np.uint8)
        taken = self.node("Gather", [self.store(f"{name}.weight", whole), rows], f"{name}.taken")
        known = [self.store(f"{name}.scale", np.array(scale)), self.store(f"{name}.zero", np.array(zero))]
        return self.node("DequantizeLinear", [taken, *known], f"{name}.embedded")


def quantized(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights as whole numbers and the scale of each column."""
    scale = np.maximum(np.abs(weight).max(axis=0), 1e-12).astype(np.float32) / np.float32(_LIMIT)
    return np.rint(weight / scale).clip(-_LIMIT, _LIMIT).astype(np.int8), scale


def _layer(graph: Graph, name: str, layer: Layer, x: str, asked: str | None) -> str:
    """Add a layer for all pieces, or for those at the requested positions."""
    parts = (layer.query, layer.key, layer.value)
    weight, bias = (torch.cat([getattr(part, kind) for part in parts]) for kind in ("weight", "bias"))
    if asked:
        size = len(layer.query.bias)
        query = graph.node("Gather", [x, asked], f"{name}.asked", axis=1)
        heads = [graph.product(f"{name}.query", query, *(array[:size] for array in (weight, bias)))]
        both = graph.product(f"{name}.both", x, *(array[size:] for array in (weight, bias)))
        outputs = [f"{name}.key", f"{name}.value"]
        graph.node("Split", [both], outputs, axis=2, num_outputs=2)
        x = query
    else:
        all_three = graph.product(f"{name}.all", x, weight, bias)
        heads, outputs = [], [f"{name}.query", f"{name}.key", f"{name}.value"]
        graph.node("Split", [all_three], outputs, axis=2, num_outputs=3)
    attended = graph.node("MultiHeadAttention", heads + outputs, f"{name}.heads", _MICROSOFT, num_heads=layer.heads)
    attended = graph.product(f"{name}.attended", attended, layer.attended.weight, layer.attended.bias)
    x = _normed(graph, f"{name}.norm_attended", [x, attended], layer.norm_attended)
    wide = graph.node("Gelu", [graph.product(f"{name}.wide", x, layer.wide.weight, layer.wide.bias)], f"{name}.bent")
    return _normed(graph, f"{name}.norm", [x, graph.product(f"{name}.narrow", wide, layer.narrow.weight, layer.narrow.bias)], layer.norm)


def _normed(graph: Graph, name: str, given: list[str], norm: nn.LayerNorm) -> str:
    """Add the normalised sum of two inputs as two nodes, since ONNX Runtime's fused one is five times as slow."""
    weights = [graph.store(f"{name}.weight", norm.weight.numpy()), graph.store(f"{name}.bias", norm.bias.numpy())]
    return graph.node("LayerNormalization", [graph.node("Add", given, f"{name}.sum"), *weights], name, epsilon=_EPSILON)


def _embedded(graph: Graph, reader: ReaderModel) -> str:
    """Add the input of the first layer."""
    encoder = reader.encoder
    first = graph.store("first", np.zeros(1, dtype=np.int64))
    length = graph.node("Shape", ["pieces"], "length")
    position_weights = graph.store("positions.weight", encoder.positions.weight.numpy())
    positions = graph.node("Slice", [position_weights, first, length, first], "positions")
    words, features = graph.table("words", encoder.words.weight, "pieces"), graph.table("features", encoder.features.weight, "features")
    both = graph.node("Add", [words, positions], "placed")
    batch = [graph.node("Unsqueeze", [rows, first], f"{rows}.batch") for rows in (both, features)]
    return _normed(graph, "embedded", batch, encoder.norm)


def build(reader: ReaderModel, *, pointing: bool = True) -> onnx.ModelProto:
    """Return a reader as an ONNX model, with the vectors that resolve sources if it has learned `pointing`.

    `firsts` are the first pieces of the requested words.
    """
    graph = Graph()
    with torch.no_grad():
        x = _embedded(graph, reader)
        layers = list(reader.encoder.layers)
        for index, layer in enumerate(layers):
            x = _layer(graph, f"layer{index}", layer, x, "firsts" if index == len(layers) - 1 else None)
        heads = (reader.names, reader.parts, *([reader.pointer.words] if pointing else []))
        weight, bias = (torch.cat([getattr(head, kind) for head in heads]) for kind in ("weight", "bias"))
        found = graph.product("heads", x, weight, bias)
        graph.node("Squeeze", [found, "first"], "emissions")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [axis]) for name, axis in
              (("pieces", "pieces"), ("features", "pieces"), ("firsts", "words"))]  # fmt: skip
    outputs = [helper.make_tensor_value_info("emissions", TensorProto.FLOAT, ["words", len(bias)])]
    made = helper.make_graph(graph.nodes, "reader", inputs, outputs, graph.stored)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(_MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10, producer_name="newstables")


def write(reader: ReaderModel, path: Path, *, pointing: bool = True) -> None:
    """Write a reader as ONNX with 8-bit weights."""
    onnx.save(build(reader.eval(), pointing=pointing), str(path))
