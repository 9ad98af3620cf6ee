from django.db import models
from django.db.models import Q

from kartoteka.domain.access.models.rights import GrantRow
from kartoteka.domain.access.types import LONGEST_NUMBER, LONGEST_SIGNER, ConsentAct, ConsentKind


class ConsentPaperRow(models.Model):
    """The paper by which a right was given or taken back at the desk: what it is, and who recorded it (R43, R45)."""

    personal_fields = frozenset({"number", "signed_on", "signed_by"})
    plain_fields = frozenset({"id", "grant", "act", "kind", "recorded_at", "recorded_by"})

    grant = models.ForeignKey(GrantRow, on_delete=models.CASCADE, related_name="papers")
    act = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=LONGEST_NUMBER)
    signed_on = models.DateField()
    signed_by = models.CharField(max_length=LONGEST_SIGNER)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        db_table = "access_consent_paper"
        constraints = [
            models.UniqueConstraint(fields=["grant", "act"], name="access_consent_paper_once"),
            models.CheckConstraint(condition=Q(act__in=list(ConsentAct)), name="access_consent_paper_act"),
            models.CheckConstraint(condition=Q(kind__in=list(ConsentKind)), name="access_consent_paper_kind"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(signed_by=""), name="access_consent_paper_is_named"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
