"""Pages for the tests of metadata: lines with the roles that they have."""

from transforms.schema import BODY_ROLES, ParagraphRow

LEAD = "The harbour board voted on Monday to close the old lighthouse, which has guided ships into the bay since 1871."


def page(*lines: tuple[str, str]) -> list[ParagraphRow]:
    """Return the paragraphs of a page whose lines have the given roles."""
    rows, place = [], 0
    for number, (role, line) in enumerate(lines):
        rows.append(ParagraphRow("a", number, role, role in BODY_ROLES, place, place + len(line), line, 0.9))
        place += len(line) + 2
    return rows
