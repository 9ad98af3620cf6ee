"""What everybody who carries letters or SMS promises (law 6)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pytest

from factories.messages import outgoing_letter, outgoing_sms
from fakes.carriers import FakeCarrier
from kartoteka.adapters.email.config import SmtpServer, Tls
from kartoteka.adapters.email.smtp import SmtpSender
from kartoteka.adapters.sms.config import HttpFields, HttpGateway, SmppCentre
from kartoteka.adapters.sms.http_json import HttpJsonSender
from kartoteka.adapters.sms.smpp import SmppSender
from kartoteka.devtools.models import DemoMessage
from kartoteka.devtools.outbox import DemoSender
from kartoteka.domain.messaging.ports import Sender
from kartoteka.domain.messaging.types import OutgoingMessage, Senders
from kartoteka.shared.errors import Refused, Unavailable
from servers.process import ServerProcess

LONG_TEXT = "Съешь же ещё этих мягких французских булок да выпей чаю. 🙂 " * 8
MAIL_SENDERS = Senders("Портал пациента <no-reply@portal.example>", {"77": "Москва <moscow@portal.example>"})
SMS_SENDERS = Senders("PORTAL", {"77": "MOSCOW"})


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message at the other end."""

    to: str
    text: str
    sender: str


class Bench(Protocol):
    """A sender, what arrives at the other end, and whom that end refuses or puts off; None where it never does."""

    @property
    def sender(self) -> Sender: ...
    @property
    def to(self) -> str: ...
    @property
    def refused(self) -> str | None: ...
    @property
    def put_off(self) -> str | None: ...
    def message(self, to: str, text: str) -> OutgoingMessage: ...
    def arrived(self) -> list[Arrived]: ...
    def go_down(self) -> None: ...
    def come_back(self) -> None: ...
    def stop(self) -> None: ...


class FakeBench:
    to, refused, put_off = "anna@example.org", "gone@example.org", None

    def __init__(self) -> None:
        self.sender = FakeCarrier(refused=self.refused)

    def message(self, to: str, text: str) -> OutgoingMessage:
        return outgoing_letter(to, text)

    def arrived(self) -> list[Arrived]:
        taken = self.sender.taken.values()
        return [Arrived(one.to, one.text, MAIL_SENDERS.of(one.region_code)) for one in taken]

    def go_down(self) -> None:
        self.sender.is_down = True

    def come_back(self) -> None:
        self.sender.is_down = False

    def stop(self) -> None: ...


class DemoBench:
    to, refused, put_off = "anna@example.org", None, None

    def __init__(self) -> None:
        self.sender = DemoSender()

    def message(self, to: str, text: str) -> OutgoingMessage:
        return outgoing_letter(to, text)

    def arrived(self) -> list[Arrived]:
        rows = DemoMessage.objects.order_by("delivered_at")
        return [Arrived(row.recipient, row.text, MAIL_SENDERS.of(row.region_code)) for row in rows]

    def go_down(self) -> None:
        pytest.skip("the demo is never down")

    def come_back(self) -> None: ...
    def stop(self) -> None: ...


class NetworkBench:
    """A bench with a server in a process of its own."""

    def __init__(self, module: str, folder: Path, *options: str) -> None:
        self.server = ServerProcess(module, folder / "record.jsonl", *options)

    def go_down(self) -> None:
        self.server.stop()

    def come_back(self) -> None:
        self.server.start()


class SmtpBench(NetworkBench):
    to, refused, put_off = "anna@example.org", "gone@example.org", "busy@example.org"

    def __init__(self, folder: Path) -> None:
        super().__init__("servers.mail", folder)
        self.sender = SmtpSender(SmtpServer("127.0.0.1", MAIL_SENDERS, port=self.server.port, tls=Tls.NONE))

    def message(self, to: str, text: str) -> OutgoingMessage:
        return outgoing_letter(to, text)

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(line["to"][0], line["text"], line["headers"]["From"])
            for line in self.server.lines()
            if not line["duplicate"]
        ]

    def stop(self) -> None:
        self.server.stop()


class SmsBench(NetworkBench):
    to = "+79261234567"
    refused = "+79001234567"
    put_off: str | None = "+79011234567"
    sender: Sender

    def message(self, to: str, text: str) -> OutgoingMessage:
        return outgoing_sms(to, text)

    def stop(self) -> None:
        self.sender.close()
        self.server.stop()


class SmppBench(SmsBench):
    # The simulator throttles by count; see the tests of the sender.
    put_off = None

    def __init__(self, folder: Path) -> None:
        super().__init__("simulators.sms", folder, "--refuse", "7900")
        self.sender = SmppSender(SmppCentre("127.0.0.1", SMS_SENDERS, port=self.server.port))

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(f"+{line['destination']}", line["text"], line["source"])
            for line in self.server.lines()
            if not line["duplicate"]
        ]


class ForeignSmppBench(SmsBench):
    def __init__(self, folder: Path) -> None:
        super().__init__("servers.foreign_centre", folder)
        self.sender = SmppSender(SmppCentre("127.0.0.1", SMS_SENDERS, port=self.server.port))

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(f"+{line['destination']}", line["text"], line["source"])
            for line in self.server.lines()
            if not line["duplicate"]
        ]


class HttpBench(SmsBench):
    def __init__(self, folder: Path) -> None:
        super().__init__("servers.gateway", folder)
        self.sender = HttpJsonSender(
            HttpGateway(
                f"http://127.0.0.1:{self.server.port}/messages?route=1",
                SMS_SENDERS,
                token="secret",
                fields=HttpFields(to="phone"),
            )
        )

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(line["message"]["phone"], line["message"]["text"], line["message"]["from"])
            for line in self.server.lines()
            if not line["duplicate"]
        ]


@pytest.fixture(params=["fake", pytest.param("demo", marks=pytest.mark.django_db), "smtp", "smpp", "smpp34", "http"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    made: Bench
    match request.param:
        case "fake":
            made = FakeBench()
        case "demo":
            made = DemoBench()
        case "smtp":
            made = SmtpBench(tmp_path)
        case "smpp":
            made = SmppBench(tmp_path)
        case "smpp34":
            made = ForeignSmppBench(tmp_path)
        case _:
            made = HttpBench(tmp_path)
    yield made
    made.stop()


class TestAMessage:
    @pytest.mark.parametrize("text", ["Код активации 483920", LONG_TEXT.strip()], ids=["short", "long"])
    def test_arrives_as_it_was_written(self, bench: Bench, text: str) -> None:
        bench.sender.send(bench.message(bench.to, text))

        [arrived] = bench.arrived()
        assert (arrived.to, arrived.text.strip()) == (bench.to, text)

    def test_goes_in_the_name_of_its_region(self, bench: Bench) -> None:

        usual = bench.message(bench.to, "Пермь")
        bench.sender.send(usual)
        bench.sender.send(replace(bench.message(bench.to, "Москва"), region_code="77"))

        perm, moscow = (arrived.sender for arrived in bench.arrived())
        assert {perm, moscow} in ({*_names(MAIL_SENDERS)}, {*_names(SMS_SENDERS)})

    @pytest.mark.rule("R74")
    def test_that_is_sent_twice_is_one_at_the_other_end(self, bench: Bench) -> None:
        message = bench.message(bench.to, LONG_TEXT.strip())

        bench.sender.send(message)
        bench.sender.send(message)

        assert len(bench.arrived()) == 1

    def test_to_whom_is_not_served_is_refused(self, bench: Bench) -> None:
        if bench.refused is None:
            pytest.skip("it serves everybody")

        with pytest.raises(Refused) as refusal:
            bench.sender.send(bench.message(bench.refused, "Код активации 483920"))

        assert_tells_nothing(refusal.value, bench.refused)
        assert bench.arrived() == []

    def test_that_is_put_off_may_be_sent_later(self, bench: Bench) -> None:
        if bench.put_off is None:
            pytest.skip("it puts nobody off")

        with pytest.raises(Unavailable) as refusal:
            bench.sender.send(bench.message(bench.put_off, "Код активации 483920"))

        assert_tells_nothing(refusal.value, bench.put_off)

    def test_after_a_refused_one_arrives(self, bench: Bench) -> None:
        if bench.refused is None:
            pytest.skip("it serves everybody")
        with pytest.raises(Refused):
            bench.sender.send(bench.message(bench.refused, "Код активации 483920"))

        bench.sender.send(bench.message(bench.to, "Код активации 111111"))

        assert len(bench.arrived()) == 1


class TestACarrierThatIsDown:
    def test_is_told_and_found_again_when_it_is_back(self, bench: Bench) -> None:
        bench.sender.send(bench.message(bench.to, "раз"))
        message = bench.message(bench.to, "два")
        bench.go_down()

        for _ in range(2):
            with pytest.raises(Unavailable) as refusal:
                bench.sender.send(message)
            assert_tells_nothing(refusal.value, bench.to)
        bench.come_back()
        bench.sender.send(message)

        assert len(bench.arrived()) == 2

    def test_lets_the_line_be_given_up(self, bench: Bench) -> None:
        bench.sender.send(bench.message(bench.to, "раз"))
        bench.go_down()

        bench.sender.close()
        bench.come_back()


def assert_tells_nothing(error: Exception, to: str) -> None:
    """The error quotes neither whom the message was for nor what it said."""
    assert to.strip("+") not in f"{error!r} {error.args}"
    assert "483920" not in f"{error!r} {error.args}"
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


def _names(senders: Senders) -> tuple[str, str]:
    return senders.of("59"), senders.of("77")
