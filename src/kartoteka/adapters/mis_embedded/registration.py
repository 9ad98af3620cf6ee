"""What the registry of insured persons is told: new people, new names, deaths, representatives."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kartoteka.adapters.mis_embedded.models import (
    SNILS,
    DocumentRow,
    InsuredPersonRow,
    KinshipRow,
    LegalRepresentationRow,
    MatchKeyRow,
)
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, WithheldFor
from kartoteka.domain.card_index.types import Kinship
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.identity_key import document_keys
from kartoteka.shared.names import PersonName

FORMER_NAME_FOUND_FOR = timedelta(days=365)
_BATCH = 1000


@transaction.atomic
def register_people(people: Sequence[NewInsuredPerson], *, now: datetime) -> tuple[str, ...]:
    """Add people to the registry; returns their identifiers in the same order."""
    rows = [_row(person, now) for person in people]
    InsuredPersonRow.objects.bulk_create(rows, batch_size=_BATCH)
    documents = [
        document
        for row, person in zip(rows, people, strict=True)
        for document in document_rows(row, person.snils, person.policies)
    ]
    DocumentRow.objects.bulk_create(documents, batch_size=_BATCH)
    keys = [
        key
        for row, person in zip(rows, people, strict=True)
        for key in match_key_rows(row, person.snils, person.policies)
    ]
    MatchKeyRow.objects.bulk_create(keys, batch_size=_BATCH)
    return tuple(str(row.pk) for row in rows)


@transaction.atomic
def rename_person(person_id: str, name: PersonName, *, now: datetime) -> None:
    """Record a new name; the former one finds the person for twelve months more (R24)."""
    row = InsuredPersonRow.objects.select_for_update().get(pk=person_id)
    row.match_keys.filter(valid_until=None).update(valid_until=now + FORMER_NAME_FOUND_FOR)
    row.family, row.given, row.patronymic = name.family, name.given, name.patronymic
    row.changed_at = now
    row.save()
    _make_keys_anew(row)


@transaction.atomic
def add_documents(
    person_id: str, *, snils: Snils | None = None, policies: Iterable[OmsPolicy] = (), now: datetime
) -> None:
    """Record documents that a person got: a newborn's first policy, say."""
    row = InsuredPersonRow.objects.select_for_update().get(pk=person_id)
    policies = tuple(policies)
    DocumentRow.objects.bulk_create(document_rows(row, snils, policies))
    MatchKeyRow.objects.bulk_create(match_key_rows(row, snils, policies))
    row.awaits_policy = row.awaits_policy and not policies
    row.changed_at = now
    row.save()


def record_death(person_id: str, *, on: date, now: datetime) -> None:
    """Record a death."""
    InsuredPersonRow.objects.filter(pk=person_id).update(deceased_on=on, changed_at=now)


def record_representation(*, representative_id: str, child_id: str, since: date) -> None:
    """Record that a person represents a child by law from a day on."""
    LegalRepresentationRow.objects.create(representative_id=representative_id, child_id=child_id, valid_from=since)


def end_representation(*, representative_id: str, child_id: str, on: date) -> None:
    """Record the last day on which a person represents a child."""
    LegalRepresentationRow.objects.filter(
        representative_id=UUID(representative_id), child_id=UUID(child_id), valid_until=None
    ).update(valid_until=on)


def record_kinship(
    *, person_id: str, relative_id: str, kinship: Kinship, withheld_for: WithheldFor | None = None
) -> None:
    """Record who somebody is to a person, from that person's side, and why he is not told so, if he is not."""
    KinshipRow.objects.create(
        person_id=UUID(person_id), relative_id=UUID(relative_id), kinship=kinship, withheld_for=withheld_for or ""
    )


def _row(person: NewInsuredPerson, now: datetime) -> InsuredPersonRow:
    return InsuredPersonRow(
        family=person.name.family,
        given=person.name.given,
        patronymic=person.name.patronymic,
        birth_date=person.birth_date,
        sex=person.sex,
        region_code=person.region_code,
        awaits_policy=not person.policies,
        changed_at=now,
    )


def document_rows(row: InsuredPersonRow, snils: Snils | None, policies: Iterable[OmsPolicy]) -> list[DocumentRow]:
    """The documents of a person, not written yet."""
    documents = [DocumentRow(person=row, kind=SNILS, number=snils.digits)] if snils else []
    documents += [
        DocumentRow(person=row, kind=policy.kind, series=policy.series, number=policy.number) for policy in policies
    ]
    return documents


def match_key_rows(row: InsuredPersonRow, snils: Snils | None, policies: Iterable[OmsPolicy]) -> list[MatchKeyRow]:
    """The keys by which a person is found as he is called now, not written yet."""
    name = PersonName(row.family, row.given, row.patronymic)
    secret = settings.KARTOTEKA_IDENTITY_SECRET
    keys = list(document_keys(secret, name, row.birth_date, snils, None))
    for policy in policies:
        keys += document_keys(secret, name, row.birth_date, None, policy)
    return [MatchKeyRow(person=row, key=key) for key in keys]


def _make_keys_anew(row: InsuredPersonRow) -> None:
    documents = list(row.documents.all())
    snils = next((Snils(one.number) for one in documents if one.kind == SNILS), None)
    policies = [OmsPolicy(PolicyKind(one.kind), one.number, one.series) for one in documents if one.kind != SNILS]
    MatchKeyRow.objects.bulk_create(match_key_rows(row, snils, policies))
