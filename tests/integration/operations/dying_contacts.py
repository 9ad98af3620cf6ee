"""A medical system over whose first answer the worker dies."""

import os
import signal
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kartoteka.adapters.mis_embedded.patient_contacts import EmbeddedPatientContacts
from kartoteka.shared.phones import MobilePhone


class DyingContacts:
    """Has taken the number over and kept it when the worker is killed, and nobody knows but it."""

    def put_phone(self, *, person_id: str, phone: MobilePhone, change_id: UUID, changed_at: datetime) -> None:
        EmbeddedPatientContacts().put_phone(
            person_id=person_id, phone=phone, change_id=change_id, changed_at=changed_at
        )
        calls = Path(settings.DATA_DIR) / "calls"
        is_first = not calls.exists()
        with calls.open("a") as taken:
            taken.write(f"{change_id}\n")
        if is_first:
            os.kill(os.getpid(), signal.SIGKILL)
