"""The browser of a request: the secret word of its cookie, and its name in a few words."""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ua_parser import parse

from kartoteka.ui.frames import frame_of

# A cookie with this prefix can't be set by a neighbour site under the same domain.
_PREFIX = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
_A_YEAR = 365 * 24 * 60 * 60
_BYTES = 32
_WORD = re.compile(r"[\w-]{20,100}", re.ASCII)
_LONGEST_AGENT = 400
_LONGEST_NAME = 60
_UNKNOWN = "Неизвестное устройство"


def device_word(request: HttpRequest) -> str:
    """The word by which this browser was remembered; empty where it never was."""
    word = request.COOKIES.get(_cookie(request), "")
    return word if _WORD.fullmatch(word) else ""


def new_device_word() -> str:
    """A word for a browser that has none."""
    return secrets.token_urlsafe(_BYTES)


def keep_device_word(request: HttpRequest, response: HttpResponseBase, word: str) -> None:
    """Let the browser keep its word for a year."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(_cookie(request), word, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=secure)


def forget_device_word(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let whoever comes next begin in a browser that nobody knows."""
    response.delete_cookie(_cookie(request), samesite="Lax")


def _cookie(request: HttpRequest) -> str:
    # The app has a word of its own: «Выйти» in it takes the word away, and the browser beside it keeps its own (P-09).
    return f"{_PREFIX}{'app-word' if frame_of(request).is_app else 'device'}"


def device_name(request: HttpRequest) -> str:
    """«Chrome, Windows», from what the browser says of itself."""
    said = parse(request.headers.get("User-Agent", "")[:_LONGEST_AGENT])
    families = (said.user_agent.family if said.user_agent else "", said.os.family if said.os else "")
    known = [family for family in families if family and family != "Other"]
    return ", ".join(known)[:_LONGEST_NAME] or _UNKNOWN
