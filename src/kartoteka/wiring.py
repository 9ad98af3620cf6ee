"""Typed doors to the adapters that the settings choose."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from kartoteka.domain.accounts.ports import IdentityProvider, PushSender
from kartoteka.domain.card_index.ports import (
    BookedServices,
    InsuredRegistry,
    KnownRelatives,
    PatientContacts,
    TerritorialFund,
)
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.messaging.ports import Sender


@cache
def insured_registry() -> InsuredRegistry:
    """The registry of insured persons of this installation."""
    registry: InsuredRegistry = import_string(settings.KARTOTEKA_ADAPTERS["insured_registry"])()
    return registry


@cache
def territorial_fund() -> TerritorialFund:
    """Where the territorial fund's register is kept in this installation."""
    fund: TerritorialFund = import_string(settings.KARTOTEKA_ADAPTERS["territorial_fund"])()
    return fund


@cache
def booked_services() -> BookedServices:
    """The source of booked and completed services of this installation."""
    services: BookedServices = import_string(settings.KARTOTEKA_ADAPTERS["booked_services"])()
    return services


@cache
def patient_contacts() -> PatientContacts:
    """Where this installation's medical system keeps the numbers of patients."""
    contacts: PatientContacts = import_string(settings.KARTOTEKA_ADAPTERS["patient_contacts"])()
    return contacts


@cache
def known_relatives() -> KnownRelatives:
    """Who tells in this installation whose relatives are whose."""
    relatives: KnownRelatives = import_string(settings.KARTOTEKA_ADAPTERS["known_relatives"])()
    return relatives


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


def has_push_sender() -> bool:
    """Whether this installation knocks at telephones: there are push services that it may talk to."""
    return bool(settings.KARTOTEKA_PUSH_ORIGINS)


@cache
def push_sender() -> PushSender:
    """Through whom this installation knocks at telephones. Ask `has_push_sender` first."""
    sender: PushSender = import_string(settings.KARTOTEKA_ADAPTERS["push_sender"])()
    return sender


def has_identity_provider() -> bool:
    """Whether anybody vouches for people here. Makes nothing, so that the sign-in page opens whatever the settings."""
    return bool(settings.KARTOTEKA_ADAPTERS.get("identity_provider"))


@cache
def identity_provider() -> IdentityProvider:
    """
    Who vouches for people: ESIA or a broker. Ask `has_identity_provider` first.

    :raises ImproperlyConfigured: the settings of ESIA are wrong
    """
    provider: IdentityProvider = import_string(settings.KARTOTEKA_ADAPTERS["identity_provider"])()
    return provider


@cache
def health_records() -> HealthRecords:
    """Where this installation's health records are kept."""
    records: HealthRecords = import_string(settings.KARTOTEKA_ADAPTERS["health_records"])()
    return records
