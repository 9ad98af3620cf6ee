import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.adapters.mis_embedded.types import ServiceStatus, WithheldFor
from kartoteka.shared.identity_key import KEY_LENGTH
from kartoteka.shared.names import MAX_NAME_PART_LENGTH

# The kind of a document that is no policy.
SNILS = "snils"


class InsuredPersonRow(models.Model):
    """A person of the region's registry of insured persons."""

    personal_fields = frozenset({"family", "given", "patronymic", "birth_date", "sex", "deceased_on"})
    plain_fields = frozenset({"id", "region_code", "awaits_policy", "changed_at", "is_protected"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    given = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    patronymic = models.CharField(max_length=MAX_NAME_PART_LENGTH, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=6)
    region_code = models.CharField(max_length=2)
    deceased_on = models.DateField(null=True)
    # Registered without a policy, as newborns are: the fund's line that brings one is about this very person (R23). The
    # default is the database's own, so that the version before, which knows no such column, can still register people.
    awaits_policy = models.BooleanField(db_default=False)
    changed_at = models.DateTimeField()
    # Under the protection of the state: shown to nobody as kin. The default is the database's own, so that millions of
    # rows get the column at once.
    is_protected = models.BooleanField(db_default=False)

    class Meta:
        db_table = "mis_insured_person"
        indexes = [
            # The moderator's candidates are sought among those born on a day, or bearing a name.
            models.Index(fields=["birth_date"], name="insured_birth_date"),
            models.Index(fields=["family", "given"], name="insured_name"),
            models.Index(fields=["birth_date"], condition=Q(awaits_policy=True), name="insured_awaiting_policy"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DocumentRow(models.Model):
    """A SNILS or a policy of an insured person, in clear: needed to make new keys when the name changes."""

    personal_fields = frozenset({"kind", "series", "number"})
    plain_fields = frozenset({"id", "person"})

    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="documents")
    # "snils", or a kind of policy.
    kind = models.CharField(max_length=10)
    series = models.CharField(max_length=12, blank=True)
    number = models.CharField(max_length=20)

    class Meta:
        db_table = "mis_document"
        indexes = [models.Index(fields=["number"], name="document_number")]

    def __str__(self) -> str:
        return str(self.pk)


class MatchKeyRow(models.Model):
    """Keyed hash of a normalised name, a birth date and one document: what a search probes."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "key", "person", "valid_until"})

    key = models.BinaryField(max_length=KEY_LENGTH)
    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="match_keys")
    # A former name finds its bearer for twelve months more (R24).
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "mis_match_key"
        indexes = [models.Index(fields=["key"], name="match_key")]

    def __str__(self) -> str:
        return str(self.pk)


class FundRegisterRow(models.Model):
    """The fund's register of a region. Its row is the lock under which imports take turns."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"region_code", "taken_over_at"})

    region_code = models.CharField(max_length=2, primary_key=True)
    taken_over_at = models.DateTimeField()

    class Meta:
        db_table = "mis_fund_register"

    def __str__(self) -> str:
        return self.region_code


class LegalRepresentationRow(models.Model):
    """Who represents a child by law, and since when."""

    personal_fields = frozenset({"representative", "child"})
    plain_fields = frozenset({"id", "valid_from", "valid_until"})

    representative = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        db_table = "mis_legal_representation"
        constraints = [
            models.UniqueConstraint(
                fields=["representative", "child"], condition=Q(valid_until=None), name="representation_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="representation_dates",
            ),
            models.CheckConstraint(condition=~Q(representative=F("child")), name="representation_of_another"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KinshipRow(models.Model):
    """Who is kin to a person, from that person's side; the other side has a row of its own."""

    personal_fields = frozenset({"person", "relative", "kinship", "withheld_for"})
    plain_fields = frozenset({"id", "valid_until"})

    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+")
    relative = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+")
    kinship = models.CharField(max_length=20)
    # Why the person is not told; empty: he is.
    withheld_for = models.CharField(max_length=20, blank=True)
    # A divorce, say.
    valid_until = models.DateField(null=True)

    class Meta:
        db_table = "mis_kinship"
        constraints = [
            models.UniqueConstraint(fields=["person", "relative"], condition=Q(valid_until=None), name="kinship_once"),
            models.CheckConstraint(condition=~Q(person=F("relative")), name="kinship_of_another"),
            models.CheckConstraint(
                condition=Q(withheld_for="") | Q(withheld_for__in=list(WithheldFor)), name="kinship_withheld_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PatientPhoneRow(models.Model):
    """The number under which a patient can be reached, and the change that brought it."""

    personal_fields = frozenset({"phone"})
    plain_fields = frozenset({"person", "change_id", "changed_at"})

    person = models.OneToOneField(InsuredPersonRow, on_delete=models.CASCADE, primary_key=True, related_name="+")
    phone = models.CharField(max_length=12)
    # Another system's identifier: no foreign key.
    change_id = models.UUIDField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "mis_patient_phone"

    def __str__(self) -> str:
        return str(self.pk)


class OrganizationRow(models.Model):
    """A healthcare organization."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "name", "time_zone"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=40)

    class Meta:
        db_table = "mis_organization"

    def __str__(self) -> str:
        return self.name


class ServiceRow(models.Model):
    """A service booked for, or given to, a person."""

    personal_fields = frozenset({"person", "title", "practitioner", "room", "starts_at", "status"})
    plain_fields = frozenset({"id", "organization", "booked_by"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="services")
    organization = models.ForeignKey(OrganizationRow, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    practitioner = models.CharField(max_length=200)
    room = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    status = models.CharField(max_length=10)
    # The Portal's account through which it was booked; no foreign key: another system's identifier.
    booked_by = models.UUIDField(null=True)

    class Meta:
        db_table = "mis_service"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=list(ServiceStatus)), name="service_status_known"),
        ]
        indexes = [models.Index(fields=["person", "status", "starts_at"], name="service_person")]

    def __str__(self) -> str:
        return str(self.pk)
