"""A push service in memory."""

from kartoteka.domain.accounts.app_devices.errors import SubscriptionGone
from kartoteka.shared.errors import Refused, Unavailable

_ANSWERS: dict[str, type[Exception]] = {
    "gone": SubscriptionGone,
    "unknown": SubscriptionGone,
    "busy": Unavailable,
    "broken": Unavailable,
    "refused": Refused,
    "moved": Refused,
}


class FakePushSender:
    """Remembers at whom it knocked; the end of an address says how the service answers."""

    public_key = "BFake"

    def __init__(self) -> None:
        self.knocked: list[str] = []

    def knock(self, endpoint: str) -> None:
        answer = _ANSWERS.get(endpoint.rpartition("/")[2])
        if answer is not None:
            raise answer(endpoint)
        self.knocked.append(endpoint)

    def close(self) -> None:
        """Nothing is kept."""
