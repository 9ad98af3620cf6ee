# ruff: noqa: N999 - the name of the command; nothing imports the module by it
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kartoteka import wiring
from kartoteka.adapters.fund_file.reader import NotARegister, UnreadableLine, open_register
from kartoteka.domain.card_index.fund import FundRecord, Verdict
from kartoteka.domain.moderation.fund import FundAnswer, take_over_register
from kartoteka.domain.regions.errors import RegionClosed
from kartoteka.domain.regions.selectors import active_region
from kartoteka.operations.record_import import import_records, new_file
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day
from kartoteka.shared.errors import Unavailable

_SHOWN_LINES = 20
_WORDS = {
    Verdict.SEVERAL_OWNERS: "номера документов в реестре принадлежат разным людям",
    Verdict.MAYBE_TWIN: "документ в реестре у человека с другим именем, остальное совпало: возможно, это близнец",
    Verdict.SOMEBODY_ELSE: "документ в реестре у человека с другими именем или датой рождения",
    Verdict.AMBIGUOUS: "в реестре есть тёзка без полиса: добавьте в строку СНИЛС, чтобы было видно, он ли это",
}


class _Rejections:
    """Lines that were not taken over: all of them into a file, the first of them for the operator's eyes."""

    def __init__(self, report: TextIO | None) -> None:
        self._report = csv.writer(report, delimiter=";") if report else None
        self.number = 0
        self.first: list[str] = []
        if self._report:
            self._report.writerow(("Строка", "Причина"))

    def add(self, line: int, reason: str) -> None:
        self.number += 1
        if self._report:
            self._report.writerow((line, reason))
        if len(self.first) < _SHOWN_LINES:
            self.first.append(f"line {line}: {reason}")


class Command(BaseCommand):
    help = (
        "Takes over what a neighbour gives as files. 'insured': the territorial fund's register of insured persons, "
        "CSV. 'records': health records with medical documents, folders or zip archives. Either may be repeated, and "
        "begun anew after it was cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        insured = kinds.add_parser("insured", help="the fund's register of insured persons")
        insured.add_argument("file", type=Path, metavar="FILE")
        insured.add_argument("--region", required=True, help="two digits of the region whose fund gave the file")
        records = kinds.add_parser("records", help="health records and medical documents; docs/records-file.md")
        records.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="a folder, or a zip archive")
        for one in (insured, records):
            one.add_argument("--dry-run", action="store_true", help="tell what would be done, and change nothing")
            one.add_argument(
                "--report", type=Path, metavar="FILE", help="write all that is rejected with reasons there"
            )

    def handle(self, *, what: str, **options: Any) -> None:  # of each kind its own
        if what == "records":
            import_records(options["paths"], options["report"], is_rehearsal=options["dry_run"], out=self.stdout)
        else:
            self._import_insured(options["file"], options["region"], options["report"], is_rehearsal=options["dry_run"])

    def _import_insured(self, file: Path, region: str, report: Path | None, *, is_rehearsal: bool) -> None:
        try:
            time_zone = active_region(region).time_zone
        except RegionClosed:
            raise CommandError("There is no such region, or it takes no part.") from None
        today = local_day(timezone.now(), time_zone)
        with ExitStack() as stack:
            try:
                lines = stack.enter_context(open_register(file, today=today))
                told = stack.enter_context(new_file(report)) if report else None
            except NotARegister as error:
                raise CommandError(str(error)) from None
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from None
            rejections = _Rejections(told)
            try:
                answer = self._take_over(lines, rejections, region, is_rehearsal=is_rehearsal)
            except Unavailable:
                raise CommandError("The register is taken over; the requests are matched within a minute.") from None
        self._tell(answer, rejections, is_rehearsal=is_rehearsal)

    def _take_over(
        self,
        lines: Iterator[FundRecord | UnreadableLine],
        rejections: _Rejections,
        region: str,
        *,
        is_rehearsal: bool,
    ) -> FundAnswer:
        return take_over_register(
            _readable(lines, rejections),
            region_code=region,
            fund=wiring.territorial_fund(),
            registry=wiring.insured_registry(),
            on_rejected=lambda record, verdict: rejections.add(record.line, _WORDS[verdict]),
            is_rehearsal=is_rehearsal,
            by=Actor.system(),
            clock=timezone.now,
        )

    def _tell(self, answer: FundAnswer, rejections: _Rejections, *, is_rehearsal: bool) -> None:
        counts: Counter[Verdict] = answer.verdicts
        taken = (
            f"{counts[Verdict.ADDED]} added, {counts[Verdict.CHANGED]} changed, {counts[Verdict.UNCHANGED]} unchanged"
        )
        self.stdout.write(f"{'Would be: ' if is_rehearsal else ''}{taken}, {rejections.number} rejected")
        if not is_rehearsal:
            self.stdout.write(f"Requests confirmed by the fund's answer: {answer.confirmed}")
        for line in rejections.first:
            self.stdout.write(line)
        if rejections.number > len(rejections.first):
            self.stdout.write("The other rejected lines are told by --report FILE.")


def _readable(lines: Iterator[FundRecord | UnreadableLine], rejections: _Rejections) -> Iterator[FundRecord]:
    for line in lines:
        if isinstance(line, UnreadableLine):
            rejections.add(line.line, line.reason)
        else:
            yield line
