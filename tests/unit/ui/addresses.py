"""Every address that the templates lead to, without the views of the web floor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kartoteka.shared.errors import Unavailable

SECRET_WORDS = "СНИЛС 112-233-445 95"


def nothing(request: HttpRequest, card_id: object = None) -> HttpResponse:
    return HttpResponse("<p>ничего</p>")


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError(SECRET_WORDS)


def neighbour_silent(request: HttpRequest) -> HttpResponse:
    raise Unavailable(SECRET_WORDS)


def broken_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Fails outside of every view, as a database that went away does."""

    def fail(request: HttpRequest) -> HttpResponse:
        raise ValueError(SECRET_WORDS)

    return fail


handler400 = "kartoteka.ui.errors.bad_request"
handler403 = "kartoteka.ui.errors.permission_denied"
handler404 = "kartoteka.ui.errors.page_not_found"
handler500 = "kartoteka.ui.errors.server_error"

urlpatterns = [
    path("", include(([path("", nothing, name="start"), path("install/", nothing, name="install")], "start"))),
    path(
        "region/",
        include(([path("", nothing, name="choose"), path("services/", nothing, name="services")], "regions")),
    ),
    path("feedback/", include(([path("", nothing, name="feedback")], "feedback"))),
    path("verify/", include(([path("", nothing, name="check")], "papers"))),
    path("profile/", include(([path("", nothing, name="profile")], "profile"))),
    path("appearance/", include(([path("", nothing, name="change")], "appearance"))),
    path(
        "account/",
        include(
            (
                [
                    path("sign-in/", nothing, name="sign-in"),
                    path("sign-out/", nothing, name="sign-out"),
                    path("sign-up/", nothing, name="sign-up"),
                    path("password/", nothing, name="reset"),
                ],
                "accounts",
            )
        ),
    ),
    path(
        "people/",
        include(
            (
                [
                    path("", nothing, name="list"),
                    path("add/", nothing, name="add"),
                    path("listings/", nothing, name="listings"),
                    path("kin/", nothing, name="kin"),
                    path("<uuid:card_id>/", nothing, name="person"),
                    path("<uuid:card_id>/edit/", nothing, name="edit"),
                    path("<uuid:card_id>/remove/", nothing, name="remove"),
                ],
                "card_index",
            )
        ),
    ),
    path(
        "access/",
        include(
            (
                [
                    path("requests/", nothing, name="requests"),
                    path("<uuid:card_id>/", nothing, name="state"),
                    path("<uuid:card_id>/people/", nothing, name="people"),
                ],
                "access",
            )
        ),
    ),
    path("people/", include(([path("<uuid:card_id>/progress/", nothing, name="progress")], "moderation"))),
    path("people/", include(([path("<uuid:card_id>/record/", nothing, name="overview")], "record"))),
    path("broken/", broken),
    path("neighbour-silent/", neighbour_silent),
]
