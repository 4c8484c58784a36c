"""The line model's network: the lines of a page as a sequence, with local, global and bidirectional context.

The numeric features and words of each line (`transforms.page.lines`) go through dilated convolutions, attention over the whole page, and
two bidirectional layers of minimal gated recurrent units (Feng et al. 2024, "Were RNNs all we needed?"), computed by a parallel scan. The
outputs are the label of each line, and whether it continues the previous line.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from transforms.page.line_model import LABELS
from transforms.page.lines import ANYWHERE, HEAD, NONE, TAIL, UNKNOWN

SIZE, WORD, STATE = 96, 24, 64
DILATIONS = (1, 2, 4, 8, 16)
LOOK_AFTER = 3
"""Convolutions before the global context."""
LOOKS = 4
DROPOUT, WORD_DROPOUT, NUMBER_DROPOUT = 0.2, 0.1, 0.03
_PARTS = ((0, HEAD), (HEAD, HEAD + TAIL), (HEAD + TAIL, HEAD + TAIL + ANYWHERE))


class Convolution(nn.Module):
    """Context of each line at one distance."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(SIZE)
        self.convolution = nn.Conv1d(SIZE, SIZE, 5, dilation=dilation, padding=2 * dilation, groups=4)
        self.mix = nn.Linear(SIZE, SIZE)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, lines: Tensor, present: Tensor) -> Tensor:
        """Return the lines with their context; shapes as in `LineNet`."""
        around = self.convolution((self.norm(lines) * present).transpose(1, 2)).transpose(1, 2)
        return lines + self.dropout(self.mix(functional.gelu(around)))


class Recurrence(nn.Module):
    """Left and right context: the gates depend only on their own line, so that all steps are computed together."""

    def __init__(self) -> None:
        super().__init__()
        self.gates = nn.Linear(SIZE, 4 * STATE)

    def forward(self, lines: Tensor, present: Tensor) -> Tensor:
        """Return the concatenated states from both ends."""
        forward_gate, forward_new, back_gate, back_new = self.gates(lines).chunk(4, dim=-1)
        gate = torch.cat([forward_gate, back_gate.flip(1)], dim=-1)
        new = torch.cat([forward_new, back_new.flip(1)], dim=-1)
        there = torch.cat([present.expand(-1, -1, STATE), present.flip(1).expand(-1, -1, STATE)], dim=-1)
        keep = torch.sigmoid(gate + 2.0)
        onward, back = _doubled((1 - keep) * torch.tanh(new) * there, keep * there + (1 - there)).chunk(2, dim=-1)
        return torch.cat([onward, back.flip(1)], dim=-1)


def _doubling(state: Tensor, keep: Tensor) -> Tensor:
    """Return the state at each line: `state = keep * before + state`, over spans that double in length."""
    by = 1
    while by < state.shape[1]:
        before = functional.pad(state, (0, 0, by, 0))[:, : state.shape[1]]
        kept = functional.pad(keep, (0, 0, by, 0), value=1.0)[:, : state.shape[1]]
        state = state + keep * before
        keep = keep * kept
        by *= 2
    return state


_doubled = torch.jit.script(_doubling)
"""The same with its loop preserved in ONNX."""


class LineNet(nn.Module):
    """Scores of each line: one for each of `LABELS`, and one for continuing the previous line."""

    def __init__(self, numbers: int, words: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words + 2, WORD, padding_idx=NONE)
        nn.init.normal_(self.words.weight, std=0.3)
        self.weights = nn.Parameter(torch.zeros(HEAD + TAIL + ANYWHERE))
        self.register_buffer("mean", torch.zeros(numbers))
        self.register_buffer("deviation", torch.ones(numbers))
        self.enter = nn.Linear(numbers + len(_PARTS) * WORD, SIZE)
        self.mix = nn.Linear(SIZE, SIZE)
        self.around = nn.ModuleList(Convolution(dilation) for dilation in DILATIONS)
        self.look = nn.Linear(SIZE, LOOKS)
        self.seen = nn.Linear(LOOKS * SIZE, SIZE)
        self.first, self.second = Recurrence(), Recurrence()
        self.back = nn.Linear(2 * STATE, SIZE)
        self.norm_around, self.norm_first = nn.LayerNorm(SIZE), nn.LayerNorm(SIZE)
        self.decide = nn.Sequential(nn.Linear(SIZE + 2 * STATE, SIZE), nn.GELU(), nn.Dropout(DROPOUT), nn.Linear(SIZE, len(LABELS) + 1))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, numbers: Tensor, words: Tensor, present: Tensor) -> Tensor:
        """Return the scores, of shape (pages, lines, labels + 1); `present` is 1 where a page has a line, of shape (pages, lines, 1)."""
        lines = self._entered(numbers, words)
        for index, convolution in enumerate(self.around):
            lines = convolution(lines, present)
            if index + 1 == LOOK_AFTER:
                seen = self.norm_around(lines)
                attention = torch.softmax(self.look(seen) - 1e4 * (1 - present), dim=1)
                lines = lines + self.seen(torch.einsum("blk,bld->bkd", attention, seen).flatten(1))[:, None]
        lines = self.norm_around(lines) * present
        lines = self.norm_first(lines + self.dropout(self.back(self.first(lines, present))))
        return self.decide(torch.cat([lines, self.dropout(self.second(lines, present))], dim=-1))

    def _entered(self, numbers: Tensor, words: Tensor) -> Tensor:
        if self.training:
            words = torch.where(torch.rand(words.shape) < WORD_DROPOUT, (words != NONE).long() * UNKNOWN, words)
        found = self.words(words)
        weights = torch.exp(self.weights) * (words != NONE)
        parts = [(numbers - self.mean) / self.deviation]
        for start, end in _PARTS:
            weight = weights[..., start:end, None]
            parts.append((found[..., start:end, :] * weight).sum(-2) / (weight.sum(-2) + 1e-6))
        entered = torch.cat(parts, dim=-1)
        if self.training:
            entered = entered * (torch.rand(entered.shape[0], 1, entered.shape[2]) > NUMBER_DROPOUT)
        lines = self.dropout(functional.gelu(self.enter(entered)))
        return lines + functional.gelu(self.mix(lines))


class Shipped(nn.Module):
    """An averaged ensemble for one page, as shipped in the package."""

    def __init__(self, nets: list[LineNet]) -> None:
        super().__init__()
        self.nets = nn.ModuleList(nets)

    def forward(self, numbers: Tensor, words: Tensor) -> Tensor:
        """Return for each line of a page the probability of each label, and of continuing the previous line."""
        present = torch.ones_like(numbers[None, :, :1])
        scores = [net(numbers[None], words[None], present)[0] for net in self.nets]
        chances = torch.stack([torch.softmax(score[:, :-1], dim=1) for score in scores]).mean(0)
        joins = torch.stack([torch.sigmoid(score[:, -1:]) for score in scores]).mean(0)
        return torch.cat([chances, joins], dim=1)


def write_nets(nets: list[LineNet], path: Path) -> None:
    """Write networks as one ONNX model."""
    inputs = (torch.zeros(7, nets[0].mean.shape[0]), torch.ones(7, nets[0].weights.shape[0], dtype=torch.long))
    axes = {"numbers": {0: "lines"}, "words": {0: "lines"}, "chances": {0: "lines"}}
    torch.onnx.export(
        Shipped(nets).eval(), inputs, str(path), input_names=["numbers", "words"], output_names=["chances"], dynamic_axes=axes,
        opset_version=20, dynamo=False,
    )  # fmt: skip
