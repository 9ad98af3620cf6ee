import uuid

from django.db import models
from django.db.models import Q

from kartoteka.adapters.mis_embedded.models.records import LONGEST_NAME, VisitRow
from kartoteka.adapters.mis_embedded.models.registry import OrganizationRow
from kartoteka.domain.access.types import Sensitivity


class ExaminationReportRow(models.Model):
    """The signed report of a visit. Its lists are read and written whole, so they stand in the row as JSON."""

    personal_fields = frozenset({
        "visit", "title", "at", "practitioner", "position", "department", "signed_at", "version", "complaints",
        "illness_history", "life_history", "vital_signs", "objective_status", "diagnoses", "services", "prescriptions",
        "recommendations", "next_visit_on", "sensitivity",
    })  # fmt: skip
    plain_fields = frozenset({"id", "organization"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # One report in force for a visit.
    visit = models.OneToOneField(VisitRow, on_delete=models.CASCADE, related_name="report")
    organization = models.ForeignKey(OrganizationRow, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=LONGEST_NAME)
    at = models.DateTimeField()
    practitioner = models.CharField(max_length=LONGEST_NAME)
    position = models.CharField(max_length=LONGEST_NAME)
    department = models.CharField(max_length=LONGEST_NAME, blank=True)
    signed_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(default=1)
    complaints = models.TextField(blank=True)
    illness_history = models.TextField(blank=True)
    life_history = models.TextField(blank=True)
    vital_signs = models.JSONField(default=list)
    objective_status = models.TextField(blank=True)
    diagnoses = models.JSONField(default=list)
    services = models.JSONField(default=list)
    prescriptions = models.JSONField(default=list)
    recommendations = models.TextField(blank=True)
    next_visit_on = models.DateField(null=True)
    sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)

    class Meta:
        db_table = "mis_examination_report"
        constraints = [
            models.CheckConstraint(condition=Q(sensitivity__in=list(Sensitivity)), name="report_label_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="report_version_counted_from_one"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
