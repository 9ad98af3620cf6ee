"""What an issued paper is made of, and who sets it in type."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.shared.errors import Unavailable
from kartoteka.shared.names import PersonName


class TooBusy(Unavailable):
    """So many papers are being set at this moment that the next one has to wait."""


@dataclass(frozen=True, slots=True)
class Addressing:
    """
    Whose report it is, and to whom it goes.

    :ivar addressee: the main person of the viewer's account
    :ivar check_page: where a code is checked, a full address with a slash at its end
    """

    patient: PersonName
    birth_date: date
    addressee: PersonName
    check_page: str


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """An examination report as it goes to paper."""

    report: ExaminationReport
    addressing: Addressing
    issued_at: datetime
    # As it is shown.
    code: str


class ReportTypesetter(Protocol):
    """Who makes a file of an examination report: PDF, archival and readable to a screen reader."""

    @property
    def edition(self) -> str:
        """Another one sets the same paper otherwise."""
        ...

    def place(self) -> AbstractContextManager[None]:
        """
        A place in the queue of those who wait for their papers, for as long as the context lasts. Taken before anything
        is read for the paper, so that whoever has to come again costs next to nothing.

        :raises TooBusy: all places are taken
        """
        ...

    def typeset(self, paper: ReportPaper) -> bytes:
        """
        The file. The same paper of the same edition makes the same bytes (R62), and no words of it can break it or be
        taken for orders.

        :raises Unavailable: it can't be set now
        """
        ...

    def expected_size(self, report: ExaminationReport) -> int:
        """About how many bytes its file will have."""
        ...


@dataclass(frozen=True, slots=True)
class FileSize:
    """How large a file is, or about how large before it was ever made."""

    size: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """A file that may leave now. Its name tells nothing of a person (R61)."""

    name: str
    contents: bytes


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """What whoever holds a code is told: of the paper, nothing of a person."""

    issued_at: datetime
    time_zone: str
    version: int
    file_digest: str
    file_size: int
    # The clinic has changed the report, and the Portal has given the newer version to somebody.
    has_newer_version: bool
