"""«Войти через портал Госуслуг» in the app: it comes back into the app (A-07, A-08)."""

from datetime import datetime
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse

from factories.people import make_region
from factories.telephones import PIN, Telephone, as_text
from fakes.identity_provider import FakeIdentityProvider
from fakes.medical_system import FakeInsuredRegistry
from integration.web.esia.conftest import Guest
from kartoteka.domain.accounts.app_devices.models import AppDeviceRow
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.web.request import acting_as


class AppGuest(Guest):
    """Somebody with the app."""

    def begin(self, next_path: str = "") -> str:
        answer = self.client.get("/m/sign-in/esia/", {"next": next_path} if next_path else {})
        return parse_qs(urlsplit(answer["Location"]).query)["state"][0]

    def come_back(self, state: str, **answer: str) -> HttpResponse:
        return cast("HttpResponse", self.client.get("/m/sign-in/esia/return/", {"state": state, **answer}))


@pytest.fixture
def app_guest(provider: FakeIdentityProvider, registry: FakeInsuredRegistry, db: None, now: datetime) -> AppGuest:
    make_region(now)
    return AppGuest(provider)


@pytest.mark.manual("A-07", "A-08")
class TestTheAppByEsia:
    def test_offers_it_in_the_words_of_the_manual(self, app_guest: AppGuest) -> None:
        page = app_guest.client.get("/m/sign-in/").content.decode()

        assert "Войти через портал Госуслуг" in page
        assert 'href="/m/sign-in/esia/"' in page

    def test_comes_back_into_the_app(self, app_guest: AppGuest) -> None:
        answer = app_guest.enter()

        assert answer["Location"] == "/m/"
        assert app_guest.client.get("/m/").headers["Location"].startswith("/m/consent/")
        # And not into the Portal's pages in the browser.
        assert app_guest.client.get("/card-index/").headers["Location"].startswith("/sign-in/")

    @pytest.mark.rule("R82")
    def test_counts_as_more_than_a_password_on_the_telephone(self, app_guest: AppGuest, now: datetime) -> None:
        app_guest.enter()
        mine = acting_as(Account.objects.get().pk)
        app_guest.client.post("/m/consent/", {"version": 1, "acting_as": mine})

        form = {"acting_as": mine, "pin": PIN, "pin_again": PIN, "key": as_text(Telephone().public_key)}
        app_guest.client.post("/m/pin/new/", form)

        until = AppDeviceRow.objects.get().stepped_up_until
        assert until is not None
        assert until > now

    def test_comes_back_into_the_app_when_it_was_given_up(self, app_guest: AppGuest) -> None:
        answer = app_guest.come_back(app_guest.begin(), error="access_denied")

        assert answer["Location"] == "/m/sign-in/"

    def test_is_not_for_staff(self, app_guest: AppGuest) -> None:
        app_guest.enter()
        app_guest.client.post("/m/sign-out/")
        Account.objects.update(role=Role.REGISTRAR)

        answer = app_guest.enter()

        assert answer["Location"] == "/m/sign-in/"
        assert "В приложение входят пациенты" in app_guest.client.get("/m/sign-in/").content.decode()
