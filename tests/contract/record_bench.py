"""A fake and an embedded medical system, told the same records."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from cast import ANNA, DMITRY
from factories.records import (
    CLINIC,
    HOSPITAL,
    a_record,
)
from fakes.health_records import FakeHealthRecords
from fakes.medical_documents import EXAMINER
from kartoteka.adapters.mis_embedded import record_import, registration, scheduling
from kartoteka.adapters.mis_embedded.health_records import EmbeddedHealthRecords
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization
from kartoteka.domain.access.document_types import SHOWN_BY_DEFAULT
from kartoteka.domain.access.types import ItemState, RecordPart, Sensitivity
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.health_record.types import (
    CaseFilter,
    CaseHeading,
    Scope,
    Scopes,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
WHOLE = frozenset((label, state) for label in Sensitivity for state in (ItemState.VALID, ItemState.ANNULLED))
ALL = CaseFilter()
ORDINARY_ONLY = frozenset({(Sensitivity.ORDINARY, ItemState.VALID)})


class Bench(Protocol):
    @property
    def records(self) -> HealthRecords: ...
    @property
    def anna(self) -> str: ...
    @property
    def dmitry(self) -> str: ...
    def learn(self, record: NewRecord) -> None: ...
    def fall_silent(self) -> None: ...


class FakeBench:
    anna, dmitry = "person-anna", "person-dmitry"

    def __init__(self) -> None:
        self.records = FakeHealthRecords()
        self._record = a_record()

    def learn(self, record: NewRecord) -> None:
        self._record = record
        self.records.learn(self.anna, record, now=NOW)

    def fall_silent(self) -> None:
        self.records.learn(self.anna, self._record, now=NOW, is_answering=False)


class EmbeddedBench:
    def __init__(self) -> None:
        self.records = EmbeddedHealthRecords()
        people = [NewInsuredPerson(one.name, one.birth_date, one.sex, "59") for one in (ANNA, DMITRY)]
        self.anna, self.dmitry = registration.register_people(people, now=NOW)
        for name in (CLINIC, HOSPITAL):
            scheduling.open_organization(NewOrganization(name, "Asia/Yekaterinburg"))

    def learn(self, record: NewRecord) -> None:
        record_import.import_record(self.anna, record, examiner=EXAMINER, now=NOW)

    def fall_silent(self) -> None:
        record_import.EmbeddedRecordIntake().report_silence(self.anna, now=NOW + timedelta(days=1))


def whole(person_id: str) -> Scopes:
    return {part: Scope(person_id, WHOLE, SHOWN_BY_DEFAULT) for part in RecordPart}


def ordinary(person_id: str) -> Scopes:
    return {part: Scope(person_id, ORDINARY_ONLY, SHOWN_BY_DEFAULT) for part in RecordPart}


def history(bench: Bench, scope: Scope | None = None, wanted: CaseFilter = ALL) -> tuple[CaseHeading, ...]:
    return bench.records.list_cases(scope or Scope(bench.anna, WHOLE), wanted, after=None, at_most=50)


def days(cases: Iterable[CaseHeading]) -> list[int]:
    return [one.opened_on.day for one in cases]
