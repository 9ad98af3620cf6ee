"""
«Версия для слабовидящих»: how a person wants the pages to look.

The choice is kept in a cookie and written into the page by the server, so it works without scripts, from the first
page, for guests too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "appearance"
_COOKIE_AGE = timedelta(days=365)

SIZES = ("1", "2", "3")
SCHEMES = ("bw", "wb", "blue", "beige")
FONTS = ("sans", "serif")
SPACINGS = ("normal", "wide")
PICTURES = ("on", "off")


@dataclass(frozen=True, slots=True)
class Appearance:
    """How pages look; without `enabled` the rest has no effect."""

    enabled: bool = False
    size: str = "2"
    scheme: str = "bw"
    font: str = "sans"
    spacing: str = "normal"
    pictures: str = "on"


USUAL: Final = Appearance()
_CHOICES = {"size": SIZES, "scheme": SCHEMES, "font": FONTS, "spacing": SPACINGS, "pictures": PICTURES}


def read_appearance(request: HttpRequest) -> Appearance:
    """What the cookie says; the usual look where it says nothing sensible."""
    values = request.COOKIES.get(COOKIE, "").split(".")
    if len(values) != len(_CHOICES):
        return USUAL
    chosen = dict(zip(_CHOICES, values, strict=True))
    if any(value not in _CHOICES[name] for name, value in chosen.items()):
        return USUAL
    return replace(USUAL, enabled=True, **chosen)


def changed(appearance: Appearance, wishes: Mapping[str, str]) -> Appearance:
    """
    The look after a press of a button of the panel.

    `mode` switches the version for people with poor sight on or off; `size`, `scheme`, `font`, `spacing` and `pictures`
    change one of its sides and switch it on. What is not offered changes nothing.
    """
    if wishes.get("mode") == "off":
        return USUAL
    chosen = {name: wishes[name] for name, offered in _CHOICES.items() if wishes.get(name) in offered}
    if chosen or wishes.get("mode") == "on":
        return replace(appearance, enabled=True, **chosen)
    return appearance


def remember(response: HttpResponse, appearance: Appearance) -> None:
    """Keep the look for the next pages of this browser."""
    if not appearance.enabled:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        ".".join(getattr(appearance, name) for name in _CHOICES),
        max_age=_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
