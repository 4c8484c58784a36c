"""Spelling variants of names: transliterations and misspellings.

`respelled` is for ids, which are the same in all articles: it unifies only spellings by romanisation tables and newsrooms. `sound` is for
names within one article, where a second spelling of a name is far likelier than a second person.
"""

import re
from functools import lru_cache

_RESPELLED = """
abbas abas | abdullah abdallah abdulla abdalla | ahmed ahmad achmed | ali aly | faisal faysal feisal | gaddafi qaddafi gadhafi kadafi
qadhafi kaddafi
gadafi qadafi gadaffi | hassan hasan | hussein hussain husayn hossein husain hussien | ibrahim ebrahim | jamal jamaal | khaled khalid
khamenei khamanei | khomeini khomeyni | mahmoud mahmud mahmood | maliki malki | moammar muammar moamar muammer | mohammed muhammad mohamed
mohammad muhammed mohamad mohamud muhamad | morsi mursi morsy | mustafa mostafa moustafa | nouri nuri | osama usama | qassem qasem kassem
qasim kassim
saeed saeid | sisi sissi | soleimani suleimani | suleiman sulaiman sulayman | tarek tariq tareq tarik | youssef yousef yousuf yusef yussef
| zarqawi zarkawi | zawahiri zawahri
| alexander aleksandr alexandr aleksander alyaksandr | alexey alexei aleksei aleksey | andrey andrei | anatoly anatoli anatoliy | dmitry
dmitri dmitriy
dmitrii dimitri | ekaterina yekaterina | evgeny yevgeny evgeni yevgeni evgeniy yevgeniy yevgenii | gennady gennadi gennadiy | grigory
grigori grigoriy
| lukashenko lukashenka | nikolay nikolai | sergey sergei serguei | valery valeri valeriy | vasily vasili vassily vasiliy | vitaly vitali
vitaliy
| yulia julia yuliya | yuri yury yuriy yurii | oleksandr olexandr | volodymyr volodimir | mykola nikola
"""
"""Names with several romanisations (BGN/PCGN, ALA-LC, and the English, French and German press); the first one is used."""
_SAME = {spelling: group.split()[0] for group in _RESPELLED.split("|") for spelling in group.split() if group.split()}
_SKI = re.compile(r"(?<=[a-z]{2}[sc]k)(?:yy|iy|ij|ii|yj|yi|i)$")
"""Endings of Slavic names, which BGN/PCGN, ISO 9 and passports write as -y, -iy, -yy, -ij, -ii, and Polish as -i."""

_PARTICLES = frozenset({"al", "el", "ul", "ad", "an", "ar", "as", "ash", "at", "az"})
"""The Arabic article, as written and as spoken before certain letters: `Bashar al-Assad` is `Bashar Assad`."""
_SON_OF = {"ibn": "bin", "ben": "bin", "bint": "binti"}

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch", "sh"), ("ck|q|kh", "k"), ("ph", "f"), ("(?<=[aou])e(?=[^aeiou])", ""), ("ou|oo", "u"), ("ee|ie|y|j", "i"),
        ("c(?=[^eihy]|$)", "k"),
        ("gh", "g"), ("dh", "d"), ("tz", "z"), ("dt", "t"), ("(?<=[aeiou])h(?=[^aeiou]|$)", ""), (r"(.)\1", r"\1"),
    )
]  # fmt: skip
"""Replacements of letters that sound alike, in order: umlauts written with e, doubled letters, differences between transliterations."""
_SHORT = 5
"""Minimum letters for a phonetic key: shorter words that sound alike are mostly different names, such as `Lee` and `Li`."""


def respelled(word: str) -> str:
    """Return the usual spelling of a transliterated word in lower case: `zelenskyy` and `zelenskiy` are `zelensky`."""
    known = _SAME.get(word)
    return known or _SKI.sub("y", word)


def without_particles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name without Arabic articles, and with one word for `son of`."""
    first, *rest = words
    return (first, *(_SON_OF.get(word, word) for index, word in enumerate(rest) if word not in _PARTICLES or index == len(rest) - 1))


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """Return a phonetic key shared by spellings of a word: `lukaschenko` and `lukashenko`, `vassari` and `vasari`."""
    word = respelled(word)
    if len(word) < _SHORT:
        return word
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word
