"""What the pages of the app have in common, and those that the Portal has not."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpResponse
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.card_index.selectors import card_index
from kartoteka.domain.card_index.types import BookedService, CardIndexView, CardSummary
from kartoteka.web.request import PortalRequest, account_id
from kartoteka.web.views import PersonalView, today

_SOONEST: Final = 5


class MobileView(PersonalView):
    """A page of the app. `mobile.gate` lets nobody here who has not signed in and unlocked the app."""

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        return super().page(f"mobile/{template}", context, status=status)


class Home(MobileView):
    """«Главная» of the app: what is next for each of the family."""

    def get(self, request: PortalRequest) -> HttpResponse:
        index = card_index(account_id=account_id(request), booked_services=wiring.booked_services(), now=timezone.now())
        request.main_name = index.main_name
        context = {"index": index, "visits": _next_visits(index)[:_SOONEST], "today": today(request)}
        return self.page("templates/home.html", context)


class SettingsPage(MobileView):
    """«Настройки»: how the app opens, what it reports, and how it looks."""

    def get(self, request: PortalRequest) -> HttpResponse:  # noqa: ARG002 - Django's own signature
        return self.page("templates/settings.html", {})


def _next_visits(index: CardIndexView) -> list[tuple[CardSummary, BookedService]]:
    """The next visit of each person, the soonest first."""
    booked = [
        (entry.card, entry.services.next) for entry in index.cards if entry.services is not None and entry.services.next
    ]
    return sorted(booked, key=lambda one: one[1].starts_at)
