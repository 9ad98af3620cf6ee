import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.adapters.mis_embedded.models.registry import InsuredPersonRow, OrganizationRow
from kartoteka.domain.access.types import Sensitivity
from kartoteka.domain.health_record.types import CaseKind, DiagnosisKind

LONGEST_NAME = 200


class PatientSummaryRow(models.Model):
    """What is known of a patient himself, and when his record last came in (R66)."""

    personal_fields = frozenset({"person", "insurer", "attached_to", "blood_group", "allergies"})
    plain_fields = frozenset({"updated_at", "failed_at"})

    person = models.OneToOneField(InsuredPersonRow, on_delete=models.CASCADE, primary_key=True, related_name="+")
    insurer = models.CharField(max_length=LONGEST_NAME, blank=True)
    attached_to = models.CharField(max_length=LONGEST_NAME, blank=True)
    blood_group = models.CharField(max_length=20, blank=True)
    # One a line.
    allergies = models.TextField(blank=True)
    updated_at = models.DateTimeField()
    # Since when the source is silent; None: it answers.
    failed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mis_patient_summary"

    def __str__(self) -> str:
        return str(self.pk)


class CaseRow(models.Model):
    """A treatment case. The main diagnosis stands in the row, because every list shows it."""

    personal_fields = frozenset({
        "person", "kind", "title", "opened_on", "closed_on", "speciality", "practitioner", "department", "outcome",
        "summary", "main_code", "main_name", "main_is_preliminary", "main_sensitivity", "sensitivity", "sought",
        "sought_diagnosis",
    })  # fmt: skip
    plain_fields = frozenset({"id", "organization"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    organization = models.ForeignKey(OrganizationRow, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15)
    title = models.CharField(max_length=LONGEST_NAME)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    speciality = models.CharField(max_length=100)
    practitioner = models.CharField(max_length=LONGEST_NAME)
    department = models.CharField(max_length=LONGEST_NAME, blank=True)
    outcome = models.CharField(max_length=LONGEST_NAME, blank=True)
    summary = models.TextField(blank=True)
    main_code = models.CharField(max_length=8, blank=True)
    main_name = models.CharField(max_length=300, blank=True)
    main_is_preliminary = models.BooleanField(default=False)
    main_sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)
    sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)
    # Title, clinic and doctor as a search compares them; the diagnosis stands apart, for it has a label of its own.
    sought = models.TextField()
    sought_diagnosis = models.TextField(blank=True)

    class Meta:
        db_table = "mis_treatment_case"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(CaseKind)), name="case_kind_known"),
            models.CheckConstraint(
                condition=Q(sensitivity__in=list(Sensitivity), main_sensitivity__in=list(Sensitivity)),
                name="case_label_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="case_ends_after_it_began"
            ),
        ]
        # A page of the history is read along this index and nothing else.
        indexes = [models.Index(fields=["person", "-opened_on", "-id"], name="case_person_day")]

    def __str__(self) -> str:
        return str(self.pk)


class DiagnosisRow(models.Model):
    """A diagnosis that stands beside the main one of a case."""

    personal_fields = frozenset({"case", "kind", "code", "name", "is_preliminary", "sensitivity"})
    plain_fields = frozenset({"id", "place"})

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="diagnoses")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=300)
    is_preliminary = models.BooleanField(default=False)
    sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)

    class Meta:
        db_table = "mis_diagnosis"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(DiagnosisKind)), name="diagnosis_kind_known"),
            models.CheckConstraint(condition=Q(sensitivity__in=list(Sensitivity)), name="diagnosis_label_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class VisitRow(models.Model):
    """One meeting with a doctor, and what he wrote of it."""

    personal_fields = frozenset({
        "case", "at", "title", "practitioner", "speciality", "complaints", "findings", "recommendations", "sensitivity",
    })  # fmt: skip
    plain_fields = frozenset({"id"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField()
    title = models.CharField(max_length=LONGEST_NAME)
    practitioner = models.CharField(max_length=LONGEST_NAME)
    speciality = models.CharField(max_length=100)
    complaints = models.TextField(blank=True)
    findings = models.TextField(blank=True)
    recommendations = models.TextField(blank=True)
    sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)

    class Meta:
        db_table = "mis_visit"
        constraints = [
            models.CheckConstraint(condition=Q(sensitivity__in=list(Sensitivity)), name="visit_label_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
