"""The doctor's examination reports in an archive: the very files that are given out one by one (F-12)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.health_record.downloads.types import About, ArchiveFile, Order, Portion, Written
from kartoteka.domain.health_record.errors import EntryNotFound
from kartoteka.domain.health_record.issuing import give_report
from kartoteka.domain.health_record.papers import Addressing, ReportTypesetter
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.shared.dates import local_day

FOLDER = "reports"
_TRIES = 2


class ReportWriter:
    """
    `ArchiveWriter` of examination reports. Each is given out as if it were asked for alone: decided about once more,
    noted, with a verification code of its own.

    :ivar check_page: where a code is checked; asked for when it is needed, because addresses are not known at the start
    """

    name = "reports"

    def __init__(
        self,
        *,
        records: HealthRecords,
        typesetter: ReportTypesetter,
        check_page: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._records, self._typesetter, self._check_page, self._clock = records, typesetter, check_page, clock

    def write(self, portion: Portion, order: Order, record: OpenedRecord) -> Written:
        return Written(tuple(self._files(portion, order, record)))

    def close(self, fragments: Sequence[bytes], about: About) -> Sequence[ArchiveFile]:  # noqa: ARG002 - the port's
        return ()

    def _files(self, portion: Portion, order: Order, record: OpenedRecord) -> Iterator[ArchiveFile]:
        for report in portion.reports:
            yield from self._given(report, order, record)

    def _given(self, report: ExaminationReport, order: Order, record: OpenedRecord) -> Iterator[ArchiveFile]:
        for _ in range(_TRIES):
            # Changed while it was set: once more, as it is now. Taken back or closed: it hides no other (R58).
            with suppress(EntryNotFound):
                yield self._file(report, order, record)
                return

    def _file(self, report: ExaminationReport, order: Order, record: OpenedRecord) -> ArchiveFile:
        addressing = Addressing(
            patient=order.card.name,
            birth_date=order.card.birth_date,
            addressee=order.reader or order.card.name,
            check_page=self._check_page(),
        )
        given = give_report(
            record,
            report_id=report.report_id,
            addressing=addressing,
            records=self._records,
            typesetter=self._typesetter,
            clock=self._clock,
        )
        return ArchiveFile(path_of(report), given.contents)


def path_of(report: ExaminationReport) -> str:
    """Where the file of a report lies in an archive."""
    day = local_day(report.at, report.time_zone)
    return f"{FOLDER}/{day.isoformat()}-{report.report_id.hex}.pdf"
