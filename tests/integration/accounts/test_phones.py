"""Activating a telephone number: chapter 4.6 of the manual, R50 to R52."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from factories.people import account_row
from kartoteka.domain.accounts import phones
from kartoteka.domain.accounts.errors import (
    CodeNoLongerValid,
    CodeSentRecently,
    PhoneNotActivated,
    TooManyCodes,
    WrongCode,
)
from kartoteka.domain.accounts.models import PhoneActivationRow
from kartoteka.domain.accounts.types import PhoneActivation
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.shared.actor import Actor
from kartoteka.shared.limits import Limit
from kartoteka.shared.phones import MobilePhone

OWN = MobilePhone("+79120000001")
OTHER = MobilePhone("+79120000002")
MINUTE = timedelta(minutes=1)


def send(account: UUID, now: datetime, phone: MobilePhone = OWN) -> PhoneActivation:
    return phones.send_activation_code(account_id=account, phone=phone, by=Actor.account(account), now=now)


def activate(account: UUID, code: str, now: datetime) -> PhoneActivation:
    return phones.activate_phone(account_id=account, code=code, by=Actor.account(account), now=now)


def save(account: UUID, now: datetime, phone: MobilePhone | None = OWN) -> bool:
    return phones.put_phone(account_id=account, phone=phone, by=Actor.account(account), now=now)


def cancel(account: UUID, now: datetime) -> None:
    phones.cancel_activation(account_id=account, by=Actor.account(account), now=now)


def codes() -> list[str]:
    """The codes sent, the first one first."""
    texts = MessageRow.objects.filter(template="phone-activation-code").order_by("id").values_list("text", flat=True)
    return [found[0] for text in texts if (found := re.search(r"\d{6}", text))]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


class TestSending:
    @pytest.mark.manual("P-03")
    def test_puts_an_sms_with_six_digits_into_the_outbox(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        message = MessageRow.objects.get()
        assert (message.channel, message.recipient) == ("sms", OWN.number)
        assert len(codes()) == 1

    def test_keeps_no_code_beside_the_number(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        values = PhoneActivationRow.objects.values_list().get()
        assert not any(codes()[0] in str(value) for value in values)

    @pytest.mark.rule("R50")
    @pytest.mark.manual("P-05")
    def test_waits_two_minutes_and_then_sends_the_same_code(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        with pytest.raises(CodeSentRecently) as early:
            send(anna, now + MINUTE)
        send(anna, now + 2 * MINUTE)

        assert early.value.again_at == now + 2 * MINUTE
        assert len(codes()) == 2
        assert len(set(codes())) == 1

    @pytest.mark.rule("R50")
    def test_makes_a_new_code_once_the_old_one_is_over(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        send(anna, now + 61 * MINUTE)

        first, second = codes()
        assert first != second
        with pytest.raises(WrongCode):
            activate(anna, first, now + 62 * MINUTE)

    def test_makes_a_new_code_once_the_tries_are_used_up(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        for _ in range(4):
            with pytest.raises(WrongCode):
                activate(anna, wrong(codes()[0]), now)
        with pytest.raises(CodeNoLongerValid):
            activate(anna, wrong(codes()[0]), now)

        send(anna, now + 2 * MINUTE)

        assert activate(anna, codes()[1], now + 3 * MINUTE).is_activated

    @pytest.mark.rule("R50")
    def test_is_done_five_times_a_day_for_an_account(self, anna: UUID, now: datetime) -> None:
        for number in range(5):
            send(anna, now + 2 * number * MINUTE, MobilePhone(f"+7912000001{number}"))

        with pytest.raises(TooManyCodes):
            send(anna, now + 10 * MINUTE, OTHER)
        assert len(codes()) == 5
        send(anna, now + timedelta(days=1), OTHER)

    @pytest.mark.rule("R50")
    def test_is_done_five_times_a_day_for_a_number_whoever_asks(self, anna: UUID, darya: UUID, now: datetime) -> None:
        for number in range(5):
            send((anna, darya)[number % 2], now + 2 * number * MINUTE)

        with pytest.raises(TooManyCodes):
            send(darya, now + 30 * MINUTE)

    def test_keeps_nothing_of_a_sending_that_was_refused(self, anna: UUID, now: datetime, settings: Settings) -> None:
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {
            "activation-codes-per-number": Limit(0, timedelta(days=1))
        }

        with pytest.raises(TooManyCodes):
            send(anna, now)

        assert not PhoneActivationRow.objects.exists()
        assert not MessageRow.objects.exists()

    @pytest.mark.rule("R50")
    def test_waits_two_minutes_whatever_the_number(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        with pytest.raises(CodeSentRecently):
            send(anna, now + MINUTE, OTHER)


class TestGivingUp:
    def test_leaves_no_activation_behind(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        cancel(anna, now)

        assert phones.find_activation(account_id=anna, now=now) is None
        with pytest.raises(CodeNoLongerValid):
            activate(anna, codes()[0], now)

    def test_leaves_a_number_that_is_activated(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        activate(anna, codes()[0], now)

        cancel(anna, now)

        assert save(anna, now)

    def test_comes_by_itself_a_day_after_the_code_is_over(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        assert phones.find_activation(account_id=anna, now=now + timedelta(hours=24)) is not None
        assert phones.find_activation(account_id=anna, now=now + timedelta(hours=25)) is None


class TestActivating:
    @pytest.mark.manual("P-04")
    def test_takes_the_code_that_was_sent(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        assert activate(anna, codes()[0], now + MINUTE).is_activated

    def test_does_not_mind_spaces(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        code = codes()[0]

        assert activate(anna, f" {code[:3]} {code[3:]} ", now).is_activated

    @pytest.mark.manual("P-05")
    @pytest.mark.rule("R50")
    def test_takes_it_for_sixty_minutes_and_not_a_second_longer(self, anna: UUID, darya: UUID, now: datetime) -> None:
        send(anna, now)
        send(darya, now, OTHER)
        annas, daryas = codes()

        assert activate(anna, annas, now + timedelta(minutes=59, seconds=59)).is_activated
        with pytest.raises(CodeNoLongerValid):
            activate(darya, daryas, now + timedelta(minutes=60))

    @pytest.mark.manual("P-05")
    @pytest.mark.rule("R50")
    def test_gives_five_tries(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        code = codes()[0]

        left = []
        for _ in range(4):
            with pytest.raises(WrongCode) as refused:
                activate(anna, wrong(code), now)
            left.append(refused.value.tries_left)
        with pytest.raises(CodeNoLongerValid):
            activate(anna, wrong(code), now)

        assert left == [4, 3, 2, 1]
        with pytest.raises(CodeNoLongerValid):
            activate(anna, code, now)

    @pytest.mark.parametrize("typed", ["", "0", "abcdef", "１２３４５６", "\x00"])
    def test_survives_anything(self, anna: UUID, now: datetime, typed: str) -> None:
        send(anna, now)

        with pytest.raises(WrongCode):
            activate(anna, typed, now)

    def test_takes_no_code_of_another_account(self, anna: UUID, darya: UUID, now: datetime) -> None:
        send(anna, now)
        send(darya, now, OTHER)

        with pytest.raises(WrongCode):
            activate(darya, codes()[0], now)

    def test_takes_no_code_of_a_number_that_was_given_up(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        send(anna, now + 2 * MINUTE, OTHER)

        with pytest.raises(WrongCode):
            activate(anna, codes()[0], now + 3 * MINUTE)
        assert activate(anna, codes()[1], now + 3 * MINUTE).phone == OTHER

    def test_needs_a_code_to_have_been_sent(self, anna: UUID, now: datetime) -> None:
        with pytest.raises(CodeNoLongerValid):
            activate(anna, "123456", now)


class TestSaving:
    @pytest.mark.manual("P-06")
    def test_makes_an_activated_number_the_accounts_own(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        activate(anna, codes()[0], now + MINUTE)

        assert save(anna, now + 2 * MINUTE)

        account = account_row(anna)
        assert (account.phone, account.phone_activated_at) == (OWN.number, now + MINUTE)
        assert phones.find_activation(account_id=anna, now=now) is None
        assert Event.PHONE_CHANGED in [one.event for one in list_traces(subject_type="account", subject_id=anna)]

    @pytest.mark.manual("P-06")
    @pytest.mark.rule("R50")
    def test_leaves_the_former_number_until_the_new_one_is_saved(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        activate(anna, codes()[0], now)
        save(anna, now)
        now += 2 * MINUTE
        send(anna, now, OTHER)
        activate(anna, codes()[1], now)

        assert account_row(anna).phone == OWN.number

    @pytest.mark.rule("R51")
    def test_tells_the_former_number(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        activate(anna, codes()[0], now)
        save(anna, now)
        now += 2 * MINUTE
        send(anna, now, OTHER)
        activate(anna, codes()[1], now)

        save(anna, now, OTHER)

        notice = MessageRow.objects.get(template="phone-changed")
        assert notice.recipient == OWN.number
        assert OTHER.number not in notice.text

    @pytest.mark.rule("R50")
    def test_refuses_a_number_whose_code_was_not_typed(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        with pytest.raises(PhoneNotActivated):
            save(anna, now)

    def test_refuses_a_number_other_than_the_activated_one(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        activate(anna, codes()[0], now)

        with pytest.raises(PhoneNotActivated):
            save(anna, now, OTHER)

    def test_refuses_an_activation_of_yesterday(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        activate(anna, codes()[0], now)

        with pytest.raises(PhoneNotActivated):
            save(anna, now + timedelta(days=1, minutes=1))

    def test_takes_an_activation_for_one_save(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        activate(anna, codes()[0], now)
        save(anna, now)
        save(anna, now, None)

        with pytest.raises(PhoneNotActivated):
            save(anna, now)

    def test_can_take_the_number_away(self, anna: UUID, now: datetime) -> None:
        send(anna, now)
        activate(anna, codes()[0], now)
        save(anna, now)

        assert save(anna, now, None)
        assert account_row(anna).phone == ""
        assert not save(anna, now, None)

    @pytest.mark.rule("R52")
    def test_lets_two_accounts_have_one_number(self, anna: UUID, dmitry: UUID, now: datetime) -> None:
        for number, account in enumerate((anna, dmitry)):
            send(account, now)
            activate(account, codes()[number], now)
            save(account, now)

        assert account_row(anna).phone == account_row(dmitry).phone == OWN.number


class TestForgetting:
    def test_keeps_what_may_still_be_saved(self, anna: UUID, now: datetime) -> None:
        send(anna, now)

        assert phones.forget_old_activations(now=now + timedelta(hours=24)) == 0
        assert phones.forget_old_activations(now=now + timedelta(days=4)) == 1
