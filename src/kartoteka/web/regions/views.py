from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_safe

from kartoteka.domain.accounts import services as accounts
from kartoteka.domain.regions.errors import RegionClosed
from kartoteka.domain.regions.selectors import active_region, list_active_regions
from kartoteka.web.middleware import REGION_COOKIE
from kartoteka.web.redirects import inside
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import render_page

_A_YEAR = 365 * 24 * 60 * 60


@method_decorator(login_not_required, name="dispatch")
class ChooseRegion(View):
    """Choice of the region: its services, phones and clock are what the person sees then (A-01, R72)."""

    request: PortalRequest
    template_name = "web/regions/templates/choose.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, next_url=request.GET.get("next", ""), closed="closed" in request.GET)

    def post(self, request: HttpRequest) -> HttpResponse:
        next_url = request.POST.get("next", "")
        try:
            region = active_region(request.POST.get("region", ""))
            if request.user.is_authenticated:
                accounts.change_region(
                    account_id=account_id(request),
                    region_code=region.code,
                    by=actor(request),
                    now=timezone.now(),
                )
        except RegionClosed:
            return self._page(request, next_url=next_url, closed=True, status=422)
        response = redirect(inside(request, next_url) or "start:start")
        response.set_cookie(
            REGION_COOKIE,
            region.code,
            max_age=_A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def _page(self, request: HttpRequest, *, next_url: str, closed: bool, status: int = 200) -> HttpResponse:
        context = {
            "regions": list_active_regions(),
            "current": self.request.region.code if self.request.region else None,
            "next": inside(request, next_url),
            "closed": closed,
        }
        return render_page(request, self.template_name, context | self.more_context(), status=status)

    def more_context(self) -> dict[str, object]:
        """What a page of another look needs besides."""
        return {}


@require_safe
def services(request: PortalRequest) -> HttpResponse:
    """«Запись к врачу»: the services of the region and how to get them, for signed-in people (A-01, 2.2)."""
    if request.region is None:
        return redirect("regions:choose", permanent=False)
    region = active_region(request.region.code)
    return render_page(request, "web/regions/templates/services.html", {"region": region})
