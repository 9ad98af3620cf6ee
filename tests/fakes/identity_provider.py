"""A provider in memory that vouches for whom the test says."""

from datetime import datetime
from secrets import token_urlsafe
from urllib.parse import urlencode

from kartoteka.domain.accounts.errors import SignInCancelled
from kartoteka.domain.accounts.types import ProviderAnswer, SignInAttempt, VerifiedPerson
from kartoteka.shared.errors import Refused, Unavailable


class FakeIdentityProvider:
    """Gives a code for a person, and the person for the code, once, to the attempt that began."""

    def __init__(self) -> None:
        self.url = "https://esia.example"
        self.is_down = False
        self.ends_session = False
        self._codes: dict[str, tuple[VerifiedPerson, str]] = {}
        self._return_to: dict[str, str] = {}

    def vouch_for(self, person: VerifiedPerson, state: str) -> str:
        """The code with which the browser comes back."""
        code = token_urlsafe(8)
        self._codes[code] = (person, state)
        return code

    def begin(self, attempt: SignInAttempt, *, return_to: str, now: datetime) -> str:
        if self.is_down:
            raise Unavailable
        self._return_to[attempt.state] = return_to
        return f"{self.url}/?{urlencode({'state': attempt.state, 'redirect_uri': return_to})}"

    def finish(
        self, answer: ProviderAnswer, attempt: SignInAttempt, *, return_to: str, now: datetime
    ) -> VerifiedPerson:
        if self.is_down:
            raise Unavailable
        if answer.error:
            raise SignInCancelled
        person, state = self._codes.pop(answer.code, (None, ""))
        if person is None or not state == attempt.state == answer.state or self._return_to[state] != return_to:
            raise Refused
        return person

    def logout_url(self, *, return_to: str) -> str:
        return f"{self.url}/logout?{urlencode({'redirect_url': return_to})}" if self.ends_session else ""
