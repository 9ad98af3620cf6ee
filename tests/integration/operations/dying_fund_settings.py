"""An installation whose registry is `DyingFund`."""

from kartoteka.config.settings.test import *  # noqa: F403
from kartoteka.config.settings.test import KARTOTEKA_ADAPTERS

KARTOTEKA_ADAPTERS = KARTOTEKA_ADAPTERS | {"territorial_fund": "integration.operations.dying_fund.DyingFund"}
