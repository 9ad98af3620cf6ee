"""A medical system over whose second record the import dies, once."""

import os
import signal
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kartoteka.adapters.mis_embedded.record_import import EmbeddedRecordIntake
from kartoteka.domain.health_record.examining import ExaminedDocument
from kartoteka.domain.health_record.incoming import NewRecord, Put


class DyingIntake(EmbeddedRecordIntake):
    """Has written its second record, but the transaction does not stand yet, when the process is killed."""

    def __init__(self) -> None:
        self._records = 0

    def put(self, person_id: str, record: NewRecord, documents: tuple[ExaminedDocument, ...], *, now: datetime) -> Put:
        put = super().put(person_id, record, documents, now=now)
        self._records += 1
        died = Path(settings.DATA_DIR) / "died"
        if self._records == 2 and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return put
