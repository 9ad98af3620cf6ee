"""Addresses of pages."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import get_script_prefix, get_urlconf, reverse

# Where the app «К врачу» stands: its pages, and the way to install it.
APP_ADDRESS: Final = "/m/"
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def url(name: str, args: Sequence[object] = ()) -> str:
    """The address of a page by the name of its route."""
    if args:
        return reverse(name, args=args)
    return _constant_url(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=256)
def _constant_url(name: str, _urlconf: str, _prefix: str) -> str:
    """The address of a page without arguments: a page has a dozen of them, and they never change."""
    return reverse(name)


def public_address(request: HttpRequest, path: str) -> str:
    """
    The full address of a path of ours, for letters and other sites.

    Not by the host of the request: that one is the browser's word. Only where the Portal serves nobody but its own
    machine, the browser stays under the name that it uses for it, to which its cookies belong.
    """
    origin: str = settings.KARTOTEKA_PUBLIC_ORIGIN
    asked, own = request.get_host(), urlsplit(origin).netloc
    if _THIS_MACHINE.issuperset(split_domain_port(host)[0] for host in (asked, own)):
        return request.build_absolute_uri(path)
    return f"{origin}{path}"
