"""«Добавить человека» over HTTP: chapter 4.3 of the manual, and every bad input."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cast import ARTYOM, DARYA, DMITRY, MARIA, CastMember
from factories.people import fill_index, stranger
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index.selectors import count_cards
from kartoteka.domain.card_index.types import MAX_CARDS

from .conftest import Visitor

ADD = "/card-index/add/"


def form_of(member: CastMember, **changes: object) -> dict[str, object]:
    """What a person types to add somebody, with changes."""
    return {
        "family": member.name.family,
        "given": member.name.given,
        "patronymic": member.name.patronymic,
        "birth_day": member.birth_date.day,
        "birth_month": member.birth_date.month,
        "birth_year": member.birth_date.year,
        "sex": member.sex.value,
        "kinship": member.kinship.value,
        "snils": str(member.snils),
        "policy_kind": "unified",
        "policy_number": member.policy.number,
        "form_key": str(uuid4()),
        "action": "add",
    } | changes


class TestAPersonWhoIsFound:
    @pytest.mark.manual("C-04", "C-05")
    def test_is_in_the_index_with_a_word_of_success(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(ADD, form_of(MARIA))
        page = anna_visits.get(answer["Location"]).content.decode()

        assert (answer.status_code, answer["Location"]) == (302, "/card-index/")
        assert "запись добавлена в картотеку" in page
        assert str(MARIA.name) in page

    @pytest.mark.rule("R2")
    def test_is_not_added_twice(self, anna_visits: Visitor) -> None:
        anna_visits.post(ADD, form_of(MARIA))

        again = anna_visits.post(ADD, form_of(MARIA))

        assert again.status_code == 409
        assert "Этот человек уже в картотеке" in again.content.decode()

    @pytest.mark.rule("R12")
    def test_is_added_once_by_a_form_sent_twice(self, anna_visits: Visitor) -> None:
        form = form_of(MARIA)

        answers = [anna_visits.post(ADD, form) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert count_cards(account_id=anna_visits.account_id) == 2

    @pytest.mark.manual("C-02")
    def test_becomes_the_main_person_of_an_empty_index(
        self, darya: UUID, registry: FakeInsuredRegistry, visit: Callable[[UUID], Visitor]
    ) -> None:
        visitor = visit(darya)
        form = form_of(DARYA)
        del form["kinship"]

        visitor.post(ADD, form)

        assert "Главный пользователь" in visitor.get("/card-index/").content.decode()


class TestAPersonWhoIsNotFound:
    @pytest.mark.manual("C-05")
    def test_brings_a_warning_and_keeps_what_was_typed(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(ADD, form_of(stranger(1)))
        page = answer.content.decode()

        assert answer.status_code == 422
        assert "Человек с такими данными не найден" in page
        assert "Отправить на проверку" in page
        assert f'value="{stranger(1).name.family}"' in page

    @pytest.mark.rule("R25")
    def test_may_be_insured_elsewhere_or_not_at_all_and_is_told_what_to_do(self, anna_visits: Visitor) -> None:
        page = anna_visits.post(ADD, form_of(stranger(1))).content.decode()

        for who in (
            "Полис другого региона",
            "недавно заменённый полис",
            "гражданин другой страны",
            "полиса нет совсем",
        ):
            assert who in page

    @pytest.mark.manual("C-05", "C-06")
    @pytest.mark.rule("R25")
    def test_may_be_sent_for_checking(self, anna_visits: Visitor) -> None:
        form = form_of(stranger(1))
        anna_visits.post(ADD, form)

        answer = anna_visits.post(ADD, form | {"action": "verify"})
        page = anna_visits.get("/card-index/").content.decode()

        assert answer.status_code == 302
        assert "Ожидает модерации" in page
        assert "Ход проверки" in page

    @pytest.mark.rule("R17")
    def test_is_answered_alike_whatever_the_reason(self, anna_visits: Visitor) -> None:
        unknown = anna_visits.post(ADD, form_of(stranger(1)))
        mistyped = anna_visits.post(ADD, form_of(DMITRY, snils=str(stranger(2).snils), policy_number=""))

        answers = [notice_of(answer.content.decode()) for answer in (unknown, mistyped)]

        assert unknown.status_code == mistyped.status_code
        assert answers[0] == answers[1] != ""

    @pytest.mark.rule("R17")
    def test_is_not_sought_again_at_once_after_the_third_miss(self, anna_visits: Visitor) -> None:
        for number in range(3):
            anna_visits.post(ADD, form_of(stranger(number)))

        answer = anna_visits.post(ADD, form_of(MARIA))

        assert answer.status_code == 429
        assert "Подождите немного" in answer.content.decode()

    def test_of_changed_data_is_sought_first(self, anna_visits: Visitor) -> None:
        anna_visits.post(ADD, form_of(stranger(1)))

        answer = anna_visits.post(ADD, form_of(stranger(2), action="verify"))

        assert answer.status_code == 409
        assert "Данные изменились" in answer.content.decode()

    @pytest.mark.rule("R25")
    def test_without_any_document_goes_straight_to_the_moderator(
        self, anna_visits: Visitor, registry: FakeInsuredRegistry
    ) -> None:
        before = registry.searches
        answer = anna_visits.post(ADD, form_of(ARTYOM, snils="", policy_number="", no_documents="on"))

        assert answer.status_code == 422
        assert "Без полиса и СНИЛС" in answer.content.decode()
        assert registry.searches == before


def notice_of(page: str) -> str:
    """The words of the warning on a page."""
    start = page.find("Человек с такими данными не найден")
    return page[start : start + 400] if start >= 0 else ""


class TestAFullIndex:
    @pytest.mark.manual("C-03")
    @pytest.mark.rule("R10")
    def test_says_that_no_place_is_left(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime, visit: Callable[[UUID], Visitor]
    ) -> None:
        fill_index(anna, registry, now - timedelta(days=20), up_to=MAX_CARDS)

        answer = visit(anna).post(ADD, form_of(MARIA))

        assert answer.status_code == 409
        assert "осталось 0" in answer.content.decode()


LONG = "Ж" * 101


class TestBadInput:
    """Whatever is typed: 422, the words at the field and on top, the values kept, nothing added."""

    @pytest.mark.manual("C-04")
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"family": ""}, "Укажите фамилию"),
            ({"family": "   "}, "Укажите фамилию"),
            ({"family": LONG}, "Фамилия: не длиннее 100 букв"),
            ({"family": "Sokolova"}, "Фамилия: замените латинские буквы русскими"),
            ({"family": "Сокoлова"}, "Фамилия: замените латинские буквы русскими"),
            ({"family": "Соко\x00лова"}, "Фамилия: оставьте только русские буквы"),
            ({"family": "Соко\x07лова"}, "Фамилия: оставьте только русские буквы"),
            ({"family": "Соколова<script>"}, "Фамилия: "),
            ({"family": "Соколова1"}, "Фамилия: оставьте только русские буквы"),
            ({"family": "\u202eСоколова"}, "Фамилия: оставьте только русские буквы"),
            ({"given": ""}, "Укажите имя"),
            ({"patronymic": ""}, "Укажите отчество или отметьте «Нет отчества»"),
            ({"no_patronymic": "on"}, "Уберите отчество или снимите отметку"),
            ({"birth_day": ""}, "Укажите день, месяц и год рождения"),
            ({"birth_day": "30", "birth_month": "2"}, "Такой даты нет в календаре"),
            ({"birth_day": "31", "birth_month": "13"}, "Такой даты нет в календаре"),
            ({"birth_day": "двенадцать"}, "введите день, месяц и год цифрами"),
            ({"birth_day": "١٢"}, "введите день, месяц и год цифрами"),
            ({"birth_day": "-1"}, "введите день, месяц и год цифрами"),
            ({"birth_year": "2999"}, "Дата рождения не может быть в будущем"),
            ({"birth_year": "9" * 4000}, "Такой даты нет в календаре"),
            ({"birth_year": "86"}, "Год рождения введите четырьмя цифрами"),
            ({"birth_year": "1899"}, "Год рождения не может быть раньше 1900"),
            ({"sex": ""}, "Укажите пол"),
            ({"sex": "other"}, "Укажите пол"),
            ({"kinship": ""}, "Укажите, кем Вам приходится этот человек"),
            ({"kinship": "self"}, "Укажите, кем Вам приходится этот человек"),
            ({"snils": "112-233-445 96"}, "СНИЛС: не сходится контрольная сумма"),
            ({"snils": "112"}, "СНИЛС состоит из 11 цифр"),
            ({"snils": "1" * 5000}, "СНИЛС: не длиннее 40 знаков"),
            ({"snils": "112\x00233"}, "СНИЛС: уберите знаки"),
            ({"snils": "١١٢٢٣٣٤٤٥٩٥"}, "СНИЛС состоит из 11 цифр"),
            ({"policy_number": "123"}, "Единый номер полиса состоит из 16 цифр"),
            ({"policy_number": "1234567890123456"}, "не сходится контрольная цифра"),
            ({"policy_kind": "temporary"}, "Номер временного свидетельства состоит из 9 цифр"),
            ({"policy_kind": "old", "policy_number": "!!"}, "Номер полиса: введите цифры и буквы"),
            ({"policy_kind": "old", "policy_series": "№№"}, "Серия полиса: введите цифры и буквы"),
            ({"policy_kind": "old", "policy_series": "АБ", "policy_number": ""}, "Укажите номер полиса ОМС"),
            ({"policy_kind": "golden"}, "Выберите вид полиса"),
            ({"snils": "", "policy_number": ""}, "Укажите СНИЛС или полис ОМС"),
            ({"no_documents": "on"}, "Уберите номер документа"),
            ({"address_city": "Г" * 101}, "не длиннее 100 знаков"),
            ({"address_house": "1" * 21}, "Дом: не длиннее 20 знаков"),
            ({"address_street": "Лен\x00ина"}, "Улица: уберите знаки"),
        ],
    )
    def test_is_answered_in_words(self, anna_visits: Visitor, changes: dict[str, object], message: str) -> None:
        answer = anna_visits.post(ADD, form_of(MARIA, **changes))
        page = answer.content.decode()

        assert answer.status_code == 422
        assert "<title>Ошибка: " in page
        assert "Проверьте данные" in page
        assert page.count(message) >= 2
        assert f'value="{MARIA.name.given}"' in page or "given" in changes
        assert count_cards(account_id=anna_visits.account_id) == 1

    def test_shows_what_was_typed_as_text(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(ADD, form_of(MARIA, family='"><script>alert(1)</script>'))

        assert "<script>alert(1)" not in answer.content.decode()

    def test_of_an_empty_form_names_every_field(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(ADD)
        page = answer.content.decode()

        assert answer.status_code == 422
        for message in ("Укажите фамилию", "Укажите имя", "Укажите пол", "Укажите СНИЛС или полис ОМС"):
            assert message in page

    def test_of_a_strange_form_key_adds_the_person_all_the_same(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(ADD, form_of(MARIA, form_key=""))

        assert answer.status_code == 302

    def test_takes_old_and_temporary_policies(self, anna_visits: Visitor) -> None:
        old = anna_visits.post(
            ADD, form_of(stranger(1), snils="", policy_kind="old", policy_series="АБ 12", policy_number="123456")
        )
        temporary = anna_visits.post(
            ADD, form_of(stranger(2), snils="", policy_kind="temporary", policy_number="123456789")
        )

        for answer in (old, temporary):
            assert "Человек с такими данными не найден" in answer.content.decode()
