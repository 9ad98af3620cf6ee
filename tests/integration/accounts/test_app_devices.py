"""Telephones of the app: bound, opened by PIN together with their key, locked out, ended."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cast import MARIA
from factories.telephones import OTHER_PIN, PIN, Telephone, bind, challenged
from kartoteka.domain.accounts import passwords, sessions
from kartoteka.domain.accounts.app_devices import binding, unlocking
from kartoteka.domain.accounts.app_devices.errors import (
    BadKey,
    ChallengeOver,
    DeviceGone,
    DeviceLockedOut,
    NotThisDevice,
    WeakPin,
    WrongPin,
)
from kartoteka.domain.accounts.app_devices.models import AppDeviceRow
from kartoteka.domain.accounts.app_devices.selectors import find_device, list_devices
from kartoteka.domain.accounts.app_devices.types import AppDevice, NewDevice
from kartoteka.domain.accounts.app_devices.unlocking import SignedChallenge
from kartoteka.domain.accounts.models import Account, AccountSession
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def telephone() -> Telephone:
    return Telephone()


@pytest.fixture
def device(anna: UUID, telephone: Telephone, now: datetime) -> UUID:
    """Anna's telephone, bound."""
    return bind(anna, telephone, now)


def unlock(device: UUID, signed: SignedChallenge, now: datetime, pin: str = PIN) -> AppDevice:
    return unlocking.unlock_by_pin(device_id=device, signed=signed, pin=pin, now=now)


def guess(device: UUID, telephone: Telephone, now: datetime) -> None:
    """A wrong PIN on the right telephone."""
    with pytest.raises(WrongPin):
        unlock(device, challenged(device, telephone, now), now, OTHER_PIN)


def events(account: UUID) -> list[Event]:
    return [trace.event for trace in list_traces(subject_type="account", subject_id=account)]


@pytest.mark.rule("R81")
class TestBinding:
    def test_keeps_neither_the_pin_nor_its_plain_hash(self, device: UUID) -> None:
        row = AppDeviceRow.objects.get(pk=device)

        assert PIN.encode() not in bytes(row.pin_hash)

    def test_hashes_one_pin_of_two_telephones_differently(self, anna: UUID, device: UUID, now: datetime) -> None:
        other = bind(anna, Telephone(), now)

        rows = AppDeviceRow.objects.in_bulk([device, other])

        assert bytes(rows[device].pin_hash) != bytes(rows[other].pin_hash)

    @pytest.mark.rule("R70")
    @pytest.mark.parametrize("pin", ["1234", "12", "1905"])
    def test_refuses_a_pin_that_is_weak_or_none(self, anna: UUID, now: datetime, pin: str) -> None:
        with pytest.raises(WeakPin):
            bind(anna, Telephone(), now, pin=pin, birth_dates={MARIA.birth_date})

        assert list_devices(account_id=anna) == ()

    def test_refuses_what_is_no_key(self, anna: UUID, now: datetime) -> None:
        with pytest.raises(BadKey):
            binding.bind_device(
                account_id=anna,
                new=NewDevice(b"no key", PIN, "Телефон"),
                birth_dates=(),
                today=now.date(),
                session_key="",
                by=Actor.account(anna),
                now=now,
            )

    def test_of_an_eleventh_telephone_ends_the_one_unused_longest(self, anna: UUID, now: datetime) -> None:
        first, *others = (bind(anna, Telephone(), now + number * MINUTE) for number in range(11))

        left = {one.device_id for one in list_devices(account_id=anna)}

        assert left == set(others)
        assert find_device(first) is None


@pytest.mark.manual("A-10")
@pytest.mark.rule("R81")
class TestOpening:
    def test_takes_the_pin_with_the_signature_of_the_telephone(
        self, anna: UUID, device: UUID, telephone: Telephone, now: datetime
    ) -> None:
        opened = unlock(device, challenged(device, telephone, now), now)

        assert opened.account_id == anna
        assert events(anna)[-1] == Event.APP_UNLOCKED

    def test_refuses_the_right_pin_without_the_telephone_and_counts_nothing(
        self, device: UUID, telephone: Telephone, now: datetime
    ) -> None:
        for _ in range(7):
            with pytest.raises(NotThisDevice):
                unlock(device, challenged(device, Telephone(), now), now)

        unlock(device, challenged(device, telephone, now), now)

    def test_takes_each_challenge_once(self, device: UUID, telephone: Telephone, now: datetime) -> None:
        signed = challenged(device, telephone, now)
        unlock(device, signed, now)

        with pytest.raises(ChallengeOver):
            unlock(device, signed, now)

    def test_takes_the_newest_challenge_only(self, device: UUID, telephone: Telephone, now: datetime) -> None:
        older = challenged(device, telephone, now)
        challenged(device, telephone, now)

        with pytest.raises(ChallengeOver):
            unlock(device, older, now)

    def test_takes_a_challenge_for_two_minutes(self, device: UUID, telephone: Telephone, now: datetime) -> None:
        signed = challenged(device, telephone, now)

        with pytest.raises(ChallengeOver):
            unlock(device, signed, now + 2 * MINUTE)

    def test_is_nothing_for_a_telephone_that_was_never_bound(
        self, db: None, telephone: Telephone, now: datetime
    ) -> None:
        with pytest.raises(DeviceGone):
            unlocking.make_challenge(device_id=uuid4(), now=now)
        with pytest.raises(DeviceGone):
            unlock(uuid4(), telephone.sign(b"x" * 32), now)

    def test_is_nothing_for_a_blocked_account(
        self, anna: UUID, device: UUID, telephone: Telephone, now: datetime
    ) -> None:
        signed = challenged(device, telephone, now)
        Account.objects.filter(pk=anna).update(is_active=False)

        with pytest.raises(DeviceGone):
            unlock(device, signed, now)


@pytest.mark.rule("R70", "R81")
class TestFiveWrongPins:
    def test_tell_how_many_tries_are_left(self, device: UUID, telephone: Telephone, now: datetime) -> None:
        with pytest.raises(WrongPin) as wrong:
            unlock(device, challenged(device, telephone, now), now, OTHER_PIN)

        assert wrong.value.tries_left == 4

    def test_unbind_the_telephone_and_end_its_sessions(
        self, anna: UUID, device: UUID, telephone: Telephone, now: datetime
    ) -> None:
        sessions.begin_session(key="app", data="", account_id=anna, expires_at=now + DAY, now=now)
        sessions.bind_to_device(key="app", device_id=device)
        for _ in range(4):
            guess(device, telephone, now)

        with pytest.raises(DeviceLockedOut):
            unlock(device, challenged(device, telephone, now), now, OTHER_PIN)

        assert list_devices(account_id=anna) == ()
        assert not AccountSession.objects.exists()
        assert events(anna)[-2:] == [Event.APP_PIN_WRONG, Event.APP_LOCKED_OUT]
        with pytest.raises(DeviceGone):
            unlocking.make_challenge(device_id=device, now=now)

    def test_are_counted_anew_after_the_right_one(self, device: UUID, telephone: Telephone, now: datetime) -> None:
        for _ in range(4):
            guess(device, telephone, now)
        unlock(device, challenged(device, telephone, now), now)

        guess(device, telephone, now)

        assert AppDeviceRow.objects.get().wrong_pins == 1

    def test_are_the_most_that_the_table_takes(self, device: UUID) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            AppDeviceRow.objects.update(wrong_pins=6)


class TestChangingThePin:
    def test_makes_the_new_one_count(self, anna: UUID, device: UUID, telephone: Telephone, now: datetime) -> None:
        binding.change_pin(
            device_id=device, pin=OTHER_PIN, birth_dates=(), today=now.date(), by=Actor.account(anna), now=now
        )

        unlock(device, challenged(device, telephone, now), now, OTHER_PIN)
        with pytest.raises(WrongPin):
            unlock(device, challenged(device, telephone, now), now, PIN)


@pytest.mark.manual("P-09")
@pytest.mark.rule("R69", "R71")
class TestATelephone:
    def test_is_ended_by_its_owner(self, anna: UUID, device: UUID, now: datetime) -> None:
        assert binding.end_device(account_id=anna, device_id=device, by=Actor.account(anna), now=now)

        assert events(anna)[-1] == Event.APP_DEVICE_ENDED
        assert not binding.end_device(account_id=anna, device_id=device, by=Actor.account(anna), now=now)

    def test_is_not_ended_by_a_stranger(self, darya: UUID, device: UUID, now: datetime) -> None:
        assert not binding.end_device(account_id=darya, device_id=device, by=Actor.account(darya), now=now)

        assert find_device(device) is not None

    def test_is_given_up_only_by_itself(self, device: UUID, telephone: Telephone, now: datetime) -> None:
        with pytest.raises(NotThisDevice):
            unlocking.give_up(device_id=device, signed=challenged(device, Telephone(), now), now=now)

        unlocking.give_up(device_id=device, signed=challenged(device, telephone, now), now=now)

        assert find_device(device) is None

    def test_is_ended_with_all_other_sessions(self, anna: UUID, device: UUID, now: datetime) -> None:
        sessions.begin_session(key="here", data="", account_id=anna, expires_at=now + DAY, now=now)

        sessions.end_other_sessions(account_id=anna, current_key="here", by=Actor.account(anna), now=now)

        assert find_device(device) is None

    def test_is_ended_when_the_password_changes_elsewhere(self, anna: UUID, device: UUID, now: datetime) -> None:
        passwords.change_password(
            account_id=anna,
            password="Another-2026",
            keep_session="in-a-browser",
            reset_address="http://testserver/password/",
            by=Actor.account(anna),
            now=now,
        )

        assert find_device(device) is None

    def test_stays_when_it_ends_the_others_itself(self, anna: UUID, device: UUID, now: datetime) -> None:
        sessions.begin_session(key="app", data="", account_id=anna, expires_at=now + DAY, now=now)
        sessions.bind_to_device(key="app", device_id=device)
        bind(anna, Telephone(), now)

        ended = sessions.end_sessions(account_id=anna, besides="app")

        assert [one.device_id for one in list_devices(account_id=anna)] == [device]
        assert ended == 1

    def test_is_unbound_after_half_a_year_without_use(self, anna: UUID, device: UUID, now: datetime) -> None:
        assert binding.forget_unused_devices(now=now + 179 * DAY) == 0
        assert binding.forget_unused_devices(now=now + 181 * DAY) == 1

        assert find_device(device) is None
        assert events(anna)[-1] == Event.APP_DEVICE_ENDED
