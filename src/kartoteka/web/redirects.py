"""Where a form may lead back to, and where other sites may send the browser back to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def inside(request: HttpRequest, url: str) -> str:
    """The address if it is a path of this Portal, else nothing: nobody is sent to another site."""
    allowed = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return url if allowed and url.startswith("/") else ""


def with_next(path: str, next_path: str | None) -> str:
    """A path that carries on where the person wanted to go."""
    return f"{path}?{urlencode({'next': next_path})}" if next_path else path
