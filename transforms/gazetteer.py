"""Word lists for what the model does not tell: bodies, titles, first names. Hand-made, in alphabetical order."""

ORGANIZATION_WORDS = frozenset(
    """academy administration agency airlines alliance army assembly association authority bank board brigade broadcasting bureau cabinet
    centre center chamber church club college commission committee company congress corp corporation council court department
    federation force forces foundation front fund group guard house hospital inc institute international kremlin league ltd ministry
    movement museum navy network news newspaper office organisation organization parliament party police post press radio regiment
    senate service services society syndicate telegraph times trust tv union university""".split()
)

MALE_NAMES = frozenset(
    """aaron abdul adam ahmed alan albert alexander ali amir andre andrew andy anthony antonio arthur barack ben benjamin bernie bill
    bob boris brad brian bruce carl carlos charles chris christopher dan daniel dave david dennis dmitry donald doug edward elon
    emmanuel eric frank fred gareth gary george giorgos greg hassan henry ibrahim ivan jack jacob jake james jason javier jean jeff jeffrey
    jerry jim joe john jonathan jordan jorge jose joseph josh joshua juan karl keith kevin kirill larry lars lee louis luis luke marco
    mario mark martin matthew michael miguel mike mitch mitt mohamed mohammed muhammad nicholas nick nigel oleg omar patrick paul
    pedro peter philip phil rajesh ralph raymond richard rick robert roger ron ronald russell ryan sam samuel scott sean sergei
    sergey simon stephen steve steven stuart ted thomas tim timothy tom tony victor viktor vladimir volodymyr walter william xavier
    yusuf zachary""".split()
)
"""First names that nearly always are a man's, in lower case."""

FEMALE_NAMES = frozenset(
    """abigail agnes aisha alexandra alice alicia amanda amina amy ana andrea angela angelina anita ann anna anne annie barbara beatrice
    beth betty brenda carla carmen carol caroline catherine charlotte christina christine cindy claire clara cristina cynthia deborah
    debra diana diane donna dorothy elena elizabeth ellen emily emma erin eva eve fatima fiona florence frances gabriela gina gloria
    grace hannah heather helen hillary ingrid irene isabel ivanka jane janet jennifer jessica jill joan joanna josephine joyce judith
    julia julie kamala karen kate katherine kathleen kathy kelly kimberly kristen laura lauren leila linda lisa lucy lynn margaret
    maria marie marina martha mary megan melania melissa michelle monica nadia nancy naomi natalia natalie nicole nina olga olivia
    pamela patricia paula rachel rebecca rosa rose ruth samantha sandra sara sarah sharon sofia sonia sophia sophie stephanie susan
    suzanne sylvia tatiana teresa theresa tina tracy ursula valerie vanessa victoria virginia vivian wendy yasmin yolanda zainab""".split()
)
"""First names that nearly always are a woman's, in lower case."""

NICKNAMES = {
    nickname: given
    for given, nicknames in {
        "abraham": "abe", "albert": "al", "alexander": "alex alec sasha", "andrew": "andy drew", "anthony": "tony", "benjamin": "ben benny",
        "bernard": "bernie", "catherine": "cathy kate katie", "charles": "charlie chuck", "christopher": "chris", "cynthia": "cindy", "daniel": "dan danny",
        "david": "dave", "deborah": "deb debbie", "donald": "don donny", "douglas": "doug", "edward": "ed eddie ted", "elizabeth": "beth betsy liz",
        "eugene": "gene", "frederick": "fred freddie", "gerald": "gerry jerry", "gregory": "greg", "james": "jim jimmy", "jeffrey": "jeff", "jennifer": "jen jenny",
        "jonathan": "jon", "joseph": "joe joey", "joshua": "josh", "katherine": "kathy", "kenneth": "ken kenny", "lawrence": "larry", "leonard": "len lenny",
        "margaret": "maggie peggy", "matthew": "matt", "michael": "mike mickey", "nicholas": "nick nicky", "patricia": "patty tricia", "patrick": "pat",
        "peter": "pete", "philip": "phil", "phillip": "phil", "raymond": "ray", "rebecca": "becky", "richard": "dick rick rich", "robert": "bob bobby rob",
        "ronald": "ron ronnie", "samuel": "sam sammy", "stephen": "steve", "steven": "steve", "susan": "sue susie", "theodore": "teddy theo",
        "thomas": "tom tommy", "timothy": "tim timmy", "victoria": "vicky", "vincent": "vince vinnie", "walter": "walt", "william": "bill billy will", "zachary": "zach zack",
    }.items()
    for nickname in (*nicknames.split(), given)
}  # fmt: skip
"""English short forms of first names, with the name they are short for."""

NAME_PARTICLES = frozenset(
    """abu af al av bar ben bin bint binti da das de del della den der di dos du e el ibn la le les of san st ter the ul van von y zu
    zum zur""".split()
)
"""Words in lower case that are part of a name."""

TITLES = frozenset(
    """actor actress adm admiral adviser aide ambassador analyst another architect assemblyman associate attorney author banker billionaire brigadier
    businessman candidate capt captain ceo chair chairman chairperson chairwoman chancellor cmdr coach col colonel columnist commander commissioner
    commissioners congressman congresswoman constable councillor councilman councilwoman cpl democrat democratic deputy detective director dr
    editor engineer ex-president father fellow former gen general gov govs governor historian hon host imam independent insp inspector investor
    journalist judge lawyer leader lib libertarian lieutenant longtime lt maj mayor minister mister miss mr mrs ms mx nominee officer pastor
    photographer pm pres president premier presumptive prof professor prosecutor researcher rabbi rep representative representatives reps
    republican rev reverend rival sen senate senator senators sens sergeant sgt sheikh sheriff sir singer speaker spokesman spokesperson
    spokeswoman strategist supt surgeon treasurer undersecretary vice writer""".split()
)
"""Titles, offices and descriptions before a name, as readers take them into it; none of them a first name or surname that is common."""

SMALL_WORDS = frozenset(
    {
        "a",
        "and",
        "at",
        "by",
        "de",
        "del",
        "der",
        "des",
        "di",
        "du",
        "e",
        "et",
        "for",
        "in",
        "la",
        "las",
        "le",
        "los",
        "of",
        "on",
        "the",
        "to",
        "und",
        "y",
    }
)
"""Words that most acronyms leave out."""

LEGAL_FORMS = frozenset(
    """ab ag asa bhd bv co corp corporation gmbh inc incorporated kg kgaa limited llc llp ltd lp nv oao oy oyj plc pjsc pte pty sa sarl se spa srl""".split()
)
"""Legal forms of companies that end a name, of ISO 20275's list of entity legal forms."""

GENERIC_PLACES = frozenset(
    """airport arena base bay beach bridge camp castle cathedral cemetery centre center church desert district forest governorate gulf hall harbour
    harbor hospital hotel island islands isle lake memorial mosque mountain mountains museum ocean palace park peninsula plant port prefecture
    prison province railway region state reservoir resort river road sea square stadium station strait street strip temple territory theatre tower
    tunnel university valley village zone""".split()
)
"""What places are, which a name may have or not: `Heathrow Airport`, `the Gaza Strip`; not city, county and state, which are others than `Orange`."""

KNOWN_BODIES = {
    "aflcio": "american federation of labor and congress of industrial organizations", "aipac": "american israel public affairs committee", "asean":
    "association of southeast asian nations", "au": "african union", "bbc": "british broadcasting", "cbo": "congressional budget office", "cdc":
    "centers for disease control and prevention", "cia": "central intelligence agency", "dea": "drug enforcement administration", "dhs":
    "department of homeland security", "dnc": "democratic national committee", "doj": "department of justice", "ecb": "european central bank",
    "ecowas": "economic community of west african states", "epa": "environmental protection agency", "eu": "european union", "fao":
    "food and agriculture organization", "fbi": "federal bureau of investigation", "fcc": "federal communications commission", "fda":
    "food and drug administration", "fec": "federal election commission", "fema": "federal emergency management agency", "fifa":
    "federation internationale de football association", "gop": "republican party", "hrw": "human rights watch", "iaea": "international atomic energy agency",
    "icj": "international court of justice", "icrc": "international committee of the red cross", "ilo":
    "international labor organization", "imf": "international monetary fund", "ioc": "international olympic committee", "iom":
    "international organization for migration", "irs": "internal revenue service", "isis": "islamic state", "isil": "islamic state", "daesh": "islamic state",
    "naacp": "national association for the advancement of colored people", "nasa": "national aeronautics and space administration", "nato":
    "north atlantic treaty organization", "nhs": "national health service", "nra": "national rifle association", "nsa": "national security agency", "oas":
    "organization of american states", "oecd": "organization for economic cooperation and development", "opec": "organization of the petroleum exporting countries",
    "osce": "organization for security and cooperation in europe", "plo": "palestine liberation organization", "rnc": "republican national committee", "un": "united nations", "unesco": "united nations educational scientific and cultural organization", "unga":
    "united nations general assembly", "unhcr": "united nations high commissioner for refugees", "unicef": "united nations children s fund", "wfp":
    "world food program", "who": "world health organization", "wto": "world trade organization",
}  # fmt: skip
"""Bodies whose acronyms mean them in nearly every article; names and acronyms as their own sites give them."""

BRITISH = (
    ("organisation", "organization"),
    ("defence", "defense"),
    ("labour", "labor"),
    ("centre", "center"),
    ("programme", "program"),
    ("co operati", "cooperati"),
)
"""British and American spellings in the names of bodies."""

KNOWN_BY_SURNAME = {
    "biden": "joe joseph", "bush": "george jeb", "carter": "jimmy james", "clinton": "bill hillary william", "kennedy": "john robert ted edward",
    "nixon": "richard", "obama": "barack", "reagan": "ronald", "trump": "donald",
}  # fmt: skip
"""Presidents of the United States and candidates whose families are in the news: whom the surname alone may mean, by first name."""
