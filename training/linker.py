"""Train speaker resolution: the scorer over the candidates of each statement, and the kinds of sources.

    python -m training.linker CORPORA HELDOUT0 HELDOUT1 [--write] [--folds 5] [--seed 1] [--cache DIR]
    python -m training.linker CORPORA --world [--write] [--folds 5] [--seed 1] [--cache DIR]

The scorer learns from the articles of CORPORA/statements/train.jsonl.gz (statements with contents, source, cue, speakers and kind of
source), from the statements to learn from in `golden/statements.jsonl`, and from `golden/speakers.jsonl`, which is not scored.

Statements and previous speakers are those of the labels. Names and entities are those that the shipped reader finds, as in use. Pointer
features come from readers that have not learned them from the same article: HELDOUT0 and HELDOUT1 are the weights that `training.export`
makes of `training.finish --without 0` and `--without 1`. Parts of articles as further examples did not help (on judge, .926 of the names
given are right with them and .912 without, but .747 of all named speakers instead of .781).

`--world` trains the scorer of the other languages, `linker-world`. It learns from the articles of `training.world` and from the English
ones, which are not scored and have no pointer features, as the reader of these languages has none. It also learns from copies of the
articles without some of the sources, because the reader misses sources: with these copies, .752 of the speakers of dev are right, without
them .745. In English such copies did not help (.855 on judge, .868 without).

It prints the shares that are right, cross-validated by article: of all statements (the name, or nobody), of the names given, of the
statements with a named speaker, and by the form of the source. `--write` writes the weights to `transforms/weights/`; `--folds 0` skips the
cross-validation. A fold takes ten seconds on one idle core.
"""

import hashlib
import json
import pickle
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.arguments import path_parser
from training.choices import Labelled, Pool, correct, examples, label_article, scored_by
from training.corpora import learned_statements, records, sha256
from training.kinds import learn_kinds, score_kinds
from training.networks import Options, ensemble, learn
from training.scores import Report
from training.speakers import CLASSES
from training.teach import load_readers
from training.world import statement_records
from transforms import models
from transforms.article import quotations
from transforms.lexicon.words import ENGLISH
from transforms.metadata.language import add_languages
from transforms.page.paragraphs import read_paragraphs
from transforms.quotes.marks import pair_marks
from transforms.reader.model import ENGLISH as ENGLISH_READER
from transforms.reader.model import Model, load_model, read_text, reader_for
from transforms.speakers.features import analyse
from transforms.speakers.linking import choose
from transforms.speakers.network import LINKER, WORLD_LINKER, Network

GOLDEN = Path(__file__).parent / "golden"
NETWORKS = 6
"""Networks of the ensemble: the accuracy of one varies by a point or two with the seed."""
MISSED = 0.3
"""Share of the sources that the copies of articles lack. The reader misses one in twenty, and the scorer has to learn to do without."""
FORMS = ("name", "nominal", "he", "she", "they", "it", "who", "none")


def labelled_speakers(corpora: Path) -> Iterator[dict[str, Any]]:
    """Yield the articles of `attribution/dev` whose speakers are labelled, in the same form: they are learned from, and not scored on."""
    texts = {record["id"]: record for record in records(corpora / "attribution/dev.jsonl.gz")}
    for line in map(json.loads, (GOLDEN / "speakers.jsonl").read_text(encoding="utf-8").splitlines()):
        record = texts[line["id"]]
        known = {tuple(sorted(map(tuple, contents))): name for contents, name in line["labels"]}
        said = [(known.get(tuple(sorted(map(tuple, one["contents"])))), one) for one in record["attributions"] if one["contents"]]
        yield {
            "text": record["text"],
            "attributions": [
                {**one, "speakers": [] if name in CLASSES else [name], "source_kind": "unknown"} for name, one in said if name is not None
            ],
        }


def read(record: dict[str, Any], cache: Path | None, held_out: Model | None = None) -> Labelled:
    """Read an article as the pipeline does and attach its labels; the reader's results may be cached in a folder.

    With `held_out`, its pointer vectors are from this model, which was not trained on the article.
    """
    text, language = record["text"], record.get("language", ENGLISH)
    reader = reader_for(language) or ENGLISH_READER
    paragraphs = add_languages(read_paragraphs("a", text, ()), language)
    quoted = pair_marks(text, paragraphs)
    model = json.loads((models.WEIGHTS / f"{reader}.json").read_bytes())["sha256"]
    kept = cache / hashlib.sha256(f"{sorted(model.items())}{text}".encode()).hexdigest() if cache else None
    if kept and kept.is_file():
        labels, pointers = pickle.loads(kept.read_bytes())  # noqa: S301 - written below
    else:
        said = read_text(text, paragraphs, quoted, load_model(reader))
        labels, pointers = said.labels, said.pointers
        if kept:
            kept.write_bytes(pickle.dumps((labels, pointers)))
    if held_out:
        pointers = read_text(text, paragraphs, quoted, held_out).pointers
    return label_article(record, paragraphs, quotations(text, paragraphs, quoted, language), labels, pointers)


def less_found(record: dict[str, Any]) -> dict[str, Any]:
    """Return an article without some of its sources, and without the cues of some of these, as the reader misses them."""
    said = []
    for number, one in enumerate(record["attributions"]):
        chance = zlib.crc32(f"{number}{record['text']}".encode()) / 2**32
        sources, cues = one["sources"] if chance >= MISSED else [], one["cues"] if chance >= MISSED / 3 else []
        said.append({**one, "sources": sources, "cues": cues})
    return {**record, "attributions": said}


def without_pointers(given: Labelled) -> Labelled:
    """Return an article without pointer vectors."""
    return replace(given, article=analyse(replace(given.article.context, pointers=None)))


def train_ensemble(pool: Pool, kept: NDArray[np.bool_], options: Options) -> Network:
    """Return an ensemble of networks trained on some examples with different seeds."""
    return ensemble([learn(pool, kept, options.with_seed(seed)) for seed in range(options.seed, options.seed + NETWORKS)])


def cross_validated(articles: Sequence[Labelled], pool: Pool, folds: int, options: Options) -> dict[int, list[tuple[int | None, float]]]:
    """Return the choices in each article by a scorer that was not trained on it."""
    found = {}
    for fold in range(folds):
        network = train_ensemble(pool, pool.fold != fold, options)
        for number, article in enumerate(articles):
            if number % folds == fold:
                found[number] = [(one.entity, one.probability) for one in choose(article.article, scored_by(network))]
    return found


def report(articles: Sequence[Labelled], found: dict[int, list[tuple[int | None, float]]], to: Report) -> None:
    """Print the shares of right speakers."""
    counts: Counter[tuple[str, str]] = Counter()
    for number, article in enumerate(articles):
        for form, result in correct(article, [entity for entity, _ in found[number]]):
            counts[form, result] += 1
            counts["all", result] += 1
    for form in ("all", *FORMS):
        right, nobody, wrong, lost, false = (counts[form, name] for name in ("right", "nobody", "wrong", "lost", "false"))
        to.share(f"linker: {form}, right of all", right + nobody, right + nobody + wrong + lost + false)
        if form == "all":
            to.share("linker: names given that are right", right, right + wrong + false)
            to.share("linker: right of those with a name", right, right + wrong + lost)


def write(name: str, files: Sequence[Path], articles: Sequence[Labelled], pool: Pool, options: Options) -> None:
    """Train on all articles and write the weights; `name` is `LINKER` or `WORLD_LINKER`."""
    network = train_ensemble(pool, np.ones(len(pool.fold), dtype=bool), options)
    arrays = [np.asarray(getattr(network, field.name), dtype="<f4") for field in fields(network)]
    data = b"".join(array.tobytes() for array in arrays)
    described = {
        "facts": pool.table.shape[1],
        "shapes": [array.shape for array in arrays],
        "options": options.as_dict(),
        "articles": len(articles),
        "data": {path.name: sha256(path) for path in files},
        "sha256": {f"{name}.bin": hashlib.sha256(data).hexdigest()},
        "kinds": learn_kinds(articles),
    }
    (models.WEIGHTS / f"{name}.bin").write_bytes(data)
    (models.WEIGHTS / f"{name}.json").write_text(json.dumps(described, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Cross-validate, and write the weights on request."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument(
        "held_out", type=Path, nargs="*", help="readers that have not learned from the even articles, and from the odd ones"
    )
    parser.add_argument("--world", action="store_true", help="the scorer of the languages other than English")
    parser.add_argument("--weights", type=Path, default=models.WEIGHTS, help="the folder of the readers, which gets the files")
    parser.add_argument("--write", action="store_true", help="write the weights")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, help="folder in which what the reader says is kept")
    given = parser.parse_args()
    if len(given.held_out) != (0 if given.world else 2):
        parser.error("two readers are expected, or none with --world")
    models.WEIGHTS = given.weights
    options, to = Options(seed=given.seed), Report()
    golden = [path for part in ("speakers", "statements", "written") if (path := GOLDEN / f"{part}.jsonl").is_file()]
    files = [given.corpora / "statements/train.jsonl.gz", given.corpora / "attribution/dev.jsonl.gz", *golden]
    if given.world:
        name, files = WORLD_LINKER, [given.corpora / "statements/world.jsonl.gz", GOLDEN / "world.jsonl", *files]
        said = list(statement_records(given.corpora, "learn"))
        articles = [read(record, given.cache) for record in said]
        copies = [read(less_found(record), given.cache) for record in said]
        english = [*learned_statements(given.corpora), *labelled_speakers(given.corpora)]
        beside = [without_pointers(read(record, given.cache)) for record in english]
    else:
        name, held_out = LINKER, load_readers(given.held_out)
        articles = [read(record, given.cache, held_out[number % 2]) for number, record in enumerate(learned_statements(given.corpora))]
        copies = list[Labelled]()
        beside = [read(record, given.cache) for record in labelled_speakers(given.corpora)]
    pool = Pool.of([examples(article) for article in articles], given.folds)
    pool = pool.concatenated(Pool.of([examples(article) for article in copies], given.folds)) if copies else pool
    pool = pool.concatenated(Pool.of([examples(article) for article in beside], 0))
    if given.folds:
        report(articles, cross_validated(articles, pool, given.folds, options), to)
        score_kinds(articles, given.folds, to)
    if given.write:
        write(name, files, articles, pool, options)


if __name__ == "__main__":
    main()
