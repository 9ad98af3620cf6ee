"""Between rows of the database and the frozen types that other rooms see."""

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias, cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.types import (
    Address,
    Card,
    CardState,
    CardSummary,
    InsuredPerson,
    Kinship,
    PersonDetails,
)
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.identity_key import person_key
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

# Read as tuples with these names, the columns of fifty cards cost a third of what fifty model rows do.
_SUMMARY_COLUMNS = (
    "id", "index_id", "family", "given", "patronymic", "birth_date", "sex", "kinship", "is_main", "state",
    "refusal_reason", "identity_confirmed_at", "deceased_on", "person_id",
)  # fmt: skip


def card_summaries_of(rows: QuerySet[CardRow]) -> list[CardSummary]:
    """Many cards as a list shows them."""
    columns = cast("Iterable[CardRow]", rows.values_list(*_SUMMARY_COLUMNS, named=True))
    return [CardSummary(*_summary_of(row)) for row in columns]


def card_of(row: CardRow) -> Card:
    return Card(
        *_summary_of(row),
        snils=Snils(row.snils) if row.snils else None,
        policy=(
            OmsPolicy(PolicyKind(row.policy_kind), row.policy_number, row.policy_series) if row.policy_kind else None
        ),
        address=Address(row.address_region, row.address_city, row.address_street, row.address_house, row.address_flat),
        version=row.version,
        added_at=row.added_at,
    )


_Summary: TypeAlias = tuple[
    UUID, UUID, PersonName, date, Sex, Kinship, bool, CardState, str, bool, date | None, str | None
]


def _summary_of(row: CardRow) -> _Summary:
    """The fields of `CardSummary` in their order: what a list shows, and what a whole card begins with."""
    return (
        row.id,
        row.index_id,
        PersonName(row.family, row.given, row.patronymic),
        row.birth_date,
        Sex(row.sex),
        Kinship(row.kinship),
        row.is_main,
        CardState(row.state),
        row.refusal_reason,
        row.identity_confirmed_at is not None,
        row.deceased_on,
        row.person_id,
    )


def put_details(row: CardRow, details: PersonDetails) -> None:
    row.family, row.given, row.patronymic = details.name.family, details.name.given, details.name.patronymic
    row.birth_date = details.birth_date
    row.sex = details.sex
    row.snils = details.snils.digits if details.snils else ""
    row.policy_kind = details.policy.kind if details.policy else ""
    row.policy_series = details.policy.series if details.policy else ""
    row.policy_number = details.policy.number if details.policy else ""


def put_address(row: CardRow, address: Address) -> None:
    row.address_region, row.address_city = address.region, address.city
    row.address_street, row.address_house, row.address_flat = address.street, address.house, address.flat


def put_registry_data(row: CardRow, person: InsuredPerson) -> None:
    """Take over what the registry says: it wins over what was typed (R24)."""
    row.person_id = person.person_id
    row.family, row.given, row.patronymic = person.name.family, person.name.given, person.name.patronymic
    row.birth_date, row.sex, row.deceased_on = person.birth_date, person.sex, person.deceased_on
    row.identity_key = person_key(settings.KARTOTEKA_IDENTITY_SECRET, person.name, person.birth_date)
