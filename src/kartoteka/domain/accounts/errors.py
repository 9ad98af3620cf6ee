from kartoteka.shared.errors import DomainError


class SignInError(DomainError):
    """A sign-in by a foreign provider can't go on."""


class SignInNotExpected(SignInError):  # noqa: N818
    """Nobody waits for this answer: it is late, forged, used before, or came back in another browser (R67)."""


class SignInCancelled(SignInError):  # noqa: N818
    """The person refused at the provider to go on."""


class IdentityNotConfirmed(SignInError):  # noqa: N818
    """The person's account at the provider is not «Подтвержденная»: nobody has seen the passport (A-08)."""


class AccountBlocked(SignInError):  # noqa: N818
    """The administrator has blocked the person's account."""


class RegionNotChosen(SignInError):  # noqa: N818
    """A new account needs a region, and neither the browser nor the registry names one that takes part (R72)."""


class TooManySignIns(SignInError):  # noqa: N818
    """More sign-ins begin at this address than people could begin."""
