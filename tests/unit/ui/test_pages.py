"""What the pages say, row by row of the manual."""

from uuid import UUID

import pytest
from django.template.loader import get_template

from kartoteka.ui.presenters import people_of_limit

from .conftest import Draw, a_request
from .drawn_pages import PAGES
from .outline import Outline
from .samples import ANNA, ARTYOM, DMITRY, MARIA, PETR, VYACHESLAV


class TestFrame:
    @pytest.mark.manual("A-04")
    def test_offers_a_guest_to_sign_in(self, draw: Draw) -> None:
        page = draw("guest-start")

        assert 'href="/account/sign-in/"' in page
        assert "Вход" in page
        assert "Выход" not in page

    @pytest.mark.manual("P-09", "A-11")
    def test_shows_the_account_and_the_way_out(self, draw: Draw) -> None:
        page = draw("list")

        assert "Соколова Анна" in page
        assert "Выход" in page
        assert 'action="/account/sign-out/"' in page

    @pytest.mark.manual("A-04")
    def test_leads_to_the_app_at_the_bottom_of_the_start_page(self, draw: Draw) -> None:
        page = draw("guest-start")

        assert page.index("Приложение «К&nbsp;врачу»") > page.index("Не забыть про приём")
        assert 'href="/install/#android"' in page

    @pytest.mark.parametrize(
        ("path", "label", "current"),
        [
            ("/people/", "Моя картотека", "page"),
            ("/people/add/", "Моя картотека", "true"),
            (f"/people/{UUID(int=1)}/progress/", "Моя картотека", "true"),
            ("/region/services/", "Запись к врачу", "page"),
            ("/", "Главная", "page"),
            ("/install/", "Главная", "true"),
        ],
    )
    def test_shows_where_the_person_is(self, path: str, label: str, current: str) -> None:
        template, context = PAGES["guest-install"]
        page = get_template(template).render(dict(context), a_request(path))

        assert f'aria-current="{current}">{label}</a>' in page

    def test_comes_back_after_the_choice_of_a_region(self) -> None:
        template, context = PAGES["guest-install"]
        page = get_template(template).render(dict(context), a_request("/install/?a=1"))

        assert 'href="/region/?next=/install/%3Fa%3D1"' in page

    def test_has_nowhere_to_come_back_from_the_choice_of_a_region(self) -> None:
        template, context = PAGES["guest-regions"]
        page = get_template(template).render(dict(context), a_request("/region/?next=/"))

        assert 'href="/region/"' in page

    def test_looks_as_the_person_wishes(self) -> None:
        template, context = PAGES["list"]
        request = a_request()
        request.COOKIES["appearance"] = "3.wb.serif.wide.off"
        page = get_template(template).render(dict(context), request)

        assert 'data-size="3" data-scheme="wb" data-font="serif" data-spacing="wide" data-pictures="off"' in page
        assert "ui/css/lowvision.css" in page
        assert "Обычная версия" in page

    def test_sends_the_styles_of_the_other_version_to_nobody_else(self, draw: Draw) -> None:
        assert "lowvision" not in draw("list")


class TestCardIndex:
    @pytest.mark.manual("C-01")
    def test_shows_people_with_their_services(self, draw: Draw) -> None:
        page = draw("list")

        assert people_of_limit(6, 50) in page
        assert "28 нояб, 10:20" in page
        assert "Предстоящих: 2 · Выполненных: 14" in page
        assert "Дочь · 19 мая 2018" in page

    @pytest.mark.manual("C-06")
    def test_closes_booking_to_whom_is_not_checked(self, draw: Draw) -> None:
        page = draw("list")

        assert "Ожидает модерации" in page
        assert "Запись к врачу откроется после проверки данных" in page
        assert f'href="/people/{ARTYOM.card_id}/progress/"' in page
        assert f'href="/people/{ARTYOM.card_id}/#booking"' not in page

    @pytest.mark.manual("C-07")
    def test_says_why_data_were_refused(self, draw: Draw) -> None:
        page = draw("list")

        assert "Причина отказа" in page
        assert "Данные не совпали со сведениями фонда ОМС" in page

    @pytest.mark.manual("C-02", "C-09")
    def test_offers_to_remove_anybody_but_the_main_person(self, draw: Draw) -> None:
        page = draw("list")

        assert f'href="/people/{MARIA.card_id}/remove/"' in page
        assert f'href="/people/{ANNA.card_id}/remove/"' not in page

    @pytest.mark.manual("C-03")
    @pytest.mark.rule("R10")
    def test_explains_that_there_are_no_places(self, draw: Draw) -> None:
        page = draw("list-full")

        assert "Все 50 мест заняты" in page
        assert "Добавить человека" not in page

    @pytest.mark.rule("R66")
    def test_never_calls_silence_nothing(self, draw: Draw) -> None:
        page = draw("list-no-answer")

        assert page.count("notice--warning") == 1
        assert "Сведения об услугах временно недоступны" in page
        assert "Предстоящих:" not in page
        assert "Выполненные услуги (" not in page

    @pytest.mark.rule("R27")
    def test_keeps_a_deceased_person_calmly(self, draw: Draw) -> None:
        page = draw("list-archive")

        assert "В архиве" in page
        assert "2 февраля 1949 — 3 мая 2024" in page
        assert f"/people/{PETR.card_id}/#booking" not in page
        assert f"/people/{PETR.card_id}/edit/" not in page

    def test_greets_whoever_comes_first(self, draw: Draw) -> None:
        assert "Добавьте себя" in draw("list-empty")

    @pytest.mark.manual("C-09")
    def test_tells_of_a_removal_with_the_new_count(self, draw: Draw) -> None:
        fragment = draw("people-fragment")

        assert fragment.lstrip().startswith('<div id="people">')
        assert 'id="live" hx-swap-oob="innerHTML"' in fragment
        assert "запись удалена из картотеки" in fragment
        assert people_of_limit(6, 50) in fragment

    def test_puts_each_person_into_his_own_card(self, draw: Draw) -> None:
        page = draw("list")

        for card in (ANNA, DMITRY, MARIA, ARTYOM, VYACHESLAV):
            assert page.count(f'popovertarget="menu-{card.card_id}"') == 1
            assert page.count(f'<p class="menu__who">{card.name}</p>') == 1
        assert "0a0a0a0a" not in page
        assert "\ue000" not in page
        assert "\ue001" not in page


class TestForms:
    @pytest.mark.manual("C-04")
    def test_are_named_by_the_manual(self, draw: Draw) -> None:
        page = draw("add")

        assert "<h1" in page
        assert "Добавить человека" in page
        assert "Добавить в картотеку" in page
        assert "Отправить на проверку" not in page

    @pytest.mark.manual("C-05")
    def test_offer_the_moderator_after_a_miss(self, draw: Draw) -> None:
        page = draw("add-missed")

        assert "Человек с такими данными не найден" in page
        assert 'name="action" value="verify"' in page
        assert 'name="action" value="add"' in page

    def test_say_what_is_wrong_twice(self, draw: Draw) -> None:
        page = draw("add-errors")

        assert "<title>Ошибка: " in page
        assert '<a href="#id_birth_year">Дата рождения не может быть в будущем</a>' in page
        assert page.count("Дата рождения не может быть в будущем") == 2
        assert page.count('aria-invalid="true"') == 3
        assert 'value="112-233-445 96"' in page

    @pytest.mark.manual("C-02")
    def test_ask_the_first_person_for_himself(self, draw: Draw) -> None:
        page = draw("add-first")

        assert "Добавьте себя" in page
        assert 'name="kinship"' not in page

    @pytest.mark.manual("C-08")
    @pytest.mark.rule("R9")
    def test_let_only_the_address_be_edited(self, draw: Draw) -> None:
        names = {field.get("name", "") for field in Outline(draw("edit")).all("input")}

        assert {name for name in names if not name.startswith("address_")} <= {
            "csrfmiddlewaretoken",
            "next",
            "acting_as",
            "version",
            "form_key",
            "",
        }
        assert "Обновить из реестра" in draw("edit")
        assert "•••-•••-••• 95" in draw("edit")

    @pytest.mark.manual("A-06")
    def test_of_sign_in_are_named_by_the_manual(self, draw: Draw) -> None:
        page = draw("guest-sign-in")

        assert ">Логин или Электронная почта</label>" in page
        assert ">Пароль</label>" in page
        assert ">Вход</button>" in page
        assert '<input type="hidden" name="next" value="/people/">' in page

    @pytest.mark.manual("A-06")
    def test_of_sign_in_never_print_a_password(self, draw: Draw) -> None:
        password = next(
            field for field in Outline(draw("guest-sign-in-failed")).all("input") if field.get("name") == "password"
        )

        assert "value" not in password

    @pytest.mark.manual("C-09")
    @pytest.mark.rule("R6")
    def test_of_removal_ask_by_name_and_tell_of_the_visits(self, draw: Draw) -> None:
        for name in ("remove", "remove-fragment"):
            page = draw(name)
            assert str(MARIA.name) in page
            assert ">Ок</button>" in page
            assert "Отмена" in page
            assert "2 декабря, 09:00" in page
            assert "история услуг вернётся" in page

    @pytest.mark.rule("R66")
    def test_of_removal_say_that_the_visits_are_not_known(self, draw: Draw) -> None:
        assert "сейчас недоступны" in draw("remove-no-answer")


class TestPersonPage:
    @pytest.mark.manual("C-01")
    def test_shows_upcoming_and_completed_services(self, draw: Draw) -> None:
        page = draw("person")

        assert page.index("Предстоящие услуги") < page.index("Выполненные услуги")
        assert "28 ноября, 10:20" in page
        assert '<h3 id="year-2025">2025</h3>' in page

    @pytest.mark.manual("C-06")
    def test_closes_the_extended_services_to_whom_is_not_checked(self, draw: Draw) -> None:
        page = draw("person-awaiting")

        assert page.count("Откроется после проверки данных") == 2
        assert page.count("offer--closed") == 2

    def test_explains_why_not_all_services_are_shown(self, draw: Draw) -> None:
        assert "Показаны только услуги, записанные через эту учетную запись" in draw("person-own-bookings")

    @pytest.mark.rule("R27")
    def test_books_nothing_for_a_deceased_person(self, draw: Draw) -> None:
        page = draw("person-archive")

        assert 'id="booking"' not in page
        assert "Приём терапевта" in page

    @pytest.mark.rule("R66")
    def test_says_that_the_services_are_not_known(self, draw: Draw) -> None:
        page = draw("person-no-answer")

        assert "Сведения об услугах временно недоступны" in page
        assert "Нет предстоящих услуг" not in page


class TestProgress:
    @pytest.mark.manual("C-06")
    def test_shows_the_number_the_steps_and_the_last_day(self, draw: Draw) -> None:
        page = draw("progress")

        assert "З-35-000417" in page
        assert "Модератор проверяет данные" in page
        assert "1 декабря 2026" in page
        assert "Срок ответа прошёл" not in page

    @pytest.mark.rule("R22")
    def test_says_that_the_answer_is_late(self, draw: Draw) -> None:
        assert "Срок ответа прошёл 1 декабря 2026" in draw("progress-overdue")

    @pytest.mark.manual("C-07")
    @pytest.mark.rule("R22")
    def test_of_a_refusal_shows_the_reason_the_phones_and_the_way_on(self, draw: Draw) -> None:
        page = draw("progress-refused")

        assert "Данные не совпали со сведениями фонда ОМС" in page
        assert "В полисе указана другая дата рождения." in page
        assert "8-800-555-03-03" in page
        assert "Обратная связь" in page
        assert f'href="/people/add/?from={VYACHESLAV.card_id}"' in page
