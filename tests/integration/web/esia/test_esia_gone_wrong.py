"""Answers that are forged, late, unhappy or missing: a notice each, and nothing else."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse
from pytest_django import Settings
from time_machine import travel

from cast import ANNA
from factories.esia import vouched
from factories.people import PASSWORD
from fakes.identity_provider import FakeIdentityProvider
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.models import Account
from kartoteka.shared.limits import Limit

from .conftest import BEGIN, SIGN_IN, Guest


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
