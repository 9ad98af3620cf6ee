"""What an SMS centre may say beside its answers, written here byte by byte as the specification has it."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from factories.messages import outgoing_sms
from kartoteka.adapters.sms.config import SmppCentre
from kartoteka.adapters.sms.smpp import SmppSender
from kartoteka.domain.messaging.types import Senders
from kartoteka.shared.errors import Refused, Unavailable

UNBIND, ENQUIRE_LINK = 0x06, 0x15
ANSWER = 0x80000000
SYSTEM_ERROR, WRONG_BIND_STATE, INVALID_NUMBER = 0x08, 0x04, 0x0B
HEADER = struct.Struct(">LLLL")

Play = Callable[["Line", int], None]


class Line:
    """The centre's end of a line."""

    def __init__(self, door: socket.socket) -> None:
        self._door = door

    def hear(self) -> tuple[int, int]:
        """Command and number of the next packet."""
        length, command, _, number = HEADER.unpack(self._take(HEADER.size))
        self._take(length - HEADER.size)
        return command, number

    def say(self, command: int, number: int, status: int = 0, body: bytes = b"") -> None:
        self._door.sendall(HEADER.pack(HEADER.size + len(body), command, status, number) + body)

    def spell(self, byte: int) -> None:
        self._door.sendall(bytes([byte]))

    def _take(self, length: int) -> bytes:
        taken = b""
        while len(taken) < length:
            taken += self._door.recv(length - len(taken))
        return taken


class ScriptedCentre:
    """Lets each who comes in, then plays a scene upon the first message of each line."""

    def __init__(self, *scenes: Play) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, args=(scenes,))
        self._thread.start()

    def _serve(self, scenes: tuple[Play, ...]) -> None:
        for play in scenes:
            door, _ = self._listener.accept()
            with door:
                line = Line(door)
                command, number = line.hear()
                line.say(command | ANSWER, number, body=b"centre\0")
                _, number = line.hear()
                play(line, number)

    def close(self) -> None:
        self._thread.join()
        self._listener.close()


def accept(line: Line, number: int) -> None:
    line.say(4 | ANSWER, number, body=b"1\0")


def answer(status: int) -> Play:
    return lambda line, number: line.say(4 | ANSWER, number, status)


def ask_first(line: Line, number: int) -> None:
    line.say(ENQUIRE_LINK, 77)
    assert line.hear() == (ENQUIRE_LINK | ANSWER, 77)
    # An answer to a question of long ago is no answer to this one.
    line.say(4 | ANSWER, number + 1000, body=b"0\0")
    accept(line, number)


def say_good_bye(line: Line, number: int) -> None:
    line.say(UNBIND, 78)


def talk_nonsense(line: Line, number: int) -> None:
    line.say(0x7777, number, body=b"\xff" * 40)


def drip(line: Line, number: int) -> None:
    """A byte now and then: each in time, and the whole never."""
    with contextlib.suppress(OSError):
        for byte in HEADER.pack(4000, 4 | ANSWER, 0, number) + bytes(3000):
            line.spell(byte)
            threading.Event().wait(0.2)


Open = Callable[..., SmppSender]


@pytest.fixture
def open_line() -> Iterator[Open]:
    centres: list[ScriptedCentre] = []

    def call(*scenes: Play) -> SmppSender:
        centres.append(ScriptedCentre(*scenes))
        return SmppSender(SmppCentre("127.0.0.1", Senders("PORTAL"), port=centres[-1].port, timeout=2, deadline=3))

    yield call
    for centre in centres:
        centre.close()


class TestACentre:
    def test_may_ask_whether_we_are_there_before_it_answers(self, open_line: Open) -> None:
        sender = open_line(ask_first)

        sender.send(outgoing_sms())

        sender.close()

    @pytest.mark.parametrize(
        "scene", [say_good_bye, talk_nonsense, answer(WRONG_BIND_STATE)], ids=["good-bye", "nonsense", "not bound"]
    )
    def test_that_is_lost_is_called_anew_for_the_next_try(self, open_line: Open, scene: Play) -> None:
        sender = open_line(scene, accept)
        message = outgoing_sms()

        with pytest.raises(Unavailable):
            sender.send(message)
        sender.send(message)

        sender.close()

    def test_that_drips_is_hung_up_on(self, open_line: Open) -> None:
        sender = open_line(drip)
        begun = time.monotonic()

        with pytest.raises(Unavailable):
            sender.send(outgoing_sms())

        assert time.monotonic() - begun < 20

    @pytest.mark.parametrize(("status", "error"), [(SYSTEM_ERROR, Unavailable), (INVALID_NUMBER, Refused)])
    def test_says_by_its_status_whether_to_try_again(
        self, open_line: Open, status: int, error: type[Exception]
    ) -> None:
        sender = open_line(answer(status))

        with pytest.raises(error):
            sender.send(outgoing_sms())

        sender.close()
