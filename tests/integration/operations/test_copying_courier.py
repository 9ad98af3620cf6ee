"""Numbers on their way to the medical system: F-01, class 80 of the threats."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from cast import ANNA
from factories.people import make_account
from factories.phones import OTHER, OWN, add_by_esia, queue_copy
from fakes.medical_system import FakeInsuredRegistry, FakePatientContacts
from integration.operations.sample_tasks import SteppingClock
from integration.operations.stand_ins import StopAfter
from kartoteka.domain.card_index import phone_delivery
from kartoteka.domain.card_index.models import PhoneCopyRow
from kartoteka.domain.card_index.types import ClaimedPhoneCopy
from kartoteka.operations.couriers import Courier
from kartoteka.operations.rounds import PhoneCopyRound

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PERSON = f"person-{ANNA.number}"

# The courier closes connections that broke, and so those of an open transaction too; SQLite in memory has but one.
pytestmark = [
    pytest.mark.django_db(transaction=connection.vendor == "postgresql"),
    pytest.mark.manual("F-01"),
    pytest.mark.rule("R74"),
]


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(NOW)


@pytest.fixture
def contacts() -> FakePatientContacts:
    contacts = FakePatientContacts()
    contacts.learn(PERSON)
    return contacts


@pytest.fixture
def courier(contacts: FakePatientContacts, clock: SteppingClock) -> Courier[ClaimedPhoneCopy]:
    return Courier(PhoneCopyRound(contacts), stop=StopAfter(1), clock=clock, chance=lambda: 0.0)


@pytest.fixture
def account(db: None) -> UUID:
    """Анна's account, with her number on its way."""
    account = make_account(ANNA, NOW)
    add_by_esia(account, ANNA, FakeInsuredRegistry([ANNA]), NOW)
    queue_copy(account, NOW)
    return account


def copy() -> tuple[str, str, str]:
    row = PhoneCopyRow.objects.latest("created_at")
    return row.state, row.trouble, row.phone


class TestTheCourierOfTheMedicalSystem:
    def test_brings_a_number_and_forgets_it(
        self, account: UUID, courier: Courier[ClaimedPhoneCopy], contacts: FakePatientContacts
    ) -> None:
        courier.run()

        assert contacts.phone_of(PERSON) == OWN.number
        assert copy() == ("delivered", "", "")

    def test_gives_up_what_is_refused_and_forgets_it(
        self, account: UUID, courier: Courier[ClaimedPhoneCopy], contacts: FakePatientContacts
    ) -> None:
        contacts.forget(PERSON)

        courier.carry_once()

        assert copy() == ("dead", "refused", "")

    def test_tries_again_while_the_medical_system_is_down(
        self,
        account: UUID,
        courier: Courier[ClaimedPhoneCopy],
        contacts: FakePatientContacts,
        clock: SteppingClock,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        contacts.is_down = True
        courier.carry_once()
        down = copy()
        contacts.is_down = False
        clock.advance(minutes=1)
        courier.carry_once()

        assert down == ("queued", "unavailable", OWN.number)
        assert copy() == ("delivered", "", "")
        assert "by mis has not gone" in caplog.text
        assert OWN.number not in caplog.text

    def test_brings_it_once_more_where_it_could_not_write_down_that_it_did(
        self,
        account: UUID,
        courier: Courier[ClaimedPhoneCopy],
        contacts: FakePatientContacts,
        clock: SteppingClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fail(claimed: ClaimedPhoneCopy, *, now: datetime) -> bool:
            raise OperationalError("gone")

        with monkeypatch.context() as outage:
            outage.setattr(phone_delivery, "record_delivered", fail)
            with pytest.raises(OperationalError):
                courier.carry_once()
        clock.advance(minutes=1)
        courier.carry_once()

        assert (contacts.attempts, contacts.phone_of(PERSON)) == (2, OWN.number)
        assert copy() == ("delivered", "", "")

    def test_that_froze_with_an_old_number_does_not_bring_it_back(
        self, account: UUID, contacts: FakePatientContacts, clock: SteppingClock
    ) -> None:
        frozen = phone_delivery.claim_phone_copy(now=clock())
        assert frozen is not None
        clock.advance(hours=1)
        queue_copy(account, clock(), OTHER)
        going = Courier(PhoneCopyRound(contacts), stop=StopAfter(1), clock=clock)
        going.carry_once()

        late = PhoneCopyRound(contacts)
        late.hand_over(frozen)

        assert not late.record_handed_over(frozen, now=clock())
        assert contacts.phone_of(PERSON) == OTHER.number
