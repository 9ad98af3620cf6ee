"""The Portal on one machine with its demo region. Everything it keeps is under one data folder."""

import os

from csp.constants import SELF

from kartoteka.config.settings.base import *  # noqa: F403
from kartoteka.config.settings.base import (
    CONTENT_SECURITY_POLICY,
    DATA_DIR,
    INSTALLED_APPS,
    KARTOTEKA_ADAPTERS,
    KARTOTEKA_ESIA,
    KARTOTEKA_RUN_ALONGSIDE,
)
from kartoteka.config.settings.local_secrets import read_or_make_secret
from kartoteka.domain.feedback.types import SupportMailboxes

SECRET_KEY = read_or_make_secret(DATA_DIR / "secret-key")
KARTOTEKA_IDENTITY_SECRET = read_or_make_secret(DATA_DIR / "identity-secret").encode()[:64]
# Passkeys are made in the name of a host, and browsers take no number for one.
KARTOTEKA_PASSKEY_HOST = "localhost"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [*INSTALLED_APPS, "kartoteka.devtools"]
KARTOTEKA_ADAPTERS = KARTOTEKA_ADAPTERS | {
    "email_sender": "kartoteka.devtools.outbox.DemoSender",
    "sms_sender": "kartoteka.devtools.outbox.DemoSender",
}
KARTOTEKA_SUPPORT = SupportMailboxes("support@portal.example")
KARTOTEKA_EXTRA_URLS = {"demo/": "kartoteka.devtools.urls"}
KARTOTEKA_START_PAGE_BLOCKS = [
    "kartoteka.devtools.start_page.demo_sign_ins",
    "kartoteka.devtools.start_page.demo_outbox",
]
KARTOTEKA_BEFORE_SERVING = ["load_demo_region"]
KARTOTEKA_WHEN_HEALTHY = ["show_demo_sign_ins"]
# Instead of ESIA a simulator, unless the environment names the real one or switches it off.
KARTOTEKA_RUN_ALONGSIDE = [
    *KARTOTEKA_RUN_ALONGSIDE,
    *([] if "KARTOTEKA_ESIA_MODE" in os.environ else ["kartoteka.devtools.esia.simulator"]),
]
# No front server stands before it: pages ask the server of events for themselves.
KARTOTEKA_EVENTS_PORT = int(os.environ.get("KARTOTEKA_EVENTS_PORT", "0"))
if KARTOTEKA_EVENTS_PORT:
    _beside = [f"http://{host}:{KARTOTEKA_EVENTS_PORT}" for host in ("localhost", "127.0.0.1")]
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] = [SELF, *_beside]
if not KARTOTEKA_ESIA["sign_command"]:
    KARTOTEKA_ESIA["signer"] = "kartoteka.devtools.esia.demo_signer"
# The accounts of the demo are tried by people without their telephones at hand. They may still set a factor up.
KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = False
