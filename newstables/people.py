"""The view `people`: each person of a release once, as SQL over the views of the tables."""

from collections.abc import Collection

NEEDED = frozenset({"article_id", "entity_id", "type", "name", "is_partial", "authority_id"})
"""Columns of `entities` that the view reads; releases of earlier versions that lack one have no such view."""

_VIEW = """
CREATE VIEW people AS
WITH named AS (
    SELECT coalesce(authority_id, entity_id) AS person_id, authority_id, is_partial, entities.name, entity_id, article_id,
        published::DATE AS day{columns}
    FROM entities JOIN articles USING (article_id)
    WHERE type = 'person'
),
called AS (
    SELECT person_id, list(name ORDER BY articles DESC, name) AS names
    FROM (SELECT person_id, name, count(*) AS articles FROM named GROUP BY ALL) GROUP BY person_id
),
spoken AS (
    SELECT article_id, coalesce(quote_group, quote_id) AS statement, kind, unnest(speaker_ids) AS entity_id FROM quotes
),
said AS (
    SELECT person_id, count(DISTINCT statement) AS statements, count(DISTINCT statement) FILTER (kind = 'direct') AS direct
    FROM spoken JOIN named USING (article_id, entity_id) GROUP BY person_id
),
seen AS (
    SELECT person_id, any_value(authority_id) AS authority_id, list(DISTINCT entity_id ORDER BY entity_id) AS entity_ids,
        bool_or(is_partial) AS is_partial, count(DISTINCT article_id) AS articles, min(day) AS first_day, max(day) AS last_day
    FROM named GROUP BY person_id
){steps}
SELECT person_id, names[1] AS name, names, authority_id, entity_ids, is_partial, articles, coalesce(statements, 0) AS statements,
    direct / statements AS direct_share, first_day, last_day{results}
FROM seen JOIN called USING (person_id) LEFT JOIN said USING (person_id){joins}
"""

_MORE = {
    "description": """
described AS (
    SELECT person_id, list({'description': description, 'first_day': first, 'last_day': last, 'articles': articles}
        ORDER BY first, last, description) AS descriptions
    FROM (
        SELECT person_id, description, min(day) AS first, max(day) AS last, count(DISTINCT article_id) AS articles
        FROM named WHERE description IS NOT NULL GROUP BY ALL
    ) GROUP BY person_id
)""",
    "pronoun": """
referred AS (
    SELECT person_id, list(pronoun ORDER BY articles DESC, pronoun) AS pronouns
    FROM (SELECT person_id, pronoun, count(*) AS articles FROM named WHERE pronoun IS NOT NULL GROUP BY ALL) GROUP BY person_id
)""",
}
"""Columns of `entities` that not every release has, and the step of the view for each."""

_RESULTS = {"description": ("described", "descriptions"), "pronoun": ("referred", "pronouns")}


def people_view(columns: Collection[str]) -> str | None:
    """Return the statement that makes the view, for the columns that `entities` has, or None if they are not enough."""
    if not NEEDED.issubset(columns):
        return None
    more = [name for name in _MORE if name in columns]
    return _VIEW.format(
        columns="".join(f", {name}" for name in more),
        steps="".join(f",{_MORE[name]}" for name in more),
        results="".join(f", {_RESULTS[name][1]}" for name in more),
        joins="".join(f" LEFT JOIN {_RESULTS[name][0]} USING (person_id)" for name in more),
    )
