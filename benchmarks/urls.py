from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


@login_not_required
def constant(request: HttpRequest) -> HttpResponse:
    """A page of a few fixed words: what a request costs before a page does anything."""
    return render(request, "constant.html")


urlpatterns = [
    path("constant/", constant),
    path("", include("kartoteka.config.urls")),
]

handler400 = "kartoteka.ui.errors.bad_request"
handler403 = "kartoteka.ui.errors.permission_denied"
handler404 = "kartoteka.ui.errors.page_not_found"
handler500 = "kartoteka.ui.errors.server_error"
