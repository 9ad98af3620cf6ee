"""What is particular to a gateway: its answers, one by one."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from factories.messages import outgoing_sms
from kartoteka.adapters.sms.config import HttpGateway
from kartoteka.adapters.sms.http_json import HttpJsonSender
from kartoteka.domain.messaging.types import Senders
from kartoteka.shared.errors import Refused, Unavailable


class Gateway(HTTPServer):
    """Answers with the status that it is told to."""

    status = 200
    asked = 0


class Answer(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        self.server.asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway(("127.0.0.1", 0), Answer) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def send(gateway: Gateway) -> None:
    url = f"http://127.0.0.1:{gateway.server_port}/messages"
    HttpJsonSender(HttpGateway(url, Senders("PORTAL"), timeout=2, deadline=4)).send(outgoing_sms())


class TestAnAnswer:
    @pytest.mark.parametrize("status", [200, 201, 202, 204])
    def test_that_accepts_is_enough(self, gateway: Gateway, status: int) -> None:
        gateway.status = status

        send(gateway)

        assert gateway.asked == 1

    @pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503])
    def test_that_puts_off_leaves_the_message_waiting(self, gateway: Gateway, status: int) -> None:
        gateway.status = status

        with pytest.raises(Unavailable):
            send(gateway)

    @pytest.mark.parametrize("status", [400, 402, 410, 413, 422])
    def test_that_refuses_is_final(self, gateway: Gateway, status: int) -> None:
        gateway.status = status

        with pytest.raises(Refused):
            send(gateway)

    @pytest.mark.parametrize("status", [401, 403, 404, 405])
    def test_that_does_not_know_us_leaves_the_message_waiting_and_the_log_says_why(
        self, gateway: Gateway, status: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        gateway.status = status

        with pytest.raises(Unavailable):
            send(gateway)

        assert f"refuses the Portal: status {status}" in caplog.text

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_that_leads_elsewhere_is_not_followed(self, gateway: Gateway, status: int) -> None:
        gateway.status = status

        with pytest.raises(Unavailable):
            send(gateway)

        assert gateway.asked == 1
