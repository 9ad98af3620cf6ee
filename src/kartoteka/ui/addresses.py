"""Addresses of pages."""

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
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
