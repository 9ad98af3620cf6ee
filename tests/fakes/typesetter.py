from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kartoteka.domain.health_record.papers import ReportPaper, TooBusy
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.shared.errors import Unavailable


class FakeTypesetter:
    """
    `ReportTypesetter` whose files say in plain words what they are of.

    :ivar meanwhile: happens while a paper is being set
    """

    def __init__(self) -> None:
        self.edition = "first"
        self.meanwhile: Callable[[], object] = lambda: None
        self.is_busy = False
        self.is_broken = False

    @contextmanager
    def place(self) -> Iterator[None]:
        if self.is_busy:
            raise TooBusy
        yield

    def typeset(self, paper: ReportPaper) -> bytes:
        if self.is_broken:
            raise Unavailable
        self.meanwhile()
        return f"%PDF {self.edition} {paper}".encode()

    def expected_size(self, report: ExaminationReport) -> int:
        return 40_000 + len(report.complaints)
