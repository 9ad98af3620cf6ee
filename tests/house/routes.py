"""Every page of the Portal, read from its map of addresses: a new page is in every test that goes through them all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

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
    # The app's own way in: answers nothing of an account to whoever has not shown the key of the telephone.
    "mobile:challenge",
    "mobile:feedback:feedback",
    "mobile:feedback:sent",
    "mobile:install",
    "mobile:manifest",
    "mobile:offline",
    "mobile:service-worker",
    "mobile:watching:still-open",
    "mobile:esia",
    "mobile:esia-return",
    "mobile:forget",
    "mobile:gone",
    "mobile:launch",
    "mobile:lock",
    "mobile:region",
    "mobile:sign-in",
    "mobile:sign-out",
    "mobile:unlock",
    "papers:check",
    "papers:check-code",
    "regions:choose",
    "start:install",
    "start:start",
    # Answers a guest that he may see nothing.
    "watching:still-open",
}
# Pages of staff: to everybody else they do not exist, whether he signed in or not.
HIDDEN = ("admin:", "desk:")
IN_APP = "mobile:"
VALUES: Mapping[type, object] = {
    IntConverter: 1,
    SlugConverter: "x",
    StringConverter: "x",
    UUIDConverter: UUID(int=1),
}


@dataclass(frozen=True, slots=True)
class Route:
    """A page by the full name of its pattern, and what its address wants: names of parameters with lawful values."""

    name: str
    values: Mapping[str, object]

    @property
    def is_in_app(self) -> bool:
        """Whether the page is the app's; it has most rooms of the Portal."""
        return self.name.startswith(IN_APP)

    @property
    def page(self) -> str:
        """The name of the page on the Portal, whichever of the two shows it."""
        return self.name.removeprefix(IN_APP)

    def address(self, values: Mapping[str, object] | None = None) -> str:
        """The address of the page; `values` in place of those that are merely lawful."""
        return reverse(self.name, kwargs={name: (values or self.values)[name] for name in self.values})


def routes() -> tuple[Route, ...]:
    """Every page of the Portal."""
    return tuple(_walk(get_resolver(), (), {}))


def addresses() -> dict[str, str]:
    """Every page of the Portal, by the full name of its pattern."""
    return {route.name: route.address() for route in routes()}


def _walk(resolver: URLResolver, namespaces: tuple[str, ...], values: Mapping[str, object]) -> Iterator[Route]:
    for one in resolver.url_patterns:
        seen = {**values, **_values_for(one)}
        if isinstance(one, URLResolver):
            yield from _walk(one, (*namespaces, one.namespace) if one.namespace else namespaces, seen)
        else:
            assert one.name, f"{one.pattern} has no name"
            yield Route(":".join((*namespaces, one.name)), seen)


def _values_for(one: URLPattern | URLResolver) -> dict[str, object]:
    return {name: VALUES[type(converter)] for name, converter in one.pattern.converters.items()}
