"""What the tests of archives share: whose record it is, who asks, and what is left afterwards."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cast import VERA
from factories.access import ask, confirm, person_id
from factories.downloads import ArchiveBench
from factories.records import SENSITIVE, a_case, a_prescription, a_record, a_result, a_visit, an_observation, measured
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.models import GrantRow
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.types import USUAL_PARTS, RecordPart
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.health_record.types import Benefit

DAY = date(2026, 11, 12)


class Two(NamedTuple):
    """Вера, whose record it is, and Анна, to whom she opened it."""

    vera: UUID
    veras_card: UUID
    anna: UUID
    annas_card: UUID

    def agree(self, registry: FakeInsuredRegistry, now: datetime, *parts: RecordPart) -> UUID:
        terms = Terms(parts=parts or USUAL_PARTS)
        return confirm(
            self.vera, ask(self.anna, VERA, registry, now, terms=terms).request_id, now, terms=terms
        ).grant_id


def learn(bench: ArchiveBench, now: datetime, *, cases: int = 1) -> None:
    """Вера's record, with something that is for her eyes only."""
    visited = [
        a_case(DAY - timedelta(days=one), visits=(a_visit(DAY, findings=f"Осмотр {one}"),)) for one in range(cases)
    ]
    bench.records.learn(
        person_id(VERA),
        a_record(
            *visited,
            a_case(DAY, title="Приём психотерапевта", label=SENSITIVE),
            results=tuple(a_result(DAY - timedelta(days=one), measured(f"5.{one}")) for one in range(3)),
            prescriptions=(a_prescription(DAY, DAY, benefit=Benefit("Диабет", 100), series="59-26", number="1234567"),),
            observations=(an_observation(DAY),),
        ),
        now=now,
    )


def events(download_id: UUID) -> list[str]:
    return list(
        AuditEvent.objects.filter(subject_type="record-download", subject_id=download_id)
        .order_by("id")
        .values_list("event", flat=True)
    )


def files(bench: ArchiveBench) -> int:
    return len(bench.store.kept())


def opened_below(folder: Path) -> int:
    """How many files of a folder this process has open."""
    opened = (one.readlink() for one in Path("/proc/self/fd").iterdir() if one.is_symlink())
    return sum(str(one).startswith(str(folder)) for one in opened)


def the_grant(two: Two) -> UUID:
    """The right by which Анна reads now."""
    return GrantRow.objects.get(account_id=two.anna, ended_at=None).pk
