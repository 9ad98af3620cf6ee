"""The doctor's examination report: what he asked, saw, decided and advised at one visit, signed by him (F-12)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kartoteka.domain.access.types import Sensitivity
from kartoteka.domain.health_record.types import Diagnosis


@dataclass(frozen=True, slots=True)
class VitalSign:
    """«Артериальное давление: 138/84 мм рт. ст.», and what the doctor says of it."""

    title: str
    value: str
    unit: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RenderedService:
    """What was done at the visit, by the federal list of medical services."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class PrescribedDrug:
    """A drug as the report names it; its prescription is a paper of its own."""

    drug: str
    form: str
    dose: str
    schedule: str


@dataclass(frozen=True, slots=True)
class ExaminationReport:
    """
    A report in the version that holds now. Only signed ones come here (R59).

    Of people it names the doctor by name and post, and nobody else: no numbers of staff, no third persons (R60).
    """

    report_id: UUID
    case_id: UUID
    visit_id: UUID
    title: str
    at: datetime
    time_zone: str
    organization: str
    practitioner: str
    # «Врач-эндокринолог».
    position: str
    signed_at: datetime
    version: int = 1
    department: str = ""
    complaints: str = ""
    illness_history: str = ""
    life_history: str = ""
    vital_signs: tuple[VitalSign, ...] = ()
    objective_status: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    services: tuple[RenderedService, ...] = ()
    prescriptions: tuple[PrescribedDrug, ...] = ()
    recommendations: str = ""
    next_visit_on: date | None = None
    sensitivity: Sensitivity = Sensitivity.ORDINARY
