"""«Войти через портал Госуслуг РФ (ЕСИА)» over HTTP: chapter 3.4.1 of the manual, and whoever tries to abuse it."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from time_machine import travel

from cast import ANNA, GLEB, CastMember
from factories.esia import vouched
from factories.people import PASSWORD, account_row, add_with_identity, make_region
from fakes.identity_provider import FakeIdentityProvider
from fakes.medical_system import FakeInsuredRegistry
from kartoteka import wiring
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.shared.limits import Limit

from .conftest import Visitor

SIGN_IN, BEGIN, RETURN = "/sign-in/", "/sign-in/esia/", "/sign-in/esia/return/"
LINK = "Войти через портал Госуслуг РФ (ЕСИА)"


@pytest.fixture
def provider(neighbours: None, settings: Settings) -> Iterator[FakeIdentityProvider]:
    """The provider that the pages ask."""
    settings.KARTOTEKA_ADAPTERS = {
        **settings.KARTOTEKA_ADAPTERS,
        "identity_provider": "fakes.identity_provider.FakeIdentityProvider",
    }
    wiring.identity_provider.cache_clear()
    yield cast("FakeIdentityProvider", wiring.identity_provider())
    wiring.identity_provider.cache_clear()


class Guest:
    """Somebody with a browser of his own who goes to ESIA and comes back."""

    def __init__(self, provider: FakeIdentityProvider) -> None:
        self.client = Client(raise_request_exception=False)
        self._provider = provider

    def begin(self, next_path: str = "") -> str:
        """Press the link; returns the state with which ESIA was asked."""
        answer = self.client.get(BEGIN, {"next": next_path} if next_path else {})
        return parse_qs(urlsplit(answer["Location"]).query)["state"][0]

    def come_back(self, state: str, **answer: str) -> HttpResponse:
        return cast("HttpResponse", self.client.get(RETURN, {"state": state, **answer}))

    def enter(self, member: CastMember = ANNA, next_path: str = "", email: str = "") -> HttpResponse:
        """The whole way; returns the answer to the return."""
        state = self.begin(next_path)
        return self.come_back(state, code=self._provider.vouch_for(vouched(member, email=email), state))

    def is_in(self) -> bool:
        return "_auth_user_id" in self.client.session

    def reads(self, path: str = SIGN_IN) -> str:
        return str(self.client.get(path).content.decode())


@pytest.fixture
def guest(provider: FakeIdentityProvider, registry: FakeInsuredRegistry, db: None, now: datetime) -> Guest:
    make_region(now)
    return Guest(provider)


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


@pytest.mark.rule("R67")
class TestAForeignState:
    """Whoever brings an answer that is not his: no account, no session, one and the same notice."""

    def refused(self, guest: Guest, answer: HttpResponse) -> bool:
        return (
            answer.status_code == 302
            and answer["Location"].startswith(SIGN_IN)
            and not guest.is_in()
            and "Вход через Госуслуги не завершён" in guest.reads()
        )

    def test_is_refused_when_it_was_used_before(self, guest: Guest, provider: FakeIdentityProvider) -> None:
        state = guest.begin()
        guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))
        guest.client.post("/sign-out/")

        answer = guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert self.refused(guest, answer)

    @pytest.mark.parametrize("state", ["", "forged", "8d3a3c7e-6a0c-4b53-9f0b-8a5b8d5f0f11", "\x00", "ы" * 5000])
    def test_is_refused_when_nobody_began_with_it(
        self, guest: Guest, provider: FakeIdentityProvider, state: str
    ) -> None:
        guest.begin()

        answer = guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert self.refused(guest, answer)
        assert not Account.objects.exists()

    def test_is_refused_in_another_browser(
        self, guest: Guest, provider: FakeIdentityProvider, registry: FakeInsuredRegistry
    ) -> None:
        state = Guest(provider).begin()
        guest.begin()

        answer = guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert self.refused(guest, answer)

    def test_is_refused_in_a_browser_without_cookies(self, guest: Guest, provider: FakeIdentityProvider) -> None:
        state = guest.begin()
        guest.client.cookies.clear()

        answer = guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert self.refused(guest, answer)

    def test_is_refused_after_ten_minutes(self, guest: Guest, provider: FakeIdentityProvider, now: datetime) -> None:
        with travel(now, tick=False):
            state = guest.begin()

        with travel(now + timedelta(minutes=10), tick=False):
            answer = guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

            assert self.refused(guest, answer)

    def test_is_taken_until_then(self, guest: Guest, provider: FakeIdentityProvider, now: datetime) -> None:
        with travel(now, tick=False):
            state = guest.begin()

        with travel(now + timedelta(minutes=9, seconds=59), tick=False):
            guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

            assert guest.is_in()

    def test_changes_nothing_for_who_is_in(self, guest: Guest) -> None:
        guest.enter()

        answer = guest.come_back("forged", code="forged")

        assert answer["Location"] == "/card-index/"
        assert guest.is_in()

    def test_of_one_tab_does_not_spoil_the_other(self, guest: Guest, provider: FakeIdentityProvider) -> None:
        first = guest.begin("/services/")
        guest.begin()

        answer = guest.come_back(first, code=provider.vouch_for(vouched(ANNA), first))

        assert answer["Location"] == "/services/"


@pytest.mark.rule("R67")
class TestAnUnhappyEnd:
    @pytest.mark.parametrize("answer", [{"error": "access_denied"}, {"error": "access_denied", "code": "x"}])
    def test_by_the_persons_own_wish_keeps_where_he_wanted_to_go(self, guest: Guest, answer: dict[str, str]) -> None:
        state = guest.begin("/services/")

        back = guest.come_back(state, **answer)

        assert back["Location"] == f"{SIGN_IN}?next=%2Fservices%2F"
        assert "Вход через Госуслуги отменён" in guest.reads(back["Location"])

    @pytest.mark.manual("A-08")
    def test_without_the_status_tells_how_to_get_it(self, guest: Guest, provider: FakeIdentityProvider) -> None:
        state = guest.begin()
        code = provider.vouch_for(vouched(ANNA, is_trusted=False), state)

        guest.come_back(state, code=code)

        assert "Получите на Госуслугах статус «Подтвержденная»" in guest.reads()
        assert not Account.objects.exists()

    @pytest.mark.parametrize("when", ["at the start", "at the end"])
    def test_of_a_silent_esia_leaves_the_password(
        self, guest: Guest, provider: FakeIdentityProvider, anna: UUID, when: str
    ) -> None:
        state = guest.begin() if when == "at the end" else ""
        provider.is_down = True

        answer = guest.come_back(state, code="x") if state else guest.client.get(BEGIN)
        page = guest.reads(answer["Location"])
        guest.client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})

        assert "Госуслуги сейчас не отвечают" in page
        assert "По логину и паролю можно войти уже сейчас" in page
        assert "Номер обращения" in page
        assert guest.is_in()

    def test_of_an_answer_that_cannot_be_trusted_is_a_malfunction(self, guest: Guest) -> None:
        guest.come_back(guest.begin(), code="forged")

        assert "Госуслуги не подтвердили вход" in guest.reads()

    def test_for_a_reason_nobody_thought_of_leaves_no_code_in_the_address(
        self, guest: Guest, provider: FakeIdentityProvider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        state = guest.begin()
        monkeypatch.setattr(provider, "finish", lambda *_, **__: 1 / 0)

        answer = guest.come_back(state, code="x")

        assert answer["Location"] == SIGN_IN
        assert "Номер обращения" in guest.reads()

    def test_of_a_blocked_account_says_so(self, guest: Guest) -> None:
        guest.enter()
        guest.client.post("/sign-out/")
        Account.objects.update(is_active=False)

        guest.enter()

        assert "Эта учетная запись заблокирована" in guest.reads()
        assert not guest.is_in()

    def test_of_too_many_tries_is_a_pause(self, guest: Guest, settings: Settings) -> None:
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {
            "esia-starts-per-address": Limit(1, timedelta(minutes=15))
        }
        guest.begin()

        page = guest.client.get(BEGIN, follow=True).content.decode()

        assert "Слишком много попыток входа" in page

    def test_tells_the_log_no_code_and_no_person(
        self, guest: Guest, provider: FakeIdentityProvider, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        state = guest.begin()
        provider.is_down = True

        guest.come_back(state, code="secret-code", error_description="Соколова Анна")

        assert "sign-in by ESIA failed" in caplog.text
        assert not {word for word in ("secret-code", state, "Соколова") if word in caplog.text}


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


@pytest.mark.manual("P-09")
class TestSigningOut:
    def test_ends_the_session_at_esia_too_where_the_installation_wants_it(
        self, guest: Guest, provider: FakeIdentityProvider
    ) -> None:
        provider.ends_session = True
        guest.enter()

        answer = guest.client.post("/sign-out/")

        assert answer["Location"].startswith(f"{provider.url}/logout?redirect_url=http%3A%2F%2Ftestserver%2F")
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
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
