"""What staff decide about access: in a dispute, against a representative, about ages in a region (R53, R55, D1)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.access.errors import WrongTerms
from kartoteka.domain.access.managing import require_impartial
from kartoteka.domain.access.models import AgeRulesRow, DisputeRow
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.representations import LONGEST_REASON
from kartoteka.domain.access.trusted import forbid, lift_denial
from kartoteka.domain.access.types import AgeRules
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor


@transaction.atomic
def forbid_by_staff(*, person_id: str, account_id: UUID, reason: str, by: Actor, now: datetime) -> None:
    """
    A moderator shuts an account out, a legal representative's too; the reason is obligatory (R53, R55).

    :raises WrongTerms: no reason
    :raises OwnCase: the patient stands in the moderator's index
    """
    if not reason.strip():
        raise WrongTerms
    require_impartial(by, person_id)
    forbid(lock_patient(person_id), account_id, reason=reason.strip()[:LONGEST_REASON], by=by, now=now)


@transaction.atomic
def allow_by_staff(*, person_id: str, account_id: UUID, by: Actor, now: datetime) -> None:
    """
    A moderator lifts a ban. Lifted already: nothing.

    :raises OwnCase: the patient stands in the moderator's index
    """
    require_impartial(by, person_id)
    lift_denial(lock_patient(person_id), account_id, by=by, now=now)


@transaction.atomic
def open_dispute(*, person_id: str, reason: str, by: Actor, now: datetime) -> None:
    """
    Freeze what representatives and trusted accounts may do, «на рассмотрении» (R55). Open already: nothing.

    :raises WrongTerms: no reason
    :raises OwnCase: the patient stands in the moderator's index
    """
    if not reason.strip() or by.account_id is None:
        raise WrongTerms
    require_impartial(by, person_id)
    row = lock_patient(person_id)
    if DisputeRow.objects.filter(patient=row, closed_at=None).exists():
        return
    DisputeRow.objects.create(
        patient=row, opened_at=now, opened_by=by.account_id, reason=reason.strip()[:LONGEST_REASON]
    )
    _record(Event.DISPUTE_OPENED, person_id, by, now)


@transaction.atomic
def close_dispute(*, person_id: str, by: Actor, now: datetime) -> None:
    """
    Let everything that was frozen work again. Closed already: nothing.

    :raises OwnCase: the patient stands in the moderator's index
    """
    require_impartial(by, person_id)
    dispute = DisputeRow.objects.filter(patient=lock_patient(person_id), closed_at=None).first()
    if dispute is None:
        return
    dispute.closed_at, dispute.closed_by = max(now, dispute.opened_at), by.account_id
    dispute.save(update_fields=["closed_at", "closed_by"])
    _record(Event.DISPUTE_CLOSED, person_id, by, now)


@transaction.atomic
def set_age_rules(*, region_code: str, rules: AgeRules, in_force_from: date, by: Actor, now: datetime) -> None:
    """
    Write what a region decided about ages, from a day on; what was in force before stays in the table (D1).

    The database keeps a region from widening what the law gives (R34).
    """
    made = AgeRulesRow.objects.create(
        region_code=region_code,
        in_force_from=in_force_from,
        own_reading_from=rules.own_reading_from,
        full_age=rules.full_age,
        reached_on_birthday=rules.reached_on_birthday,
        representatives_read_sensitive_of_teens=rules.representatives_read_sensitive_of_teens,
        owner_reads_withheld=rules.owner_reads_withheld,
        longest_grant_months=rules.longest_grant_months,
        set_at=now,
        set_by=by.account_id,
    )
    audit.record(Event.AGE_RULES_SET, subject_type="age-rules", subject_id=made.pk, account_id=None, by=by, now=now)


def age_rules(*, region_code: str, day: date) -> AgeRules:
    """What holds in a region on a day; the defaults where it decided nothing."""
    rows = AgeRulesRow.objects.filter(region_code=region_code, in_force_from__lte=day)
    row = rows.order_by("-in_force_from", "-pk").first()
    if row is None:
        return AgeRules()
    return AgeRules(
        own_reading_from=row.own_reading_from,
        full_age=row.full_age,
        reached_on_birthday=row.reached_on_birthday,
        representatives_read_sensitive_of_teens=row.representatives_read_sensitive_of_teens,
        owner_reads_withheld=row.owner_reads_withheld,
        longest_grant_months=row.longest_grant_months,
    )


def _record(event: Event, person_id: str, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="patient", subject_id=person_id, account_id=None, by=by, now=now)
