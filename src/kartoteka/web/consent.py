"""Who has not agreed to the processing of personal data sees the page of consent before any page with such data."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kartoteka.domain.accounts import consents
from kartoteka.web.redirects import with_next

_ASKED = "consent_asked"
# The page itself, the way out, and what holds nobody's data. Below /sign-in/ there is the linking with ESIA too, which
# looks for the consent itself: the answer of ESIA comes back to one address for it and for the sign-in.
_OPEN_PATHS = (
    "/consent/",
    "/sign-in/",
    "/sign-out/",
    "/appearance/",
    "/feedback/",
    "/health/",
    "/static/",
    "/install/",
    # The app has a page of its own for it, and its own gate.
    "/m/",
)


def ask_for_consent(request: HttpRequest, *, account_id: UUID) -> None:
    """Note at a sign-in whether this session waits for a consent: pages then need not ask the database."""
    if not consents.has_consented(account_id=account_id):
        request.session[_ASKED] = True


def stop_asking(request: HttpRequest) -> None:
    """The consent was given."""
    request.session.pop(_ASKED, None)


class ConsentMiddleware:
    """Leads to the page of consent while the session waits for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_OPEN_PATHS) or request.path == "/" or not is_asked(request):
            return self.get_response(request)
        back_to = request.get_full_path() if request.method == "GET" else ""
        return redirect(with_next(reverse("accounts:consent"), back_to))


def is_asked(request: HttpRequest) -> bool:
    """Whether this session waits for a consent."""
    return request.user.is_authenticated and bool(request.session.get(_ASKED))
