"""Word lists of the rule-based reader: small, hand-made, in alphabetical order."""

CUES = tuple(
    """accused acknowledged acknowledges added adds admitted agreed announced announces argued argues asked asks asserted
    believed believes blasted boasted called calls cautioned chanted characterized cited claimed claims commented complained
    complains concluded concludes confesses confirmed confirms contended continued continues criticized declared denied
    denies described echoed emphasized exclaimed expects explained explains insisted insists joked jokes lamented maintained
    mused noted notes pledged posted praised predicted promised promises questioned quipped quoted read reads recalled
    recalls recounted reiterated remarked remembers repeated replied replies reported responded responds revealed said say
    says scolded shouted stated stressed suggested suggests telling tells testified thinks thought told tweeted urged urges
    vowed warned warns writes wrote""".split()
)
"""Verbs that report what somebody says or thinks."""

TITLES = frozenset(
    """ambassador archbishop attorney bishop brigadier capt captain chairman chancellor chief col colonel coach commander commissioner
    councillor crown deputy detective director doctor dr envoy father general gen governor gov inspector judge justice king lady lieutenant
    lord lt major mayor minister miss mr mrs ms officer pope premier president prime prince princess prof professor queen rabbi rep
    representative rev reverend secretary sen senator sergeant sgt sheikh sir sister speaker spokesman spokeswoman sultan vice""".split()
)
"""Words before a name that say it is a person's; the name begins after them."""

ORGANIZATION_WORDS = frozenset(
    """academy administration agency airlines alliance army assembly association authority bank board brigade broadcasting bureau cabinet
    centre center chamber church club college commission committee company congress corp corporation council court department
    federation force forces foundation front fund group guard house hospital inc institute international kremlin league ltd ministry
    movement museum navy network news newspaper office organisation organization parliament party police post press radio regiment
    senate service services society syndicate telegraph times trust tv union university""".split()
)

ORGANIZATIONS = frozenset(
    """AFP Amazon Apple Bloomberg Boeing CNN Congress Facebook Google Hamas Hezbollah Interfax Interpol Kremlin Microsoft NATO Nato
    Parliament Pentagon Reuters Taliban Telegram Tesla Treasury Twitter Unicef Xinhua YouTube""".split()
)
"""Bodies that are known by one word."""

COUNTRIES = frozenset(
    """Afghanistan|Albania|Algeria|Angola|Argentina|Armenia|Australia|Austria|Azerbaijan|Bangladesh|Belarus|Belgium|Bolivia|Brazil|Britain|
Bulgaria|Cambodia|Cameroon|Canada|Chile|China|Colombia|Croatia|Cuba|Cyprus|Denmark|Ecuador|Egypt|Estonia|Ethiopia|Europe|Africa|Asia|
Finland|France|Georgia|Germany|Ghana|Greece|Hungary|Iceland|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy|Jamaica|Japan|Jordan|
Kazakhstan|Kenya|Kosovo|Kuwait|Latvia|Lebanon|Libya|Lithuania|Malaysia|Mali|Malta|Mexico|Moldova|Mongolia|Morocco|Mozambique|Myanmar|
Nepal|Netherlands|New Zealand|Nigeria|North Korea|Norway|Oman|Pakistan|Panama|Peru|Philippines|Poland|Portugal|Qatar|Romania|Russia|
Rwanda|Saudi Arabia|Senegal|Serbia|Singapore|Slovakia|Slovenia|Somalia|South Africa|South Korea|Spain|Sri Lanka|Sudan|Sweden|
Switzerland|Syria|Taiwan|Tanzania|Thailand|Tunisia|Turkey|U.K.|U.S.|US|UK|USA|Uganda|Ukraine|United Kingdom|United States|Uruguay|
Venezuela|Vietnam|Yemen|Zambia|Zimbabwe|Arctic|Black Sea|Gaza|Middle East""".replace("\n", "").split("|")
)

CITIES = frozenset(
    """Ankara|Athens|Baghdad|Bangkok|Beijing|Beirut|Berlin|Boston|Brussels|Cairo|Chicago|Copenhagen|Damascus|Delhi|Dublin|Geneva|Hong Kong|
Istanbul|Jakarta|Jerusalem|Kabul|Karachi|Kiev|Kyiv|Lagos|Lisbon|London|Los Angeles|Madrid|Manila|Mexico City|Moscow|Mumbai|Nairobi|
New Delhi|New York|Oslo|Paris|Prague|Riyadh|Rome|Seoul|Shanghai|Stockholm|Sydney|Tehran|Tokyo|Toronto|Vienna|Warsaw|Washington|
Zurich""".replace("\n", "").split("|")
)

DEMONYMS = frozenset(
    """Afghan African American Arab Argentine Asian Australian Austrian Belgian Brazilian British Bulgarian Canadian Catholic Chilean
    Chinese Christian Colombian Conservative Croatian Cuban Czech Danish Democrat Democratic Dutch Egyptian English Estonian European
    Finnish Flemish French German Greek Hungarian Indian Indonesian Iranian Iraqi Irish Islamic Israeli Italian Japanese Jewish
    Jordanian Kenyan Korean Kurdish Latvian Lebanese Libyan Lithuanian Malaysian Mexican Muslim Nepalese Nigerian Norwegian Pakistani
    Palestinian Polish Portuguese Republican Romanian Russian Saudi Scottish Serbian Slovak Spanish Sudanese Swedish Swiss Syrian
    Taiwanese Thai Turkish Ukrainian Vietnamese Welsh Yemeni""".split()
)

FUNCTION_WORDS = frozenset(
    """a about above according after again all also although an and another any are as at be because been before both but by can could
    did do does during each earlier even every few first for from had has have he her here hers him his how however i if in into is it
    its last later like many may meanwhile might more most much my nearly neither never no nobody none nor not nothing now of on once
    one only or other others our over perhaps several shall she should since so some still such than that the their them then there
    these they this those though three through to today tomorrow too two under until up us was we were what when where whether which
    while who why will with without would yes yesterday yet you your""".split()
)
"""Words that are no name when a sentence capitalises them."""

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
