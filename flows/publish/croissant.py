"""Croissant (MLCommons) description of a release: files with hashes, tables, columns, keys and references."""

from typing import Any

import pyarrow as pa

from newstables.manifest import Manifest
from transforms.columns import plain
from transforms.schema import TABLES, Table

PARQUET = "application/x-parquet"

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "equivalentProperty": "cr:equivalentProperty",
    "samplingRate": "cr:samplingRate",
} | {
    name: f"cr:{name}"
    for name in (
        "citeAs column extract field fileProperty fileObject fileSet format includes isLiveDataset jsonPath key md5 parentField path "
        "recordSet references regex repeated replace separator source subField transform"
    ).split()
}
"""The JSON-LD context required by the format."""

_TYPES = {pa.string(): "sc:Text", pa.int32(): "sc:Integer", pa.int64(): "sc:Integer", pa.float32(): "sc:Float", pa.bool_(): "sc:Boolean"}


def croissant(manifest: Manifest) -> dict[str, Any]:
    """Return the description of a release."""
    files = [file for file in manifest["files"] if file["table"] in TABLES]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "news-tables",
        "description": "News articles as tables of paragraphs, quotes and entities; README.md beside this file says what to know of them.",
        "url": "README.md",
        "license": "README.md",
        "version": _version(manifest["release"]),
        "datePublished": manifest["created"],
        "citeAs": f"newstables {manifest['code_version']}, release {manifest['release']}, reader {manifest['reader_version']}",
        "distribution": [
            *(
                {
                    "@type": "cr:FileObject",
                    "@id": file["path"],
                    "name": file["path"],
                    "contentUrl": file["path"],
                    "contentSize": f"{file['bytes']} B",
                    "encodingFormat": PARQUET,
                    "sha256": file["sha256"],
                }
                for file in files
            ),
            *(
                {
                    "@type": "cr:FileSet",
                    "@id": f"{name}-files",
                    "name": f"{name}-files",
                    "description": f"All files of the table {name}.",
                    "encodingFormat": PARQUET,
                    "includes": f"{name}/*.parquet",
                }
                for name in TABLES
            ),
        ],
        "recordSet": [_table(table) for table in TABLES.values()],
    }


def _version(release: str) -> str:
    """Return a release's name as the three-part version that the format requires: 2026.1123.1 for 2026-11-23.1."""
    year, month, rest = release.split("-")
    day, _, counter = rest.partition(".")
    return f"{year}.{int(month + day)}.{counter}"


def _table(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [_field(table, field) for field in table.schema],
    }


def _field(table: Table, field: pa.Field) -> dict[str, Any]:
    """Return one column; lists are repeated fields, and spans have a sub-field for each end."""
    column, name = table.columns[field.name], f"{table.name}/{field.name}"
    source = {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": field.name}}
    described = {"@type": "cr:Field", "@id": name, "name": name, "description": column.description}
    targets = [
        f"{target}/{TABLES[target].key[0]}" for columns, target in table.references if columns == (field.name,) and target != table.name
    ]
    references = {"references": {"field": {"@id": targets[0]}}} if targets else {}
    if not pa.types.is_list(field.type):
        return described | {"dataType": _type(field.type), "examples": [plain(column.example)], "source": source} | references
    if not pa.types.is_struct(field.type.value_type):
        return described | {"dataType": _type(field.type.value_type), "repeated": True, "source": source}
    ends = [
        {
            "@type": "cr:Field",
            "@id": f"{name}/{end.name}",
            "name": f"{name}/{end.name}",
            "dataType": _type(end.type),
            "source": source | {"transform": {"jsonPath": f"$[*].{end.name}"}},
        }
        for end in field.type.value_type
    ]
    return described | {"repeated": True, "subField": ends}


def _type(kind: pa.DataType) -> str:
    return "sc:DateTime" if pa.types.is_timestamp(kind) else _TYPES[kind]
