"""A worker whose archives are written by `DyingWriter`."""

from kartoteka.config.settings.test import *  # noqa: F403

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
KARTOTEKA_ARCHIVE_WRITERS = [
    "integration.operations.dying_writer.DyingWriter",
    "kartoteka.adapters.fhir_bundle.writer.BundleWriter",
]
