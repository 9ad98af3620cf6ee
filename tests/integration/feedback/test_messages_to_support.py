"""Messages to technical support: kept, sent to the mailbox, settled (E-06)."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from factories.people import PERM, make_region
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.feedback import rules, services
from kartoteka.domain.feedback.errors import TicketNotFound, TooManyTickets
from kartoteka.domain.feedback.models import TicketRow
from kartoteka.domain.feedback.selectors import find_ticket, is_ticket
from kartoteka.domain.feedback.types import NewTicket, SupportMailboxes, TicketKind, TicketState
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.shared.actor import Actor
from kartoteka.shared.limits import Limit

pytestmark = [pytest.mark.django_db, pytest.mark.manual("E-06")]

WRITTEN = NewTicket(TicketKind.MALFUNCTION, "Не открывается страница.\nЧто делать?", "vera@example.org", "К-7F3Q-92KD")
FORM = UUID(int=7)
ADMINISTRATOR = Actor.account(uuid4())


@pytest.fixture(autouse=True)
def mailboxes(settings: Settings, now: datetime) -> None:
    settings.KARTOTEKA_SUPPORT = SupportMailboxes("support@portal.example", {"35": "vologda@portal.example"})
    make_region(now)


def write(
    now: datetime,
    new: NewTicket = WRITTEN,
    *,
    form_key: UUID | None = None,
    region: str = PERM.code,
    account_id: UUID | None = None,
    client: str = "192.0.2.1",
) -> str:
    return services.write_to_support(
        new,
        region_code=region,
        account_id=account_id,
        form_key=form_key or uuid4(),
        client=client,
        by=Actor(account_id),
        now=now,
    )


def row(number: str) -> TicketRow:
    return TicketRow.objects.get(number=number)


def settle(number: str, state: TicketState, now: datetime) -> bool:
    return services.settle_ticket(ticket_id=row(number).pk, state=state, by=ADMINISTRATOR, now=now)


class TestWriting:
    def test_keeps_the_message_under_a_number_of_its_own(self, now: datetime) -> None:
        account = uuid4()

        number = write(now, account_id=account)

        kept = find_ticket(row(number).pk)
        assert kept is not None
        assert rules.is_number(number)
        assert is_ticket(number)
        assert (kept.text, kept.reply_to, kept.incident) == (WRITTEN.text, WRITTEN.reply_to, WRITTEN.incident)
        assert (kept.region_code, kept.account_id, kept.state) == (PERM.code, account, TicketState.NEW)

    def test_sends_it_to_the_support_mailbox(self, now: datetime) -> None:
        number = write(now)

        letter = MessageRow.objects.get()
        assert letter.recipient == "support@portal.example"
        for words in (number, "Портал работает неправильно", PERM.name, "К-7F3Q-92KD", "vera@example.org"):
            assert words in letter.text
        assert "> Не открывается страница.\n> Что делать?" in letter.text

    @pytest.mark.parametrize(("region", "mailbox"), [("35", "vologda@portal.example"), ("", "support@portal.example")])
    def test_sends_it_to_the_mailbox_of_the_region_if_it_has_one(
        self, now: datetime, region: str, mailbox: str
    ) -> None:
        write(now, region=region)

        assert MessageRow.objects.get().recipient == mailbox

    def test_stays_in_the_list_where_there_is_no_mailbox(self, now: datetime, settings: Settings) -> None:
        settings.KARTOTEKA_SUPPORT = SupportMailboxes()

        assert is_ticket(write(now))
        assert not MessageRow.objects.exists()

    def test_puts_nothing_of_a_person_into_the_subject(self, now: datetime) -> None:
        write(now, replace(WRITTEN, text="Я Соколова Анна"))

        assert MessageRow.objects.get().subject == "Сообщение в техническую поддержку"

    def test_lets_nobody_write_lines_in_the_name_of_the_portal(self, now: datetime) -> None:
        write(now, replace(WRITTEN, text="Помогите\nАдрес для ответа: thief@evil.example"))

        lines = MessageRow.objects.get().text.splitlines()
        assert [line for line in lines if line.startswith("Адрес для ответа")] == ["Адрес для ответа: vera@example.org"]

    @pytest.mark.rule("R12")
    def test_makes_one_message_of_a_form_that_is_sent_twice(self, now: datetime) -> None:
        numbers = {write(now, form_key=FORM), write(now + timedelta(seconds=3), form_key=FORM)}

        assert len(numbers) == TicketRow.objects.count() == MessageRow.objects.count() == 1

    def test_makes_another_message_of_other_words_on_the_same_page(self, now: datetime) -> None:
        write(now, form_key=FORM)
        write(now, replace(WRITTEN, text="И ещё"), form_key=FORM)

        assert TicketRow.objects.count() == 2

    def test_is_in_the_journal_without_its_words(self, now: datetime) -> None:
        account = uuid4()
        number = write(now, account_id=account)

        event = AuditEvent.objects.get(event=Event.TICKET_SENT)
        assert (event.actor_id, event.account_id, event.subject_id) == (account, account, str(row(number).pk))

    @pytest.mark.rule("R74")
    def test_is_lost_together_with_its_letter(self, now: datetime) -> None:
        with transaction.atomic():
            write(now)
            transaction.set_rollback(True)

        assert not TicketRow.objects.exists()
        assert not MessageRow.objects.exists()


class TestAFlood:
    @pytest.mark.parametrize(
        "limit", ["support-messages-per-account", "support-messages-per-address", "support-messages-in-all"]
    )
    def test_ends_at_the_limit_and_leaves_nothing_behind(self, now: datetime, settings: Settings, limit: str) -> None:
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {limit: Limit(1, timedelta(hours=1))}
        account = uuid4()
        write(now, account_id=account)

        with pytest.raises(TooManyTickets):
            write(now, account_id=account)

        assert TicketRow.objects.count() == MessageRow.objects.count() == 1

    def test_does_not_count_a_form_sent_again(self, now: datetime, settings: Settings) -> None:
        once = Limit(1, timedelta(hours=1))
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {"support-messages-per-address": once}

        assert write(now, form_key=FORM) == write(now, form_key=FORM)

    def test_of_one_address_keeps_nobody_else_from_writing(self, now: datetime, settings: Settings) -> None:
        once = Limit(1, timedelta(hours=1))
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {"support-messages-per-address": once}
        write(now, client="192.0.2.1")

        assert is_ticket(write(now, client="192.0.2.2"))


class TestSettling:
    @pytest.mark.parametrize(
        ("state", "event"),
        [(TicketState.ANSWERED, Event.TICKET_ANSWERED), (TicketState.CLOSED, Event.TICKET_CLOSED)],
    )
    def test_notes_who_did_it_and_when(self, now: datetime, state: TicketState, event: Event) -> None:
        number, later = write(now), now + timedelta(hours=2)

        assert settle(number, state, later)

        assert (row(number).state, row(number).settled_at, row(number).settled_by) == (
            state,
            later,
            ADMINISTRATOR.account_id,
        )
        assert AuditEvent.objects.get(event=event).actor_id == ADMINISTRATOR.account_id

    def test_does_nothing_the_second_time(self, now: datetime) -> None:
        number = write(now)
        settle(number, TicketState.ANSWERED, now)

        assert not settle(number, TicketState.ANSWERED, now)
        assert not settle(number, TicketState.CLOSED, now)
        assert AuditEvent.objects.filter(event__in=[Event.TICKET_ANSWERED, Event.TICKET_CLOSED]).count() == 1

    def test_can_be_taken_back(self, now: datetime) -> None:
        number = write(now)
        settle(number, TicketState.CLOSED, now)

        assert settle(number, TicketState.NEW, now)

        assert (row(number).state, row(number).settled_at, row(number).settled_by) == (TicketState.NEW, None, None)
        assert AuditEvent.objects.filter(event=Event.TICKET_REOPENED).exists()

    def test_of_a_message_that_is_not_there_is_refused(self, now: datetime) -> None:
        with pytest.raises(TicketNotFound):
            services.settle_ticket(ticket_id=uuid4(), state=TicketState.CLOSED, by=ADMINISTRATOR, now=now)

    def test_can_not_be_written_without_its_time(self, now: datetime) -> None:
        number = write(now)

        with pytest.raises(IntegrityError), transaction.atomic():
            TicketRow.objects.filter(number=number).update(state=TicketState.CLOSED)


class TestReading:
    @pytest.mark.rule("R73")
    def test_leaves_a_trace(self, now: datetime) -> None:
        ticket_id = row(write(now)).pk

        services.record_look(ticket_id=ticket_id, by=ADMINISTRATOR, now=now)

        assert AuditEvent.objects.get(event=Event.TICKET_LOOKED_AT).subject_id == str(ticket_id)

    def test_of_a_message_that_is_not_there_leaves_none(self, now: datetime) -> None:
        with pytest.raises(TicketNotFound):
            services.record_look(ticket_id=uuid4(), by=ADMINISTRATOR, now=now)

        assert find_ticket(uuid4()) is None


class TestForgetting:
    def test_takes_what_was_settled_long_ago_and_nothing_else(self, now: datetime) -> None:
        waiting, fresh, old = (write(now) for _ in range(3))
        settle(old, TicketState.ANSWERED, now + timedelta(days=1))
        settle(fresh, TicketState.CLOSED, now + timedelta(days=9))

        forgotten = services.forget_old(now=now + rules.KEPT_FOR + timedelta(days=2))

        assert forgotten == 1
        assert set(TicketRow.objects.values_list("number", flat=True)) == {waiting, fresh}
