from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, connections
from pytest_django import Settings

from cast import ANNA, ARTYOM, DMITRY, MARIA
from factories.access import CHILD, code_for, decision, person_id, represent
from factories.people import add
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.codes import IssuedCode, switch_codes
from kartoteka.domain.access.errors import (
    CodeMistyped,
    CodeNotAccepted,
    NotInIndex,
    NotYours,
    OpenAlready,
    ReaderUnknown,
    TooManyTries,
)
from kartoteka.domain.access.granting import GrantView
from kartoteka.domain.access.models import AccessCodeRow, GrantRow, PatientRow
from kartoteka.domain.access.redeeming import TypedCode, redeem_child_code
from kartoteka.domain.access.representations import end_representation, list_representations
from kartoteka.domain.access.types import CodeEnd, GrantEnd, Ground, Refusal
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.services import close_card
from kartoteka.domain.limits.models import LimitCounter
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.domain.moderation.services import confirm_matched_requests
from kartoteka.shared.actor import Actor
from kartoteka.shared.limits import Limit

# A code with a check symbol that fits, which nobody issued.
FOREIGN = "00000-00001-1"

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-09")]


def redeem(
    account_id: UUID, code: str, now: datetime, *, born: date = MARIA.birth_date, whose: str = CHILD, address: str = ""
) -> GrantView:
    return redeem_child_code(
        account_id=account_id,
        person_id=whose,
        typed=TypedCode(code, born, address),
        by=Actor.account(account_id),
        now=now,
    )


def allow_one_miss(settings: Settings, name: str) -> None:
    """Make a limit as narrow as can be. A new table, because the settings' own outlives the test."""
    settings.KARTOTEKA_LIMITS = {**settings.KARTOTEKA_LIMITS, name: Limit(1, timedelta(hours=1))}


@pytest.fixture
def issued(mother: UUID, now: datetime) -> IssuedCode:
    return code_for(MARIA, mother, now)


@pytest.mark.rule("R47", "R49", "D4")
class TestTheRightCode:
    def test_opens_the_childs_record_for_a_year(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        grant = redeem(grandmother, issued.code, now)

        answer = decision(grandmother, now)
        assert answer.ground is Ground.CODE
        assert answer.until == grant.ends_at == now.replace(year=now.year + 1)

    @pytest.mark.rule("R43")
    def test_gives_nothing_to_whom_the_registry_does_not_know(
        self, issued: IssuedCode, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        given_awaiting(darya, ARTYOM, now)
        add(darya, MARIA, registry, now)

        with pytest.raises(ReaderUnknown):
            redeem(darya, issued.code, now)

        assert not GrantRow.objects.exists()
        assert AccessCodeRow.objects.get().ended_at is None

    def test_is_good_for_one_use(
        self, issued: IssuedCode, grandmother: UUID, stranger: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(stranger, MARIA, registry, now)
        redeem(grandmother, issued.code, now)

        with pytest.raises(CodeNotAccepted):
            redeem(stranger, issued.code, now)

    def test_is_told_to_all_representatives(
        self, issued: IssuedCode, mother: UUID, father: UUID, grandmother: UUID, now: datetime
    ) -> None:
        redeem(grandmother, issued.code, now)

        for parent in (mother, father):
            assert "access-code-redeemed" in [one.template for one in list_messages_of_account(parent)]

    def test_costs_no_try(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        redeem(grandmother, issued.code, now)

        misses = LimitCounter.objects.filter(name__startswith="access-code-misses")
        assert {one.taken for one in misses} == {0}

    def test_opens_nothing_sensitive_and_nothing_of_another_child(
        self, issued: IssuedCode, grandmother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(grandmother, ARTYOM, registry, now)
        redeem(grandmother, issued.code, now)

        assert decision(grandmother, now, person_id(ARTYOM)).refusal is Refusal.NO_RIGHT
        assert not GrantRow.objects.get().includes_sensitive

    def test_is_not_wasted_on_who_reads_already(self, issued: IssuedCode, father: UUID, now: datetime) -> None:
        with pytest.raises(OpenAlready):
            redeem(father, issued.code, now)

        assert AccessCodeRow.objects.get().ended_at is None

    @pytest.mark.rule("R20")
    def test_needs_the_child_in_the_index(self, issued: IssuedCode, stranger: UUID, now: datetime) -> None:
        with pytest.raises(NotInIndex):
            redeem(stranger, issued.code, now)

    @pytest.mark.rule("R7")
    def test_does_not_outlive_the_childs_removal_from_the_index(
        self, issued: IssuedCode, grandmother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        redeem(grandmother, issued.code, now)
        card = CardRow.objects.get(index_id=grandmother, person_id=CHILD).pk
        later = now + timedelta(days=1)

        close_card(account_id=grandmother, card_id=card, by=Actor.account(grandmother), now=later)
        assert decision(grandmother, later).refusal is Refusal.NOT_LISTED
        add(grandmother, MARIA, registry, later)
        assert decision(grandmother, later).refusal is Refusal.NOT_LISTED

    @pytest.mark.rule("R31")
    def test_ends_with_the_paper_by_which_it_was_issued_and_with_no_other(
        self, issued: IssuedCode, mother: UUID, father: UUID, grandmother: UUID, now: datetime
    ) -> None:
        redeem(grandmother, issued.code, now)
        papers = {one.representative_id: one for one in list_representations(person_id=CHILD)}
        by = Actor.system()

        for member, refusal in ((DMITRY, None), (ANNA, Refusal.NO_RIGHT)):
            paper = papers[person_id(member)].representation_id
            end_representation(
                person_id=CHILD, representation_id=paper, reason="Лишение родительских прав", by=by, now=now
            )
            assert decision(grandmother, now).refusal is refusal
        assert GrantRow.objects.get().end == GrantEnd.GIVER_LEFT

    @pytest.mark.rule("R7", "R20")
    def test_does_not_come_back_when_the_registry_confirms_the_child_anew(
        self, issued: IssuedCode, grandmother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        redeem(grandmother, issued.code, now)
        card = CardRow.objects.get(index_id=grandmother, person_id=CHILD).pk
        later = now + timedelta(days=1)
        close_card(account_id=grandmother, card_id=card, by=Actor.account(grandmother), now=later)
        given_awaiting(grandmother, MARIA, later)

        assert confirm_matched_requests(registry=registry, now=later) == 1

        assert CardRow.objects.get(pk=card).removed_at is None
        assert decision(grandmother, later).refusal is Refusal.NOT_LISTED


Spoil = Callable[[IssuedCode, UUID, datetime], None]


def expire(issued: IssuedCode, mother: UUID, now: datetime) -> None:
    AccessCodeRow.objects.filter(pk=issued.code_id).update(expires_at=now)


def switch_off(issued: IssuedCode, mother: UUID, now: datetime) -> None:
    switch_codes(person_id=CHILD, is_on=False, by=Actor.account(mother), now=now)


def replace_it(issued: IssuedCode, mother: UUID, now: datetime) -> None:
    code_for(MARIA, mother, now)


def end_the_paper(issued: IssuedCode, mother: UUID, now: datetime) -> None:
    (paper,) = list_representations(person_id=CHILD)
    end_representation(
        person_id=CHILD, representation_id=paper.representation_id, reason="Ошибка", by=Actor.system(), now=now
    )


def switch_off_and_on(issued: IssuedCode, mother: UUID, now: datetime) -> None:
    switch_off(issued, mother, now)
    switch_codes(person_id=CHILD, is_on=True, by=Actor.account(mother), now=now)


@pytest.mark.rule("R47", "R48")
class TestACodeThatDoesNotFit:
    @pytest.mark.parametrize("spoil", [expire, switch_off, replace_it, end_the_paper, switch_off_and_on])
    def test_is_answered_in_one_way_whatever_is_wrong(
        self, spoil: Spoil, issued: IssuedCode, mother: UUID, grandmother: UUID, now: datetime
    ) -> None:
        spoil(issued, mother, now)

        with pytest.raises(CodeNotAccepted):
            redeem(grandmother, issued.code, now)
        assert not decision(grandmother, now).is_allowed

    def test_is_nobodys(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        with pytest.raises(CodeNotAccepted):
            redeem(grandmother, FOREIGN, now)

    def test_is_another_childs(
        self, issued: IssuedCode, mother: UUID, grandmother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        represent(ANNA, ARTYOM, now)
        add(grandmother, ARTYOM, registry, now)

        with pytest.raises(CodeNotAccepted):
            redeem(grandmother, issued.code, now, whose=person_id(ARTYOM), born=ARTYOM.birth_date)

    def test_comes_from_a_blocked_account(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        Account.objects.filter(pk=grandmother).update(is_active=False)

        with pytest.raises(CodeNotAccepted):
            redeem(grandmother, issued.code, now)

    def test_stands_in_the_journal(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        with pytest.raises(CodeNotAccepted):
            redeem(grandmother, FOREIGN, now)

        row = AuditEvent.objects.get(event="access-code.not-accepted")
        assert (row.actor_id, row.subject_id) == (grandmother, CHILD)

    def test_with_a_slip_of_the_hand_costs_no_try(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        for _ in range(10):
            with pytest.raises(CodeMistyped):
                redeem(grandmother, "00000-00001-2", now)

        redeem(grandmother, issued.code, now)


@pytest.mark.rule("R27")
class TestADeath:
    def test_freezes_the_code_and_what_it_opened(
        self, issued: IssuedCode, mother: UUID, grandmother: UUID, now: datetime
    ) -> None:
        redeem(grandmother, issued.code, now)
        waiting = code_for(MARIA, mother, now)
        PatientRow.objects.filter(pk=CHILD).update(deceased_on=date(2026, 11, 23))

        with pytest.raises(CodeNotAccepted):
            redeem(grandmother, waiting.code, now)
        with pytest.raises(NotYours):
            code_for(MARIA, mother, now)
        assert {decision(one, now).refusal for one in (mother, grandmother)} == {Refusal.DECEASED}
        assert AccessCodeRow.objects.filter(ended_at=None).exists()


@pytest.mark.rule("R48")
class TestGuessing:
    def test_stops_after_five_misses_an_hour(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        for _ in range(5):
            with pytest.raises(CodeNotAccepted):
                redeem(grandmother, FOREIGN, now)

        with pytest.raises(TooManyTries) as stopped:
            redeem(grandmother, issued.code, now)
        redeem(grandmother, issued.code, stopped.value.again_at)

    def test_stops_after_twenty_misses_a_day(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        # The days of limits end at midnight by Greenwich, nine hours before.
        for number in range(20):
            with pytest.raises(CodeNotAccepted):
                redeem(grandmother, FOREIGN, now + timedelta(hours=number // 5))

        with pytest.raises(TooManyTries):
            redeem(grandmother, issued.code, now + timedelta(hours=5))

    def test_of_the_birth_date_burns_the_code(self, issued: IssuedCode, grandmother: UUID, now: datetime) -> None:
        for day in range(1, 6):
            with pytest.raises(CodeNotAccepted):
                redeem(grandmother, issued.code, now, born=date(2018, 1, day))

        assert AccessCodeRow.objects.get().end == CodeEnd.BURNT
        with pytest.raises(CodeNotAccepted):
            redeem(grandmother, issued.code, now + timedelta(hours=1))

    def test_from_one_network_stops_too(
        self, settings: Settings, issued: IssuedCode, grandmother: UUID, stranger: UUID, registry: FakeInsuredRegistry,
        now: datetime,
    ) -> None:  # fmt: skip
        settings.KARTOTEKA_LIMITS = {
            **settings.KARTOTEKA_LIMITS,
            "access-code-misses-per-address": Limit(1, timedelta(hours=1)),
        }
        add(stranger, MARIA, registry, now)
        with pytest.raises(CodeNotAccepted):
            redeem(stranger, FOREIGN, now, address="192.0.2.7")

        with pytest.raises(TooManyTries):
            redeem(grandmother, issued.code, now, address="192.0.2.7")
        redeem(grandmother, issued.code, now, address="192.0.2.8")

    def test_all_over_a_region_leaves_every_account_one_try(
        self, settings: Settings, issued: IssuedCode, grandmother: UUID, stranger: UUID, registry: FakeInsuredRegistry,
        now: datetime, caplog: pytest.LogCaptureFixture,
    ) -> None:  # fmt: skip
        settings.KARTOTEKA_LIMITS = {
            **settings.KARTOTEKA_LIMITS,
            "access-code-misses-per-region": Limit(1, timedelta(hours=1)),
        }
        add(stranger, MARIA, registry, now)
        for _ in range(2):
            with pytest.raises(CodeNotAccepted):
                redeem(stranger, FOREIGN, now)

        with pytest.raises(TooManyTries):
            redeem(stranger, FOREIGN, now)
        redeem(grandmother, issued.code, now)
        assert "guessed in region 59" in caplog.text
        alarms = AuditEvent.objects.filter(event="access-code.alarm", subject_type="region", subject_id="59")
        assert {row.actor_id for row in alarms} == {stranger, grandmother}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
@pytest.mark.rule("R49")
class TestTwoAtOnce:
    @pytest.mark.parametrize("attempt", range(5))
    def test_get_one_record_between_them(
        self, issued: IssuedCode, grandmother: UUID, stranger: UUID, registry: FakeInsuredRegistry, now: datetime,
        attempt: int,
    ) -> None:  # fmt: skip
        add(stranger, MARIA, registry, now)
        start = Barrier(2)

        def try_it(account_id: UUID) -> bool:
            start.wait(10)
            try:
                redeem(account_id, issued.code, now)
            except CodeNotAccepted:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(2) as pool:
            won = sorted(pool.map(try_it, (grandmother, stranger)))

        assert won == [False, True]
        assert GrantRow.objects.filter(ended_at=None).count() == 1

    @pytest.mark.rule("R48")
    def test_have_as_many_tries_between_them_as_one_account_has(
        self, issued: IssuedCode, grandmother: UUID, now: datetime
    ) -> None:
        def guess(_: int) -> type[Exception]:
            try:
                redeem(grandmother, FOREIGN, now)
            except (CodeNotAccepted, TooManyTries) as stopped:
                return type(stopped)
            finally:
                connections.close_all()
            raise AssertionError("a code that nobody issued was accepted")

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(guess, range(24)))

        assert answers.count(CodeNotAccepted) == 5
        assert answers.count(TooManyTries) == 19
