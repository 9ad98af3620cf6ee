"""Addresses of pages."""

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse


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
    The full address of a path of ours, for other sites.

    Not by the host of the request where the installation names its own: that one is the browser's word.
    """
    origin = settings.KARTOTEKA_PUBLIC_ORIGIN
    return f"{origin}{path}" if origin else request.build_absolute_uri(path)
