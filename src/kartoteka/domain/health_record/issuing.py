"""Giving out examination reports as files (F-12), and checking what was given out."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from kartoteka.domain.access.door import OpenedRecord, open_record
from kartoteka.domain.access.types import Action, RecordPart
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record import codes, rules
from kartoteka.domain.health_record.errors import CodeUnknown, EntryNotFound, TooManyChecks
from kartoteka.domain.health_record.models import IssuedReportRow
from kartoteka.domain.health_record.papers import (
    Addressing,
    CheckedPaper,
    FileSize,
    IssuedFile,
    ReportPaper,
    ReportTypesetter,
)
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day
from kartoteka.shared.identity_key import keyed_hash


def give_report(
    record: OpenedRecord,
    *,
    report_id: UUID,
    addressing: Addressing,
    records: HealthRecords,
    typesetter: ReportTypesetter,
    clock: Callable[[], datetime],
) -> IssuedFile:
    """
    An examination report as a file.

    Setting takes its time, so the right is asked for again when the file is ready: what was ended meanwhile does not
    leave (R53, R54). That second time is what the patient's journal calls a download.

    :param clock: asked twice, before and after the setting
    :raises EntryNotFound: there is no such report, or it may not be read, or no more
    :raises RecordClosed: the right ended while the file was being set
    :raises Unavailable: the medical system or the typesetter can't serve now
    """
    report = _readable(record, records, report_id)
    issue = _issue(record, report, addressing, typesetter.edition, now=clock())
    paper = ReportPaper(report, addressing, issue.issued_at, codes.shown(codes.code_of(issue.pk)))
    contents = typesetter.typeset(paper)
    now = clock()
    again = open_record(
        viewer_id=record.viewer_id,
        person_id=record.person_id,
        part=RecordPart.HISTORY,
        action=Action.DOWNLOAD,
        channel=record.channel,
        now=now,
    )
    if _readable(again, records, report_id) != report:
        # Changed, or partly closed, just now: the next try sets what holds then.
        raise EntryNotFound
    _note_given(issue, contents, record.viewer_id, now=now)
    day = local_day(report.at, report.time_zone)
    return IssuedFile(f"protokol-osmotra-{day:%d-%m-%Y}.pdf", contents)


def file_size(record: OpenedRecord, report: ExaminationReport, *, typesetter: ReportTypesetter) -> FileSize:
    """How large the file of a report was when the viewer downloaded it; before, how large it will about be."""
    given = IssuedReportRow.objects.filter(
        report_id=report.report_id, account_id=record.viewer_id, version=report.version, given_at__isnull=False
    )
    size = given.order_by("-issued_at").values_list("file_size", flat=True).first()
    return FileSize(size or typesetter.expected_size(report), is_exact=size is not None)


def check_paper(*, typed: str, client: str, now: datetime) -> CheckedPaper:
    """
    What is known of the paper with this code. Whoever asks learns nothing of the patient.

    :param client: the network address of who asks
    :raises CodeUnknown: no paper with this code was given out; a code in the wrong shape is the same
    :raises TooManyChecks: too many codes were checked from this network address
    """
    try:
        limits.take("papers-checked-per-address", subject=client, now=now)
    except LimitReached as reached:
        raise TooManyChecks from reached
    row = IssuedReportRow.objects.filter(
        code_digest=codes.digest_of(codes.read_code(typed)), given_at__isnull=False
    ).first()
    if row is None or row.file_digest is None or row.file_size is None:
        raise CodeUnknown
    newer = IssuedReportRow.objects.filter(
        report_id=row.report_id, version__gt=row.version, given_at__isnull=False
    ).exists()
    return CheckedPaper(
        row.issued_at, row.time_zone, row.version, bytes(row.file_digest).hex(), row.file_size, has_newer_version=newer
    )


def _readable(record: OpenedRecord, records: HealthRecords, report_id: UUID) -> ExaminationReport:
    scope = rules.scopes_of(record)[RecordPart.HISTORY]
    report = records.get_report(scope, report_id)
    if report is None:
        raise EntryNotFound
    return rules.shown_report(record, report)


@transaction.atomic
def _issue(
    record: OpenedRecord, report: ExaminationReport, addressing: Addressing, edition: str, *, now: datetime
) -> IssuedReportRow:
    """The row of this issue: of two that come at once, the second finds the first one's."""
    pk = uuid4()
    row = IssuedReportRow(
        id=pk,
        person_id=record.person_id,
        report_id=report.report_id,
        version=report.version,
        account_id=record.viewer_id,
        contents_digest=_digest(report, addressing, edition),
        code_digest=codes.digest_of(codes.code_of(pk)),
        issued_at=now,
        time_zone=report.time_zone,
    )
    IssuedReportRow.objects.bulk_create([row], ignore_conflicts=True)
    kept = IssuedReportRow.objects.get(
        report_id=report.report_id, account_id=record.viewer_id, contents_digest=row.contents_digest
    )
    if kept.pk == pk:
        _record(Event.REPORT_ISSUED, kept, record.viewer_id, now=now)
    return kept


@transaction.atomic
def _note_given(issue: IssuedReportRow, contents: bytes, viewer_id: UUID, *, now: datetime) -> None:
    # Clocks of several servers may differ a little; what happened later is not written down as earlier.
    given = {
        "given_at": max(now, issue.issued_at),
        "file_digest": sha256(contents).digest(),
        "file_size": len(contents),
    }
    if IssuedReportRow.objects.filter(pk=issue.pk, given_at=None).update(**given):
        _record(Event.REPORT_GIVEN, issue, viewer_id, now=now)


def _digest(report: ExaminationReport, addressing: Addressing, edition: str) -> bytes:
    """Of all that stands on the paper but the moment and the code: the same makes the same file."""
    parts = (json.dumps(asdict(one), default=str, sort_keys=True) for one in (report, addressing))
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "issued-report-contents", edition, *parts)


def _record(event: Event, issue: IssuedReportRow, viewer_id: UUID, *, now: datetime) -> None:
    by = Actor.account(viewer_id)
    audit.record(event, subject_type="issued-report", subject_id=issue.pk, account_id=viewer_id, by=by, now=now)
