"""Files passed between the steps of a run: the plan, batches to read, parts to build, and finished batches."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self, TypedDict

import pyarrow as pa

from flows.ingest.seed import Seed
from flows.ingest.seed_table import TRANSIENT
from flows.plan.layout import Slots
from flows.store.files import below, read_arrow, read_json, write_json
from flows.store.staging import run_folder
from newstables.files import Place, place
from transforms.schema import TABLES

DONE = "done.json"
"""The last file of a finished batch: its counts."""

_PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class BatchJob:
    """Seeds to read together."""

    done: str
    """The output folder for their rows."""
    spooled: str
    """The folder of the spooled records among them, and of whole files if `all_spooled`."""
    all_spooled: bool
    max_bytes: int
    languages: tuple[str, ...]
    reader_version: str
    seconds: float
    """Seconds of processor time that a seed may take."""
    seeds: Sequence[Seed]

    def write(self, to: Place) -> None:
        """Write the job, with the seeds as columns."""
        columns = {field.name: [getattr(seed, field.name) for seed in self.seeds] for field in fields(Seed)}
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        write_json({"job": "batch"} | facts | {"seeds": columns}, to)

    @classmethod
    def read(cls, path: str) -> Self:
        """Return the job in a file."""
        facts = read_json(place(path))
        names = facts["seeds"].keys()
        seeds = [Seed(**dict(zip(names, row, strict=True))) for row in zip(*facts["seeds"].values(), strict=True)]
        del facts["job"]
        return cls(**facts | {"seeds": seeds, "languages": tuple(facts["languages"])})


@dataclass(frozen=True, slots=True)
class PartJob:
    """The articles of a part to build, in order, and the batch folders with their fresh rows."""

    slots: Slots
    batches: Sequence[str]

    def write(self, to: Place) -> None:
        """Write the job."""
        write_json({"job": "part", "slots": asdict(self.slots), "batches": self.batches}, to)

    @classmethod
    def read(cls, path: str) -> Self:
        """Return the job in a file."""
        facts = read_json(place(path))
        return cls(Slots(**facts["slots"]), facts["batches"])


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One part of the next release: a kept old part, or a job that builds it from old parts and batches."""

    sources: Sequence[str]
    kept: str | None
    job: str


@dataclass(frozen=True, slots=True)
class RunPlan:
    """The part of the plan needed for publishing."""

    previous: str | None
    """The release it is based on."""
    batches: Sequence[str]
    unread: Sequence[str]
    """The batches that this run reads; the others were finished by an earlier run."""
    parts: Sequence[PlannedPart]
    counts: dict[str, int]
    damaged: dict[str, str]
    """Unusable files of the previous release, with the reasons."""

    def write(self, data: Place) -> None:
        """Write the plan of the current run."""
        write_json(asdict(self), run_folder(data) / _PLAN)

    @classmethod
    def read(cls, data: Place) -> Self:
        """Return the plan of the current run."""
        facts = read_json(run_folder(data) / _PLAN)
        return cls(**facts | {"parts": [PlannedPart(**part) for part in facts["parts"]]})


class BatchCounts(TypedDict):
    """The counts of a finished batch: articles, and rejects by reason."""

    articles: int
    rejects: dict[str, int]


def describe_job(path: str) -> str:
    """Return a description of a job: a batch of seeds or the articles of a part."""
    facts: dict[str, Any] = read_json(place(path))
    if facts["job"] == "part":
        return f"the part {Path(path).stem} of {len(facts['slots']['articles']):,} articles"
    names = facts["seeds"]["name"]
    return f"the batch {Path(path).stem} of {len(names):,} seeds, {names[0]} to {names[-1]},"


def is_done(done: Place) -> bool:
    """Return whether a batch is finished and not being deleted."""
    return {DONE, *(f"{table}.arrow" for table in TABLES)} <= {*below(done)}


def is_usable(done: Place) -> bool:
    """Return whether a batch is finished, complete and without rejects that may no longer apply."""
    try:
        if isinstance(done, Path) and is_done(done):
            for table in TABLES:
                read_table(done, table)
        return is_done(done) and not any(read_counts(done)["rejects"].get(reason) for reason in TRANSIENT)
    except (ValueError, pa.ArrowException):  # the file is damaged on disk
        return False


def read_counts(done: Place) -> BatchCounts:
    """Return the counts of a finished batch."""
    counts: BatchCounts = read_json(done / DONE)
    return counts


def read_table(done: Place, table: str) -> pa.Table:
    """Return one table of a finished batch."""
    return read_arrow(done / f"{table}.arrow")
