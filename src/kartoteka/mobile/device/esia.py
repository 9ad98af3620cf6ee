"""«Войти через портал Госуслуг»: the app's own way to ESIA, which comes back into the app (A-07, A-08)."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from kartoteka.mobile.device import texts
from kartoteka.mobile.device.telephone import may_use_app
from kartoteka.ui.notices import Notice
from kartoteka.web.accounts import esia
from kartoteka.web.redirects import inside
from kartoteka.web.request import PortalRequest


def _objection(account_id: UUID) -> Notice | None:
    return None if may_use_app(account_id) else texts.ONLY_IN_BROWSER


_DOORS = esia.Doors("mobile:esia", "mobile:esia-return", "mobile:home", "mobile:sign-in", "mobile:region", _objection)


@login_not_required
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Leads to ESIA."""
    esia.require_provider()
    if request.user.is_authenticated:
        return redirect("mobile:home")
    return esia.to_provider(request, inside(request, request.GET.get("next", "")), doors=_DOORS)


@login_not_required
@require_GET
def come_back(request: PortalRequest) -> HttpResponse:
    """Where ESIA sends the telephone."""
    esia.require_provider()
    return esia.finish(request, _DOORS)
