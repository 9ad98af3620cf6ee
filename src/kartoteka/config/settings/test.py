"""Settings of the tests: the same Portal, faster hashing, secrets that protect nothing."""

import os

os.environ.setdefault("KARTOTEKA_DATA", ".state/test-data")

from datetime import timedelta

from kartoteka.config.settings.base import *  # noqa: F403
from kartoteka.config.settings.base import DATABASES, INSTALLED_APPS

SECRET_KEY = "only-the-tests-use-this-key"  # noqa: S105 - protects nothing
KARTOTEKA_IDENTITY_SECRET = b"only-the-tests-use-this-secret"
KARTOTEKA_PUBLIC_ORIGIN = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# The tools of the developers are tested too, on the same tables and pages as in a demo.
INSTALLED_APPS = [*INSTALLED_APPS, "kartoteka.devtools"]
KARTOTEKA_EXTRA_URLS = {"demo/": "kartoteka.devtools.urls"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A time is measured in benchmarks; the tests need not wait for it.
KARTOTEKA_EQUAL_ANSWERS_TAKE = timedelta(0)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
if "postgresql" in DATABASES["default"]["ENGINE"]:
    # One connection a test is simpler to close than a pool.
    DATABASES["default"]["OPTIONS"].pop("pool")
