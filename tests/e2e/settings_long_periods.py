"""
The Portal of the demo, whose limits are counted over a century: no test runs into the turn of a quarter of an hour,
where the count begins anew.
"""

from dataclasses import replace
from datetime import timedelta

from kartoteka.config.settings.dev import *  # noqa: F403
from kartoteka.config.settings.dev import KARTOTEKA_LIMITS as LIMITS_OF_DEV

KARTOTEKA_LIMITS = {
    name: replace(limit, period=timedelta(days=36_500)) if name.startswith("sign-in-") else limit
    for name, limit in LIMITS_OF_DEV.items()
}
