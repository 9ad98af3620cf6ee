"""Where a form may lead back to, and where other sites may send the browser back to."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def inside(request: HttpRequest, url: str) -> str:
    """The address if it is a path of this Portal, else nothing: nobody is sent to another site."""
    allowed = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
    return url if allowed and url.startswith("/") else ""


def public_address(request: HttpRequest, path: str) -> str:
    """
    The full address of a path of ours, for other sites.

    Not by the host of the request where the installation names its own: that one is the browser's word.
    """
    origin = settings.KARTOTEKA_PUBLIC_ORIGIN
    return f"{origin}{path}" if origin else request.build_absolute_uri(path)


def with_next(path: str, next_path: str | None) -> str:
    """A path that carries on where the person wanted to go."""
    return f"{path}?{urlencode({'next': next_path})}" if next_path else path
