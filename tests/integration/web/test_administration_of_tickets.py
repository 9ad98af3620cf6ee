"""Messages to technical support on the administrator's pages (E-06)."""

from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from cast import GLEB
from factories.people import PERM, make_account, make_region
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.feedback import services
from kartoteka.domain.feedback.models import TicketRow
from kartoteka.domain.feedback.types import NewTicket, TicketKind, TicketState
from kartoteka.shared.actor import Actor

from .administrators_pages import words
from .conftest import Visitor

pytestmark = [pytest.mark.manual("E-06"), pytest.mark.manual("A-02")]
LIST = "/admin/administration/ticket/"


@pytest.fixture
def ticket(nina: Visitor, anna: UUID, now: datetime) -> TicketRow:
    """A message of Анна."""
    return given_ticket(now - timedelta(hours=1), account_id=anna)


def given_ticket(now: datetime, *, account_id: UUID | None = None, kind: TicketKind = TicketKind.SIGN_IN) -> TicketRow:
    number = services.write_to_support(
        NewTicket(kind, "Не приходит <b>письмо</b>", "anna@example.org", "К-7F3Q-92KD"),
        region_code="59",
        account_id=account_id,
        form_key=uuid4(),
        client="192.0.2.1",
        by=Actor(account_id),
        now=now,
    )
    return TicketRow.objects.get(number=number)


def page_of(ticket: TicketRow) -> str:
    return f"{LIST}{ticket.pk}/change/"


class TestStranger:
    """Whoever is no administrator."""

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_finds_no_page(self, ticket: TicketRow, darya: UUID, now: datetime, method: str) -> None:
        for visitor in (Visitor(darya), Visitor(make_account(GLEB, now))):
            for address in (LIST, page_of(ticket)):
                assert getattr(visitor, method)(address).status_code == HTTPStatus.NOT_FOUND
        assert not AuditEvent.objects.filter(event=Event.TICKET_LOOKED_AT).exists()


class TestTheList:
    def test_shows_what_waits_and_not_what_was_written(self, nina: Visitor, ticket: TicketRow) -> None:
        page = words(nina.get(LIST))

        for shown in (ticket.number, "Вход и регистрация", "К-7F3Q-92KD", "Ждёт ответа"):
            assert shown in page
        assert "письмо" not in page
        assert "anna@example.org" not in page

    def test_is_narrowed_by_state_kind_and_region(self, nina: Visitor, ticket: TicketRow, now: datetime) -> None:
        make_region(now, replace(PERM, code="35", name="Вологодская область"))

        for found, query in [
            (True, "state=new&kind=sign-in&region=59"),
            (False, "state=answered"),
            (False, "kind=other"),
            (False, "region=35"),
            (True, "state=nonsense"),
        ]:
            assert (ticket.number in words(nina.get(f"{LIST}?{query}"))) is found, query

    @pytest.mark.parametrize("typed", ["number", "part", "К-7F3Q-92KD", "Anna@example.org"])
    def test_is_searched_by_number_incident_and_address(self, nina: Visitor, ticket: TicketRow, typed: str) -> None:
        given = {"number": ticket.number, "part": ticket.number[2:].lower()}.get(typed, typed)

        answer = nina.post(LIST, {"words": given})

        assert "example" not in answer["Location"]
        assert ticket.number in words(nina.get(answer["Location"]))

    def test_says_so_when_nothing_is_found(self, nina: Visitor, ticket: TicketRow) -> None:
        page = words(nina.get(nina.post(LIST, {"words": "nobody@example.org"})["Location"]))

        assert "Ничего не нашли" in page
        assert ticket.number not in page

    def test_lets_nobody_add_one(self, nina: Visitor, ticket: TicketRow) -> None:
        assert nina.get(f"{LIST}add/").status_code == HTTPStatus.NOT_FOUND


class TestAMessage:
    @pytest.mark.rule("R73")
    def test_is_shown_whole_and_that_leaves_a_trace(self, nina: Visitor, ticket: TicketRow) -> None:
        answer = nina.get(page_of(ticket))

        assert "anna@example.org" in words(answer)
        assert "&lt;b&gt;письмо&lt;/b&gt;" in answer.content.decode()
        assert f"/admin/administration/account/{ticket.account_id}/change/" in answer.content.decode()
        assert AuditEvent.objects.get(event=Event.TICKET_LOOKED_AT).actor_id == nina.account_id

    @pytest.mark.parametrize("state", [TicketState.ANSWERED, TicketState.CLOSED])
    def test_is_settled(self, nina: Visitor, ticket: TicketRow, state: TicketState) -> None:
        page = words(nina.get(nina.post(page_of(ticket), {"state": state})["Location"]))

        ticket.refresh_from_db()
        assert (ticket.state, ticket.settled_by) == (state, nina.account_id)
        assert "Вернуть в работу" in page
        assert "nina" in page

    def test_is_not_settled_twice(self, nina: Visitor, ticket: TicketRow) -> None:
        nina.post(page_of(ticket), {"state": "answered"})

        page = words(nina.get(nina.post(page_of(ticket), {"state": "closed"})["Location"]))

        assert "Это уже сделано" in page
        ticket.refresh_from_db()
        assert ticket.state == TicketState.ANSWERED

    @pytest.mark.parametrize("state", ["", "deleted"])
    def test_goes_into_no_other_state(self, nina: Visitor, ticket: TicketRow, state: str) -> None:
        assert nina.post(page_of(ticket), {"state": state}).status_code == HTTPStatus.NOT_FOUND

    def test_that_is_not_there_is_not_found(self, nina: Visitor) -> None:
        for method in (nina.get, nina.post):
            assert method(f"{LIST}{uuid4()}/change/").status_code == HTTPStatus.NOT_FOUND
        assert nina.post(f"{LIST}{uuid4()}/change/", {"state": "closed"}).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.rule("R13")
    def test_is_settled_by_no_form_of_another_account(self, nina: Visitor, ticket: TicketRow) -> None:
        answer = nina.post(page_of(ticket), {"state": "closed", "acting_as": "0" * 32})

        assert answer.status_code == HTTPStatus.FORBIDDEN
        ticket.refresh_from_db()
        assert ticket.state == TicketState.NEW
