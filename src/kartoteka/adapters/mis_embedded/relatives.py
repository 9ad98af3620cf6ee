from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kartoteka.adapters.mis_embedded.models import InsuredPersonRow, KinshipRow, LegalRepresentationRow
from kartoteka.adapters.mis_embedded.rows import insured_person
from kartoteka.domain.card_index.kin_types import Relative
from kartoteka.domain.card_index.types import Kinship
from kartoteka.shared.dates import FULL_AGE, age_on


class EmbeddedRelatives:
    """`KnownRelatives` over the Portal's own tables; the promises stand in the port."""

    def list_relatives(self, person_id: str, *, on: date) -> tuple[Relative, ...]:
        key = UUID(person_id)
        bonds = dict.fromkeys(_represented(key, on), Kinship.CHILD)
        bonds |= {row.relative_id: Kinship(row.kinship) for row in _holding(key, on).filter(withheld_for="")}
        hidden = self.withheld(person_id, [str(one) for one in bonds], on=on)
        people = InsuredPersonRow.objects.filter(pk__in=bonds, deceased_on=None)
        return tuple(Relative(insured_person(row), bonds[row.pk]) for row in people if str(row.pk) not in hidden)

    def withheld(self, person_id: str, relative_ids: Collection[str], *, on: date) -> frozenset[str]:
        asked = [UUID(one) for one in relative_ids]
        secret = KinshipRow.objects.filter(person_id=UUID(person_id), relative_id__in=asked).exclude(withheld_for="")
        hidden = set(secret.filter(_still(on)).values_list("relative_id", flat=True))
        hidden |= set(InsuredPersonRow.objects.filter(pk__in=asked, is_protected=True).values_list("pk", flat=True))
        return frozenset(str(one) for one in hidden)


def _holding(person: UUID, on: date) -> QuerySet[KinshipRow]:
    return KinshipRow.objects.filter(_still(on), person_id=person)


def _represented(person: UUID, on: date) -> list[UUID]:
    rows = LegalRepresentationRow.objects.filter(_still(on), representative_id=person, valid_from__lte=on)
    children = rows.values_list("child_id", "child__birth_date")
    return [child for child, born in children if age_on(born, on) < FULL_AGE]


def _still(on: date) -> Q:
    return Q(valid_until=None) | Q(valid_until__gte=on)
