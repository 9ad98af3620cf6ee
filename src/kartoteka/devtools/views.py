from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kartoteka.devtools.outbox import count_waiting, list_delivered


@login_not_required
@require_safe
@cache_control(no_store=True)
def outbox(request: HttpRequest) -> HttpResponse:
    """«Письма и СМС»: what the Portal would have sent. Open to everybody: a code must be read before sign-in."""
    context = {"messages_sent": list_delivered(), "waiting": count_waiting()}
    return render(request, "devtools/templates/demo_outbox.html", context)
