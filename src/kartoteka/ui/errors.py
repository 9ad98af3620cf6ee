"""
Pages of failure: what happened, and what to do next.

A page of failure can't afford to fail, so each is tried in full, then as a stranger would see it, then as bare words.
"""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input_lazy
from django.template.loader import get_template
from django.utils.html import format_html

from kartoteka.ui.context import Page
from kartoteka.ui.logs import describe

_log = logging.getLogger(__name__)

# How soon a neighbour system is worth asking again.
RETRY_AFTER_SECONDS = 60

_BARE_WORDS = (
    '<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Портал пациента</title></head>'
    "<body><h1>Страница сейчас не открывается</h1><p>Попробуйте ещё раз через несколько минут.</p>{}"
    '<p><a href="/">На главную</a></p></body></html>'
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The browser sent what no page of ours sends."""
    del exception
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The account has no right to do this."""
    del exception
    return _page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or it is somebody else's."""
    del exception
    return _page(request, 404)


def not_by_link(request: HttpRequest) -> HttpResponse:
    """The address takes forms, and the browser opened it as a page."""
    return _page(request, 405)


def server_error(request: HttpRequest) -> HttpResponse:
    """The Portal failed: the number of the incident leads to its line in the log."""
    return _page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """A neighbour system does not answer now."""
    response = _page(request, 503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form belongs to a page of another session or of another account (R13)."""
    del reason
    return _page(request, 403, name="stale")


def _page(request: HttpRequest, status: int, *, name: str = "") -> HttpResponse:
    path = f"ui/templates/errors/{name or status}.html"
    for surroundings in (Page(request), Page(_nobody(request))):
        context: dict[str, Any] = {"page": surroundings, "csrf_input": csrf_input_lazy(request), "request": request}
        try:
            return HttpResponse(get_template(path).render(context), status=status)
        except Exception as failure:
            # Whatever it is, the patient gets an answer, and the log gets no words of his.
            _log.error("page %s failed: %s", path, describe(failure))
    incident = getattr(request, "incident", "")
    words = format_html("<p>Номер обращения: <strong>{}</strong></p>", incident) if incident else ""
    return HttpResponse(format_html(_BARE_WORDS, words), status=status)


def _nobody(request: HttpRequest) -> HttpRequest:
    """The same request, as if nobody had sent it."""
    bare = HttpRequest()
    bare.path = request.path
    bare.COOKIES = request.COOKIES
    incident = getattr(request, "incident", None)
    if incident is not None:
        bare.incident = incident  # type: ignore[attr-defined]
    return bare
