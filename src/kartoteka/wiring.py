"""Typed doors to the adapters that the settings choose."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from kartoteka.domain.card_index.ports import BookedServices, InsuredRegistry
from kartoteka.domain.messaging.ports import Sender


@cache
def insured_registry() -> InsuredRegistry:
    """The registry of insured persons of this installation."""
    registry: InsuredRegistry = import_string(settings.KARTOTEKA_ADAPTERS["insured_registry"])()
    return registry


@cache
def booked_services() -> BookedServices:
    """The source of booked and completed services of this installation."""
    services: BookedServices = import_string(settings.KARTOTEKA_ADAPTERS["booked_services"])()
    return services


@cache
def email_sender() -> Sender:
    """Through whom letters leave this installation."""
    sender: Sender = import_string(settings.KARTOTEKA_ADAPTERS["email_sender"])()
    return sender


@cache
def sms_sender() -> Sender:
    """Through whom SMS leave this installation."""
    sender: Sender = import_string(settings.KARTOTEKA_ADAPTERS["sms_sender"])()
    return sender
