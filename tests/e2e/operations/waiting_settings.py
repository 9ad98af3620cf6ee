"""The Portal of the developers, with one page more: it answers when it is told to."""

from kartoteka.config.settings.dev import *  # noqa: F403

ROOT_URLCONF = "e2e.operations.waiting_urls"
