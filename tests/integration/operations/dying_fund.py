"""A registry over whose second part the import dies, once."""

import os
import signal
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kartoteka.adapters.mis_embedded.fund import EmbeddedTerritorialFund
from kartoteka.domain.card_index.fund import FundRecord, TakenOver


class DyingFund(EmbeddedTerritorialFund):
    """Has written its second part, but the transaction does not stand yet, when the process is killed."""

    def __init__(self) -> None:
        self._parts = 0

    def take_over(
        self, records: Sequence[FundRecord], *, region_code: str, is_rehearsal: bool, now: datetime
    ) -> TakenOver:
        taken = super().take_over(records, region_code=region_code, is_rehearsal=is_rehearsal, now=now)
        self._parts += 1
        died = Path(settings.DATA_DIR) / "died"
        if self._parts == 2 and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return taken
