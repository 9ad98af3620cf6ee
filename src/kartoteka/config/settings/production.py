"""The Portal for real people. Every secret and address comes from the environment; what is missing stops the start."""

import os

from django.core.exceptions import ImproperlyConfigured

from kartoteka.config.settings import esia
from kartoteka.config.settings.base import *  # noqa: F403
from kartoteka.config.settings.base import KARTOTEKA_ADAPTERS
from kartoteka.config.settings.senders import SMS_SENDERS

# What the keyed hash takes as its key.
_SHORTEST_SECRET, _LONGEST_SECRET = 32, 64

SECRET_KEY = os.environ["KARTOTEKA_SECRET_KEY"]
# Losing or changing it makes every stored key of a person unusable: keep a copy where the backups are.
KARTOTEKA_IDENTITY_SECRET = os.environ["KARTOTEKA_IDENTITY_SECRET"].encode()
if not _SHORTEST_SECRET <= len(KARTOTEKA_IDENTITY_SECRET) <= _LONGEST_SECRET:
    raise ImproperlyConfigured(f"KARTOTEKA_IDENTITY_SECRET must have {_SHORTEST_SECRET} to {_LONGEST_SECRET} bytes")
ALLOWED_HOSTS = os.environ["KARTOTEKA_HOSTS"].split(",")
KARTOTEKA_PUBLIC_ORIGIN = f"https://{ALLOWED_HOSTS[0]}"
KARTOTEKA_PASSKEY_HOST = os.environ.get("KARTOTEKA_PASSKEY_HOST", ALLOWED_HOSTS[0])
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# The front server passes /events/ on to it.
KARTOTEKA_EVENTS_LISTEN = int(os.environ.get("KARTOTEKA_EVENTS_LISTEN", "8001"))

# Letters and SMS that nobody can send would only be noticed by those who wait for them.
_OBLIGATORY = {"smpp": "KARTOTEKA_SMPP_HOST", "http": "KARTOTEKA_SMS_HTTP_URL"}
if (_sms := os.environ["KARTOTEKA_SMS"]) not in SMS_SENDERS:
    raise ImproperlyConfigured(f"KARTOTEKA_SMS must be one of {', '.join(SMS_SENDERS)}")
for _name in (
    "KARTOTEKA_SMTP_HOST",
    "KARTOTEKA_MAIL_FROM",
    "KARTOTEKA_SUPPORT_MAILBOX",
    "KARTOTEKA_SMS_FROM",
    _OBLIGATORY[_sms],
):
    if not os.environ.get(_name):
        raise ImproperlyConfigured(f"{_name} is not set")
KARTOTEKA_ADAPTERS = KARTOTEKA_ADAPTERS | {"sms_sender": SMS_SENDERS[_sms]}

esia.require_complete(os.environ)

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# The front server ends TLS and must overwrite this header; see docs/operations.md.
# So must it this one: without it everybody would share the limits of one address, and consents would name the server.
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
KARTOTEKA_APP_COOKIE = "__Host-app-session"
KARTOTEKA_APP_DEVICE_COOKIE = "__Host-app-device"
CSRF_COOKIE_NAME = "__Host-csrf"
