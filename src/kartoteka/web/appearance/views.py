from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kartoteka.ui.appearance import changed, read_appearance, remember
from kartoteka.web.redirects import inside


@login_not_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """«Версия для слабовидящих»: keep the choice in this browser and show the same page again."""
    response = redirect(inside(request, request.POST.get("next", "")) or "start:start")
    remember(response, changed(read_appearance(request), request.POST.dict()))
    return response
