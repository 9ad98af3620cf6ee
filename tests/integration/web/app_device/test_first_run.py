"""From the icon to the card index for the first time: region, sign-in, PIN (A-05, A-07, A-09)."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from cast import ANNA, INNA
from factories.people import PERM, add, make_account, make_region
from factories.telephones import OTHER_PIN
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.app_devices.selectors import list_devices
from kartoteka.domain.accounts.models import AccountSession, ConsentTextRow
from kartoteka.domain.regions.types import Region

from .conftest import Phone, said

ORYOL = Region("57", "Орёл и область", "Europe/Moscow", is_active=True, services=(), phones=())


@pytest.mark.manual("A-05")
class TestTheListOfRegions:
    def test_is_the_first_page(self, phone: Phone) -> None:
        answer = phone.client.get("/m/start/", follow=True)

        assert answer.redirect_chain[-1][0] == reverse("mobile:region")
        assert PERM.name in answer.content.decode()

    @pytest.mark.parametrize(("typed", "found"), [("перм", PERM), ("КРАЙ", PERM), ("орел", ORYOL)])
    def test_can_be_searched_without_scripts(self, phone: Phone, now: datetime, typed: str, found: Region) -> None:
        make_region(now, ORYOL)

        page = phone.client.get("/m/region/", {"q": typed}).content.decode()

        assert [one.name for one in (PERM, ORYOL) if one.name in page] == [found.name]

    def test_says_when_there_is_no_such_region(self, phone: Phone) -> None:
        page = phone.client.get("/m/region/", {"q": "атлантида"}).content.decode()

        assert "data-seek-nothing>" in page

    def test_leads_to_the_sign_in(self, phone: Phone) -> None:
        answer = phone.client.post("/m/region/", {"region": PERM.code, "next": "/m/sign-in/"})

        assert answer.headers["Location"] == "/m/sign-in/"
        assert PERM.name in phone.get("/m/sign-in/").content.decode()


@pytest.mark.manual("A-07")
class TestTheSignIn:
    def test_has_the_words_of_the_manual(self, phone: Phone) -> None:
        page = phone.get("/m/sign-in/").content.decode()

        for words in ("E-mail", "Пароль", "Войти"):
            assert f">{words}<" in page.replace("\n", "")

    def test_leads_to_the_creation_of_a_pin_and_nowhere_else(self, phone: Phone) -> None:
        phone.sign_in()

        answer = phone.get("/m/")

        assert answer.status_code == HTTPStatus.FOUND
        assert answer.headers["Location"] == "/m/pin/new/"

    def test_opens_no_page_of_the_portal_in_the_browser(self, phone: Phone) -> None:
        phone.sign_in()

        answer = phone.get("/card-index/")

        assert answer.headers["Location"].startswith("/sign-in/")

    def test_in_the_browser_opens_no_page_of_the_app(self, anna: UUID) -> None:
        client = Client()
        client.post("/sign-in/", {"login": "anna", "password": "Kartoteka-2026"})

        assert client.get("/card-index/").status_code == HTTPStatus.OK
        assert client.get("/m/").headers["Location"] == "/m/region/"

    def test_is_not_for_staff(self, db: None, now: datetime) -> None:
        phone = Phone(make_account(INNA, now))

        answer = phone.sign_in(INNA.email)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "В приложение входят пациенты" in answer.content.decode()
        assert not AccountSession.objects.exclude(account=None).exists()

    @pytest.mark.rule("R69")
    def test_asks_for_a_consent_that_is_new_before_anything_else(self, phone: Phone, now: datetime) -> None:
        ConsentTextRow.objects.create(version=9, text="Новый текст", published_at=now)
        phone.sign_in()

        assert phone.get("/m/pin/new/").headers["Location"].startswith("/m/consent/")
        assert "Новый текст" in phone.get("/m/consent/").content.decode()
        given = phone.post("/m/consent/", version=9, next="/m/")

        assert given.headers["Location"] == "/m/"
        assert phone.get("/m/pin/new/").status_code == HTTPStatus.OK


@pytest.mark.manual("A-09")
@pytest.mark.rule("R70")
class TestTheCreationOfAPin:
    def test_opens_the_card_index(self, phone: Phone, anna: UUID) -> None:
        phone.sign_in()

        answer = phone.create_pin()

        assert said(answer) == {"next": "/m/card-index/", "way": "/m/pin/way/?next=%2Fm%2Fcard-index%2F"}
        assert phone.is_open
        assert len(list_devices(account_id=anna)) == 1

    def test_says_to_the_letter_that_the_two_differ(self, phone: Phone, anna: UUID) -> None:
        phone.sign_in()

        answer = phone.create_pin("4071", again="4072")

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert said(answer) == {"words": "Неверный пароль. Попробуйте еще раз"}
        assert list_devices(account_id=anna) == ()
        assert "Неверный пароль. Попробуйте еще раз" in phone.get("/m/pin/new/").content.decode()

    @pytest.mark.parametrize("action", ["check", ""])
    @pytest.mark.parametrize("pin", ["0000", "1234", "1986", "1203", "12", ""])
    def test_refuses_what_is_easily_guessed(
        self, phone: Phone, anna: UUID, registry: FakeInsuredRegistry, now: datetime, pin: str, action: str
    ) -> None:
        add(anna, ANNA, registry, now)
        phone.sign_in()

        answer = phone.post("/m/pin/new/", action=action, pin=pin, pin_again=pin)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "легко угадать" in said(answer)["words"]

    def test_lets_a_good_one_through_when_it_is_looked_at(self, phone: Phone) -> None:
        phone.sign_in()

        assert phone.post("/m/pin/new/", action="check", pin="4071").status_code == HTTPStatus.OK
        assert not phone.is_open

    def test_wants_a_key(self, phone: Phone) -> None:
        phone.sign_in()

        answer = phone.post("/m/pin/new/", pin="4071", pin_again="4071", key="%%%")

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "ключ" in said(answer)["words"]

    def test_is_over_once_there_is_a_pin(self, bound: Phone) -> None:
        assert bound.get("/m/pin/new/").headers["Location"] == "/m/"

    @pytest.mark.rule("R81")
    def test_gives_no_second_pin_to_an_open_app(self, bound: Phone, anna: UUID) -> None:
        assert said(bound.create_pin(OTHER_PIN)) == {"next": "/m/"}

        assert len(list_devices(account_id=anna)) == 1
        bound.start()
        bound.unlock(OTHER_PIN)
        assert not bound.is_open

    @pytest.mark.manual("P-07")
    def test_ends_with_a_warning_where_no_number_is_activated(self, bound: Phone) -> None:
        page = bound.get("/m/").content.decode()

        assert "Номер телефона не указан или не активирован" in page
