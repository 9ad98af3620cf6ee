"""«Привязать Госуслуги» in the profile, over HTTP."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.test import Client
from time_machine import travel

from cast import ANNA, DARYA
from factories.esia import vouched
from factories.people import PASSWORD, add
from fakes.identity_provider import FakeIdentityProvider
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts import consents
from kartoteka.domain.accounts.models import EsiaLinkRow
from kartoteka.shared.actor import Actor

from .conftest import RETURN, SIGN_IN, Guest

PROFILE, LINK = "/profile/", "/sign-in/esia/link/"

pytestmark = pytest.mark.rule("R68")


@pytest.fixture
def annas_guest(guest: Guest, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Guest:
    """Анна, who typed her password just now."""
    add(anna, ANNA, registry, now)
    guest.client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})
    return guest


def begin(client: Client) -> str:
    return parse_qs(urlsplit(client.get(LINK)["Location"]).query)["state"][0]


class TestLinking:
    def test_is_offered_in_the_profile_until_it_is_done(
        self, annas_guest: Guest, provider: FakeIdentityProvider, anna: UUID
    ) -> None:
        offered = annas_guest.reads(PROFILE)
        state = begin(annas_guest.client)
        answer = annas_guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))
        page = annas_guest.reads(answer["Location"])

        assert "Привязать Госуслуги" in offered
        assert answer["Location"] == PROFILE
        assert "Госуслуги привязаны" in page
        assert "Привязать Госуслуги" not in page
        assert annas_guest.client.session["_auth_user_id"] == str(anna)

    def test_changes_the_key_of_the_session_and_notes_the_proof(
        self, annas_guest: Guest, provider: FakeIdentityProvider
    ) -> None:
        before = annas_guest.client.session.session_key
        state = begin(annas_guest.client)

        annas_guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert annas_guest.client.session.session_key != before
        assert annas_guest.client.session["auth_method"] == "esia"

    def test_is_not_offered_without_a_provider(self, client: Client, anna: UUID, neighbours: None) -> None:
        client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})

        assert "Привязать Госуслуги" not in client.get(PROFILE).content.decode()
        assert client.get(LINK).status_code == 404

    def test_is_not_for_guests(self, guest: Guest) -> None:
        assert guest.client.get(LINK)["Location"].startswith(SIGN_IN)

    def test_wants_a_password_that_was_typed_just_now(
        self, annas_guest: Guest, provider: FakeIdentityProvider, now: datetime
    ) -> None:
        with travel(now + timedelta(minutes=6), tick=False):
            answer = annas_guest.client.get(LINK)

        assert answer["Location"] == "/proof/?next=%2Fsign-in%2Fesia%2Flink%2F"

    def test_tells_that_somebody_else_signed_in_there(self, annas_guest: Guest, provider: FakeIdentityProvider) -> None:
        state = begin(annas_guest.client)

        answer = annas_guest.come_back(state, code=provider.vouch_for(vouched(DARYA), state))

        assert answer["Location"] == PROFILE
        assert "На Госуслугах вошёл другой человек" in annas_guest.reads(PROFILE)

    def test_tells_that_esia_is_silent(self, annas_guest: Guest, provider: FakeIdentityProvider) -> None:
        provider.is_down = True

        page = annas_guest.client.get(LINK, follow=True).content.decode()

        assert "Госуслуги сейчас не отвечают" in page


class TestWithoutTheConsent:
    @pytest.fixture
    def unagreed(self, guest: Guest, anna: UUID, now: datetime) -> Guest:
        """Анна after the text of the consent changed: she is led to it wherever she goes."""
        consents.publish_text(text="Новый текст", by=Actor.system(), now=now)
        guest.client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})
        return guest

    def test_is_not_begun(self, unagreed: Guest) -> None:
        answer = unagreed.client.get(LINK)

        assert answer["Location"] == "/consent/?next=%2Fprofile%2F"

    def test_is_not_finished(
        self, annas_guest: Guest, provider: FakeIdentityProvider, anna: UUID, now: datetime
    ) -> None:
        state = begin(annas_guest.client)
        consents.publish_text(text="Новый текст", by=Actor.system(), now=now)
        annas_guest.client.post("/sign-out/")
        annas_guest.client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})

        answer = annas_guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert answer["Location"] == "/consent/?next=%2Fprofile%2F"
        assert not EsiaLinkRow.objects.filter(pk=anna).exists()


class TestAnswerForAnotherAccount:
    def test_is_not_taken_by_who_signed_in_meanwhile(
        self, annas_guest: Guest, provider: FakeIdentityProvider, darya: UUID
    ) -> None:
        state = begin(annas_guest.client)
        annas_guest.client.post("/sign-out/")
        annas_guest.client.post(SIGN_IN, {"login": "darya", "password": PASSWORD})

        annas_guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert "Вход через Госуслуги</" not in annas_guest.reads(PROFILE)
        assert annas_guest.client.session["auth_method"] == "password"

    def test_is_not_taken_by_a_guest(self, annas_guest: Guest, provider: FakeIdentityProvider) -> None:
        state = begin(annas_guest.client)
        annas_guest.client.post("/sign-out/")

        annas_guest.come_back(state, code=provider.vouch_for(vouched(ANNA), state))

        assert not annas_guest.is_in()
        assert "Вход через Госуслуги не завершён" in annas_guest.reads()

    def test_of_a_sign_in_does_not_link_anything(
        self, annas_guest: Guest, provider: FakeIdentityProvider, darya: UUID
    ) -> None:
        """Somebody began to sign in as a guest, then typed a password: the answer signs the other person in."""
        annas_guest.client.post("/sign-out/")
        state = annas_guest.begin()
        annas_guest.client.post(SIGN_IN, {"login": "darya", "password": PASSWORD})

        annas_guest.client.get(RETURN, {"state": state, "code": provider.vouch_for(vouched(ANNA), state)})

        assert annas_guest.client.session["_auth_user_id"] != str(darya)
