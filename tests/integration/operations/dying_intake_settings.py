"""An installation whose medical system is `DyingIntake`."""

from kartoteka.config.settings.test import *  # noqa: F403
from kartoteka.config.settings.test import KARTOTEKA_ADAPTERS

KARTOTEKA_ADAPTERS = KARTOTEKA_ADAPTERS | {"record_intake": "integration.operations.dying_intake.DyingIntake"}
