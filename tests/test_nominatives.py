"""Names that are declined: one entity by its nominative, in the letters of the article, with one id in all of them."""

import subprocess
import sys

import pytest

from tests.running import paragraphs_of
from tests.test_quotes import marked
from transforms.entities.declension import readings
from transforms.entities.exonyms import english_name
from transforms.entities.resolving import entity_id, resolve_names
from transforms.entities.romanized import romanized
from transforms.records import Label, Span
from transforms.schema import EntityRow


def entities(language: str | None, text: str) -> list[EntityRow]:
    """Return the entities of a text whose names are marked: `{p|Ana Ruiz}`."""
    plain, paragraphs, labels = marked(text)
    return resolve_names("a", plain, paragraphs, labels, language)[1]


def named(language: str | None, text: str) -> dict[str, list[str]]:
    return {row.name: row.aliases for row in entities(language, text)}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        # one person in many cases, named by the one that the article does not have
        ("ru", "у {p|Кравцова}, с {p|Кравцовым}, о {p|Кравцове}", ["Кравцов"]),
        ("ru", "речь {p|Олега Кравцова}; {p|Кравцову} ответили", ["Олег Кравцов"]),
        ("ru", "слова {p|Марины Кравцовой}, с {p|Кравцовой}", ["Марина Кравцова"]),
        ("ru", "встреча {p|Дениса Загорского} с {p|Загорским}", ["Денис Загорский"]),
        ("ru", "рассказ {p|Елены Загорской}", ["Елена Загорская"]),
        ("ru", "для {p|Ильи Морозова}", ["Илья Морозов"]),
        ("ru", "письмо {p|Павла Белова}", ["Павел Белов"]),
        ("ru", "слова {p|Николая Шульца} и {p|Сергея Шульца}", ["Николай Шульц", "Сергей Шульц"]),
        ("ru", "{p|Анна Шульц} и {p|Анны Шульц}", ["Анна Шульц"]),
        ("ru", "{p|Иван Петренко}, {p|Ивана Петренко}", ["Иван Петренко"]),
        ("ru", "заявил {p|В. Кравцов}", ["В. Кравцов"]),
        ("uk", "слова {p|Кравчука}, з {p|Кравчуком}", ["Кравчук"]),
        ("uk", "зустріч {p|Тараса Загорського} із {p|Загорським}", ["Тарас Загорський"]),
        ("uk", "заява {p|Олени Загорської}", ["Олена Загорська"]),
        ("uk", "без {p|Павла Остапенка}", ["Павло Остапенко"]),
        ("uk", "без {p|Ірини Остапенко}", ["Ірина Остапенко"]),
        ("uk", "до {p|Миколи Савчука}", ["Микола Савчук"]),
        ("pl", "słowa {p|Nowaka}, z {p|Nowakiem}, o {p|Nowaku}", ["Nowak"]),
        ("pl", "rozmowa z {p|Pawłem Zagórskim}", ["Paweł Zagórski"]),
        ("pl", "rozmowa z {p|Anną Zagórską}, słowa {p|Zagórskiej}", ["Anna Zagórska"]),
        ("pl", "słowa {p|Henryka Kowalczyka} i {p|Beaty Kowalczyk}", ["Henryk Kowalczyk", "Beata Kowalczyk"]),
        ("cs", "slova {p|Jana Dvořáka}, s {p|Dvořákem}", ["Jan Dvořák"]),
        ("cs", "slova {p|Evy Dvořákové}, s {p|Dvořákovou}", ["Eva Dvořáková"]),
        ("cs", "bez {p|Pavla Hájka}", ["Pavel Hájek"]),
        ("sk", "slová {p|Petra Horvátha}, s {p|Horváthom}", ["Peter Horváth"]),
        ("sk", "s {p|Zuzanou Horváthovou}", ["Zuzana Horváthová"]),
        ("sl", "besede {p|Janeza Zupana}, z {p|Zupanom}", ["Janez Zupan"]),
        ("hr", "riječi {p|Tomislava Horvata}, s {p|Horvatom}", ["Tomislav Horvat"]),
        # places
        ("ru", "в {l|Москве}, из {l|Москвы}", ["Москва"]),
        ("ru", "в {l|Киеве}, до {l|Киева}", ["Киев"]),
        ("ru", "в {l|Нижегородской области}", ["Нижегородская область"]),
        ("ru", "в {l|Нидерландах} и в {l|Чили}", ["Нидерланды", "Чили"]),
        ("uk", "у {l|Харкові}, з {l|Харкова}", ["Харків"]),
        ("uk", "в {l|Україні}, для {l|України}", ["Україна"]),
        ("pl", "w {l|Warszawie}, do {l|Warszawy}", ["Warszawa"]),
        ("pl", "w {l|Krakowie}, w {l|Niemczech}, w {l|Polsce}", ["Kraków", "Niemcy", "Polska"]),
        ("cs", "v {l|Praze} a v {l|Německu}", ["Praha", "Německo"]),
        ("sk", "na {l|Slovensku}, v {l|Bratislave}", ["Slovensko", "Bratislava"]),
        ("sl", "v {l|Sloveniji}", ["Slovenija"]),
        ("hr", "u {l|Hrvatskoj}, u {l|Zagrebu}", ["Hrvatska", "Zagreb"]),
        # bodies: adjectives agree with the noun, what follows it stays
        ("ru", "депутаты {o|Верховной Рады}", ["Верховная Рада"]),
        ("ru", "в {o|Министерстве обороны}", ["Министерство обороны"]),
        ("ru", "решение {o|Конституционного суда}", ["Конституционный суд"]),
        ("uk", "депутати {o|Верховної Ради}", ["Верховна Рада"]),
        ("uk", "у {o|Міністерстві оборони}", ["Міністерство оборони"]),
        ("pl", "wyrok {o|Sądu Najwyższego}", ["Sąd Najwyższy"]),
        ("pl", "posłowie {o|Partii Konserwatywnej}", ["Partia Konserwatywna"]),
        ("cs", "v {o|Evropském parlamentu}", ["Evropský parlament"]),
        ("sk", "z {o|Európskej komisie}", ["Európska komisia"]),
        ("hr", "od {o|Europske komisije}", ["Europska komisija"]),
        ("bg", "от {o|Европейската комисия}", ["Европейска комисия"]),
        # acronyms and their endings
        ("hr", "iz {o|NATO-a} i {o|HDZ-a}", ["NATO", "HDZ"]),
        ("ru", "из {o|НАТО}, в {o|ТЮЗе}", ["НАТО", "ТЮЗ"]),
        # German
        ("de", "{p|Hanna Holm} und {p|Holms} Plan", ["Hanna Holm"]),
        ("de", "{p|Vogels} Regierung", ["Vogel"]),
        ("de", "in {l|Deutschlands} Norden", ["Deutschland"]),
        ("de", "am {o|Europäischen Gerichtshof}, des {o|Europäischen Gerichtshofs}", ["Europäischer Gerichtshof"]),
        ("de", "des {o|Landgerichts Ulm}", ["Landgericht Ulm"]),
        ("de", "der {o|Deutschen Bank}", ["Deutsche Bank"]),
        # attached cases
        ("fi", "{p|Aino Salo} ja {p|Salon} puhe", ["Aino Salo"]),
        ("hu", "{p|Kovácsnak} és {p|Kovácsról}", ["Kovács"]),
        ("kk", "{p|Асқаровтың} сөзі", ["Асқаров"]),
        ("hy", "{l|Հայաստան} և {l|Հայաստանում}", ["Հայաստան"]),
    ],
)
def test_named_by_the_nominative(language: str, text: str, names: list[str]) -> None:
    assert list(named(language, text)) == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "{p|Ангела Меркель}"), ("ru", "{p|Марин Бордо}"), ("ru", "{p|Никита Орлов}"), ("ru", "{o|Reuters}"), ("ru", "{l|США}"),
        ("ru", "{p|Людмила Кравцова}"), ("ru", "{l|Варшава}"), ("ru", "{p|Бенедикт XVI}"), ("ru", "{o|Gazeta.ru}"),
        ("uk", "{p|Ілля Савчук}"), ("uk", "{p|Ганна Кравець}"), ("uk", "{l|Одеса}"), ("uk", "{o|BBC}"),
        ("pl", "{p|Silvio Berlusconi}"), ("pl", "{p|Anna Zagórska}"), ("pl", "{l|Warszawa}"), ("pl", "{o|Financial Times}"),
        ("cs", "{p|Eva Dvořáková}"), ("cs", "{p|Jan Svoboda}"), ("sk", "{p|Eva Horváthová}"), ("hr", "{p|Nikola Horvat}"),
        ("de", "{p|Hans Fuchs} und {p|Karl Carstens}"), ("de", "{l|Paris} Nord"), ("de", "{p|Jens} Plan"), ("de", "{o|Siemens} Werk"),
        ("es", "{p|Ana Ruiz} y {p|Luis Matos}"), ("fr", "{p|Anne Dumas}"), ("it", "{p|Silvio Berlusconi}"),
        ("fi", "{p|Kimi Virtanen}"), ("hu", "{p|Kovács Ruben}"), ("kk", "{p|Асан}"), ("hy", "{p|Արամ Խան}"),
    ],
)  # fmt: skip
def test_what_is_in_the_nominative_stays(language: str, text: str) -> None:
    assert all(alias in name for name, aliases in named(language, text).items() for alias in aliases)


def test_aliases_are_as_written() -> None:
    assert named("ru", "с {p|Кравцовым} у {p|Кравцова}") == {"Кравцов": ["Кравцовым", "Кравцова"]}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("p", [("uk", "Загорський"), ("uk", "Загорського"), ("en", "Zahorskyy")]),
        ("p", [("uk", "Левицького"), ("en", "Levytskyy"), ("en", "Levytskyi")]),
        ("p", [("ru", "Олега Кравцова"), ("en", "Oleg Kravtsov")]),
        ("p", [("ru", "Ивана Грачёва"), ("ru", "Ивана Грачева"), ("en", "Ivan Grachev")]),
        ("l", [("ru", "Германии"), ("uk", "Німеччині"), ("pl", "Niemczech"), ("de", "Deutschlands"), ("en", "Germany")]),
        ("l", [("ru", "Киева"), ("uk", "Києва"), ("en", "Kyiv")]),
        ("l", [("pl", "Warszawie"), ("en", "Warsaw")]),
        ("o", [("ru", "ООН"), ("pl", "ONZ"), ("uk", "ООН")]),
    ],
)
def test_one_id_in_all_languages(kind: str, names: list[tuple[str, str]]) -> None:
    found = {entities(language, f"{{{kind}|{name}}}")[0].entity_id for language, name in names}
    assert len(found) == 1


def test_the_id_does_not_depend_on_the_cases_of_the_article() -> None:
    texts = ["{p|Загорский}", "{p|Загорского}", "{p|Загорским} и {p|Загорском}", "{p|Загорскому} в {l|Москве}"]
    assert len({entities("ru", text)[0].entity_id for text in texts}) == 1


def test_english_ids_are_of_the_name_as_it_stands() -> None:
    text, _, labels = marked("{p|Rui Matos} of {l|Belin} and {o|ONZ}")
    rows = [resolve_names("a", text, paragraphs_of([text])[1], labels, language)[1] for language in ("en", None)]
    assert rows[0] == rows[1] == resolve_names("a", text, paragraphs_of([text])[1], labels)[1]
    names = [("person", "Rui Matos"), ("location", "Belin"), ("organization", "ONZ")]
    assert [row.entity_id for row in rows[0]] == [entity_id(*name) for name in names]
    assert entity_id("location", "Belin") != entity_id("location", "Berlin")


def test_names_in_the_letters_of_another_language_are_found_by_the_id_function() -> None:
    (row,) = entities("uk", "{p|Тараса Зінчука}")
    assert entity_id("person", "Тарас Зінчук") == entity_id("person", "Taras Zinchuk") == row.entity_id


@pytest.mark.parametrize(
    ("name", "language", "latin"),
    [
        ("Щербаков", "ru", "Shcherbakov"), ("Елена Объедкова", "ru", "Yelena Obyedkova"), ("Юрій Згурський", "uk", "Yurii Zghurskyi"),
        ("Їжакевич", "uk", "Yizhakevych"), ("Щерев", "bg", "Shterev"), ("НАТО", "ru", "NATO"), ("Rui Matos", "ru", "Rui Matos"),
        ("Дім", None, "Dim"), ("Аян Öz", "kk", "Ayan Öz"), ("", None, ""),
    ],
)  # fmt: skip
def test_romanized(name: str, language: str | None, latin: str) -> None:
    assert romanized(name, language) == latin


def test_readings_are_of_the_endings_of_the_language() -> None:
    found = {(read.lemma, read.gender, read.case) for read in readings("кравцовой", "ru")}
    assert ("кравцова", "f", "genitive") in found
    assert ("кравцовой", "m", "") in found
    assert all(read.lemma == "x" for read in readings("x", "pl"))


@pytest.mark.parametrize(
    ("kind", "name", "language", "english"),
    [
        ("location", "Німеччина", "uk", "Germany"), ("organization", "ЕС", "ru", "European Union"), ("person", "Німеччина", "uk", None),
        ("organization", "Niemcy", "pl", None), ("location", "Holmstadt", "de", None), ("location", "", "pl", None),
    ],
)  # fmt: skip
def test_english_name(kind: str, name: str, language: str, english: str | None) -> None:
    assert english_name(kind, name, language) == english


def test_rows_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "from transforms.entities.nominatives import nominatives\n"
        "names = ['Олега Кравцова', 'Кравцовым', 'Верховной Рады', 'Загорьи', 'Лесовичами']\n"
        "print(ascii(nominatives(names, [True, True, False, False, True], ['с '] * 5, 'ru')))"
    )
    found = {
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


@pytest.mark.parametrize("language", ["ru", "pl", "de", "fi", "hy", "xx"])
@pytest.mark.parametrize("name", ["-", "'", "а", "А-", "«»", "ß", "x" * 400, "І.", "\u0301", "А-Б-В", "Иван  и", "i", "И"])
def test_odd_names_are_read(language: str, name: str) -> None:
    labels = [Label(Span(0, len(name)), kind, 1.0) for kind in ("person", "organization", "location")]
    for label in labels:
        assert resolve_names("a", name, paragraphs_of([name])[1], [label], language)[1]
