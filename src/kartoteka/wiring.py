"""Typed doors to the adapters that the settings choose."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from kartoteka.domain.card_index.ports import BookedServices, InsuredRegistry


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
