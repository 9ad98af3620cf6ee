"""Which documents the demo's records have: of several types, versions and labels, made of the records themselves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from kartoteka.devtools import cda_writer as cda
from kartoteka.devtools import clinics
from kartoteka.devtools.people import DemoPerson
from kartoteka.domain.access.document_types import DOCUMENT_TYPES
from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record.documents import DocumentFormat, MedicalDocument
from kartoteka.domain.health_record.examining import DocumentFile
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.types import CaseKind, Prescription, ResultKind, TestResult, TreatmentCase

# A scan as clinics send it; printed once, so that no printer is needed to load the demo.
_SCAN = Path(__file__).parent / "samples" / "certificate.pdf"
_DISCHARGE, _CONSULTATION, _INSTRUMENTAL, _LABORATORY = "1", "5", "6", "7"
_BENEFIT_PRESCRIPTION, _PRESCRIPTION, _CERTIFICATE, _CHECK_UP = "37", "86", "88", "141"
_AT_WARD = timedelta(days=4)
_CHECK_UP_TITLE = clinics.CHECK_UP.title


class _Binder:
    """The documents of one person, as they are made."""

    def __init__(self, person: DemoPerson, seed: str) -> None:
        self._person = person
        self._rng = Random(seed)
        self.documents: list[MedicalDocument] = []
        self.files: list[DocumentFile] = []

    def new_id(self) -> UUID:
        return UUID(int=self._rng.getrandbits(128), version=4)

    def add(
        self,
        type_code: str,
        made_on: date,
        organization: str,
        practitioner: str,
        position: str,
        parts: list[cda.Part],
        *,
        case_id: UUID | None = None,
        document_id: UUID | None = None,
        replaces: tuple[UUID, int] | None = None,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        state: ItemState = ItemState.VALID,
        replaced_by: UUID | None = None,
    ) -> UUID:
        document_id = document_id or self.new_id()
        set_id, version = (replaces[0], replaces[1] + 1) if replaces else (document_id, 1)
        is_confidential = sensitivity is not Sensitivity.ORDINARY
        sheet = cda.Sheet(
            document_id, set_id, type_code, made_on, self._person, practitioner, position, organization, version,
            is_confidential,
        )  # fmt: skip
        header = MedicalDocument(
            document_id, type_code, DOCUMENT_TYPES[type_code], made_on, organization, practitioner, version=version,
            replaced_by=replaced_by, case_id=case_id, sensitivity=sensitivity, state=state,
        )  # fmt: skip
        self._keep(header, f"{document_id}.xml", cda.write(sheet, parts))
        return document_id

    def add_scan(self, type_code: str, made_on: date, organization: str, practitioner: str) -> None:
        header = MedicalDocument(
            self.new_id(), type_code, DOCUMENT_TYPES[type_code], made_on, organization, practitioner,
            DocumentFormat.PDF,
        )  # fmt: skip
        self._keep(header, f"{header.document_id}.pdf", _SCAN.read_bytes())

    def _keep(self, header: MedicalDocument, name: str, content: bytes) -> None:
        self.documents.append(header)
        self.files.append(DocumentFile(header.document_id, name, content))


def with_documents(record: NewRecord, person: DemoPerson, *, today: date, seed: str, is_whole: bool) -> NewRecord:
    """The record with documents of what is in it; `is_whole` for the one that shows all there can be."""
    binder = _Binder(person, seed)
    cases = sorted(record.cases, key=lambda case: case.heading.opened_on, reverse=True)
    for case in _first(cases, CaseKind.OUTPATIENT, 3 if is_whole else 1):
        _consultation(binder, case)
    for result in _of_kind(record.results, ResultKind.LABORATORY, 3 if is_whole else 1):
        _result(binder, result)
    if is_whole:
        _rare(binder, record, cases, today)
    return replace(record, documents=tuple(binder.documents), files=tuple(binder.files))


def with_birth(record: NewRecord, person: DemoPerson, *, mother: DemoPerson, seed: str) -> NewRecord:
    """The record with what the maternity ward wrote of a newborn and, beside, of the mother."""
    binder = _Binder(person, seed)
    office = clinics.NEWBORNS
    parts = [
        cda.birth(
            mother,
            "Ребёнок от первых срочных родов, масса 3420 г, рост 52 см, оценка по шкале Апгар 8 и 9 баллов.",
            "К груди приложен в первый час. Прививки против гепатита B и туберкулёза сделаны.",
            of_mother="У матери группа крови A(II) Rh+, гемоглобин при выписке 108 г/л.",
        ),
        cda.about_mother(mother),
        cda.words("REGIME", "Рекомендации", "Наблюдение участкового педиатра, грудное вскармливание, витамин D."),
    ]
    binder.add(
        _DISCHARGE, person.birth_date + _AT_WARD, office.clinic.name, office.practitioner, "Врач-неонатолог", parts
    )
    return replace(record, documents=(*record.documents, *binder.documents), files=(*record.files, *binder.files))


def _rare(binder: _Binder, record: NewRecord, cases: list[TreatmentCase], today: date) -> None:
    for result in _of_kind(record.results, ResultKind.INSTRUMENTAL, 2):
        _result(binder, result)
    check_ups = [case for case in cases if case.heading.title == _CHECK_UP_TITLE]
    _check_up(binder, check_ups[0])
    _check_up(binder, check_ups[1], state=ItemState.ANNULLED)
    for case in cases:
        if case.heading.kind is CaseKind.INPATIENT:
            _discharge(binder, case)
    private = next(case for case in cases if case.heading.sensitivity is Sensitivity.SENSITIVE)
    _consultation(binder, private)
    plain = next(one for one in record.prescriptions if one.benefit is None and not one.sensitivity.startswith("s"))
    _prescription(binder, _PRESCRIPTION, plain)
    # Shown where the region shows patients benefit prescriptions: the federal list does not.
    _prescription(binder, _BENEFIT_PRESCRIPTION, next(one for one in record.prescriptions if one.benefit is not None))
    binder.add_scan(
        _CERTIFICATE, today - timedelta(days=80), clinics.NORTHERN_LIGHTS.name, clinics.THERAPIST.practitioner
    )


def _first(cases: Iterable[TreatmentCase], kind: CaseKind, at_most: int) -> list[TreatmentCase]:
    ordinary = (
        case for case in cases if case.heading.kind is kind and case.heading.sensitivity is Sensitivity.ORDINARY
    )
    return [case for case, _ in zip(ordinary, range(at_most), strict=False)]


def _of_kind(results: Iterable[TestResult], kind: ResultKind, at_most: int) -> list[TestResult]:
    found = (one for one in results if one.kind is kind and not one.is_annulled)
    ordinary = (one for one in found if one.sensitivity is Sensitivity.ORDINARY)
    return sorted(ordinary, key=lambda one: one.taken_on, reverse=True)[:at_most]


def _position(speciality: str) -> str:
    return f"Врач, специальность «{speciality}»"


def _consultation(binder: _Binder, case: TreatmentCase) -> None:
    heading = case.heading
    parts = [*cda.visits(case), cda.diagnoses(case.diagnoses), *cda.advice(case)]
    binder.add(
        _CONSULTATION, heading.opened_on, heading.organization, heading.practitioner, _position(heading.speciality),
        parts, case_id=heading.case_id, sensitivity=heading.sensitivity,
    )  # fmt: skip


def _check_up(binder: _Binder, case: TreatmentCase, *, state: ItemState = ItemState.VALID) -> None:
    heading = case.heading
    parts = [*cda.visits(case), cda.diagnoses(case.diagnoses), *cda.advice(case)]
    binder.add(
        _CHECK_UP, heading.opened_on, heading.organization, heading.practitioner, _position(heading.speciality),
        parts, case_id=heading.case_id, state=state,
    )  # fmt: skip


def _discharge(binder: _Binder, case: TreatmentCase) -> None:
    """Mended once: the first version leads to the second."""
    heading = case.heading
    day = heading.closed_on or heading.opened_on
    first_id, second_id = binder.new_id(), binder.new_id()
    parts = [
        cda.words("HOSP", "Пребывание в стационаре", case.department, case.summary),
        cda.diagnoses(case.diagnoses),
        cda.words("REGIME", "Рекомендации", "Наблюдение у терапевта по месту жительства, снимок лёгких через месяц."),
    ]
    binder.add(
        _DISCHARGE, day, heading.organization, heading.practitioner, _position(heading.speciality), parts[:2],
        case_id=heading.case_id, document_id=first_id, replaced_by=second_id,
    )  # fmt: skip
    binder.add(
        _DISCHARGE, day + timedelta(days=1), heading.organization, heading.practitioner, _position(heading.speciality),
        parts, case_id=heading.case_id, document_id=second_id, replaces=(first_id, 1),
    )  # fmt: skip


def _result(binder: _Binder, result: TestResult) -> None:
    is_laboratory = result.kind is ResultKind.LABORATORY
    parts = [cda.laboratory(result)] if is_laboratory else [cda.words("RESINSTR", result.title, result.findings)]
    if result.conclusion:
        parts.append(cda.words("RESCONS", "Заключение", result.conclusion))
    binder.add(
        _LABORATORY if is_laboratory else _INSTRUMENTAL, result.ready_on or result.taken_on, result.organization,
        result.practitioner, "Врач клинической лабораторной диагностики" if is_laboratory else "Врач",
        parts, case_id=result.case_id,
    )  # fmt: skip


def _prescription(binder: _Binder, type_code: str, one: Prescription) -> None:
    validity = f"Действителен до {one.valid_until:%d.%m.%Y}"
    binder.add(
        type_code, one.issued_on, one.organization, one.practitioner, "Врач",
        [cda.prescription(one), cda.words("DOCINFO", "Срок действия", validity)], case_id=one.case_id,
    )  # fmt: skip
