"""`kartoteka import records`: health records and medical documents out of files, one patient at a time."""

import csv
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TextIO

from django.core.management.base import CommandError, OutputWrapper
from django.utils import timezone

from kartoteka import wiring
from kartoteka.adapters.record_files.boxes import Unreadable, open_box
from kartoteka.adapters.record_files.reader import FiledRecord, RefusedRecord, read_records
from kartoteka.domain.health_record.examining import Examiner, RejectedDocument
from kartoteka.domain.health_record.incoming import (
    Contradiction,
    Outcome,
    OwnerUnclear,
    RecordOwner,
    UnknownOrganization,
)
from kartoteka.domain.health_record.taking_over import take_over_record
from kartoteka.shared.actor import Actor
from kartoteka.ui.document_words import rejection

# Something was refused, and the rest is taken over; 1 is left for a command that could not begin.
SOMETHING_REFUSED = 3
_SHOWN = 20
_LONGEST_SHOWN = 200
_NOBODY = "в регистре нет одного человека с такими СНИЛС или ЕНП и датой рождения"
_CONTRADICTION = "запись противоречит себе или занимает идентификаторы записи другого человека"
_TWICE = "о том же человеке в этом запуске уже был файл"
# A spreadsheet takes what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


def new_file(path: Path) -> TextIO:
    """A file for the operator's eyes, and never over what is there."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(handle, "w", encoding="utf-8", newline="")


def import_records(paths: Sequence[Path], report: Path | None, *, is_rehearsal: bool, out: OutputWrapper) -> None:
    """
    Take over what the paths hold; what is refused is told with its file and the reason, and the rest comes in.

    :raises CommandError: it can't begin, or something was refused
    """
    with ExitStack() as stack:
        try:
            for path in paths:
                path.stat()
            told = stack.enter_context(new_file(report)) if report else None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        run = _Run(_Refusals(told, out), _examiner(), is_rehearsal=is_rehearsal)
        for path in paths:
            run.take_over(path)
        run.tell(out)


def _examiner() -> Examiner:
    try:
        return Examiner(wiring.clinical_documents(), wiring.signature_checker())
    except (OSError, ValueError):
        raise CommandError("The folder KARTOTEKA_AUTHORITIES holds a file that is no certificate.") from None


class _Refusals:
    """What was not taken over: all of it into a file, the first of it for the operator's eyes."""

    def __init__(self, report: TextIO | None, out: OutputWrapper) -> None:
        self._report = csv.writer(report, delimiter=";") if report else None
        self._out = out
        self.number = 0
        if self._report:
            self._report.writerow(("Файл", "Причина"))

    def add(self, name: str, reason: str) -> None:
        self.number += 1
        cells = [_printable(name), _printable(reason)]
        if self._report:
            self._report.writerow([f"'{one}" if one.startswith(_FORMULA) else one for one in cells])
        if self.number <= _SHOWN:
            self._out.write(": ".join(cells))


def _printable(words: str) -> str:
    # Names come from outside; on a terminal some signs are commands.
    return "".join(sign if sign.isprintable() else "?" for sign in words)[:_LONGEST_SHOWN]


class _Run:
    """One run of the command."""

    def __init__(self, refusals: _Refusals, examiner: Examiner, *, is_rehearsal: bool) -> None:
        self._refusals = refusals
        self._examiner = examiner
        self._is_rehearsal = is_rehearsal
        self._intake = wiring.record_intake()
        self._outcomes: Counter[Outcome] = Counter()
        self._documents = 0
        self._seen: set[str] = set()

    def take_over(self, path: Path) -> None:
        """All that one path holds."""
        try:
            with open_box(path) as box:
                for found in read_records(box, today=timezone.now().date()):
                    if isinstance(found, FiledRecord):
                        self._take_over_one(path, found)
                        continue
                    self._refuse(path, found.name, found.reason)
                    if isinstance(found, RefusedRecord) and found.owner is not None:
                        self._tell_owner(found.owner)
        except Unreadable as error:
            self._refuse(path, "", str(error))

    def _take_over_one(self, path: Path, filed: FiledRecord) -> None:
        try:
            person_id = self._intake.find_owner(filed.owner)
        except OwnerUnclear:
            self._refuse(path, filed.name, _NOBODY)
            return
        if person_id in self._seen:
            self._refuse(path, filed.name, _TWICE)
            return
        self._seen.add(person_id)
        reason = self._put(path, person_id, filed)
        if reason is None:
            return
        self._refuse(path, filed.name, reason)
        self._tell_patient(person_id)

    def _tell_owner(self, owner: RecordOwner) -> None:
        """The same where the record itself could not be read to its end."""
        with suppress(OwnerUnclear):
            self._tell_patient(self._intake.find_owner(owner))

    def _tell_patient(self, person_id: str) -> None:
        """The patient is told that newer entries may be missing, beside what came before (R66)."""
        if not self._is_rehearsal:
            self._intake.report_silence(person_id, now=timezone.now())

    def _put(self, path: Path, person_id: str, filed: FiledRecord) -> str | None:
        """Why a record was not taken over; None: it was."""
        try:
            taken = take_over_record(
                person_id,
                filed.record,
                intake=self._intake,
                examiner=self._examiner,
                is_rehearsal=self._is_rehearsal,
                by=Actor.system(),
                now=timezone.now(),
            )
        except UnknownOrganization as unknown:
            return f"медицинская организация не заведена, или таких несколько: «{unknown}»"
        except Contradiction:
            return _CONTRADICTION
        self._outcomes[taken.outcome] += 1
        self._tell_of_documents(path, filed, taken.rejected)
        return None

    def _tell_of_documents(self, path: Path, filed: FiledRecord, rejected: tuple[RejectedDocument, ...]) -> None:
        self._documents += sum(1 for _ in filed.record.every_document()) - len(rejected)
        for file in filed.refused:
            self._refuse(path, file.name, file.reason)
        # A document whose file could not be had is told of already, by the name of the file.
        told = {str(document_id) for document_id in filed.without_file}
        named = {file.name for file in filed.record.files}
        for one in rejected:
            if one.name not in told:
                name = one.name if one.name in named else f"{filed.name}, документ {one.name}"
                self._refuse(path, name, rejection(one))

    def _refuse(self, path: Path, name: str, reason: str) -> None:
        self._refusals.add(f"{path}/{name}" if name else str(path), reason)

    def tell(self, out: OutputWrapper) -> None:
        """
        What came of it all.

        :raises CommandError: something was refused
        """
        counts, refused = self._outcomes, self._refusals.number
        out.write(
            f"{'Would be: ' if self._is_rehearsal else ''}{counts[Outcome.ADDED]} records added, "
            f"{counts[Outcome.CHANGED]} changed, {counts[Outcome.UNCHANGED]} unchanged; "
            f"{self._documents} documents; {refused} refused"
        )
        if refused > _SHOWN:
            out.write("The others that were refused are told by --report FILE.")
        if refused:
            raise CommandError(f"{refused} refused, the rest is taken over.", returncode=SOMETHING_REFUSED)
