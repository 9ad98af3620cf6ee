"""A provider's error codes as the Portal's errors."""

import logging
import re
from typing import Never

from kartoteka.domain.accounts.errors import IdentityNotConfirmed, SignInCancelled
from kartoteka.shared.errors import Refused, Unavailable

_CODE = re.compile(r"ESIA-\d{6}")
_PERSON_REFUSED = "ESIA-007004"
_NOT_CONFIRMED = "ESIA-007055"
_TRY_LATER = {"server_error", "temporarily_unavailable"}
# What the standard allows an error to be called: nothing else goes into the log.
_KNOWN = {
    "access_denied", "invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "login_required",
    "unauthorized_client", "unsupported_grant_type", "unsupported_response_type", *_TRY_LATER,
}  # fmt: skip

logger = logging.getLogger(__name__)


def refuse(error: object, description: object) -> Never:
    """
    Raise what the provider's error means.

    :raises SignInCancelled: the person refused
    :raises IdentityNotConfirmed: the account there is not confirmed
    :raises Unavailable: the provider asks to come later
    :raises Refused: all else; the code is in the log, for it tells what is wrong with our configuration
    """
    found = _CODE.search(str(description))
    name = error if isinstance(error, str) and error in _KNOWN else "an unknown error"
    code = found[0] if found else name
    if code in {_PERSON_REFUSED, "access_denied"}:
        raise SignInCancelled
    if code == _NOT_CONFIRMED:
        raise IdentityNotConfirmed
    if name in _TRY_LATER:
        raise Unavailable(code)
    logger.error("the identity provider refuses our request: %s", code)
    raise Refused(code)
