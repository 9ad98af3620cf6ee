"""
Every page with somebody's thing in its address, for everybody whose thing it is not.

The pages come from the map of addresses (tests/house/routes.py), so a new one is tried without anyone remembering it;
one that names a thing nobody here knows stops the tests until it is told what that is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cast import ANNA, ARTYOM, DARYA, DMITRY, GLEB, INNA, MARIA, NINA, ROMAN, CastMember
from factories.access import ask, code_for, confirm, person_id
from factories.downloads import ArchiveBench
from factories.people import PERM, add, make_account
from factories.records import a_case, a_document, a_record, a_report, a_result, a_visit, measured
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from house.routes import HIDDEN, PUBLIC, Route, routes
from integration.web.conftest import Visitor
from integration.web.phone import Phone
from integration.web.record_reading import keep
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.models import (
    AccessCodeRow,
    AccessRequestRow,
    CodeSwitchRow,
    DenialRow,
    GrantRow,
    JournalRow,
)
from kartoteka.domain.access.trusted import forbid_display
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.feedback.models import TicketRow
from kartoteka.domain.feedback.services import write_to_support
from kartoteka.domain.feedback.types import NewTicket, TicketKind
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.shared.actor import Actor

from .conftest import Reader

pytestmark = [pytest.mark.rule("R5"), pytest.mark.usefixtures("neighbours")]

# What a page says of anything that is not the account's, or is not there: one answer (law 2).
NOWHERE = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
# Asked by a script of a page that lies open; it tells all of them the same.
GONE = {"watching:still-open": HTTPStatus.GONE}
# What somebody may do with a person in his own index whose record is closed to him.
OPEN_TO_WHO_LISTS = {
    "card_index:person", "card_index:edit", "card_index:remove", "access:state", "access:ask", "access:redeem",
    "access:give-up",
}  # fmt: skip
STAFF = {
    "moderator": GLEB,
    "head-moderator": replace(ROMAN, role=Role.HEAD_MODERATOR),
    "registrar": INNA,
    "administrator": NINA,
}
# Pages of the desk that are the registrar's too, and those that are the administrator's and no common moderator's.
AT_THE_WINDOW = {
    "desk:queue", "desk:registrar", "desk:patient", "desk:confirm-identity", "desk:withdraw-identity", "desk:slip",
    "desk:child-code",
    "desk:rights", "desk:consent", "desk:take-back", "desk:end-paper", "desk:emancipation", "desk:birth-date",
}  # fmt: skip
FIGURES = {"desk:figures", "desk:figures-csv"}
# Words that stand in the things of the family and nowhere else.
SECRETS = ("Соколов", "Глюкоза", "ОРВИ")
TABLES = (
    Account, CardRow, GrantRow, DenialRow, AccessRequestRow, AccessCodeRow, CodeSwitchRow, JournalRow, TicketRow,
    VerificationRequestRow, RecordDownloadRow,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Things:
    """What is there to be found: the family's, one of each kind that an address may name."""

    values: Mapping[str, object]

    def address(self, route: Route) -> str:
        unknown = route.values.keys() - self.values.keys()
        assert not unknown, f"{route.name} names {unknown}: say in `things` what that is"
        return route.address({**self.values, **self._called_alike(route)})

    def _called_alike(self, route: Route) -> dict[str, object]:
        """Things of several kinds under one name: numbers, and what the administrator's pages call an object."""
        if route.page == "access:report":
            return {"number": self.values["look"]}
        kinds = {one: self.values[one] for one in ("account", "region", "letter", "ticket", "consenttext")}
        found = [value for kind, value in kinds.items() if f"administration_{kind}_" in route.name]
        return {"object_id": found[0]} if found else {}


@pytest.fixture
def things(
    anna_reads: Reader, vera_reads: Reader, registry: FakeInsuredRegistry, tmp_path: Path, now: datetime
) -> Things:
    """Анна's people, records, requests, codes and messages; what the desk and the administrator have of them."""
    anna, hour_ago = anna_reads.account_id, now - timedelta(hours=1)
    download = ArchiveBench.at(tmp_path).ask(anna, ANNA, anna_reads.cards[str(ANNA.name)].card_id, now)
    day = date(2026, 11, 12)
    case, result = a_case(day, visits=(a_visit(day),)), a_result(day, measured("5.1"))
    report, document = a_report(case), a_document(day)
    keep(ANNA, a_record(case, results=(result,), reports=(report,), documents=(document,)), now)
    asked = ask(vera_reads.account_id, ANNA, registry, hour_ago)
    code_for(MARIA, anna, hour_ago)
    given_awaiting(anna, ARTYOM, hour_ago)
    write_to_support(
        NewTicket(TicketKind.OTHER, "Соколова просит помочь", ANNA.email),
        region_code=PERM.code, account_id=anna, form_key=uuid4(), client="127.0.0.1", by=Actor.account(anna), now=now,
    )  # fmt: skip
    open_record(viewer_id=anna, person_id=person_id(ANNA), now=hour_ago)
    values: dict[str, object] = {
        "card_id": anna_reads.cards[str(ANNA.name)].card_id,
        "account_id": vera_reads.account_id,
        "request_id": asked.request_id,
        "case_id": case.heading.case_id,
        "result_id": result.result_id,
        "download_id": download,
        "report_id": report.report_id,
        "document_id": document.document_id,
        "code": "2001",
        "part": "history",
        "app_label": "administration",
        "number": VerificationRequestRow.objects.get().number,
        "account": anna,
        "region": PERM.code,
        "letter": MessageRow.objects.latest("id").message_id,
        "ticket": TicketRow.objects.get().pk,
        "consenttext": 1,
        "look": JournalRow.objects.filter(person_id=person_id(ANNA)).latest("number").number,
    }
    return Things(values | {"object_id": anna})


@pytest.fixture
def former(anna_reads: Reader, dmitry: UUID, registry: FakeInsuredRegistry, long_ago: datetime) -> Reader:
    """Дмитрий, to whom Анна opened her record and closed it again; she stands in his index still."""
    reader = Reader(dmitry)
    reader.cards[str(DMITRY.name)] = add(dmitry, DMITRY, registry, long_ago)
    reader.cards[str(ANNA.name)] = add(dmitry, ANNA, registry, long_ago)
    asked = ask(dmitry, ANNA, registry, long_ago)
    confirm(anna_reads.account_id, asked.request_id, long_ago)
    forbid_display(
        person_id=person_id(ANNA), account_id=dmitry, by=Actor.account(anna_reads.account_id),
        now=long_ago + timedelta(days=1),
    )  # fmt: skip
    return reader


@pytest.fixture(params=["stranger", "other", "former", *STAFF])
def foreign(request: pytest.FixtureRequest, long_ago: datetime) -> Reader:
    """Everybody with an account whose things they are not, each stepped up: nothing but his right stops him."""
    if request.param in STAFF:
        member: CastMember = STAFF[request.param]
        return Reader(make_account(member, long_ago))
    name = {"other": "vera_reads"}.get(request.param, request.param)
    reader: Reader = request.getfixturevalue(name)
    return reader


def with_things(*, of_staff: bool) -> tuple[Route, ...]:
    """Pages whose addresses name something; what is public is public to everybody."""
    return tuple(
        route
        for route in routes()
        if route.name.startswith(HIDDEN) is of_staff
        and (route.name not in PUBLIC or route.page in GONE)
        and (route.values or of_staff)
    )


class Foreigner:
    """Somebody on the Portal, and with the app open on his telephone."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._phone = reader, Phone(reader.account_id)

    def get(self, route: Route, address: str) -> HttpResponse:
        return self._at(route).get(address)

    def both_ways(self, route: Route, address: str, card_id: object) -> dict[str, HttpResponse]:
        """The page asked for, and a form sent to it as the page itself would send it."""
        form: dict[str, object] = {"card": str(card_id), "action": "confirm", "form_key": str(uuid4())}
        return {"GET": self.get(route, address), "POST": self._at(route).post(address, form)}

    def _at(self, route: Route) -> Visitor:
        return self._phone if route.is_in_app else self._reader


def everything() -> list[object]:
    """All that a page could have changed."""
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def tells(answer: HttpResponse) -> list[str]:
    """What of the family's it lets out."""
    words = b"".join(answer).decode()
    return [secret for secret in SECRETS if secret in words]


class TestSomebodyElsesThings:
    def test_are_nowhere_on_any_page(self, things: Things, foreign: Reader) -> None:
        tried, visitor = with_things(of_staff=False), Foreigner(foreign)
        before = everything()

        found = [
            f"{way} {route.name}: {answer.status_code} {tells(answer)}"
            for route in tried
            for way, answer in visitor.both_ways(route, things.address(route), things.values["card_id"]).items()
            if answer.status_code not in {GONE.get(route.page), *NOWHERE}
        ]

        assert found == []
        known = {"card_index:person", "access:journal", "access:request", "record:case"}
        assert known | {f"mobile:{name}" for name in known} <= {one.name for one in tried}
        assert everything() == before

    def test_are_told_of_no_more_than_what_never_was(self, things: Things, stranger: Reader) -> None:
        never = Things({**things.values, "card_id": uuid4(), "request_id": uuid4(), "account_id": uuid4()})
        visitor = Foreigner(stranger)

        differing = [
            route.name
            for route in with_things(of_staff=False)
            if route.values.keys() & {"card_id", "request_id"}
            if len(visitor.get(route, things.address(route)).content)
            != len(visitor.get(route, never.address(route)).content)
        ]

        assert differing == []

    def test_are_nowhere_before_any_proof_is_asked_for(self, things: Things, stranger: Reader) -> None:
        by_password_alone = Visitor(stranger.account_id)
        # On a telephone the gate of the app asks everybody the same first.
        tried = [
            route
            for route in with_things(of_staff=False)
            if "card_id" in route.values and route.page not in GONE and not route.is_in_app
        ]

        found = [
            f"{route.name}: {answer.status_code}"
            for route in tried
            for answer in [by_password_alone.get(things.address(route))]
            if answer.status_code not in NOWHERE
        ]

        assert found == []
        assert "record:history" in {route.name for route in tried}

    def test_ask_a_guest_to_sign_in(self, things: Things) -> None:
        guest, sign_in, first_run = Client(), f"{reverse(settings.LOGIN_URL)}?", reverse("mobile:region")

        found = [
            f"{method} {route.name}: {answer.status_code}"
            for route in with_things(of_staff=False)
            if route.page not in GONE
            for method in ("GET", "POST")
            for answer in [guest.generic(method, things.address(route))]
            if not answer.headers.get("Location", "").startswith(first_run if route.is_in_app else sign_in)
        ]

        assert found == []


class TestPagesOfStaff:
    @pytest.mark.parametrize("who", ["stranger", "vera_reads", "anna_reads", "guest"])
    def test_are_nowhere_for_who_is_none(self, things: Things, who: str, request: pytest.FixtureRequest) -> None:
        visitor = Client() if who == "guest" else request.getfixturevalue(who).client
        before = everything()

        found = [
            f"{method} {route.name}: {answer.status_code}"
            for route in with_things(of_staff=True)
            for method in ("GET", "POST")
            for answer in [visitor.generic(method, things.address(route))]
            if answer.status_code != HTTPStatus.NOT_FOUND
        ]

        assert found == []
        assert everything() == before

    @pytest.mark.parametrize("who", ["moderator", "head-moderator", "registrar"])
    def test_of_the_administrator_are_nowhere_for_other_staff(
        self, things: Things, who: str, long_ago: datetime
    ) -> None:
        visitor = Reader(make_account(STAFF[who], long_ago)).client
        tried = [route for route in with_things(of_staff=True) if route.name.startswith("admin:")]

        found = [
            f"{method} {route.name}: {answer.status_code}"
            for route in tried
            for method in ("GET", "POST")
            for answer in [visitor.generic(method, things.address(route))]
            if answer.status_code != HTTPStatus.NOT_FOUND
        ]

        assert tried
        assert found == []

    def test_of_the_desk_are_for_whom_they_are_meant(self, things: Things, long_ago: datetime) -> None:
        """A new page of the desk is the moderators' until it is named here."""
        visitors = {name: Reader(make_account(member, long_ago)) for name, member in STAFF.items()}
        desk = [route for route in with_things(of_staff=True) if route.name.startswith("desk:")]

        may = {
            route.name: {
                name
                for name, visitor in visitors.items()
                if visitor.get(things.address(route)).status_code != HTTPStatus.NOT_FOUND
            }
            for route in desk
        }

        assert {name for name, who in may.items() if "registrar" in who} == AT_THE_WINDOW
        assert {name for name, who in may.items() if "administrator" in who} == FIGURES
        assert {name for name, who in may.items() if "moderator" not in who} == FIGURES


@pytest.mark.rule("R44", "R53")
class TestARecordThatIsClosed:
    @pytest.mark.parametrize("who", ["former", "vera_reads"])
    def test_opens_on_no_page_about_ones_own_card_of_the_patient(
        self, things: Things, who: str, request: pytest.FixtureRequest
    ) -> None:
        reader: Reader = request.getfixturevalue(who)
        card_id = reader.cards[str(ANNA.name)].card_id
        own, visitor = Things({**things.values, "card_id": card_id}), Foreigner(reader)
        tried = [
            route
            for route in with_things(of_staff=False)
            if "card_id" in route.values and route.page not in OPEN_TO_WHO_LISTS
        ]

        found = [
            f"{way} {route.name}: {answer.status_code}"
            for route in tried
            for way, answer in visitor.both_ways(route, own.address(route), card_id).items()
            if answer.status_code not in {HTTPStatus.FORBIDDEN, HTTPStatus.GONE, *NOWHERE}
            or {"Глюкоза", "ОРВИ", str(DARYA.name)} & set(tells(answer))
        ]

        assert found == []
        assert {"record:overview", "access:journal", "access:people", "access:codes"} <= {one.name for one in tried}


def test_every_role_is_tried() -> None:
    assert {Role.USER, *(member.role for member in STAFF.values())} == set(Role)
