import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartoteka.config.settings.production")
django.setup()

from kartoteka.operations.event_stream import application  # noqa: E402 - its models want the settings first

__all__ = ["application"]
