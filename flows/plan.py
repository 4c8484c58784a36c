"""What a run has to do: the seeds that are there now against the articles of the previous release. Pure; no file is touched.

Articles keep their place: parts are cut in order of arrival, a changed article takes the place of the one before it, and only
parts that hold a changed, moved or dropped article are written again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from flows.options import Options
from flows.seeds import Seed, file_name
from transforms.records import article_id
from transforms.schema import RejectRow

Item = TypeVar("Item")

TRANSIENT = frozenset({"unreadable", "changed", "failed"})
"""Reasons that may be gone at the next run: such seeds are always tried again, and lose no earlier article."""

OF_THE_SCAN = frozenset({"empty", "corrupt", "too_large", "outside", "unsupported", "duplicate"})
"""Reasons that are found out anew at every run, before anything is read."""

CASES = ("new", "changed", "moved", "reread", "removed", "dropped", "kept_without_seed", "unchanged")
"""What can become of an article: `reread` after a change of the reader's version, `dropped` where its seed is now a reject."""

MERGE_AT = 100
"""Small parts (under half full) that may pile up before they are merged."""

PART_TEXT_BYTES = 256_000_000
"""Text in one part at most, so that a part of long articles still fits in memory and in Arrow's 32-bit offsets."""


@dataclass(frozen=True, slots=True)
class Known:
    """An article of the previous release."""

    article_id: str
    seed: str
    sha256: str
    part: str
    version: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one article in a part.

    `read` is the seed to read it from; without it the rows are taken from the previous release. `fallback` is the article that
    stays in this place when the seed turns out to be unreadable.
    """

    article_id: str
    seed: str
    read: Seed | None = None
    fallback: str | None = None


@dataclass(slots=True)
class PartPlan:
    """One part of the next release: its articles in order, and the old parts that hold rows for it; kept as it is unless dirty."""

    slots: list[Slot]
    sources: list[str] = field(default_factory=list)
    dirty: bool = True
    text_bytes: int = 0


@dataclass(slots=True)
class Plan:
    """All that a run has to do, and how many seeds are in which case."""

    parts: list[PartPlan]
    rejects: list[RejectRow]
    counts: dict[str, int]

    @property
    def to_read(self) -> list[Seed]:
        """The seeds to read, in order."""
        return [slot.read for part in self.parts for slot in part.slots if slot.read]


@dataclass(frozen=True, slots=True)
class Before:
    """The previous release as a plan sees it; empty before the first one."""

    articles: Sequence[Known] = ()
    """In order of part and place."""
    rejects: Mapping[str, RejectRow] = field(default_factory=dict)
    """By seed."""
    text_bytes: Mapping[str, int] = field(default_factory=dict)
    """Size of the text in each part, by its key."""
    version: str = ""
    """Reader version of the run that made it."""


@dataclass(frozen=True, slots=True)
class _Now:
    """What the fate of one article depends on."""

    files: Mapping[str, Seed]
    owners: Mapping[str, str]
    known_bytes: frozenset[str]
    standing: Mapping[str, RejectRow]
    version: str
    prune_removed: bool

    def is_unread(self, seed: str) -> bool:
        """Tell whether a seed may be in a file that could not be read to its end, so that nobody knows whether it is gone."""
        file = self.files.get(file_name(seed))
        return file is not None and file.name != seed and file.reason not in {None, "empty"}


def make_plan(before: Before, seeds: Sequence[Seed], version: str, options: Options) -> Plan:
    """Compare the seeds that are there, in order of name, with what the previous release knows.

    `version` is the reader's version now; of the options `full`, `prune_removed` and `part_size` matter here.
    """
    files = {seed.name: seed for seed in seeds}
    standing = _standing(before.rejects.values()) if before.version == version and not options.full else {}
    readable = [seed for seed in seeds if seed.sha256]
    known = _gone(before.articles, files, readable) if options.full else before.articles
    owners = _owners(known, readable)
    now = _Now(files, owners, frozenset(article.sha256 for article in known), standing, version, options.prune_removed)
    parts, counts = _carry_over(known, before.text_bytes, now)
    taken = {slot.article_id for part in parts for slot in part.slots}
    owned = (seed for seed in readable if owners[seed.sha256 or ""] == seed.name and seed.sha256 not in standing)
    fresh = [seed for seed in owned if _article(seed) not in taken]
    runs = cut(fresh, lambda seed: seed.length, most=options.part_size, most_bytes=PART_TEXT_BYTES)
    new = [PartPlan([Slot(_article(seed), seed.name, seed) for seed in run], text_bytes=sum(seed.length for seed in run)) for run in runs]
    if options.full:
        for part in parts:
            part.dirty = True
        return Plan([*new, *parts], _rejects([*new, *parts], before.rejects, now), counts | {"new": len(fresh)})
    return Plan(
        _merge_small([*parts, *new], options.part_size), _rejects([*parts, *new], before.rejects, now), counts | {"new": len(fresh)}
    )


def _gone(articles: Sequence[Known], files: Mapping[str, Seed], readable: Sequence[Seed]) -> list[Known]:
    """Return the articles that cannot be read again, because their seeds are gone or cannot be opened at present."""
    here = {seed.sha256 for seed in readable}
    return [a for a in articles if a.sha256 not in here and (a.seed not in files or files[a.seed].reason in TRANSIENT)]


def _article(seed: Seed) -> str:
    return article_id(seed.sha256 or "")


def _standing(rejects: Iterable[RejectRow]) -> dict[str, RejectRow]:
    """Return the rejects whose reason lies in the bytes, by these: whatever seed has them is not read again."""
    return {row.source_sha256: row for row in rejects if row.source_sha256 and row.reason not in TRANSIENT | OF_THE_SCAN}


def _owners(known: Iterable[Known], readable: Sequence[Seed]) -> dict[str, str]:
    """Say for all bytes which seed is their article: the one that was, else the first by name; the others are duplicates."""
    now = {seed.name: seed.sha256 for seed in readable}
    owners = {article.sha256: article.seed for article in known if now.get(article.seed) == article.sha256}
    for seed in readable:
        owners.setdefault(seed.sha256 or "", seed.name)
    return owners


def _carry_over(known: Sequence[Known], text_bytes: Mapping[str, int], now: _Now) -> tuple[list[PartPlan], dict[str, int]]:
    """Return the parts of the previous release as they have to become, and how many articles are in which case."""
    parts: dict[str, PartPlan] = {}
    counts = dict.fromkeys(CASES, 0)
    for article in known:
        part = parts.setdefault(article.part, PartPlan([], [article.part], dirty=False, text_bytes=text_bytes.get(article.part, 0)))
        slot, case = _next_slot(article, now)
        counts[case] += 1
        part.dirty |= case not in {"unchanged", "kept_without_seed"}
        if slot:
            part.slots.append(slot)
    return [part for part in parts.values() if part.slots], counts


def _next_slot(article: Known, now: _Now) -> tuple[Slot | None, str]:
    """Decide what becomes of one known article: what stands in its place, and which case it is."""
    place = now.owners.get(article.sha256)
    if place is not None:
        if article.version != now.version:
            return Slot(article.article_id, place, now.files[place], fallback=article.article_id), "reread"
        return Slot(article.article_id, place), "unchanged" if place == article.seed else "moved"
    file = now.files.get(article.seed)
    if file is None:
        stays = not now.prune_removed or now.is_unread(article.seed)
        return (Slot(article.article_id, article.seed), "kept_without_seed") if stays else (None, "removed")
    if file.reason in TRANSIENT:
        return Slot(article.article_id, article.seed), "kept_without_seed"
    fresh = file.sha256 not in now.known_bytes and file.sha256 not in now.standing
    if file.sha256 and fresh and now.owners.get(file.sha256) == file.name:
        return Slot(_article(file), file.name, file, fallback=article.article_id), "changed"
    return None, "dropped"  # its seed is now a reject, a duplicate, or another known article moved there


def _rejects(parts: Sequence[PartPlan], known_rejects: Mapping[str, RejectRow], now: _Now) -> list[RejectRow]:
    """Return the rejects that are known before anything is read, in order of seed."""
    in_articles = {slot.seed for part in parts for slot in part.slots}
    rows: dict[str, RejectRow] = {}
    for name, seed in now.files.items():
        if name in in_articles:
            continue
        owner = now.owners.get(seed.sha256 or "", name)
        if seed.reason:
            rows[name] = RejectRow(name, seed.sha256, seed.reason, seed.message or "", seed.size)
        elif owner != name:
            rows[name] = RejectRow(name, seed.sha256, "duplicate", f"the same bytes as {owner}", seed.size)
        else:
            rows[name] = replace(now.standing[seed.sha256 or ""], seed=name, size=seed.size)
    gone = [row for name, row in known_rejects.items() if name not in now.files and name not in in_articles]
    rows |= {row.seed: row for row in _lasting(gone, now)}
    return [rows[name] for name in sorted(rows)]


def _lasting(gone: Sequence[RejectRow], now: _Now) -> Iterator[RejectRow]:
    """Yield the rejects that stay though their seeds are not there: their files are gone, or cannot be read to their ends."""
    if not gone:
        return
    here = {seed.sha256 for seed in now.files.values()} - {None}
    files = {file_name(name) for name in now.files}
    for row in gone:
        without_file = not now.prune_removed and file_name(row.seed) not in files
        if row.source_sha256 not in here and (without_file or now.is_unread(row.seed)):
            yield row


def cut(items: Iterable[Item], size: Callable[[Item], int], *, most: int, most_bytes: int) -> Iterator[list[Item]]:
    """Cut items into runs of at most `most` items and `most_bytes` bytes (a single larger item makes a run of its own)."""
    run: list[Item] = []
    total = 0
    for item in items:
        if run and (len(run) == most or total + size(item) > most_bytes):
            yield run
            run, total = [], 0
        run.append(item)
        total += size(item)
    if run:
        yield run


def _merge_small(parts: list[PartPlan], part_size: int) -> list[PartPlan]:
    """Merge small parts, in order of arrival, once `MERGE_AT` of them have piled up."""
    large = [part for part in parts if len(part.slots) * 2 >= part_size]
    small = [part for part in parts if len(part.slots) * 2 < part_size]
    if len(small) < MERGE_AT:
        return parts
    merged: list[PartPlan] = []
    for part in small:
        last = merged[-1] if merged else None
        if last and len(last.slots) + len(part.slots) <= part_size and last.text_bytes + part.text_bytes <= PART_TEXT_BYTES:
            last.slots += part.slots
            last.sources += part.sources
            last.text_bytes += part.text_bytes
            last.dirty = True
        else:
            merged.append(part)
    return [*large, *merged]
