"""Learn the counts of lemmas in names of declined languages, `transforms/entities/lemmas.tsv`.

    python -m training.lemmas CORPORA [transforms/entities/lemmas.tsv]

The names in CORPORA/names_world are not lemmatised, so the counts are estimated by expectation maximisation: each name is analysed in all
ways that the endings of its language allow (`transforms/entities/nominatives.py`), each analysis counts by its weight, and the counts give
the next weights. The training and development parts of the sources with suitable licences are used, without the articles of
`golden/nominatives.jsonl`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from training.arguments import path_parser
from training.corpora import records
from training.nominatives import GOLDEN
from transforms.entities.lemmas import OTHER, PERSON, TABLE, Lemmas, Word, known_words
from transforms.entities.names import cleaned
from transforms.entities.nominatives import Name, analyses, parse_name

SOURCES = {
    "bg": ("bg_bsnlp",), "cs": ("cs_bsnlp",), "hr": ("hr_bsnlp",), "pl": ("pl_bsnlp",), "ru": ("ru_bsnlp", "ru_factrueval", "ru_nerel"),
    "sk": ("sk_bsnlp",), "sl": ("sl_bsnlp",), "uk": ("uk_bsnlp",),
}  # fmt: skip
ROUNDS = 6
DISCOUNT = 0.4
"""Discount of each count, which favours lemmas that explain many forms."""
LEAST = 0.6
"""Minimum count of a lemma in the table."""
_UNNAMED = {"date", "money", "group"}


def names(corpora: Path, language: str) -> Iterator[Name]:
    """Yield the names of a language as written, with repetitions."""
    golden = {json.loads(line)["id"] for line in GOLDEN.read_text(encoding="utf-8").splitlines()}
    for source in SOURCES[language]:
        for record in records(corpora / f"names_world/{source}.jsonl.gz"):
            if record["split"] not in {"train", "dev"} or record["id"] in golden:
                continue
            offsets, text = record["token_offsets"], record["text"]
            begin = 0
            for index, label in enumerate([*record["labels"], "O"]):
                before = record["labels"][index - 1] if index else "O"
                if before != "O" and not label.startswith("I"):
                    start, end = offsets[begin][0], offsets[index - 1][1]
                    if before[2:] not in _UNNAMED:
                        yield parse_name(cleaned(text[start:end]), before[2:] == "person", text[max(0, start - 20) : start], language)
                begin = index if label.startswith("B") else begin


def learned(found: Counter[Name], start: dict[Word, float]) -> dict[Word, float]:
    """Return the expected count of each lemma in the names, after the last round."""
    counts = start
    for _ in range(ROUNDS):
        weights = Lemmas({word: count - DISCOUNT for word, count in counts.items() if count > DISCOUNT})
        again: dict[Word, float] = defaultdict(float, start)
        for name, times in found.items():
            for each in analyses(name, weights):
                for word in filter(None, each.words):
                    again[word] += each.weight * times**0.5
        counts = again
    return counts


def table(corpora: Path, language: str) -> Iterator[str]:
    """Yield the lines of a language."""
    found = Counter(names(corpora, language))
    for domain in (OTHER, PERSON):
        own = Counter({name: times for name, times in found.items() if name.is_person == (domain == PERSON)})
        counts = learned(own, known_words(language, domain))
        alike: dict[tuple[str, float], list[str]] = defaultdict(list)
        for (lemma, kind), count in counts.items():
            if count >= LEAST:
                alike[kind, float(f"{count:.1g}")].append(lemma)
        print(language, domain, sum(map(len, alike.values())), "words", flush=True)
        for (kind, count), words in sorted(alike.items()):
            yield f"{language}\t{domain}\t{kind}\t{count:g}\t{' '.join(sorted(words))}"


def main() -> None:
    """Write the table."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("table", nargs="?", type=Path, default=TABLE)
    given = parser.parse_args()
    lines = [line for language in sorted(SOURCES) for line in table(given.corpora, language)]
    given.table.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
