from django.db import models


class LimitCounter(models.Model):
    """How often a named limit was used by one subject in one period."""

    personal_fields = frozenset[str]()
    # The subject is a keyed hash: the table tells nobody who was sought or who signed in.
    plain_fields = frozenset({"id", "name", "subject", "period_start", "expires_at", "taken"})

    name = models.CharField(max_length=60)
    subject = models.BinaryField(max_length=16)
    period_start = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    taken = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "subject", "period_start"], name="limit_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.taken}"
