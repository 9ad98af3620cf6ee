import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.adapters.mis_embedded.models.records import LONGEST_NAME, CaseRow
from kartoteka.adapters.mis_embedded.models.registry import InsuredPersonRow, OrganizationRow
from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record.documents import DocumentFormat, SignerRole

_SHA256_LENGTH = 64


class DocumentFileRow(models.Model):
    """The bytes of a document, under their own hash: what comes in again with the next import is not written again."""

    personal_fields = frozenset({"content"})
    plain_fields = frozenset({"sha256"})

    sha256 = models.CharField(max_length=_SHA256_LENGTH, primary_key=True)
    content = models.BinaryField()

    class Meta:
        db_table = "mis_document_file"

    def __str__(self) -> str:
        return self.sha256


class MedicalDocumentRow(models.Model):
    """The header of an electronic medical document."""

    personal_fields = frozenset({
        "person", "case", "type_code", "title", "made_on", "practitioner", "version", "sensitivity", "state",
    })  # fmt: skip
    plain_fields = frozenset({"id", "organization", "replaced_by", "is_replaced", "format", "size", "file"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, null=True, related_name="documents")
    organization = models.ForeignKey(OrganizationRow, on_delete=models.PROTECT, related_name="+")
    # A document that came before types did is of none, and shown to nobody until the next import. The defaults are the
    # database's own, so that the version before can still write.
    type_code = models.CharField(max_length=8, db_default="")
    title = models.CharField(max_length=LONGEST_NAME)
    made_on = models.DateField()
    practitioner = models.CharField(max_length=LONGEST_NAME)
    format = models.CharField(max_length=4, db_default=DocumentFormat.CDA)
    size = models.PositiveIntegerField(db_default=0)
    file = models.ForeignKey(DocumentFileRow, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    replaced_by = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="+")
    # The newer version may be missing here.
    is_replaced = models.BooleanField(db_default=False)
    sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)
    state = models.CharField(max_length=10, default=ItemState.VALID)

    class Meta:
        db_table = "mis_medical_document"
        constraints = [
            models.CheckConstraint(
                condition=Q(sensitivity__in=list(Sensitivity), state__in=list(ItemState)), name="document_label_known"
            ),
            models.CheckConstraint(condition=~Q(replaced_by=F("id")), name="document_replaced_by_another"),
            models.CheckConstraint(condition=Q(format__in=list(DocumentFormat)), name="document_format_known"),
        ]
        indexes = [models.Index(fields=["person", "-made_on"], name="document_person_day")]

    def __str__(self) -> str:
        return str(self.pk)


class DocumentSignatureRow(models.Model):
    """A detached signature of a document, and what its check came to."""

    personal_fields = frozenset({
        "document", "content", "doubts", "owner", "position", "organization", "issuer", "serial", "valid_from",
        "valid_until", "signed_at",
    })  # fmt: skip
    plain_fields = frozenset({"id", "place", "role", "checked_at"})

    document = models.ForeignKey(MedicalDocumentRow, on_delete=models.CASCADE, related_name="signatures")
    place = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12)
    content = models.BinaryField()
    checked_at = models.DateTimeField()
    # Empty: the signature is valid.
    doubts = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=LONGEST_NAME, blank=True)
    position = models.CharField(max_length=LONGEST_NAME, blank=True)
    organization = models.CharField(max_length=LONGEST_NAME, blank=True)
    issuer = models.CharField(max_length=LONGEST_NAME, blank=True)
    serial = models.CharField(max_length=60, blank=True)
    # All of a certificate or nothing: a signature that can't be read shows none.
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mis_document_signature"
        constraints = [
            models.UniqueConstraint(fields=["document", "place"], name="signature_place_once"),
            models.CheckConstraint(condition=Q(role__in=list(SignerRole)), name="signature_role_known"),
            models.CheckConstraint(
                condition=Q(valid_from=None, valid_until=None) | Q(valid_from__isnull=False, valid_until__isnull=False),
                name="signature_certificate_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.role}"
