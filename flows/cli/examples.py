"""What people do with each command, shown at the end of its help; a test parses every line."""

EXAMPLES = {
    "run": (
        ("newstables run seeds", "read the folder, publish the next release"),
        ("newstables run seeds --prune-removed", "and drop articles whose seeds are gone"),
        ("newstables run dumps --columns text=story", "rows whose texts are in a column of that name"),
        ("newstables run seeds --full --workers 4", "read everything again, in four processes"),
    ),
    "serve": (("newstables serve seeds --cron '0 * * * *'", "run every hour"),),
    "status": (
        ("newstables status", "the latest release of data/"),
        ("newstables status --data /srv/news --json", "for a program"),
    ),
    "releases": (("newstables releases", "all, the latest one marked"),),
    "diff": (("newstables diff 2026-11-23.1 2026-11-23.2", "what came, changed and went"),),
    "rollback": (("newstables rollback 2026-11-23.1", "`latest` is that release again"),),
    "prune": (("newstables prune --keep 5 --min-age 48", "keep the newest five and all of the last two days"),),
    "verify": (("newstables verify", "the latest release"), ("newstables verify 2026-11-23.1", "an earlier one")),
    "describe": (
        ("newstables describe quotes", "every column of one table"),
        ("newstables describe --markdown", "the whole dictionary"),
    ),
    "show": (
        ("newstables show harbour-deal", "the article whose seed ends so"),
        ("newstables show 9f2c4e1a --json", "all its rows, by the beginning of its id"),
    ),
    "entities": (
        ("newstables entities --type person", "who is quoted and named most"),
        ("newstables entities --limit 100 --json", "for a program"),
        ("newstables entities --ambiguous", "names that fit several entries of the list given with `run --authorities`"),
    ),
    "sql": (
        ('newstables sql "FROM quotes LIMIT 5"', "ask the latest release"),
        ('newstables sql "FROM people ORDER BY statements DESC"', "everybody once, with statements, articles and days"),
        ('newstables sql "SELECT speaker_name, count(*) AS n FROM quotes GROUP BY ALL ORDER BY n DESC" --csv', "all rows, for a program"),
    ),
    "path": (("newstables path quotes", "duckdb -c \"from '$(newstables path quotes)/*.parquet'\""),),
    "view": (
        ("newstables view --open", "make the report of the latest release and open it"),
        ("newstables view 2026-11-23.1 --out /tmp/report", "of an earlier one, elsewhere"),
        ("newstables view --serve --port 8000", "and serve it to this machine alone"),
    ),
    "completion": (
        ('eval "$(newstables completion bash)"', "in ~/.bashrc"),
        ('eval "$(newstables completion zsh)"', "in ~/.zshrc, after compinit"),
        ("newstables completion fish | source", "in ~/.config/fish/config.fish"),
    ),
}


def epilog(command: str) -> str:
    """Return the examples of a command as the end of its help."""
    found = EXAMPLES.get(command, ())
    width = max((len(line) for line, _ in found), default=0)
    return "\n".join(["examples:", *(f"  {line:<{width}}  {meaning}" for line, meaning in found)]) if found else ""
