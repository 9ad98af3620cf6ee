"""More than a password before a health record: a code by SMS, once in thirty days in each browser (R82)."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.phones import OTHER, OWN, activate, save
from kartoteka.domain.accounts import passwords, step_up
from kartoteka.domain.accounts.errors import (
    CodeNoLongerValid,
    CodeSentRecently,
    PhoneActivatedLately,
    PhoneNotActivated,
    TooManyCodes,
    WrongCode,
)
from kartoteka.domain.accounts.models import StepUpRow
from kartoteka.domain.accounts.rules import CodePurpose, sms_code
from kartoteka.domain.accounts.types import StepUpCode
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.shared.actor import Actor

HERE, ELSEWHERE = "a-browser-at-home-000", "a-browser-at-work-000"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def owner(anna: UUID, now: datetime) -> UUID:
    """Anna, who activated a number four days ago."""
    activate(anna, now - 4 * DAY)
    save(anna, now - 4 * DAY, copies=None)
    return anna


def send(account: UUID, now: datetime, word: str = HERE) -> StepUpCode:
    return step_up.send_code(account_id=account, word=word, by=Actor.account(account), now=now)


def confirm(account: UUID, code: str, now: datetime, word: str = HERE) -> datetime:
    return step_up.step_up(account_id=account, word=word, code=code, by=Actor.account(account), now=now)


def codes() -> list[str]:
    """The codes sent, the first one first."""
    texts = MessageRow.objects.filter(template="step-up-code").order_by("id").values_list("text", flat=True)
    return [found[0] for text in texts if (found := re.search(r"\d{6}", text))]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


class TestACode:
    def test_goes_to_the_activated_number(self, owner: UUID, now: datetime) -> None:
        sent = send(owner, now)

        message = MessageRow.objects.get(template="step-up-code")
        assert (message.channel, message.recipient) == ("sms", OWN.number)
        assert sent.phone == OWN

    def test_is_sent_to_nobody_without_a_number(self, anna: UUID, now: datetime) -> None:
        with pytest.raises(PhoneNotActivated):
            send(anna, now)

        assert not MessageRow.objects.filter(template="step-up-code").exists()

    @pytest.mark.rule("R52")
    def test_is_sent_to_no_number_younger_than_three_days(self, anna: UUID, now: datetime) -> None:
        activate(anna, now)
        save(anna, now, copies=None)

        with pytest.raises(PhoneActivatedLately) as failure:
            send(anna, now + 3 * DAY - MINUTE)
        send(anna, now + 3 * DAY)

        assert failure.value.proves_from == now + 3 * DAY
        assert len(codes()) == 1

    def test_lies_in_no_table_of_accounts(self, owner: UUID, now: datetime) -> None:
        send(owner, now)

        assert not any(codes()[0] in str(value) for value in StepUpRow.objects.values_list().get())

    @pytest.mark.rule("R82")
    def test_trusts_the_browser_for_thirty_days(self, owner: UUID, now: datetime) -> None:
        send(owner, now)

        until = confirm(owner, codes()[0], now + 9 * MINUTE)

        assert until == now + 9 * MINUTE + 30 * DAY
        assert step_up.stepped_up_until(account_id=owner, word=HERE) == until
        assert list_traces(subject_type="account", subject_id=owner)[-1].event is Event.STEPPED_UP

    @pytest.mark.rule("R79")
    def test_is_good_for_ten_minutes(self, owner: UUID, now: datetime) -> None:
        send(owner, now)

        with pytest.raises(CodeNoLongerValid):
            confirm(owner, codes()[0], now + 10 * MINUTE)

    def test_trusts_no_other_browser(self, owner: UUID, now: datetime) -> None:
        send(owner, now)

        with pytest.raises(CodeNoLongerValid):
            confirm(owner, codes()[0], now, ELSEWHERE)

        assert step_up.stepped_up_until(account_id=owner, word=ELSEWHERE) is None

    def test_opens_nothing_twice(self, owner: UUID, now: datetime) -> None:
        send(owner, now)
        confirm(owner, codes()[0], now)

        with pytest.raises(CodeNoLongerValid):
            confirm(owner, codes()[0], now)

    def test_of_another_account_is_none(self, owner: UUID, dmitry: UUID, now: datetime) -> None:
        send(owner, now)

        with pytest.raises(CodeNoLongerValid):
            confirm(dmitry, codes()[0], now)

    def test_of_an_activation_is_none(self, owner: UUID, now: datetime) -> None:
        send(owner, now)
        row = StepUpRow.objects.get()

        with pytest.raises(WrongCode):
            confirm(owner, sms_code(CodePurpose.PHONE_ACTIVATION, row.pk), now)

    def test_is_over_after_five_wrong_ones(self, owner: UUID, now: datetime) -> None:
        send(owner, now)
        for left in (4, 3, 2, 1):
            with pytest.raises(WrongCode) as failure:
                confirm(owner, wrong(codes()[0]), now)
            assert failure.value.tries_left == left
        with pytest.raises(CodeNoLongerValid):
            confirm(owner, wrong(codes()[0]), now)

        with pytest.raises(CodeNoLongerValid):
            confirm(owner, codes()[0], now)

    def test_is_another_when_it_is_asked_for_once_more_after_two_minutes(self, owner: UUID, now: datetime) -> None:
        send(owner, now)
        with pytest.raises(CodeSentRecently):
            send(owner, now + MINUTE)

        send(owner, now + 2 * MINUTE)

        with pytest.raises(WrongCode):
            confirm(owner, codes()[0], now + 2 * MINUTE)
        confirm(owner, codes()[1], now + 2 * MINUTE)

    def test_asked_for_elsewhere_takes_the_place_of_the_first(self, owner: UUID, now: datetime) -> None:
        send(owner, now)
        send(owner, now + 3 * MINUTE, ELSEWHERE)

        with pytest.raises(CodeNoLongerValid):
            confirm(owner, codes()[0], now + 3 * MINUTE)
        confirm(owner, codes()[1], now + 3 * MINUTE, ELSEWHERE)

    def test_goes_out_five_times_a_day(self, owner: UUID, now: datetime) -> None:
        for number in range(5):
            send(owner, now + number * 3 * MINUTE)

        with pytest.raises(TooManyCodes):
            send(owner, now + 15 * MINUTE)

        assert len(codes()) == 5


class TestTrustInABrowser:
    def test_ends_with_a_new_password(self, owner: UUID, now: datetime) -> None:
        send(owner, now)
        confirm(owner, codes()[0], now)

        passwords.change_password(
            account_id=owner,
            password="другой синий чайник",
            keep_session=None,
            reset_address="http://testserver/password/",
            by=Actor.account(owner),
            now=now,
        )

        assert step_up.stepped_up_until(account_id=owner, word=HERE) is None

    def test_is_not_won_by_a_code_sent_before_the_password_changed(self, owner: UUID, now: datetime) -> None:
        send(owner, now)
        passwords.change_password(
            account_id=owner,
            password="другой синий чайник",
            keep_session=None,
            reset_address="http://testserver/password/",
            by=Actor.account(owner),
            now=now,
        )

        with pytest.raises(CodeNoLongerValid):
            confirm(owner, codes()[0], now)

    def test_is_not_won_by_a_code_sent_to_a_former_number(self, owner: UUID, now: datetime) -> None:
        send(owner, now)
        activate(owner, now, OTHER)
        save(owner, now, OTHER, copies=None)

        with pytest.raises(CodeNoLongerValid):
            confirm(owner, codes()[0], now)

    def test_is_not_known_of_a_browser_without_a_word(self, owner: UUID) -> None:
        assert step_up.stepped_up_until(account_id=owner, word="") is None


class TestForgetting:
    def test_deletes_codes_that_nobody_can_type_any_more(self, owner: UUID, now: datetime) -> None:
        send(owner, now)

        assert step_up.forget_old_codes(now=now + MINUTE) == 0
        assert step_up.forget_old_codes(now=now + 2 * DAY) == 1
