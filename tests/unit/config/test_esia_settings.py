import pytest
from django.core.exceptions import ImproperlyConfigured

from kartoteka.config.settings import esia


class TestMode:
    def test_is_off_unless_the_environment_says_otherwise(self) -> None:
        assert esia.adapter_of({}) == ""
        assert esia.adapter_of({"KARTOTEKA_ESIA_MODE": "off"}) == ""

    @pytest.mark.parametrize("mode", ["direct", "oidc"])
    def test_names_the_adapter(self, mode: str) -> None:
        assert esia.adapter_of({"KARTOTEKA_ESIA_MODE": mode}) == f"kartoteka.adapters.esia.configured.{mode}"

    def test_stops_the_start_when_nobody_knows_it(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="off, direct, oidc"):
            esia.adapter_of({"KARTOTEKA_ESIA_MODE": "yes"})


class TestValues:
    def test_are_those_of_the_environment(self) -> None:
        values = esia.values_of({"KARTOTEKA_ESIA_URL": "https://esia.example/", "KARTOTEKA_ESIA_CLIENT_ID": "K"})

        assert (values["url"], values["client_id"], values["token_key"]) == ("https://esia.example", "K", "")

    def test_lead_to_the_real_esia_and_a_program_that_signs(self) -> None:
        values = esia.values_of({})

        assert values["url"] == "https://esia.gosuslugi.ru"
        assert values["signer"] == "kartoteka.adapters.esia.configured.command_signer"


class TestForms:
    def test_lead_nowhere_else_without_a_provider(self) -> None:
        assert esia.form_origins({"KARTOTEKA_ESIA_URL": "https://esia.example"}) == []

    @pytest.mark.parametrize(
        ("environment", "origin"),
        [
            ({"MODE": "direct"}, "https://esia.gosuslugi.ru"),
            ({"MODE": "direct", "ISSUER": "http://esia.gosuslugi.ru/"}, "https://esia.gosuslugi.ru"),
            ({"MODE": "direct", "URL": "http://127.0.0.1:8001"}, "http://127.0.0.1:8001"),
            ({"MODE": "oidc", "ISSUER": "https://broker.example/realms/region"}, "https://broker.example"),
            ({"MODE": "oidc", "ISSUER": "https://b.example", "URL": "https://pages.example/"}, "https://pages.example"),
        ],
    )
    def test_may_lead_to_the_provider(self, environment: dict[str, str], origin: str) -> None:
        assert esia.form_origins({f"KARTOTEKA_ESIA_{name}": one for name, one in environment.items()}) == [origin]


DIRECT = {
    "KARTOTEKA_ESIA_MODE": "direct",
    "KARTOTEKA_ESIA_CLIENT_ID": "K",
    "KARTOTEKA_ESIA_CERTIFICATE_HASH": "A" * 64,
    "KARTOTEKA_ESIA_SIGN_COMMAND": "sign",
    "KARTOTEKA_ESIA_TOKEN_KEY": "/etc/kartoteka/esia.pem",
}
OIDC = {
    "KARTOTEKA_ESIA_MODE": "oidc",
    "KARTOTEKA_ESIA_ISSUER": "https://broker.example",
    "KARTOTEKA_ESIA_CLIENT_ID": "k",
    "KARTOTEKA_ESIA_CLIENT_SECRET": "s",
}


class TestProduction:
    @pytest.mark.parametrize("environment", [{}, DIRECT, OIDC], ids=["off", "direct", "oidc"])
    def test_starts_with_all_that_is_needed(self, environment: dict[str, str]) -> None:
        esia.require_complete(environment)

    @pytest.mark.parametrize(
        ("environment", "missing"),
        [(one, name) for one in (DIRECT, OIDC) for name in one if name != "KARTOTEKA_ESIA_MODE"],
    )
    def test_does_not_start_when_something_is_missing(self, environment: dict[str, str], missing: str) -> None:
        with pytest.raises(ImproperlyConfigured, match=f"{missing} is not set"):
            esia.require_complete({**environment, missing: ""})

    @pytest.mark.parametrize(
        "environment",
        [
            {**DIRECT, "KARTOTEKA_ESIA_URL": "http://esia.gosuslugi.ru"},
            {**OIDC, "KARTOTEKA_ESIA_ISSUER": "http://broker.example"},
        ],
    )
    def test_does_not_start_to_talk_without_tls(self, environment: dict[str, str]) -> None:
        with pytest.raises(ImproperlyConfigured, match="https"):
            esia.require_complete(environment)
