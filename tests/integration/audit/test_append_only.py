from datetime import datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.django_db


class TestTheJournal:
    @pytest.fixture(autouse=True)
    def one_row(self, now: datetime) -> None:
        audit.record(
            Event.SIGNED_IN, subject_type="account", subject_id=uuid4(), account_id=None, by=Actor.system(), now=now
        )

    def test_lets_no_row_be_changed(self) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEvent.objects.update(event="something else")

    def test_lets_no_row_be_deleted(self) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEvent.objects.all().delete()

        assert AuditEvent.objects.count() == 1
