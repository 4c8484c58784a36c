"""Word lists for what the model does not tell: bodies, titles, first names. Hand-made, in alphabetical order."""

ORGANIZATION_WORDS = frozenset(
    """academy administration agency airlines alliance army assembly association authority bank board brigade broadcasting bureau cabinet
    centre center chamber church club college commission committee company congress corp corporation council court department
    federation force forces foundation front fund group guard house hospital inc institute international kremlin league ltd ministry
    movement museum navy network news newspaper office organisation organization parliament party police post press radio regiment
    senate service services society syndicate telegraph times trust tv union university""".split()
)

MALE_NAMES = frozenset(
    """aaron abdul adam adrian ahmed alan albert alejandro alexander ali amir andre andrew andy anthony antonio arnold arthur barack barry
    ben benjamin bernard bernie bill bob bobby boris brad bradley brandon brett brian bruce calvin carl carlos chad charles chris
    christopher chuck clarence clayton clifford craig curtis dan daniel darren dave david dean dennis derek diego dmitry donald doug
    duncan earl edgar eduardo edward edwin elon emmanuel enrique eric ernest felix fernando floyd francisco frank franklin fred
    gareth gary george gerald gilbert giorgos glenn gordon graham greg gregory gustavo harold harry hassan henry herbert herman
    howard hugh hugo ian ibrahim isaac ivan jack jacob jake james jared jason javier jay jean jeff jeffrey jeremy jerome jerry jim
    jimmy joe joel john jon jonathan jordan jorge jose joseph josh joshua juan julian karl keith kenneth kevin kirill kyle larry
    lars lawrence lee leo leon leonard leroy lewis lloyd lorenzo louis luis luke malcolm marco marcus mario mark martin matt matthew
    maurice max melvin michael miguel mike milton mitch mitt mohamed mohammad mohammed muhammad nathan nathaniel neil nicholas nick
    nigel norman oleg omar oscar otto pablo patrick paul pedro peter phil philip pierre rafael rajesh ralph raymond ricardo richard
    rick robert rodney roger roland ron ronald roy rupert russell ryan salvador sam samuel scott sean sebastian sergei sergey sidney
    simon stanley stefan stephen steve steven stuart ted terrence theodore thomas tim timothy tom tony trevor troy vernon victor
    viktor vincent vladimir volodymyr walter warren wayne wesley wilfred william xavier youssef yusuf zachary""".split()
)
"""First names that nearly always are a man's, in lower case."""

FEMALE_NAMES = frozenset(
    """abigail adriana agatha agnes aisha alejandra alexandra alice alicia allison alma amanda amber amelia amina amy ana andrea angela
    angelina anita ann anna anne annette annie antonia april ashley astrid audrey barbara beatrice bernadette beth betty bonnie
    brenda bridget camilla carla carmen carol caroline carolyn cassandra catherine cecilia charlotte chelsea chloe christina
    christine cindy claire clara claudia colleen constance cornelia cristina crystal cynthia daisy daniela danielle daphne deborah
    debra denise diana diane dolores donna doris dorothy edith eileen eleanor elena elizabeth ella ellen eloise emily emma erica
    erin esther ethel eugenia eva eve evelyn faith fatima felicia fiona flora florence frances frida gabriela gail genevieve
    geraldine gertrude gina gladys gloria grace greta gwen hannah harriet heather helen hilary hilda hillary hope ida ines ingrid
    irene irma isabel isabella ivana ivanka ivy jackie jane janet janice jasmine jeanne jenna jennifer jenny jessica jill joan
    joanna josephine joy joyce judith julia julie juliet kamala karen kate katherine kathleen kathryn kathy katie kayla kelly
    kimberly kristen kristin lara latoya laura lauren leila lena lillian linda lisa liz lois lorraine louise lucia lucille lucy
    luisa lydia lynn mabel madeleine maggie marcia margaret margot marguerite maria marianne marie marilyn marina marjorie martha
    mary maureen maxine megan melania melinda melissa melody mercedes mia michaela michelle mildred miriam molly monica nadia nadine
    nancy naomi natalia natalie nicole nina nora norma olga olivia pamela patricia paula pauline peggy penelope phoebe phyllis
    priscilla rachel rebecca rita roberta robin rosa rosalind rose rosemary roxanne ruby ruth sabrina sally samantha sandra sara
    sarah selena sharon sheila shirley silvia simone sofia sonia sophia sophie stella stephanie sue susan suzanne sylvia sylvie
    tamara tara tatiana teresa thelma theresa tiffany tina tracy ursula valerie vanessa vera veronica victoria viola virginia vivian
    wanda wendy winifred yasmin yolanda yvette yvonne zainab zoe""".split()
)
"""First names that nearly always are a woman's, in lower case."""

NICKNAMES = {
    nickname: given
    for given, nicknames in {
        "abraham": "abe", "albert": "al", "alexander": "alex alec sasha", "andrew": "andy drew", "anthony": "tony", "benjamin": "ben benny",
        "bernard": "bernie", "catherine": "cathy kate katie", "charles": "charlie chuck", "christopher": "chris", "cynthia": "cindy",
        "daniel": "dan danny",
        "david": "dave", "deborah": "deb debbie", "donald": "don donny", "douglas": "doug", "edward": "ed eddie ted", "elizabeth":
        "beth betsy liz",
        "eugene": "gene", "frederick": "fred freddie", "gerald": "gerry jerry", "gregory": "greg", "james": "jim jimmy", "jeffrey":
        "jeff", "jennifer": "jen jenny",
        "jonathan": "jon", "joseph": "joe joey", "joshua": "josh", "katherine": "kathy", "kenneth": "ken kenny", "lawrence": "larry",
        "leonard": "len lenny",
        "margaret": "maggie peggy", "matthew": "matt", "michael": "mike mickey", "nicholas": "nick nicky", "patricia": "patty tricia",
        "patrick": "pat",
        "peter": "pete", "philip": "phil", "phillip": "phil", "raymond": "ray", "rebecca": "becky", "richard": "dick rick rich",
        "robert": "bob bobby rob",
        "ronald": "ron ronnie", "samuel": "sam sammy", "stephen": "steve", "steven": "steve", "susan": "sue susie", "theodore":
        "teddy theo",
        "thomas": "tom tommy", "timothy": "tim timmy", "victoria": "vicky", "vincent": "vince vinnie", "walter": "walt", "william":
        "bill billy will", "zachary": "zach zack",
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
    """actor actress adm admiral adviser aide ambassador analyst another architect assemblyman associate attorney author banker
    billionaire brigadier
    businessman candidate capt captain ceo chair chairman chairperson chairwoman chancellor cmdr coach col colonel columnist commander
    commissioner
    commissioners congressman congresswoman constable councillor councilman councilwoman cpl democrat democratic deputy detective
    director dr
    editor engineer ex-president father fellow former gen general gov govs governor historian hon host imam independent insp inspector
    investor
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
    """ab ag asa bhd bv co corp corporation gmbh inc incorporated kg kgaa limited llc llp ltd lp nv oao oy oyj plc pjsc pte pty sa sarl
    se spa srl""".split()
)
"""Legal forms of companies that end a name, of ISO 20275's list of entity legal forms."""

GENERIC_PLACES = frozenset(
    """airport arena base bay beach bridge camp castle cathedral cemetery centre center church desert district forest governorate gulf
    hall harbour
    harbor hospital hotel island islands isle lake memorial mosque mountain mountains museum ocean palace park peninsula plant port
    prefecture
    prison province railway region state reservoir resort river road sea square stadium station strait street strip temple territory
    theatre tower
    tunnel university valley village zone""".split()
)

"""What places are, which a name may have or not: `Heathrow Airport`, `the Gaza Strip`; not city, county and state, which are others than
`Orange`."""

KNOWN_BODIES = {
    "aflcio": "american federation of labor and congress of industrial organizations", "aipac":
    "american israel public affairs committee", "asean":
    "association of southeast asian nations", "au": "african union", "bbc": "british broadcasting", "cbo": "congressional budget office",
    "cdc":
    "centers for disease control and prevention", "cia": "central intelligence agency", "dea": "drug enforcement administration", "dhs":
    "department of homeland security", "dnc": "democratic national committee", "doj": "department of justice", "ecb":
    "european central bank",
    "ecowas": "economic community of west african states", "epa": "environmental protection agency", "eu": "european union", "fao":
    "food and agriculture organization", "fbi": "federal bureau of investigation", "fcc": "federal communications commission", "fda":
    "food and drug administration", "fec": "federal election commission", "fema": "federal emergency management agency", "fifa":
    "federation internationale de football association", "gop": "republican party", "hrw": "human rights watch", "iaea":
    "international atomic energy agency",
    "icj": "international court of justice", "icrc": "international committee of the red cross", "ilo":
    "international labor organization", "imf": "international monetary fund", "ioc": "international olympic committee", "iom":
    "international organization for migration", "irs": "internal revenue service", "isis": "islamic state", "isil": "islamic state",
    "daesh": "islamic state",
    "naacp": "national association for the advancement of colored people", "nasa": "national aeronautics and space administration", "nato":
    "north atlantic treaty organization", "nhs": "national health service", "nra": "national rifle association", "nsa":
    "national security agency", "oas":
    "organization of american states", "oecd": "organization for economic cooperation and development", "opec":
    "organization of the petroleum exporting countries",
    "osce": "organization for security and cooperation in europe", "plo": "palestine liberation organization", "rnc":
    "republican national committee", "un": "united nations", "unesco": "united nations educational scientific and cultural organization",
    "unga":
    "united nations general assembly", "unhcr": "united nations high commissioner for refugees", "unicef":
    "united nations children s fund", "wfp":
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
    "biden": "joe joseph", "bush": "george jeb", "carter": "jimmy james", "clinton": "bill hillary william", "kennedy":
    "john robert ted edward",
    "nixon": "richard", "obama": "barack", "reagan": "ronald", "trump": "donald",
}  # fmt: skip
"""Presidents of the United States and candidates whose families are in the news: whom the surname alone may mean, by first name."""
