"""What couriers carry, and to whom: a round knows one outbox and the neighbour whom it empties into."""

from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from kartoteka.domain.access import registry_word
from kartoteka.domain.accounts.app_devices import push
from kartoteka.domain.accounts.app_devices.errors import SubscriptionGone
from kartoteka.domain.accounts.app_devices.types import ClaimedPush
from kartoteka.domain.accounts.ports import PushSender
from kartoteka.domain.card_index import kin_answers, phone_delivery
from kartoteka.domain.card_index.kin_answers import ClaimedKinQuestion
from kartoteka.domain.card_index.kin_types import ToldRelative
from kartoteka.domain.card_index.ports import InsuredRegistry, KnownRelatives, PatientContacts
from kartoteka.domain.card_index.types import ClaimedPhoneCopy
from kartoteka.domain.messaging import delivery
from kartoteka.domain.messaging.ports import Sender
from kartoteka.domain.messaging.types import Channel, ClaimedMessage
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.shared.actor import Actor


class Claimed(Protocol):
    """A row of an outbox that a courier holds for one lease."""

    @property
    def delivery_id(self) -> UUID: ...
    @property
    def attempt(self) -> int: ...


Held = TypeVar("Held", bound=Claimed)


class Round(Protocol[Held]):
    """One outbox and one neighbour. One courier at a time."""

    @property
    def name(self) -> str:
        """How logs call it."""

    def claim(self, *, now: datetime) -> Held | None:
        """The next that is due, held for one lease; None when nothing is."""

    def hand_over(self, claimed: Held) -> None:
        """
        Give it to the neighbour; outside of any transaction.

        :raises Unavailable: it may be tried again
        :raises Refused: it need not
        """

    def record_handed_over(self, claimed: Held, *, now: datetime) -> bool:
        """Write down that it has gone. False: the attempt is no longer ours."""

    def record_failure(self, claimed: Held, trouble: Trouble, *, jitter: float, now: datetime) -> DeliveryState | None:
        """Put it back for later or give it up; tells which. None: the attempt is no longer ours."""

    def close(self) -> None:
        """Give up the connection to the neighbour, if one is kept."""


class MessageRound:
    """Letters, or SMS."""

    def __init__(self, channel: Channel, sender: Sender) -> None:
        self.name = channel.value
        self._channel = channel
        self._sender = sender

    def claim(self, *, now: datetime) -> ClaimedMessage | None:
        return delivery.claim_message(channel=self._channel, now=now)

    def hand_over(self, claimed: ClaimedMessage) -> None:
        self._sender.send(claimed.message)

    def record_handed_over(self, claimed: ClaimedMessage, *, now: datetime) -> bool:
        return delivery.record_handed_over(claimed, now=now)

    def record_failure(
        self, claimed: ClaimedMessage, trouble: Trouble, *, jitter: float, now: datetime
    ) -> DeliveryState | None:
        return delivery.record_failure(claimed, trouble, jitter=jitter, now=now)

    def close(self) -> None:
        self._sender.close()


class PhoneCopyRound:
    """Numbers for the medical system."""

    name = "mis"

    def __init__(self, contacts: PatientContacts) -> None:
        self._contacts = contacts

    def claim(self, *, now: datetime) -> ClaimedPhoneCopy | None:
        return phone_delivery.claim_phone_copy(now=now)

    def hand_over(self, claimed: ClaimedPhoneCopy) -> None:
        self._contacts.put_phone(
            person_id=claimed.person_id,
            phone=claimed.phone,
            change_id=claimed.change_id,
            changed_at=claimed.changed_at,
        )

    def record_handed_over(self, claimed: ClaimedPhoneCopy, *, now: datetime) -> bool:
        return phone_delivery.record_delivered(claimed, now=now)

    def record_failure(
        self, claimed: ClaimedPhoneCopy, trouble: Trouble, *, jitter: float, now: datetime
    ) -> DeliveryState | None:
        return phone_delivery.record_failure(claimed, trouble, jitter=jitter, now=now)

    def close(self) -> None:
        """Nothing is kept open here; an adapter minds its own connections."""


class KinRound:
    """
    Questions about relatives, and for whom somebody acts by law. What is handed over is the question, and the answer
    comes back with it (R28, R31).
    """

    name = "kin"

    def __init__(self, relatives: KnownRelatives, registry: InsuredRegistry) -> None:
        self._relatives = relatives
        self._registry = registry
        # The answer to the attempt in hand: a courier carries one question at a time.
        self._answer: tuple[UUID, tuple[ToldRelative, ...]] | None = None

    def claim(self, *, now: datetime) -> ClaimedKinQuestion | None:
        return kin_answers.claim_question(now=now)

    def hand_over(self, claimed: ClaimedKinQuestion) -> None:
        # Whoever lost his rights loses the record, whether relatives are offered or not (R31).
        registry_word.take_over_representations(
            account_id=claimed.account_id, registry=self._registry, by=Actor.system(), now=claimed.asked_at
        )
        told = kin_answers.ask(claimed, relatives=self._relatives, registry=self._registry)
        self._answer = (claimed.attempt_id, told)

    def record_handed_over(self, claimed: ClaimedKinQuestion, *, now: datetime) -> bool:
        if self._answer is None or self._answer[0] != claimed.attempt_id:
            return False
        return kin_answers.record_answered(claimed, self._answer[1], now=now)

    def record_failure(
        self, claimed: ClaimedKinQuestion, trouble: Trouble, *, jitter: float, now: datetime
    ) -> DeliveryState | None:
        return kin_answers.record_failure(claimed, trouble, jitter=jitter, now=now)

    def close(self) -> None:
        """Nothing is kept open here; an adapter minds its own connections."""


class PushRound:
    """Knocks at telephones."""

    name = "push"

    def __init__(self, sender: PushSender) -> None:
        self._sender = sender

    def claim(self, *, now: datetime) -> ClaimedPush | None:
        return push.claim_push(now=now)

    def hand_over(self, claimed: ClaimedPush) -> None:
        try:
            self._sender.knock(claimed.endpoint)
        except SubscriptionGone:
            # With the address goes all that waits for it, this knock too.
            push.forget_address(endpoint=claimed.endpoint)
            raise

    def record_handed_over(self, claimed: ClaimedPush, *, now: datetime) -> bool:
        return push.record_delivered(claimed, now=now)

    def record_failure(
        self, claimed: ClaimedPush, trouble: Trouble, *, jitter: float, now: datetime
    ) -> DeliveryState | None:
        return push.record_failure(claimed, trouble, jitter=jitter, now=now)

    def close(self) -> None:
        self._sender.close()
