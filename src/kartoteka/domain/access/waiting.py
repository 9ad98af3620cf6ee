"""
Requests that wait for somebody's answer, and the word of it on his account (F-08).

The word is a moment read with every session: a page learns without a question whether it has anything to tell. It may
be out of date where a right to answer came or went; the page of requests itself never is.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.access.managing import managed_people
from kartoteka.domain.access.models import AccessRequestRow, DenialRow
from kartoteka.domain.accounts import services as accounts


def waiting_requests(*, account_id: UUID, now: datetime) -> list[AccessRequestRow]:
    """Requests for this account to answer, oldest first: for its own record, and for those it acts for."""
    people = managed_people(account_id=account_id, now=now)
    rows = AccessRequestRow.objects.filter(patient_id__in=people, answer="", expires_at__gt=now)
    denied = set(
        DenialRow.objects.filter(patient_id__in=people, lifted_at=None).values_list("patient_id", "account_id")
    )
    return [
        row
        for row in rows.order_by("asked_at", "pk")
        if (row.patient_id, row.account_id) not in denied and row.account_id != account_id
    ]


@transaction.atomic
def note_waiting(account_ids: Iterable[UUID], *, now: datetime) -> None:
    """Write on the accounts until when somebody waits for their answer. Call after every change of that."""
    for account_id in accounts.lock_prompts(account_ids):
        ends = [row.expires_at for row in waiting_requests(account_id=account_id, now=now)]
        accounts.set_asked_until(account_id=account_id, at=max(ends, default=None))
