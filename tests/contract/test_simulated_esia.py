"""ESIA's simulator: how strictly it checks, and what the adapter makes of all that it can do wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from cast import ANNA, MARIA
from gost_engine import needs_engine, openssl
from kartoteka.adapters.esia.direct import SCOPE, DirectEsia
from kartoteka.adapters.esia.http import Http
from kartoteka.adapters.esia.signers import CommandSigner
from kartoteka.devtools.gost_key import DemoKey, new_key
from kartoteka.domain.accounts.errors import IdentityNotConfirmed, SignInCancelled
from kartoteka.domain.accounts.types import SignInAttempt, VerifiedPerson
from kartoteka.shared.errors import Refused, Unavailable
from simulated_esia import RETURN_URL, SimulatedEsia, simulated_esia


@pytest.fixture(scope="module")
def key() -> DemoKey:
    return new_key()


@pytest.fixture(scope="module")
def esia(key: DemoKey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedEsia]:
    with simulated_esia(tmp_path_factory.mktemp("esia"), key.public_pem) as simulator:
        yield simulator


@pytest.fixture
def now() -> datetime:
    """The simulator has a clock of its own."""
    return datetime.now(UTC)


def new_attempt() -> SignInAttempt:
    return SignInAttempt(str(uuid4()), "", "")


def enter(esia: SimulatedEsia, adapter: DirectEsia, *, fault: str = "") -> VerifiedPerson:
    attempt, now = new_attempt(), datetime.now(UTC)
    answer = esia.choose(adapter.begin(attempt, return_to=RETURN_URL, now=now), ANNA, fault)
    return adapter.finish(answer, attempt, return_to=RETURN_URL, now=datetime.now(UTC))


class TestChildren:
    @pytest.mark.manual("F-05")
    def test_are_told_to_who_may_ask_for_them(self, esia: SimulatedEsia, key: DemoKey) -> None:
        scope = f"{SCOPE} kid_fullname kid_birthdate kid_gender kid_snils"

        asked = enter(esia, esia.adapter(key, scope=scope))
        not_asked = enter(esia, esia.adapter(key))

        assert [(one.name, one.birth_date, one.snils) for one in asked.children] == [
            (MARIA.name, MARIA.birth_date, MARIA.snils)
        ]
        assert not_asked.children == ()


class TestSimulator:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"client_id": "OTHER"}, "ESIA-007002"),
            ({"certificate_hash": "F" * 64}, "ESIA-007002"),
            ({"certificate_hash": ""}, "ESIA-007014"),
            ({"scope": "openid everything"}, "ESIA-007019"),
        ],
    )
    def test_refuses_a_wrong_request(
        self, esia: SimulatedEsia, key: DemoKey, now: datetime, changes: dict[str, str], code: str
    ) -> None:
        status, page = esia.read(esia.adapter(key, **changes).begin(new_attempt(), return_to=RETURN_URL, now=now))

        assert (status, code in page) == (400, True)

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_refuses_a_request_of_another_time(
        self, esia: SimulatedEsia, key: DemoKey, now: datetime, minutes: int
    ) -> None:
        there = now + timedelta(minutes=minutes)

        status, page = esia.read(esia.adapter(key).begin(new_attempt(), return_to=RETURN_URL, now=there))

        assert (status, "ESIA-007015" in page) == (400, True)

    def test_refuses_to_lead_elsewhere(self, esia: SimulatedEsia, key: DemoKey, now: datetime) -> None:
        status, page = esia.read(esia.adapter(key).begin(new_attempt(), return_to="https://evil.example/", now=now))

        assert (status, "ESIA-007023" in page) == (400, True)

    def test_refuses_the_signature_of_another_key(self, esia: SimulatedEsia, now: datetime) -> None:
        status, page = esia.read(esia.adapter(new_key()).begin(new_attempt(), return_to=RETURN_URL, now=now))

        assert (status, "ESIA-007053" in page) == (400, True)

    def test_refuses_a_state_that_is_no_uuid(self, esia: SimulatedEsia, key: DemoKey, now: datetime) -> None:
        attempt = replace(new_attempt(), state="1")

        assert esia.read(esia.adapter(key).begin(attempt, return_to=RETURN_URL, now=now))[0] == 400

    def test_says_on_its_page_that_it_is_not_esia(self, esia: SimulatedEsia, key: DemoKey, now: datetime) -> None:
        _, page = esia.read(esia.adapter(key).begin(new_attempt(), return_to=RETURN_URL, now=now))

        assert "Учебный стенд, не Госуслуги" in page

    def test_gives_a_person_to_the_owner_of_the_token_only(self, esia: SimulatedEsia) -> None:
        assert esia.read(f"{esia.url}/rs/prns/1000000101")[0] == 401

    def test_lets_a_ticket_be_used_once(self, esia: SimulatedEsia) -> None:
        chosen = {"ticket": "nobodys", "oid": "1000000101"}

        assert esia.read(f"{esia.url}/choose?{urlencode(chosen)}")[0] == 400

    def test_ends_a_session_and_leads_back_to_its_client_only(self, esia: SimulatedEsia, key: DemoKey) -> None:
        adapter = esia.adapter(key, ends_session=True)

        assert esia.read(adapter.logout_url(return_to="http://127.0.0.1:8000/")) == (302, "http://127.0.0.1:8000/")
        assert esia.read(adapter.logout_url(return_to="https://evil.example/"))[0] == 400


@pytest.mark.rule("R67")
class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("fault", "expected"),
        [
            ("refusal", SignInCancelled),
            ("error-007014", Refused),
            ("error-007019", Refused),
            ("error-007023", Refused),
            ("error-007055", IdentityNotConfirmed),
            ("silent-tokens", Unavailable),
            ("broken-tokens", Unavailable),
            ("foreign-key", Refused),
            ("over", Refused),
            ("broken-person", Refused),
        ],
    )
    def test_becomes_the_portals_own_error(
        self, esia: SimulatedEsia, key: DemoKey, fault: str, expected: type[Exception]
    ) -> None:
        with pytest.raises(expected):
            enter(esia, esia.adapter(key), fault=fault)

    def test_by_being_slow_is_not_waited_for(self, esia: SimulatedEsia, key: DemoKey) -> None:
        adapter = esia.adapter(key)
        adapter._http = Http(patience=0.3)

        with pytest.raises(Unavailable):
            enter(esia, adapter, fault="slow-tokens")

    @pytest.mark.parametrize("changes", [{"issuer": "http://esia.example/"}, {"issuer": "http://127.0.0.1/"}])
    def test_by_being_somebody_else_is_refused(
        self, esia: SimulatedEsia, key: DemoKey, changes: dict[str, str]
    ) -> None:
        with pytest.raises(Refused):
            enter(esia, esia.adapter(key, **changes))


class TestGost:
    def test_signs_tokens_too(self, key: DemoKey, tmp_path: Path) -> None:
        with simulated_esia(tmp_path, key.public_pem, "--gost-tokens") as esia:
            assert enter(esia, esia.adapter(key)).name == ANNA.name

    @needs_engine
    def test_signed_by_openssl_is_accepted(self, tmp_path: Path) -> None:
        private = tmp_path / "private.pem"
        private.write_bytes(
            openssl("genpkey", "-engine", "gost", "-algorithm", "gost2012_256", "-pkeyopt", "paramset:A")
        )
        public = openssl("pkey", "-engine", "gost", "-in", str(private), "-pubout").decode()
        signer = CommandSigner(("openssl", "dgst", "-engine", "gost", "-md_gost12_256", "-sign", str(private)))

        with simulated_esia(tmp_path, public) as esia:
            assert enter(esia, esia.adapter(signer)).name == ANNA.name
