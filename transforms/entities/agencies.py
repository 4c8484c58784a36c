"""News agencies: the short name each is known by, and the longer forms it is credited by."""

import re

# Canonical short names of news agencies with the longer forms they are credited by; upper case is always taken too.
_LONG_FORMS = {
    "AAP": ["Australian Associated Press"],
    "AFP": ["Agence France-Presse", "Agence France Presse"],
    "Anadolu": ["Anadolu Agency", "Anadolu Ajansı"],
    "ANI": ["Asian News International"],
    "AP": ["The Associated Press", "Associated Press"],
    "APP": ["Associated Press of Pakistan"],
    "Bloomberg": ["Bloomberg News"],
    "CNA": ["Central News Agency"],
    "CP": ["The Canadian Press", "Canadian Press"],
    "dpa": ["Deutsche Presse-Agentur"],
    "EFE": ["Agencia EFE"],
    "Interfax": ["Interfax-Ukraine"],
    "IPS": ["Inter Press Service"],
    "Jiji": ["Jiji Press"],
    "Kyodo": ["Kyodo News"],
    "NAN": ["News Agency of Nigeria"],
    "PA": ["PA Media", "Press Association"],
    "PAP": ["Polish Press Agency"],
    "PTI": ["Press Trust of India"],
    "Reuters": ["Thomson Reuters"],
    "SPA": ["Saudi Press Agency"],
    "TASS": ["ITAR-TASS", "Itar-Tass"],
    "UPI": ["United Press International"],
    "Xinhua": ["Xinhua News Agency"],
    "Yonhap": ["Yonhap News Agency", "Yonhap News"],
}
_SHORT_FORMS = "Agerpres ANP ANSA Antara Belga Bernama BSS IANS IRNA KCNA Lusa MENA NTB Ritzau SANA Sputnik Ukrinform UNIAN WAFA WAM"
_CANONICAL = {
    form: name
    for name, forms in [*_LONG_FORMS.items(), *((name, []) for name in _SHORT_FORMS.split())]
    for form in (name, name.upper(), *forms, *map(str.upper, forms))
}
AGENCY = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(_CANONICAL, key=lambda form: (-len(form), form))))})(?![\w-])")
"""Any form of any agency."""


def agencies_in(line: str) -> list[str]:
    """Return the short names of the agencies that a line names, in order."""
    return [_CANONICAL[found] for found in AGENCY.findall(line)]
