from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from kartoteka.adapters.mis_embedded.likeness import former_bearers, namesakes, people_alike
from kartoteka.adapters.mis_embedded.models import SNILS, InsuredPersonRow, LegalRepresentationRow, MatchKeyRow
from kartoteka.adapters.mis_embedded.rows import insured_person
from kartoteka.domain.card_index.types import InsuredPerson, PersonDetails, RegisteredPerson
from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.identity_key import document_keys


class EmbeddedInsuredRegistry:
    """`InsuredRegistry` over the Portal's own tables; the promises stand in the port."""

    def find(self, details: PersonDetails, *, now: datetime) -> InsuredPerson | None:
        keys = list(
            document_keys(
                settings.KARTOTEKA_IDENTITY_SECRET,
                details.name,
                details.birth_date,
                details.snils,
                details.policy,
            )
        )
        # One probe of the index for all documents given.
        matches = MatchKeyRow.objects.filter(key__in=keys).select_related("person")
        found: dict[bytes, dict[object, InsuredPersonRow]] = {key: {} for key in keys}
        for match in matches:
            # Decided here and not in the query, which takes a fifth longer to compose with it.
            if match.valid_until is None or match.valid_until > now:
                found[bytes(match.key)][match.person_id] = match.person
        everywhere = set.intersection(*(set(people) for people in found.values())) if found else set()
        anywhere = set().union(*found.values())
        if len(everywhere) != 1 or everywhere != anywhere:
            return None
        return insured_person(found[keys[0]][everywhere.pop()])

    def list_alike(self, details: PersonDetails, *, now: datetime) -> tuple[RegisteredPerson, ...]:
        del now
        former = former_bearers(details)
        return tuple(_registered_person(row, bore_this_name=row.pk in former) for row in people_alike(details, former))

    def list_namesakes(self, details: PersonDetails, *, now: datetime) -> tuple[RegisteredPerson, ...]:
        del now
        return tuple(_registered_person(row, bore_this_name=False) for row in namesakes(details))

    def get(self, person_id: str) -> InsuredPerson | None:
        row = InsuredPersonRow.objects.filter(pk=person_id).first()
        return insured_person(row) if row else None

    def represented_by(self, person_id: str, *, on: date) -> frozenset[str]:
        children = LegalRepresentationRow.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=on), representative_id=UUID(person_id), valid_from__lte=on
        ).values_list("child_id", "child__birth_date")
        return frozenset(str(child) for child, born in children if age_on(born, on) < FULL_AGE)


def _registered_person(row: InsuredPersonRow, *, bore_this_name: bool) -> RegisteredPerson:
    documents = sorted(row.documents.all(), key=lambda one: one.pk)
    return RegisteredPerson(
        person=insured_person(row),
        snils=next((Snils(one.number) for one in documents if one.kind == SNILS), None),
        policies=tuple(
            OmsPolicy(PolicyKind(one.kind), one.number, one.series) for one in documents if one.kind != SNILS
        ),
        bore_this_name=bore_this_name,
    )
