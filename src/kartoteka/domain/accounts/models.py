import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from kartoteka.domain.accounts.types import BlockGround, Role


class AccountManager(BaseUserManager["Account"]):
    """Accounts come with their region: every page of a signed-in person needs both."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().select_related("region")


class Account(AbstractBaseUser, PermissionsMixin):
    """A person's access to the Portal."""

    personal_fields = frozenset({"login", "email", "password"})
    plain_fields = frozenset({
        "id", "region", "role", "is_active", "created_at", "last_login", "is_superuser", "groups",
        "user_permissions",
    })  # fmt: skip

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(max_length=150)
    email = models.EmailField()
    region = models.ForeignKey("regions.RegionRow", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role], default=Role.USER)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("login"), name="account_login_once"),
            models.UniqueConstraint(Lower("email"), name="account_email_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AccountSession(models.Model):
    """A session of the Portal's pages; a guest's has no account."""

    personal_fields = frozenset({"data"})
    plain_fields = frozenset({"id", "key_hash", "account", "expires_at"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.BinaryField(max_length=16, unique=True)
    data = models.TextField()
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class AccountBlockRow(models.Model):
    """A block of an account, kept after it is lifted: who closed it, why, and who opened it again (A-02)."""

    personal_fields = frozenset({"note"})
    plain_fields = frozenset({"id", "account", "ground", "blocked_at", "blocked_by", "lifted_at", "lifted_by"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="blocks")
    ground = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    blocked_at = models.DateTimeField()
    # None: the Portal itself.
    blocked_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        db_table = "accounts_block"
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(lifted_at=None), name="account_block_once"),
            models.CheckConstraint(condition=Q(ground__in=list(BlockGround)), name="account_block_ground_known"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__gte=F("blocked_at")),
                name="account_block_lifted_by_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
