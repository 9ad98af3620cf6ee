"""What every page knows, whatever its view."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from kartoteka.domain.accounts.types import Role
from kartoteka.domain.regions.types import Region
from kartoteka.ui import notices
from kartoteka.ui.addresses import url
from kartoteka.ui.appearance import Appearance, read_appearance
from kartoteka.ui.frames import Frame, frame_of

# Where staff work, by role.
_WORKPLACES = {
    Role.ADMINISTRATOR: ("Администрирование", "admin:index"),
    Role.MODERATOR: ("Рабочее место", "desk:queue"),
    Role.REGISTRAR: ("Рабочее место", "desk:registrar"),
    Role.HEAD_MODERATOR: ("Рабочее место", "desk:queue"),
}

_NO_COMING_BACK = {"regions:choose", "accounts:sign-in"}


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the main menu. `current` is the value of aria-current: `page`, `true` (a page inside) or empty."""

    label: str
    icon: str
    url: str
    current: str


class Page:
    """
    The surroundings of a page, from what the middleware of the web floor left on the request.

    Nothing is read before a template asks for it: a fragment must not take the notices that wait for the next page.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def frame(self) -> Frame:
        """What stands around the page."""
        return frame_of(self._request)

    @property
    def region(self) -> Region | None:
        """The region chosen, or None."""
        return getattr(self._request, "region", None)

    @property
    def account_name(self) -> str | None:
        """Whose account it is, or None for a guest."""
        return getattr(self._request, "account_name", None)

    @property
    def workplace(self) -> NavItem | None:
        """Where the account works, if it is one of staff."""
        place = _WORKPLACES.get(getattr(self._request, "role", None) or Role.USER)
        return NavItem(place[0], "settings", url(place[1]), "") if place else None

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits for the account's answer about a record (F-08)."""
        return bool(getattr(self._request, "is_asked", False))

    @property
    def is_listed_anew(self) -> bool:
        """Whether somebody put the account's owner into a card index, and he has not looked who (R4)."""
        return getattr(self._request, "listed_at", None) is not None

    @property
    def acting_as(self) -> str:
        """What every form sends back, so that a form of another account's page is refused (R13)."""
        return getattr(self._request, "acting_as", None) or ""

    @property
    def incident(self) -> str:
        """The incident number of this request."""
        return getattr(self._request, "incident", None) or ""

    @cached_property
    def appearance(self) -> Appearance:
        """The look of the pages."""
        return read_appearance(self._request)

    @property
    def path(self) -> str:
        """Where the browser is, to come back to."""
        return self._request.get_full_path()

    @property
    def come_back(self) -> str:
        """Where to return after the choice of a region; empty where there is nothing to return to."""
        match = self._request.resolver_match
        if self._request.method != "GET" or match is None or match.view_name in _NO_COMING_BACK:
            return ""
        return self.path

    @cached_property
    def notices(self) -> tuple[notices.Notice, ...]:
        """Messages that wait for this page; reading them takes them."""
        return notices.read(self._request)

    @cached_property
    def nav(self) -> tuple[NavItem, ...]:
        """The main menu."""
        match = self._request.resolver_match
        here, room = (match.view_name, match.namespace) if match else ("", "")
        return tuple(
            NavItem(
                one.label,
                one.icon,
                url(one.route),
                "page" if here == one.route else "true" if room in one.rooms else "",
            )
            for one in self.frame.sections
        )


def page_context(request: HttpRequest) -> dict[str, object]:
    """The context processor of all templates."""
    return {"page": Page(request)}
