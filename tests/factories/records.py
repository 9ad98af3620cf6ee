"""Entries of health records, each with what a test does not care about filled in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record.documents import DocumentFormat, MedicalDocument, SignatureFile, SignerRole
from kartoteka.domain.health_record.examining import DocumentFile
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.report_types import ExaminationReport, PrescribedDrug, RenderedService, VitalSign
from kartoteka.domain.health_record.types import (
    CaseHeading,
    CaseKind,
    Diagnosis,
    DispensaryObservation,
    Flag,
    Observation,
    PatientSummary,
    Prescription,
    PrescriptionState,
    ResultKind,
    TestResult,
    TreatmentCase,
    Value,
    Visit,
)

CLINIC = "Поликлиника № 1"
HOSPITAL = "Краевая больница"
COLD = Diagnosis("J06.9", "ОРВИ неуточнённая")
PATIENT = PatientSummary("Страховая компания «Кама»", CLINIC, "A(II) Rh+", ("Пенициллин",))
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ORDINARY, SENSITIVE = Sensitivity.ORDINARY, Sensitivity.SENSITIVE


def a_case(
    day: date,
    *,
    kind: CaseKind = CaseKind.OUTPATIENT,
    closed_on: date | None = None,
    title: str = "Приём врача-терапевта",
    diagnosis: Diagnosis | None = COLD,
    organization: str = CLINIC,
    speciality: str = "Терапия",
    label: Sensitivity = ORDINARY,
    **more: object,
) -> TreatmentCase:
    heading = CaseHeading(
        uuid4(),
        kind,
        title,
        day,
        closed_on or day,
        organization,
        speciality,
        "Петрова Ирина Олеговна",
        diagnosis,
        label,
    )
    case = TreatmentCase(heading, diagnoses=(diagnosis,) if diagnosis else ())
    return replace(case, **more)  # type: ignore[arg-type]


def a_visit(day: date, *, findings: str = "Зев спокойный", label: Sensitivity = ORDINARY) -> Visit:
    at = datetime(day.year, day.month, day.day, 9, 20, tzinfo=UTC)
    return Visit(
        uuid4(), at, "Asia/Yekaterinburg", "Приём врача-терапевта", "Петрова Ирина Олеговна", "Терапия",
        "Кашель", findings, "Покой", label,
    )  # fmt: skip


def a_report(case: TreatmentCase, *, label: Sensitivity = ORDINARY, **more: object) -> ExaminationReport:
    """The report of the first visit of a case."""
    visit = case.visits[0]
    report = ExaminationReport(
        uuid4(), case.heading.case_id, visit.visit_id, visit.title, visit.at, visit.time_zone, CLINIC,
        visit.practitioner, "Врач-терапевт", visit.at,
        complaints="Кашель и насморк второй день",
        illness_history="Заболел после переохлаждения",
        vital_signs=(VitalSign("Температура тела", "37,4", "°C", "повышена"), VitalSign("Пульс", "82", "в минуту")),
        objective_status="Зев гиперемирован, хрипов нет",
        diagnoses=(COLD,),
        services=(RenderedService("B01.047.001", "Приём врача-терапевта первичный"),),
        prescriptions=(PrescribedDrug("Парацетамол", "таблетки", "500 мг", "По 1 таблетке при температуре"),),
        recommendations="Питьё, покой, повторный приём через три дня",
        sensitivity=label,
    )  # fmt: skip
    return replace(report, **more)  # type: ignore[arg-type]


def measured(
    number: str, *, code: str = "2001", title: str = "Глюкоза", unit: str = "ммоль/л", flag: Flag = Flag.NORMAL,
    comparator: str = "", **more: object,
) -> Observation:  # fmt: skip
    one = Observation(code, title, Value(Decimal(number), comparator), unit, Decimal("3.9"), Decimal("6.1"), flag=flag)
    return replace(one, **more)  # type: ignore[arg-type]


def in_words(text: str, *, title: str = "Белок в моче") -> Observation:
    return Observation("2040", title, Value(text=text), reference="не обнаружен", flag=Flag.ABNORMAL)


def a_result(
    day: date,
    *observations: Observation,
    title: str = "Анализ крови",
    kind: ResultKind = ResultKind.LABORATORY,
    conclusion: str = "",
    label: Sensitivity = ORDINARY,
    state: ItemState = ItemState.VALID,
) -> TestResult:
    return TestResult(
        uuid4(), kind, title, day, day, CLINIC, "Мельникова Анна Сергеевна", "Кровь", "", conclusion,
        observations, None, label, state,
    )  # fmt: skip


def a_prescription(
    issued: date, valid_until: date, *, drug: str = "Метформин", label: Sensitivity = ORDINARY, **more: object
) -> Prescription:
    one = Prescription(
        uuid4(), drug, "", "таблетки", "500 мг", "По 1 таблетке утром", "", "", issued, valid_until,
        PrescriptionState.ACTIVE, "Петрова Ирина Олеговна", CLINIC, 2, sensitivity=label,
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def an_observation(started: date, *, label: Sensitivity = ORDINARY, **more: object) -> DispensaryObservation:
    one = DispensaryObservation(
        uuid4(), Diagnosis("I10", "Гипертензивная болезнь"), "Вторая группа", "Ким Олег Сергеевич", "Кардиология",
        CLINIC, started, sensitivity=label,
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def a_document(day: date, *, label: Sensitivity = ORDINARY, **more: object) -> MedicalDocument:
    one = MedicalDocument(
        uuid4(), "5", "Протокол консультации", day, CLINIC, "Петрова Ирина Олеговна", DocumentFormat.PDF,
        sensitivity=label,
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def a_file(
    document: MedicalDocument, content: bytes = PDF, *, roles: Iterable[SignerRole] = SignerRole, name: str = ""
) -> DocumentFile:
    """The file of a document, signed by all who have to."""
    signatures = tuple(SignatureFile(role, role.encode()) for role in roles)
    return DocumentFile(document.document_id, name or f"{document.document_id}", content, signatures)


def a_record(*cases: TreatmentCase, **more: object) -> NewRecord:
    """A record in which every document has a file."""
    record = replace(NewRecord(PATIENT, cases), **more)  # type: ignore[arg-type]
    with_file = {one.document_id for one in record.files}
    documents = (*record.documents, *(one for case in cases for one in case.documents))
    return replace(
        record, files=(*record.files, *(a_file(one) for one in documents if one.document_id not in with_file))
    )
