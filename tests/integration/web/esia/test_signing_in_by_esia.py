"""«Войти через портал Госуслуг РФ (ЕСИА)» over HTTP: chapter 3.4.1 of the manual."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from cast import ANNA, GLEB
from factories.esia import vouched
from factories.people import PASSWORD, account_row, add_with_identity
from fakes.identity_provider import FakeIdentityProvider
from fakes.medical_system import FakeInsuredRegistry
from integration.web.conftest import Visitor
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event

from .conftest import BEGIN, RETURN, SIGN_IN, Guest

LINK = "Войти через портал Госуслуг РФ (ЕСИА)"


@pytest.mark.manual("A-06")
class TestTheLink:
    def test_stands_on_the_sign_in_page(self, guest: Guest) -> None:
        page = guest.reads()

        assert LINK in page
        assert f'href="{BEGIN}"' in page

    def test_keeps_where_the_person_wanted_to_go(self, guest: Guest) -> None:
        assert f'href="{BEGIN}?next=%2Fcard-index%2Fadd%2F"' in guest.reads(f"{SIGN_IN}?next=/card-index/add/")

    def test_is_not_there_without_a_provider(self, client: Client, db: None) -> None:
        assert LINK not in client.get(SIGN_IN).content.decode()
        assert client.get(BEGIN).status_code == 404
        assert client.get(RETURN).status_code == 404

    @pytest.mark.rule("R67")
    def test_leaves_the_sign_in_page_usable_whatever_the_settings(
        self, settings: Settings, anna: UUID, client: Client, neighbours: None
    ) -> None:
        settings.KARTOTEKA_ADAPTERS = {"identity_provider": "kartoteka.adapters.esia.configured.direct"}
        settings.KARTOTEKA_ESIA = {}

        page = client.get(SIGN_IN)
        begun = client.get(BEGIN, follow=True)
        entered = client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})

        assert page.status_code == 200
        assert "Госуслуги не подтвердили вход" in begun.content.decode()
        assert entered.status_code == 302


class TestSigningIn:
    @pytest.mark.manual("A-08")
    def test_leads_to_the_card_index_of_a_new_account(self, guest: Guest) -> None:
        answer = guest.enter()
        page = guest.reads(answer["Location"])

        assert answer["Location"] == "/card-index/"
        assert "Учетная запись создана" in page
        assert "Соколова Анна" in page

    def test_says_so_where_the_registry_does_not_know_the_person(self, guest: Guest) -> None:
        guest.client.cookies["region"] = "59"

        answer = guest.enter(GLEB)

        assert "В базе застрахованных Вас пока нет" in guest.reads(answer["Location"])

    def test_leads_on_to_the_page_that_was_asked_for(self, guest: Guest) -> None:
        assert guest.enter(next_path="/card-index/add/")["Location"] == "/card-index/add/"

    def test_leaves_a_trace(self, guest: Guest) -> None:
        guest.enter()

        account = Account.objects.get()
        assert list_traces(subject_type="account", subject_id=account.pk)[-1].event is Event.SIGNED_IN

    def test_begins_a_new_session_and_notes_the_proof(self, guest: Guest) -> None:
        guest.reads()
        guest.client.session.save()
        before = guest.client.session.session_key

        guest.enter()

        session = guest.client.session
        assert session.session_key != before
        assert session["auth_method"] == "esia"
        assert datetime.fromisoformat(session["auth_time"]).tzinfo is not None

    @pytest.mark.rule("R68")
    def test_tells_of_another_account_with_the_same_email(self, guest: Guest, darya: UUID) -> None:
        answer = guest.enter(email="darya@example.org")

        page = guest.reads(answer["Location"])
        assert "У Вас есть другая учетная запись" in page
        assert account_row(darya).email == "darya@example.org"

    @pytest.mark.rule("R72")
    def test_asks_for_the_region_and_goes_on_after_it(self, guest: Guest) -> None:
        answer = guest.enter(GLEB, next_path="/services/")
        asked = answer["Location"]
        page = guest.reads(asked)
        chosen = guest.client.post("/region/", {"region": "59", "next": parse_qs(urlsplit(asked).query)["next"][0]})

        assert "Выберите регион" in page
        assert chosen["Location"] == f"{BEGIN}?next=%2Fservices%2F"
        assert guest.enter(GLEB, next_path="/services/")["Location"] == "/services/"

    def test_sends_who_is_in_already_to_his_page(self, guest: Guest) -> None:
        guest.enter()

        assert guest.client.get(BEGIN, {"next": "/services/"})["Location"] == "/services/"


class TestTheWayOn:
    @pytest.mark.parametrize(
        "wanted",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "javascript:alert(1)",
            "https:evil.example",
            "\\evil.example",
            "/%0d%0aSet-Cookie:a=b",
            "https://testserver@evil.example/",
            "///evil.example",
        ],
    )
    def test_stays_on_the_portal(self, guest: Guest, wanted: str) -> None:
        landing = guest.enter(next_path=wanted)["Location"]

        assert urlsplit(landing).netloc == ""
        assert not landing.startswith(("//", "/\\"))

    def test_forgets_a_path_of_unbelievable_length(self, guest: Guest) -> None:
        assert guest.enter(next_path="/" + "a" * 600)["Location"] == "/card-index/"

    def test_names_the_installations_own_host_to_esia(self, guest: Guest, settings: Settings) -> None:
        settings.KARTOTEKA_PUBLIC_ORIGIN = "https://portal.example"

        asked = guest.client.get(BEGIN, headers={"host": "localhost"})["Location"]

        assert parse_qs(urlsplit(asked).query)["redirect_uri"] == [f"https://portal.example{RETURN}"]

    @pytest.mark.parametrize("name", ["localhost:8000", "127.0.0.1:8000"])
    def test_leads_a_browser_on_this_machine_back_under_the_name_it_uses(
        self, guest: Guest, settings: Settings, name: str
    ) -> None:
        settings.KARTOTEKA_PUBLIC_ORIGIN = "http://127.0.0.1:8000"

        asked = guest.client.get(BEGIN, headers={"host": name})["Location"]

        assert parse_qs(urlsplit(asked).query)["redirect_uri"] == [f"http://{name}{RETURN}"]


@pytest.mark.manual("P-09")
@pytest.mark.rule("R82")
class TestShowingOnceMore:
    def test_leads_to_esia_though_somebody_is_in(self, guest: Guest) -> None:
        guest.enter()

        answer = guest.client.get("/sign-in/esia/again/?next=/profile/")

        assert answer["Location"].startswith("https://")

    def test_leads_back_to_what_was_wanted_in_the_same_account(
        self, guest: Guest, provider: FakeIdentityProvider
    ) -> None:
        guest.enter()
        account = guest.client.session["_auth_user_id"]
        begun = guest.client.get("/sign-in/esia/again/?next=/profile/")
        state = parse_qs(urlsplit(begun["Location"]).query)["state"][0]

        answer = guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert answer["Location"] == "/profile/"
        assert guest.client.session["_auth_user_id"] == account

    def test_spares_the_code_by_sms(self, guest: Guest) -> None:
        guest.enter()
        guest.reads("/card-index/")

        assert guest.client.get("/step-up/?next=/profile/")["Location"] == "/profile/"

    def test_is_not_open_to_guests(self, guest: Guest) -> None:
        assert guest.client.get("/sign-in/esia/again/")["Location"].startswith("/sign-in/")


class TestSigningOut:
    def test_ends_the_session_at_esia_too_where_the_installation_wants_it(
        self, guest: Guest, provider: FakeIdentityProvider
    ) -> None:
        provider.ends_session = True
        guest.enter()

        answer = guest.client.post("/sign-out/")

        assert answer["Location"].startswith(f"{provider.url}/logout?redirect_url=http%3A%2F%2Ftestserver%2F")
        assert answer["Clear-Site-Data"] == '"cache"'
        assert not guest.is_in()

    def test_stays_here_otherwise(self, guest: Guest) -> None:
        guest.enter()

        assert guest.client.post("/sign-out/")["Location"] == "/"

    def test_stays_here_for_who_came_by_password(
        self, provider: FakeIdentityProvider, anna: UUID, visit: Callable[[UUID], Visitor]
    ) -> None:
        provider.ends_session = True

        assert visit(anna).post("/sign-out/")["Location"] == "/"


@pytest.mark.rule("R68")
class TestAnEarlierAccount:
    def test_opens_when_the_clinic_confirmed_the_identity(
        self, guest: Guest, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)

        page = guest.reads(guest.enter()["Location"])

        assert "Учетная запись создана" not in page
        assert guest.client.session["_auth_user_id"] == str(anna)
