"""The adapters as an installation configures them."""

from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from kartoteka.adapters.esia.configured import command_signer, direct, oidc
from kartoteka.adapters.esia.signers import CommandSigner
from kartoteka.devtools.gost_key import new_key
from kartoteka.domain.accounts.types import SignInAttempt

ATTEMPT = SignInAttempt("8d3a3c7e-6a0c-4b53-9f0b-8a5b8d5f0f11", "nonce", "verifier")


@pytest.fixture
def esia(settings: Settings, tmp_path: Path) -> dict[str, str]:
    """Settings of a direct connection; a program signs with nothing but the message's beginning."""
    key = tmp_path / "token-key.pem"
    key.write_text(new_key().public_pem)
    values = {
        "url": "https://esia.example",
        "client_id": "KARTOTEKA",
        "certificate_hash": "A" * 64,
        "token_key": str(key),
        "sign_command": "head --bytes=64",
        "signer": "kartoteka.adapters.esia.configured.command_signer",
    }
    settings.KARTOTEKA_ESIA = values
    return values


class TestDirect:
    def test_is_made_of_the_settings(self, esia: dict[str, str], now: datetime) -> None:
        address = direct().begin(ATTEMPT, return_to="https://portal.example/", now=now)

        asked = parse_qs(urlsplit(address).query)
        assert address.startswith("https://esia.example/aas/oauth2/v2/ac?")
        assert (asked["client_id"], asked["client_certificate_hash"]) == (["KARTOTEKA"], ["A" * 64])
        assert asked["scope"] == ["openid fullname birthdate gender snils medical_doc mobile email"]

    def test_knows_by_which_name_esia_calls_itself(self, esia: dict[str, str]) -> None:
        assert direct()._settings.issuer == "http://esia.example/"

    @pytest.mark.parametrize("name", ["client_id", "certificate_hash", "token_key", "sign_command"])
    def test_is_not_made_when_something_is_missing(self, esia: dict[str, str], name: str) -> None:
        esia[name] = ""

        with pytest.raises(ImproperlyConfigured, match=f"KARTOTEKA_ESIA_{name.upper()}"):
            direct()

    @pytest.mark.parametrize("content", [None, "no key"])
    def test_is_not_made_without_a_readable_key(
        self, esia: dict[str, str], tmp_path: Path, content: str | None
    ) -> None:
        esia["token_key"] = str(tmp_path / "other.pem")
        if content is not None:
            (tmp_path / "other.pem").write_text(content)

        with pytest.raises(ImproperlyConfigured, match="TOKEN_KEY"):
            direct()


class TestCommandSigner:
    def test_is_split_as_a_shell_would_and_may_be_turned(self, esia: dict[str, str]) -> None:
        esia |= {"sign_command": "/opt/sign --key 'my key'", "sign_reversed": "yes"}

        assert command_signer() == CommandSigner(("/opt/sign", "--key", "my key"), is_reversed=True)


class TestOidc:
    @pytest.fixture
    def broker(self, settings: Settings) -> dict[str, str]:
        settings.KARTOTEKA_ESIA = {
            "issuer": "https://broker.example",
            "client_id": "kartoteka",
            "client_secret": "secret",
        }
        values: dict[str, str] = settings.KARTOTEKA_ESIA
        return values

    def test_is_made_of_the_settings(self, broker: dict[str, str]) -> None:
        made = oidc()._settings

        assert (made.issuer, made.client_id, made.scope) == (
            "https://broker.example",
            "kartoteka",
            "openid profile email phone",
        )
        assert made.claims["snils"] == "snils"

    def test_takes_the_brokers_own_names_of_claims(self, broker: dict[str, str]) -> None:
        broker["claims"] = "snils=snils_number, trusted=urn:esia:trusted"

        claims = oidc()._settings.claims

        assert (claims["snils"], claims["trusted"], claims["family"]) == (
            "snils_number",
            "urn:esia:trusted",
            "family_name",
        )

    def test_is_not_made_with_a_claim_that_nobody_reads(self, broker: dict[str, str]) -> None:
        broker["claims"] = "snail=snils"

        with pytest.raises(ImproperlyConfigured, match="snail"):
            oidc()

    @pytest.mark.parametrize("name", ["issuer", "client_id", "client_secret"])
    def test_is_not_made_when_something_is_missing(self, broker: dict[str, str], name: str) -> None:
        broker[name] = ""

        with pytest.raises(ImproperlyConfigured, match=f"KARTOTEKA_ESIA_{name.upper()}"):
            oidc()
