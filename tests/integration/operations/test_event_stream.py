"""The server of events: pages of a health record learn at once that their right has ended (R53)."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.utils import timezone
from pytest_django import Settings

from cast import ANNA
from factories.people import add, add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts import services as accounts
from kartoteka.domain.accounts import sessions
from kartoteka.domain.accounts.models import AccountSession
from kartoteka.operations import event_stream
from kartoteka.shared.actor import Actor

KEY = "key-of-a-session-in-a-browser-0"
PATIENCE = 5
HOUR = timedelta(hours=1)
NOBODYS = UUID(int=1)

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53")]


@pytest.fixture
def now() -> datetime:
    """The server of events reads the clock itself, so its tests happen when they run."""
    return timezone.now()


@pytest.fixture
def card(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Anna's own card; she is signed in and her identity is confirmed."""
    card_id = add_with_identity(anna, ANNA, registry, now - HOUR).card_id
    sessions.begin_session(key=KEY, data="", account_id=anna, expires_at=now + HOUR, now=now)
    return card_id


class Listener:
    """A browser that asked for the events of a page."""

    def __init__(self, path: str, key: str = KEY, method: str = "GET", **headers: str) -> None:
        cookie = {"cookie": f"other=1; sessionid={key}"} if key else {}
        told = [(name.encode(), value.encode()) for name, value in (cookie | headers).items()]
        scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "headers": told}
        self._connection: Any = ApplicationCommunicator(  # asgiref does not type it
            event_stream.application, scope
        )  # type: ignore[no-untyped-call]

    async def begins(self) -> dict[str, Any]:
        await self._connection.send_input({"type": "http.request", "body": b""})
        start: dict[str, Any] = await self._connection.receive_output(PATIENCE)
        return start

    async def hears(self) -> str:
        body: dict[str, Any] = await self._connection.receive_output(PATIENCE)
        return str(body["body"].decode())

    async def hears_nothing_new(self) -> bool:
        silence: bool = await self._connection.receive_nothing(event_stream.LOOK_EVERY * 3)
        return silence

    async def leaves(self) -> None:
        await self._connection.send_input({"type": "http.disconnect"})
        await self._connection.wait(PATIENCE)


def stream_of(card_id: object, part: str = "history") -> str:
    return f"/events/record/{card_id}/{part}/"


async def listening(card_id: UUID) -> Listener:
    """Somebody whose page is watched by now."""
    listener = Listener(stream_of(card_id))
    assert (await listener.begins())["status"] == 200
    assert await listener.hears() == ": watching\n\n"
    return listener


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async_to_sync(scenario)()


class TestAPageOfTheApp:
    """It has a session of its own beside the browser's."""

    @pytest.mark.parametrize(("cookie", "status"), [("app-session", 200), ("sessionid", 204)])
    def test_is_watched_by_the_session_of_the_app_alone(self, card: UUID, cookie: str, status: int) -> None:
        async def scenario() -> None:
            path = stream_of(card).replace("/record/", "/app/record/")
            listener = Listener(path, key="", cookie=f"{cookie}={KEY}")
            assert (await listener.begins())["status"] == status
            await listener.leaves()

        run(scenario)


class TestAnOpenPage:
    def test_hears_nothing_while_its_right_stands(self, card: UUID) -> None:
        async def scenario() -> None:
            listener = await listening(card)
            assert await listener.hears_nothing_new()
            await listener.leaves()

        run(scenario)

    @pytest.mark.parametrize("ending", ["«Выход»", "«Завершить» elsewhere"])
    def test_hears_that_it_is_over(self, card: UUID, anna: UUID, ending: str) -> None:
        def end() -> None:
            if ending == "«Выход»":
                sessions.end_session(key=KEY)
                accounts.record_sign_out(account_id=anna, now=timezone.now())
            else:
                row = AccountSession.objects.get()
                sessions.end_one_session(account_id=anna, session_id=row.pk, by=Actor.account(anna), now=timezone.now())

        async def scenario() -> None:
            listener = await listening(card)
            assert await listener.hears_nothing_new()
            await sync_to_async(end)()
            assert await listener.hears() == "event: gone\ndata:\n\n"
            await listener.leaves()

        run(scenario)

    def test_is_not_woken_by_what_happens_to_others(self, card: UUID, dmitry: UUID) -> None:
        async def scenario() -> None:
            listener = await listening(card)
            await sync_to_async(accounts.record_sign_out)(account_id=dmitry, now=timezone.now())
            assert await listener.hears_nothing_new()
            await listener.leaves()

        run(scenario)

    def test_hears_at_once_where_there_was_no_right_to_begin_with(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        unconfirmed = add(anna, ANNA, registry, now).card_id
        sessions.begin_session(key=KEY, data="", account_id=anna, expires_at=now + HOUR, now=now)

        async def scenario() -> None:
            listener = await listening(unconfirmed)
            assert await listener.hears() == "event: gone\ndata:\n\n"

        run(scenario)

    def test_keeps_no_session_awake(self, card: UUID, now: datetime) -> None:
        AccountSession.objects.update(seen_at=now - HOUR)

        async def scenario() -> None:
            listener = await listening(card)
            await listener.leaves()

        run(scenario)

        assert AccountSession.objects.get().seen_at == now - HOUR


class TestAStranger:
    @pytest.mark.parametrize(
        ("path", "key", "method"),
        [
            (stream_of(NOBODYS), "", "GET"),
            (stream_of(NOBODYS), "another-key-of-nobody-at-all-000", "GET"),
            (stream_of("not-a-card"), KEY, "GET"),
            (stream_of(NOBODYS, "everything"), KEY, "GET"),
            (stream_of(NOBODYS), KEY, "POST"),
            ("/card-index/", KEY, "GET"),
        ],
    )
    def test_gets_nothing_to_listen_to(self, card: UUID, path: str, key: str, method: str) -> None:
        async def scenario() -> None:
            assert (await Listener(path, key, method).begins())["status"] == 204

        run(scenario)

    def test_hears_the_same_of_anothers_card_and_of_none(self, card: UUID, darya: UUID, now: datetime) -> None:
        key = "key-of-a-stranger-in-a-browser-0"
        sessions.begin_session(key=key, data="", account_id=darya, expires_at=now + HOUR, now=now)

        async def heard_of(card_id: UUID) -> list[str]:
            listener = Listener(stream_of(card_id), key)
            await listener.begins()
            return [await listener.hears(), await listener.hears()]

        async def scenario() -> None:
            assert await heard_of(card) == await heard_of(NOBODYS) == [": watching\n\n", "event: gone\ndata:\n\n"]

        run(scenario)


class TestManyPages:
    def test_of_one_account_leave_places_for_others(
        self, card: UUID, darya: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(event_stream, "MOST_PAGES_OF_AN_ACCOUNT", 2)
        key = "key-of-a-stranger-in-a-browser-0"
        sessions.begin_session(key=key, data="", account_id=darya, expires_at=now + HOUR, now=now)

        async def scenario() -> None:
            open_pages = [await listening(card), await listening(card)]
            assert (await Listener(stream_of(card)).begins())["status"] == 204
            assert (await Listener(stream_of(card), key).begins())["status"] == 200
            await open_pages.pop().leaves()
            open_pages.append(await listening(card))
            for one in open_pages:
                await one.leaves()

        run(scenario)


class TestBesideThePages:
    def test_another_port_of_this_machine_may_listen(self, card: UUID, settings: Settings) -> None:
        settings.KARTOTEKA_EVENTS_PORT = 8001

        async def scenario() -> None:
            listener = Listener(stream_of(card), origin="http://localhost:8000")
            headers = dict((await listener.begins())["headers"])
            assert headers[b"access-control-allow-origin"] == b"http://localhost:8000"
            await listener.leaves()

        run(scenario)

    @pytest.mark.parametrize(
        ("port", "origin"), [(8001, "https://evil.example"), (8001, "null"), (0, "http://localhost:8000")]
    )
    def test_nobody_else_may(self, card: UUID, settings: Settings, port: int, origin: str) -> None:
        settings.KARTOTEKA_EVENTS_PORT = port

        async def scenario() -> None:
            listener = Listener(stream_of(card), origin=origin)
            assert b"access-control-allow-origin" not in dict((await listener.begins())["headers"])
            await listener.leaves()

        run(scenario)

    def test_answers_that_it_is_well(self) -> None:
        async def scenario() -> None:
            assert (await Listener("/events/health", key="").begins())["status"] == 200

        run(scenario)
