"""`TerritorialFund` over the Portal's own registry of insured persons."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kartoteka.adapters.mis_embedded.known import Known, KnownPeople
from kartoteka.adapters.mis_embedded.models import (
    DocumentRow,
    FundRegisterRow,
    InsuredPersonRow,
    MatchKeyRow,
)
from kartoteka.adapters.mis_embedded.registration import FORMER_NAME_FOUND_FOR, match_key_rows
from kartoteka.adapters.mis_embedded.rows import insured_person
from kartoteka.domain.card_index.fund import FundRecord, TakenOver

_CHANGED_FIELDS = (
    "family", "given", "patronymic", "birth_date", "sex", "region_code", "deceased_on", "awaits_policy", "changed_at",
)  # fmt: skip
_BATCH = 200


class EmbeddedTerritorialFund:
    """Takes the fund's register over into the embedded registry."""

    @transaction.atomic
    def take_over(
        self, records: Sequence[FundRecord], *, region_code: str, is_rehearsal: bool, now: datetime
    ) -> TakenOver:
        if not is_rehearsal:
            _take_turn(region_code, now)
        known = KnownPeople.about(records)
        verdicts = tuple(known.learn(record, region_code, now) for record in records)
        if not is_rehearsal:
            _write(known, now)
        changed = [] if is_rehearsal else [one for one in known.touched() if not one.is_new]
        return TakenOver(verdicts, tuple(insured_person(one.row) for one in changed))


def _take_turn(region_code: str, now: datetime) -> None:
    # Two imports at once would both add whom neither finds yet: the second waits here for the first's part.
    register, _ = FundRegisterRow.objects.select_for_update().get_or_create(
        region_code=region_code, defaults={"taken_over_at": now}
    )
    register.taken_over_at = now
    register.save()


def _write(known: KnownPeople, now: datetime) -> None:
    touched = known.touched()
    InsuredPersonRow.objects.bulk_create([one.row for one in touched if one.is_new])
    known_before = [one for one in touched if not one.is_new]
    InsuredPersonRow.objects.bulk_update([one.row for one in known_before], _CHANGED_FIELDS, batch_size=_BATCH)
    DocumentRow.objects.filter(pk__in=[pk for one in touched for pk in one.dropped_documents]).delete()
    DocumentRow.objects.bulk_create(
        [
            DocumentRow(person=one.row, kind=document.kind, series=document.series, number=document.number)
            for one in touched
            for document in one.new_documents
        ]
    )
    _retire_keys(known_before, now)
    MatchKeyRow.objects.bulk_create(
        [key for one in touched if one.needs_keys for key in match_key_rows(one.row, one.snils, one.policies)]
    )


def _retire_keys(people: Sequence[Known], now: datetime) -> None:
    anew = [one.row.pk for one in people if one.needs_keys and not one.keeps_former_name]
    MatchKeyRow.objects.filter(person__in=anew, valid_until=None).delete()
    # The former name finds its bearer for twelve months more (R24).
    renamed = [one.row.pk for one in people if one.keeps_former_name]
    MatchKeyRow.objects.filter(person__in=renamed, valid_until=None).update(valid_until=now + FORMER_NAME_FOUND_FOR)
