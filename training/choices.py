"""Statements with a known speaker as training examples: the features of all candidates, and which are right."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.statements import normalized, same_name
from transforms.entities.resolving import resolve_names
from transforms.lexicon.words import ENGLISH
from transforms.quotes.contents import content_kind
from transforms.reader.pointers import Pointers
from transforms.records import Attribution, Label, Quoted, Span, Sureness
from transforms.schema import EntityRow, ParagraphRow
from transforms.speakers.context import build_context
from transforms.speakers.discourse import DiscourseState
from transforms.speakers.features import AT_A_TIME, STATE_FEATURES, Article, Features, analyse, candidate_features
from transforms.speakers.linking import Score
from transforms.speakers.missed_names import add_missed_names
from transforms.speakers.network import Network
from transforms.speakers.rules import Chances
from transforms.speakers.units import Unit

Example = tuple[NDArray[np.float32], NDArray[np.bool_]]
"""The features of each candidate of one statement, and whether it is right."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One article with its labels."""

    article: Article
    wanted: Sequence[Sequence[str]]
    """Names of the speakers, by statement."""
    right: Sequence[frozenset[int]]
    """Entities with these names; empty if the article does not name them."""
    kinds: Sequence[str]
    """The kind of each source."""


def label_article(
    record: dict[str, Any],
    paragraphs: Sequence[ParagraphRow],
    quoted: Sequence[Sequence[Quoted]],
    labels: Sequence[Label],
    pointers: Pointers | None,
) -> Labelled:
    """Return an article with its labelled statements, and with the names that the reader finds."""
    text, language = record["text"], record.get("language", ENGLISH)
    begins = {row.start for row in paragraphs}
    pairs = sorted(((_attribution(text, one, quoted, begins), one) for one in record["attributions"]), key=lambda pair: pair[0].contents[0])
    said = [attribution for attribution, _ in pairs]
    mentions, entities = resolve_names("a", text, paragraphs, add_missed_names(text, said, labels, language), language)
    context = build_context(text, paragraphs, said, mentions, entities, pointers, language)
    everyone = {name for _, one in pairs for name in one["speakers"]}
    wanted = [one["speakers"] for _, one in pairs]
    right = [_entities_named(context.entities, names, everyone - {*names}) for names in wanted]
    return Labelled(analyse(context), wanted, right, [one["source_kind"] for _, one in pairs])


def _attribution(text: str, one: dict[str, Any], quoted: Sequence[Sequence[Quoted]], begins: AbstractSet[int]) -> Attribution:
    marks = [mark for row in quoted for mark in row if mark.level == 0]
    contents = tuple(sorted(Span(*span) for span in one["contents"]))
    kinds = {content_kind(text, span, [mark for mark in marks if span.holds(mark.span)]) for span in contents}
    source, cue = (Span(one[part][0][0], one[part][-1][1]) if one[part] else None for part in ("sources", "cues"))
    kind = kinds.pop() if len(kinds) == 1 else "mixed"
    carried = source is None and cue is None and kind == "direct" and contents[0].start in begins
    return Attribution(kind, contents, source, cue, 1.0, Sureness(1.0, 1.0, 1.0), carried=carried)


def _entities_named(entities: Sequence[EntityRow], names: Sequence[str], others: set[str]) -> frozenset[int]:
    """Return the entities with one of the names that do not share it with another person."""
    found = set()
    for number, entity in enumerate(entities):
        forms = [entity.name, *(alias for alias in entity.aliases if len(normalized(alias)) > 1 or alias.isupper())]
        clear = not any(same_name(entity.name, other) for other in others) or any(
            normalized(entity.name) == normalized(name) for name in names
        )
        if clear and any(same_name(form, name) for form in forms for name in names):
            found.add(number)
    return frozenset(found)


def examples(labelled: Labelled) -> list[Example]:
    """Return the examples of an article; who spoke before is as the labels say."""
    article, state, found = labelled.article, DiscourseState(labelled.article), []
    for first in range(0, len(article.units), AT_A_TIME):
        features = candidate_features(article, first)
        for number, unit in enumerate(features.units):
            table = features.table[number].copy()
            table[:, -STATE_FEATURES:] = state.features(unit, features.chosen)
            right = labelled.right[unit.attribution]
            hits = np.zeros(len(table), dtype=bool)
            hits[:-1] = np.isin(features.chosen, list(right))
            hits[-1] = not labelled.wanted[unit.attribution]
            found.append((table, hits))
            who = _referent(article, unit, right)
            state.record(unit, () if who is None else (who,))
    return found


def _referent(article: Article, unit: Unit, right: frozenset[int]) -> int | None:
    """Return the labelled entity that a source refers to: one named inside it, otherwise the one mentioned most often."""
    inside = {int(article.context.entity_of[number]) for number in article.context.within(unit.source)} if unit.source else set()
    return min(inside & right or right, key=lambda number: (-article.context.entities[number].mention_count, number), default=None)


def scored_by(network: Network) -> Score:
    """Return a scoring function for a network."""

    def score(features: Features) -> Callable[[int, NDArray[np.float32]], Chances]:
        prepared = network.prepared(features.table)
        return lambda number, state: network.chances(prepared[number], state)

    return score


def correct(labelled: Labelled, chosen: Sequence[int | None]) -> Iterator[tuple[str, str]]:
    """Yield the form of each source, and whether the choice is `right`, `nobody` (rightly), `wrong`, `lost` or `false`."""
    article = labelled.article
    for number, said in enumerate(article.context.attributions):
        units = [index for index, unit in enumerate(article.units) if unit.attribution == number]
        got = {chosen[index] for index in units} - {None}
        wording = article.units[units[0]].wording
        form = "none" if said.source is None else wording.pronoun or ("name" if wording.capitals else "nominal")
        if labelled.wanted[number]:
            yield form, "right" if got and got <= labelled.right[number] else "wrong" if got else "lost"
        else:
            yield form, "false" if got else "nobody"


@dataclass(frozen=True, slots=True)
class Pool:
    """The concatenated examples of many articles."""

    table: NDArray[np.float32]
    right: NDArray[np.bool_]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    fold: NDArray[np.int64]
    """The fold in which each example is held out."""

    @classmethod
    def of(cls, articles: Sequence[Sequence[Example]], folds: int) -> "Pool":
        """Concatenate the examples of articles, assigning articles to folds in turn or to none."""
        table = np.concatenate([table for article in articles for table, _ in article])
        right = np.concatenate([hits for article in articles for _, hits in article])
        sizes = np.array([len(hits) for article in articles for _, hits in article])
        fold = np.array([number % folds if folds else -1 for number, article in enumerate(articles) for _ in article])
        return cls(table, right, np.cumsum(sizes) - sizes, sizes, fold)

    def concatenated(self, other: "Pool") -> "Pool":
        """Concatenate two pools."""
        return Pool(
            np.concatenate([self.table, other.table]),
            np.concatenate([self.right, other.right]),
            np.concatenate([self.starts, other.starts + len(self.table)]),
            np.concatenate([self.sizes, other.sizes]),
            np.concatenate([self.fold, other.fold]),
        )
