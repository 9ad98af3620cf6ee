from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start page: «Вход» for a guest, the way to the card index, and at the bottom the app (A-01, A-04)."""
    blocks = tuple(import_string(name)() for name in settings.KARTOTEKA_START_PAGE_BLOCKS)
    context = {"blocks": blocks, "signed_in": request.user.is_authenticated}
    return render(request, "web/start/templates/start.html", context)


@login_not_required
@require_safe
def install(request: HttpRequest) -> HttpResponse:
    """How to put «К врачу» on the home screen (A-04)."""
    return render(request, "web/start/templates/install.html")
