"""Word lists for what the model does not tell: which nouns are bodies, and the gender of first names. Hand-made, in alphabetical order."""

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
