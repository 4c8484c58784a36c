"""The reader's ONNX graph computes what PyTorch computes, but for 8 bits; a smaller reader has the layers that it should."""

import warnings

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training's own requirements are not installed")
pytest.importorskip("onnx", reason="training's own requirements are not installed")

from training.graph import build  # noqa: E402 - what is needed may be missing
from training.model import Encoder, ReaderModel  # noqa: E402
from training.shrink import shrunk  # noqa: E402
from transforms.models import WEIGHTS, start_session  # noqa: E402

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # `torch.jit.script`, by which the line model's loop gets into its graph
    from training.recover import reader as recovered

PIECES = np.array([101, 2054, 2003, 2023, 102, 7592, 102])
FEATURES = np.array([40, 5, 0, 0, 40, 10, 40])
FIRSTS = np.array([1, 3, 5])


def reader(layers: int) -> ReaderModel:
    torch.manual_seed(1)
    made = ReaderModel(Encoder(0.0, layers))
    made.eval()
    for part in (made.encoder.words, made.encoder.features, made.encoder.positions):
        torch.nn.init.normal_(part.weight, std=0.5)
    return made


def test_the_graph_gives_the_words_that_are_asked_for_what_pytorch_gives_them() -> None:
    large = reader(2)
    with torch.no_grad():
        names, parts = large(*(torch.from_numpy(row)[None] for row in (PIECES, FEATURES, FIRSTS)))
    wanted = torch.cat([names, parts], dim=2)[0].numpy()
    session = start_session(build(large).SerializeToString())
    found = session.run(None, {"pieces": PIECES, "features": FEATURES, "firsts": FIRSTS})[0]
    assert found.shape == wanted.shape == (3, 26)
    assert np.abs(found - wanted).max() < 0.05 * np.abs(wanted).max()


def test_a_smaller_reader_keeps_the_layers_named_and_all_else() -> None:
    large = reader(4)
    small = shrunk(large, [0, 2])
    assert torch.equal(small.encoder.layers[0].wide.weight, large.encoder.layers[0].wide.weight)
    assert torch.equal(small.encoder.layers[1].wide.weight, large.encoder.layers[2].wide.weight)
    assert torch.equal(small.names.weight, large.names.weight)
    assert len(small.encoder.layers) == 2


def test_the_shipped_reader_comes_back_from_its_graph_and_gives_it_again() -> None:
    assert build(recovered(WEIGHTS).eval()).SerializeToString() == (WEIGHTS / "reader.onnx").read_bytes()
