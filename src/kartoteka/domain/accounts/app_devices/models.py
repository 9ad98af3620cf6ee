import uuid

from django.db import models
from django.db.models import Q

from kartoteka.domain.accounts.app_devices.rules import MAX_WRONG_PINS
from kartoteka.domain.accounts.app_devices.types import QuickWay
from kartoteka.domain.outbox.models import DeliveryRow
from kartoteka.shared.identity_key import KEY_LENGTH


class AppDeviceRow(models.Model):
    """
    A telephone on which an account uses the app «К врачу».

    Its end is its deletion: sessions, passkey and whatever else hangs on it go with it, and nothing is left to revive.
    """

    personal_fields = frozenset({"name"})
    plain_fields = frozenset({
        "id", "account", "public_key", "pin_hash", "wrong_pins", "way", "challenge", "challenge_until", "added_at",
        "seen_at", "stepped_up_until",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    # By which its owner recognises it, as «Chrome Mobile, Android».
    name = models.CharField(max_length=60)
    # A point of P-256, uncompressed; its other half can't leave the telephone.
    public_key = models.BinaryField(max_length=65)
    pin_hash = models.BinaryField(max_length=16)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    way = models.CharField(max_length=10, default=QuickWay.PIN)
    # What the telephone has to sign next, once.
    challenge = models.BinaryField(max_length=32, null=True)
    challenge_until = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    # Until when more than a password was given here (R82).
    stepped_up_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_app_device"
        constraints = [
            models.CheckConstraint(condition=Q(wrong_pins__lte=MAX_WRONG_PINS), name="app_device_wrong_pins"),
            models.CheckConstraint(condition=Q(way__in=list(QuickWay)), name="app_device_way_known"),
            models.CheckConstraint(
                condition=Q(challenge=None, challenge_until=None)
                | Q(challenge__isnull=False, challenge_until__isnull=False),
                name="app_device_challenge_has_end",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PasskeyRow(models.Model):
    """The passkey by which a telephone recognises its owner's finger or face; both stay on the telephone."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "device", "credential", "sign_count", "has_prf", "added_at"})

    device = models.OneToOneField(AppDeviceRow, on_delete=models.CASCADE, related_name="passkey")
    # Its public half, as the standard writes it down (attested credential data).
    credential = models.BinaryField(max_length=2048)
    sign_count = models.PositiveBigIntegerField(default=0)
    # Whether it can give the telephone a key for what is kept there (R71).
    has_prf = models.BooleanField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_app_passkey"

    def __str__(self) -> str:
        return str(self.pk)


class PushSubscriptionRow(models.Model):
    """Where a telephone can be knocked at; it ends with the telephone."""

    # An address of its maker's push service that stands for this one telephone.
    personal_fields = frozenset({"endpoint"})
    plain_fields = frozenset({"id", "device", "added_at"})

    device = models.OneToOneField(AppDeviceRow, on_delete=models.CASCADE, related_name="push_subscription")
    endpoint = models.CharField(max_length=1000, unique=True)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_push_subscription"

    def __str__(self) -> str:
        return str(self.pk)


class PushRow(DeliveryRow):
    """A knock at one telephone, on its way. It carries nothing: the words are in the app already (law 9)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "subscription", "event"}) | DeliveryRow.delivery_fields

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(PushSubscriptionRow, on_delete=models.CASCADE, related_name="+")
    # Of what happened, as a hash: told twice, it knocks once.
    event = models.BinaryField(max_length=KEY_LENGTH)

    class Meta(DeliveryRow.Meta):
        db_table = "accounts_push"
        constraints = [
            *DeliveryRow.Meta.constraints,
            models.UniqueConstraint(fields=["subscription", "event"], name="push_once_for_an_event"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="push_due"),
            models.Index(fields=["finished_at"], name="push_finished"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
