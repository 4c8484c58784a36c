"""A small sample of the corpora, to try every training command in minutes.

    python -m training.sample CORPORA SAMPLE [--records 3]

SAMPLE gets the first records of each training file, and all records of evaluation files (`dev`, the saved HTML pages). Models trained on it
are useless; the sample only shows that training, export and evaluation run.
"""

import gzip
import shutil
from itertools import islice
from pathlib import Path

from training.arguments import path_parser


def take(source: Path, target: Path, records: int) -> None:
    """Write the first records of a file, or all records of an evaluation file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not source.name.endswith(".jsonl.gz") or any(part in source.name for part in ("dev", "judge")):
        shutil.copyfile(source, target)
        return
    with gzip.open(source, "rb") as lines, gzip.open(target, "wb") as taken:
        taken.writelines(islice(lines, records))


def main() -> None:
    """Write the sample."""
    parser = path_parser(__doc__, "corpora", "sample")
    parser.add_argument("--records", type=int, default=3)
    given = parser.parse_args()
    for path in sorted(given.corpora.rglob("*.gz")):
        take(path, given.sample / path.relative_to(given.corpora), given.records)


if __name__ == "__main__":
    main()
