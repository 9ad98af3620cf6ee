"""The two ceremonies of WebAuthn: a passkey is made on the telephone, and shown again to open the app."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAttachment,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kartoteka.domain.accounts.app_devices.errors import PasskeyRefused
from kartoteka.domain.accounts.app_devices.types import Passkey

_NAME = "К врачу"
_REQUIRED = UserVerificationRequirement.REQUIRED


def creation_options(request: HttpRequest, device_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked to make, and what has to be remembered until it answers."""
    # The passkey names nobody: lists of passkeys are open to whoever holds the telephone.
    owner = PublicKeyCredentialUserEntity(id=device_id.bytes, name=_NAME, display_name=_NAME)
    options, state = _server(request).register_begin(
        owner,
        user_verification=_REQUIRED,
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        authenticator_attachment=AuthenticatorAttachment.PLATFORM,
        extensions={"prf": {}},
    )
    return dict(options.public_key), dict(state)


def made_passkey(
    request: HttpRequest, state: Mapping[str, Any], answer: Mapping[str, Any], *, has_prf: bool
) -> Passkey:
    """
    The passkey that the browser made.

    :raises PasskeyRefused: it is not what was asked for
    """
    try:
        made = _server(request).register_complete(state, answer)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PasskeyRefused from error
    if made.credential_data is None:
        raise PasskeyRefused
    return Passkey(bytes(made.credential_data), made.counter, has_prf)


def request_options(passkey: Passkey) -> dict[str, Any]:
    """By what the browser finds the passkey; the challenge is that of the telephone."""
    credential = AttestedCredentialData(passkey.credential)
    return {
        "rpId": settings.KARTOTEKA_PASSKEY_HOST,
        "userVerification": _REQUIRED.value,
        "allowCredentials": [{"type": "public-key", "id": websafe_encode(credential.credential_id)}],
    }


def checker(request: HttpRequest, answer: Mapping[str, Any]) -> Callable[[Passkey, bytes], int]:
    """Looks at what the passkey signed, when its turn comes."""

    def check(passkey: Passkey, challenge: bytes) -> int:
        state = {"challenge": websafe_encode(challenge), "user_verification": _REQUIRED}
        try:
            _server(request).authenticate_complete(state, [AttestedCredentialData(passkey.credential)], answer)
            return AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PasskeyRefused from error

    return check


def _server(request: HttpRequest) -> Fido2Server:
    own = f"{request.scheme}://{request.get_host()}"
    party = PublicKeyCredentialRpEntity(id=settings.KARTOTEKA_PASSKEY_HOST, name=_NAME)
    return Fido2Server(party, verify_origin=lambda origin: origin == own)
