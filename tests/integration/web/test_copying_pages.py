"""Copying the number to the medical system, on the profile: F-01."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from pytest_django import Settings

from cast import ANNA, DARYA
from factories.people import PASSWORD, add_with_identity
from factories.phones import OWN, activate, add_by_esia, queue_copy, save
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index import phone_delivery
from kartoteka.domain.card_index.models import CardIndexRow, PhoneCopyRow
from kartoteka.domain.outbox.types import Trouble

from .conftest import Visitor

PROFILE = "/profile/"
LABEL = "Передать номер в медицинскую систему региона"
BOX = re.compile(r'<input type="checkbox" id="id_copies_phone"[^>]*>')

pytestmark = [pytest.mark.manual("F-01"), pytest.mark.rule("R51")]


@pytest.fixture
def anna_by_esia(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Visitor:
    """Анна, for whom ESIA vouches, with an activated number."""
    add_by_esia(anna, ANNA, registry, now - timedelta(hours=2))
    activate(anna, now - timedelta(hours=1))
    save(anna, now - timedelta(hours=1), copies=None)
    return Visitor(anna)


def words(visitor: Visitor) -> str:
    return visitor.get(PROFILE).content.decode()


def press_save(visitor: Visitor, **form: object) -> int:
    asked = {"action": "save", "phone": OWN.number, "version": 1, "copying_asked": "on"}
    return visitor.post(PROFILE, asked | form).status_code


def carry(now: datetime, trouble: Trouble | None = None) -> None:
    claimed = phone_delivery.claim_phone_copy(now=now)
    assert claimed is not None
    if trouble is None:
        phone_delivery.record_delivered(claimed, now=now)
    else:
        phone_delivery.record_failure(claimed, trouble, jitter=0, now=now)


class TestTheBox:
    def test_is_empty_until_it_is_ticked_and_stays_as_it_was_left(self, anna_by_esia: Visitor) -> None:
        before = BOX.search(words(anna_by_esia))
        press_save(anna_by_esia, copies_phone="on")
        ticked = BOX.search(words(anna_by_esia))
        press_save(anna_by_esia)
        left = BOX.search(words(anna_by_esia))

        assert [bool(box and "checked" in box[0]) for box in (before, ticked, left)] == [False, True, False]

    def test_has_a_label(self, anna_by_esia: Visitor) -> None:
        assert LABEL in words(anna_by_esia)

    def test_is_not_lost_while_the_code_is_typed(self, anna_by_esia: Visitor) -> None:
        typed = {"action": "confirm", "phone": "+7 912 000-00-09", "version": 1}
        anna_by_esia.post(PROFILE, typed | {"copying_asked": "on", "copies_phone": "on"})

        box = BOX.search(words(anna_by_esia))

        assert box
        assert "checked" in box[0]
        assert not CardIndexRow.objects.get().copies_phone

    def test_that_was_not_shown_is_not_taken_for_an_empty_one(self, anna_by_esia: Visitor) -> None:
        press_save(anna_by_esia, copies_phone="on")
        press_save(anna_by_esia, copying_asked="")

        assert CardIndexRow.objects.get().copies_phone

    def test_is_kept_when_another_window_saved_first(self, anna_by_esia: Visitor) -> None:
        answer = anna_by_esia.post(
            PROFILE,
            {"action": "save", "phone": OWN.number, "version": 7, "address_city": "Омск"}
            | {"copying_asked": "on", "copies_phone": "on"},
        )

        box = BOX.search(answer.content.decode())
        assert answer.status_code == 409
        assert box
        assert "checked" in box[0]
        assert not PhoneCopyRow.objects.exists()


class TestWithoutTheBox:
    def test_the_page_says_that_the_number_comes_first(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_by_esia(anna, ANNA, registry, now)

        page = words(Visitor(anna))

        assert "когда Вы подтвердите его кодом из СМС" in page
        assert not BOX.search(page)

    def test_the_page_says_that_gosuslugi_come_first(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime, settings: Settings
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        nobody_vouches = words(Visitor(anna))
        settings.KARTOTEKA_ADAPTERS = {**settings.KARTOTEKA_ADAPTERS, "identity_provider": "somebody"}

        page = words(Visitor(anna))

        assert "когда личность подтверждена через Госуслуги" in page
        assert not BOX.search(page)
        assert "медицинскую систему" not in nobody_vouches

    def test_a_forged_form_copies_nothing(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add_with_identity(anna, ANNA, registry, now)
        activate(anna, now)

        press_save(Visitor(anna), copies_phone="on")

        assert not PhoneCopyRow.objects.exists()
        assert not CardIndexRow.objects.get().copies_phone


class TestTheStateOfTheCopy:
    def test_is_waiting_and_then_delivered(self, anna_by_esia: Visitor, now: datetime) -> None:
        press_save(anna_by_esia, copies_phone="on")
        waits = words(anna_by_esia)
        carry(now + timedelta(minutes=1))

        assert "Номер ждёт отправки в медицинскую систему" in waits
        assert "Номер передан в медицинскую систему" in words(anna_by_esia)

    def test_is_refused_with_what_to_do(self, anna_by_esia: Visitor, now: datetime) -> None:
        press_save(anna_by_esia, copies_phone="on")
        carry(now + timedelta(minutes=1), Trouble.REFUSED)

        page = words(anna_by_esia)

        assert "Номер не принят" in page
        assert "Позвоните нам" in page

    def test_is_not_delivered_yet_after_days_of_silence(self, anna_by_esia: Visitor, now: datetime) -> None:
        press_save(anna_by_esia, copies_phone="on")
        carry(now + timedelta(minutes=1), Trouble.TOO_LATE)

        page = words(anna_by_esia)

        assert "Номер пока не передан" in page
        assert "Нажмите «Сохранить», и мы попробуем ещё раз" in page

    def test_is_not_told_of_the_number_that_is_being_replaced(self, anna_by_esia: Visitor, now: datetime) -> None:
        press_save(anna_by_esia, copies_phone="on")
        with time_machine.travel(now + timedelta(minutes=3)):
            anna_by_esia.post("/proof/", {"password": PASSWORD, "next": PROFILE})
            anna_by_esia.post(PROFILE, {"action": "confirm", "phone": "+7 912 000-00-09", "version": 1})

            assert "Номер ждёт отправки" not in words(anna_by_esia)

    def test_is_nobody_elses(
        self,
        anna_by_esia: Visitor,
        darya: UUID,
        registry: FakeInsuredRegistry,
        visit: Callable[[UUID], Visitor],
        now: datetime,
    ) -> None:
        press_save(anna_by_esia, copies_phone="on")
        carry(now + timedelta(minutes=1))
        add_by_esia(darya, DARYA, registry, now)
        queue_copy(darya, now)
        carry(now + timedelta(minutes=1), Trouble.REFUSED)

        annas, daryas = words(anna_by_esia), words(visit(darya))

        assert "Номер передан" in annas
        assert "Номер не принят" not in annas
        assert "Номер не принят" in daryas
        assert "Номер передан" not in daryas

    @pytest.mark.rule("R13")
    def test_does_not_change_by_a_form_of_another_accounts_page(self, anna_by_esia: Visitor) -> None:
        assert press_save(anna_by_esia, copies_phone="on", acting_as="another") == 403
        assert not PhoneCopyRow.objects.exists()
