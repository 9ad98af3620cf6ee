"""From rows of the embedded medical system to the types of the domain."""

from kartoteka.adapters.mis_embedded.models import InsuredPersonRow
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


def insured_person(row: InsuredPersonRow) -> InsuredPerson:
    return InsuredPerson(
        person_id=str(row.pk),
        name=PersonName(row.family, row.given, row.patronymic),
        birth_date=row.birth_date,
        sex=Sex(row.sex),
        region_code=row.region_code,
        changed_at=row.changed_at,
        deceased_on=row.deceased_on,
    )
