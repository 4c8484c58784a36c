"""Results as a person at a terminal sees them; where the output goes to a file or a program it stays plain lines."""

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.display import harmless, when

TYPES = {"person": "cyan", "organization": "magenta", "location": "green", "facility": "green", "group": "yellow"}
REPEATS = {"come": "came", "gone": "went, or are none any more", "moved": "are now counted as of another article"}
ALIASES = 4
"""Further forms of a name that a line shows."""
_SIGNS = {"added": ("+", "green"), "changed": ("~", "yellow"), "removed": ("-", "red")}


def _table(*columns: str, numbers: tuple[str, ...] = ()) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", no_wrap=column in numbers)
    return table


def _share(count: int, most: int, width: int = 20) -> Text:
    """Return a bar of a count, in eighths of a character."""
    eighths = round(8 * width * count / most) if most else 0
    return Text("█" * (eighths // 8) + ("", *"▏▎▍▌▋▊▉")[eighths % 8], style="cyan")


def _size(count: int) -> str:
    """Return a number of bytes in the unit that keeps it short."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count} bytes"


def status_table(facts: dict[str, Any]) -> RenderableType:
    """Return what a release holds."""
    rows = _table("table", "rows", "", numbers=("rows",))
    for name, count in facts["rows"].items():
        rows.add_row(name, f"{count:,}", _share(count, max(facts["rows"].values())))
    pieces: list[RenderableType] = [Text.assemble((facts["release"], "bold"), ("  made ", "dim"), when(facts["created"])), Text(), rows]
    if facts["rejects"]:
        rejects = _table("rejected because", "seeds", numbers=("seeds",))
        for reason, count in facts["rejects"].items():
            rejects.add_row(Text(reason, style="yellow"), f"{count:,}")
        pieces += [Text(), rejects]
    if facts["running"]:
        pieces += [Text(f"a run is going on: process {facts['running'].get('pid')} on {facts['running'].get('host')}", style="bold yellow")]
    return Group(*pieces)


def releases_table(found: list[dict[str, Any]]) -> RenderableType:
    """Return the releases, the latest one marked."""
    table = _table("", "release", "made", "articles", "size", numbers=("articles", "size"))
    for row in found:
        style = "bold" if row["latest"] else ""
        mark = "*" if row["latest"] else ""
        table.add_row(mark, row["release"], when(row["created"]), f"{row['articles']:,}", _size(row["bytes"]), style=style)
    return table


def repeats(found: dict[str, Any]) -> list[str]:
    """Return a line for each way in which what repeats what has changed."""
    return [f"copies that {REPEATS[case]}: {count:,}" for case, count in found["repeats"].items() if count]


def diff_table(found: dict[str, Any]) -> RenderableType:
    """Return what came, changed and went, and what that did to the tables."""
    lines: list[RenderableType] = [
        Text.assemble((f"{sign} ", style), harmless(seed)) for case, (sign, style) in _SIGNS.items() for seed in found[case]
    ]
    lines += [Text.assemble(("> ", "cyan"), harmless(f"{move['from']} to {move['to']}")) for move in found["moved"]]
    lines += [Text(line, style="dim") for line in repeats(found)]
    table = _table("table", "rows before", "now", "", numbers=("rows before", "now"))
    for name, rows in found["rows"].items():
        more = rows["to"] - rows["from"]
        if more:
            table.add_row(name, f"{rows['from']:,}", f"{rows['to']:,}", Text(f"{more:+,}", style="green" if more > 0 else "red"))
    lines += [Text(), table] if table.row_count else []
    return Group(*lines) if lines else Text("no difference")


def marks_of(row: dict[str, Any]) -> list[str]:
    """Return what else is known of an entity: its place, its entry in the user's list or those that fit, and where only one name is."""
    entries = [row["authority_id"]] if row["authority_id"] else [" or ".join(row["authority_candidates"])]
    return [mark for mark in (row["place_code"], *entries, "one name only" if row["is_partial"] else None) if mark]


def entities_table(found: list[dict[str, Any]]) -> RenderableType:
    """Return entities with their counts and all that they are called."""
    numbers = ("quotes", "statements", "direct", "mentions", "articles")
    table = _table("name", "type", "quotes", "", *numbers[1:], "from", "to", numbers=(*numbers, "from", "to"))
    most = max((row["quotes"] for row in found), default=0)
    for row in found:
        marks = marks_of(row)
        others = [alias for alias in row["aliases"] if alias != row["name"]]
        name = Text(harmless(row["name"]), style="bold")
        name.append(harmless(f" [{', '.join(marks)}]" if marks else ""), style="yellow")
        name.append(harmless(f" · {', '.join(others[:ALIASES])}" if others else ""), style="not bold dim")
        name.append(f" and {len(others) - ALIASES} more" if len(others) > ALIASES else "", style="not bold dim")
        kind = Text(row["type"], style=TYPES.get(row["type"], ""))
        counts = [f"{row[count]:,}" for count in ("statements", "mentions", "articles")]
        counts.insert(1, "" if row["direct_share"] is None else f"{row['direct_share']:.0%}")
        days = (row["first_day"] or "", row["last_day"] or "")
        table.add_row(name, kind, f"{row['quotes']:,}", _share(row["quotes"], most, 8), *counts, *days)
    return table if found else Text("no such entity")
