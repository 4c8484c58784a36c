"""Positions of names relative to each source: distance, frequency, role, and surrounding statement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.records import Span
from transforms.speakers.candidates import Candidate
from transforms.speakers.context import ArticleContext, Numbers, holding
from transforms.speakers.units import Unit

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_FAR = 6.0
"""Maximum distance in sentences and paragraphs; larger ones count as this."""
_HEARER = 24
"""Characters after a cue in which the addressee is named."""
_OPENS = 30
"""Characters from the start of a sentence in which its subject is named."""
_NEVER = 1 << 40
POSITION_FEATURES = 40
"""Number of features."""


@dataclass(frozen=True, slots=True)
class Positions:
    """The mentions of an article and their context."""

    context: ArticleContext
    sentence: Numbers
    paragraph: Numbers
    inside: Numbers
    """Number of the attribution whose content contains a mention, or -1."""
    quoted: Flags
    """Whether that is a direct quotation."""
    leads: Flags
    """Whether it is the first name of its sentence, near the start."""
    body: Flags


def find_positions(context: ArticleContext) -> Positions:
    """Return the context of each mention."""
    spans = sorted((span.start, span.end, n) for n, one in enumerate(context.attributions) for span in one.contents)
    inside = np.array(holding(spans, context.starts.tolist()), dtype=np.int64)
    direct = np.array([one.kind == "direct" for one in context.attributions] or [False])
    sentence = context.sentence(context.starts)
    first = np.ones(len(sentence), dtype=bool)
    first[1:] = sentence[1:] != sentence[:-1]
    near = context.starts - context.sentence_starts[sentence] < _OPENS if len(sentence) else first
    paragraph = context.paragraph(context.starts)
    body = np.array([row.is_body for row in context.paragraphs] or [False])
    return Positions(context, sentence, paragraph, inside, (inside >= 0) & direct[inside], first & near, body[np.maximum(paragraph, 0)])


def _last(rows: Numbers, of: Numbers, values: Numbers, shape: tuple[int, int]) -> Numbers:
    """Return the highest value by row and column, of this row or an earlier one; -1 without one."""
    found = np.full((shape[0] + 1, shape[1]), -1, dtype=np.int64)
    np.maximum.at(found, (rows, of), values)
    return np.maximum.accumulate(found[:-1], axis=0)


def _next(rows: Numbers, of: Numbers, values: Numbers, shape: tuple[int, int]) -> Numbers:
    """Return the lowest value by row and column, of this row or one after."""
    found = np.full((shape[0] + 1, shape[1]), _NEVER, dtype=np.int64)
    np.minimum.at(found, (rows, of), values)
    return np.minimum.accumulate(found[::-1], axis=0)[::-1][1:]


def _rank(last: Numbers, among: Flags) -> Floats:
    """Return 1 for the entity named last, 1/2 for the one before, …, per column; 0 for one not yet named."""
    order = np.argsort(np.argsort(-np.where(among & (last >= 0), last, -1), axis=1, kind="stable"), axis=1, kind="stable")
    return np.where(among & (last >= 0), 1.0 / (1.0 + order), 0.0).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Nearby:
    """Mentions relative to the units: a row per unit, a column per entity; mention numbers, -1 for none."""

    positions: Positions
    refs: Numbers
    latest: Numbers
    """Last mention before, …"""
    plain: Numbers
    """… outside quotations, …"""
    led: Numbers
    """… and as the first of a sentence."""
    coming: Numbers
    """Next mention."""
    times: Floats
    """Number of mentions before."""
    counts: Floats
    """Total number of mentions."""
    first: Numbers
    """Paragraph of the first mention."""

    @property
    def sentence(self) -> Numbers:
        """The sentences of the units, as a column."""
        return self.positions.context.sentence(self.refs)[:, None]

    @property
    def paragraph(self) -> Numbers:
        """The paragraphs of the units, as a column."""
        return self.positions.context.paragraph(self.refs)[:, None]


def position_features(
    positions: Positions, units: Sequence[Unit], chosen: Numbers, known: Sequence[Candidate], fits: Flags
) -> list[Floats]:
    """Return the feature columns, with a row per unit and a column per chosen entity.

    Args:
        positions: the mentions of the article.
        units: the units.
        chosen: indices of the candidate entities.
        known: the candidates.
        fits: which candidates agree with each unit in sex and kind.
    """
    shape = len(units), len(chosen)
    if not len(chosen):
        return [np.zeros(shape, dtype=np.float32)] * POSITION_FEATURES
    column = np.full(len(positions.context.entities) + 1, -1)
    column[chosen] = np.arange(len(chosen))
    nearby = _find_nearby(positions, units, column, shape)
    people, bodies = (np.array([[one.row.type == kind for one in known]], dtype=bool) for kind in ("person", "organization"))
    own, hears, joins = _around(positions, units, column, shape)
    features = [*_before(nearby, people, bodies, fits), own, own & (nearby.plain < 0), *_after(nearby), hears, joins, *_counted(nearby)]
    return [np.broadcast_to(feature, shape).astype(np.float32) for feature in features]


def _find_nearby(positions: Positions, units: Sequence[Unit], column: Numbers, shape: tuple[int, int]) -> _Nearby:
    """Find the mentions before and after each unit."""
    context = positions.context
    mine = np.flatnonzero(column[context.entity_of] >= 0)
    of, starts = column[context.entity_of[mine]], context.starts[mine]
    refs = np.array([unit.search_from for unit in units], dtype=np.int64)
    order = np.argsort(refs, kind="stable")
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    before = np.searchsorted(refs[order], starts, side="right")  # the first unit after a mention
    plain = ~positions.quoted[mine]
    led = positions.leads[mine] & plain

    def last(some: Flags | slice) -> Numbers:
        return _last(before[some], of[some], mine[some], shape)[back]

    times = np.zeros((shape[0] + 1, shape[1]), dtype=np.float32)
    np.add.at(times, (before, of), 1.0)
    first = np.full(shape[1], _NEVER)
    np.minimum.at(first, of, positions.paragraph[mine])
    return _Nearby(
        positions,
        refs,
        last(slice(None)),
        last(plain),
        last(led),
        _next(np.searchsorted(refs[order], starts, side="left"), of, mine, shape)[back],
        np.cumsum(times[:-1], axis=0)[back],
        np.bincount(of, minlength=shape[1])[None, :].astype(np.float32),
        first,
    )


def _ago(which: Numbers, of_mention: Numbers, here: Numbers) -> Floats:
    """Return the distance back to mentions in sentences or paragraphs."""
    return np.where(which >= 0, np.minimum(here - of_mention[which], _FAR), _FAR + 1).astype(np.float32) / np.float32(_FAR)


def _before(nearby: _Nearby, people: Flags, bodies: Flags, fits: Flags) -> list[Numbers | Floats | Flags]:
    """Return features of the mentions before."""
    positions, latest, plain, led = nearby.positions, nearby.latest, nearby.plain, nearby.led
    sentence, paragraph = nearby.sentence, nearby.paragraph
    passed = np.searchsorted(positions.context.starts, nearby.refs)[:, None]
    return [
        latest >= 0,
        plain >= 0,
        _ago(latest, positions.sentence, sentence),
        _ago(plain, positions.sentence, sentence),
        _ago(led, positions.sentence, sentence),
        _ago(plain, positions.paragraph, paragraph),
        np.log1p(np.where(latest >= 0, passed - 1 - latest, 50)) / 4,
        _rank(latest, np.ones_like(people)),
        _rank(plain, people),
        _rank(plain, ~people),
        _rank(led, people),
        _rank(plain, bodies),
        _rank(plain, fits),
        _rank(led, fits),
        _rank(plain, fits & (nearby.counts > 1)),
        (latest >= 0) & (positions.sentence[latest] == sentence),
        (plain >= 0) & (positions.sentence[plain] == sentence),
        (plain >= 0) & (positions.sentence[plain] == sentence - 1),
        (plain >= 0) & (positions.paragraph[plain] == paragraph),
        (latest >= 0) & positions.quoted[latest],
        (plain >= 0) & positions.leads[plain],
        (led >= 0) & (positions.sentence[led] == sentence),
        (led >= 0) & (positions.sentence[led] == sentence - 1),
    ]


def _after(nearby: _Nearby) -> list[Floats | Flags]:
    """Return features of the mentions after."""
    positions, follows = nearby.positions, nearby.coming < _NEVER
    ahead = np.minimum(nearby.coming, len(positions.context.starts) - 1)
    return [
        _next_sentence(nearby),
        follows & (positions.sentence[ahead] == nearby.sentence),
        follows & (positions.paragraph[ahead] == nearby.paragraph),
        (nearby.latest < 0) & follows,
    ]


def _next_sentence(nearby: _Nearby) -> Floats:
    """Return the distance in sentences to each entity's next mention."""
    positions, follows = nearby.positions, nearby.coming < _NEVER
    ahead = np.minimum(nearby.coming, len(positions.context.starts) - 1)
    return np.where(follows, np.minimum(positions.sentence[ahead] - nearby.sentence, _FAR), _FAR + 1).astype(np.float32) / np.float32(_FAR)


def _counted(nearby: _Nearby) -> list[Numbers | Floats | Flags]:
    """Return features of the distance to the last mention, the counts and the first mention."""
    gap = np.where(nearby.latest >= 0, nearby.refs[:, None] - nearby.positions.context.ends[nearby.latest], 1e6)
    follows = nearby.coming < _NEVER
    return [
        np.log1p(np.maximum(gap, 0)) / 8,
        (nearby.latest >= 0) & (gap <= 2),
        np.log1p(nearby.counts) / 3,
        np.log1p(nearby.times) / 3,
        nearby.counts / max(1.0, float(nearby.counts.sum())),
        nearby.counts == nearby.counts.max(),
        (nearby.first <= 0)[None, :],
        np.log1p(np.minimum(nearby.first, 60))[None, :] / 3,
        (nearby.times == 0) & follows & (_next_sentence(nearby) * _FAR <= 1),
    ]


def _around(positions: Positions, units: Sequence[Unit], column: Numbers, shape: tuple[int, int]) -> tuple[Flags, Flags, Flags]:
    """Return features of names inside each unit, right after its cue, and beside a statement without source."""
    context = positions.context
    own, hears, joins = (np.zeros(shape, dtype=bool) for _ in range(3))
    for number, unit in enumerate(units):
        said = context.attributions[unit.attribution]
        for span in said.contents:
            for mention in context.within(span):
                if column[context.entity_of[mention]] >= 0:
                    own[number, column[context.entity_of[mention]]] = True
        if said.cue is None:
            continue
        end = said.cue.end
        for mention in context.within(Span(said.cue.start - _HEARER, end + _HEARER)):
            start = int(context.starts[mention])
            which = int(column[context.entity_of[mention]])
            if which < 0 or positions.inside[mention] == unit.attribution or (said.source and said.source.start <= start < said.source.end):
                continue
            if start >= said.cue.start:
                hears[number, which] = not any(mark in context.text[end:start] for mark in '.;:“”"')
            else:
                joins[number, which] = True
    return own, hears, joins
