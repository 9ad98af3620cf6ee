import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from kartoteka.domain.accounts.types import Role
from kartoteka.shared.identity_key import KEY_LENGTH


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
    # Empty for who came by ESIA and told none, or one that another account has already (R68).
    email = models.EmailField(blank=True)
    region = models.ForeignKey("regions.RegionRow", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role], default=Role.USER)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("login"), name="account_login_once"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="account_address_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EsiaLinkRow(models.Model):
    """An account whose owner ESIA vouched for. Both keys are unique: one person, one account (R67)."""

    # Keyed hashes: the table tells nobody who has an account.
    personal_fields = frozenset[str]()
    plain_fields = frozenset({"account", "subject_key", "snils_key", "linked_at"})

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    subject_key = models.BinaryField(max_length=KEY_LENGTH)
    snils_key = models.BinaryField(max_length=KEY_LENGTH, null=True)
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_esia_link"
        constraints = [
            models.UniqueConstraint(fields=["subject_key"], name="esia_subject_once"),
            models.UniqueConstraint(fields=["snils_key"], name="esia_snils_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SignInAttemptRow(models.Model):
    """A sign-in that waits for its answer from the provider, for one browser; the answer deletes it."""

    personal_fields = frozenset[str]()
    # The nonce and the verifier are of use only together with a code that never reaches this table.
    plain_fields = frozenset({"id", "state_key", "browser_key", "nonce", "verifier", "next_path", "expires_at"})

    state_key = models.BinaryField(max_length=KEY_LENGTH)
    browser_key = models.BinaryField(max_length=KEY_LENGTH)
    nonce = models.CharField(max_length=64)
    verifier = models.CharField(max_length=128)
    next_path = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_sign_in_attempt"
        constraints = [models.UniqueConstraint(fields=["state_key"], name="sign_in_attempt_once")]

    def __str__(self) -> str:
        return str(self.pk)
