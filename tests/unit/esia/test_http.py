"""Answers of a provider that nobody should wait for, or believe."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kartoteka.adapters.esia.http import Http
from kartoteka.shared.errors import Unavailable

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"


@contextmanager
def answering(respond: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server for one request, which `respond` answers byte by byte as it likes."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            read_request(connection)
            try:
                respond(connection)
            except OSError:
                # Whoever asked has left.
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join()


def read_request(connection: socket.socket) -> None:
    """All of it: a connection that is closed with something unread takes its answer back."""
    length = 0
    with connection.makefile("rb") as reader:
        while line := reader.readline().strip().lower():
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        reader.read(length)


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(answer)


class TestHttp:
    def test_reads_what_is_answered(self) -> None:
        with answering(saying(OK + b'\r\n{"a": 1}')) as url:
            answer = Http().get(url)

        assert (answer.is_good, answer.body) == (True, {"a": 1})

    def test_reads_a_refusal_too(self) -> None:
        with answering(saying(b'HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\n{"error": "x"}')) as url:
            answer = Http().post(url, {"a": "b"})

        assert (answer.is_good, answer.body) == (False, {"error": "x"})

    @pytest.mark.rule("R67")
    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"nonsense\r\n\r\n",
            OK + b"\r\n",
            OK + b"\r\n<html>",
            OK + b"\r\n[]",
            OK + b'\r\n"text"',
            OK + b"\r\n\xff\xfe",
            OK + b'Content-Length: 100\r\n\r\n{"a": 1}',
            OK + b"Content-Encoding: gzip\r\n\r\n{}",
            OK + b"\r\n" + b"[" * 100_000,
            b"HTTP/1.1 503 Out\r\nConnection: close\r\n\r\n{}",
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n{}",
        ],
    )
    def test_takes_a_broken_answer_for_none(self, answer: bytes) -> None:
        with answering(saying(answer)) as url, pytest.raises(Unavailable):
            Http().get(url)

    @pytest.mark.rule("R67")
    def test_does_not_read_an_answer_without_end(self) -> None:
        def pour(connection: socket.socket) -> None:
            connection.sendall(OK + b"\r\n")
            for _ in range(10_000):
                connection.sendall(b" " * 65536)

        with answering(pour) as url, pytest.raises(Unavailable):
            Http().get(url)

    @pytest.mark.rule("R67")
    def test_does_not_wait_for_one_that_trickles(self) -> None:
        may_end = threading.Event()

        def trickle(connection: socket.socket) -> None:
            connection.sendall(OK + b"\r\n")
            while not may_end.wait(0.02):
                connection.sendall(b" ")

        with answering(trickle) as url:
            with pytest.raises(Unavailable):
                Http(patience=0.2).get(url)
            may_end.set()

    def test_tells_neither_address_nor_body_when_it_fails(self) -> None:
        with answering(saying(OK + b"\r\nsecret")) as url, pytest.raises(Unavailable) as failure:
            Http().get(f"{url}?code=secret")

        assert "secret" not in str(failure.value)
