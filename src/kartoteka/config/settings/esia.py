"""What the environment says of ESIA; see docs/operations.md."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_ADAPTERS = {
    "off": "",
    "direct": "kartoteka.adapters.esia.configured.direct",
    "oidc": "kartoteka.adapters.esia.configured.oidc",
}
# Without these nobody would get in, and only the people at the sign-in page would notice.
_OBLIGATORY = {
    "off": (),
    "direct": ("CLIENT_ID", "CERTIFICATE_HASH", "SIGN_COMMAND", "TOKEN_KEY"),
    "oidc": ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"),
}
_NAMES = (
    "URL", "ISSUER", "CLIENT_ID", "CLIENT_SECRET", "CERTIFICATE_HASH", "SCOPE", "SIGN_COMMAND", "SIGN_REVERSED",
    "TOKEN_KEY", "CLAIMS", "CA_FILE", "ENDS_SESSION",
)  # fmt: skip
_PRODUCTION_URL = "https://esia.gosuslugi.ru"


def require_complete(environment: Mapping[str, str]) -> None:
    """
    Check that the chosen way to ESIA can work, and that nobody listens on it.

    :raises ImproperlyConfigured: an obligatory setting is missing, or the provider would be asked without TLS
    """
    mode = environment.get("KARTOTEKA_ESIA_MODE", "off")
    for name in _OBLIGATORY[mode]:
        if not environment.get(f"KARTOTEKA_ESIA_{name}"):
            raise ImproperlyConfigured(f"KARTOTEKA_ESIA_{name} is not set")
    asked = {"direct": "url", "oidc": "issuer"}.get(mode)
    if asked and not values_of(environment)[asked].startswith("https://"):
        raise ImproperlyConfigured(f"KARTOTEKA_ESIA_{asked.upper()} must begin with https://")


def adapter_of(environment: Mapping[str, str]) -> str:
    """
    Dotted name of what makes the identity provider; empty: there is none.

    :raises ImproperlyConfigured: KARTOTEKA_ESIA_MODE is none of the known ones
    """
    mode = environment.get("KARTOTEKA_ESIA_MODE", "off")
    if mode not in _ADAPTERS:
        raise ImproperlyConfigured(f"KARTOTEKA_ESIA_MODE must be one of {', '.join(_ADAPTERS)}")
    return _ADAPTERS[mode]


def values_of(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings of the adapters, by their names in lower case; those that are not set are empty."""
    values = {name.lower(): environment.get(f"KARTOTEKA_ESIA_{name}", "") for name in _NAMES}
    values["url"] = (values["url"] or _PRODUCTION_URL).rstrip("/")
    return values | {"signer": "kartoteka.adapters.esia.configured.command_signer"}


def form_origins(environment: Mapping[str, str]) -> list[str]:
    """
    Where forms of ours may lead in the end: to the provider, after the choice of a region, a password typed once more
    or «Выход». The browser asks the content policy about the redirects after a form as well.
    """
    mode = environment.get("KARTOTEKA_ESIA_MODE", "off")
    if mode == "off":
        return []
    issuer = environment.get("KARTOTEKA_ESIA_ISSUER", "") if mode == "oidc" else ""
    # A broker may have its pages elsewhere than its name says.
    parts = urlsplit(environment.get("KARTOTEKA_ESIA_URL") or issuer or _PRODUCTION_URL)
    return [f"{parts.scheme}://{parts.netloc}"]
