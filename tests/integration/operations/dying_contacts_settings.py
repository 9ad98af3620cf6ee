"""A worker whose medical system is `DyingContacts`, and whose leases are over soon."""

from datetime import timedelta

from kartoteka.config.settings.test import *  # noqa: F403
from kartoteka.config.settings.test import KARTOTEKA_ADAPTERS

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
KARTOTEKA_DELIVERY_LEASE = timedelta(seconds=2)
KARTOTEKA_ADAPTERS = KARTOTEKA_ADAPTERS | {
    "email_sender": "fakes.carriers.FakeCarrier",
    "sms_sender": "fakes.carriers.FakeCarrier",
    "patient_contacts": "integration.operations.dying_contacts.DyingContacts",
}
