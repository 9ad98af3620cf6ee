"""What happens to everything that can be typed wrong into «Добавить человека» and «Изменить данные»."""

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from e2e.browsing import Browsing
from e2e.walk import FREE, MY_INDEX, VERA, address_of, fill_person, has_focus

Typing = Callable[[Page], None]


def field(page: Page, label: str) -> Locator:
    """A field, or a group of radio buttons, by its visible words."""
    return page.get_by_role("group", name=label).or_(page.get_by_label(label, exact=True)).first


def typed(**by_label: str) -> Typing:
    """Fill fields; spaces in the words of a field are written as `_`."""

    def fill(page: Page) -> None:
        for label, text in by_label.items():
            page.get_by_label(label.replace("_", " "), exact=True).fill(text)

    return fill


def marked(label: str) -> Typing:
    def check(page: Page) -> None:
        page.get_by_label(label).check()

    return check


def old_policy(page: Page) -> None:
    page.get_by_label("Старого образца").check()
    page.get_by_label("Серия полиса").fill("#?")
    page.get_by_label("Номер полиса", exact=True).fill("1234567")


MISTAKES = [
    pytest.param(typed(Фамилия=""), "Фамилия", "Укажите фамилию", id="no-surname"),
    pytest.param(typed(Фамилия="Ж" * 200), "Фамилия", "не длиннее", id="long-surname"),
    pytest.param(typed(Фамилия="Бел\u0007яев"), "Фамилия", "оставьте только русские буквы", id="control-character"),
    pytest.param(typed(Фамилия="Бел\u202eяев"), "Фамилия", "оставьте только русские буквы", id="turned-direction"),
    pytest.param(typed(Имя="Nikolay"), "Имя", "замените латинские буквы русскими", id="latin-letters"),
    pytest.param(typed(Имя="Николай2"), "Имя", "оставьте только русские буквы", id="digit-in-name"),
    pytest.param(typed(Отчество=""), "Отчество", "Укажите отчество или отметьте", id="no-patronymic"),
    pytest.param(marked("Нет отчества"), "Отчество", "Уберите отчество или снимите", id="patronymic-and-none"),
    pytest.param(typed(День="30", Месяц="2"), "Дата рождения", "Такой даты нет в календаре", id="30-february"),
    pytest.param(typed(Год="2099"), "Дата рождения", "не может быть в будущем", id="future"),
    pytest.param(typed(Год="1899"), "Дата рождения", "не может быть раньше 1900", id="1899"),
    pytest.param(typed(Год="49"), "Дата рождения", "четырьмя цифрами", id="two-digit-year"),
    pytest.param(typed(День="пе"), "Дата рождения", "цифрами", id="letters-in-date"),
    pytest.param(typed(Месяц=""), "Дата рождения", "Укажите", id="no-month"),
    pytest.param(typed(СНИЛС="900-000-201 89"), "СНИЛС", "не сходится контрольная сумма", id="snils-check-digits"),
    pytest.param(typed(СНИЛС="900-000"), "СНИЛС", "состоит из 11 цифр", id="short-snils"),
    pytest.param(typed(СНИЛС="", Номер_полиса=""), "СНИЛС", "Укажите СНИЛС или полис ОМС", id="no-document"),
    pytest.param(
        typed(Номер_полиса="3577050826002019"), "Номер полиса", "не сходится контрольная цифра", id="policy-check-digit"
    ),
    pytest.param(typed(Номер_полиса="357705"), "Номер полиса", "состоит из 16 цифр", id="short-policy"),
    pytest.param(old_policy, "Серия полиса", "так, как они напечатаны в полисе", id="policy-series"),
    pytest.param(typed(Улица="у" * 101), "Улица", "не длиннее 100 знаков", id="long-street"),
    pytest.param(typed(Дом="1\u0007"), "Дом", "нельзя напечатать", id="control-character-in-address"),
]


def sent(page: Page, button: str) -> Response:
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name=button).click()
    return answer.value


@pytest.mark.manual("C-04", "E-05")
class TestFormOfAdding:
    @pytest.mark.parametrize(("mistake", "label", "words"), MISTAKES)
    def test_tells_of_a_mistake_on_top_and_at_its_field_and_keeps_what_was_typed(
        self, browsing: Browsing, mistake: Typing, label: str, words: str
    ) -> None:
        page = browsing.signed_in("anna")
        page.goto("/card-index/add/")
        fill_person(page, FREE)
        mistake(page)
        before = page.locator("#person-form").get_by_role("textbox").evaluate_all("all => all.map(one => one.value)")

        answer = sent(page, "Добавить в картотеку")

        assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
        expect(page).to_have_title(re.compile("^Ошибка: Добавить человека"))
        summary = page.get_by_role("alert")
        expect(summary).to_be_focused()
        expect(summary.get_by_role("link")).to_contain_text([words])
        expect(field(page, label)).to_have_accessible_description(re.compile(words))
        after = page.locator("#person-form").get_by_role("textbox").evaluate_all("all => all.map(one => one.value)")
        assert after == before

    def test_lists_everything_that_is_missing_in_the_order_of_the_page(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/card-index/add/")

        sent(page, "Добавить в картотеку")

        expect(page.get_by_role("alert").get_by_role("link")).to_have_text(
            [
                "Укажите фамилию",
                "Укажите имя",
                "Укажите отчество или отметьте «Нет отчества»",
                "Укажите день, месяц и год рождения",
                "Укажите пол",
                "Укажите, кем Вам приходится этот человек",
                "Укажите СНИЛС или полис ОМС",
            ]
        )

    def test_leads_from_every_line_of_the_summary_to_its_field(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/card-index/add/")
        sent(page, "Добавить в картотеку")
        links = page.get_by_role("alert").get_by_role("link")

        for number in range(links.count()):
            links.nth(number).click()

            target = links.nth(number).get_attribute("href") or ""
            assert has_focus(page.locator(target)), f"{target} did not take the focus"

    def test_keeps_what_was_chosen_and_marked(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/card-index/add/")
        page.get_by_label("Женский", exact=True).check()
        page.get_by_label("Кем Вам приходится").select_option(label="Муж или жена")
        page.get_by_label("Старого образца").check()
        page.get_by_label("Нет отчества").check()

        sent(page, "Добавить в картотеку")

        expect(page.get_by_label("Женский", exact=True)).to_be_checked()
        expect(page.get_by_label("Кем Вам приходится").locator("option:checked")).to_have_text("Муж или жена")
        expect(page.get_by_label("Старого образца")).to_be_checked()
        expect(page.get_by_label("Нет отчества")).to_be_checked()

    @pytest.mark.parametrize(
        ("typing", "shaped"), [("90000020188", "900-000-201 88"), ("900 000-20188", "900-000-201 88"), ("90о", "90о")]
    )
    def test_shapes_a_number_while_it_is_typed_and_never_stands_in_the_way(
        self, browsing: Browsing, typing: str, shaped: str
    ) -> None:
        page = browsing.signed_in("anna")
        page.goto("/card-index/add/")

        page.get_by_label("СНИЛС", exact=True).press_sequentially(typing)

        expect(page.get_by_label("СНИЛС", exact=True)).to_have_value(shaped)


@pytest.mark.manual("C-08")
class TestFormOfChanging:
    def test_tells_of_a_mistake_on_top_and_at_its_field_and_keeps_what_was_typed(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto(address_of(page, VERA, then="edit/"))
        page.get_by_label("Улица").fill("у" * 101)
        page.get_by_label("Дом", exact=True).fill("7")

        answer = sent(page, "Сохранить")

        assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
        expect(page).to_have_title(re.compile("^Ошибка: Изменить данные"))
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_label("Улица")).to_have_accessible_description(re.compile("не длиннее 100 знаков"))
        expect(page.get_by_label("Улица")).to_have_value("у" * 101)
        expect(page.get_by_label("Дом", exact=True)).to_have_value("7")

    def test_takes_words_that_look_like_markup_as_words(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto(address_of(page, VERA, then="edit/"))
        page.get_by_label("Улица").fill("<b>улица</b> & 'Мира' \"2\"")

        sent(page, "Сохранить")

        expect(page.locator(".notice")).to_contain_text("<b>улица</b> & 'Мира' \"2\"")
        assert page.url.endswith(MY_INDEX)
