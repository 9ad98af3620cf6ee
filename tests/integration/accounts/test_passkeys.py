"""Opening the app by biometrics: the passkey's answer counts only together with the key of the telephone (A-10)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from factories.telephones import Telephone, bind, challenged
from kartoteka.domain.accounts.app_devices.binding import end_device
from kartoteka.domain.accounts.app_devices.errors import ChallengeOver, DeviceGone, NotThisDevice, PasskeyRefused
from kartoteka.domain.accounts.app_devices.models import AppDeviceRow, PasskeyRow
from kartoteka.domain.accounts.app_devices.passkeys import add_passkey, remove_passkey, unlock_by_passkey
from kartoteka.domain.accounts.app_devices.selectors import find_device
from kartoteka.domain.accounts.app_devices.types import Passkey, QuickWay
from kartoteka.shared.actor import Actor


@pytest.fixture
def telephone() -> Telephone:
    return Telephone()


@pytest.fixture
def device(anna: UUID, telephone: Telephone, now: datetime) -> UUID:
    """Anna's telephone, with a passkey that signed three times."""
    device = bind(anna, telephone, now)
    add_passkey(device_id=device, passkey=Passkey(b"public", 3, has_prf=True), by=Actor.account(anna), now=now)
    return device


def says(count: int) -> Callable[[Passkey, bytes], int]:
    return lambda _passkey, _challenge: count


def refuses(_passkey: Passkey, _challenge: bytes) -> int:
    raise PasskeyRefused


@pytest.mark.manual("A-10")
@pytest.mark.rule("R81")
class TestAPasskey:
    def test_is_the_way_from_then_on(self, device: UUID) -> None:
        found = find_device(device)

        assert found is not None
        assert found.way is QuickWay.BIOMETRICS
        assert found.passkey == Passkey(b"public", 3, has_prf=True)

    def test_opens_the_app_and_is_counted(self, anna: UUID, device: UUID, telephone: Telephone, now: datetime) -> None:
        seen: list[bytes] = []

        def check(passkey: Passkey, challenge: bytes) -> int:
            seen.extend((passkey.credential, challenge))
            return 4

        signed = challenged(device, telephone, now)
        opened = unlock_by_passkey(device_id=device, signed=signed, check=check, now=now)

        assert opened.account_id == anna
        assert seen == [b"public", signed.challenge]
        assert PasskeyRow.objects.get().sign_count == 4

    def test_opens_nothing_without_the_telephone(self, device: UUID, now: datetime) -> None:
        with pytest.raises(NotThisDevice):
            unlock_by_passkey(device_id=device, signed=challenged(device, Telephone(), now), check=says(4), now=now)

    def test_opens_nothing_when_its_answer_is_wrong(self, device: UUID, telephone: Telephone, now: datetime) -> None:
        signed = challenged(device, telephone, now)

        with pytest.raises(PasskeyRefused):
            unlock_by_passkey(device_id=device, signed=signed, check=refuses, now=now)

        assert AppDeviceRow.objects.get().wrong_pins == 0
        with pytest.raises(ChallengeOver):
            unlock_by_passkey(device_id=device, signed=signed, check=says(4), now=now)

    @pytest.mark.parametrize("count", [3, 2, 0])
    def test_opens_nothing_when_a_copy_of_it_is_about(
        self, device: UUID, telephone: Telephone, now: datetime, count: int
    ) -> None:
        with pytest.raises(PasskeyRefused):
            unlock_by_passkey(device_id=device, signed=challenged(device, telephone, now), check=says(count), now=now)

    def test_that_never_counts_is_taken(self, anna: UUID, device: UUID, telephone: Telephone, now: datetime) -> None:
        add_passkey(device_id=device, passkey=Passkey(b"other", 0, has_prf=False), by=Actor.account(anna), now=now)

        for _ in range(2):
            signed = challenged(device, telephone, now)
            unlock_by_passkey(device_id=device, signed=signed, check=says(0), now=now)

        assert PasskeyRow.objects.count() == 1

    def test_can_be_given_up_for_the_pin(self, anna: UUID, device: UUID, telephone: Telephone, now: datetime) -> None:
        remove_passkey(device_id=device, by=Actor.account(anna), now=now)
        remove_passkey(device_id=device, by=Actor.account(anna), now=now)

        found = find_device(device)
        assert found is not None
        assert (found.way, found.passkey) == (QuickWay.PIN, None)
        with pytest.raises(PasskeyRefused):
            unlock_by_passkey(device_id=device, signed=challenged(device, telephone, now), check=says(4), now=now)

    def test_ends_with_its_telephone(self, anna: UUID, device: UUID, now: datetime) -> None:
        end_device(account_id=anna, device_id=device, by=Actor.account(anna), now=now)

        assert not PasskeyRow.objects.exists()
        with pytest.raises(DeviceGone):
            add_passkey(device_id=device, passkey=Passkey(b"late", 0, has_prf=False), by=Actor.account(anna), now=now)
