"""The administrator's site: Django's admin behind the Portal's own sign-in, closed to everybody else."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from kartoteka.domain.accounts.administration import record_refusal
from kartoteka.domain.accounts.selectors import waiting_roles
from kartoteka.domain.accounts.types import Role
from kartoteka.shared.actor import Actor
from kartoteka.ui.context import Page
from kartoteka.ui.errors import stale_page

View = Callable[..., HttpResponseBase]
# Django's admin has them, the Portal has its own or does without.
_NOT_OURS = {"login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site", "app_list"}


def actor(request: HttpRequest) -> Actor:
    """Who acts on a request that passed `AdminSite.has_permission`."""
    account_id: UUID | None = request.user.pk
    assert account_id is not None, "the page is open to guests"  # noqa: S101 - a mistake of ours, not of theirs
    return Actor.account(account_id)


class PortalAdminSite(AdminSite):
    """
    Pages of the administrator (A-02).

    To a guest, and to an account without the role, they are pages that do not exist. The role is that of the account
    as the request finds it, so that it is lost with the next request.
    """

    site_header = "Администрирование Портала"
    site_title = "Администрирование Портала"
    index_title = "Администрирование"
    site_url = "/"
    enable_nav_sidebar = False
    # What is not here is not found by the Portal's own page.
    final_catch_all_view = False
    index_template = "administration/index.html"
    app_index_template = index_template

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or not user.is_active or user.role != Role.ADMINISTRATOR:
            return False
        # Said by a middleware; where it does not run, nobody passes.
        return not getattr(request, "lacks_second_factor", True)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's own signature
        open_view: View = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                if request.user.is_authenticated:
                    record_refusal(by=actor(request), now=timezone.now())
                raise Http404
            surroundings = Page(request)
            mark = request.POST.get("acting_as", "")
            if request.method == "POST" and not constant_time_compare(mark, surroundings.acting_as):
                return stale_page(request)
            with timezone.override(_zone(surroundings)):
                return _drawn(open_view(request, *args, **kwargs))

        # The pages answer guests themselves: with "not found", not with the way to the sign-in.
        guarded.login_required = False  # type: ignore[attr-defined]
        return guarded

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        waiting = {"roles_waiting": len(waiting_roles(now=timezone.now()))}
        return super().index(request, (extra_context or {}) | waiting)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"acting_as": Page(request).acting_as}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # The route has a converter, which Django's own has not: so every address can be made from its name.
        section = path("<slug:app_label>/", self.admin_view(self.app_index), name="app_list")
        return [*(_open_to_guests(one) for one in super().get_urls() if _name(one) not in _NOT_OURS), section]


def _name(one: URLPattern | URLResolver) -> str | None:
    return one.name if isinstance(one, URLPattern) else None


def _open_to_guests(one: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """Django wraps a view once more, and forgets what is written on it."""
    if isinstance(one, URLPattern):
        view: Any = one.callback
        view.login_required = False
    else:
        inside: Iterable[URLPattern | URLResolver] = one.url_patterns
        for inner in inside:
            _open_to_guests(inner)
    return one


def _zone(page: Page) -> ZoneInfo:
    return ZoneInfo(page.region.time_zone if page.region else "Europe/Moscow")


def _drawn(response: HttpResponseBase) -> HttpResponseBase:
    """Draw the page now, while the clocks are those of the administrator's region."""
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


site = PortalAdminSite()
