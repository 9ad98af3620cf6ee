"""What the pages of the app have in common, and its first page."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from kartoteka.web.request import PortalRequest
from kartoteka.web.views import PersonalView


class MobileView(PersonalView):
    """A page of the app. `mobile.gate` lets nobody here who has not signed in and unlocked the app."""

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        return render(self.request, f"mobile/{template}", dict(context), status=status)


class Home(MobileView):
    """«Главная» of the app."""

    def get(self, request: PortalRequest) -> HttpResponse:  # noqa: ARG002 - Django's own signature
        return self.page("templates/home.html", {})
