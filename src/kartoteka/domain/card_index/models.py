import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.domain.card_index.kin_types import KinGround, KinOfferState
from kartoteka.domain.card_index.types import MAX_CARDS, CardState, IdentityGround, Kinship, ShownDocument
from kartoteka.domain.outbox.models import DeliveryRow
from kartoteka.shared.identifiers import PolicyKind
from kartoteka.shared.identity_key import KEY_LENGTH
from kartoteka.shared.names import MAX_NAME_PART_LENGTH
from kartoteka.shared.sex import Sex


def _one_of(field: str, values: list[str]) -> Q:
    return Q(**{f"{field}__in": values})


class CardIndexRow(models.Model):
    """The card index of one account. Its row is the lock under which cards come and go."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"account", "created_at", "copies_phone"})

    account = models.OneToOneField("accounts.Account", on_delete=models.CASCADE, primary_key=True, related_name="+")
    created_at = models.DateTimeField()
    # The owner wants the account's number in the medical system too (F-01). The default is the database's own, so that
    # the version before, which knows no such column, can still open an index.
    copies_phone = models.BooleanField(db_default=False)

    class Meta:
        db_table = "card_index"

    def __str__(self) -> str:
        return str(self.pk)


class CardRow(models.Model):
    """An entry of a card index. A removed entry stays, so that adding the person again brings it back (C-10)."""

    personal_fields = frozenset({
        "family", "given", "patronymic", "birth_date", "sex", "kinship", "snils", "policy_kind", "policy_series",
        "policy_number", "deceased_on", "address_region", "address_city", "address_street", "address_house",
        "address_flat",
    })  # fmt: skip
    plain_fields = frozenset({
        "id", "index", "slot", "is_main", "state", "refusal_reason", "person_id", "identity_key",
        "identity_confirmed_at", "identity_ground", "added_at", "removed_at", "removed_by", "version",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    index = models.ForeignKey(CardIndexRow, on_delete=models.CASCADE, related_name="cards")
    # The place among the fifty; none once removed. Unique places between 1 and 50 are the limit itself (R10).
    slot = models.PositiveSmallIntegerField(null=True)
    is_main = models.BooleanField(default=False)

    state = models.CharField(max_length=10)
    refusal_reason = models.CharField(max_length=30, blank=True)
    # The registry's identifier once the data are confirmed.
    person_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 - null keeps the unconfirmed out of the unique key
    # Keyed hash of the normalised name and birth date.
    identity_key = models.BinaryField(max_length=KEY_LENGTH)
    identity_confirmed_at = models.DateTimeField(null=True)
    identity_ground = models.CharField(max_length=10, blank=True)

    family = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    given = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    patronymic = models.CharField(max_length=MAX_NAME_PART_LENGTH, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=6)
    kinship = models.CharField(max_length=20)
    snils = models.CharField(max_length=11, blank=True)
    policy_kind = models.CharField(max_length=10, blank=True)
    policy_series = models.CharField(max_length=12, blank=True)
    policy_number = models.CharField(max_length=20, blank=True)
    deceased_on = models.DateField(null=True)

    address_region = models.CharField(max_length=100, blank=True)
    address_city = models.CharField(max_length=100, blank=True)
    address_street = models.CharField(max_length=100, blank=True)
    address_house = models.CharField(max_length=20, blank=True)
    address_flat = models.CharField(max_length=20, blank=True)

    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    # None with a date: the Portal itself removed it. See the constraint for the rest.
    removed_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "card_index_card"
        constraints = [
            models.UniqueConstraint(fields=["index", "slot"], name="card_slot_once"),
            models.UniqueConstraint(fields=["index", "person_id"], name="card_person_once"),
            models.UniqueConstraint(
                fields=["index", "identity_key"], condition=Q(person_id=None), name="card_unmatched_once"
            ),
            models.UniqueConstraint(fields=["index"], condition=Q(is_main=True), name="card_main_once"),
            models.CheckConstraint(
                condition=Q(slot=None) | Q(slot__gte=1, slot__lte=MAX_CARDS), name="card_slot_within_limit"
            ),
            models.CheckConstraint(
                condition=Q(slot=None, removed_at__isnull=False) | Q(slot__isnull=False, removed_at=None),
                name="card_slot_while_listed",
            ),
            models.CheckConstraint(
                condition=Q(removed_by=None) | Q(removed_at__isnull=False), name="card_removed_by_when"
            ),
            models.CheckConstraint(condition=Q(is_main=False) | Q(removed_at=None), name="card_main_stays"),
            models.CheckConstraint(condition=_one_of("state", list(CardState)), name="card_state_known"),
            models.CheckConstraint(
                condition=Q(state=CardState.CONFIRMED, person_id__isnull=False)
                | (~Q(state=CardState.CONFIRMED) & Q(person_id=None)),
                name="card_confirmed_has_person",
            ),
            models.CheckConstraint(
                condition=(Q(state=CardState.REFUSED) & ~Q(refusal_reason=""))
                | (~Q(state=CardState.REFUSED) & Q(refusal_reason="")),
                name="card_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(identity_confirmed_at=None, identity_ground="")
                | Q(
                    identity_confirmed_at__isnull=False,
                    identity_ground__in=list(IdentityGround),
                    person_id__isnull=False,
                ),
                name="card_identity_has_ground",
            ),
            models.CheckConstraint(condition=_one_of("sex", list(Sex)), name="card_sex_known"),
            models.CheckConstraint(condition=_one_of("kinship", list(Kinship)), name="card_kinship_known"),
            models.CheckConstraint(
                condition=Q(is_main=True, kinship=Kinship.SELF) | (Q(is_main=False) & ~Q(kinship=Kinship.SELF)),
                name="card_main_is_self",
            ),
            models.CheckConstraint(
                condition=Q(policy_kind="", policy_number="", policy_series="")
                | (_one_of("policy_kind", list(PolicyKind)) & ~Q(policy_number="")),
                name="card_policy_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person_id"],
                name="card_person",
                condition=Q(removed_at=None, person_id__isnull=False),
            ),
            # Entries with the same name and birth date in other indexes, for moderators.
            models.Index(fields=["identity_key"], name="card_identity"),
            models.Index(
                fields=["added_at"],
                name="card_awaiting",
                condition=Q(state=CardState.AWAITING, removed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class IdentityProofRow(models.Model):
    """A person proved at the clinic's desk who he is: what he showed, to whom, when. Only ever added (law 7, D6)."""

    personal_fields = frozenset({"document"})
    plain_fields = frozenset({"id", "card", "person_id", "proved_at", "proved_by"})

    card = models.ForeignKey(CardRow, on_delete=models.CASCADE, related_name="+")
    person_id = models.CharField(max_length=64)
    document = models.CharField(max_length=20)
    proved_at = models.DateTimeField()
    proved_by = models.UUIDField()

    class Meta:
        db_table = "card_index_identity_proof"
        constraints = [
            models.CheckConstraint(condition=_one_of("document", list(ShownDocument)), name="proof_document_known")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class IdentityWithdrawalRow(models.Model):
    """A proof of identity that was a mistake: whose, why, who took it back. Only ever added (law 7, D6)."""

    personal_fields = frozenset({"reason"})
    plain_fields = frozenset({"id", "card", "person_id", "withdrawn_at", "withdrawn_by"})

    card = models.ForeignKey(CardRow, on_delete=models.CASCADE, related_name="+")
    person_id = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.UUIDField()

    class Meta:
        db_table = "card_index_identity_withdrawal"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="identity_withdrawal_has_reason")]

    def __str__(self) -> str:
        return str(self.pk)


class FailedSearchRow(models.Model):
    """A search of the registry that found nobody. Only such data may go to the moderator (R18)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "account", "digest", "is_miss", "at"})

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    # Keyed hash of all that was typed: changed data are another search.
    digest = models.BinaryField(max_length=KEY_LENGTH)
    # False: the search was not made at all, for want of a document or because the limit was reached.
    is_miss = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "card_index_failed_search"
        indexes = [models.Index(fields=["account", "at"], name="failed_search_account_at")]

    def __str__(self) -> str:
        return str(self.pk)


class ListingBlockRow(models.Model):
    """A person took himself out of somebody's card index: only he lets that account list him again (R8)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "account", "person_id", "blocked_at", "blocked_by", "lifted_at", "lifted_by"})

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    person_id = models.CharField(max_length=64)
    blocked_at = models.DateTimeField()
    blocked_by = models.UUIDField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        db_table = "card_index_listing_block"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person_id"], condition=Q(lifted_at=None), name="listing_block_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__gte=F("blocked_at"), lifted_by__isnull=False),
                name="listing_block_lifted_by_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PhoneCopyRow(DeliveryRow):
    """
    A number on its way to the medical system, for the account's main person alone (F-01, R51).

    The id is the name of the change there. The number is kept only while the row is underway.
    """

    personal_fields = frozenset({"phone"})
    plain_fields = DeliveryRow.delivery_fields | {"id", "account", "person_id", "activated_at"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    person_id = models.CharField(max_length=64)
    phone = models.CharField(max_length=12, blank=True)
    # When the code of the number was typed: tells one number of an account from another once the number is wiped.
    activated_at = models.DateTimeField()

    class Meta(DeliveryRow.Meta):
        abstract = False
        db_table = "card_index_phone_copy"
        constraints = [
            *DeliveryRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["account"], condition=Q(due_at__isnull=False), name="phone_copy_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, phone__startswith="+79") | Q(due_at=None, phone=""),
                name="phone_copy_has_number_while_underway",
            ),
            models.CheckConstraint(condition=~Q(person_id=""), name="phone_copy_of_somebody"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="phone_copy_due"),
            models.Index(fields=["account", "created_at"], name="phone_copy_account"),
            models.Index(fields=["finished_at"], name="phone_copy_finished"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KinQuestionRow(DeliveryRow):
    """The question who is kin to the main person of an account, on its way to the medical system (F-05, R28)."""

    personal_fields = frozenset[str]()
    plain_fields = DeliveryRow.delivery_fields | {"id", "account", "person_id"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    person_id = models.CharField(max_length=64)

    class Meta(DeliveryRow.Meta):
        abstract = False
        db_table = "card_index_kin_question"
        constraints = [
            *DeliveryRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["account"], condition=Q(due_at__isnull=False), name="kin_question_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="kin_question_due"),
            models.Index(fields=["finished_at"], name="kin_question_finished"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KinClueRow(models.Model):
    """A child whom ESIA named at a sign-in, until the registry is asked who it is. Kept no longer than the question."""

    personal_fields = frozenset({"family", "given", "patronymic", "birth_date", "sex", "snils"})
    plain_fields = frozenset({"id", "question"})

    question = models.ForeignKey(KinQuestionRow, on_delete=models.CASCADE, related_name="clues")
    family = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    given = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    patronymic = models.CharField(max_length=MAX_NAME_PART_LENGTH, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=6)
    snils = models.CharField(max_length=11)

    class Meta:
        db_table = "card_index_kin_clue"
        constraints = [models.UniqueConstraint(fields=["question", "snils"], name="kin_clue_once")]

    def __str__(self) -> str:
        return str(self.pk)


class KinOfferRow(models.Model):
    """A relative who may be added to a card index, and what its owner said to that (F-05). One row a pair."""

    personal_fields = frozenset({"given", "birth_date", "sex", "kinship"})
    plain_fields = frozenset({
        "id", "account", "person_id", "ground", "state", "offered_at", "hidden_until", "decided_at",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    person_id = models.CharField(max_length=64)
    given = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    birth_date = models.DateField()
    sex = models.CharField(max_length=6)
    kinship = models.CharField(max_length=20)
    ground = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=KinOfferState.OFFERED)
    offered_at = models.DateTimeField()
    # «Не сейчас».
    hidden_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "card_index_kin_offer"
        constraints = [
            models.UniqueConstraint(fields=["account", "person_id"], name="kin_offer_once"),
            models.CheckConstraint(condition=_one_of("state", list(KinOfferState)), name="kin_offer_state_known"),
            models.CheckConstraint(condition=_one_of("ground", list(KinGround)), name="kin_offer_ground_known"),
            models.CheckConstraint(
                condition=_one_of("kinship", [one for one in Kinship if one is not Kinship.SELF]),
                name="kin_offer_kinship_known",
            ),
            models.CheckConstraint(condition=_one_of("sex", list(Sex)), name="kin_offer_sex_known"),
            models.CheckConstraint(
                condition=Q(state=KinOfferState.OFFERED, decided_at=None)
                | (~Q(state=KinOfferState.OFFERED) & Q(decided_at__isnull=False, hidden_until=None)),
                name="kin_offer_decided_when",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], condition=Q(state=KinOfferState.INVITED), name="kin_offer_invitation"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
