import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.shared.identity_key import KEY_LENGTH

_LONGEST_PERSON_ID = 64
_SHA256 = 32


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
