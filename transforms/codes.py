"""Codes for the formats of seeds and the reasons for rejects."""

VENDORS = ("nexis", "factiva", "proquest", "europresse")
"""News databases whose exports are split into articles, in any file format."""

FORMATS = (
    *(
        "text",
        "html",
        "jsonl",
        "json",
        "csv",
        "tsv",
        "parquet",
        "warc",
        "wet",
        "arc",
        "wacz",
        "zip",
        "tar",
        "feed",
        "mhtml",
        "mail",
        "mbox",
    ),
    *("docx", "odt", "epub", "xlsx", "feather", "rtf", "pdf", "webarchive", "nitf", "newsml"),
    *VENDORS,
)
"""Formats of a seed; `.gz` and `.zst` are ignored."""

REJECT_REASONS = {
    "empty": "the file has no bytes or no records",
    "blank": "the text is white space only",
    "binary": "the bytes are not text",
    "undecodable": "no character encoding fits the bytes",
    "corrupt": "the file, row or record is damaged: it cannot be unpacked, or does not follow its format",
    "too_large": "the seed is larger than the limit of the run, grows too much when unpacked, or has too many lines for an article",
    "unreadable": "the file cannot be opened, vanished, or is not a regular file",
    "changed": "the bytes changed while the run was reading them; the next run reads them again",
    "outside": "the symbolic link leaves the seed folder and is not followed",
    "duplicate": "another seed has the same bytes or the same content",
    "unsupported": "the format of the file or record is not supported, or no column was recognised as its text",
    "language": "the article is in a language that the run does not read",
    "failed": "reading the seed failed; this is a bug in newstables, please report it",
}

REMEDIES = {
    "empty": "fetch the file again, or delete it",
    "blank": "fetch it again, or delete it",
    "binary": "convert it to text, or give the file the ending of its format",
    "undecodable": "save it as UTF-8",
    "corrupt": "fetch or export it again",
    "too_large": "split it, or raise the limit with --max-bytes",
    "unreadable": "check that it is a file that newstables may read, or delete it; each run tries again",
    "changed": "nothing: the next run reads it again",
    "outside": "put the file itself into the seed folder",
    "duplicate": "nothing: the other seed is kept as the article",
    "unsupported": "see docs/files.md for what is read",
    "language": "add its language to --languages, or leave --languages out",
    "failed": "report it with the seed; each run tries again",
}
"""Remedy for each reject reason."""
