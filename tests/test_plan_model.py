"""Plans in columns against the same rules said plainly, an article and a seed at a time, over 360 random histories."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from flows.ingest.seed import Seed, file_name
from flows.ingest.seed_table import SCAN_REASONS, TRANSIENT
from flows.options import Options
from flows.plan.plan import CASES, Plan
from tests.test_plan import VERSION, Known, before, cases, known, places, plan_for, seed, sha
from transforms.records import article_id
from transforms.schema import RejectRow

Slot = tuple[str, str, bool, str | None]
FILES = ("a.txt", "b.txt", "c.jsonl", "d.jsonl", "e.txt")


class Rules:
    """What becomes of each article and seed."""

    def __init__(
        self, articles: Sequence[Known], rejects: Sequence[RejectRow], seeds: Sequence[Seed], version: str, options: Options
    ) -> None:
        self.seeds = {one.name: one for one in seeds}
        self.rejects, self.version, self.options = rejects, version, options
        lasting = [row for row in rejects if row.source_sha256 and row.reason not in TRANSIENT | SCAN_REASONS]
        self.standing = {row.source_sha256: row for row in lasting} if version == VERSION and not options.full else {}
        here = {one.sha256 for one in seeds} - {None}
        if options.full:
            articles = [a for a in articles if a.sha256 not in here and self.reason(a.seed) in {None, *TRANSIENT}]
        self.articles = articles
        self.owners = {a.sha256: a.seed for a in articles if a.seed in self.seeds and self.seeds[a.seed].sha256 == a.sha256}
        for one in seeds:
            if one.sha256:
                self.owners.setdefault(one.sha256, one.name)

    def reason(self, name: str) -> str | None:
        """Why a seed is rejected: "" where it is not, None where it is not there."""
        return (self.seeds[name].reason or "") if name in self.seeds else None

    def next_slot(self, article: Known) -> tuple[Slot | None, str]:
        place = self.owners.get(article.sha256)
        if place is not None and article.version != self.version:
            return (article.article_id, place, True, article.article_id), "reread"
        if place is not None:
            return (article.article_id, place, False, None), "unchanged" if place == article.seed else "moved"
        stays = (article.article_id, article.seed, False, None), "kept_without_seed"
        if article.seed not in self.seeds:
            return (None, "removed") if self.options.prune_removed and not self.is_unread(article.seed) else stays
        if self.reason(article.seed) in TRANSIENT:
            return stays
        now = self.seeds[article.seed].sha256
        if now and now not in {a.sha256 for a in self.articles} | self.standing.keys() and self.owners[now] == article.seed:
            return (article_id(now), article.seed, True, article.article_id), "changed"
        return None, "dropped"

    def is_unread(self, name: str) -> bool:
        return file_name(name) != name and self.reason(file_name(name)) not in {None, "", "empty"}

    def parts(self) -> tuple[list[list[Slot]], list[Slot], Counter[str]]:
        """The old parts as they become, the new articles, and how many are in which case."""
        settled = [(a.part, *self.next_slot(a)) for a in self.articles]
        old = [[slot for part, slot, _ in settled if slot and part == wanted] for wanted in dict.fromkeys(a.part for a in self.articles)]
        taken = {slot[0] for part in old for slot in part}
        owned = [one for one in self.seeds.values() if one.sha256 and self.owners[one.sha256] == one.name]
        new: list[Slot] = [(article_id(one.sha256 or ""), one.name, True, None) for one in owned if one.sha256 not in self.standing]
        new = [slot for slot in new if slot[0] not in taken]
        return [part for part in old if part], new, Counter(case for *_, case in settled) + Counter(new=len(new))

    def refused(self, in_articles: set[str]) -> Iterator[RejectRow]:
        for one in self.seeds.values():
            owner = self.owners.get(one.sha256 or "", one.name)
            if one.name in in_articles:
                continue
            if one.reason:
                yield RejectRow(one.name, None, one.reason, one.message or "", one.size)
            elif owner != one.name:
                yield RejectRow(one.name, one.sha256, "duplicate", f"the same bytes as {owner}", one.size)
            else:
                yield replace(self.standing[one.sha256], seed=one.name, size=one.size)
        here, files = {one.sha256 for one in self.seeds.values()} - {None}, {file_name(name) for name in self.seeds}
        for row in self.rejects:
            without_file = not self.options.prune_removed and file_name(row.seed) not in files
            if row.seed not in {*self.seeds, *in_articles} and row.source_sha256 not in here and (without_file or self.is_unread(row.seed)):
                yield row


def any_seeds(draw: random.Random) -> list[Seed]:
    """A folder: files with a text, or rejected, or with some records, some of them rejected, or broken off."""
    found = []
    for name in FILES:
        if draw.random() < 0.25:
            continue
        records = [f"{name}#{n}" for n in range(1, draw.randrange(2, 5))] if name.endswith("jsonl") else [name]
        for record in records:
            one = seed(record, draw.choice("ABCDEFGHIJ"))
            if draw.random() < 0.2:
                reason = draw.choice(["corrupt", "too_large", "unreadable", "empty"])
                one = replace(one, sha256=None, length=0, reason=reason, message=f"it is {reason}", size=draw.choice([None, 7]))
            found.append(one)
        if records != [name] and draw.random() < 0.3:
            reason = draw.choice(["corrupt", "empty", "unreadable"])
            found.append(Seed(name, f"/{name}", 9, None, 0, reason, "no more of it"))
    return found


def any_history(draw: random.Random) -> tuple[list[Known], list[RejectRow]]:
    """Articles and rejects that a run may have left: no bytes and no seed twice."""
    names = [name for file in FILES for name in ([f"{file}#{n}" for n in range(1, 4)] if file.endswith("jsonl") else [file])]
    draw.shuffle(names)
    contents = draw.sample("ABCDEFGHIJ", 8)
    articles = [known(names.pop(), contents.pop(), f"p{number // 3}", draw.choice("11112")) for number in range(draw.randrange(6))]
    rejects = []
    for name in names[: draw.randrange(5)]:
        reason = draw.choice(["binary", "blank", "language", "failed", "duplicate", "corrupt", "changed"])
        content = (
            None if reason == "corrupt" else draw.choice(articles).sha256 if reason == "duplicate" and articles else sha(contents.pop())
        )
        rejects.append(RejectRow(name, content, reason, f"it was {reason}", 3))
        if len(contents) == 0:
            break
    return articles, rejects


def told(plan: Plan) -> tuple[list[list[Slot]], dict[str, int], list[RejectRow]]:
    return [places(plan, part) for part in plan.parts], cases(plan), [RejectRow(**row) for row in plan.rejects.to_pylist()]


@pytest.mark.parametrize("number", range(6))
def test_plans_are_those_of_the_rules(number: int) -> None:
    draw = random.Random(number)  # noqa: S311 - any histories will do
    met: Counter[str] = Counter()
    for _ in range(60):
        articles, rejects = any_history(draw)
        seeds, version = any_seeds(draw), draw.choice("1112")
        options = Options(part_size=3, full=draw.random() < 0.2, prune_removed=draw.random() < 0.4)
        rules = Rules(articles, sorted(rejects, key=lambda row: row.seed), seeds, version, options)
        old, new, counts = rules.parts()
        cut = [new[start : start + 3] for start in range(0, len(new), 3)]
        slots = [*cut, *old] if options.full else [*old, *cut]
        refused = sorted(rules.refused({slot[1] for part in slots for slot in part}), key=lambda row: row.seed)
        plan = plan_for(before(*articles, rejects=rejects), seeds, version, options)
        assert told(plan) == (slots, dict(counts), refused)
        assert [part.articles for part in plan.parts] == list(map(len, slots))
        assert plan.to_read == sum(read for part in slots for *_, read, _ in part)
        met += counts
    assert met.keys() == set(CASES)
