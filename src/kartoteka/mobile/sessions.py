"""
The app «К врачу» has a session of its own beside the browser's.

An installed app shares the cookies of the browser it was installed from. With one session for both, whoever finds the
telephone would pass the PIN by opening the Portal's pages in the browser.
"""

from typing import cast

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from kartoteka.ui.addresses import APP_ADDRESS
from kartoteka.web.sessions import SessionStore


def is_app(request: HttpRequest) -> bool:
    """Whether a page of the app is asked for."""
    return request.path.startswith(APP_ADDRESS)


class PortalSessionMiddleware(SessionMiddleware):
    """Django's, with another cookie for the pages of the app."""

    def process_request(self, request: HttpRequest) -> None:
        if is_app(request):
            request.COOKIES[settings.SESSION_COOKIE_NAME] = request.COOKIES.get(settings.KARTOTEKA_APP_COOKIE, "")
        super().process_request(request)
        cast("SessionStore", request.session).of_app = is_app(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answered = super().process_response(request, response)
        if is_app(request) and (made := answered.cookies.pop(settings.SESSION_COOKIE_NAME, None)):
            made.set(settings.KARTOTEKA_APP_COOKIE, made.value, made.coded_value)
            answered.cookies[settings.KARTOTEKA_APP_COOKIE] = made
        return answered
