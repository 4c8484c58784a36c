"""Positions of names relative to each source: distance, frequency, role, and surrounding statement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.records import Span
from transforms.speakers.bearers import Bearer
from transforms.speakers.scene import Numbers, Scene, holding
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
COUNT = 40
"""Number of features."""


@dataclass(frozen=True, slots=True)
class Places:
    """The mentions of an article and their context."""

    scene: Scene
    sentence: Numbers
    paragraph: Numbers
    inside: Numbers
    """Number of the attribution whose content contains a mention, or -1."""
    quoted: Flags
    """Whether that is a direct quotation."""
    leads: Flags
    """Whether it is the first name of its sentence, near the start."""
    body: Flags


def find_places(scene: Scene) -> Places:
    """Return the context of each mention."""
    spans = sorted((span.start, span.end, n) for n, one in enumerate(scene.attributions) for span in one.contents)
    inside = np.array(holding(spans, scene.starts.tolist()), dtype=np.int64)
    direct = np.array([one.kind == "direct" for one in scene.attributions] or [False])
    sentence = scene.sentence(scene.starts)
    first = np.ones(len(sentence), dtype=bool)
    first[1:] = sentence[1:] != sentence[:-1]
    near = scene.starts - scene.breaks[sentence] < _OPENS if len(sentence) else first
    paragraph = scene.paragraph(scene.starts)
    body = np.array([row.is_body for row in scene.paragraphs] or [False])
    return Places(scene, sentence, paragraph, inside, (inside >= 0) & direct[inside], first & near, body[np.maximum(paragraph, 0)])


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
class _Seen:
    """Mentions relative to the units: a row per unit, a column per entity; mention numbers, -1 for none."""

    places: Places
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
        return self.places.scene.sentence(self.refs)[:, None]

    @property
    def paragraph(self) -> Numbers:
        """The paragraphs of the units, as a column."""
        return self.places.scene.paragraph(self.refs)[:, None]


def standing(places: Places, units: Sequence[Unit], chosen: Numbers, known: Sequence[Bearer], fits: Flags) -> list[Floats]:
    """Return the feature columns, with a row per unit and a column per chosen entity.

    Args:
        places: where the names of the article stand.
        units: the units.
        chosen: numbers of the entities that are weighed.
        known: who they are.
        fits: who may be meant by each unit, by sex and kind.
    """
    shape = len(units), len(chosen)
    if not len(chosen):
        return [np.zeros(shape, dtype=np.float32)] * COUNT
    column = np.full(len(places.scene.entities) + 1, -1)
    column[chosen] = np.arange(len(chosen))
    seen = _look(places, units, column, shape)
    people, bodies = (np.array([[one.row.type == kind for one in known]], dtype=bool) for kind in ("person", "organization"))
    own, hears, joins = _around(places, units, column, shape)
    facts = [*_before(seen, people, bodies, fits), own, own & (seen.plain < 0), *_after(seen), hears, joins, *_counted(seen)]
    return [np.broadcast_to(fact, shape).astype(np.float32) for fact in facts]


def _look(places: Places, units: Sequence[Unit], column: Numbers, shape: tuple[int, int]) -> _Seen:
    """Find the mentions before and after each unit."""
    scene = places.scene
    mine = np.flatnonzero(column[scene.of] >= 0)
    of, starts = column[scene.of[mine]], scene.starts[mine]
    refs = np.array([unit.place for unit in units], dtype=np.int64)
    order = np.argsort(refs, kind="stable")
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    before = np.searchsorted(refs[order], starts, side="right")  # the first unit after a mention
    plain = ~places.quoted[mine]
    led = places.leads[mine] & plain

    def last(some: Flags | slice) -> Numbers:
        return _last(before[some], of[some], mine[some], shape)[back]

    times = np.zeros((shape[0] + 1, shape[1]), dtype=np.float32)
    np.add.at(times, (before, of), 1.0)
    first = np.full(shape[1], _NEVER)
    np.minimum.at(first, of, places.paragraph[mine])
    return _Seen(
        places,
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


def _before(seen: _Seen, people: Flags, bodies: Flags, fits: Flags) -> list[Numbers | Floats | Flags]:
    """Return features of the mentions before."""
    places, latest, plain, led = seen.places, seen.latest, seen.plain, seen.led
    sentence, paragraph = seen.sentence, seen.paragraph
    passed = np.searchsorted(places.scene.starts, seen.refs)[:, None]
    return [
        latest >= 0,
        plain >= 0,
        _ago(latest, places.sentence, sentence),
        _ago(plain, places.sentence, sentence),
        _ago(led, places.sentence, sentence),
        _ago(plain, places.paragraph, paragraph),
        np.log1p(np.where(latest >= 0, passed - 1 - latest, 50)) / 4,
        _rank(latest, np.ones_like(people)),
        _rank(plain, people),
        _rank(plain, ~people),
        _rank(led, people),
        _rank(plain, bodies),
        _rank(plain, fits),
        _rank(led, fits),
        _rank(plain, fits & (seen.counts > 1)),
        (latest >= 0) & (places.sentence[latest] == sentence),
        (plain >= 0) & (places.sentence[plain] == sentence),
        (plain >= 0) & (places.sentence[plain] == sentence - 1),
        (plain >= 0) & (places.paragraph[plain] == paragraph),
        (latest >= 0) & places.quoted[latest],
        (plain >= 0) & places.leads[plain],
        (led >= 0) & (places.sentence[led] == sentence),
        (led >= 0) & (places.sentence[led] == sentence - 1),
    ]


def _after(seen: _Seen) -> list[Floats | Flags]:
    """Return features of the mentions after."""
    places, follows = seen.places, seen.coming < _NEVER
    ahead = np.minimum(seen.coming, len(places.scene.starts) - 1)
    return [
        _next_sentence(seen),
        follows & (places.sentence[ahead] == seen.sentence),
        follows & (places.paragraph[ahead] == seen.paragraph),
        (seen.latest < 0) & follows,
    ]


def _next_sentence(seen: _Seen) -> Floats:
    """Return the distance in sentences to each entity's next mention."""
    places, follows = seen.places, seen.coming < _NEVER
    ahead = np.minimum(seen.coming, len(places.scene.starts) - 1)
    return np.where(follows, np.minimum(places.sentence[ahead] - seen.sentence, _FAR), _FAR + 1).astype(np.float32) / np.float32(_FAR)


def _counted(seen: _Seen) -> list[Numbers | Floats | Flags]:
    """Return features of the distance to the last mention, the counts and the first mention."""
    gap = np.where(seen.latest >= 0, seen.refs[:, None] - seen.places.scene.ends[seen.latest], 1e6)
    follows = seen.coming < _NEVER
    return [
        np.log1p(np.maximum(gap, 0)) / 8,
        (seen.latest >= 0) & (gap <= 2),
        np.log1p(seen.counts) / 3,
        np.log1p(seen.times) / 3,
        seen.counts / max(1.0, float(seen.counts.sum())),
        seen.counts == seen.counts.max(),
        (seen.first <= 0)[None, :],
        np.log1p(np.minimum(seen.first, 60))[None, :] / 3,
        (seen.times == 0) & follows & (_next_sentence(seen) * _FAR <= 1),
    ]


def _around(places: Places, units: Sequence[Unit], column: Numbers, shape: tuple[int, int]) -> tuple[Flags, Flags, Flags]:
    """Return features of names inside each unit, right after its cue, and beside a statement without source."""
    scene = places.scene
    own, hears, joins = (np.zeros(shape, dtype=bool) for _ in range(3))
    for number, unit in enumerate(units):
        said = scene.attributions[unit.attribution]
        for span in said.contents:
            for mention in scene.within(span):
                if column[scene.of[mention]] >= 0:
                    own[number, column[scene.of[mention]]] = True
        if said.cue is None:
            continue
        end = said.cue.end
        for mention in scene.within(Span(said.cue.start - _HEARER, end + _HEARER)):
            start = int(scene.starts[mention])
            which = int(column[scene.of[mention]])
            if which < 0 or places.inside[mention] == unit.attribution or (said.source and said.source.start <= start < said.source.end):
                continue
            if start >= said.cue.start:
                hears[number, which] = not any(mark in scene.text[end:start] for mark in '.;:“”"')
            else:
                joins[number, which] = True
    return own, hears, joins
