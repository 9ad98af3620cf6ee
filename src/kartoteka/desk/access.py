"""To whom the desk exists: staff whose session passed the second factor. To everybody else it does not."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views import View

from kartoteka.domain.accounts.types import Role
from kartoteka.domain.moderation.desk import record_refusal
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day
from kartoteka.ui.context import Page
from kartoteka.ui.errors import stale_page

# Where a page shows days before any region is chosen.
_ZONE_WITHOUT_REGION = "Europe/Moscow"

# Who decides on requests.
MODERATORS = (Role.MODERATOR, Role.HEAD_MODERATOR)
# Who sees how the work of all goes: the figures say nothing of a person.
READERS_OF_FIGURES = (Role.HEAD_MODERATOR, Role.ADMINISTRATOR)


def may_work_here(request: HttpRequest, roles: Collection[Role]) -> bool:
    """Whether the account, as this request finds it, has one of the roles and its session passed the second factor."""
    user = request.user
    if not user.is_authenticated or not user.is_active or user.role not in roles:
        return False
    # Said by a middleware; where it does not run, nobody passes.
    return not getattr(request, "lacks_second_factor", True)


def moderator(request: HttpRequest) -> UUID:
    """The account at the desk."""
    account_id: UUID | None = request.user.pk
    assert account_id is not None, "the page is open to guests"  # noqa: S101 - a mistake of ours, not of theirs
    return account_id


def actor(request: HttpRequest) -> Actor:
    """Who acts on this request."""
    return Actor.account(moderator(request))


def time_zone(request: HttpRequest) -> str:
    """The time zone in which the moderator thinks: that of his region."""
    region = Page(request).region
    return region.time_zone if region else _ZONE_WITHOUT_REGION


def today(request: HttpRequest) -> date:
    """The calendar day at the desk."""
    return local_day(timezone.now(), time_zone(request))


# The pages answer guests themselves: with "not found", not with the way to the sign-in.
@method_decorator(login_not_required, name="dispatch")
class DeskView(View):
    """A page of the desk. A form of another account's page is not carried out (R13)."""

    roles: Collection[Role] = MODERATORS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Django's own signature
        if not may_work_here(request, self.roles):
            if request.user.is_authenticated:
                record_refusal(by=actor(request), now=timezone.now())
            raise Http404
        mark = request.POST.get("acting_as", "")
        if request.method == "POST" and not constant_time_compare(mark, Page(request).acting_as):
            return stale_page(request)
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        surroundings = {
            "zone": time_zone(self.request),
            "today": today(self.request),
            "sees_figures": may_work_here(self.request, READERS_OF_FIGURES),
        }
        return render(self.request, f"desk/templates/{template}.html", surroundings | dict(context), status=status)
