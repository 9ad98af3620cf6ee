"""What is particular to SMPP, against the simulated SMS centre in a process of its own."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from factories.messages import outgoing_sms
from kartoteka.adapters.sms.config import SmppCentre
from kartoteka.adapters.sms.smpp import SmppSender
from kartoteka.domain.messaging.types import Senders
from kartoteka.shared.errors import Refused, Unavailable
from servers.process import ServerProcess

SENDERS = Senders("PORTAL", {"78": "+79000000000"})


class SettableClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess("simulators.sms", tmp_path / "sms.jsonl")
    yield server
    server.stop()


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def sender(centre: ServerProcess, clock: SettableClock) -> Iterator[SmppSender]:
    made = SmppSender(SmppCentre("127.0.0.1", SENDERS, port=centre.port, timeout=1, deadline=2), clock=clock)
    yield made
    made.close()


def send_until_it_goes(sender: SmppSender, code: str, *, tries: int = 10) -> int:
    """Send as a courier does; returns after how many tries it went."""
    message = outgoing_sms(text=f"Код активации {code}")
    for attempt in range(1, tries + 1):
        try:
            sender.send(message)
        except Unavailable:
            continue
        return attempt
    raise AssertionError("it never went")


class TestACentreThatThrottles:
    def test_gets_the_message_later_over_the_same_line(self, centre: ServerProcess, sender: SmppSender) -> None:
        centre.change("--throttle-every", "2")

        attempts = [send_until_it_goes(sender, code) for code in ("111111", "222222", "333333")]

        assert attempts == [1, 2, 2]
        assert [line["text"][-6:] for line in centre.lines()] == ["111111", "222222", "333333"]


class TestACentreThatHangsUp:
    def test_without_taking_the_message_gets_it_again(self, centre: ServerProcess, sender: SmppSender) -> None:
        centre.change("--disconnect-every", "2")

        attempts = [send_until_it_goes(sender, code) for code in ("111111", "222222")]

        assert attempts == [1, 2]
        assert [line["duplicate"] for line in centre.lines()] == [False, False]

    @pytest.mark.rule("R74")
    def test_after_taking_the_message_knows_it_when_it_comes_again(
        self, centre: ServerProcess, sender: SmppSender
    ) -> None:
        centre.change("--vanish-every", "2")

        attempts = [send_until_it_goes(sender, code) for code in ("111111", "222222")]

        assert attempts == [1, 2]
        assert [line["duplicate"] for line in centre.lines()] == [False, False, True]

    def test_between_messages_is_called_again(
        self, centre: ServerProcess, sender: SmppSender, clock: SettableClock
    ) -> None:
        send_until_it_goes(sender, "111111")
        centre.change()
        clock.seconds += 60

        assert send_until_it_goes(sender, "222222") == 1

    def test_is_not_called_again_while_its_line_holds(
        self, centre: ServerProcess, sender: SmppSender, clock: SettableClock
    ) -> None:
        send_until_it_goes(sender, "111111")
        line = sender._line
        clock.seconds += 60

        send_until_it_goes(sender, "222222")

        assert sender._line is line


class TestACentreThatIsSlow:
    def test_is_waited_for_so_long_and_no_longer(self, centre: ServerProcess, sender: SmppSender) -> None:
        centre.change("--slow", "30")

        with pytest.raises(Unavailable):
            sender.send(outgoing_sms())


class TestACentreThatDoesNotKnowUs:
    def test_keeps_the_messages_waiting_and_the_log_says_why(
        self, centre: ServerProcess, sender: SmppSender, caplog: pytest.LogCaptureFixture
    ) -> None:
        centre.change("--password", "Sesam")

        with pytest.raises(Unavailable):
            sender.send(outgoing_sms())

        assert "refuses the Portal's name or password" in caplog.text


class TestAnSms:
    def test_that_is_too_long_for_a_telephone_is_refused(self, sender: SmppSender) -> None:
        with pytest.raises(Refused):
            sender.send(outgoing_sms(text="я" * 20_000))

    def test_may_come_from_a_number(self, centre: ServerProcess, sender: SmppSender) -> None:

        sender.send(replace(outgoing_sms(), region_code="78"))

        assert centre.lines()[0]["source"] == "79000000000"

    def test_leaves_nothing_in_the_log_even_when_it_is_asked_for(
        self, sender: SmppSender, caplog: pytest.LogCaptureFixture
    ) -> None:
        # As configuring the logs once more does to every logger that is there already.
        logging.getLogger("kartoteka.adapters.sms.smpp.smpplib").disabled = False

        with caplog.at_level(logging.DEBUG):
            sender.send(outgoing_sms())

        assert caplog.text == ""
