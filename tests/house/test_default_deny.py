from collections.abc import Iterator, Mapping
from http import HTTPStatus
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

# Pages that need no account. Every other page asks for sign-in, without being told to.
PUBLIC = {
    "account_login",
    "accounts:esia",
    "accounts:esia-return",
    "accounts:reset",
    "accounts:reset-finish",
    "accounts:reset-sent",
    "accounts:sign-in",
    "accounts:sign-out",
    "accounts:sign-up",
    "accounts:sign-up-finish",
    "accounts:sign-up-sent",
    "appearance:change",
    "demo:outbox",
    "feedback:feedback",
    "feedback:sent",
    "health:live",
    "health:ready",
    "regions:choose",
    "start:install",
    "start:start",
    # Answers a guest that he may see nothing.
    "watching:still-open",
    "web-manifest",
}
# Pages of staff: to everybody else they do not exist, whether he signed in or not.
HIDDEN = ("admin:", "desk:")
VALUES: Mapping[type, object] = {
    IntConverter: 1,
    SlugConverter: "x",
    StringConverter: "x",
    UUIDConverter: UUID(int=1),
}


def addresses() -> dict[str, str]:
    """Every page of the Portal, by the full name of its pattern."""
    return dict(_walk(get_resolver(), (), {}))


def _walk(
    resolver: URLResolver, namespaces: tuple[str, ...], values: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        seen = {**values, **_values_for(one)}
        if isinstance(one, URLResolver):
            yield from _walk(one, (*namespaces, one.namespace) if one.namespace else namespaces, seen)
        else:
            assert one.name, f"{one.pattern} has no name"
            name = ":".join((*namespaces, one.name))
            yield name, reverse(name, kwargs=seen)


def _values_for(one: URLPattern | URLResolver) -> dict[str, object]:
    return {name: VALUES[type(converter)] for name, converter in one.pattern.converters.items()}


@pytest.mark.django_db
@pytest.mark.manual("A-01")
class TestAnonymousVisitor:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_is_led_to_sign_in_by_every_page_that_is_not_public(self, client: Client, method: str) -> None:
        sign_in = reverse(settings.LOGIN_URL)

        open_pages = [
            f"{name}: {response.status_code}"
            for name, address in addresses().items()
            if name not in PUBLIC and not name.startswith(HIDDEN)
            for response in [client.generic(method, address)]
            if response.status_code != HTTPStatus.FOUND or not response.headers["Location"].startswith(f"{sign_in}?")
        ]

        assert not open_pages, ", ".join(open_pages)

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_finds_no_page_of_staff(self, client: Client, method: str) -> None:
        hidden = {name: address for name, address in addresses().items() if name.startswith(HIDDEN)}

        open_pages = [
            f"{name}: {response.status_code}"
            for name, address in hidden.items()
            for response in [client.generic(method, address)]
            if response.status_code != HTTPStatus.NOT_FOUND
        ]

        assert hidden
        assert not open_pages, ", ".join(open_pages)

    def test_sees_every_public_page(self, client: Client) -> None:
        known = addresses()

        closed_pages = [
            name
            for name in sorted(PUBLIC)
            if client.get(known[name]).headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))
        ]

        assert not closed_pages, ", ".join(closed_pages)
