from datetime import datetime

from kartoteka.shared.errors import DomainError


class AccountError(DomainError):
    """A rule of accounts said no."""


class AccountNotFound(AccountError):  # noqa: N818
    """There is no such account."""


class AccountExists(AccountError):  # noqa: N818
    """The login or the e-mail address is another account's."""


class NotAdministrator(AccountError):  # noqa: N818
    """Whoever acts is no administrator, or is none any more."""


class OwnAccount(AccountError):  # noqa: N818
    """An administrator can't do this to himself."""


class LastAdministrator(AccountError):  # noqa: N818
    """Without this administrator nobody could manage the Portal."""


class AccountClosed(AccountError):  # noqa: N818
    """The account is blocked or given up: it gets no role."""


class RoleHeldAlready(AccountError):  # noqa: N818
    """The account has this role."""


class RoleProposedAlready(AccountError):  # noqa: N818
    """The role waits for the account already."""


class OwnProposal(AccountError):  # noqa: N818
    """Who proposed a role does not confirm it."""


class ProposalOver(AccountError):  # noqa: N818
    """The proposed role waits no more."""


class SessionExists(AccountError):  # noqa: N818
    """The key of a new session is another session's."""


class SessionEnded(AccountError):  # noqa: N818
    """The session is there no more."""


class CodeSentRecently(AccountError):  # noqa: N818
    """The code is on its way; it may be sent once more at `again_at`."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__()
        self.again_at = again_at


class TooManyCodes(AccountError):  # noqa: N818
    """The codes of the day are used up, for the account or for the number; more may be sent at `again_at`."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__()
        self.again_at = again_at


class WrongCode(AccountError):  # noqa: N818
    """Not the code; it may be tried `tries_left` times more."""

    def __init__(self, tries_left: int) -> None:
        super().__init__()
        self.tries_left = tries_left


class CodeNoLongerValid(AccountError):  # noqa: N818
    """The code came too late, was tried too often, or there is none: a new one is needed (P-05)."""


class PhoneNotActivated(AccountError):  # noqa: N818
    """The number is saved only after its code was typed (P-06, R50)."""


class PhoneActivatedLately(AccountError):  # noqa: N818
    """The number is too new to prove anything; it does from `proves_from` on (R52)."""

    def __init__(self, proves_from: datetime) -> None:
        super().__init__()
        self.proves_from = proves_from


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


class AnotherPersonsAccount(SignInError):  # noqa: N818
    """The account belongs to somebody else than the person for whom ESIA vouches."""


class LinkedElsewhere(SignInError):  # noqa: N818
    """The person has another account, with people in it: a machine must not choose between the two."""


class TooManySignIns(SignInError):  # noqa: N818
    """More sign-ins begin at this address than people could begin."""


class LinkOver(AccountError):  # noqa: N818
    """The link of a letter was used, is too old, or never was: one answer for all."""


class TooManyLetters(AccountError):  # noqa: N818
    """From this network address letters are asked for again and again."""


class NoPassword(AccountError):  # noqa: N818
    """The account has no password to change: its owner comes by ESIA (R69)."""


class LetterNotSent(AccountError):  # noqa: N818
    """The address of the account is none that a mail server would take: its owner would wait in vain."""
