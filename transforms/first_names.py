"""First names that nearly always are a man's, or a woman's: from the United States census of 1990 (public domain).

Those with at least 0.004 % of the people of one sex, and twenty times as many as of the other. `gazetteer` has names of other countries.
"""

MEN = frozenset(
    """abe abel abraham abram adalberto adan adolfo adolph agustin ahmad al alberto alden aldo alec alejandro alex alfonso alfonzo alfred
    alfredo allan allen alonso alonzo alphonse alphonso alton alvaro alvin amado ambrose amos anderson andreas andres anibal antione
    antoine anton antone antony antwan archie arden arlen arlie armand armando arnold arnoldo arnulfo aron arron art arturo asa august
    augustus aurelio austin barney barrett barry bart barton basil beau benedict benito bennett benny benton bernard bernardo bert
    bertram billy blaine blake bo bobby booker boyce boyd bradford bradley bradly brady brain branden brandon brant brendan brendon
    brent brenton bret brett brice brock broderick brooks bruno bryan bryant bryce bryon buck bud buddy buford burl burt burton buster
    byron caleb calvin carlo carlton carmelo carmine carson carter cedric cedrick cesar chad chadwick chance charley chas chase chauncey
    chester chet christoper chuck clarence clark claud claude claudio clay clayton clement clemente cletus cleveland cliff clifford
    clifton clint clinton clyde cody cole coleman colin collin colton columbus conrad cordell cornelius cornell cortez coy craig
    cristobal cristopher curt curtis cyril cyrus dalton damian damien damion damon dane danial danilo danny dante darell daren darin
    dario darius daron darrel darrell darren darrick darrin darron darryl darwin daryl davis dean deandre deangelo del delbert delmar
    delmer demarcus denis denver derek derick derrick deshawn desmond dewayne dewey dewitt dexter dick diego dillon dino dirk domenic
    domingo dominic dominick don donn donnell donny donovan donte dorsey douglas douglass doyle drew duane dudley duncan dustin dwain
    dwayne dwight dylan earl earle earnest ed eddy edgar edgardo edison edmond edmund edmundo eduardo edwardo edwin efrain efren elbert
    elden eldon eldridge eli elias elijah eliseo elliot elliott ellis ellsworth elmer elmo eloy elroy elton elvin elvis elwood emanuel
    emerson emery emil emile emilio emmett emmitt emory enoch enrique erasmo erich erick erik ernest ernesto ernie errol ervin erwin
    esteban ethan eugene eugenio eusebio evan everett everette ezekiel ezequiel ezra fabian faustino fausto federico felipe felix felton
    ferdinand fermin fernando fidel filiberto fletcher florencio florentino floyd forest forrest foster francesco francisco franklin
    franklyn freddy frederic frederick fredric fredrick freeman fritz gabriel galen garfield garland garret garrett garry garth gaston
    gavin gaylord genaro geoffrey gerald geraldo gerard gerardo german gil gilbert gilberto gino giovanni giuseppe glen glenn gonzalo
    gordon grady graham graig grant granville gregg gregorio gregory grover guillermo gus gustavo guy hai hal hank hans harlan harland
    harley harold harris harrison harry harvey hayden haywood heath hector herb herbert heriberto herman herschel hershel hilario hilton
    hipolito hiram hobert homer horace horacio hosea houston howard hoyt hubert huey hugh hugo humberto hung hunter hyman ian ignacio
    ike irvin irving irwin isaac isaiah isaias isiah isidro ismael israel isreal issac jacinto jackson jacques jamaal jamal jamar jamel
    jamison jared jarod jarred jarrett jarrod jarvis jasper jay jayson jc jed jefferey jefferson jeffery jeffry jerald jeramy jere
    jeremiah jeremy jermaine jerold jerome jeromy jerrell jerrod jerrold jess jesse jesus jimmy joaquin joel joesph johnathan johnathon
    johnny johnson jon jonah jonas jonathon jordon josef josiah jospeh josue judson jules julian julio julius junior justin kareem
    keenan kelvin ken kendrick keneth kenneth kennith kenny kent kenton kermit keven kieth king kip kirk korey kory kraig kristofer
    kristopher kurt kurtis kyle lamar lamont lance landon lanny laurence lawerence lawrence lazaro leandro leif leland lemuel len lenard
    lenny leo leon leonard leonardo leonel leopoldo leroy les lester levi lewis lincoln lino linwood lionel lloyd lon long lonny lorenzo
    lowell loyd lucas luciano lucien lucio lucius luigi luther lyle lyman lyndon lynwood mac mack major malcolm malcom malik manual
    manuel marc marcel marcelino marcellus marcelo marcos marcus margarito mariano markus marlon marquis marshall marvin mason mathew
    matt maurice mauricio mauro max maximo maxwell maynard mckinley mel melvin merlin mervin michale micheal mikel milan miles milford
    millard milo milton miquel mitchel mitchell modesto mohammad moises monroe monte monty morris morton mose moses moshe murray myles
    myron napoleon nathan nathanael nathanial nathaniel neal ned neil nelson nestor neville newton nickolas nicolas noah noble noe nolan
    norbert norberto norman normand norris octavio odis olen olin oliver omer oren orlando orval orville oscar osvaldo oswaldo otis otto
    owen pablo palmer parker pasquale percy perry pete phillip pierre porfirio porter preston prince quentin quincy quintin quinton
    rafael raleigh ramiro ramon randal randall randell randolph randy raphael rashad raul ray rayford raymon raymundo reed reggie
    reginald reid reinaldo renaldo renato reuben rex rey reyes reynaldo rhett ricardo rich richie rickey ricky rico rigoberto riley rob
    robby roberto robt rocco rocky rod roderick rodger rodney rodolfo rodrick rodrigo rogelio roland rolando rolf rolland roman romeo
    ronnie ronny roosevelt roscoe rosendo ross roy royal ruben rubin rudolf rudolph rueben rufus rupert russ russel rusty sal salvador
    salvatore sammy samual sanford santiago santo saul scot scotty sebastian sergio seth seymour shad shane sheldon shelton sherman
    sherwood shon sid silas solomon sonny spencer stan stanford stanley stanton stefan stephan sterling stewart sylvester tad tanner
    teddy teodoro terence terrance terrell terrence thad thaddeus theodore theron thurman timmy titus tobias tod todd tomas tommy toney
    travis trent trenton trevor trey troy truman tuan ty tyler tyree tyrell tyron tyrone tyson ulysses valentin vance vaughn vern vernon
    vicente vince vincent vincenzo virgil virgilio vito von wade waldo walker wallace wally walton ward warner warren waylon wayne
    weldon wendell werner wes wesley weston wilber wilbert wilbur wilburn wiley wilford wilfred wilfredo will willard williams willian
    willis willy wilmer wilson wilton winford winfred winston wm woodrow wyatt zachariah zachery zack zackary zane""".split()
)

WOMEN = frozenset(
    """abbey abbie abby ada addie adela adelaida adelaide adele adelina adeline adell adriana adriane adrianna adrianne adrienne agatha
    aida aileen aimee alaina alana alanna alba alberta albina alda alecia alejandra alene alesha alesia aleta aletha alexa alexandria
    alfreda alina aline alisa alisha alison alissa allene allie allison allyson alma alpha alta altagracia althea alvina alyce alyson
    alyssa amalia amber amelia ami amie amparo anabel anastasia andra andria angelia angelica angeline angelique angelita angie anh
    anissa annabelle annamarie annemarie annetta annette annmarie antionette antoinette antonette april araceli aracely ardis ardith
    aretha ariana arleen arlene arline armida artie ashlee ashleigh ashley ashton asia astrid athena audra audrey augusta aura aurelia
    aurora autumn ava avis bambi barb barbra beatriz becky belen belinda bella belle belva benita bernadette bernadine bernice berniece
    bernita berta bertha bertie beryl bess bessie bethany betsy bette bettie bettina bettye beulah beverley beverly bianca birdie blanca
    blanch blanche bobbi bonita bonnie bonny brandi brandie brandy breanna brenna briana brianna brianne bridget bridgett bridgette
    brigette brigitte britney brittani brittany brittney brook brooke caitlin caitlyn callie camilla camille candace candelaria candi
    candice candida candy cara caren cari caridad carina carissa carleen carlene carlotta carly carman carmel carmela carmelita carmella
    carole carolee carolina carolyn carrie caryl caryn casandra cassandra cassie catalina catharine cathie cathleen cathrine cathryn
    cathy catina catrina cecelia cecile cecilia celeste celestine celia celina chanda chandra chanel chantal chantel charisse charity
    charla charleen charlene charline charmaine chasity chastity chelsea chelsey chelsie cheri cherie cherly cherry cheryl cheryle
    chiquita chloe chrissy christa christal christen christi christie christin christy chrystal cindi cinthia clare clarice clarissa
    claudette claudia claudine clementine coleen colette colleen collette concepcion concetta connie constance consuelo cora coral
    cordelia cori corina corine corinna corinne cornelia corrie corrine cortney cristal cristine cristy crystal daisy dalia damaris
    danelle danette daniela daniella danielle danita danna daphne dara darci darcy daria darla darleen darlene dawn dawna dayna deana
    deann deanna deanne debbie debby debi debora debrah deena deidra deidre deirdre delfina delia delilah della delma delois delores
    deloris delphine demetria dena denice denise desiree dessie destiny dian diann dianna dianne dina dinah dionne dixie dollie dolly
    dolores dominga dona donita dora dorcas doreen dorene doretha dori dorinda doris dorothea dorris dortha dorthy dottie dovie dulce
    earlene earline earnestine easter ebony edie edith edna edwina edythe effie eileen elaina elaine elba elda eleanor eleanore elenor
    elia elida elinor elisa elisabeth elise elissa eliza elizebeth ella ellie elma elnora eloisa eloise elouise elsa elsie elva elvia
    elvira elyse emilia emilie ena enid enriqueta era erica ericka erika erlinda erma erna ernestina ernestine esmeralda esperanza essie
    estela estella estelle ester esther ethel etta eugenia eula eulalia eunice evangelina evangeline evelyn evette evie evonne fabiola
    faith fannie fanny farrah fawn fay faye felecia felicia felicita felicitas felipa felisha fern filomena flor flora florida florine
    flossie floy fran francesca francine francisca freda freida frieda gabriella gabrielle gail garnet gay gaye gayla gena geneva
    genevieve genoveva georgette georgia georgiana georgianna georgie georgina geraldine gerda geri germaine gerri gertie gertrude gilda
    gillian ginger ginny gisela giselle gladys glenda glenna goldie gracie graciela gregoria greta gretchen griselda guillermina gussie
    gwen gwendolyn hailey haley hallie hanna harriet harriett harriette hattie haydee hayley hazel heidi helena helene helga hellen
    henrietta herlinda hermelinda herminia hester hilary hilda hildegard holli hollie holly hope hortencia hortense ida idella ila
    ileana ilene ilse ima imelda imogene ina india ines inez inge iola iona ione iris irma isabell isabella isabelle iva ivette ivonne
    ivy jacklyn jaclyn jacque jacquelin jacqueline jacquelyn jacquline jada jade jaimie jami jamila jana janeen janel janell janelle
    janette janice janie janina janine janis janna jannette jannie jaqueline jasmin jasmine jayme jayne jeana jeane jeanetta jeanette
    jeanie jeanine jeanna jeanne jeannette jeannie jeannine jena jenelle jenifer jeniffer jenna jennette jenni jennie jenny jeri jerri
    jerrie jesica jillian jo joanie joann joanne jocelyn jodi jodie joelle joellen johanna johnna joleen jolene joni jonnie josefa
    josefina josephina josette josie jovita joy joycelyn juana juanita judi judy juli juliana julianna julianne juliet juliette june
    jung justina justine kaitlin kaitlyn kala kami kara kari karin karina karissa karla karol karolyn karon karrie karyn kassandra
    katelyn katharine katheryn kathi kathie kathrine kathryn katie katina katrina katy kay kaye kayla keely keisha kelli kellie kelsey
    kendra kenya keri kerri kerrie kesha keshia kia kimberlee kimberley kira kirsten kisha kitty kori krista kristal kristi kristie
    kristin kristina kristine kristy krystal krystle kyla kylie kyong kyra kyung lacey lacie ladonna lakeisha lakesha lakeshia lakisha
    lan lana laquita lara larissa lashanda lashawn lashonda latanya latasha latisha latonia latonya latosha latoya latrice latricia
    laureen laurel lauretta laurette lauri laurie lavina lavon lavonne lawanda lea leah leann leanna leanne leatrice leeann leilani
    leisa lela lelia lena lenora lenore leola leona leone leonor leonora leora leota lesa lessie leta letha leticia letitia lettie lia
    libby lida lidia lila lilia lilian liliana lillian lillie lilly lily lina lindy linnea linnie lise lisette lissette liz liza
    lizabeth lizbeth lizette lizzie lois lola lolita lona lora loraine lorena lorene lorenza loretta lori lorie lorine lorna lorraine
    lorri lorrie lottie louann louella louisa louise lourdes lovie luann luanne lucia lucie lucila lucile lucille lucinda lucretia
    luella luisa lula lulu lura luz lydia lyn lynda lyndsey lynette lynne lynnette ma mabel mable mackenzie madeleine madeline madelyn
    madge madonna mae magda magdalena magdalene maggie magnolia mai majorie malinda malissa mallory mamie mandi mandy manuela mara
    maranda marcela marcelina marcella marcelle marci marcia marcie marcy margarette margarita marge margery margie margo margot margret
    marguerite mari mariah mariam marian mariana mariann marianna marianne maribel maricela marietta marilee marilyn marilynn marisa
    marisela marisol marissa marita maritza marjorie marjory marla marlena marlene marlyn marlys marnie marquerite marquita marsha marta
    marti martina marva marvel maryann maryanne marybeth maryellen maryjane marylin marylou matilda matilde mattie maud maude maudie
    maura maureen maurine mavis maxie maxine may maya maybelle mayme mayra meagan meaghan meghan mei melanie melba melina melinda melisa
    mellisa mellissa melodie melody melony melva melvina mercedes meredith merry meta mi mia micaela michaela michele michell migdalia
    milagros mildred millicent millie mimi mina mindy minerva minnie miranda mireya miriam mirian mirna missy misti misty mittie mitzi
    mollie molly mona monika monique mozelle muriel myra myriam myrna myrtis myrtle nadine nakia nan nanci nanette nannette nannie
    natasha nathalie natividad nedra nelda nell nellie nelly nena nereida nettie neva nichole nicki nicola niki nikita nikki nila nilda
    nita noelle noemi nola nona nora noreen norma nova novella nydia octavia odessa ofelia ok ola oleta olive oma ona opal ophelia ora
    oralia orpha paige pam pamala pansy patrica patrice patsy patti pattie patty paulette paulina pauline pearl pearlie pearline peggie
    peggy penelope pennie penny perla petra phillis philomena phoebe phuong phylis phyliss phyllis pilar polly portia precious pricilla
    princess priscilla prudence queen rachael racheal rachelle rae rafaela ramona randi raquel raven reba rebeca rebekah regina reina
    rena renae renata renate renee renita reta retha reva reyna rhea rhiannon rhoda rhonda richelle rita robbin roberta robyn rochelle
    rocio roma romona rona ronda rosalba rosalee rosalia rosalie rosalina rosalind rosalinda rosalyn rosanna rosanne roseann roseanna
    roseanne rosella roselyn rosemarie rosemary rosetta rosie rosina rosita roslyn rowena roxana roxane roxann roxanna roxanne roxie
    ruby rubye ruthann ruthie sabina sabrina sadie salina sallie sally samatha sandi sanjuana sanjuanita santa sasha saundra savannah
    scarlett selena selina selma serena shaina shalonda shameka shamika shana shanda shanna shanon shanta shante shantel shara shari
    sharla sharlene sharonda sharron sharyn shauna shawna shayla shayna sheena sheila shelia shelley shelli shellie shelly sheree sheri
    sherie sherita sherri sherrie sherrill sherry sheryl shiela shirlene shirley shonda sierra silvia simone socorro soledad sondra
    sonja sonya soon staci stacia stacie starla starr stefanie stella stephany stephenie sue summer sun sunny susana susanna susannah
    susanne susie suzan suzanna suzette sybil tabatha tabitha tamara tameka tamela tamera tami tamika tammi tammie tammy tamra tana
    tania tanisha tanya tara taryn tasha tawana tawanda tawnya teena tena tera terese teresita teressa teri terra terri terrie tessa
    tessie thea theda thelma theodora therese thuy tia tiana tiara tierra tiffani tiffanie tiffany tillie tisha tomasa tomeka toni tonia
    tonja tonya tori tosha toya traci tracie trena tresa tressa treva tricia trina trisha trista trudy twila twyla tyra una vada valarie
    valencia valentina valeria valorie veda velda velma venessa venita venus vera verda vergie verla verna vernell vernice veronica
    vesta vickey vicki vickie vicky vida vikki vilma viola violet violeta virgie virgina viviana vonda wanda wendi wilda wilhelmina
    willa wilma windy winifred winnie winnifred winona xiomara yadira yesenia yolonda yoshiko yvette yvonne zelda zella zelma zenaida
    zoe zoila zola zoraida""".split()
)
