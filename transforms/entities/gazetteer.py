"""Word lists for what the model does not tell: bodies, titles, first names. Hand-made, in alphabetical order."""

ORGANIZATION_WORDS = frozenset(
    """academy administration agency airlines alliance army assembly association authority bank board brigade broadcasting bureau cabinet
    centre center chamber church club college commission committee company congress corp corporation council court department
    federation force forces foundation front fund group guard house hospital inc institute international kremlin league ltd ministry
    movement museum navy network news newspaper office organisation organization parliament party police post press radio regiment
    senate service services society syndicate telegraph times trust tv union university""".split()
)

MALE_NAMES = frozenset(
    """aaron abdul abel abraham adam adan adolfo adolph adrian agustin ahmed alan albert alberto alejandro alex alexander alfonso alfred
    alfredo ali allan allen alonzo alphonso alton alvaro alvin amir amos andre andres andrew andy anthony antoine anton antonio
    antony archie armand armando arnold arron art arthur arturo august aurelio austin barack barney barry bart basil beau ben benito
    benjamin bennett benny bernard bernardo bernie bert bill billy blaine blake bob bobby booker boris boyd brad bradford bradley
    brady brain branden brandon brendan brent bret brett brian brock bruce bruno bryan bryant bryce bryon buddy buford burton byron
    caleb calvin carl carlo carlos carlton carmelo carson carter cedric cesar chad charles charley chase chester chris christopher
    chuck clarence clark claude clay clayton clement cleveland cliff clifford clifton clint clinton clyde cody cole colin collin
    conrad cornelius cornell coy craig curt curtis dalton damian damien damon dan dane danial daniel danny dante daren darin darius
    darrel darrell darren darrin darryl darwin daryl dave david davis dean delbert delmar denis dennis denver derek derick derrick
    desmond dewayne dewey dexter dick diego dirk dmitry domingo dominic dominick don donald donnell donny donovan doug douglas doyle
    drew duane dudley duncan dustin dwayne dwight dylan earl earnest ed eddy edgar edmond edmund eduardo edward edwardo edwin efrain
    elbert eldon eli elias elijah elliot elliott ellis elmer elon elton elvin elvis elwood emanuel emerson emery emil emilio
    emmanuel emmett emory enrique eric erick erik ernest ernesto ernie errol ervin erwin esteban ethan eugene evan everett fabian
    federico felipe felix fernando fidel fletcher floyd forrest francisco frank franklin fred freddy frederic frederick fredrick
    gabriel galen gareth garland garrett garry gary gavin genaro geoffrey george gerald gerard gerardo german gilbert gilberto
    giorgos glen glenn gonzalo gordon grady graham grant greg gregg gregorio gregory grover guillermo gus gustavo guy hal hans
    harlan harley harold harris harrison harry harvey hassan heath hector henry herbert heriberto herman hiram homer horace houston
    howard hubert hugh hugo humberto hung hunter ian ibrahim ignacio irvin irving irwin isaac isaiah isidro ismael israel issac ivan
    jack jackson jacob jacques jake jamal james jared jarrod jarvis jason jasper javier jay jayson jean jeff jefferson jeffery
    jeffrey jeffry jerald jeremiah jeremy jermaine jerome jerry jess jesse jesus jim jimmy joaquin joe joel joesph john johnathan
    johnathon johnny jon jonathan jonathon jordan jorge jose joseph josh joshua josue juan julian julio julius junior justin karl
    keith kelvin ken kendrick kenneth kenny kent kermit kevin kirill kirk kristopher kurt kurtis kyle lamar lamont lance landon
    larry lars laurence lawrence leland leo leon leonard leonardo leonel leroy lester levi lewis lincoln linwood lionel lloyd
    lorenzo louis lowell loyd lucas luis luke luther lyle mack malcolm manuel marc marcel marcelino marco marcos marcus mariano
    mario mark marlon marshall martin marvin mason mathew matt matthew maurice mauricio max maxwell maynard melvin merlin michael
    micheal miguel mike miles millard milton mitch mitchell mitt mohamed mohammad mohammed moises monroe monte monty morris moses
    muhammad murray myron nathan nathaniel neal ned neil nelson nestor nicholas nick nickolas nicolas nigel noah noe nolan norbert
    norman norris octavio oleg oliver omar orlando orville oscar otis otto owen pablo pasquale patrick paul pedro percy perry pete
    peter phil philip phillip pierre preston quentin quincy quinton rafael rajesh ralph ramiro ramon randal randall randolph randy
    raphael raul ray raymond raymundo reed reggie reginald reuben rex reynaldo ricardo richard rick rickey ricky rigoberto riley rob
    robby robert roberto rocco rocky rod roderick rodger rodney rodolfo rodrigo rogelio roger roland rolando roman romeo ron ronald
    ronnie roosevelt roscoe ross roy ruben rudolph rufus rupert russel russell rusty ryan salvador salvatore sam sammy samuel
    sanford santiago saul scot scott scotty sean sebastian sergei sergey sergio seth shane sheldon shelton sherman sidney silas
    simon solomon sonny spencer stan stanley stefan stephan stephen sterling steve steven stewart stuart sylvester ted teddy terence
    terrance terrell terrence thaddeus theodore theron thomas thurman tim timmy timothy todd tom tomas tommy tony travis trent
    trenton trevor troy truman ty tyler tyrone tyson ulysses vance vaughn vern vernon vicente victor viktor vince vincent virgil
    vito vladimir volodymyr wade wallace walter ward warren wayne weldon wendell wesley wilbert wilbur wiley wilford wilfred
    wilfredo will willard william williams willis wilmer wilson winfred winston wm woodrow xavier youssef yusuf zachary zachery""".split()
)
"""First names that nearly always are a man's, in lower case; most are of the US census of 1990."""

FEMALE_NAMES = frozenset(
    """abby abigail ada addie adela adele adeline adriana adrienne agatha agnes aida aileen aimee aisha alana alberta alejandra alexandra
    alexandria alice alicia alisa alisha alison allie allison allyson alma alta althea alyssa amanda amber amelia amie amina amy ana
    andrea angela angelia angelica angelina angeline angie anita ann anna annabelle anne annette annie antoinette antonia april
    arlene ashlee ashley astrid audra audrey aurora autumn ava avis barbara barbra beatrice beatriz becky belinda benita bernadette
    bernadine bernice bertha bessie beth bethany betsy bette bettie betty bettye beulah beverly bianca blanca blanche bobbi bonita
    bonnie brandi brandy brenda brianna bridget bridgette brittany brittney brooke caitlin callie camilla camille candace candice
    candy cara carla carlene carmela carmella carmen carol carole carolina caroline carolyn carrie cassandra cassie catalina
    catherine cathleen cathy cecelia cecile cecilia celeste celia chandra charity charlene charlotte chelsea cheri cherie cheryl
    chloe christa christi christie christina christine christy cindy claire clara clare clarice clarissa claudette claudia colleen
    concepcion connie constance consuelo cora corinne cornelia corrine cristina crystal cynthia daisy daniela danielle daphne darcy
    darla darlene dawn deana deanna debbie debora deborah debra delia della delores deloris dena denise desiree diana diane dianna
    dianne dina dixie dolly dolores dona donna dora doreen doris dorothea dorothy dorthy earlene earline earnestine ebony edith edna
    effie eileen elaine eleanor elena elinor elisa elisabeth elise eliza elizabeth ella ellen elma elnora eloise elsa elsie elva
    elvira emilia emily emma erica ericka erika erin erma ernestine esmeralda esperanza essie estela estella estelle ester esther
    ethel etta eugenia eula eunice eva eve evelyn faith fannie fatima fay faye felicia fern fiona flora florence flossie frances
    francine francisca freda frida frieda gabriela gabrielle gail gay geneva genevieve georgia georgina geraldine gertrude gina
    ginger gladys glenda glenna gloria goldie grace gracie graciela greta gretchen gwen gwendolyn haley hannah harriet harriett
    hattie hazel heather heidi helen helena helene henrietta hilary hilda hillary holly hope ida ila imogene ina ines inez ingrid
    irene iris irma isabel isabella isabelle iva ivana ivanka ivy jackie jaclyn jacqueline jacquelyn jami jana jane janelle janet
    janette janice janie janine janis jasmine jayne jeanette jeanie jeanine jeanne jeannette jeannie jeannine jenifer jenna jennie
    jennifer jenny jeri jerri jessica jill jillian jo joan joann joanna joanne jocelyn jodi jodie johanna jolene joni josefina
    josephine josie joy joyce juana juanita judith judy julia julianne julie juliet june justine kamala kara karen kari karin karina
    karla kate katharine katherine kathleen kathryn kathy katie katrina katy kay kayla keisha kelli kellie kelly kelsey kendra keri
    kerri kimberley kimberly kirsten krista kristen kristi kristie kristin kristina kristine kristy krystal lacey ladonna lana lara
    latasha latisha latonya latoya laura laurel lauren laurie lea leah leann leanne leila lela lena lenora lenore leola leona letha
    leticia lidia lila lilia lillian lillie lilly lily linda lisa liz liza lizzie lois lola lora loraine lorena lorene loretta lori
    lorie lorna lorraine lorrie lottie louisa louise lourdes lucia lucile lucille lucinda lucy luella luisa lula luz lydia lynda
    lynette lynn lynne mabel mable madeleine madeline mae magdalena maggie malinda mallory mamie mandy manuela marcella marcia
    marcie marcy margaret margarita margie margo margot margret marguerite maria marian marianne maribel marie marilyn marina marisa
    marisol marissa maritza marjorie marla marlene marsha marta martha martina mary maryann marylou matilda mattie maude maureen
    mavis maxine may mayra meagan megan meghan melania melanie melba melinda melisa melissa melody mercedes meredith mia michaela
    michele michelle milagros mildred millie mindy minerva minnie miranda miriam misty mollie molly mona monica monique muriel myra
    myrna myrtle nadia nadine nancy nannie naomi natalia natalie natasha nelda nell nellie nettie neva nichole nicole nikki nina
    nita noemi nola nora noreen norma odessa ofelia ola olga olive olivia opal ora paige pam pamela patrica patrice patricia patsy
    patti patty paula paulette pauline pearl pearlie peggy penelope penny petra phoebe phyllis polly priscilla rachael rachel
    rachelle rae ramona randi raquel reba rebecca rebekah regina rena renee rhoda rhonda rita roberta robin robyn rochelle ronda
    rosa rosalie rosalind rosalinda rosalyn rose rosemarie rosemary rosetta rosie roxanne ruby ruth ruthie sabrina sadie sallie
    sally samantha sandra sara sarah saundra selena selma serena shana shanna shari sharon sharron shauna shawna sheena sheila
    shelia shelley shelly sheri sherri sherrie sherry sheryl shirley silvia simone socorro sofia sondra sonia sonja sonya sophia
    sophie staci stacie stefanie stella stephanie sue summer susan susana susanne susie suzanne sybil sylvia sylvie tabatha tabitha
    tamara tameka tami tamika tammie tammy tania tanisha tanya tara tasha tatiana teresa teri terri terrie thelma theresa therese
    tia tiffany tina toni tonia tonya traci tracie tracy tricia trina trisha trudy ursula valarie valerie vanessa velma vera verna
    veronica vicki vickie vicky victoria viola violet virgie virginia vivian wanda wendy willa wilma winifred winnie yasmin yolanda
    yvette yvonne zainab zelma zoe""".split()
)
"""First names that nearly always are a woman's, in lower case; most are of the US census of 1990."""

ALSO_SURNAMES = frozenset(
    """alexander allen allison anthony arnold ashley austin barry bennett bernard blake booker boyd bradford bradley brady brock bruce
    bryan bryant burton carson carter charles chase clark clay clayton cole craig curtis dalton daniel davis dean dennis douglas
    doyle dudley duncan elliott ellis everett fletcher floyd frank franklin garrett gay george gilbert glenn gordon graham grant
    gregory haley harris harrison harvey heath henry herman houston howard hunter jackson james jefferson jordan joseph joyce keith
    kelly kent kirk lara lawrence leon leonard lester lewis lloyd lucas mack marshall martin mason maxwell may maynard miles miranda
    mitchell monroe morris moses murray neal nelson nolan norman norris oliver owen patrick paul perry preston randall randolph ray
    reed richard riley roman rose ross roy russell ryan sanford santiago scott shelton sherman simon solomon spencer stanley stewart
    terrell thomas todd tyler vance vaughn vincent wade wallace walter ward warren wiley william williams willis wilson""".split()
)
"""First names that are common surnames, too, of the same census."""

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

HONORIFICS = frozenset(
    """adv alderman alhaja alhaji archbishop baroness barr cllr dato datin datuk engr evangelist frau garda haji hajia hajiya herr kumari
    madam mallam maulana monsieur monsignor msgr oba otunba pandit puan ratu seri shri shrimati smt taoiseach tengku tuan ustad
    ustaz""".split()
)
"""Titles of courtesy and rank of many countries: `Alhaji Musa Bello`, `Datuk Seri Rahim Yunus`, `Smt. Lakshmi Devarajan`, `Garda Keane`."""

TITLES = HONORIFICS | frozenset(
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
