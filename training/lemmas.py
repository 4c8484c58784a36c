"""Learn which nominatives the names of declined languages have, `transforms/entities/lemmas.tsv`.

    python -m training.lemmas CORPORA [transforms/entities/lemmas.tsv]

Nobody has marked the nominatives in CORPORA/names_world: they are found by expectation maximisation. Each name is read in all ways that
the endings of its language allow (`transforms/entities/nominatives.py`), each way counts by its weight, and the counts are the next
weights. So the words that many forms may be forms of gain, and with them their endings. Learned from are the parts to train and develop of
the sources that allow it, without the articles of `golden/nominatives.jsonl`.
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
"""What a word costs: a form is rather one of a known word than of one more."""
LEAST = 0.6
"""Least count of a word that is kept."""
_UNNAMED = {"date", "money", "group"}


def names(corpora: Path, language: str) -> Iterator[Name]:
    """Yield the names of a language as they stand, with repeats."""
    golden = {json.loads(line)["id"] for line in GOLDEN.read_text(encoding="utf-8").splitlines()}
    for source in SOURCES[language]:
        for record in records(corpora / f"names_world/{source}.jsonl.gz"):
            if record["split"] not in {"train", "dev"} or record["id"] in golden:
                continue
            offsets, text = record["token_offsets"], record["text"]
            begin = 0
            for place, label in enumerate([*record["labels"], "O"]):
                before = record["labels"][place - 1] if place else "O"
                if before != "O" and not label.startswith("I"):
                    start, end = offsets[begin][0], offsets[place - 1][1]
                    if before[2:] not in _UNNAMED:
                        yield parse_name(cleaned(text[start:end]), before[2:] == "person", text[max(0, start - 20) : start], language)
                begin = place if label.startswith("B") else begin


def learned(found: Counter[Name], start: dict[Word, float]) -> dict[Word, float]:
    """Return how often the names have each word, by the weights that explain all their forms best."""
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
