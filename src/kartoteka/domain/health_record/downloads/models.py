import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.domain.access.models.common import LONGEST_PERSON_ID
from kartoteka.domain.access.types import Channel
from kartoteka.domain.health_record.downloads.types import DownloadEnd


class RecordDownloadRow(models.Model):
    """
    An archive of a health record that an account asked for, and how far the making has come.

    What is read already stands in the store in parts, so whoever takes over from a dead worker goes on with the next.
    """

    personal_fields = frozenset({"key"})
    plain_fields = frozenset({
        "id", "account", "person_id", "card_id", "channel", "readable", "asked_at", "touched_at", "step", "part",
        "after", "done", "total", "ready_at", "expires_at", "size", "ended_at", "end",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.CharField(max_length=LONGEST_PERSON_ID)
    # Of which card of the account's index; it has to stand there until the archive was fetched.
    card_id = models.UUIDField()
    # Where it was asked for: the journal says it of every portion (R73).
    channel = models.CharField(max_length=5, db_default=Channel.WEB.value)
    # What might be read when it was asked for: less stops the making and closes the archive (R53).
    readable = models.TextField()
    asked_at = models.DateTimeField()
    # When the making last went on.
    touched_at = models.DateTimeField()
    # How many portions are kept; and where the next begins: in which part, after which entry. No part: the packing.
    step = models.PositiveIntegerField(default=0)
    part = models.CharField(max_length=15, blank=True)
    after = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # Without it the file is noise; it is wiped when the archive ends, so a copy of the disk gives nobody anything.
    key = models.BinaryField(max_length=32)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=15, blank=True)

    class Meta:
        db_table = "record_download"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person_id"], condition=Q(ended_at=None), name="record_download_once"
            ),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="record_download_channel"),
            models.CheckConstraint(
                condition=Q(ready_at=None, expires_at=None, size=None)
                | Q(ready_at__isnull=False, expires_at__gt=F("ready_at"), size__isnull=False),
                name="record_download_ready_until",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False, end__in=list(DownloadEnd), key=b""),
                name="record_download_ended_why",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "person_id", "-asked_at"], name="record_download_asked"),
            models.Index(fields=["ended_at"], name="record_download_ended"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
