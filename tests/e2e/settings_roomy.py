"""
The Portal of the demo with room for many searches at once.

A search takes its place of a limit before it is made and gives it back after, so twenty at once meet the limits of one
person's day, which are not what is tried here.
"""

from dataclasses import replace

from kartoteka.config.settings.dev import *  # noqa: F403
from kartoteka.config.settings.dev import KARTOTEKA_LIMITS as LIMITS_OF_DEV

KARTOTEKA_LIMITS = {
    name: replace(limit, capacity=1_000) if name.startswith("search-") else limit
    for name, limit in LIMITS_OF_DEV.items()
}
