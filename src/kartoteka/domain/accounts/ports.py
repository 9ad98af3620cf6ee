"""What accounts need of whoever vouches for a person (law 6: a port names a role)."""

from datetime import datetime
from typing import Protocol

from kartoteka.domain.accounts.types import ProviderAnswer, SignInAttempt, VerifiedPerson


class IdentityProvider(Protocol):
    """ESIA, or a broker that speaks to it: vouches for a person and tells his data."""

    def begin(self, attempt: SignInAttempt, *, return_to: str, now: datetime) -> str:
        """
        The provider's address to which the browser goes to sign in.

        :param return_to: where the provider sends the browser back
        :raises Unavailable: the request could not be signed, or a broker's description could not be read
        """
        ...

    def finish(
        self, answer: ProviderAnswer, attempt: SignInAttempt, *, return_to: str, now: datetime
    ) -> VerifiedPerson:
        """
        The person for whom the answer vouches. `attempt` must be the one that began with the answer's state.

        :param return_to: the same as at the beginning
        :raises SignInCancelled: the person refused
        :raises IdentityNotConfirmed: the provider itself lets only confirmed accounts through, and this is none
        :raises Unavailable: the provider is slow, silent or broken; a new attempt may succeed
        :raises Refused: the provider's final no, or an answer that can't be trusted
        """
        ...

    def logout_url(self, *, return_to: str) -> str:
        """The provider's address that ends the session there; empty where the installation does not want it."""
        ...


class PushSender(Protocol):
    """Knocks at telephones through the push services of their makers."""

    @property
    def public_key(self) -> str:
        """By which a telephone knows later that it is we who knock: as browsers take it."""

    def knock(self, endpoint: str) -> None:
        """
        Let the telephone show what it has to say by itself; nothing is carried.

        :raises Unavailable: it may be tried again
        :raises SubscriptionGone: the push service knows the telephone no more
        :raises Refused: it need not be tried again
        """

    def close(self) -> None:
        """Give up the connections that are kept."""
