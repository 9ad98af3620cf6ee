"""Where one is signed in, new devices, and who may keep whom out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from cast import ANNA
from factories.people import PASSWORD
from kartoteka.domain.accounts import devices
from kartoteka.domain.accounts.models import AccountSession, KnownDeviceRow
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.shared.limits import Limit

from .conftest import Visitor
from .steps import SIGN_IN

SESSIONS = "/profile/sessions/"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1"
)


def enter(client: Client, password: str = PASSWORD, agent: str = CHROME) -> int:
    return client.post(SIGN_IN, {"login": "anna", "password": password}, headers={"user-agent": agent}).status_code


class TestANewDevice:
    def test_is_told_of_by_letter_but_for_the_first(self, anna: UUID) -> None:
        enter(Client())
        first = MessageRow.objects.count()
        enter(Client(), agent=IPHONE)

        letter = MessageRow.objects.get()
        assert first == 0
        assert (letter.template, letter.recipient) == ("new-device-sign-in", ANNA.email)
        assert "iOS" in letter.text
        assert "http://testserver/password/" in letter.text

    def test_is_told_of_once(self, anna: UUID) -> None:
        enter(Client())
        phone = Client()
        for _ in range(3):
            enter(phone, agent=IPHONE)
            phone.post("/sign-out/")

        assert MessageRow.objects.count() == 1
        assert KnownDeviceRow.objects.count() == 2

    def test_is_not_known_for_another_account(self, anna: UUID, darya: UUID) -> None:
        client = Client()
        enter(client)

        word = client.cookies["device"].value
        assert devices.is_known(account_id=anna, word=word)
        assert not devices.is_known(account_id=darya, word=word)
        assert not devices.is_known(account_id=anna, word="")

    @pytest.mark.parametrize("agent", ["", "x" * 5000, "\x00\x1f", "<script>", "Ж" * 50])
    def test_may_say_anything_of_itself(self, anna: UUID, agent: str) -> None:
        client = Client()

        assert enter(client, agent=agent) == 302
        assert len(AccountSession.objects.get(account=anna).device) <= 60

    @pytest.mark.parametrize("word", ["short", "x" * 4000, "a.b" * 20])
    def test_takes_no_cookie_of_anothers_making(self, anna: UUID, word: str) -> None:
        client = Client()
        client.cookies["device"] = word

        enter(client)

        assert client.cookies["device"].value != word

    def test_is_forgotten_after_a_year(self, anna: UUID, now: datetime) -> None:
        enter(Client())

        assert devices.forget_old_devices(now=now + timedelta(days=364)) == 0
        assert devices.forget_old_devices(now=now + timedelta(days=366)) == 1


class TestAStrangersGuesses:
    @pytest.mark.rule("R69")
    def test_keep_the_owner_out_of_no_device_where_he_was_before(self, anna: UUID) -> None:
        own = Client()
        enter(own)
        own.post("/sign-out/")
        stranger = Client()
        for _ in range(10):
            enter(stranger, "wrong")

        assert enter(stranger) == 422
        assert enter(own) == 302

    def test_are_not_made_unlimited_by_a_known_device(self, anna: UUID) -> None:
        own = Client()
        enter(own)
        own.post("/sign-out/")
        for _ in range(10):
            enter(own, "wrong")

        assert enter(own) == 422


class TestTheAddressOfAVisitor:
    def test_is_what_the_front_server_says_and_nothing_that_a_visitor_says(
        self, anna: UUID, settings: Settings
    ) -> None:
        settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {
            "sign-in-failures-per-address": Limit(1, timedelta(minutes=15))
        }

        def answer(real: str, said: str) -> str:
            page = Client().post(
                SIGN_IN,
                {"login": f"nobody-{said}", "password": "wrong"},
                headers={"x-real-ip": real, "x-forwarded-for": said},
            )
            return page.content.decode()

        assert "Неверный логин или пароль" in answer("192.0.2.1", "198.51.100.1")
        assert "Слишком много попыток" in answer("192.0.2.1", "198.51.100.2")
        assert "Неверный логин или пароль" in answer("192.0.2.2", "198.51.100.1")

    def test_keeps_the_owner_out_of_no_device_where_he_was_before(self, anna: UUID, settings: Settings) -> None:
        own = Client()
        enter(own)
        own.post("/sign-out/")
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {
            "sign-in-failures-per-address": Limit(0, timedelta(minutes=15))
        }

        assert enter(Client()) == 422
        assert enter(own) == 302


class TestThePageOfSessions:
    def test_shows_each_by_its_device(self, anna: UUID) -> None:
        here, there = Client(), Client()
        enter(here)
        enter(there, agent=IPHONE)

        page = here.get(SESSIONS).content.decode()

        assert page.count("Это Вы сейчас") == 1
        assert "Chrome, Windows" in page
        assert "iOS" in page
        assert "Завершить все остальные" in page

    def test_ends_another_at_once(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        here, there = visit(anna), visit(anna)
        session = _session_of(there)

        here.post(SESSIONS, {"action": "end", "session": str(session)})

        assert there.get("/profile/").status_code == 302
        assert here.get("/profile/").status_code == 200
        assert list_traces(subject_type="account", subject_id=anna)[-1].event is Event.SESSION_ENDED

    def test_ends_all_others(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        here, one, two = visit(anna), visit(anna), visit(anna)

        here.post(SESSIONS, {"action": "end-others"})

        assert [each.get("/profile/").status_code for each in (here, one, two)] == [200, 302, 302]

    def test_ends_nothing_of_another_account(self, anna: UUID, darya: UUID, visit: Callable[[UUID], Visitor]) -> None:
        anna_visits, stranger = visit(anna), visit(darya)

        stranger.post(SESSIONS, {"action": "end", "session": str(_session_of(anna_visits))})

        assert anna_visits.get("/profile/").status_code == 200
        assert stranger.post(SESSIONS, {"action": "end", "session": str(uuid4())}).status_code == 302
        assert stranger.post(SESSIONS, {"action": "end", "session": "x"}).status_code == 404


class TestTheTimeOfASession:
    def test_is_twelve_hours_however_busy_it_is(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        visitor = visit(anna)
        began = AccountSession.objects.get(account=anna).started_at
        for hours in range(1, 12):
            with time_machine.travel(began + timedelta(hours=hours)):
                visitor.post("/profile/", {"action": "confirm", "phone": f"+7912000{hours:04d}", "version": 1})
                assert visitor.get("/profile/").status_code == 200

        with time_machine.travel(began + timedelta(hours=12, minutes=1)):
            assert visitor.get("/profile/").status_code == 302

    def test_tells_when_it_was_used_last(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        visitor = visit(anna)
        began = AccountSession.objects.get(account=anna).started_at

        with time_machine.travel(began + timedelta(hours=1), tick=False):
            visitor.get("/profile/")

        assert AccountSession.objects.get(account=anna).seen_at == began + timedelta(hours=1)


def _session_of(visitor: Visitor) -> UUID:
    """The newest session of a visitor's account."""
    return AccountSession.objects.filter(account=visitor.account_id).latest("started_at").pk
