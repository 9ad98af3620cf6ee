from django.db import models


class AuditEvent(models.Model):
    """Who did what to what, and when. Rows are only ever added; the database itself refuses the rest."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "at", "event", "actor_id", "subject_type", "subject_id", "account_id"})

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    # None: the Portal itself. No foreign key: the trace outlives the account.
    actor_id = models.UUIDField(null=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    # Whose data were touched; the same as the actor where a person acts for himself.
    account_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "at"], name="audit_account_at"),
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_type} {self.subject_id}"
