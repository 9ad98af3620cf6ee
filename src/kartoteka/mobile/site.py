"""
The app as a site: the pages of the Portal under /m/, in a frame of their own.

One name of a page has two addresses: below /m/ every link and redirect is made by the app's map of addresses
(kartoteka.config.app_urls), so views, forms and texts are the web's, and nobody leaves the app by a link.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import set_urlconf

from kartoteka.domain.access.types import Channel
from kartoteka.mobile.sessions import is_app
from kartoteka.ui.frames import Frame, Section, SiteWords

URLCONF: Final = "kartoteka.config.app_urls"
FRAME: Final = Frame(
    "mobile/templates/frame.html",
    SiteWords(
        card_index="Картотека",
        add="Добавить",
        edit="Редактировать данные пациента",
        activate="Ввести код",
        agree="Да",
        disagree="Нет",
    ),
    (
        Section("Главная", "house", "mobile:home"),
        Section("Картотека", "users-round", "card_index:list", ("card_index", "moderation", "access")),
        Section("Запись", "calendar-plus", "regions:services"),
        Section("Медкарта", "clipboard-plus", "record:people", ("record",)),
    ),
    own_templates="mobile/templates",
)


class AppSiteMiddleware:
    """Marks the requests of the app: with its map of addresses, its frame, and as what the journal calls them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_app(request):
            request.urlconf = URLCONF
            request.frame = FRAME  # type: ignore[attr-defined] # read by kartoteka.ui.frames
            request.channel = Channel.APP  # type: ignore[attr-defined] # read by kartoteka.web.request
            # Django itself does so before the view; what answers instead of one leads to pages of the app too.
            set_urlconf(URLCONF)
        return self.get_response(request)
