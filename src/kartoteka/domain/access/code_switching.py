"""Switching access by code off, with the answer to the question about those who read by a code (R47)."""

from datetime import datetime

from django.db import transaction

from kartoteka.domain.access.codes import switch_codes
from kartoteka.domain.access.trusted import end_grants_by_code
from kartoteka.shared.actor import Actor


@transaction.atomic
def switch_codes_off(*, person_id: str, closes_grants: bool, by: Actor, now: datetime) -> int:
    """
    Switch access by code off for a child and, where the parent wants it, end what was opened by code: both or neither.

    :returns: how many accounts lost their access
    :raises NotYours: whoever acts has no paper, or the patient is no child
    """
    switch_codes(person_id=person_id, is_on=False, by=by, now=now)
    return end_grants_by_code(person_id=person_id, by=by, now=now) if closes_grants else 0
