"""Cities that stand alone in datelines.

Capitals and cities of 1.5 million people or more (150,000 to 600,000 where much English-language press is written) from GeoNames
(CC BY 4.0), without those that are also common surnames or words; and homes of news such as Davos, The Hague, the United Nations.
"""

CITIES = frozenset(
    " ".join(
        """aba; abeokuta; abidjan; abu dhabi; abuja; accra; adamstown; adana; addis ababa; adelaide; ado-ekiti; agartala; agege; agra;
        ahmedabad; ajegunle; ajmer; akure; al basrah al qadimah; al mawsil al jadidah; aleppo; alexandra; algiers; aligarh; almaty;
        alofi; alor setar; ambattur; amman; amravati; amritsar; amsterdam; andorra la vella; angeles city; ankara; antananarivo;
        antipolo; apia; arifwala; arusha; asansol; ashgabat; asmara; astana; asuncion; athens; athlone; atlanta; auckland; aurangabad;
        avarua; bacolod city; baghdad; bahawalpur; baku; ballari; baltimore; bamako; bandar seri alam; bandar seri begawan; bandar
        sunway; bandar tasik puteri; bandar utama; bandarban; bandung; bangalore; bangkok; bangui; banjul; bannu; bao'an; baoding;
        baoshan; baotou; barcelona; bareilly; barnaul; basse-terre; basseterre; battagram; batu caves; batu pahat; bauchi; bayan nur;
        bazhong; beijing; beirut; bekasi; belagavi; belfast; belgrade; belmopan; belo horizonte; bengaluru; benghazi; benin city;
        bercham; berlin; bern; bhagalpur; bhatara; bhatpara; bhavnagar; bhayandar; bhilai; bhiwandi; bhopal; bhubaneswar; bida; bikaner;
        bilimora; bintulu; birmingham; bishkek; bissau; bloemfontein; bogota; boksburg; bombay; bordeaux; borivli; boston; brakpan;
        brampton; brasilia; bratislava; brazzaville; bridgetown; brisbane; bristol; brussels; bucharest; budapest; budta; buenos aires;
        bukit jalil; bukit mertajam; bukit rahman putra; bulawayo; bunamwaya; bursa; busan; cagayan de oro; cairo; calabar; calamba;
        calcutta; calgary; cali; caloocan; camayenne; can tho; canberra; cape town; caracas; cardiff; casablanca; castries; cayenne;
        cebu city; centurion; chandigarh; changchun; changsha; changshu; changzhou; chaozhou; charlotte amalie; chattogram; chelyabinsk;
        chengdu; chennai; chicago; chisinau; chitungwiza; chongqing; christchurch; chunian; cincinnati; ciudad de la paz; ciudad juarez;
        cleveland; cockburn town; coimbatore; cologne; colombo; comilla; conakry; copenhagen; cordoba; curitiba; cuttack; daegu; dakar;
        dalian; dallas; damascus; daqing; dar es salaam; darwin; dasmarinas; datong; davangere; davao; davos; dazhou; dehradun; delhi;
        denpasar; denver; depok; dera ghazi khan; dera ismail khan; detroit; dhaka; dhanbad; dharavi; diego garcia; diepsloot; dili;
        diyarbakir; djibouti; dnipro; dodoma; doha; dombivali; donetsk; dongguan; dresden; dubai; dublin; durban; durgapur; dushanbe;
        dusseldorf; east jerusalem; east london; ebute ikorodu; ecatepec de morelos; edinburgh; edmonton; edogawe; el paso; el-aaiun;
        eldoret; emalahleni; enugu; epworth; erbil; erode; etwatwa; evaton; faisalabad; faridabad; fort worth; fort-de-france;
        fortaleza; foshan; frankfurt; frankfurt am main; freetown; fukuoka; funafuti; fuyang; fuzhou; gaborone; ganzhou; gaya; gaza;
        gaza city; gaziantep; gazipur; gdansk; geita; general santos; geneva; george town; germiston; ghaziabad; gibraltar; gitega;
        giza; glasgow; goiania; gombe; gorakhpur; gqeberha; grozny; grytviken; guangzhou; guatemala city; guayaquil; guilin; guiyang;
        gujranwala; gujrat; guntur; gurugram; gustavia; guwahati; gwalior; gweru; hagatna; haifa; haikou; haiphong; halifax; hamamatsu;
        hamburg; hangzhou; hanoi; harare; harbin; hathazari; havana; hefei; helsinki; hiroshima; ho chi minh city; hobart; hohhot; hong
        kong; honiara; honolulu; houston; howrah; huai'an; huainan; hubballi; huizhou; hyderabad; ibadan; ikare; ile-ife; iloilo;
        ilorin; imus; incheon; indianapolis; indore; ipoh; irkutsk; isfahan; iskandar puteri; islamabad; istanbul; ivory park; izhevsk;
        izmir; iztapalapa; jabalpur; jacksonville; jaipur; jajmau; jakarta; jalalpur pirwala; jalandhar; jalgaon; jammu; jamnagar;
        jamshedpur; jeddah; jerusalem; jhang sadr; jhansi; jiading; jiangmen; jiangyin; jieyang; jilin; jinan; jodhpur; johannesburg;
        johor bahru; jos; juba; kabul; kaduna; kafrul; kahama; kajang; kakamega; kalaburagi; kallakurichi; kalyan; kampala; kampong
        baharu cheras batu sebelas; kampung baru subang; kampung kangkar teberau; kampung larkin lama; kanayannur; kandahar; kano;
        kanpur; kaohsiung; kapar; karachi; kariega; karol bagh; kasangati; kasur; kathmandu; katsina; kawaguchi; kawasaki; kazan;
        khabarovsk; kharkiv; khartoum; kherson; khulna; kiev; kigali; kikuyu; kingstown; kinshasa; kira; kisumu; kitakyushu; klang;
        klerksdorp; kluang; kobe; kochi; kolhapur; kolkata; koln; korba; kota bharu; kota damansara; kota kinabalu; kota kuala muda;
        kowloon; kozhikode; krakow; krasnodar; krasnoyarsk; krugersdorp; kryvyy rih; kuala kubu baharu; kuala lumpur; kuala terengganu;
        kuantan; kuching; kulim; kumamoto; kumasi; kunming; kunshan; kurnool; kuwait; kuwait city; kwadukuza; kyengera; kyiv; kyoto; la
        paz; lagos; lahore; lanzhou; lapu-lapu city; las pinas; las vegas; leeds; leipzig; lekki; leon de los aldama; lianyungang;
        libreville; lilongwe; lima; linyi; lisbon; liverpool; ljubljana; lodz; lome; london; longyearbyen; loni; los angeles; lu'an;
        luanda; lubumbashi; lucknow; ludhiana; luhansk; luliang; lusaka; luxembourg; lviv; lyon; macao; macau; madrid; madurai;
        maheshtala; maiduguri; majuro; makati city; makkah; malacca; malegaon; malingao; mamoudzou; managua; manama; manaus; manchester;
        mandaluyong; mandaluyong city; mangaluru; manila; mansilingan; maputo; maracaibo; mariehamn; marikina city; mariupol; marseille;
        maseru; mashhad; mata utu; mbabane; mbarara; mbeya; mbuji-mayi; mdantsane; medan; medellin; meerut; melbourne; melekeok;
        memphis; mexico city; miami; mianyang; middelburg; milan; milwaukee; minhang; minna; minneapolis; minsk; miri; mirpur model
        thana; mississauga; mogadishu; mohammadpur; mombasa; monaco; monrovia; montevideo; montreal; moradabad; morogoro; moroni;
        moscow; mosul; mthatha; muar; mukim pulai; multan; mumbai; munich; muntinlupa; muscat; mutare; muzaffarabad; mwanza; mysuru;
        n'djamena; nagoya; nagpur; nairobi; najafgarh; nakuru; nanchang; nanchong; nanjing; nanning; nansana; nantong; naples; narela;
        nashik; nashville; nassau; natore; navi mumbai; nay pyi taw; nellore; new delhi; new orleans; new taipei city; new york; new
        york city; newcastle; niamey; nicosia; niigata; ningbo; nizhniy novgorod; nouakchott; noumea; novosibirsk; nowrangapur;
        nuku'alofa; nur-sultan; nuuk; odesa; odessa; ogbomoso; okara; okayama; okene; oklahoma city; omdurman; omsk; onitsha;
        oranjestad; ordos; osaka; oslo; osogbo; ottawa; ouagadougou; owerri; oyo; paarl; pago pago; palembang; palermo; palikir;
        pallabi; panama city; papeete; paramaribo; paranaque city; paris; pasay; pasig city; pasir gudang; pasir mas; patiala; patna;
        paya terubong; pelentong; perth; peshawar; petaling jaya; philadelphia; philipsburg; phnom penh; phoenix; pietermaritzburg;
        pimpri; pimpri-chinchwad; pindi bhattian; pittsburgh; plymouth; podgorica; polokwane; port harcourt; port louis; port moresby;
        port of spain; port vila; port-au-prince; port-aux-francais; portland; porto; porto-novo; potchefstroom; prague; praia;
        prayagraj; pretoria; pristina; puchong; pudong; puducherry; puebla; pune; putian; putrajaya; puyang; pyongyang; qingdao;
        qingyang; qingyuan; quebec city; quetta; quezon city; quito; rabat; rahim yar khan; raipur; rajkot; rajpur sonarpur; rajshahi;
        ramallah; ramgundam; ranchi; randburg; rangoon; rasapudipalem; rawalpindi; rawang; recife; reykjavik; richards bay; riga; rio de
        janeiro; riyadh; road town; rohini; rome; roodepoort; rostov-on-don; rustenburg; sagamihara; saharanpur; sahiwal; saigon; saint
        helier; saint petersburg; saint-denis; saint-pierre; saipan; saitama; salt lake city; salzburg; samara; san antonio; san diego;
        san francisco; san jose; san juan; san marino; san salvador; sanaa; sandakan; sangli; santa cruz de la sierra; santiago de
        queretaro; santo domingo; sao paulo; sao tome; sapporo; sarajevo; saratov; sargodha; seattle; sekondi; selayang baru utara;
        semarang; sendai; seoul; sepang; seremban; setagaya; setapak; setia alam; sevastopol; sevilla; seville; shah alam; shanghai;
        shangqiu; shantou; shaoxing; sharjah; shekhupura; shenyang; shenzhen; shibganj; shijiazhuang; shivaji nagar; shiyan; shizuoka;
        sholapur; shyamnagar; sialkot; sibu; simferopol; singapore; sitiawan; skopje; skudai; sokoto; somerset west; songjiang;
        soshanguve; soweto; springs; srinagar; st peter port; st. george's; st. john's; st. louis; st. petersburg; stockholm;
        strasbourg; stuttgart; subang jaya; sukkur; sumbawanga; sungai buloh; sungai petani; surabaya; surat; suva; suzhou; sydney;
        tabora; tai'an; taichung; tainan; taipei; taiping; taiyuan; taizhou; takoradi; tallinn; tamale; taman petaling; tando allahyar;
        tando bago; tanga; tangerang; tangshan; tarawa; tarlac city; tashkent; tawau; tbilisi; tegucigalpa; tehran; tel aviv; teluk
        intan; teni; thane; the hague; thembisa; thessaloniki; thimphu; thiruvananthapuram; thoothukudi; tianjin; tijuana; tirana;
        tiruchirappalli; tirunelveli; tiruppur; tokyo; tolyatti; toronto; torshavn; toulouse; tripoli; tungi; tunis; turin; tyumen;
        udaipur; ufa; ujjain; ulaanbaatar; ulhasnagar; ulyanovsk; united nations; urumqi; uyo; vadodara; vaduz; valenzuela; valletta;
        vancouver; vanderbijlpark; varanasi; vatican city; vellore; venice; vereeniging; vienna; vientiane; vijayawada; vilnius; virar;
        visakhapatnam; vladivostok; volgograd; voronezh; vryheid; wah cantt; wangsa maju; wanzhou; warangal; warri; warsaw; washington;
        washington d.c.; washington dc; weifang; welkom; wellington; wenzhou; westonaria; willemstad; windhoek; winnipeg; wroclaw;
        wuhan; wuhu; wuxi; wuzhong; xi'an; xiamen; xining; yamoussoukro; yancheng; yangon; yangzhou; yantai; yaounde; yaren; yaroslavl;
        yekaterinburg; yerevan; yokohama; yola; yunfu; zagreb; zamboanga; zanzibar; zaporizhzhya; zaragoza; zaria; zhaoqing; zhengzhou;
        zhongshan; zhuhai; zibo; zunyi; zurich""".split()
    ).split("; ")
)
"""In lower case, without diacritics."""
