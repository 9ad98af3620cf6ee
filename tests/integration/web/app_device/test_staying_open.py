"""An open telephone stays open when its session gets another key; a locked one opens by its PIN alone."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from cast import ANNA
from factories.esia import vouched
from factories.people import PASSWORD
from fakes.identity_provider import FakeIdentityProvider
from integration.web.app_device.conftest import Phone
from integration.web.conftest import Visitor
from integration.web.esia.conftest import provider
from kartoteka.domain.accounts.app_devices.models import AppDeviceRow

__all__ = ["provider"]
NEW_PASSWORD = "Vologda-zima-1874"


def state_of(phone: Phone, path: str) -> str:
    """Go to Gosuslugi; returns the state with which they were asked."""
    asked = parse_qs(urlsplit(phone.get(path)["Location"]).query)
    assert urlsplit(asked["redirect_uri"][0]).path == "/m/sign-in/esia/return/"
    return asked["state"][0]


@pytest.mark.manual("P-08")
def test_a_new_password_leaves_the_app_open(bound: Phone) -> None:
    bound.post("/m/proof/", password=PASSWORD)

    answer = bound.post("/m/profile/password/", password=NEW_PASSWORD, password_again=NEW_PASSWORD)

    assert answer["Location"] == "/m/profile/"
    assert bound.get("/m/profile/").status_code == 200
    assert AppDeviceRow.objects.count() == 1


@pytest.mark.rule("R82")
def test_who_proves_himself_by_gosuslugi_comes_back_into_the_open_app(
    bound: Phone, provider: FakeIdentityProvider
) -> None:
    state = state_of(bound, "/m/sign-in/esia/link/")
    linked = bound.get(f"/m/sign-in/esia/return/?state={state}&code={provider.vouch_for(vouched(ANNA), state)}")
    state = state_of(bound, "/m/sign-in/esia/again/?next=/m/records/")
    proved = bound.get(f"/m/sign-in/esia/return/?state={state}&code={provider.vouch_for(vouched(ANNA), state)}")

    assert linked["Location"] == "/m/profile/"
    assert proved["Location"] == "/m/records/"
    assert bound.is_open
    assert AppDeviceRow.objects.count() == 1


def test_a_password_does_not_open_a_locked_telephone(bound: Phone) -> None:
    bound.start()

    bound.sign_in()

    assert not bound.is_open


def test_the_key_of_its_session_opens_no_page_of_the_portal(bound: Phone) -> None:
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = bound.kept(settings.KARTOTEKA_APP_COOKIE)

    answer = browser.get("/card-index/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    assert bound.is_open


@pytest.mark.rule("R82")
def test_a_proof_before_a_record_leads_to_gosuslugi_and_back_into_the_app(
    bound: Phone, provider: FakeIdentityProvider
) -> None:
    page = bound.get("/m/step-up/?next=/m/records/").content.decode()

    assert "На этом телефоне подтверждение понадобится" in page
    assert 'href="/m/sign-in/esia/again/?next=' in page


def test_the_key_of_a_browsers_session_binds_no_telephone(bound: Phone, anna: UUID) -> None:
    visitor = Visitor(anna)
    thief = Phone(anna)
    thief.client.cookies[settings.KARTOTEKA_APP_COOKIE] = visitor.client.cookies[settings.SESSION_COOKIE_NAME].value

    answer = thief.create_pin()

    assert answer["Location"] == "/m/region/"
    assert AppDeviceRow.objects.count() == 1
    assert visitor.get("/card-index/").status_code == 200
