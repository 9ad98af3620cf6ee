import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from kartoteka.operations import beats
from kartoteka.operations.beats import Heartbeat

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOON = timedelta(milliseconds=1)
DEADLINE = 10


class BeatBook:
    """Takes the place of the table; may refuse the beats that its numbers name."""

    def __init__(self, refuse: frozenset[int] = frozenset()) -> None:
        self.beats: list[tuple[str, datetime]] = []
        self.leavers: list[str] = []
        self._refuse = refuse

    @property
    def tried(self) -> int:
        return len(self.beats)

    def beat(self, *, worker_id: str, now: datetime) -> None:
        self.beats.append((worker_id, now))
        if self.tried in self._refuse:
            raise OperationalError("gone")

    def stop_beating(self, *, worker_id: str) -> None:
        self.leavers.append(worker_id)


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> BeatBook:
    return keep(BeatBook(), monkeypatch)


def keep(book: BeatBook, monkeypatch: pytest.MonkeyPatch) -> BeatBook:
    monkeypatch.setattr(beats, "beat", book.beat)
    monkeypatch.setattr(beats, "stop_beating", book.stop_beating)
    return book


class TestHeartbeat:
    def test_beats_before_the_worker_takes_its_first_task(self, book: BeatBook) -> None:
        with Heartbeat("one", clock=lambda: NOW):
            assert book.beats == [("one", NOW)]

    def test_goes_on_until_the_worker_leaves(self, book: BeatBook) -> None:
        with Heartbeat("one", clock=lambda: NOW, every=SOON):
            wait_for(lambda: book.tried > 3)

        assert book.leavers == ["one"]
        assert "heartbeat" not in {thread.name for thread in threading.enumerate()}

    def test_outlives_a_database_that_is_away(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        book = keep(BeatBook(refuse=frozenset({2, 3})), monkeypatch)

        with Heartbeat("one", clock=lambda: NOW, every=SOON):
            wait_for(lambda: book.tried > 4)

        assert caplog.text.count("was not written: OperationalError") == 2

    def test_does_not_let_a_worker_start_that_can_not_beat(self, monkeypatch: pytest.MonkeyPatch) -> None:
        keep(BeatBook(refuse=frozenset({1})), monkeypatch)

        with pytest.raises(OperationalError), Heartbeat("one", clock=lambda: NOW):
            pytest.fail("the worker started")
