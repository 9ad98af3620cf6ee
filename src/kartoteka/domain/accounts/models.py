import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from kartoteka.domain.accounts.app_devices.models import AppDeviceRow
from kartoteka.domain.accounts.rules import MAX_TRIES
from kartoteka.domain.accounts.types import BlockGround, LinkPurpose, ProposalOutcome, Role
from kartoteka.shared.identity_key import KEY_LENGTH

# Written as in the index of addresses, or the database would not use it. Who came from ESIA may have none.
_HAS_EMAIL = ~Q(email="")


class AccountManager(BaseUserManager["Account"]):
    """Accounts come with their region: every page of a signed-in person needs both."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().select_related("region")

    def of_email(self, email: str) -> models.QuerySet["Account"]:
        """The account of an e-mail address in any case of letters, by the index that keeps addresses unique."""
        return self.alias(address=Lower("email")).filter(_HAS_EMAIL, address=email.lower())

    def meant_by(self, login: str) -> models.QuerySet["Account"]:
        """The accounts whose login or e-mail this is, in any case of letters, by the same indexes."""
        word = login.lower()
        named = self.alias(name=Lower("login"), address=Lower("email"))
        return named.filter(Q(name=word) | (_HAS_EMAIL & Q(address=word)))


class Account(AbstractBaseUser, PermissionsMixin):
    """A person's access to the Portal."""

    personal_fields = frozenset({"login", "email", "password", "phone"})
    plain_fields = frozenset({
        "id", "region", "role", "is_active", "created_at", "last_login", "is_superuser", "groups",
        "user_permissions", "phone_activated_at", "prompts_from", "asked_until", "listed_at",
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
    # As +79261234567; only a number whose owner typed the code sent to it gets here (P-06, R50).
    phone = models.CharField(max_length=12, blank=True)
    phone_activated_at = models.DateTimeField(null=True)
    # From when «Моя картотека» has something to ask the owner; None: nothing. It is read with every session, so that a
    # page with nothing to ask makes no query to learn it.
    prompts_from = models.DateTimeField(null=True)
    # Until when somebody waits for the owner's answer about a record (F-08); None: nobody.
    asked_until = models.DateTimeField(null=True)
    # When somebody put the owner into a card index of his, until the owner looks who did; None: he knows of all.
    listed_at = models.DateTimeField(null=True)

    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("login"), name="account_login_once"),
            models.UniqueConstraint(Lower("email"), condition=_HAS_EMAIL, name="account_address_once"),
            models.CheckConstraint(
                condition=Q(phone="", phone_activated_at=None)
                | Q(phone__startswith="+79", phone_activated_at__isnull=False),
                name="account_phone_is_activated",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AccountSession(models.Model):
    """A session of the Portal's pages; a guest's has no account."""

    personal_fields = frozenset({"data", "device"})
    plain_fields = frozenset({
        "id", "key_hash", "account", "app_device", "started_at", "seen_at", "is_dozing", "expires_at",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.BinaryField(max_length=16, unique=True)
    data = models.TextField()
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")
    # The telephone on which it was begun in the app; it ends with that.
    app_device = models.ForeignKey(AppDeviceRow, null=True, on_delete=models.CASCADE, related_name="sessions")
    # By which its owner recognises it, as «Chrome, Windows».
    device = models.CharField(max_length=60, blank=True, db_default="")
    started_at = models.DateTimeField(db_default=Now())
    # To the minute.
    seen_at = models.DateTimeField(db_default=Now())
    # Nobody was there for a while, and whoever came then has not proved yet that he is the owner.
    is_dozing = models.BooleanField(db_default=False)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class KnownDeviceRow(models.Model):
    """A browser in which an account signed in before. The word in its cookie is kept as a hash alone."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "account", "word_hash", "first_seen_at", "seen_at", "stepped_up_at"})

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    word_hash = models.BinaryField(max_length=KEY_LENGTH)
    first_seen_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    # When the owner last gave more than a password here.
    stepped_up_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_known_device"
        constraints = [models.UniqueConstraint(fields=["account", "word_hash"], name="known_device_once")]

    def __str__(self) -> str:
        return str(self.pk)


class PhoneActivationRow(models.Model):
    """A number that an account is about to make its own. Its code is made from the id and a secret, and not kept."""

    personal_fields = frozenset({"phone"})
    plain_fields = frozenset({
        "id", "account", "started_at", "sent_at", "sends", "tries", "expires_at", "activated_at", "ended_at",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    phone = models.CharField(max_length=12)
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sends = models.PositiveSmallIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    # Saved in the profile, given up for another number, or out of tries.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_phone_activation"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="phone_activation_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(tries__lte=MAX_TRIES), name="phone_activation_tries"),
            models.CheckConstraint(condition=Q(phone__startswith="+79"), name="phone_activation_mobile"),
        ]
        indexes = [models.Index(fields=["ended_at"], name="phone_activation_ended")]

    def __str__(self) -> str:
        return str(self.pk)


class StepUpRow(models.Model):
    """A code by SMS before a health record (R79), asked for in one browser. It is made from the id, and not kept."""

    personal_fields = frozenset({"phone"})
    plain_fields = frozenset({"id", "account", "word_hash", "sent_at", "tries", "expires_at", "ended_at"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    # Of the browser that asked: the code is none in another.
    word_hash = models.BinaryField(max_length=KEY_LENGTH)
    phone = models.CharField(max_length=12)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)
    # The right code was typed, another was asked for, or the password changed.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_step_up"
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="step_up_one_at_a_time"),
            models.CheckConstraint(condition=Q(tries__lte=MAX_TRIES), name="step_up_tries"),
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
    plain_fields = frozenset({
        "id", "state_key", "browser_key", "nonce", "verifier", "next_path", "for_account", "expires_at",
    })  # fmt: skip

    state_key = models.BinaryField(max_length=KEY_LENGTH)
    browser_key = models.BinaryField(max_length=KEY_LENGTH)
    nonce = models.CharField(max_length=64)
    verifier = models.CharField(max_length=128)
    next_path = models.CharField(max_length=500, blank=True)
    # No foreign key: an attempt lives for ten minutes.
    for_account = models.UUIDField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_sign_in_attempt"
        constraints = [models.UniqueConstraint(fields=["state_key"], name="sign_in_attempt_once")]

    def __str__(self) -> str:
        return str(self.pk)


class EmailLinkRow(models.Model):
    """A link that went out by letter, for one purpose and one use. The word in the link is kept as a hash alone."""

    personal_fields = frozenset({"email"})
    plain_fields = frozenset({"id", "word_hash", "purpose", "account", "region", "created_at", "expires_at", "used_at"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    word_hash = models.BinaryField(max_length=KEY_LENGTH, unique=True)
    purpose = models.CharField(max_length=20, choices=[(one.value, one.value) for one in LinkPurpose])
    email = models.EmailField()
    # Whose password it is for; None for a sign-up.
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    # Where a sign-up is made; None for a password.
    region = models.ForeignKey("regions.RegionRow", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_email_link"
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=list(LinkPurpose)), name="email_link_purpose_known"),
            models.CheckConstraint(
                condition=Q(purpose=LinkPurpose.SIGN_UP, region__isnull=False, account=None)
                | Q(purpose=LinkPurpose.PASSWORD_RESET, region=None),
                name="email_link_of_its_purpose",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ConsentTextRow(models.Model):
    """A version of the consent to the processing of personal data; published ones are never changed."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"version", "text", "published_at"})

    version = models.PositiveIntegerField(primary_key=True)
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_consent_text"

    def __str__(self) -> str:
        return str(self.version)


class ConsentRow(models.Model):
    """That an account agreed to a version of the text: when, and from which network address."""

    personal_fields = frozenset({"network_address"})
    plain_fields = frozenset({"id", "account", "text", "given_at"})

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    text = models.ForeignKey(ConsentTextRow, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    network_address = models.GenericIPAddressField()

    class Meta:
        db_table = "accounts_consent"
        constraints = [models.UniqueConstraint(fields=["account", "text"], name="consent_once")]

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


class RoleProposalRow(models.Model):
    """A role of the staff that one administrator wants an account to have, and what another one said (A-02)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({
        "id", "account", "role", "proposed_by", "proposed_at", "expires_at", "outcome", "settled_at", "settled_by",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Empty while it waits.
    outcome = models.CharField(max_length=20, blank=True)
    settled_at = models.DateTimeField(null=True)
    # None where nobody had to: it came too late.
    settled_by = models.UUIDField(null=True)

    class Meta:
        db_table = "accounts_role_proposal"
        constraints = [
            models.UniqueConstraint(fields=["account", "role"], condition=Q(settled_at=None), name="role_waits_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role for role in Role if role is not Role.USER]), name="proposed_role_is_staffs"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None, settled_by=None)
                | Q(outcome__in=list(ProposalOutcome), settled_at__isnull=False),
                name="role_proposal_settled_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ProposalOutcome.CONFIRMED)
                | (Q(settled_by__isnull=False) & ~Q(settled_by=F("proposed_by")) & ~Q(settled_by=F("account"))),
                name="role_confirmed_by_another",
            ),
            models.CheckConstraint(condition=~Q(proposed_by=F("account")), name="role_not_proposed_for_oneself"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
