"""What a session must have shown before it opens a health record: somebody is there, and it is the owner (R82)."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from kartoteka.web.accounts.proof import is_stepped_up
from kartoteka.web.redirects import with_next
from kartoteka.web.request import PortalRequest
from kartoteka.web.sessions import SessionStore
from kartoteka.web.views import PersonalView


class RecordView(PersonalView):
    """
    A page with something of a health record on it.

    After fifteen minutes without a request the owner proves who he is. A password alone opens no record: once in
    thirty days in each browser a code by SMS is asked for, where the region wants it.
    """

    # No HEAD, which Django would answer as a GET: a row of the journal and an open file, and nobody reads anything.
    http_method_names = ["get", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Django's own signature
        way = way_to_prove(self.request, timezone.now())
        return HttpResponseRedirect(way) if way else super().dispatch(request, *args, **kwargs)


def way_to_prove(request: PortalRequest, now: datetime) -> str:
    """Where the owner proves who he is before a health record opens; empty where he need not."""
    back = request.get_full_path() if request.method == "GET" else reverse("start:start")
    session = cast("SessionStore", request.session)
    if session.stored is not None and session.stored.is_dozing:
        by_password = request.user.is_authenticated and request.user.has_usable_password()
        return with_next(reverse("accounts:prove" if by_password else "accounts:esia-again"), back)
    # Of a region that closed it is not known what it wants: the stricter is done.
    asks = request.region is None or request.region.asks_to_step_up
    return with_next(reverse("accounts:step-up"), back) if asks and not is_stepped_up(request, now) else ""
