"""The name that a source is: its head, not a name that something else in it depends on."""

import re

from transforms.records import Span
from transforms.scene import Scene
from transforms.schema import EntityRow

_LEADS_AWAY = re.compile(
    r"[,(;:–—]|(?<!\w)(?:about|after|against|among|at|by|during|for|from|in|like|near|of|on|quoted|that|to|which|who|whom|whose|with)(?!\w)",
    re.IGNORECASE,
)
"""What makes the words after it depend on those before it: `an aide to X`, `officials quoted by X`, `Ruiz, who beat X`."""
_ENDS_THE_HEAD = re.compile(
    r"$|[,;:–—.]|\s+(?:[(–—-]|(?:about|after|and|at|by|during|for|from|himself|herself|in|of|on|or|to|who|with)(?!\w))", re.IGNORECASE
)
_APPOSED = re.compile(r"[^,]+, (?:the )?(?:[A-Z][a-z]{1,2}\.? )?$")


def named(scene: Scene, source: Span) -> EntityRow | None:
    """Return the entity whose name heads the source: not Reuters in `officials quoted by Reuters`, not X in `X's spokesman`.

    A name in apposition is the head too: `the minister of ports, Ana Ruiz`.
    """
    text, place, depends = scene.text, source.start, False
    for mention in scene.within(source.start, source.end):
        depends = depends or _LEADS_AWAY.search(text, place, mention.start) is not None
        place = mention.end
        if depends and not _APPOSED.search(text, source.start, mention.start):
            continue
        if mention.end > source.end or not _ENDS_THE_HEAD.match(text[mention.end : min(source.end, mention.end + 12)]):
            continue
        alone = mention.start == source.start and mention.end == source.end
        if mention.type in {"person", "organization"} or (alone and (mention.type == "location" or mention.text.endswith("s"))):
            return scene.entities[mention.entity_id]
    return None
