"""Average the weights of several trainings that began from the same reader.

    python -m training.mean OUT BEGIN FOLDER FOLDER [FOLDER ...]

FOLDERs are those of `training.finish`, BEGIN the `model.pt` that they began from, which counts like one of them; its head for resolving
sources has learned nothing and is left out. OUT gets `model.pt` and `training.json`. The mean is better than each of them (Wortsman et al.
2022, https://arxiv.org/abs/2203.05482), and as fast as one.
"""

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor

from training.corpora import sha256

_NEW = "pointer."
"""How the names of the weights begin that the initial reader has not learned."""


def mean(begun: dict[str, Tensor], trained: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of weights by name; whole numbers and truth values are the same in all."""
    found = {}
    for name, value in trained[0].items():
        those = [weights[name] for weights in ([] if name.startswith(_NEW) else [begun]) + trained]
        found[name] = torch.stack([weights.float() for weights in those]).mean(dim=0) if value.is_floating_point() else value
    return found


def main() -> None:
    """Write the mean and how it was made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("begin", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(mean(torch.load(given.begin), [torch.load(folder / "model.pt") for folder in given.folders]), given.out / "model.pt")
    made = json.loads((given.folders[0] / "training.json").read_text())
    made["mean of"] = [sha256(given.begin), *(sha256(folder / "model.pt") for folder in given.folders)]
    (given.out / "training.json").write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
