"""What the pages of a signed-in account have in common."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views import View

from kartoteka.shared.dates import local_day
from kartoteka.ui.errors import stale_page
from kartoteka.ui.frames import frame_of
from kartoteka.web.request import PortalRequest

# Where a page shows days before any region is chosen.
_ZONE_WITHOUT_REGION = "Europe/Moscow"


def time_zone(request: PortalRequest) -> str:
    """The time zone in which a page thinks: the region's (R72)."""
    return request.region.time_zone if request.region else _ZONE_WITHOUT_REGION


def today(request: PortalRequest) -> date:
    """The calendar day where the region is."""
    return local_day(timezone.now(), time_zone(request))


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """A page as the site of the request shows it: the app has templates of its own for some."""
    return render(request, frame_of(request).choices(template), dict(context), status=status)


class PersonalView(View):
    """
    A page with somebody's data. A form sent from a page of another account, left open in another tab, is not carried
    out (R13): the mark printed in the form must be the mark of who is signed in now.
    """

    request: PortalRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Django's own signature
        page: PortalRequest = self.request
        if request.method == "POST" and not constant_time_compare(request.POST.get("acting_as", ""), page.acting_as):
            return stale_page(request)
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        return render_page(self.request, template, context, status=status)
