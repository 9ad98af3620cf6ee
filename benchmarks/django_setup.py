"""Brings Django up in a benchmark's own process, with the settings that the measured server has."""

import os

import django

# They protect nothing: every measurement makes its own people.
_SECRETS = {
    "KARTOTEKA_SECRET_KEY": "this-key-is-for-the-benchmarks-only-and-protects-nothing-0123456789",
    "KARTOTEKA_IDENTITY_SECRET": "this-secret-is-for-the-benchmarks-only",
}

# Nobody listens there, and no benchmark runs the worker that would send.
_CARRIERS = {
    "KARTOTEKA_SMTP_HOST": "mail.invalid",
    "KARTOTEKA_MAIL_FROM": "no-reply@portal.invalid",
    "KARTOTEKA_SUPPORT_MAILBOX": "support@portal.invalid",
    "KARTOTEKA_SMS": "smpp",
    "KARTOTEKA_SMPP_HOST": "sms.invalid",
    "KARTOTEKA_SMS_FROM": "PORTAL",
}


def set_up_django(*, database_url: str, data: str) -> None:
    """
    Choose the benchmarks' settings for this process and those it starts, and load the models.

    :param data: the folder of the Portal's own files
    """
    os.environ |= {
        **_SECRETS,
        **_CARRIERS,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "KARTOTEKA_DATABASE_URL": database_url,
        "KARTOTEKA_DATA": data,
        "KARTOTEKA_HOSTS": "127.0.0.1",
    }
    django.setup()
