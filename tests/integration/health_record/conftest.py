from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cast import ANNA, MARIA
from factories.access import CHILD, represent
from factories.people import add, add_with_identity
from factories.records import a_case, a_record, a_report, a_visit
from fakes.health_records import FakeHealthRecords
from fakes.medical_system import FakeInsuredRegistry
from fakes.typesetter import FakeTypesetter
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.issuing import give_report
from kartoteka.domain.health_record.papers import Addressing, IssuedFile
from kartoteka.domain.health_record.report_types import ExaminationReport


@dataclass
class Desk:
    """Where Мария's examination report is given out; her clinic keeps one."""

    records: FakeHealthRecords
    typesetter: FakeTypesetter
    report: ExaminationReport
    record: NewRecord
    now: datetime

    def give(self, viewer_id: UUID, name: object = ANNA.name, *, later: timedelta = timedelta(0)) -> IssuedFile:
        """The file for one account; the right is asked before and after the setting."""
        record = open_record(viewer_id=viewer_id, person_id=CHILD, part=RecordPart.HISTORY, now=self.now + later)
        ticks = iter((self.now + later, self.now + later + timedelta(seconds=1)))
        return give_report(
            record,
            report_id=self.report.report_id,
            addressing=Addressing(MARIA.name, MARIA.birth_date, name, "https://portal.example/verify/"),  # type: ignore[arg-type]
            records=self.records,
            typesetter=self.typesetter,
            clock=lambda: next(ticks),
        )

    def tell(self, report: ExaminationReport) -> None:
        """What the clinic says now."""
        self.report = report
        record = a_record(*self.record.cases, reports=(report,))
        self.records.learn(CHILD, record, now=self.now)


@pytest.fixture
def mother(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Анна's account: her identity is confirmed, and she acts for Мария."""
    add_with_identity(anna, ANNA, registry, now)
    add(anna, MARIA, registry, now)
    represent(ANNA, MARIA, now)
    return anna


@pytest.fixture
def desk(now: datetime) -> Desk:
    day = now.date() - timedelta(days=3)
    case = a_case(day, visits=(a_visit(day),))
    report = a_report(case)
    records = FakeHealthRecords()
    record = a_record(case, reports=(report,))
    records.learn(CHILD, record, now=now)
    return Desk(records, FakeTypesetter(), report, record, now)
