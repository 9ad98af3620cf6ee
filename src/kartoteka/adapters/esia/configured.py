"""The adapters as the settings want them: what KARTOTEKA_ADAPTERS names."""

import shlex
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from kartoteka.adapters.esia.direct import SCOPE, DirectEsia, DirectSettings
from kartoteka.adapters.esia.oidc import CLAIMS, OidcProvider, OidcSettings
from kartoteka.adapters.esia.oidc import SCOPE as OIDC_SCOPE
from kartoteka.adapters.esia.signers import CommandSigner, Signer
from kartoteka.adapters.esia.tokens import read_token_key

_YES = {"1", "yes", "true"}


def direct() -> DirectEsia:
    """
    ESIA without a broker.

    :raises ImproperlyConfigured: an obligatory setting is missing, or the key can't be read
    """
    url = _value("url")
    try:
        token_key = read_token_key(Path(_value("token_key")))
    except (OSError, ValueError) as failure:
        raise ImproperlyConfigured("KARTOTEKA_ESIA_TOKEN_KEY names no public key in PEM") from failure
    signer: Signer = import_string(_value("signer"))()
    return DirectEsia(
        DirectSettings(
            url=url,
            client_id=_value("client_id"),
            certificate_hash=_value("certificate_hash"),
            # ESIA names itself without the "s", and with a slash at the end.
            issuer=_optional("issuer") or f"http://{urlsplit(url).netloc}/",
            token_key=token_key,
            scope=_optional("scope") or SCOPE,
            ends_session=_is_on("ends_session"),
            ca_file=_optional("ca_file"),
        ),
        signer,
    )


def oidc() -> OidcProvider:
    """
    A broker, or a «типовое техническое решение».

    :raises ImproperlyConfigured: an obligatory setting is missing or wrong
    """
    return OidcProvider(
        OidcSettings(
            issuer=_value("issuer"),
            client_id=_value("client_id"),
            client_secret=_value("client_secret"),
            scope=_optional("scope") or OIDC_SCOPE,
            claims=CLAIMS | _claims(),
            ends_session=_is_on("ends_session"),
            ca_file=_optional("ca_file"),
        )
    )


def command_signer() -> CommandSigner:
    """
    The program of KARTOTEKA_ESIA_SIGN_COMMAND.

    :raises ImproperlyConfigured: there is none
    """
    return CommandSigner(tuple(shlex.split(_value("sign_command"))), is_reversed=_is_on("sign_reversed"))


def _claims() -> dict[str, str]:
    """Claims by other names than usual, as in `trusted=urn:esia:trusted,snils=snils_number`."""
    pairs = [pair.partition("=") for pair in _optional("claims").split(",") if pair]
    named = {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
    if strangers := sorted(named.keys() - CLAIMS.keys()):
        raise ImproperlyConfigured(f"KARTOTEKA_ESIA_CLAIMS: {', '.join(strangers)} is none of {', '.join(CLAIMS)}")
    return named


def _value(name: str) -> str:
    value = _optional(name)
    if not value:
        raise ImproperlyConfigured(f"KARTOTEKA_ESIA_{name.upper()} is not set")
    return value


def _optional(name: str) -> str:
    value: str = settings.KARTOTEKA_ESIA.get(name, "")
    return value


def _is_on(name: str) -> bool:
    return _optional(name).lower() in _YES
