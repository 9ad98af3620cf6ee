"""How often a page asks the database: fixed numbers, so that fifty people cost no more queries than one."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from cast import ANNA, MARIA, CastMember
from factories.kin import offer_of, tell_kin
from factories.people import PERM, new_card, stranger
from factories.phones import OTHER, OWN, queue_copy
from factories.records import a_case, a_document, a_prescription, a_record, a_result, a_visit, measured
from fakes.medical_documents import EXAMINER
from kartoteka import wiring
from kartoteka.adapters.mis_embedded import registration, scheduling
from kartoteka.adapters.mis_embedded.record_import import import_record
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization, NewService, ServiceStatus
from kartoteka.config.settings import base
from kartoteka.domain.card_index import kin_offers
from kartoteka.domain.card_index.services import add_person, confirm_identity
from kartoteka.domain.card_index.types import MAX_CARDS, Card, IdentityGround, Kinship
from kartoteka.shared.actor import Actor

from .conftest import Visitor, page_of
from .phone import Phone
from .record_reading import Reader

# The session with its account and region; the cards, the main person among them; their services.
LIST_QUERIES = 3
# The offered relatives and the invitations of others.
PROMPT_QUERIES = 2
# The session; the card; upcoming and completed services; an archive that waits; the region with its services and
# phones; the main person.
PERSON_QUERIES = 9
# The session; the main person with the index; the account; the activation under way; the link with ESIA; the copy of
# the number; the name above.
PROFILE_QUERIES = 7
# The session; the card with the main person; at the door the lock, the two questions of the decision, the row of the
# journal and the end of its chain; what the record holds; cases; results and their indicators; the next visit.
RECORD_QUERIES = 12
# The same up to what the record holds; what to choose from; the cases; their reports.
HISTORY_QUERIES = 11
# The same up to what the record holds; the case with its diagnoses, visits, results, indicators, prescriptions,
# documents, the reports of its visits.
CASE_QUERIES = 15
# The same up to what the record holds; what to choose from; the documents.
DOCUMENTS_QUERIES = 10
# The same up to what the record holds; the document, its signatures, its older version; once more for its bytes, with
# the file and the signature files.
DOCUMENT_QUERIES = 14
# The session; the cards; both questions of the decision; the name above.
RECORDS_QUERIES = 5


@pytest.fixture(autouse=True)
def embedded_neighbours(neighbours: None, settings: Settings) -> None:
    """The Portal wired to its embedded medical system, as it is installed."""
    settings.KARTOTEKA_ADAPTERS = base.KARTOTEKA_ADAPTERS
    wiring.insured_registry.cache_clear()
    wiring.booked_services.cache_clear()
    wiring.known_relatives.cache_clear()
    wiring.health_records.cache_clear()
    wiring.medical_documents.cache_clear()


def add_with_services(account: UUID, member: CastMember, now: datetime) -> Card:
    person = NewInsuredPerson(member.name, member.birth_date, member.sex, PERM.code, member.snils, (member.policy,))
    (person_id,) = registration.register_people([person], now=now)
    organization = scheduling.open_organization(NewOrganization("Поликлиника № 1", PERM.time_zone))
    scheduling.book_services(
        [
            NewService(person_id, organization, "Терапевт", "Петрова И. О.", "214", at, status, account)
            for at, status in (
                (now + timedelta(days=2), ServiceStatus.BOOKED),
                (now + timedelta(days=5), ServiceStatus.BOOKED),
                (now - timedelta(days=9), ServiceStatus.COMPLETED),
            )
        ]
    )
    return add_person(
        account_id=account,
        new=new_card(member),
        registry=wiring.insured_registry(),
        form_key=uuid4(),
        by=Actor.account(account),
        now=now,
    )


@pytest.fixture
def main(anna: UUID, now: datetime) -> Card:
    card = add_with_services(anna, ANNA, now)
    confirm_identity(account_id=anna, card_id=card.card_id, ground=IdentityGround.REGISTRAR, by=Actor.system(), now=now)
    return card


class TestTheApp:
    """Its frame asks for nothing that the Portal's does not ask for."""

    @pytest.mark.parametrize("path", ["/m/", "/m/card-index/"])
    def test_asks_as_often_as_the_portal_for_fifty_people(
        self, anna: UUID, main: Card, now: datetime, path: str, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        phone = Phone(anna)
        for number in range(MAX_CARDS - 1):
            add_with_services(anna, stranger(number), now)

        with django_assert_num_queries(LIST_QUERIES):
            answer = phone.get(path)

        assert answer.status_code == 200


class TestTheList:
    @pytest.mark.manual("C-01")
    def test_asks_as_often_for_fifty_people_as_for_one(
        self, anna: UUID, main: Card, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        visitor = Visitor(anna)
        with django_assert_num_queries(LIST_QUERIES):
            visitor.get("/card-index/")
        for number in range(MAX_CARDS - 1):
            add_with_services(anna, stranger(number), now)

        with django_assert_num_queries(LIST_QUERIES):
            page = visitor.get("/card-index/").content.decode()

        assert "50 человек из 50" in page
        assert page.count("Предстоящих: 2") == MAX_CARDS

    @pytest.mark.manual("F-05")
    def test_asks_for_offered_relatives_only_where_there_are_some(
        self, anna: UUID, main: Card, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        child = NewInsuredPerson(MARIA.name, MARIA.birth_date, MARIA.sex, PERM.code, MARIA.snils)
        (child_id,) = registration.register_people([child], now=now)
        registration.record_kinship(person_id=main.person_id or "", relative_id=child_id, kinship=Kinship.CHILD)
        tell_kin(anna, wiring.known_relatives(), wiring.insured_registry(), now)
        visitor = Visitor(anna)

        with django_assert_num_queries(LIST_QUERIES + PROMPT_QUERIES):
            page = visitor.get("/card-index/").content.decode()
        assert "Мария, 2018 года рождения" in page
        kin_offers.postpone_offers(
            account_id=anna, offer_ids=[offer_of(anna, "Мария")], by=Actor.account(anna), now=now
        )

        with django_assert_num_queries(LIST_QUERIES):
            page = visitor.get("/card-index/").content.decode()
        assert "Мария, 2018" not in page


class TestThePersonPage:
    def test_asks_a_fixed_number_of_times(
        self, anna: UUID, main: Card, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        visitor = Visitor(anna)

        with django_assert_num_queries(PERSON_QUERIES):
            visitor.get(page_of(main))


class TestTheProfile:
    @pytest.mark.manual("F-01")
    def test_asks_a_fixed_number_of_times(
        self, anna: UUID, main: Card, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        confirm_identity(account_id=anna, card_id=main.card_id, ground=IdentityGround.ESIA, by=Actor.system(), now=now)
        for minute, number in enumerate((OTHER, OWN)):
            queue_copy(anna, now + timedelta(minutes=3 * minute), number)
        visitor = Visitor(anna)

        with django_assert_num_queries(PROFILE_QUERIES):
            page = visitor.get("/profile/").content.decode()

        assert "Номер ждёт отправки" in page


class TestTheRecord:
    """Marks of a transaction are no questions: those of the test stand inside another one."""

    @pytest.fixture
    def reader(self, anna: UUID, main: Card, now: datetime) -> Reader:
        assert main.person_id
        cases = [a_case(now.date() - timedelta(days=number), organization="Поликлиника № 1") for number in range(300)]
        tests = tuple(a_result(now.date() - timedelta(days=number), measured("5.6")) for number in range(100))
        full = replace(
            cases[0], visits=(a_visit(now.date()),), results=(a_result(now.date(), measured("5.5")),),
            prescriptions=(a_prescription(now.date(), now.date()),), documents=(a_document(now.date()),),
        )  # fmt: skip
        import_record(main.person_id, a_record(full, *cases[1:], results=tests), examiner=EXAMINER, now=now)
        reader = Reader(anna, main, now)
        reader.read()
        self.case_id = full.heading.case_id
        return reader

    def questions(self, reader: Reader, path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reader.status(path) == 200
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    @pytest.mark.manual("F-11")
    def test_asks_a_fixed_number_of_times(self, reader: Reader) -> None:
        assert self.questions(reader, "") == RECORD_QUERIES

    @pytest.mark.manual("F-11")
    def test_asks_as_often_for_a_later_page_of_the_history_but_for_its_place(self, reader: Reader) -> None:
        page = reader.read("history/")
        later = page.partition("?after=")[2].partition('"')[0]

        assert self.questions(reader, "history/") == HISTORY_QUERIES
        assert self.questions(reader, f"history/?after={later}") == HISTORY_QUERIES + 1
        assert self.questions(reader, "history/?kind=outpatient") == HISTORY_QUERIES + 1

    def test_asks_a_fixed_number_of_times_whose_it_may_be(self, reader: Reader) -> None:
        with CaptureQueriesContext(connection) as asked:
            page = reader.visitor.get("/records/")

        assert str(ANNA.name) in page.content.decode()
        assert len(asked) == RECORDS_QUERIES

    @pytest.mark.manual("F-11")
    def test_asks_a_fixed_number_of_times_for_a_case(self, reader: Reader) -> None:
        assert self.questions(reader, f"history/{self.case_id}/") == CASE_QUERIES

    @pytest.mark.manual("F-07")
    def test_asks_a_fixed_number_of_times_for_documents(self, reader: Reader, now: datetime) -> None:
        assert reader.card.person_id
        documents = tuple(a_document(now.date() - timedelta(days=number)) for number in range(50))
        import_record(reader.card.person_id, a_record(documents=documents), examiner=EXAMINER, now=now)
        first = reader.read("documents/")
        later = first.partition("?after=")[2].partition('"')[0]

        assert first.count('class="event"') == 20
        assert self.questions(reader, "documents/") == DOCUMENTS_QUERIES
        assert self.questions(reader, f"documents/?after={later}") == DOCUMENTS_QUERIES + 1
        assert self.questions(reader, "documents/?type=5") == DOCUMENTS_QUERIES + 1
        assert self.questions(reader, f"documents/{documents[0].document_id}/") == DOCUMENT_QUERIES
