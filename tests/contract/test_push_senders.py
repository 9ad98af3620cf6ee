"""What everybody who knocks at telephones promises (law 6)."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakes.push import FakePushSender
from kartoteka.adapters.webpush import WebPushSender
from kartoteka.domain.accounts.app_devices.errors import SubscriptionGone
from kartoteka.domain.accounts.app_devices.rules import is_public_key
from kartoteka.domain.accounts.ports import PushSender
from kartoteka.shared.errors import Refused, Unavailable
from servers.process import ServerProcess

SECRET, SUBJECT = b"only-the-tests-use-this-secret", "https://portal.example"


@dataclass
class Bench:
    """A sender, and the beginning of the addresses that it may knock at."""

    sender: PushSender
    origin: str


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServerProcess]:
    """A push service over HTTP."""
    server = ServerProcess("servers.push_service", tmp_path / "knocks.jsonl")
    yield server
    server.stop()


@pytest.fixture(params=["fake", "web-push"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "fake":
        return Bench(FakePushSender(), "https://push.example")
    server: ServerProcess = request.getfixturevalue("service")
    origin = f"http://127.0.0.1:{server.port}"
    return Bench(WebPushSender(SECRET, SUBJECT, (origin,)), origin)


class TestEveryPushSender:
    def test_knocks(self, bench: Bench) -> None:
        bench.sender.knock(f"{bench.origin}/taken")

        bench.sender.close()

    @pytest.mark.parametrize("address", ["gone", "unknown"])
    def test_tells_that_the_telephone_is_gone(self, bench: Bench, address: str) -> None:
        with pytest.raises(SubscriptionGone):
            bench.sender.knock(f"{bench.origin}/{address}")

    @pytest.mark.parametrize("address", ["busy", "broken"])
    def test_tells_when_it_may_be_tried_again(self, bench: Bench, address: str) -> None:
        with pytest.raises(Unavailable):
            bench.sender.knock(f"{bench.origin}/{address}")

    @pytest.mark.parametrize("address", ["refused", "moved"])
    def test_tells_when_it_need_not_be_tried_again(self, bench: Bench, address: str) -> None:
        with pytest.raises(Refused) as refused:
            bench.sender.knock(f"{bench.origin}/{address}")

        assert not isinstance(refused.value, SubscriptionGone)


class TestWebPush:
    def test_carries_nothing_and_is_signed_for_that_service(self, service: ServerProcess) -> None:
        origin = f"http://127.0.0.1:{service.port}"

        WebPushSender(SECRET, SUBJECT, (origin,)).knock(f"{origin}/taken")

        assert service.lines() == [{"path": "/taken", "status": 201, "body": "", "ttl": "86400"}]

    def test_follows_nobody_elsewhere(self, service: ServerProcess) -> None:
        origin = f"http://127.0.0.1:{service.port}"

        with pytest.raises(Refused):
            WebPushSender(SECRET, SUBJECT, (origin,)).knock(f"{origin}/moved")

        assert [line["path"] for line in service.lines()] == ["/moved"]

    def test_asks_no_address_outside_of_the_list(self, service: ServerProcess) -> None:
        with pytest.raises(Refused):
            WebPushSender(SECRET, SUBJECT, ("https://push.example",)).knock(f"http://127.0.0.1:{service.port}/taken")

        assert service.lines() == []

    def test_tells_when_the_service_is_away(self, service: ServerProcess) -> None:
        origin = f"http://127.0.0.1:{service.port}"
        service.stop()

        with pytest.raises(Unavailable):
            WebPushSender(SECRET, SUBJECT, (origin,)).knock(f"{origin}/taken")

        service.start()

    def test_has_one_key_for_good(self) -> None:
        keys = {WebPushSender(SECRET, SUBJECT, ()).public_key for _ in range(2)}
        other = WebPushSender(b"another-secret", SUBJECT, ()).public_key

        assert len(keys) == 1
        assert other not in keys
        assert is_public_key(urlsafe_b64decode(keys.pop() + "="))
