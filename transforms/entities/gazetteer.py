"""Word lists of the lexicon for names: first names, titles, particles, words of organizations and places."""

from transforms.lexicon.words import word_map, word_set

MALE_NAMES, FEMALE_NAMES = word_set("people", "male names"), word_set("people", "female names")
"""First names that are nearly always a man's or a woman's, in lower case."""
SURE_FIRST_NAMES = MALE_NAMES | FEMALE_NAMES
"""Both of them."""
MALE_FIRST_NAMES, FEMALE_FIRST_NAMES = MALE_NAMES | word_set("first_names", "male"), FEMALE_NAMES | word_set("first_names", "female")
"""Men's and women's first names, with more of the world."""
FIRST_NAMES = MALE_FIRST_NAMES | FEMALE_FIRST_NAMES
ALSO_SURNAMES = word_set("people", "also surnames")
"""First names that are common surnames, too."""
NICKNAMES = {short: given for given, forms in word_map("people", "nicknames").items() for short in (*forms, given)}
"""First names by their short forms, and by themselves."""
KNOWN_BY_SURNAME = word_map("people", "known by surname")
"""First names of the person that a well-known surname alone denotes, by surname."""
PARTICLES = word_set("people", "particles")
"""Lower-case words within a name."""
NAME_PARTICLES = PARTICLES | {"of", "the"}
"""Particles, and the words that join a name to a place or an office."""
HONORIFICS = word_set("people", "honorifics")
"""Titles of courtesy and rank of many countries: `Alhaji Musa Bello`, `Smt. Lakshmi Devarajan`."""
TITLES = HONORIFICS | word_set("people", "titles")
"""Titles, offices and descriptions before a name that readers include in it; none is a common first name or surname."""

ADDRESS = word_set("people", "address")
"""Forms of address before names that do not describe a person."""
RESPECTFUL_ENDINGS = tuple(sorted(word_set("people", "respectful endings")))
"""Endings of names out of respect: `Anaji`."""
CAPITAL_TITLES = word_set("people", "capital titles")
"""Titles of two or three capitals, which are other words in lower case: `HE`, `PC`."""
ALSO_NAMES = word_set("people", "also names")
"""Titles that are also names: they are titles only before at least two names."""
POSTNOMINALS = word_set("people", "post-nominals")
"""Letters after a name: honours, degrees, offices."""

ORGANIZATION_WORDS = word_set("bodies", "organization words")
SMALL_WORDS = word_set("bodies", "small words")
"""Function words, which most acronyms leave out."""
LEGAL_FORMS = word_set("bodies", "legal forms")
"""Legal forms of companies that end a name."""
COMPANY_ENDINGS = word_set("bodies", "company endings")
"""Other words that end the name of a company or body, and no person's."""
KINDS_BEFORE_NAMES = word_set("bodies", "kinds before names")
"""Common nouns for bodies that stand right before their names: `law firm Ruiz Holm`."""
GENERIC_PLACES = word_set("bodies", "generic places")
"""Words for kinds of places, which a name may omit: `Heathrow Airport`, `the Gaza Strip`."""
KNOWN_BODIES = {acronym: " ".join(name) for acronym, name in word_map("bodies", "known bodies").items()}
"""Organizations by acronyms that are unambiguous in nearly every article."""
BRITISH = {british: " ".join(american) for british, american in word_map("bodies", "british").items()}
"""British and American spellings in the names of organizations."""
