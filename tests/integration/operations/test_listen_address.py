import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pytest_django import Settings

from kartoteka.operations.address import Address, CannotListenError, answers_ready, require_free


class HealthPage(BaseHTTPRequestHandler):
    """Answers as it was told to, and keeps the headers of the question."""

    status = 200
    asked: dict[str, str]

    def do_GET(self) -> None:
        type(self).asked = {"path": self.path, **self.headers}
        self.send_response(self.status)
        self.end_headers()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Nothing to say."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    HealthPage.status = 200
    with HTTPServer(("127.0.0.1", 0), HealthPage) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


class TestPort:
    def test_may_be_free(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            free = listener.getsockname()[1]

        require_free(Address("127.0.0.1", free))

    def test_that_is_taken_is_told_with_the_way_out(self, taken: int) -> None:
        with pytest.raises(CannotListenError) as told:
            require_free(Address("127.0.0.1", taken))

        assert f"Port {taken} is taken" in str(told.value)
        assert f"make run PORT={taken + 1}" in str(told.value)
        assert "\n" not in str(told.value)

    @pytest.mark.parametrize("host", ["192.0.2.1", "no host"])
    def test_of_another_machine_is_told(self, host: str) -> None:
        with pytest.raises(CannotListenError, match="Check --host and --port"):
            require_free(Address(host, 8000))


class TestUrl:
    @pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:8000/"), ("::1", "http://[::1]:8000/")])
    def test_can_be_opened(self, host: str, url: str) -> None:
        assert Address(host, 8000).url == url


class TestProbe:
    def test_asks_the_health_page(self, server: HTTPServer) -> None:
        assert answers_ready(Address("127.0.0.1", server.server_port))
        assert HealthPage.asked["path"] == "/health/ready"

    def test_takes_a_portal_that_is_not_ready_for_what_it_is(self, server: HTTPServer) -> None:
        HealthPage.status = 503

        assert not answers_ready(Address("127.0.0.1", server.server_port))

    def test_takes_silence_for_not_ready(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            nobody = listener.getsockname()[1]

        assert not answers_ready(Address("127.0.0.1", nobody))

    def test_finds_a_server_that_listens_everywhere(self, server: HTTPServer) -> None:
        assert answers_ready(Address("0.0.0.0", server.server_port))  # noqa: S104 - asked for, not bound

    def test_speaks_like_the_front_server(self, server: HTTPServer, settings: Settings) -> None:
        settings.ALLOWED_HOSTS = ["portal.example", "www.portal.example"]
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

        answers_ready(Address("127.0.0.1", server.server_port))

        assert HealthPage.asked["Host"] == "portal.example"
        assert HealthPage.asked["X-FORWARDED-PROTO"] == "https"
