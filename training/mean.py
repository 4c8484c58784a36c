"""Average the weights of several trainings that began from the same reader.

    python -m training.mean OUT FOLDER FOLDER [FOLDER ...]

FOLDERs are those of `training.finish`: the first reader was trained on all articles and has the same weight as all others together, which
were trained on parts. OUT gets `model.pt` and `training.json`. The mean is more accurate than each of them, and as fast as one ("model
soups", Wortsman et al. 2022, https://arxiv.org/abs/2203.05482).
"""

import json
from pathlib import Path

import torch
from torch import Tensor

from training.arguments import path_parser
from training.corpora import sha256


def mean(trained: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the weighted mean of the parameters by name; integers and booleans are equal in all."""
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
