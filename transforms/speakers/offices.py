"""Words for people by what they do, for parties and states, as news shortens or varies them: `Gov.`, `(R-Vt.)`. Hand-made."""

import re

from transforms.entities.gazetteer import ORGANIZATION_WORDS

PERSON_WORD = re.compile(
    r"(?:man|woman|person|er|or|ist|ian|(?<!m)ent|ant|ary|ee|eur|aide|ally|bishop|captain|chair|chief|coach|envoy|friend|general|head|host"
    r"|judge|king|mother|official|pope|queen|sister|son|widow|wife|attorney|democrat|republican|candidate|husband|brother|daughter|father"
    r"|guard|diplomat|whip|cop|analyst|critic|nurse|colonel|partner|spouse|delegate|associate|representative|executive|detective)$"
)
"""How nouns for people end."""
NO_PERSON = frozenset(
    """accident air amount answer campaign center chapter color content corner december dinner door error event factor floor garden grant
    incident letter list matter moment newsletter newspaper november number october offer order paper percent plant poster power quarter
    restaurant river september summer theater tour war water winter year""".split()
)
"""Nouns that end so and are for none."""
DISTINCT = frozenset({"former", "ex", "vice", "deputy", "acting", "interim", "assistant", "incoming", "outgoing"})
"""Words that make another office of one: a former mayor is no mayor."""
LOOSE = frozenset({"candidate", "nominee", "leader", "official", "officer", "member", "rival", "opponent"})
"""What many may be called."""
VYING = frozenset({"candidate", "nominee", "rival", "opponent"})
RULERS = frozenset("archbishop ayatollah cardinal emperor king pope prince princess queen rabbi sheikh".split())
"""Titles that are part of a name."""
BODIES = ORGANIZATION_WORDS | {
    "firm", "group", "network", "company", "newspaper", "magazine", "website", "broadcaster", "airline", "panel", "team", "band", "charity",
    "regulator", "watchdog", "lender", "retailer", "manufacturer", "carmaker", "startup", "militia", "bloc", "coalition", "campaign",
}  # fmt: skip
"""Common nouns for bodies."""

OFFICES = {
    "pres": "president", "gov": "governor", "sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative",
    "lt": "lieutenant", "gen": "general", "col": "colonel", "maj": "major", "capt": "captain", "cmdr": "commander", "adm": "admiral",
    "sgt": "sergeant", "dr": "doctor", "prof": "professor", "rev": "reverend", "det": "detective", "del": "delegate", "atty": "attorney",
    "supt": "superintendent", "asst": "assistant", "pm": "minister", "mp": "lawmaker", "ceo": "executive", "justice": "judge",
}  # fmt: skip
"""What titles are short for."""

ALIKE = {
    "representative": ("congressman", "congresswoman", "lawmaker", "legislator"),
    "congressman": ("representative", "lawmaker", "legislator"),
    "congresswoman": ("representative", "lawmaker", "legislator"),
    "senator": ("lawmaker", "legislator"),
    "spokesman": ("spokesperson",),
    "spokeswoman": ("spokesperson",),
    "chairman": ("chair",),
    "chairwoman": ("chair",),
    "chair": ("chairman", "chairwoman"),
    "lawyer": ("attorney",),
    "attorney": ("lawyer",),
    "nominee": ("candidate",),
    "doctor": ("physician",),
    "physician": ("doctor",),
    "reverend": ("pastor", "minister"),
    "executive": ("ceo",),
    "officer": ("policeman", "policewoman"),
    "billionaire": ("businessman", "tycoon", "mogul"),
    "committee": ("panel",),
    "commission": ("panel",),
    "corp": ("company",),
    "corporation": ("company",),
    "inc": ("company",),
    "ltd": ("company",),
    "airlines": ("airline", "company"),
    "department": ("agency",),
    "administration": ("agency",),
    "bureau": ("agency",),
    "university": ("school",),
    "college": ("school",),
    "times": ("newspaper", "paper"),
    "post": ("newspaper", "paper"),
    "tribune": ("newspaper", "paper"),
    "mogul": ("businessman", "tycoon", "billionaire"),
}
"""What else the holder of an office is called."""

PARTIES = {"R": ("republican", "gop"), "D": ("democrat", "democratic"), "I": ("independent",)}
