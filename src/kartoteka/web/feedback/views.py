from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kartoteka.domain.regions.selectors import find_region
from kartoteka.ui.incidents import read_incident
from kartoteka.web.request import PortalRequest


@login_not_required
@require_safe
def feedback(request: PortalRequest) -> HttpResponse:
    """«Обратная связь»: the call centre's phones of the region, and the incident number to name there (E-05, E-06)."""
    context = {
        "region": find_region(request.region.code) if request.region else None,
        # Only what our own pages print: nobody makes the Portal say his words.
        "incident": read_incident(request.GET.get("incident", "")),
    }
    return render(request, "web/feedback/templates/feedback.html", context)
