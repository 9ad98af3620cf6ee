from kartoteka.domain.accounts.errors import AccountError
from kartoteka.shared.errors import Refused


class DeviceGone(AccountError):  # noqa: N818
    """The telephone is bound no more: ended by its owner or from the profile, or never bound. It must forget all."""


class DeviceLockedOut(DeviceGone):
    """Five wrong PINs: the telephone was unbound just now."""


class ChallengeOver(AccountError):  # noqa: N818
    """What was signed is too old, or was used: the telephone asks for another and signs that."""


class NotThisDevice(AccountError):  # noqa: N818
    """The signature is not of the telephone's key: whoever knows the PIN has not the telephone."""


class WrongPin(AccountError):  # noqa: N818
    """Not the PIN; it may be tried `tries_left` times more."""

    def __init__(self, tries_left: int) -> None:
        super().__init__()
        self.tries_left = tries_left


class WeakPin(AccountError):  # noqa: N818
    """A PIN that a finder of the telephone would try first (R70), or none at all."""


class BadKey(AccountError):  # noqa: N818
    """What came is no public key of P-256."""


class PasskeyRefused(AccountError):  # noqa: N818
    """The passkey's answer is not what was asked for, or a copy of it is about. The PIN is left."""


class NoPushService(AccountError):  # noqa: N818
    """The address is of no push service that this installation talks to: it would be led anywhere."""


class SubscriptionGone(Refused):
    """The push service knows the telephone no more."""
