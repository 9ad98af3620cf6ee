"""What the embedded medical information system is told."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.shared.identifiers import OmsPolicy, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


class ServiceStatus(StrEnum):
    BOOKED = "booked"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class WithheldFor(StrEnum):
    """Why two people are not told that they are kin."""

    ADOPTION = "adoption"
    RIGHTS_REMOVED = "rights-removed"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class NewInsuredPerson:
    """A person as the territorial fund reports him. A newborn may have no document yet."""

    name: PersonName
    birth_date: date
    sex: Sex
    region_code: str
    snils: Snils | None = None
    policies: tuple[OmsPolicy, ...] = ()


@dataclass(frozen=True, slots=True)
class NewOrganization:
    name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class NewService:
    """A service for a person; `booked_by` is the Portal's account, None when booked elsewhere."""

    person_id: str
    organization_id: UUID
    title: str
    practitioner: str
    room: str
    starts_at: datetime
    status: ServiceStatus = ServiceStatus.BOOKED
    booked_by: UUID | None = None
