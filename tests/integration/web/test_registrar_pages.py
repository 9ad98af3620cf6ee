"""The registrar's pages over HTTP: D6, R30."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from cast import ANNA, ARTYOM, GLEB, MARIA
from factories.kin import offer_of, tell_kin
from factories.people import PERM, add, add_with_identity, make_account
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.card_index import kin_offers
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.types import Card, Kinship
from kartoteka.shared.actor import Actor

from .conftest import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.rule("D6")]

DESK, QUEUE, DENIALS = "/desk/registrar/", "/desk/", "/desk/kin-denials/"
SOUGHT: dict[str, object] = {
    "family": "Соколова",
    "given": "Анна",
    "patronymic": "Викторовна",
    "born": "12.03.1986",
    "sex": "female",
    "document": str(ANNA.snils),
}
SHOWN: dict[str, object] = {"document": "passport", "login": "anna@example.org", "compared": "on"}


@pytest.fixture
def main(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    return add(anna, ANNA, registry, now - timedelta(hours=2))


def address(card: Card, act: str = "") -> str:
    return f"{DESK}cards/{card.card_id}/{act}"


def text_of(page: object) -> str:
    content: bytes = page.content  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


class TestStranger:
    @pytest.mark.parametrize("role", [Role.USER, Role.ADMINISTRATOR])
    def test_finds_no_page(self, main: Card, darya: UUID, role: Role) -> None:
        Account.objects.filter(pk=darya).update(role=role)
        visitor = Visitor(darya)

        for path in (DESK, DENIALS, address(main), address(main, "slip/")):
            assert visitor.get(path).status_code == HTTPStatus.NOT_FOUND, path
        for path in (DESK, address(main, "confirm/")):
            assert visitor.post(path, SOUGHT | SHOWN).status_code == HTTPStatus.NOT_FOUND, path

    def test_as_a_guest_finds_none_either(self, main: Card, client: Client) -> None:
        for path in (DESK, DENIALS, address(main), address(main, "confirm/"), address(main, "slip/")):
            assert client.get(path).status_code == HTTPStatus.NOT_FOUND, path

    def test_who_is_the_registrar_sees_no_denied_kinships(self, inna: Visitor) -> None:
        assert inna.get(DENIALS).status_code == HTTPStatus.NOT_FOUND


class TestRegistrar:
    def test_begins_at_his_desk(self, inna: Visitor) -> None:
        page = inna.get(DESK).content.decode()

        assert "Регистратура" in page
        assert f'href="{DESK}"' in inna.get("/").content.decode()

    def test_passes_the_second_factor_first(self, main: Card, inna: Visitor, settings: Settings) -> None:
        settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = True

        for path in (DESK, QUEUE, address(main), address(main, "slip/")):
            assert "/second-factor/" in inna.get(path).headers["Location"], path

    def test_sees_the_queue_and_no_way_into_it(self, anna: UUID, main: Card, inna: Visitor, now: datetime) -> None:
        given_awaiting(anna, ARTYOM, now)

        page = inna.get(QUEUE).content.decode()

        assert "Новых: 1" in page
        assert "/desk/requests/" not in page
        # Requests are never his own.
        assert "у Вас" not in page
        assert "Только мои" not in page


class TestSearch:
    def test_leads_to_the_person(self, main: Card, inna: Visitor) -> None:
        page = inna.post(DESK, SOUGHT)

        assert "Соколова Анна Викторовна, 12 марта 1986" in text_of(page)
        assert "Личность не подтверждена" in text_of(page)
        assert address(main) in page.content.decode()

    def test_is_never_in_an_address(self, main: Card, inna: Visitor) -> None:
        page = inna.get(f"{DESK}?family=Соколова&given=Анна")

        assert "Соколова" not in text_of(page)

    def test_that_finds_nobody_says_so(self, main: Card, inna: Visitor) -> None:
        page = inna.post(DESK, SOUGHT | {"born": "12.03.1987"})

        assert "Человек с такими данными не найден" in text_of(page)

    def test_takes_a_policy_too(self, main: Card, inna: Visitor) -> None:
        assert address(main) in inna.post(DESK, SOUGHT | {"document": ANNA.policy.number}).content.decode()

    def test_tells_of_requests_without_data(self, anna: UUID, main: Card, inna: Visitor, now: datetime) -> None:
        given_awaiting(anna, ARTYOM, now)
        artyom = {"family": "Соколов", "given": "Артём", "patronymic": "Дмитриевич", "born": "27.01.2024"}

        page = text_of(inna.post(DESK, SOUGHT | artyom | {"sex": "male", "document": str(ARTYOM.snils)}))

        assert "Новая, отправлена" in page

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("family", "Sokolova", "Фамилия: введите русскими буквами"),
            ("family", "", "Фамилия: введите русскими буквами"),
            ("born", "31.02.1986", "Дата рождения: введите в виде 27.01.2024"),
            ("born", "", "Дата рождения: заполните"),
            ("sex", "", "Укажите пол"),
            ("document", "123", "в СНИЛС 11 цифр"),
            ("document", "", "СНИЛС или полис ОМС: заполните"),
        ],
    )
    def test_says_what_is_wrong(self, inna: Visitor, field: str, value: str, words: str) -> None:
        page = inna.post(DESK, SOUGHT | {field: value})

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert words in text_of(page)

    def test_while_the_registry_is_silent_says_so(
        self, main: Card, inna: Visitor, registry: FakeInsuredRegistry
    ) -> None:
        registry.is_down = True

        page = inna.post(DESK, SOUGHT)

        assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "Регистр застрахованных сейчас не отвечает" in text_of(page)


class TestConfirming:
    def test_proves_the_identity(self, main: Card, inna: Visitor) -> None:
        answer = inna.post(address(main, "confirm/"), SHOWN)

        assert answer.headers["Location"] == address(main)
        assert "Мы написали человеку" in text_of(inna.get(address(main)))
        assert "Ещё раз подтверждать не нужно" in text_of(inna.get(address(main)))
        assert CardRow.objects.get(pk=main.card_id).identity_ground == "registrar"

    def test_twice_says_that_it_is_done(self, main: Card, inna: Visitor) -> None:
        for _ in range(2):
            inna.post(address(main, "confirm/"), SHOWN)

        assert "Личность уже подтверждена" in text_of(inna.get(address(main)))

    @pytest.mark.parametrize(
        ("missing", "words"),
        [
            ("document", "Выберите документ"),
            ("login", "Спросите у человека логин или почту"),
            ("compared", "Сличите человека с фотографией"),
        ],
    )
    def test_asks_for_everything(self, main: Card, inna: Visitor, missing: str, words: str) -> None:
        page = inna.post(address(main, "confirm/"), {name: SHOWN[name] for name in SHOWN if name != missing})

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert words in text_of(page)
        assert CardRow.objects.get(pk=main.card_id).identity_confirmed_at is None

    def test_of_another_account_is_refused_in_words(self, main: Card, inna: Visitor, darya: UUID) -> None:
        inna.post(address(main, "confirm/"), SHOWN | {"login": "darya"})

        assert "Это другая учетная запись" in text_of(inna.get(address(main)))

    @pytest.mark.rule("R19")
    def test_of_close_people_is_refused_in_words(
        self, main: Card, inna: Visitor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(inna.account_id, ANNA, registry, now)
        page = text_of(inna.get(address(main)))

        inna.post(address(main, "confirm/"), SHOWN)

        assert "Этого человека примет другой сотрудник" in page
        assert "Подтвердить личность" not in page
        assert "примет другой сотрудник" in text_of(inna.get(address(main)))
        assert inna.get(address(main, "slip/")).headers["Location"] == address(main)

    def test_while_the_registry_is_silent_changes_nothing(
        self, main: Card, inna: Visitor, registry: FakeInsuredRegistry
    ) -> None:
        registry.is_down = True

        inna.post(address(main, "confirm/"), SHOWN)

        assert "Регистр застрахованных сейчас не отвечает" in text_of(inna.get(address(main)))

    def test_of_nobody_is_not_found(self, inna: Visitor) -> None:
        for act in ("", "slip/"):
            assert inna.get(f"{DESK}cards/{UUID(int=1)}/{act}").status_code == HTTPStatus.NOT_FOUND
        assert inna.post(f"{DESK}cards/{UUID(int=1)}/confirm/", SHOWN).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.rule("R13")
    def test_from_another_accounts_page_is_not_carried_out(self, main: Card, inna: Visitor) -> None:
        answer = inna.post(address(main, "confirm/"), SHOWN | {"acting_as": "somebody"})

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert CardRow.objects.get(pk=main.card_id).identity_confirmed_at is None


class TestTheSlip:
    def test_has_no_name_in_what_becomes_the_name_of_a_file(self, main: Card, inna: Visitor) -> None:
        page = inna.get(address(main, "slip/")).content.decode()

        title = re.search("<title>(.*?)</title>", page)
        assert title is not None
        assert title[1] == "Памятка — Портал пациента"
        assert "Анна Викторовна, здравствуйте!" in page
        assert "Соколова" not in page

    def test_says_whether_the_identity_is_proved(self, main: Card, inna: Visitor) -> None:
        before = text_of(inna.get(address(main, "slip/")))
        inna.post(address(main, "confirm/"), SHOWN)
        after = text_of(inna.get(address(main, "slip/")))

        assert "пока не подтверждена" in before
        assert "подтверждена в регистратуре" in after

    def test_says_whom_to_call(self, main: Card, inna: Visitor) -> None:
        assert PERM.phones

        slip = text_of(inna.get(address(main, "slip/")))

        for phone in PERM.phones:
            assert f"{phone.number} {phone.purpose} {phone.hours}" in slip


class TestAMistake:
    def test_is_taken_back_on_the_page_of_the_patient(
        self, inna: Visitor, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        card = add(anna, ANNA, registry, now - timedelta(days=3)).card_id
        page = f"{DESK}cards/{card}/"
        inna.post(f"{page}confirm/", SHOWN)
        proved = inna.get(page).content.decode()

        without_reason = inna.post(f"{page}withdraw/", {"reason": ""})
        inna.post(f"{page}withdraw/", {"reason": "Паспорт другого человека"})
        again = inna.get(page).content.decode()

        assert "Отменить подтверждение" in proved
        assert without_reason.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Укажите, в чём ошибка" in without_reason.content.decode()
        assert "Подтверждение отменено" in again
        assert "Личность не подтверждена" in again
        assert "Отменить подтверждение" not in again

    def test_of_somebody_else_is_none_of_the_desk(
        self, inna: Visitor, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        card = add_with_identity(anna, ANNA, registry, now).card_id
        CardRow.objects.filter(pk=card).update(identity_ground="esia")
        page = f"{DESK}cards/{card}/"

        before = inna.get(page).content.decode()
        inna.post(f"{page}withdraw/", {"reason": "Ошибка"})

        assert "Отменить подтверждение" not in before
        assert "подтверждала не регистратура" in inna.get(page).content.decode()
        assert CardRow.objects.get(pk=card).identity_confirmed_at is not None


@pytest.mark.manual("F-05")
@pytest.mark.rule("R30")
class TestDeniedKinships:
    def test_wait_for_the_moderator(
        self, anna: UUID, registry: FakeInsuredRegistry, relatives: FakeRelatives, now: datetime
    ) -> None:
        gleb = Visitor(make_account(GLEB, now))
        empty = text_of(gleb.get(DENIALS))
        add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
        relatives.learn(ANNA, MARIA, Kinship.CHILD)
        tell_kin(anna, relatives, registry, now)
        kin_offers.deny_kinship(account_id=anna, offer_id=offer_of(anna, "Мария"), by=Actor.account(anna), now=now)

        page = text_of(gleb.get(DENIALS))

        assert "Сообщений нет" in empty
        assert "Анна Викторовна, 12 марта 1986 О ком: Мария, 19 мая 2018 Связь: Дочь — по данным медицинской" in page

    def test_are_linked_from_the_queue_for_the_moderator_alone(self, inna: Visitor, now: datetime) -> None:
        gleb = Visitor(make_account(GLEB, now))

        assert DENIALS in gleb.get(QUEUE).content.decode()
        assert DENIALS not in inna.get(QUEUE).content.decode()
