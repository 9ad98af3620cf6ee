"""Every later start: locked, opened by PIN on this very telephone, locked out, forgotten (A-10, R70, R71, R81)."""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
import time_machine
from django.conf import settings

from cast import DMITRY
from factories.people import make_account
from factories.telephones import OTHER_PIN, Telephone
from integration.web.conftest import Visitor
from kartoteka.domain.accounts.app_devices.selectors import list_devices
from kartoteka.domain.accounts.models import AccountSession, KnownDeviceRow

from .conftest import Phone, said

WIPED = '"cache", "storage"'


def leads(phone: Phone, path: str = "/m/") -> str:
    return phone.get(path).headers.get("Location", "")


@pytest.mark.manual("A-10")
class TestTheApp:
    def test_begins_locked_from_its_icon(self, bound: Phone) -> None:
        bound.start()

        assert leads(bound) == "/m/unlock/?next=%2Fm%2F"
        assert "Введите PIN-код" in bound.get("/m/unlock/").content.decode()

    def test_opens_by_its_pin_where_one_wanted_to_go(self, bound: Phone) -> None:
        bound.start()

        answer = bound.unlock(next="/m/?from=there")

        assert said(answer) == {"next": "/m/?from=there"}
        assert bound.is_open

    def test_leads_nowhere_outside(self, bound: Phone) -> None:
        bound.start()

        assert said(bound.unlock(next="https://elsewhere.example/")) == {"next": "/m/"}

    def test_locks_itself_when_it_is_put_away(self, bound: Phone) -> None:
        bound.post("/m/lock/", next="/m/")

        assert not bound.is_open

    def test_is_locked_after_fifteen_minutes_without_a_request(self, bound: Phone, now: datetime) -> None:
        with time_machine.travel(now + timedelta(minutes=16)):
            assert not bound.is_open
            bound.unlock()
            assert bound.is_open

    def test_opens_by_its_pin_after_its_session_ended(self, bound: Phone, now: datetime) -> None:
        with time_machine.travel(now + timedelta(days=3)):
            assert leads(bound).startswith("/m/unlock/")
            bound.unlock()
            assert bound.is_open

    def test_keeps_what_was_noted_in_the_session_while_it_is_locked(self, bound: Phone) -> None:
        bound.start()
        bound.unlock()

        assert AccountSession.objects.exclude(app_device=None).count() == 1

    @pytest.mark.rule("R72")
    def test_does_not_change_the_region_while_it_is_locked(self, bound: Phone) -> None:
        bound.start()

        assert bound.post("/m/region/", region="59").headers["Location"] == "/m/"


@pytest.mark.rule("R81")
class TestAStolenPin:
    def test_is_refused_without_the_key_of_the_telephone(self, bound: Phone) -> None:
        thief = Phone(bound.account_id)
        thief.client.cookies[settings.KARTOTEKA_APP_DEVICE_COOKIE] = bound.kept(settings.KARTOTEKA_APP_DEVICE_COOKIE)

        answer = thief.unlock(telephone=Telephone())

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert not thief.is_open

    def test_locks_the_owner_out_by_no_number_of_tries(self, bound: Phone) -> None:
        thief = Phone(bound.account_id)
        thief.client.cookies[settings.KARTOTEKA_APP_DEVICE_COOKIE] = bound.kept(settings.KARTOTEKA_APP_DEVICE_COOKIE)
        for _ in range(6):
            thief.unlock(OTHER_PIN, telephone=Telephone())
        thief.post("/m/forget/", **Telephone().sign_fields(thief.challenge()))

        bound.start()
        bound.unlock()

        assert bound.is_open


@pytest.mark.rule("R70", "R81")
class TestFiveWrongPins:
    def test_wipe_the_telephone(self, bound: Phone, anna: UUID) -> None:
        bound.start()
        left = [said(bound.unlock(OTHER_PIN))["words"] for _ in range(4)]

        last = bound.unlock(OTHER_PIN)

        assert [words[-1] for words in left] == ["4", "3", "2", "1"]
        assert last.status_code == HTTPStatus.GONE
        assert said(last) == {"next": "/m/gone/?pin"}
        assert last.headers["Clear-Site-Data"] == WIPED
        assert list_devices(account_id=anna) == ()
        assert not bound.kept(settings.KARTOTEKA_APP_DEVICE_COOKIE)
        assert "5 раз введён неверно" in bound.get("/m/gone/?pin").content.decode()


@pytest.mark.manual("P-09")
@pytest.mark.rule("R70", "R71")
class TestLeaving:
    def test_leaves_nothing(self, bound: Phone, anna: UUID) -> None:
        answer = bound.post("/m/sign-out/")

        assert answer.headers["Clear-Site-Data"] == WIPED
        assert leads(bound) == "/m/region/"
        assert list_devices(account_id=anna) == ()
        assert not AccountSession.objects.exclude(account=None).exists()

    def test_lets_another_one_begin_anew_on_the_same_telephone(self, bound: Phone, now: datetime) -> None:
        dmitry = make_account(DMITRY, now)
        bound.post("/m/sign-out/")
        bound.account_id, bound.telephone = dmitry, Telephone()
        bound.sign_in("dmitry@example.org")

        bound.create_pin(OTHER_PIN)

        assert bound.is_open
        assert "dmitry" in bound.get("/m/").content.decode()

    def test_is_possible_for_who_forgot_the_pin(self, bound: Phone, anna: UUID) -> None:
        bound.start()

        answer = bound.post("/m/forget/", **bound.telephone.sign_fields(bound.challenge()))

        assert answer.headers["Location"] == "/m/region/"
        assert list_devices(account_id=anna) == ()


@pytest.mark.rule("R69", "R71")
class TestATelephoneInTheProfile:
    def test_is_listed_apart_from_the_browsers(self, bound: Phone, anna: UUID) -> None:
        page = Visitor(anna).get("/profile/sessions/").content.decode()

        assert "Приложение «К врачу»" in page
        assert page.count("Это Вы сейчас") == 1

    def test_knows_itself_in_the_list(self, bound: Phone) -> None:
        page = bound.get("/m/profile/sessions/").content.decode()

        assert page.count("Это Вы сейчас") == 1
        assert "end-telephone" not in page

    def test_is_ended_from_there_and_told_so(self, bound: Phone, anna: UUID) -> None:
        browser = Visitor(anna)
        device = list_devices(account_id=anna)[0].device_id

        browser.post("/profile/sessions/", {"action": "end-telephone", "telephone": str(device)})

        assert leads(bound).startswith("/m/unlock/")
        gone = bound.get("/m/unlock/")
        assert gone.headers["Location"] == "/m/gone/"
        assert gone.headers["Clear-Site-Data"] == WIPED

    def test_is_not_ended_by_a_stranger(self, bound: Phone, anna: UUID, darya: UUID) -> None:
        device = list_devices(account_id=anna)[0].device_id

        Visitor(darya).post("/profile/sessions/", {"action": "end-telephone", "telephone": str(device)})

        assert bound.is_open


@pytest.mark.rule("R82")
class TestMoreThanAPassword:
    def test_given_before_the_telephone_was_bound_counts_on_it_for_as_long(
        self, phone: Phone, anna: UUID, now: datetime
    ) -> None:
        phone.sign_in()
        known = KnownDeviceRow.objects.get(account=anna)
        KnownDeviceRow.objects.filter(pk=known.pk).update(stepped_up_at=now - timedelta(days=10))

        phone.create_pin()

        assert list_devices(account_id=anna)[0].stepped_up_until == now + timedelta(days=20)

    def test_is_not_given_by_a_pin(self, bound: Phone, anna: UUID) -> None:
        assert list_devices(account_id=anna)[0].stepped_up_until is None
