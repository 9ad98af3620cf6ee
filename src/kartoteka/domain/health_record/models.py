import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.domain.access.types import RecordPart
from kartoteka.shared.identity_key import KEY_LENGTH

_LONGEST_PERSON_ID = 64
_SHA256 = 32
_LONGEST_LABELS = 60
_LONGEST_TYPE = 8


class IssuedReportRow(models.Model):
    """
    One examination report as it was given to one account (F-12): by it a verification code is recognized.

    The same account and the same contents make one row, so the same file, however often it is downloaded (R62).
    """

    personal_fields = frozenset[str]()
    plain_fields = frozenset({
        "id", "person_id", "report_id", "version", "account_id", "contents_digest", "code_digest", "issued_at",
        "time_zone", "given_at", "file_digest", "file_size",
    })  # fmt: skip

    # The verification code is made of it and of the installation's secret; only the digest of the code is kept.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # No foreign keys: the trace outlives accounts, and reports are kept elsewhere.
    person_id = models.CharField(max_length=_LONGEST_PERSON_ID)
    report_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    account_id = models.UUIDField()
    contents_digest = models.BinaryField(max_length=KEY_LENGTH)
    code_digest = models.BinaryField(max_length=KEY_LENGTH, unique=True)
    # The moment that stands on the paper, and by whose clocks.
    issued_at = models.DateTimeField()
    time_zone = models.CharField(max_length=40)
    # When its bytes first left; None: the right ended while it was set, and nobody has it.
    given_at = models.DateTimeField(null=True)
    file_digest = models.BinaryField(max_length=_SHA256, null=True)
    file_size = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "health_record_issued_report"
        constraints = [
            models.UniqueConstraint(fields=["report_id", "account_id", "contents_digest"], name="issued_report_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="issued_report_version"),
            models.CheckConstraint(
                condition=Q(given_at=None, file_digest=None, file_size=None)
                | Q(given_at__gte=F("issued_at"), file_digest__isnull=False, file_size__gte=1),
                name="issued_report_given_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RecordNewsRow(models.Model):
    """
    Something that is in a record since a while, and of which nobody was told yet. Gone as soon as it is told.

    Says what has to be open to a reader, and not what came: of many results of one kind there is one row.
    """

    personal_fields = frozenset({"part", "labels", "document_type"})
    plain_fields = frozenset({"id", "person_id", "noted_at"})

    # Kept by a medical system: no foreign key.
    person_id = models.CharField(max_length=_LONGEST_PERSON_ID)
    part = models.CharField(max_length=15)
    # All that must be open; a report has the labels of its visit and of its case too.
    labels = models.CharField(max_length=_LONGEST_LABELS)
    # Of a document; empty for what is none.
    document_type = models.CharField(max_length=_LONGEST_TYPE, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "health_record_news"
        constraints = [
            models.UniqueConstraint(fields=["person_id", "part", "labels", "document_type"], name="record_news_once"),
            models.CheckConstraint(
                condition=Q(part__in=[RecordPart.RESULTS.value, RecordPart.HISTORY.value], document_type="")
                | (Q(part=RecordPart.DOCUMENTS.value) & ~Q(document_type="")),
                name="record_news_part",
            ),
        ]
        indexes = [models.Index(fields=["noted_at"], name="record_news_noted")]

    def __str__(self) -> str:
        return str(self.pk)
