from django.db import models
from django.db.models import Q

from kartoteka.domain.regions.types import (
    LONGEST_TERM_OF_LOOKS,
    SHORTEST_TERM_OF_LOOKS,
    USUAL_TERM_OF_LOOKS,
    ServiceAccess,
)


class RegionRow(models.Model):
    """A region of the Portal; its code is the two digits of the subject of the Federation."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({
        "code", "name", "time_zone", "is_active", "asks_to_step_up", "special_days", "looks_kept_years",
    })  # fmt: skip

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    asks_to_step_up = models.BooleanField(default=True, db_default=True)
    # Where its working days differ from the country's, see `working_days`. The default is the database's own, for the
    # version before.
    special_days = models.TextField(blank=True, db_default="")
    # The term of the journal of readings (R73).
    looks_kept_years = models.PositiveSmallIntegerField(default=USUAL_TERM_OF_LOOKS, db_default=USUAL_TERM_OF_LOOKS)

    class Meta:
        db_table = "regions_region"
        constraints = [
            models.CheckConstraint(
                condition=Q(looks_kept_years__gte=SHORTEST_TERM_OF_LOOKS, looks_kept_years__lte=LONGEST_TERM_OF_LOOKS),
                name="region_keeps_looks",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionServiceRow(models.Model):
    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "region", "position", "code", "title", "description", "access", "url"})

    region = models.ForeignKey(RegionRow, on_delete=models.CASCADE, related_name="services")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=300)
    access = models.CharField(max_length=10, choices=[(access.value, access.value) for access in ServiceAccess])
    url = models.URLField(blank=True)

    class Meta:
        db_table = "regions_service"
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="region_service_once")]

    def __str__(self) -> str:
        return self.title


class CallCentrePhoneRow(models.Model):
    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "region", "position", "number", "purpose", "hours"})

    region = models.ForeignKey(RegionRow, on_delete=models.CASCADE, related_name="phones")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=30)
    purpose = models.CharField(max_length=120)
    hours = models.CharField(max_length=120)

    class Meta:
        db_table = "regions_phone"

    def __str__(self) -> str:
        return self.number
