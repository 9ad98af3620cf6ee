"""
Events for pages of a health record that lie open: `gone`, as soon as their right has ended (R53).

An ASGI application of its own, in a process of its own: each open page holds a connection, and the threads of the web
server are for pages. Nothing here notes that a session is in use: a page asks by itself, whether or not somebody reads.
"""

import asyncio
import contextlib
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from kartoteka.domain.access.types import Decision, RecordPart
from kartoteka.domain.access.watching import Lookout, News, look_again
from kartoteka.domain.accounts.sessions import find_owner
from kartoteka.ui.logs import describe

Message = MutableMapping[str, Any]  # as the ASGI specification has it
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5
# Whatever the journal tells: a clock may have been set, or a row been lost.
_LOOK_ANYWAY_EVERY = timedelta(minutes=1)
# Silence makes front servers close a connection.
_BREATHE_EVERY = timedelta(seconds=15)
# One account can't take the places of all others; a page that gets none asks by itself.
MOST_PAGES_OF_AN_ACCOUNT = 20
_PATH = re.compile(r"/events/(?P<app>app/)?record/(?P<card>[0-9a-f-]{36})/(?P<part>[a-z]+)/")
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    # nginx would keep the events to itself until there are enough of them.
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(frozen=True, slots=True)
class Watched:
    """A page that lies open somewhere."""

    session_key: str
    account_id: UUID
    card_id: UUID
    part: RecordPart


class Tower:
    """Looks into the journal for all pages that this process watches, and wakes those concerned."""

    current: ClassVar["Tower | None"] = None

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Event, UUID] = {}
        self._pages: Counter[UUID] = Counter()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def here(cls) -> "Tower":
        if cls.current is None:
            cls.current = cls()
        return cls.current

    @contextlib.contextmanager
    def place(self, account_id: UUID) -> Iterator[bool]:
        """A place for one more open page of an account; False: it has as many as it may."""
        is_free = self._pages[account_id] < MOST_PAGES_OF_AN_ACCOUNT
        self._pages[account_id] += is_free
        try:
            yield is_free
        finally:
            self._pages[account_id] -= is_free
            if not self._pages[account_id]:
                del self._pages[account_id]

    @contextlib.asynccontextmanager
    async def calls(self, account_id: UUID) -> Any:  # an asynchronous iterator of one event
        """An event that is set whenever rights of this account may have ended."""
        call = asyncio.Event()
        self._waiting[call] = account_id
        if self._task is None or self._task.done():
            # From this moment on nothing is missed; the page decides for the first time after it.
            lookout = await sync_to_async(Lookout)()
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._look(lookout))
        try:
            yield call
        finally:
            del self._waiting[call]

    async def _look(self, lookout: Lookout) -> None:
        while self._waiting:
            await asyncio.sleep(LOOK_EVERY)
            try:
                self._wake(await sync_to_async(_news)(lookout))
            except DatabaseError as failure:
                # The pages look for themselves once a minute, and this goes on when the database is back.
                logger.warning("looking into the journal failed: %s", describe(failure))

    def _wake(self, news: News) -> None:
        for call, account_id in self._waiting.items():
            if news.concerns(account_id):
                call.set()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """The application that the server of events runs."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    if scope["type"] != "http":
        return
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["path"] == "/events/health":
        await _answer(send, HTTPStatus.OK)
        return
    watched = await sync_to_async(_find)(scope["path"], headers) if scope["method"] == "GET" else None
    if watched is None:
        # Nothing to watch: a browser that gets this answer does not ask again.
        await _answer(send, HTTPStatus.NO_CONTENT)
        return
    with Tower.here().place(watched.account_id) as is_free:
        if is_free:
            await _serve(watched, headers, receive, send)
        else:
            await _answer(send, HTTPStatus.NO_CONTENT)


async def _serve(watched: Watched, headers: dict[str, str], receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": _HEADERS + _cross_port(headers)})
    leaving = asyncio.create_task(_wait_for_leaving(receive))
    watching = asyncio.create_task(_watch(watched, send))
    await asyncio.wait({leaving, watching}, return_when=asyncio.FIRST_COMPLETED)
    for task in (leaving, watching):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _watch(watched: Watched, send: Send) -> None:
    async with Tower.here().calls(watched.account_id) as call:
        await _write(send, ": watching\n\n")
        looked_at: datetime | None = None
        decision = await sync_to_async(_look_again)(watched)
        while decision.is_allowed:
            looked_at = timezone.now()
            while not call.is_set() and not _is_due(decision, looked_at, timezone.now()):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(call.wait(), timeout=_pause(decision, timezone.now()))
                if not call.is_set():
                    await _write(send, ": still here\n\n")
            call.clear()
            decision = await sync_to_async(_look_again)(watched)
    await _write(send, "event: gone\ndata:\n\n", more=False)


def _is_due(decision: Decision, looked_at: datetime, now: datetime) -> bool:
    return now >= looked_at + _LOOK_ANYWAY_EVERY or (decision.until is not None and now >= decision.until)


def _pause(decision: Decision, now: datetime) -> float:
    """Seconds until there is something to do by the clock."""
    ends = [_BREATHE_EVERY] + ([decision.until - now] if decision.until is not None else [])
    return max(min(ends).total_seconds(), 0.0)


def _find(path: str, headers: dict[str, str]) -> Watched | None:
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    # The app has a session of its own beside the browser's.
    name = settings.KARTOTEKA_APP_COOKIE if found["app"] else settings.SESSION_COOKIE_NAME
    key = _session_key(headers.get("cookie", ""), name)
    if not key or found["part"] not in set(RecordPart):
        return None
    with _database(), contextlib.suppress(ValueError):
        owner = find_owner(key=key, now=timezone.now())
        return Watched(key, owner, UUID(found["card"]), RecordPart(found["part"])) if owner else None
    return None


def _look_again(watched: Watched) -> Decision:
    with _database():
        return look_again(
            session_key=watched.session_key, card_id=watched.card_id, part=watched.part, now=timezone.now()
        )


def _news(lookout: Lookout) -> News:
    with _database():
        return lookout.news()


@contextlib.contextmanager
def _database() -> Any:  # a context manager
    # As Django does around a request: a connection that was lost is not used again. One in a transaction is another's.
    _close_old_connections()
    try:
        yield
    finally:
        _close_old_connections()


def _close_old_connections() -> None:
    if not connection.in_atomic_block:
        close_old_connections()


def _session_key(cookies: str, name: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    with contextlib.suppress(CookieError):
        jar.load(cookies)
    morsel = jar.get(name)
    return morsel.value if morsel else ""


def _cross_port(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Without a front server the page comes from another port of the same host, and the browser must be told."""
    origin = headers.get("origin", "")
    if not settings.KARTOTEKA_EVENTS_PORT or urlsplit(origin).hostname not in {"localhost", "127.0.0.1", "::1"}:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


async def _wait_for_leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: HTTPStatus) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})


async def _write(send: Send, text: str, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
