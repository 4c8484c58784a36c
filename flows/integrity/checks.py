"""The invariants of a release, one named check each, which raises a plain sentence. A release that fails one is not published."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.duplicates.signatures import SIGNATURES
from flows.errors import BrokenInvariantError
from flows.store.files import schema
from transforms.schema import BODY_ROLES, QUOTE_JOINT, TABLES


def check_part(tables: Mapping[str, pa.Table]) -> None:
    """Check everything that can be checked within one part: all tables of the same articles.

    Raises:
        BrokenInvariantError: the sentence says which invariant, table and row.
    """
    for name, data in tables.items():
        check_schema(name, data)
        check_values(name, data)
        check_key(name, data)
    for name, data in tables.items():
        check_references(name, data, tables)
    texts = dict(zip(tables["articles"].column("article_id").to_pylist(), tables["articles"].column("text").to_pylist(), strict=True))
    check_spans(texts, tables)
    check_coverage(texts, tables["paragraphs"])


def check_schema(name: str, data: pa.Table) -> None:
    """Check that columns, types, nullability and field metadata match the definition and required values are not null."""
    if not data.schema.equals(schema(name), check_metadata=True):
        raise BrokenInvariantError(f"the columns of {name} differ from its definition")
    for field, values in zip(data.schema, data.columns, strict=True):
        if not field.nullable and values.null_count:
            raise BrokenInvariantError(f"{name}.{field.name} is null in {values.null_count} rows")


def check_values(name: str, data: pa.Table) -> None:
    """Check that columns with a closed set of values contain no other value, and that `is_body` follows the role."""
    for column, definition in TABLES[name].columns.items():
        if definition.values is not None:
            odd = set(pc.unique(data.column(column)).to_pylist()) - {*definition.values, None}
            if odd:
                raise BrokenInvariantError(f"{name}.{column} holds {min(odd)!r}, which its definition does not allow")
    if name == "paragraphs":
        by_role = pc.is_in(data.column("role"), value_set=pa.array(BODY_ROLES))
        if not pc.all(pc.equal(by_role, data.column("is_body")), min_count=0).as_py():
            raise BrokenInvariantError("paragraphs.is_body does not follow the role")


def check_key(name: str, data: pa.Table) -> None:
    """Check that no two rows have the same key."""
    key = list(TABLES[name].key)
    if data.num_rows and data.select(key).group_by(key).aggregate([]).num_rows != data.num_rows:
        raise BrokenInvariantError(f"two rows of {name} have the same {' and '.join(key)}")


def check_references(name: str, data: pa.Table, tables: Mapping[str, pa.Table]) -> None:
    """Check that every reference points to an existing row."""
    for columns, target in TABLES[name].references:
        filled = data.select(list(columns)).filter(pc.is_valid(data.column(columns[-1])))
        keys = dict(zip(TABLES[target].key, columns, strict=True))
        present = tables[target].select(list(keys)).rename_columns(list(keys.values()))
        missing = filled.join(present, keys=list(columns), join_type="left anti")
        if missing.num_rows:
            raise BrokenInvariantError(f"{name}.{columns[-1]} points to no row of {target} in {missing.num_rows} rows")


def check_spans(texts: Mapping[str, str], tables: Mapping[str, pa.Table]) -> None:
    """Check that the characters in each column with offsets equal those of the article at these offsets."""
    for name, data in tables.items():
        for column, definition in TABLES[name].columns.items():
            if isinstance(definition.offsets, str):
                _check_parts(texts, name, column, *(data.column(c).to_pylist() for c in ("article_id", column, definition.offsets)))
            elif definition.offsets:
                _check_surface(texts, name, column, *(data.column(c).to_pylist() for c in ("article_id", column, *definition.offsets)))


def _check_surface(texts: Mapping[str, str], name: str, column: str, *values: list[Any]) -> None:
    """Check that `text[start:end] == surface`, or all three are null."""
    for article, surface, start, end in zip(*values, strict=True):
        if start is None or end is None or surface is None:
            if not start is end is surface is None:
                raise BrokenInvariantError(f"{name}.{column} is only half there in article {article}")
        elif not 0 <= start < end or texts[article][start:end] != surface:
            raise BrokenInvariantError(f"{name}.{column} is not the text at [{start}, {end}) of article {article}")


def _check_parts(texts: Mapping[str, str], name: str, column: str, *values: list[Any]) -> None:
    """Check that the surface is the text of its spans, which are ordered and do not overlap."""
    for article, surface, spans in zip(*values, strict=True):
        text = texts[article]
        parts = [text[span["start"] : span["end"]] for span in spans]
        ordered = all(a["end"] <= b["start"] for a, b in pairwise(spans)) and all(0 <= s["start"] < s["end"] <= len(text) for s in spans)
        if not parts or not ordered or QUOTE_JOINT.join(parts) != surface:
            raise BrokenInvariantError(f"{name}.{column} is not the text of its spans in article {article}: {surface[:60]!r}")


def check_coverage(texts: Mapping[str, str], paragraphs: pa.Table) -> None:
    """Check that every character except white space is in exactly one paragraph."""
    ends = dict.fromkeys(texts, 0)
    for article, start, end in zip(*(paragraphs.column(c).to_pylist() for c in ("article_id", "start", "end")), strict=True):
        if start < ends[article]:
            raise BrokenInvariantError(f"two paragraphs of article {article} overlap at {start}")
        if texts[article][ends[article] : start].strip():
            raise BrokenInvariantError(f"characters {ends[article]} to {start} of article {article} are in no paragraph")
        ends[article] = end
    for article, end in ends.items():
        if texts[article][end:].strip():
            raise BrokenInvariantError(f"the end of article {article}, from {end}, is in no paragraph")


def check_rejects(data: pa.Table) -> None:
    """Check that the rejects match their definition."""
    check_schema("rejects", data)
    check_values("rejects", data)
    check_key("rejects", data)


def check_signatures(data: pa.Table, articles: pa.Table) -> None:
    """Check that each signature belongs to one article of its part and has the article's date."""
    if not data.schema.equals(SIGNATURES):
        raise BrokenInvariantError("the columns of the signatures differ from their definition")
    indices = pc.index_in(data.column("article_id"), value_set=articles.column("article_id").combine_chunks())
    if indices.null_count or pc.count_distinct(indices).as_py() != len(indices):
        raise BrokenInvariantError("a signature is of no article of its part, or of one that has another")
    if not articles.column("published").take(indices).equals(data.column("published")):
        raise BrokenInvariantError("a signature has another date than its article")


def check_duplicates(data: pa.Table, articles: Iterable[pa.Array]) -> None:
    """Check that the duplicates match their definition and repeat articles of `ids` that are not duplicates."""
    check_schema("duplicates", data)
    check_key("duplicates", data)
    if pc.any(pc.is_in(data.column("duplicate_of"), value_set=pc.unique(data.column("article_id"))), min_count=0).as_py():
        raise BrokenInvariantError("duplicates.duplicate_of points to an article that is a duplicate itself")
    wanted = {name: pc.unique(data.column(name)) for (name,), _ in TABLES["duplicates"].references}
    found = {name: np.zeros(len(ids), np.bool_) for name, ids in wanted.items()}
    for some in articles:
        for name, ids in wanted.items():
            found[name][pc.index_in(some, value_set=ids).drop_null()] = True
    for (name,), target in TABLES["duplicates"].references:
        missing = pc.is_in(data.column(name), value_set=wanted[name].filter(pa.array(~found[name])))
        if pc.any(missing, min_count=0).as_py():
            raise BrokenInvariantError(f"duplicates.{name} points to no row of {target} in {pc.sum(missing).as_py()} rows")


def check_seeds(articles: Sequence[str], rejects: Sequence[str], planned: Sequence[str]) -> None:
    """Check that each seed planned for a part ended in exactly one article or reject, and that no seed occurs twice."""
    ended = [*articles, *rejects]
    if len(set(ended)) != len(ended):
        raise BrokenInvariantError("a seed is both an article and a reject, or is there twice")
    lost = set(planned) - set(ended)
    if lost:
        raise BrokenInvariantError(f"{len(lost)} seeds ended neither as an article nor as a reject, {min(lost)!r} among them")
