"""Where a form may lead back to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def inside(request: HttpRequest, url: str) -> str:
    """The address if it is a path of this Portal, else nothing: nobody is sent to another site."""
    allowed = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return url if allowed and url.startswith("/") else ""
