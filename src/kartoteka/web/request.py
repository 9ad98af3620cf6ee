"""The request of a page, as the Portal's middleware leaves it."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from kartoteka.domain.access.types import Channel
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.regions.types import Region
from kartoteka.shared.actor import Actor
from kartoteka.shared.identity_key import keyed_hash
from kartoteka.shared.names import PersonName


class PortalRequest(HttpRequest):
    """What every page may rely on."""

    # The region of the account, or the one a guest chose; None until he chooses, or when it closed (R72).
    region: Region | None
    # The name of the main person, if the view has read it; spares the question for the top of the page.
    main_name: PersonName | None
    # Read when it is shown.
    account_name: str | None
    # None for a guest.
    role: Role | None
    # One of staff whose session has not passed the second factor that it needs.
    lacks_second_factor: bool
    # From when the card index has something to ask the owner; None: nothing, or a guest.
    prompts_from: datetime | None
    # Somebody waits for the account's answer about a record (F-08).
    is_asked: bool
    # When somebody put the account's owner into a card index, and he has not looked who; None: nobody, or he has.
    listed_at: datetime | None
    # Says in a form whose page it was printed on (R13).
    acting_as: str
    incident: str
    htmx: HtmxDetails
    _messages: BaseStorage


class _HasIdentity(Protocol):
    pk: Any  # Django's own type of a primary key


def account_id(request: HttpRequest) -> UUID:
    """Identifier of the signed-in account. Only for pages behind sign-in."""
    user: _HasIdentity = request.user
    assert isinstance(user.pk, UUID), "the page is open to guests"  # noqa: S101 - a mistake of ours, not of theirs
    return user.pk


def actor(request: HttpRequest) -> Actor:
    """Who acts on this request."""
    return Actor.account(account_id(request))


def channel_of(request: HttpRequest) -> Channel:
    """Where the page is read, as the journal of a health record says it; the app's pages are marked by their site."""
    channel: Channel = getattr(request, "channel", Channel.WEB)
    return channel


def acting_as(account: UUID) -> str:
    """A mark of an account for its forms; tells nothing to whoever reads it."""
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "acting-as", str(account)).hex()
