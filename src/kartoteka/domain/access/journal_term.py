"""
Cutting off what is past its term of the journal of readings (R73).

The term is the region's, in years. Only the oldest rows of a chain go, up to the first that is still to be kept; what
the rest is linked to stays, sealed with the installation's secret, so that `audit verify` goes on from there. A chain
that does not hold is left as it is: waiting must not wash a forgery away.

Who has the application's rights in the database can delete no row that is younger than three years by the database's
clock, whatever he writes into the cuts: the trigger asks for both (migration 0008). Of older rows he can be early by
what the region keeps longer than that; without the secret his cut has no seal, and it stays for the next check to name
it: the database lets no cut be deleted, moved back or given to another patient (migration 0009). Who owns the tables
may take the triggers away; what the check then still tells is in ADR 0021.
"""

import logging
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import OuterRef, Subquery

from kartoteka.domain.access.journal import broken_in, seal
from kartoteka.domain.access.models import JournalCutRow, JournalRow, PatientRow
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.regions.selectors import terms_of_looks
from kartoteka.domain.regions.types import SHORTEST_TERM_OF_LOOKS, USUAL_TERM_OF_LOOKS

_PATIENTS_A_PORTION = 1000
_ROWS_A_PORTION = 5000
# While they are cut, the patient's record opens to nobody.
_ROWS_AT_ONCE = 500

_log = logging.getLogger(__name__)


def cut_portion(*, after: str = "", now: datetime) -> str | None:
    """
    Cut off what is past its term, of a bounded number of patients and rows; a second time it finds nothing to cut.

    :param after: the patient after whom the portion begins
    :returns: after whom the next portion begins; None: that was the last
    """
    terms, soonest = terms_of_looks(), _first_day_kept(SHORTEST_TERM_OF_LOOKS, now)
    left = _ROWS_A_PORTION
    portion = _next_patients(after)
    for person_id, region_code, oldest in portion:
        if oldest is not None and oldest < soonest:
            before = _first_day_kept(_years(terms, person_id, region_code), now)
            left -= _cut_patient(person_id, before=before, at_most=left)
            if left <= 0:
                return after
        after = person_id
    return after if len(portion) == _PATIENTS_A_PORTION else None


def _cut_patient(person_id: str, *, before: datetime, at_most: int) -> int:
    cut = 0
    while cut < at_most:
        more = cut_off(person_id, before=before, at_most=min(at_most - cut, _ROWS_AT_ONCE))
        if more == 0:
            break
        cut += more
    return cut


@transaction.atomic
def cut_off(person_id: str, *, before: datetime, at_most: int = _ROWS_AT_ONCE) -> int:
    """
    Cut the rows before a moment off a patient's chain, up to the first that is younger; returns how many.

    Readers of the record wait for it, as for each other. Nothing is cut off a chain whose rows don't hold.
    """
    row = lock_patient(person_id)
    chain = JournalRow.objects.filter(person_id=person_id).order_by("number")
    due = list(takewhile(lambda one: one.at < before, chain[:at_most]))
    if not due:
        return 0
    last = due[-1]
    # As if the chain ended with them: whether its later rows hold is asked by the check.
    row.journal_length, row.journal_head = last.number, last.digest
    if broken_in(due, row) is not None:
        _log.error("A chain of the journal of readings does not hold and is not cut: see `kartoteka audit verify`")
        return 0
    made = JournalCutRow(patient_id=person_id, number=last.number, digest=bytes(last.digest))
    made.seal = seal(made)
    made.save()
    JournalRow.objects.filter(person_id=person_id, number__lte=last.number).delete()
    return len(due)


def _next_patients(after: str) -> list[tuple[str, str, datetime | None]]:
    chain = JournalRow.objects.filter(person_id=OuterRef("pk")).order_by("number")
    patients = PatientRow.objects.filter(pk__gt=after, journal_length__gt=0).order_by("pk")
    oldest = Subquery(chain.values("at")[:1])
    return list(patients.annotate(oldest=oldest).values_list("pk", "region_code", "oldest")[:_PATIENTS_A_PORTION])


def _years(terms: dict[str, int], person_id: str, region_code: str) -> int:
    if region_code:
        return terms.get(region_code, USUAL_TERM_OF_LOOKS)
    # Of who only ever read himself the registry was not asked: his accounts say the region, as decisions take it.
    own = CardRow.objects.filter(is_main=True, person_id=person_id)
    regions = own.values_list("index__account__region_id", flat=True)
    return max((terms.get(code, USUAL_TERM_OF_LOOKS) for code in regions), default=USUAL_TERM_OF_LOOKS)


def _first_day_kept(years: int, now: datetime) -> datetime:
    # A day more, and up to three at the end of a month, so that no clock and no leap day comes before the trigger's.
    return now.replace(year=now.year - years, day=min(now.day, 28)) - timedelta(days=1)
