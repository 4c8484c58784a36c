"""Average the weights of several trainings that began from the same reader.

    python -m training.mean OUT FOLDER FOLDER [FOLDER ...]

FOLDERs are those of `training.finish`: the first has learned from all articles and counts as much as all others together, which have each
learned from a part. OUT gets `model.pt` and `training.json`. The mean is better than each of them (Wortsman et al. 2022,
https://arxiv.org/abs/2203.05482), and as fast as one.
"""

import json
from pathlib import Path

import torch
from torch import Tensor

from training.arguments import path_parser
from training.corpora import sha256


def mean(trained: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of weights by name; whole numbers and truth values are the same in all."""
    found = {}
    for name, value in trained[0].items():
        others = torch.stack([weights[name].float() for weights in trained[1:]]).mean(dim=0)
        found[name] = (value + others) / 2 if value.is_floating_point() else value
    return found


def main() -> None:
    """Write the mean and how it was made."""
    parser = path_parser(__doc__, "out")
    parser.add_argument("first", type=Path, metavar="FOLDER")
    parser.add_argument("others", type=Path, nargs="+", metavar="FOLDER")
    given = parser.parse_args()
    folders = [given.first, *given.others]
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(mean([torch.load(folder / "model.pt") for folder in folders]), given.out / "model.pt")
    made = json.loads((given.first / "training.json").read_text())
    made["mean of"] = [sha256(folder / "model.pt") for folder in folders]
    (given.out / "training.json").write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()
