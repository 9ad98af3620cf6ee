"""A pen for the records of the demo region: what happened on which day, written in the order of a life."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from kartoteka.devtools.clinics import LABORATORY, Office
from kartoteka.devtools.report_writer import reports_of
from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.types import (
    CaseHeading,
    CaseKind,
    Diagnosis,
    DispensaryObservation,
    Observation,
    PatientSummary,
    Prescription,
    PrescriptionState,
    ResultKind,
    TestResult,
    TreatmentCase,
    Visit,
)

_SATURDAY = 5
_FIRST_HOUR, _LAST_HOUR = 8, 18
_SPECIALITIES = {
    "терапевта": "Терапия",
    "кардиолога": "Кардиология",
    "эндокринолога": "Эндокринология",
    "офтальмолога": "Офтальмология",
    "травматолога": "Травматология и ортопедия",
    "психотерапевта": "Психотерапия",
    "педиатра": "Педиатрия",
    "стоматолога": "Стоматология",
    "акушера": "Акушерство и гинекология",
    "хирурга": "Хирургия",
    "дерматолога": "Дерматовенерология",
    "невролога": "Неврология",
    "логопедом": "Логопедия",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What was said at a visit."""

    complaints: str = ""
    findings: str = ""
    recommendations: str = ""


def speciality_of(office: Office) -> str:
    """The speciality, by the words of the service."""
    return next((name for word, name in _SPECIALITIES.items() if word in office.title), "Профилактика")


class RecordWriter:
    """The record of one person, as it grows. The same seed writes the same record."""

    def __init__(self, patient: PatientSummary, *, today: date, seed: str) -> None:
        self.today = today
        self.rng = Random(seed)
        self._patient = patient
        self._cases: dict[UUID, TreatmentCase] = {}
        self._results: list[TestResult] = []
        self._prescriptions: list[Prescription] = []
        self._observations: list[DispensaryObservation] = []

    def record(self) -> NewRecord:
        cases = tuple(self._cases.values())
        return NewRecord(
            self._patient,
            cases,
            tuple(self._results),
            tuple(self._prescriptions),
            tuple(self._observations),
            reports=tuple(reports_of(cases, self._prescriptions, self.rng)),
        )

    def ago(self, days: int) -> date:
        """A working day, about so many days ago."""
        day = self.today - timedelta(days=days)
        while day.weekday() >= _SATURDAY:
            day -= timedelta(days=1)
        return day

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def case(
        self,
        office: Office,
        day: date,
        diagnosis: Diagnosis,
        told: Told,
        *,
        kind: CaseKind = CaseKind.OUTPATIENT,
        beside: Iterable[Diagnosis] = (),
        again_after: Iterable[int] = (),
        outcome: str = "Улучшение",
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
    ) -> UUID:
        """
        A treatment case with a visit on its first day, and on the days after it that are named; one whose last visit is
        still to come goes on.
        """
        planned = [day + timedelta(days=number) for number in again_after]
        days = [day, *(one for one in planned if one < self.today)]
        goes_on = len(days) <= len(planned)
        case_id = self._id()
        heading = CaseHeading(
            case_id,
            kind,
            office.title,
            day,
            None if goes_on else days[-1],
            office.clinic.name,
            speciality_of(office),
            office.practitioner,
            diagnosis,
            sensitivity,
        )
        self._cases[case_id] = TreatmentCase(
            heading,
            outcome="" if goes_on else outcome,
            diagnoses=(diagnosis, *beside),
            visits=tuple(
                self._visit(office, one, told if number == 0 else _follow_up(told), number)
                for number, one in enumerate(days)
            ),
        )
        return case_id

    def stay(
        self, office: Office, first: date, days: int, diagnosis: Diagnosis, *, department: str, summary: str
    ) -> UUID:
        """A stay in hospital."""
        case_id = self._id()
        heading = CaseHeading(
            case_id, CaseKind.INPATIENT, office.title, first, first + timedelta(days=days), office.clinic.name,
            "Пульмонология", office.practitioner, diagnosis,
        )  # fmt: skip
        self._cases[case_id] = TreatmentCase(
            heading, department=department, outcome="Выписана с выздоровлением", summary=summary, diagnoses=(diagnosis,)
        )
        return case_id

    def beside(self, case_id: UUID, *more: Diagnosis) -> None:
        """Other diagnoses of a case."""
        case = self._cases[case_id]
        self._cases[case_id] = replace(case, diagnoses=(*case.diagnoses, *more))

    def _visit(self, office: Office, day: date, told: Told, number: int) -> Visit:
        hour = self.rng.randint(_FIRST_HOUR, _LAST_HOUR)
        at = datetime.combine(day, time(hour, self.rng.choice((0, 20, 40))), ZoneInfo(office.clinic.time_zone))
        title = office.title if number == 0 else "Повторный приём"
        return Visit(
            self._id(), at, office.clinic.time_zone, title, office.practitioner, speciality_of(office),
            told.complaints, told.findings, told.recommendations,
        )  # fmt: skip

    def analysis(
        self,
        title: str,
        day: date,
        observations: Iterable[Observation],
        *,
        case_id: UUID | None = None,
        office: Office = LABORATORY,
        specimen: str = "Венозная кровь",
        conclusion: str = "",
        state: ItemState = ItemState.VALID,
    ) -> None:
        """A laboratory examination; what was corrected, was on the third day."""
        third_day = day + timedelta(days=2)
        observed = tuple(replace(one, corrected_on=third_day) if one.former else one for one in observations)
        self._results.append(
            TestResult(
                self._id(), ResultKind.LABORATORY, title, day, day + timedelta(days=1), office.clinic.name,
                office.practitioner, specimen, "", conclusion, observed, case_id, state=state,
            )
        )  # fmt: skip

    def examination(
        self,
        title: str,
        day: date,
        office: Office,
        findings: str,
        conclusion: str,
        *,
        case_id: UUID | None = None,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
    ) -> None:
        """An instrumental examination."""
        self._results.append(
            TestResult(
                self._id(), ResultKind.INSTRUMENTAL, title, day, day, office.clinic.name, office.practitioner,
                findings=findings, conclusion=conclusion, case_id=case_id, sensitivity=sensitivity,
            )
        )  # fmt: skip

    def prescription(
        self,
        drug: tuple[str, str, str, str, str],
        office: Office,
        issued: date,
        days: int,
        *,
        state: PrescriptionState = PrescriptionState.ACTIVE,
        quantity: int = 2,
        dispensed: int = 0,
        **more: object,
    ) -> None:
        """A prescription; `drug` is the substance, the name on the box, the form, the dose, and how to take it."""
        series, number = ("35-26", f"{self.rng.randrange(10**6, 10**7)}") if "benefit" in more else ("", "")
        one = Prescription(
            self._id(), *drug, series, number, issued, issued + timedelta(days=days), state, office.practitioner,
            office.clinic.name, quantity, dispensed,
        )  # fmt: skip
        self._prescriptions.append(replace(one, **more))  # type: ignore[arg-type]

    def observation(self, diagnosis: Diagnosis, group: str, office: Office, started: date, **more: object) -> None:
        """A dispensary observation."""
        one = DispensaryObservation(
            self._id(), diagnosis, group, office.practitioner, speciality_of(office), office.clinic.name, started
        )
        self._observations.append(replace(one, **more))  # type: ignore[arg-type]


def _follow_up(told: Told) -> Told:
    return Told(
        "Самочувствие лучше, назначения выполняет.",
        "Состояние удовлетворительное, с положительной динамикой.",
        told.recommendations,
    )
