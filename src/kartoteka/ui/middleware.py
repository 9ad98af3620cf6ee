"""What surrounds every request: its incident number outside, and inside the rules of caching and of htmx."""

import logging
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from kartoteka.shared.errors import Unavailable
from kartoteka.ui import errors
from kartoteka.ui.incidents import current_incident, new_incident
from kartoteka.ui.logs import describe

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_log = logging.getLogger("kartoteka.incident")

# Answers that Django gives itself: they are the browser's mistakes, not the Portal's.
_NOT_OURS: Final = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
_SERVER_ERRORS: Final = 500
_NOT_ALLOWED: Final = 405


class IncidentMiddleware:
    """
    The outermost middleware: a number for each request, one line of log and a decent page for each failure.

    Failures of views come through `process_exception`; those of other middleware through `handler500`, where Django
    logs them, by our formatter, with the same number.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        incident = new_incident()
        request.incident = incident  # type: ignore[attr-defined]
        token = current_incident.set(incident)
        try:
            return self._get_response(request)
        finally:
            current_incident.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, _NOT_OURS):
            return None
        if isinstance(exception, Unavailable):
            _log.warning("neighbour unavailable: %s", describe(exception))
            response = errors.unavailable(request)
        elif settings.DEBUG:
            return None
        else:
            _log.error("malfunction: %s", describe(exception))
            # Watchers of failures, the test client among them, hear of it as of any other.
            got_request_exception.send(sender=type(self), request=request)
            response = errors.server_error(request)
        # One incident, one line: Django need not log it again.
        response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own mark
        return response


class PageMiddleware:
    """Around the pages themselves: what browsers may keep, and how htmx learns of an ended session."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if response.status_code == _NOT_ALLOWED and not getattr(response, "content", b""):
            response = _explained(request, response)
        if _is_htmx(request) and isinstance(response, HttpResponseRedirectBase):
            response = _to_a_whole_page(request, response.url)
        _forbid_keeping(request, response)
        if _is_html(response):
            patch_vary_headers(response, ["HX-Request"])
        return response


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _is_html(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


def _explained(request: HttpRequest, refusal: HttpResponseBase) -> HttpResponseBase:
    page = errors.not_by_link(request)
    page["Allow"] = refusal.get("Allow", "")
    return page


def _to_a_whole_page(request: HttpRequest, address: str) -> HttpResponseBase:
    """
    Let the browser go to another page as a whole.

    Otherwise htmx would put that page into the row it asked for: with a sign-in page there, the row looks deleted.
    After the sign-in the person comes back to the page, not to its fragment.
    """
    sign_in = resolve_url(settings.LOGIN_URL)
    if address.partition("?")[0] == sign_in:
        query = QueryDict(mutable=True)
        query["next"] = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        address = f"{sign_in}?{query.urlencode(safe='/')}"
    return HttpResponseClientRedirect(address)


def _forbid_keeping(request: HttpRequest, response: HttpResponseBase) -> None:
    """
    Pages of an account, answers to forms and pages of failure are kept nowhere; a guest's pages are asked for anew.

    Where the session was not even looked at, the answer can't hold anything of an account.
    """
    if request.method not in {"GET", "HEAD"} or response.status_code >= _SERVER_ERRORS or _is_of_an_account(request):
        response["Cache-Control"] = "no-store"
    elif _is_html(response):
        response.setdefault("Cache-Control", "private, no-cache")


def _is_of_an_account(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return session is not None and session.accessed and request.user.is_authenticated
