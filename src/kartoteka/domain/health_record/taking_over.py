"""How a health record comes in: whole, one person at a time, and all of it or nothing."""

from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record.clinical_document import CdaPatient
from kartoteka.domain.health_record.examining import ExaminedDocument, Examiner, RejectedDocument
from kartoteka.domain.health_record.incoming import Contradiction, NewRecord, Outcome, Put, RecordIntake, TakenOver
from kartoteka.domain.health_record.news import note_news
from kartoteka.shared.actor import Actor


def take_over_record(
    person_id: str,
    record: NewRecord,
    *,
    intake: RecordIntake,
    examiner: Examiner,
    is_rehearsal: bool = False,
    by: Actor,
    now: datetime,
) -> TakenOver:
    """
    Take a record over: whole, or not at all if it raises. Whoever may read what is new in it will be told.

    Documents are looked at before the transaction, for signatures take their time.

    :param is_rehearsal: say what would come of it, and change nothing
    :raises UnknownOrganization: the record names one that was never opened here
    :raises Contradiction: the record can't be kept as it is
    """
    taken, rejected = examine_documents(record, patient=intake.patient(person_id), examiner=examiner)
    try:
        with transaction.atomic():
            put = intake.put(person_id, record, taken, now=now)
            if is_rehearsal:
                transaction.set_rollback(True)
            elif put.outcome is not Outcome.UNCHANGED:
                _note(person_id, put, by, now)
    except (IntegrityError, DataError) as error:
        # The tables have the last word, some of them at the very end of the transaction.
        raise Contradiction from error
    return TakenOver(put.outcome, rejected)


def _note(person_id: str, put: Put, by: Actor, now: datetime) -> None:
    note_news(person_id, put.arrived, now=now)
    audit.record(
        Event.RECORD_TAKEN_OVER, subject_type="insured-person", subject_id=person_id, account_id=None, by=by, now=now
    )


def examine_documents(
    record: NewRecord, *, patient: CdaPatient, examiner: Examiner
) -> tuple[tuple[ExaminedDocument, ...], tuple[RejectedDocument, ...]]:
    """Look at each document of a record: what may be taken over, and what not."""
    files = {one.document_id: one for one in record.files}
    answers = [examiner.examine(one, files.get(one.document_id), patient=patient) for one in record.every_document()]
    return (
        tuple(one for one in answers if isinstance(one, ExaminedDocument)),
        tuple(one for one in answers if isinstance(one, RejectedDocument)),
    )
