from django.db import models


class DemoMessage(models.Model):
    """A letter or an SMS that the demo delivered: to the page of the demo, and to nobody else."""

    personal_fields = frozenset({"recipient", "subject", "text"})
    plain_fields = frozenset({"reference", "channel", "region_code", "delivered_at"})

    reference = models.UUIDField(primary_key=True, editable=False)
    channel = models.CharField(max_length=5)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    region_code = models.CharField(max_length=2, blank=True)
    delivered_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.reference)
