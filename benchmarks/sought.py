"""Who is sought: people of the registry, and people with their names whom it does not know."""

from dataclasses import dataclass, replace
from uuid import UUID

from kartoteka.adapters.mis_embedded.models import DocumentRow, InsuredPersonRow
from kartoteka.domain.card_index.types import PersonDetails
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


@dataclass(frozen=True, slots=True)
class Sought:
    """A person of the registry with what he would type: `details` have both documents."""

    person_id: UUID
    details: PersonDetails
    snils: Snils
    policy: OmsPolicy

    @property
    def stranger(self) -> PersonDetails:
        """Somebody of the same name and birth date with documents that nobody has."""
        # The registry's own numbers begin with 1 to 4 and with 35.
        policy = replace(self.policy, number=f"99{self.policy.number[2:]}")
        return replace(self.details, snils=Snils(f"9{self.snils.digits[1:]}"), policy=policy)


def draw_sought(number: int) -> list[Sought]:
    """So many people from all over the registry; fewer if it holds fewer."""
    rows = {row.pk: row for row in _draw_rows(number)}
    documents: dict[UUID, dict[str, DocumentRow]] = {person_id: {} for person_id in rows}
    for document in DocumentRow.objects.filter(person__in=rows):
        documents[document.person_id][document.kind] = document
    return [_sought(row, documents[person_id]) for person_id, row in rows.items()]


def _draw_rows(number: int) -> list[InsuredPersonRow]:
    percent = min(100.0, 110.0 * number / InsuredPersonRow.objects.count())
    name = InsuredPersonRow._meta.db_table  # noqa: SLF001 - Django's public name for it
    return list(InsuredPersonRow.objects.raw(f"SELECT * FROM {name} TABLESAMPLE BERNOULLI ({percent}) LIMIT {number}"))


def _sought(row: InsuredPersonRow, documents: dict[str, DocumentRow]) -> Sought:
    snils = Snils(documents["snils"].number)
    policy = OmsPolicy(PolicyKind.UNIFIED, documents[PolicyKind.UNIFIED].number)
    name = PersonName(row.family, row.given, row.patronymic)
    return Sought(row.pk, PersonDetails(name, row.birth_date, Sex(row.sex), snils, policy), snils, policy)
