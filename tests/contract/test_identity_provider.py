"""
What every identity provider promises: the fake, ESIA itself (our simulator), and a broker (a server that nobody here
wrote) (law 6).
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import uuid4

import pytest
import urllib3

from cast import ANNA, DARYA, CastMember
from e2e.operations.running_portal import free_port
from factories.esia import vouched
from fakes.identity_provider import FakeIdentityProvider
from kartoteka.adapters.esia.oidc import OidcProvider, OidcSettings, challenge_of
from kartoteka.devtools.gost_key import new_key
from kartoteka.domain.accounts.errors import SignInCancelled
from kartoteka.domain.accounts.ports import IdentityProvider
from kartoteka.domain.accounts.types import ProviderAnswer, SignInAttempt
from kartoteka.shared.errors import Refused, Unavailable
from simulated_esia import RETURN_URL, SimulatedEsia, simulated_esia

_START_DEADLINE = 60
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Bench(Protocol):
    """A provider under test, and the browser in which people sign in there."""

    @property
    def provider(self) -> IdentityProvider: ...
    @property
    def silent_provider(self) -> IdentityProvider: ...
    def choose(self, address: str, member: CastMember) -> ProviderAnswer: ...
    def refuse(self, address: str) -> ProviderAnswer: ...


@dataclass
class FakeBench:
    provider: FakeIdentityProvider

    @property
    def silent_provider(self) -> FakeIdentityProvider:
        silent = FakeIdentityProvider()
        silent.is_down = True
        return silent

    def choose(self, address: str, member: CastMember) -> ProviderAnswer:
        email = member.email if member is ANNA else ""
        state = _state(address)
        person = vouched(member, email=email, is_trusted=member is ANNA)
        return ProviderAnswer(state, code=self.provider.vouch_for(person, state))

    def refuse(self, address: str) -> ProviderAnswer:
        return ProviderAnswer(_state(address), error="access_denied")


@dataclass
class DirectBench:
    esia: SimulatedEsia
    provider: IdentityProvider
    silent_provider: IdentityProvider

    def choose(self, address: str, member: CastMember) -> ProviderAnswer:
        return self.esia.choose(address, member)

    def refuse(self, address: str) -> ProviderAnswer:
        return self.esia.choose(address, ANNA, fault="refusal")


@dataclass
class BrokerBench:
    provider: IdentityProvider
    silent_provider: IdentityProvider

    def choose(self, address: str, member: CastMember) -> ProviderAnswer:
        return self._press(address, {"sub": member.email})

    def refuse(self, address: str) -> ProviderAnswer:
        return self._press(address, {"action": "deny"})

    def _press(self, address: str, form: dict[str, str]) -> ProviderAnswer:
        answer = urllib3.request("POST", address, body=urlencode(form), headers=_FORM, redirect=False)
        back = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
        # This server forgets the state when the person refuses.
        return ProviderAnswer(**{"state": _state(address), **back})


def _state(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


@pytest.fixture(scope="module")
def direct(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DirectBench]:
    key = new_key()
    with simulated_esia(tmp_path_factory.mktemp("esia"), key.public_pem) as esia:
        yield DirectBench(esia, esia.adapter(key), esia.adapter(key, url=_nobodys_address()))


@pytest.fixture(scope="module")
def broker() -> Iterator[BrokerBench]:
    port = free_port()
    people = [argument for member in (ANNA, DARYA) for argument in ("--user-claims", json.dumps(_claims(member)))]
    command = (sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait_for(issuer, process)
        yield BrokerBench(_broker_at(issuer), _broker_at(_nobodys_address()))
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(params=["fake", "direct", "broker"])
def bench(request: pytest.FixtureRequest) -> Bench:
    made: dict[str, Callable[[], Bench]] = {
        "fake": lambda: FakeBench(FakeIdentityProvider()),
        "direct": lambda: request.getfixturevalue("direct"),
        "broker": lambda: request.getfixturevalue("broker"),
    }
    return made[request.param]()


@pytest.fixture
def now() -> datetime:
    """The simulators have clocks of their own."""
    return datetime.now(UTC)


@pytest.fixture
def attempt() -> SignInAttempt:
    return SignInAttempt(str(uuid4()), "nonce-of-this-attempt", "verifier-of-this-attempt-which-is-long-enough")


class TestVouching:
    @pytest.mark.manual("A-08")
    def test_tells_whom_the_person_chose_to_be(self, bench: Bench, attempt: SignInAttempt, now: datetime) -> None:
        address = bench.provider.begin(attempt, return_to=RETURN_URL, now=now)
        answer = bench.choose(address, ANNA)

        person = bench.provider.finish(answer, attempt, return_to=RETURN_URL, now=now)

        assert (person.name, person.birth_date, person.sex) == (ANNA.name, ANNA.birth_date, ANNA.sex)
        assert (person.snils, person.policy) == (ANNA.snils, ANNA.policy)
        assert (person.is_trusted, person.email) == (True, ANNA.email)

    @pytest.mark.manual("A-08")
    def test_tells_who_is_not_confirmed_and_no_contact_that_nobody_verified(
        self, bench: Bench, attempt: SignInAttempt, now: datetime
    ) -> None:
        address = bench.provider.begin(attempt, return_to=RETURN_URL, now=now)
        answer = bench.choose(address, DARYA)

        person = bench.provider.finish(answer, attempt, return_to=RETURN_URL, now=now)

        assert (person.is_trusted, person.email) == (False, "")

    @pytest.mark.rule("R83")
    def test_knows_a_person_by_the_same_identifier_each_time(self, bench: Bench, now: datetime) -> None:
        subjects = set()
        for member in (ANNA, ANNA, DARYA):
            attempt = SignInAttempt(str(uuid4()), uuid4().hex, uuid4().hex * 2)
            answer = bench.choose(bench.provider.begin(attempt, return_to=RETURN_URL, now=now), member)
            subjects.add(bench.provider.finish(answer, attempt, return_to=RETURN_URL, now=now).subject)

        assert len(subjects) == 2

    @pytest.mark.rule("R67")
    def test_happens_once_for_a_code(self, bench: Bench, attempt: SignInAttempt, now: datetime) -> None:
        answer = bench.choose(bench.provider.begin(attempt, return_to=RETURN_URL, now=now), ANNA)
        bench.provider.finish(answer, attempt, return_to=RETURN_URL, now=now)

        with pytest.raises(Refused):
            bench.provider.finish(answer, attempt, return_to=RETURN_URL, now=now)

    @pytest.mark.rule("R67")
    def test_is_for_the_attempt_that_began_only(self, bench: Bench, attempt: SignInAttempt, now: datetime) -> None:
        answer = bench.choose(bench.provider.begin(attempt, return_to=RETURN_URL, now=now), ANNA)
        other = SignInAttempt(str(uuid4()), "another-nonce", "another-verifier-which-is-long-enough-as-well")

        with pytest.raises(Refused):
            bench.provider.finish(answer, other, return_to=RETURN_URL, now=now)

    @pytest.mark.rule("R67")
    @pytest.mark.parametrize("code", ["forged", "", "\x00", "ы" * 3000])
    def test_is_refused_to_a_forged_code(self, bench: Bench, attempt: SignInAttempt, now: datetime, code: str) -> None:
        bench.provider.begin(attempt, return_to=RETURN_URL, now=now)

        with pytest.raises(Refused):
            bench.provider.finish(ProviderAnswer(attempt.state, code), attempt, return_to=RETURN_URL, now=now)

    @pytest.mark.rule("R67")
    def test_does_not_happen_when_the_person_refuses(self, bench: Bench, attempt: SignInAttempt, now: datetime) -> None:
        answer = bench.refuse(bench.provider.begin(attempt, return_to=RETURN_URL, now=now))

        with pytest.raises(SignInCancelled):
            bench.provider.finish(answer, attempt, return_to=RETURN_URL, now=now)

    @pytest.mark.rule("R67")
    def test_is_unavailable_while_the_provider_is_silent(
        self, bench: Bench, attempt: SignInAttempt, now: datetime
    ) -> None:
        with pytest.raises(Unavailable):
            bench.silent_provider.finish(
                ProviderAnswer(attempt.state, code="x"), attempt, return_to=RETURN_URL, now=now
            )


class TestBroker:
    @pytest.mark.rule("R67")
    def test_gets_a_challenge_and_a_nonce(self, broker: BrokerBench, attempt: SignInAttempt, now: datetime) -> None:
        address = broker.provider.begin(attempt, return_to=RETURN_URL, now=now)

        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["code_challenge"] == challenge_of(attempt.verifier)
        assert (asked["code_challenge_method"], asked["nonce"]) == ("S256", attempt.nonce)
        assert attempt.verifier not in address

    def test_challenge_is_that_of_the_standard(self) -> None:
        # The example of RFC 7636, appendix B.
        assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        )

    @pytest.mark.rule("R67")
    def test_is_refused_with_a_token_for_another_attempt(
        self, broker: BrokerBench, attempt: SignInAttempt, now: datetime
    ) -> None:
        answer = broker.choose(broker.provider.begin(attempt, return_to=RETURN_URL, now=now), ANNA)
        forged = SignInAttempt(attempt.state, "another-nonce", attempt.verifier)

        with pytest.raises(Refused):
            broker.provider.finish(answer, forged, return_to=RETURN_URL, now=now)

    @pytest.mark.rule("R67")
    def test_is_refused_when_the_answer_names_another_issuer(
        self, broker: BrokerBench, attempt: SignInAttempt, now: datetime
    ) -> None:
        answer = broker.choose(broker.provider.begin(attempt, return_to=RETURN_URL, now=now), ANNA)
        mixed_up = ProviderAnswer(answer.state, answer.code, issuer="https://evil.example")

        with pytest.raises(Refused):
            broker.provider.finish(mixed_up, attempt, return_to=RETURN_URL, now=now)

    def test_ends_its_session_where_the_installation_wants_it(self, broker: BrokerBench) -> None:
        issuer = _issuer_of(broker)

        address = _broker_at(issuer, ends_session=True).logout_url(return_to="https://portal.example/")

        assert address.startswith(f"{issuer}/oauth2/end_session?")
        assert broker.provider.logout_url(return_to="https://portal.example/") == ""
        assert _broker_at(_nobodys_address(), ends_session=True).logout_url(return_to="/") == ""


def _broker_at(issuer: str, *, ends_session: bool = False) -> OidcProvider:
    # This server has no scope for the claims of ESIA and tells them anyway.
    return OidcProvider(OidcSettings(issuer, "kartoteka", "secret", ends_session=ends_session))


def _issuer_of(broker: BrokerBench) -> str:
    assert isinstance(broker.provider, OidcProvider)
    return broker.provider._settings.issuer


def _claims(member: CastMember) -> dict[str, object]:
    return {
        "sub": member.email,
        "family_name": member.name.family,
        "given_name": member.name.given,
        "middle_name": member.name.patronymic,
        "birthdate": member.birth_date.isoformat(),
        "gender": member.sex.value,
        "email": member.email,
        "email_verified": member is ANNA,
        "snils": str(member.snils),
        "oms_policy": member.policy.number,
        "trusted": member is ANNA,
    }


def _nobodys_address() -> str:
    return f"http://127.0.0.1:{free_port()}"


def _wait_for(issuer: str, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + _START_DEADLINE
    while True:
        try:
            urllib3.request("GET", f"{issuer}/.well-known/openid-configuration", retries=False)
        except urllib3.exceptions.HTTPError:
            assert process.poll() is None, "the broker ended"
            assert time.monotonic() < give_up_at, "the broker did not start"
            time.sleep(0.05)
        else:
            return
