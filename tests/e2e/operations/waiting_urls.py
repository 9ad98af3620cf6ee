import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from e2e.operations.running_portal import BEGUN, MAY_END
from kartoteka.config.urls import urlpatterns as portal_urlpatterns

LONGEST_WAIT = 15


@login_not_required
def wait(_request: HttpRequest) -> HttpResponse:
    """Answers once the file that lets it appears in the data folder."""
    data: Path = settings.DATA_DIR
    (data / BEGUN).touch()
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline and not (data / MAY_END).exists():
        time.sleep(0.02)
    return HttpResponse("done")


urlpatterns = [*portal_urlpatterns, path("wait", wait, name="wait")]
