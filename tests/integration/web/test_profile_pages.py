"""The profile over HTTP: chapters 4.1 and 4.6 of the manual."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
import time_machine

from cast import ANNA
from factories.people import PASSWORD, account_row
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.messaging.models import MessageRow

from .conftest import Visitor

PROFILE, PHONE = "/profile/", "/profile/phone/"
ADDRESS: dict[str, object] = {
    "address_region": "Пермский край", "address_city": "Пермь", "address_street": "Ленина", "address_house": "5",
    "address_flat": "12",
}  # fmt: skip
NUMBER = "+7 (912) 000-00-01"


def words(visitor: Visitor, path: str = PROFILE) -> str:
    return visitor.get(path).content.decode()


def confirm(visitor: Visitor, phone: str = NUMBER, address: dict[str, object] | None = None) -> None:
    visitor.post(PROFILE, {"action": "confirm", "phone": phone, "version": 1} | (address or {}))


def newest_code() -> str:
    text = MessageRow.objects.filter(template="phone-activation-code").latest("id").text
    found = re.search(r"\d{6}", text)
    assert found
    return found[0]


def activate(visitor: Visitor) -> None:
    visitor.post(PHONE, {"action": "activate", "code": newest_code()})


class TestTheProfile:
    @pytest.mark.manual("P-01")
    def test_is_behind_the_name_of_the_account_on_every_page(self, anna_visits: Visitor) -> None:
        page = words(anna_visits, "/card-index/")

        link = re.search(r'<a class="who" href="/profile/">(.*?)</a>', page)
        assert link
        assert "Соколова Анна" in link[1]

    @pytest.mark.manual("P-01")
    def test_shows_who_one_is_and_edits_the_address_and_the_telephone_alone(self, anna_visits: Visitor) -> None:
        page = words(anna_visits)

        for shown in (str(ANNA.name), ANNA.email, "Телефон", "Подтвердить", "Город или посёлок", "Сохранить"):
            assert shown in page
        names = set(re.findall(r'<input[^>]* name="(\w+)"', page))
        assert names - {"csrfmiddlewaretoken", "acting_as", "version", "next"} == {"phone", *ADDRESS}

    @pytest.mark.manual("P-01")
    def test_saves_the_address(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(PROFILE, {"action": "save", "phone": "", "version": 1} | ADDRESS)

        assert answer.status_code == 302
        assert CardRow.objects.get(is_main=True).address_city == "Пермь"
        assert "Изменения сохранены" in words(anna_visits)

    def test_asks_to_add_oneself_while_nobody_is_there(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        page = words(visit(anna))

        assert "Добавить себя" in page
        assert "address_city" not in page

    @pytest.mark.manual("P-01")
    @pytest.mark.parametrize("name", ["family", "email", "login", "region", "role", "is_active", "phone_activated_at"])
    def test_takes_nothing_else(self, anna_visits: Visitor, name: str) -> None:
        before = account_row(anna_visits.account_id)

        anna_visits.post(PROFILE, {"action": "save", "phone": "", "version": 1, name: "administrator"} | ADDRESS)

        after = account_row(anna_visits.account_id)
        for field in ("login", "email", "region_id", "role", "is_active", "phone", "phone_activated_at"):
            assert getattr(after, field) == getattr(before, field)
        assert CardRow.objects.get(is_main=True).family == ANNA.name.family

    @pytest.mark.rule("R75")
    def test_keeps_what_was_typed_when_another_window_saved_first(self, anna_visits: Visitor) -> None:
        anna_visits.post(PROFILE, {"action": "save", "phone": "", "version": 1} | ADDRESS)

        late = anna_visits.post(PROFILE, {"action": "save", "phone": "", "version": 1, "address_city": "Омск"})

        assert late.status_code == 409
        assert "Адрес уже изменили в другом окне" in late.content.decode()
        assert "Омск" in late.content.decode()
        assert 'name="version" value="2"' in late.content.decode()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("912", "Введите номер целиком"),
            ("+375 29 123-45-67", "российских операторов"),
            ("8 (495) 123-45-67", "мобильного телефона"),
            ("\x00\x07", "уберите знаки"),
            ("9" * 60, "не длиннее 40"),
        ],
    )
    def test_says_what_is_wrong_with_a_number(self, anna_visits: Visitor, typed: str, said: str) -> None:
        for action in ("confirm", "save"):
            answer = anna_visits.post(PROFILE, {"action": action, "phone": typed, "version": 1} | ADDRESS)

            assert answer.status_code == 422
            assert said in answer.content.decode()
        assert not MessageRow.objects.exists()


class TestActivation:
    @pytest.mark.manual("P-03", "P-04", "P-06", "F-01")
    def test_goes_from_the_number_to_its_activation_and_to_the_profile_saved(self, anna_visits: Visitor) -> None:
        confirm(anna_visits)
        form = words(anna_visits, PHONE)
        activate(anna_visits)
        activated = words(anna_visits)
        anna_visits.post(PROFILE, {"action": "save", "phone": NUMBER, "version": 1})

        assert "Активировать" in form
        assert "активирован" in activated
        assert NUMBER in activated
        assert account_row(anna_visits.account_id).phone == "+79120000001"

    @pytest.mark.manual("P-06")
    @pytest.mark.rule("R50")
    def test_loses_no_address_that_was_typed_before(self, anna_visits: Visitor) -> None:
        confirm(anna_visits, address=ADDRESS)
        activate(anna_visits)

        page = words(anna_visits)

        assert 'value="Пермь"' in page
        assert CardRow.objects.get(is_main=True).address_city == ""

    @pytest.mark.manual("P-06")
    def test_is_asked_for_before_a_number_is_saved(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(PROFILE, {"action": "save", "phone": NUMBER, "version": 1} | ADDRESS)

        assert answer.status_code == 422
        assert "Номер ещё не активирован" in answer.content.decode()
        assert CardRow.objects.get(is_main=True).address_city == ""

    @pytest.mark.manual("P-05")
    def test_says_how_many_tries_are_left_and_then_offers_a_new_code(self, anna_visits: Visitor) -> None:
        confirm(anna_visits)
        wrong = f"{(int(newest_code()) + 1) % 10**6:06d}"

        pages = [anna_visits.post(PHONE, {"action": "activate", "code": wrong}).content.decode() for _ in range(5)]

        assert "Осталось попыток: 4" in pages[0]
        assert "Осталось попыток: 1" in pages[3]
        assert "Этот код больше не действует" in pages[4]
        assert "Получить SMS" in pages[4]
        assert "Активировать" not in pages[4]

    @pytest.mark.manual("P-05")
    def test_offers_a_new_code_when_the_old_one_came_too_late(self, anna_visits: Visitor, now: datetime) -> None:
        confirm(anna_visits)

        with time_machine.travel(now + timedelta(minutes=61)):
            page = words(anna_visits, PHONE)
            anna_visits.post(PHONE, {"action": "send"})

            assert "Активировать" not in page
            assert MessageRow.objects.filter(template="phone-activation-code").count() == 2
            assert "Активировать" in words(anna_visits, PHONE)

    @pytest.mark.manual("P-05")
    def test_asks_for_patience_within_two_minutes(self, anna_visits: Visitor) -> None:
        confirm(anna_visits)
        anna_visits.post(PHONE, {"action": "send"})

        assert "СМС с кодом уже в пути" in words(anna_visits, PHONE)
        assert MessageRow.objects.count() == 1

    def test_ends_after_five_codes_a_day(self, anna_visits: Visitor, now: datetime) -> None:
        for number in range(6):
            with time_machine.travel(now + timedelta(minutes=3 * number)):
                confirm(anna_visits, f"+7 (912) 000-00-1{number}")

        page = words(anna_visits)
        assert "На сегодня коды закончились" in page
        assert "+7 (912) 000-00-15" in page
        assert MessageRow.objects.count() == 5

    def test_can_be_given_up_and_leaves_the_profile_as_it_was(self, anna_visits: Visitor) -> None:
        confirm(anna_visits)
        pending = words(anna_visits)
        anna_visits.post(PHONE, {"action": "cancel"})
        page = words(anna_visits)

        assert f"Номер {NUMBER} ещё не активирован" in pending
        assert NUMBER not in page
        assert anna_visits.get(PHONE).status_code == 302

    def test_does_not_keep_the_address_from_being_saved(self, anna_visits: Visitor) -> None:
        confirm(anna_visits)

        answer = anna_visits.post(PROFILE, {"action": "save", "phone": "", "version": 1} | ADDRESS)

        assert answer.status_code == 302
        assert CardRow.objects.get(is_main=True).address_city == "Пермь"

    def test_forgets_what_was_typed_when_the_profile_is_left(self, anna_visits: Visitor) -> None:
        confirm(anna_visits, address=ADDRESS)

        left = anna_visits.post(PROFILE, {"action": "cancel"})

        assert left["Location"] == "/card-index/"
        assert 'value="Пермь"' not in words(anna_visits)

    def test_asks_for_the_password_before_a_number_is_replaced_or_removed(
        self, anna_visits: Visitor, now: datetime
    ) -> None:
        confirm(anna_visits)
        activate(anna_visits)
        anna_visits.post(PROFILE, {"action": "save", "phone": NUMBER, "version": 1})

        for action, phone in (("confirm", "+7 (912) 000-00-02"), ("save", "")):
            answer = anna_visits.post(PROFILE, {"action": action, "phone": phone, "version": 1} | ADDRESS)
            page = words(anna_visits)

            assert unquote(answer["Location"]) == "/proof/?next=/profile/"
            assert f'value="{phone}"' in page
            assert 'value="Пермь"' in page
        assert account_row(anna_visits.account_id).phone == "+79120000001"
        anna_visits.post("/proof/", {"password": PASSWORD, "next": PROFILE})
        with time_machine.travel(now + timedelta(minutes=3)):
            confirm(anna_visits, "+7 (912) 000-00-02")
            assert "+7 (912) 000-00-02" in words(anna_visits, PHONE)

    def test_is_not_needed_twice(self, anna_visits: Visitor) -> None:
        confirm(anna_visits)
        activate(anna_visits)
        anna_visits.post(PROFILE, {"action": "save", "phone": NUMBER, "version": 1})

        answer = anna_visits.post(PROFILE, {"action": "confirm", "phone": NUMBER, "version": 1})

        assert "Этот номер уже активирован" in answer.content.decode()

    def test_asks_for_a_number_and_for_a_code(self, anna_visits: Visitor) -> None:
        no_number = anna_visits.post(PROFILE, {"action": "confirm", "phone": "", "version": 1})
        confirm(anna_visits)
        no_code = anna_visits.post(PHONE, {"action": "activate", "code": ""})

        assert "Введите номер мобильного телефона" in no_number.content.decode()
        assert "Введите код из СМС" in no_code.content.decode()

    def test_is_nobody_elses(self, anna_visits: Visitor, darya: UUID, visit: Callable[[UUID], Visitor]) -> None:
        confirm(anna_visits)
        stranger = visit(darya)

        assert stranger.get(PHONE).status_code == 302
        answer = stranger.post(PHONE, {"action": "activate", "code": newest_code()})

        assert answer.status_code == 302
        assert "активирован" not in words(stranger)

    @pytest.mark.rule("R13")
    def test_takes_no_form_of_another_accounts_page(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(PROFILE, {"action": "confirm", "phone": NUMBER, "acting_as": "another"})

        assert answer.status_code == 403
        assert not MessageRow.objects.exists()
