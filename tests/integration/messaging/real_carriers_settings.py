"""A worker that sends to real servers, and whose leases are over soon."""

from datetime import timedelta

from kartoteka.config.settings.test import *  # noqa: F403

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
KARTOTEKA_DELIVERY_LEASE = timedelta(seconds=4)
