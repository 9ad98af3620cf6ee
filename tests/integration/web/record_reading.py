"""What the tests of the record's pages share: who reads, whose record, and how a page is asked for."""

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from cast import ANNA, VERA, CastMember
from factories.access import ask, confirm, person_id
from factories.cda import body, cda, patient
from factories.people import add, add_with_identity, make_account
from factories.records import a_document, a_file
from fakes.health_records import FakeHealthRecords
from fakes.medical_documents import FakeMedicalDocuments
from fakes.medical_system import FakeInsuredRegistry
from kartoteka import wiring
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.types import USUAL_PARTS, RecordPart
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.health_record.clinical_document import CdaPatient
from kartoteka.domain.health_record.documents import DocumentFormat, MedicalDocument
from kartoteka.domain.health_record.examining import DocumentFile
from kartoteka.domain.health_record.incoming import NewRecord

from .conftest import Visitor, page_of

DAY = date(2026, 11, 12)


class Reader:
    """Somebody signed in who gave more than a password, and one card of his index."""

    def __init__(self, account_id: UUID, card: Card, now: datetime) -> None:
        self.visitor = Visitor(account_id)
        self.card = card
        prove(self.visitor, now)

    def status(self, path: str = "") -> int:
        return self.visitor.get(page_of(self.card, f"record/{path}")).status_code

    def read(self, path: str = "") -> str:
        return self.visitor.get(page_of(self.card, f"record/{path}")).content.decode()

    def search(self, words: str, **more: str) -> str:
        answer = self.visitor.post(page_of(self.card, "record/history/"), {"words": words, **more})
        return answer.content.decode()


def prove(visitor: Visitor, now: datetime) -> None:
    """Note in the session that a code by SMS was typed."""
    session = visitor.client.session
    session["stepped_up_until"] = (now + timedelta(days=1)).isoformat()
    session.save()


def keep(member: object, record: NewRecord, now: datetime, *, is_answering: bool = True) -> FakeHealthRecords:
    """Have the medical system know somebody's record."""
    records = cast("FakeHealthRecords", wiring.health_records())
    records.learn(person_id(member), record, now=now, is_answering=is_answering)  # type: ignore[arg-type]
    documents = cast("FakeMedicalDocuments", wiring.medical_documents())
    documents.learn(person_id(member), record, patient=patient_of(member))  # type: ignore[arg-type]
    return records


def patient_of(member: CastMember) -> CdaPatient:
    """Whom a document has to name to be taken over."""
    return CdaPatient(member.snils.digits, member.name.family, member.name.given, member.birth_date)


def owner_of_a_record(member: CastMember, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    """Somebody whose identity is confirmed, before his own record."""
    account_id = make_account(member, now)
    return Reader(account_id, add_with_identity(account_id, member, registry, now - timedelta(hours=2)), now)


def let_in(vera: Reader, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    """Анна, to whom Вера gave the usual parts of her record."""
    add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
    reader = Reader(anna, add(anna, VERA, registry, now - timedelta(hours=1)), now)
    give(vera, anna, registry, now)
    return reader


def give(vera: Reader, anna: UUID, registry: FakeInsuredRegistry, now: datetime, *parts: RecordPart) -> None:
    terms = Terms(parts=frozenset(parts) or USUAL_PARTS)
    asked = ask(anna, VERA, registry, now, terms=terms)
    confirm(vera.visitor.account_id, asked.request_id, now, terms=terms)


def clinical(*sections: str) -> tuple[MedicalDocument, DocumentFile]:
    """A document in CDA of Вера's."""
    document = a_document(DAY, format=DocumentFormat.CDA)
    return document, a_file(document, cda(patient(VERA), body(*sections)))
