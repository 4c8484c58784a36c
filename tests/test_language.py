import pytest

from tests.pages import LEAD
from transforms.metadata.language import read_language, stated_language

GERMAN = "Der Hafenrat hat am Montag beschlossen, den alten Leuchtturm zu schließen, der seit 1871 Schiffe in die Bucht führt. "
ENGLISH = LEAD + " "


@pytest.mark.parametrize(
    ("body", "stated", "language"),
    [
        (LEAD, None, "en"),
        (GERMAN, None, "de"),
        ("Портовый совет решил в понедельник закрыть старый маяк.", None, "ru"),
        ("港口委员会星期一投票决定关闭这座古老的灯塔，守塔人说他会离开。", None, "zh"),
        ("Havnestyret vedtok mandag å stenge det gamle fyret, som har ledet skip inn i bukta siden 1871.", None, "no"),
        ("xkcd jjjj qqqq wwww zzzz pppp kkkk vvvv", None, None),
        ("Too short.", None, None),
        ("Too short.", "en-GB", "en"),
        (LEAD, "de", "en"),
        ("Havnestyret vedtok mandag å stenge det gamle fyret, som har ledet skip inn i bukta siden 1871.", "nb-NO", "no"),
        (ENGLISH * 4 + GERMAN * 12, None, "de"),
        (GERMAN * 2 + ENGLISH * 20, None, "en"),
        (ENGLISH * 12 + "„" + GERMAN + "“" + ENGLISH * 12, None, "en"),
    ],
)
def test_language(body: str, stated: str | None, language: str | None) -> None:
    assert read_language(body, stated) == language


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("pt_BR", "pt"),
        ("eng", "en"),
        ("English", "en"),
        ("xx", None),
        ("", None),
        (None, None),
        ("english, german", None),
    ],
)
def test_stated_language(stated: str | None, code: str | None) -> None:
    assert stated_language(stated) == code
