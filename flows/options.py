"""All options of a run: flags, flow parameters and environment variables are derived from these fields."""

import os
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from flows.errors import UsageError

Runner = Literal["local", "dask", "ray"]

MAX_NUMBER = 10**15
"""Larger numbers are mistakes, and some libraries cannot handle them."""

LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi"
    " fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv"
    " kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm"
    " rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa"
    " wo xh yi yo za zh zu".split()
)
"""The codes of ISO 639-1."""


def _option(meaning: str, *, default: Any) -> Any:
    return field(default=default, kw_only=True, metadata={"help": meaning})


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a run.

    Each field is also a flag (`--batch-size`), a flow parameter (`batch_size`) and an environment variable
    (`NEWSTABLES_BATCH_SIZE`). None of them but `full`, `prune_removed`, `part_size`, `max_bytes`, `columns`,
    `languages`, `authorities` and `accept_loss` can change a row or a file.
    """

    seeds: str = _option("folder of seeds", default="seeds")
    data: str = _option("folder of the releases, or a URI such as s3://bucket/news", default="data")
    workers: int = _option("reading processes; 0 means one per processor core", default=0)
    runner: Runner = _option("where seeds are read: in processes on this machine (local) or on a cluster (dask, ray)", default="local")  # noqa: RUF009 - a field
    scheduler: str = _option("address of the Dask scheduler or Ray cluster; default: start one on this machine", default="")
    batch_size: int = _option("articles per reading task", default=250)
    part_size: int = _option("articles per Parquet part", default=5000)
    max_bytes: int = _option("maximum size of a seed, in bytes after unpacking; larger seeds are rejected", default=10_000_000)
    columns: str = _option(
        "columns whose names are not recognised: text=body,title=headline (fields: text, html, title, authors, published,"
        " publisher, url, language)",
        default="",
    )
    languages: str = _option("languages to read, as ISO 639-1 codes (en,de); other articles are rejected; default: all", default="")
    authorities: str = _option(
        "your list of people and organizations, as CSV or Parquet (id, name, aliases, type, description); matching names get its ids",
        default="",
    )
    full: bool = _option("read all seeds and build all parts again", default=False)
    prune_removed: bool = _option("drop articles whose seeds are missing from the folder (by default they stay)", default=False)
    accept_loss: bool = _option("publish even if articles of damaged parts are lost because their seeds are missing", default=False)
    wait: int = _option("seconds to wait for another run on the same data to end", default=0)

    def __post_init__(self) -> None:
        """Reject invalid values."""
        self._check_names_and_numbers()
        if self.runner not in get_args(Runner):
            raise UsageError(f"runner must be one of {', '.join(get_args(Runner))}, not {self.runner!r}")
        if self.scheduler and self.runner == "local":
            raise UsageError(f"a scheduler ({self.scheduler}) needs a runner that uses it: dask or ray")
        if self.read_columns:
            from transforms.fields import FIELDS  # noqa: PLC0415 - few runs name columns

            for name in self.read_columns.keys() - FIELDS.keys():
                raise UsageError(f"columns cannot say what {name!r} is; the fields of a row are {', '.join(FIELDS)}")
        for code in self.read_languages:
            if code not in LANGUAGES:
                raise UsageError(f"{code!r} is not a valid language: expected ISO 639-1 codes with commas between, such as en,de")

    def _check_names_and_numbers(self) -> None:
        for name in ("seeds", "data"):
            if not getattr(self, name):  # such as an unset variable, which would mean the current folder
                raise UsageError(f"{name} must name a folder, and it is empty")
        for name, least in {"workers": 0, "batch_size": 1, "part_size": 1, "max_bytes": 1, "wait": 0}.items():
            if getattr(self, name) < least:
                raise UsageError(f"{name} must be at least {least}, not {getattr(self, name)}")
            if getattr(self, name) > MAX_NUMBER:
                raise UsageError(f"{name} must be at most {MAX_NUMBER:,}, not {getattr(self, name):.0e}")

    @property
    def read_columns(self) -> dict[str, str]:
        """The columns named by the user, by the field read from each.

        Raises:
            UsageError: they are not written as pairs.
        """
        pairs = [pair.partition("=") for pair in self.columns.split(",")] if self.columns.strip() else []
        for field_, sign, column in pairs:
            if not (field_.strip() and sign and column.strip()):
                raise UsageError(f"columns must be pairs with commas between, such as text=body,title=headline, not {self.columns!r}")
        return {name.strip(): column.strip() for name, _, column in pairs}

    @property
    def read_languages(self) -> tuple[str, ...]:
        """The languages to read, sorted by code; empty if all are read."""
        return tuple(sorted({code.strip().lower() for code in self.languages.split(",")})) if self.languages.strip() else ()

    @property
    def is_distributed(self) -> bool:
        """Whether the workers may have no access to the seed folder."""
        return self.runner != "local"

    @property
    def processes(self) -> int:
        """Number of worker processes."""
        return self.workers or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else self.workers or os.cpu_count() or 1


DEFAULTS = Options()
