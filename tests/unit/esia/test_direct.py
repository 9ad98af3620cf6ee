"""What ESIA gets to sign in with, to the letter of its rules."""

import base64
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from kartoteka.adapters.esia.direct import DirectEsia, DirectSettings, message_to_sign
from kartoteka.adapters.esia.gost import is_signed, read_public_key
from kartoteka.adapters.esia.refusals import refuse
from kartoteka.adapters.esia.tokens import TokenKey
from kartoteka.devtools.gost_key import new_key
from kartoteka.domain.accounts.errors import IdentityNotConfirmed, SignInCancelled
from kartoteka.domain.accounts.types import ProviderAnswer, SignInAttempt
from kartoteka.shared.errors import Refused, Unavailable

RETURN = "https://portal.example/sign-in/esia/return/"
ATTEMPT = SignInAttempt("8d3a3c7e-6a0c-4b53-9f0b-8a5b8d5f0f11", "nonce", "verifier")
HASH = "0123456789ABCDEF" * 4
KEY = new_key()


def esia(**changes: object) -> DirectEsia:
    usual: dict[str, object] = {
        "url": "https://esia.example",
        "client_id": "KARTOTEKA",
        "certificate_hash": HASH,
        "issuer": "http://esia.example/",
        "token_key": TokenKey("RS256", None),
        "scope": "openid fullname",
    }
    return DirectEsia(DirectSettings(**{**usual, **changes}), KEY)  # type: ignore[arg-type]


class TestMessage:
    def test_has_the_order_of_v2_ac(self) -> None:
        message = message_to_sign("CLIENT", "openid fullname", "2026.11.23 10:00:00 +0000", "STATE", "https://r/")

        assert message == b"CLIENTopenid fullname2026.11.23 10:00:00 +0000STATEhttps://r/"

    def test_has_the_code_at_the_end_for_v3_te(self) -> None:
        assert message_to_sign("C", "s", "t", "S", "r", "CODE") == b"CstSrCODE"


class TestBeginning:
    @pytest.fixture
    def address(self, now: datetime) -> str:
        return esia().begin(ATTEMPT, return_to=RETURN, now=now)

    def test_leads_to_v2_ac_with_all_it_asks_for(self, address: str) -> None:
        fields = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

        assert address.startswith("https://esia.example/aas/oauth2/v2/ac?")
        assert fields | {"client_secret": ""} == {
            "client_id": "KARTOTEKA",
            "client_certificate_hash": HASH,
            "client_secret": "",
            "scope": "openid fullname",
            "timestamp": "2026.11.23 09:00:00 +0000",
            "state": ATTEMPT.state,
            "redirect_uri": RETURN,
            "response_type": "code",
            "access_type": "online",
        }

    def test_writes_plus_and_space_as_esia_reads_them(self, address: str) -> None:
        assert "timestamp=2026.11.23%2009%3A00%3A00%20%2B0000&" in address

    def test_is_signed_by_86_symbols_over_the_message(self, address: str) -> None:
        secret = parse_qs(urlsplit(address).query)["client_secret"][0]
        point = read_public_key(KEY.public_pem.encode())
        message = message_to_sign("KARTOTEKA", "openid fullname", "2026.11.23 09:00:00 +0000", ATTEMPT.state, RETURN)

        assert len(secret) == 86
        assert point is not None
        assert is_signed(message, base64.urlsafe_b64decode(secret + "=="), point)

    def test_names_the_moment_in_utc(self, now: datetime) -> None:
        there = now.astimezone(timezone(timedelta(hours=5)))

        assert "09%3A00%3A00%20%2B0000" in esia().begin(ATTEMPT, return_to=RETURN, now=there)


class TestLogout:
    def test_is_named_where_the_installation_wants_it(self) -> None:
        address = esia(ends_session=True).logout_url(return_to="https://portal.example/")

        assert address == (
            "https://esia.example/idp/ext/Logout?client_id=KARTOTEKA&redirect_url=https%3A%2F%2Fportal.example%2F"
        )

    def test_is_nowhere_otherwise(self) -> None:
        assert esia().logout_url(return_to="https://portal.example/") == ""


class TestRefusal:
    @pytest.mark.parametrize(
        ("error", "description", "expected"),
        [
            ("access_denied", "ESIA-007004: the owner refused", SignInCancelled),
            ("access_denied", "", SignInCancelled),
            ("invalid_request", "ESIA-007055: not confirmed", IdentityNotConfirmed),
            ("invalid_request", "ESIA-007014: a parameter is missing", Refused),
            ("access_denied", "ESIA-007019: no permission", Refused),
            ("invalid_request", "ESIA-007023: redirect_uri", Refused),
            ("temporarily_unavailable", "", Unavailable),
            ("server_error", "ESIA-008010", Unavailable),
            ("", "", Refused),
            (None, None, Refused),
            ({"a": 1}, ["b"], Refused),
        ],
    )
    def test_becomes_the_portals_own_error(self, error: object, description: object, expected: type[Exception]) -> None:
        with pytest.raises(expected):
            refuse(error, description)

    def test_tells_the_log_the_code_and_no_word_more(self, caplog: pytest.LogCaptureFixture) -> None:
        with pytest.raises(Refused):
            refuse("Соколова Анна", "ESIA-007019: Соколова Анна")
        with pytest.raises(Refused):
            refuse("Соколова Анна", "Соколова Анна")

        assert "ESIA-007019" in caplog.text
        assert "Соколова" not in caplog.text

    def test_comes_before_any_question_to_esia(self, now: datetime) -> None:
        for answer in (ProviderAnswer(ATTEMPT.state), ProviderAnswer("other", code="x")):
            with pytest.raises(Refused):
                esia(url="http://127.0.0.1:9").finish(answer, ATTEMPT, return_to=RETURN, now=now)
