"""Which numbers go to the medical system, and whose: F-01, R51, class 80 of the threats."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction

from cast import ANNA, DARYA, MARIA
from factories.people import account_row, add, add_with_identity
from factories.phones import OTHER, OWN, activate, add_by_esia, queue_copy, save
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts import phones
from kartoteka.domain.accounts.errors import PhoneNotActivated
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import phone_delivery, rules
from kartoteka.domain.card_index.errors import AddressChangedMeanwhile
from kartoteka.domain.card_index.models import CardIndexRow, CardRow, PhoneCopyRow
from kartoteka.domain.card_index.phone_copies import forget_old_copies
from kartoteka.domain.card_index.profile import profile, save_profile
from kartoteka.domain.card_index.types import Address, ClaimedPhoneCopy, CopyObstacle, CopyState, PhoneCopying
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-01")]

HOUR = timedelta(hours=1)


@pytest.fixture
def by_esia(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Анна's account: she is its main person, and ESIA vouches for her."""
    add_by_esia(anna, ANNA, registry, now)
    return anna


def copies() -> list[tuple[str, str]]:
    """State and trouble of all copies, the first one first."""
    return [(one.state, one.trouble) for one in PhoneCopyRow.objects.order_by("created_at")]


def underway() -> PhoneCopyRow:
    return PhoneCopyRow.objects.get(due_at__isnull=False)


def copying(account: UUID, now: datetime) -> PhoneCopying:
    return profile(account_id=account, now=now).copying


def claim(now: datetime) -> ClaimedPhoneCopy:
    claimed = phone_delivery.claim_phone_copy(now=now)
    assert claimed is not None
    return claimed


def deliver(now: datetime) -> None:
    assert phone_delivery.record_delivered(claim(now), now=now)


def fail(now: datetime, trouble: Trouble = Trouble.REFUSED) -> None:
    phone_delivery.record_failure(claim(now), trouble, jitter=0, now=now)


def events() -> list[Event]:
    return [
        trace.event
        for one in PhoneCopyRow.objects.order_by("created_at")
        for trace in list_traces(subject_type="phone-copy", subject_id=one.pk)
    ]


class TestAnActivatedNumber:
    def test_is_queued_with_the_change_for_the_main_person(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)

        copy = underway()
        assert (copy.phone, copy.person_id) == (OWN.number, f"person-{ANNA.number}")
        assert events() == [Event.PHONE_COPY_QUEUED]

    def test_is_queued_once_however_often_the_profile_is_saved(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        save(by_esia, now)
        deliver(now)
        save(by_esia, now + HOUR)

        assert copies() == [("delivered", "")]

    def test_goes_without_a_new_choice_when_it_changes(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        deliver(now)
        activate(by_esia, now + HOUR, OTHER)
        save(by_esia, now + HOUR, OTHER, copies=None)

        assert underway().phone == OTHER.number

    def test_saved_before_the_choice_goes_once_it_is_chosen(self, by_esia: UUID, now: datetime) -> None:
        activate(by_esia, now)
        save(by_esia, now, copies=False)
        nothing = copies()
        save(by_esia, now)

        assert nothing == []
        assert underway().phone == OWN.number

    @pytest.mark.rule("R51")
    def test_is_the_only_kind_that_goes(self, by_esia: UUID, now: datetime) -> None:
        phones.send_activation_code(account_id=by_esia, phone=OWN, by=Actor.account(by_esia), now=now)

        with pytest.raises(PhoneNotActivated):
            save(by_esia, now)

        assert copies() == []
        assert not CardIndexRow.objects.get().copies_phone

    @pytest.mark.rule("R51")
    def test_is_nobody_elses_in_the_index(self, by_esia: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add(by_esia, MARIA, registry, now)
        queue_copy(by_esia, now)

        assert [one.person_id for one in PhoneCopyRow.objects.all()] == [f"person-{ANNA.number}"]

    @pytest.mark.rule("R74")
    def test_is_lost_with_the_change_it_belongs_to(self, by_esia: UUID, now: datetime) -> None:
        activate(by_esia, now)

        with pytest.raises(AddressChangedMeanwhile):
            save_profile(
                account_id=by_esia,
                phone=OWN,
                address=Address(city="Пермь"),
                version=7,
                copies_phone=True,
                by=Actor.account(by_esia),
                now=now,
            )

        assert copies() == []
        assert account_row(by_esia).phone == ""


@pytest.mark.rule("R51", "D6")
class TestWhoMayNotCopy:
    @pytest.mark.parametrize("add_main", [add, add_with_identity], ids=["matched by data", "confirmed by the clinic"])
    def test_is_asked_nothing_and_copies_nothing(
        self,
        darya: UUID,
        registry: FakeInsuredRegistry,
        now: datetime,
        add_main: Callable[[UUID, object, FakeInsuredRegistry, datetime], object],
    ) -> None:
        add_main(darya, DARYA, registry, now)
        queue_copy(darya, now)

        assert copies() == []
        assert not CardIndexRow.objects.get().copies_phone
        assert copying(darya, now).obstacle is CopyObstacle.NO_ESIA

    def test_has_nobody_in_the_index(self, darya: UUID, now: datetime) -> None:
        queue_copy(darya, now)

        assert copies() == []
        assert copying(darya, now).obstacle is CopyObstacle.NO_ESIA

    def test_is_dead(self, by_esia: UUID, now: datetime) -> None:
        CardRow.objects.update(deceased_on=date(2026, 11, 1))
        queue_copy(by_esia, now)

        assert copies() == []
        assert copying(by_esia, now).obstacle is CopyObstacle.NO_ESIA

    def test_has_no_number(self, by_esia: UUID, now: datetime) -> None:
        save(by_esia, now, None)

        assert copies() == []
        assert copying(by_esia, now) == PhoneCopying(CopyObstacle.NO_NUMBER, is_chosen=True)


class TestTheChoice:
    def test_is_no_until_somebody_says_yes(self, by_esia: UUID, now: datetime) -> None:
        activate(by_esia, now)

        assert copying(by_esia, now) == PhoneCopying(None, is_chosen=False)

    def test_is_no_for_the_version_before_which_knows_nothing_of_it(self, anna: UUID, now: datetime) -> None:
        with connection.cursor() as cursor:
            key = anna.hex if connection.vendor == "sqlite" else anna
            cursor.execute("INSERT INTO card_index (account_id, created_at) VALUES (%s, %s)", [key, now])

        assert not CardIndexRow.objects.get().copies_phone

    def test_is_kept_and_leaves_a_trace_each_time_it_changes(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        for wanted in (True, None, False, False):
            save(by_esia, now, copies=wanted)

        traces = [one.event for one in list_traces(subject_type="account", subject_id=by_esia)]
        chosen = [one for one in traces if one in {Event.PHONE_COPYING_CHOSEN, Event.PHONE_COPYING_STOPPED}]
        assert chosen == [Event.PHONE_COPYING_CHOSEN, Event.PHONE_COPYING_STOPPED]

    def test_taken_back_withdraws_what_still_waits(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        save(by_esia, now, copies=False)

        assert copies() == [("dead", "withdrawn")]
        assert PhoneCopyRow.objects.get().phone == ""
        assert copying(by_esia, now).state is None
        assert phone_delivery.claim_phone_copy(now=now) is None

    def test_made_again_sends_it_anew(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        save(by_esia, now, copies=False)
        save(by_esia, now)

        assert copies() == [("dead", "withdrawn"), ("queued", "")]


class TestANewerNumber:
    @pytest.fixture
    def older(self, by_esia: UUID, now: datetime) -> UUID:
        queue_copy(by_esia, now)
        return by_esia

    def test_takes_the_place_of_one_that_waits(self, older: UUID, now: datetime) -> None:
        queue_copy(older, now + HOUR, OTHER)

        assert copies() == [("dead", "withdrawn"), ("queued", "")]
        assert underway().phone == OTHER.number

    @pytest.mark.rule("R74")
    def test_takes_the_place_of_one_that_is_being_sent(self, older: UUID, now: datetime) -> None:
        sending = claim(now)
        queue_copy(older, now + HOUR, OTHER)

        assert not phone_delivery.record_delivered(sending, now=now)
        assert claim(now + HOUR).phone == OTHER

    @pytest.mark.rule("R74")
    def test_is_the_newer_one_even_if_the_clock_was_set_back(self, older: UUID, now: datetime) -> None:
        sent = claim(now)
        queue_copy(older, now - HOUR, OTHER)

        assert underway().created_at > sent.changed_at

    def test_removed_takes_the_waiting_one_along(self, older: UUID, now: datetime) -> None:
        save(older, now, None)

        assert copies() == [("dead", "withdrawn")]


class TestWhatTheOwnerSees:
    def test_is_that_it_waits_and_then_that_it_was_delivered(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        waits = copying(by_esia, now)
        sending = claim(now)
        still_waits = copying(by_esia, now)
        phone_delivery.record_delivered(sending, now=now)

        assert waits == still_waits == PhoneCopying(None, is_chosen=True, state=CopyState.WAITING)
        assert copying(by_esia, now).state is CopyState.DELIVERED
        assert events() == [Event.PHONE_COPY_QUEUED, Event.PHONE_COPY_DELIVERED]

    def test_is_that_it_was_refused_until_it_is_saved_anew(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        fail(now)
        refused = copying(by_esia, now).state
        seen = events()
        save(by_esia, now + HOUR)

        assert refused is CopyState.REFUSED
        assert seen == [Event.PHONE_COPY_QUEUED, Event.PHONE_COPY_REFUSED]
        assert copying(by_esia, now).state is CopyState.WAITING

    def test_is_nothing_of_a_refusal_once_the_choice_is_taken_back(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        fail(now)
        save(by_esia, now, copies=False)

        assert copying(by_esia, now) == PhoneCopying(None, is_chosen=False)

    def test_is_that_it_did_not_go_for_days(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)

        late = phone_delivery.claim_phone_copy(now=now + rules.COPY_USEFUL_FOR)

        assert late is None
        assert copying(by_esia, now).state is CopyState.GIVEN_UP
        assert events() == [Event.PHONE_COPY_QUEUED, Event.PHONE_COPY_GIVEN_UP]

    def test_is_nothing_of_the_number_before(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        deliver(now)
        activate(by_esia, now + HOUR, OTHER)
        save(by_esia, now + HOUR, OTHER, copies=False)

        assert copying(by_esia, now).state is None


class TestAClaim:
    @pytest.fixture(autouse=True)
    def queued(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)

    def test_tells_no_number_when_it_is_logged(self, now: datetime) -> None:
        assert OWN.number not in repr(claim(now))

    @pytest.mark.rule("R51")
    def test_finds_nothing_once_the_number_may_not_go_any_more(self, by_esia: UUID, now: datetime) -> None:
        CardRow.objects.update(identity_confirmed_at=None, identity_ground="")

        assert phone_delivery.claim_phone_copy(now=now) is None
        assert copies() == [("dead", "withdrawn")]

    def test_finds_nothing_once_the_account_is_blocked(self, by_esia: UUID, now: datetime) -> None:
        Account.objects.filter(pk=by_esia).update(is_active=False)

        assert phone_delivery.claim_phone_copy(now=now) is None

    @pytest.mark.rule("R74")
    def test_passes_to_the_next_when_its_owner_dies_under_the_same_name(self, now: datetime) -> None:
        lost = claim(now)
        again = claim(now + HOUR)

        assert (again.change_id, again.changed_at, again.attempt) == (lost.change_id, lost.changed_at, 2)
        assert not phone_delivery.record_delivered(lost, now=now + HOUR)
        assert phone_delivery.record_delivered(again, now=now + HOUR)

    def test_gives_up_what_kills_everybody_who_takes_it(self, now: datetime) -> None:
        PhoneCopyRow.objects.update(attempts=rules.copy_policy(HOUR).max_attempts)

        assert phone_delivery.claim_phone_copy(now=now) is None
        assert copies() == [("dead", "interrupted")]

    def test_that_failed_rests_and_is_made_again(self, now: datetime) -> None:
        fail(now, Trouble.UNAVAILABLE)

        assert phone_delivery.claim_phone_copy(now=now) is None
        assert claim(now + timedelta(seconds=5)).phone == OWN


class TestTheTable:
    @pytest.fixture(autouse=True)
    def queued(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)

    @pytest.mark.parametrize(
        "wrong", [{"phone": ""}, {"due_at": None}, {"state": "lost"}, {"attempt_id": UUID(int=1)}, {"person_id": ""}],
        ids=str,
    )  # fmt: skip
    def test_holds_no_row_that_contradicts_itself(self, wrong: dict[str, object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            PhoneCopyRow.objects.update(**wrong)

    def test_keeps_no_number_that_has_gone(self, now: datetime) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            PhoneCopyRow.objects.update(state=DeliveryState.DELIVERED, due_at=None, finished_at=now)

    def test_holds_one_copy_underway_for_an_account(self) -> None:
        twin = PhoneCopyRow.objects.get()
        twin.pk = UUID(int=1)

        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


class TestForgetting:
    def test_leaves_the_newest_of_an_account(self, by_esia: UUID, now: datetime) -> None:
        queue_copy(by_esia, now)
        deliver(now)
        queue_copy(by_esia, now + HOUR, OTHER)
        deliver(now + HOUR)

        early = forget_old_copies(now=now + rules.COPY_KEPT_FOR)
        late = forget_old_copies(now=now + 2 * rules.COPY_KEPT_FOR)

        assert (early, late) == (0, 1)
        assert copying(by_esia, now).state is CopyState.DELIVERED


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestTwoWindows:
    def test_that_save_at_once_queue_one_copy(self, by_esia: UUID, now: datetime) -> None:
        activate(by_esia, now)

        def press(_: int) -> None:
            try:
                save(by_esia, now)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(press, range(4)))

        assert copies() == [("queued", "")]
