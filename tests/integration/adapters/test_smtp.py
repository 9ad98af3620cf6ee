"""What is particular to SMTP, against a mail server in a process of its own."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from factories.messages import outgoing_letter
from kartoteka.adapters.email.config import SmtpServer, Tls
from kartoteka.adapters.email.smtp import SmtpSender
from kartoteka.domain.messaging.types import Senders
from kartoteka.shared.errors import Refused, Unavailable
from servers.process import ServerProcess

SENDERS = Senders("Портал пациента <no-reply@portal.example>")


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess("servers.mail", tmp_path / "letters.jsonl")
    yield server
    server.stop()


def sender(port: int, *, tls: Tls = Tls.NONE, user: str = "") -> SmtpSender:
    return SmtpSender(
        SmtpServer("127.0.0.1", SENDERS, port=port, tls=tls, user=user, password="Sesam", timeout=1, deadline=2)
    )


class TestALetter:
    def test_arrives_with_its_headers(self, mail: ServerProcess) -> None:
        letter = outgoing_letter()

        sender(mail.port).send(letter)

        [arrived] = mail.lines()
        assert arrived["from"] == "no-reply@portal.example"
        assert arrived["headers"]["Subject"] == "Пароль изменен"
        assert arrived["headers"]["From"] == SENDERS.default
        assert arrived["name"] == f"<{letter.reference}@portal.example>"

    def test_to_an_address_in_other_letters_is_carried_where_the_server_can(self, mail: ServerProcess) -> None:
        sender(mail.port).send(outgoing_letter("анна@пример.рф"))

        assert mail.lines()[0]["to"] == ["анна@xn--e1afmkfd.xn--p1ai"]

    def test_to_a_full_box_is_refused(self, mail: ServerProcess) -> None:
        with pytest.raises(Refused):
            sender(mail.port).send(outgoing_letter("full@example.org"))

    @pytest.mark.parametrize("to", ["anna@example.org\nBcc: eve@example.org", "anna@example.org, eve@example.org"])
    def test_to_two_is_never_sent(self, mail: ServerProcess, to: str) -> None:
        with pytest.raises(Refused):
            sender(mail.port).send(outgoing_letter(to))

        assert mail.lines() == []


class TestAServer:
    def test_without_tls_gets_no_letter_where_tls_is_wanted(self, mail: ServerProcess) -> None:
        for tls in (Tls.STARTTLS, Tls.TLS):
            with pytest.raises(Unavailable):
                sender(mail.port, tls=tls).send(outgoing_letter())

        assert mail.lines() == []

    def test_that_does_not_know_us_keeps_letters_waiting(self, mail: ServerProcess) -> None:
        with pytest.raises(Unavailable):
            sender(mail.port, user="portal").send(outgoing_letter())

        assert mail.lines() == []

    def test_that_is_slow_is_waited_for_so_long_and_no_longer(self, mail: ServerProcess) -> None:
        mail.change("--slow", "30")

        with pytest.raises(Unavailable):
            sender(mail.port).send(outgoing_letter())

    @pytest.mark.parametrize("said", [b"220 hello\r\n", b"554 no service here\r\n", b"\xff\xfe garbage\r\n" * 99, b""])
    def test_that_talks_nonsense_keeps_letters_waiting(self, said: bytes) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            answering = threading.Thread(target=_say, args=(listener, said))
            answering.start()

            with pytest.raises(Unavailable):
                sender(listener.getsockname()[1]).send(outgoing_letter())

            answering.join()

    def test_that_drips_is_hung_up_on(self) -> None:
        begun = time.monotonic()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            dripping = threading.Thread(target=_drip, args=(listener,))
            dripping.start()

            with pytest.raises(Unavailable):
                sender(listener.getsockname()[1]).send(outgoing_letter())

            dripping.join()
        assert time.monotonic() - begun < 20


def _drip(listener: socket.socket) -> None:
    """A byte now and then: each in time, and the whole never."""
    door, _ = listener.accept()
    with door, contextlib.suppress(OSError):
        for _ in range(200):
            door.sendall(b"2")
            threading.Event().wait(0.2)


def _say(listener: socket.socket, said: bytes) -> None:
    door, _ = listener.accept()
    with door:
        door.sendall(said)
