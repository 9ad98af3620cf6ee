from django.db import models


class Submission(models.Model):
    """A form that was carried out: the same form sent again gets the same result (R12, law 10)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "account_id", "key", "digest", "result_id", "created_at"})

    account_id = models.UUIDField()
    key = models.UUIDField()
    # Keyed hash of what was sent: the same key with other contents is another submission.
    digest = models.BinaryField(max_length=16)
    result_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account_id", "key", "digest"], name="submission_once"),
        ]

    def __str__(self) -> str:
        return str(self.key)
