"""Relatives offered on «Моя картотека»: F-05, R10 and R28 to R32."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from cast import ANNA, ARTYOM, DARYA, MARIA, VERA
from factories.kin import listed, offer_of, tell_kin
from factories.people import PASSWORD, add_with_identity, fill_index, make_account
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka.domain.card_index.models import KinQuestionRow
from kartoteka.domain.card_index.types import Kinship

from .conftest import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-05")]

LIST, KIN = "/card-index/", "/card-index/kin/"


@pytest.fixture
def anna_offered(anna: UUID, registry: FakeInsuredRegistry, relatives: FakeRelatives, now: datetime) -> Visitor:
    """Анна, alone in her index, with two children and her mother offered."""
    add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
    for relative, kinship in ((MARIA, Kinship.CHILD), (ARTYOM, Kinship.CHILD), (VERA, Kinship.PARENT)):
        relatives.learn(ANNA, relative, kinship)
    tell_kin(anna, relatives, registry, now - timedelta(hours=1))
    return Visitor(anna)


def text_of(visitor: Visitor, path: str = LIST) -> str:
    page = re.sub(r"<[^>]+>", " ", visitor.get(path).content.decode())
    return " ".join(page.split())


def offers(visitor: Visitor, *names: str) -> list[str]:
    return [str(offer_of(visitor.account_id, name)) for name in names]


class TestTheSignIn:
    @pytest.mark.rule("R28")
    def test_by_password_has_the_medical_system_asked_later(
        self, anna: UUID, registry: FakeInsuredRegistry, relatives: FakeRelatives, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
        relatives.is_down = True

        Client().post("/sign-in/", {"login": "anna", "password": PASSWORD})

        assert (relatives.asked, KinQuestionRow.objects.filter(account_id=anna).count()) == (0, 1)


class TestTheBanner:
    @pytest.mark.rule("R29")
    def test_says_no_more_than_first_name_year_and_ground(self, anna_offered: Visitor) -> None:
        text = text_of(anna_offered)

        assert "Мария, 2018 года рождения Ваша дочь — по данным медицинской организации" in text
        assert "Артём, 2024 года рождения Ваш сын — по данным медицинской организации" in text
        assert "Вера, 1954 года рождения Ваша мать — по данным медицинской организации" in text
        for secret in ("Кузнецова", "Дмитриевна", "19 мая", MARIA.snils.digits, MARIA.policy.number):
            assert secret not in text

    def test_has_the_three_buttons(self, anna_offered: Visitor) -> None:
        text = text_of(anna_offered)

        for words in ("Добавить", "Не сейчас", "Это не мой родственник (Мария)"):
            assert words in text

    def test_is_not_there_for_a_stranger(
        self, anna_offered: Visitor, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(darya, DARYA, registry, now)

        assert "года рождения" not in text_of(Visitor(darya))

    def test_says_how_many_places_are_left(
        self, anna_offered: Visitor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        fill_index(anna_offered.account_id, registry, now, up_to=48)

        assert "Свободных мест в картотеке: 1." in text_of(anna_offered)


class TestAdding:
    def test_adds_the_children_and_asks_the_adult(self, anna_offered: Visitor) -> None:
        chosen = offers(anna_offered, "Мария", "Артём", "Вера")

        answer = anna_offered.post(KIN, {"action": "add", "offer": chosen})

        assert answer.headers["Location"] == LIST
        text = text_of(anna_offered)
        assert "Мария, Артём — записи добавлены в картотеку" in text
        assert "Вера — ждём согласия" in text
        assert listed(anna_offered.account_id) == {"Анна", "Мария", "Артём"}

    @pytest.mark.rule("R10")
    def test_says_who_found_no_place(self, anna_offered: Visitor, registry: FakeInsuredRegistry, now: datetime) -> None:
        fill_index(anna_offered.account_id, registry, now, up_to=48)

        anna_offered.post(KIN, {"action": "add", "offer": offers(anna_offered, "Мария", "Артём")})

        text = text_of(anna_offered)
        assert "Мария — запись добавлена в картотеку" in text
        assert "Артём — не хватило места" in text
        assert "осталось 0 мест" in text

    @pytest.mark.rule("R12")
    def test_twice_answers_the_same(self, anna_offered: Visitor) -> None:
        form: dict[str, object] = {"action": "add", "offer": offers(anna_offered, "Мария")}

        for _ in range(2):
            anna_offered.post(KIN, form)
            assert "Мария — запись добавлена в картотеку" in text_of(anna_offered)

        assert listed(anna_offered.account_id) == {"Анна", "Мария"}

    def test_of_nobody_says_so(self, anna_offered: Visitor) -> None:
        anna_offered.post(KIN, {"action": "add"})

        assert "Никто не отмечен" in text_of(anna_offered)

    def test_while_the_medical_system_is_down_keeps_the_offer(
        self, anna_offered: Visitor, relatives: FakeRelatives
    ) -> None:
        relatives.is_down = True

        anna_offered.post(KIN, {"action": "add", "offer": offers(anna_offered, "Мария")})

        text = text_of(anna_offered)
        assert "Добавить родственников сейчас не получилось" in text
        assert "Мария, 2018 года рождения" in text

    @pytest.mark.parametrize("given", ["", "x", "00000000-0000-0000-0000-000000000001"])
    def test_of_what_is_nobodys_is_not_found(self, anna_offered: Visitor, given: str) -> None:
        forms: list[dict[str, object]] = [{"action": "add", "offer": given}, {"action": "later", "offer": given}]
        forms.append({"deny": given})
        for form in forms:
            assert anna_offered.post(KIN, form).status_code == 404

    @pytest.mark.rule("R13")
    def test_from_another_accounts_page_is_not_carried_out(self, anna_offered: Visitor) -> None:
        form: dict[str, object] = {
            "action": "add",
            "offer": offers(anna_offered, "Мария"),
            "acting_as": "somebody",
        }

        assert anna_offered.post(KIN, form).status_code == 403
        assert listed(anna_offered.account_id) == {"Анна"}


class TestOtherAnswers:
    def test_not_now_hides_all_that_was_shown(self, anna_offered: Visitor) -> None:
        shown = offers(anna_offered, "Мария", "Артём", "Вера")

        anna_offered.post(KIN, {"action": "later", "shown": shown, "offer": shown[:1]})

        text = text_of(anna_offered)
        assert "Мы предложим снова через месяц" in text
        assert "года рождения" not in text

    @pytest.mark.rule("R30")
    def test_after_not_now_are_still_given_on_the_page_of_offers(self, anna_offered: Visitor) -> None:
        (maria,) = offers(anna_offered, "Мария")
        anna_offered.post(KIN, {"action": "later", "shown": [maria], "offer": [maria]})
        listing, page = anna_offered.get("/card-index/").content.decode(), text_of(anna_offered, KIN)

        anna_offered.post(KIN, {"deny": maria, "offer": maria})

        assert f'href="{KIN}"' in listing
        assert "Добавить (Мария)" in page
        assert "Это не мой родственник (Мария)" in page
        assert "Я ошибся, предложить снова (Мария)" in text_of(anna_offered, KIN)

    @pytest.mark.rule("R30")
    def test_not_my_relative_is_final_and_can_be_taken_back(self, anna_offered: Visitor) -> None:
        (maria,) = offers(anna_offered, "Мария")
        anna_offered.post(KIN, {"deny": maria})
        denied = text_of(anna_offered)

        page = text_of(anna_offered, KIN)
        anna_offered.post(KIN, {"restore": maria})

        assert "Мария — больше не предложим" in denied
        assert "Мария, 2018" not in denied
        assert "Я ошибся, предложить снова (Мария)" in page
        assert "Мария, 2018 года рождения" in text_of(anna_offered)

    def test_comes_too_late_in_another_tab(self, anna_offered: Visitor) -> None:
        (maria,) = offers(anna_offered, "Мария")
        anna_offered.post(KIN, {"action": "add", "offer": maria})
        anna_offered.post(KIN, {"deny": maria})

        assert "Это предложение уже не действует" in text_of(anna_offered)
        assert listed(anna_offered.account_id) == {"Анна", "Мария"}

    def test_page_without_offers_says_so(self, anna_visits: Visitor) -> None:
        assert "Предложений нет" in text_of(anna_visits, KIN)


@pytest.mark.rule("R32")
class TestTheInvitation:
    @pytest.fixture
    def vera(self, anna_offered: Visitor, registry: FakeInsuredRegistry, now: datetime) -> Visitor:
        account = make_account(VERA, now)
        add_with_identity(account, VERA, registry, now - timedelta(minutes=5))
        anna_offered.post(KIN, {"action": "add", "offer": offers(anna_offered, "Вера")})
        return Visitor(account)

    def test_tells_the_adult_who_asks_and_no_more(self, vera: Visitor) -> None:
        text = text_of(vera)

        assert "Анна С. хочет добавить Вас в свою картотеку" in text
        assert "Соколова" not in text

    def test_agreed_to_makes_the_entry(self, anna_offered: Visitor, vera: Visitor) -> None:
        vera.post(KIN, {"agree": offers(anna_offered, "Вера")[0]})

        assert "Вы согласились" in text_of(vera)
        assert listed(anna_offered.account_id) == {"Анна", "Вера"}

    def test_refused_makes_none_and_tells_nobody(self, anna_offered: Visitor, vera: Visitor) -> None:
        vera.post(KIN, {"decline": offers(anna_offered, "Вера")[0]})

        assert "Вы отказали" in text_of(vera)
        assert listed(anna_offered.account_id) == {"Анна"}
        assert "Ждём согласия" in text_of(anna_offered, KIN)

    def test_waits_where_there_is_no_place(
        self, anna_offered: Visitor, vera: Visitor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        fill_index(anna_offered.account_id, registry, now, up_to=49)

        vera.post(KIN, {"agree": offers(anna_offered, "Вера")[0]})

        text = text_of(vera)
        assert "В той картотеке нет свободного места" in text
        assert "Анна С. хочет добавить Вас" in text
