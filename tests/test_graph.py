"""The reader's ONNX graph computes what PyTorch computes, but for 8 bits; a narrower reader keeps what matters."""

import warnings
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training's own requirements are not installed")
pytest.importorskip("onnx", reason="training's own requirements are not installed")

from training import model  # noqa: E402
from training.graph import build  # noqa: E402
from training.model import HEAD, Encoder, ReaderModel  # noqa: E402
from training.readings import Reading  # noqa: E402 - what is needed may be missing
from training.shrink import GROUP, pruned, selected_units  # noqa: E402
from transforms.models import WEIGHTS, start_session  # noqa: E402
from transforms.reader.windows import Words  # noqa: E402

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # `torch.jit.script`, by which the line model's loop gets into its graph
    from training.recover import reader as recovered

PIECES = np.array([101, 2054, 2003, 2023, 102, 7592, 102])
FEATURES = np.array([40, 5, 0, 0, 40, 10, 40])
FIRSTS = np.array([1, 3, 5])


def reader(*shape: tuple[int, int]) -> ReaderModel:
    torch.manual_seed(1)
    made = ReaderModel(Encoder(0.0, shape))
    made.eval()
    for part in (made.encoder.words, made.encoder.features, made.encoder.positions):
        torch.nn.init.normal_(part.weight, std=0.5)
    return made


def said(reader: ReaderModel) -> Any:
    with torch.no_grad():
        pieces, features, firsts = (torch.from_numpy(row)[None] for row in (PIECES, FEATURES, FIRSTS))
        states = reader.states(reader.encoder(pieces, features), firsts)
        names, parts, _ = reader.tags(states)
        return torch.cat([names, parts, reader.pointer.words(states)], dim=2)[0].numpy()


@pytest.mark.parametrize("shape", [[(12, 1536), (12, 1536)], [(3, 64), (5, 96)]])
def test_the_graph_gives_the_words_that_are_asked_for_what_pytorch_gives_them(shape: list[tuple[int, int]]) -> None:
    made = reader(*shape)
    wanted = said(made)
    session = start_session(build(made).SerializeToString())
    found = session.run(None, {"pieces": PIECES, "features": FEATURES, "firsts": FIRSTS})[0]
    assert found.shape == wanted.shape == (3, 26 + sum(model.PARTS))
    assert np.abs(found - wanted).max() < 0.05 * np.abs(wanted).max()


def without(reader: ReaderModel, layer: int, heads: list[int], units: list[int]) -> None:
    """Make some heads and inner units of a layer count for nothing."""
    made = reader.encoder.layers[layer]
    with torch.no_grad():
        for head in heads:
            made.attended.weight[:, head * HEAD : (head + 1) * HEAD] = 0
        made.narrow.weight[:, units] = 0


def test_a_narrower_reader_computes_what_the_large_one_does_without_the_heads_and_units_that_are_left_out() -> None:
    large = reader((4, 64), (4, 64))
    small = pruned(large, [([1, 3], list(range(32))), ([0], list(range(32, 64)))]).eval()
    assert not np.allclose(said(small), said(large), atol=1e-3)
    without(large, 0, [0, 2], list(range(32, 64)))
    without(large, 1, [1, 2, 3], list(range(32)))
    assert np.allclose(said(small), said(large), atol=1e-5)


def test_what_counts_for_nothing_is_left_out_first() -> None:
    large = reader((4, 4 * GROUP), (4, 4 * GROUP))
    useless = list(range(GROUP, 3 * GROUP))
    without(large, 0, [0, 2], useless)
    allowed = np.ones((len(FIRSTS), 26), dtype=bool)
    article = Reading(
        Words(*(np.arange(3), np.arange(1, 4), np.arange(4), PIECES[1:4], FEATURES[1:4])), [(0, 3)], allowed[:, :19], allowed[:, 19:]
    )
    (heads, units), rest = selected_units(large, [article], 0.75, 1)
    assert heads == [1, 3]
    assert not set(units) & set(useless)
    assert rest == ([0, 1, 2, 3], list(range(4 * GROUP)))


def test_the_shipped_reader_comes_back_from_its_graph_and_gives_it_again() -> None:
    assert build(recovered(WEIGHTS).eval()).SerializeToString() == (WEIGHTS / "reader.onnx").read_bytes()
