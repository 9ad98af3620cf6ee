"""What every source of electronic medical documents promises (law 6, F-07)."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol
from uuid import uuid4

import pytest

from factories.records import CLINIC, HOSPITAL, PDF, SENSITIVE, a_case, a_document, a_file, a_record
from fakes.medical_documents import FakeMedicalDocuments
from kartoteka.adapters.mis_embedded.medical_documents import EmbeddedMedicalDocuments
from kartoteka.adapters.mis_embedded.models import DocumentFileRow
from kartoteka.domain.access.document_types import SHOWN_BY_DEFAULT
from kartoteka.domain.access.types import ItemState
from kartoteka.domain.health_record.document_ports import MedicalDocuments
from kartoteka.domain.health_record.documents import DocumentFilter, MedicalDocument, SignatureState, SignerRole
from kartoteka.domain.health_record.errors import DocumentDamaged
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.types import Scope

from .record_bench import DAY, ORDINARY_ONLY, WHOLE, EmbeddedBench

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-07")]
ALL = DocumentFilter()


class Bench(Protocol):
    anna: str

    @property
    def documents(self) -> MedicalDocuments: ...
    def learn(self, record: NewRecord) -> None: ...
    def damage(self, document: MedicalDocument) -> None: ...


@dataclass
class Fake:
    anna: str = "person-anna"
    documents: FakeMedicalDocuments = field(default_factory=FakeMedicalDocuments)

    def learn(self, record: NewRecord) -> None:
        self.documents.learn(self.anna, record)

    def damage(self, document: MedicalDocument) -> None:
        self.documents.damaged.add(document.document_id)


class Embedded(EmbeddedBench):
    documents = EmbeddedMedicalDocuments()

    def damage(self, document: MedicalDocument) -> None:
        DocumentFileRow.objects.update(content=b"%PDF-1.7 of somebody else %%EOF")


@pytest.fixture(params=[Fake, Embedded], ids=["fake", "embedded"])
def bench(request: pytest.FixtureRequest) -> Bench:
    made: Bench = request.param()
    return made


def scope(bench: Bench, *, types: frozenset[str] = SHOWN_BY_DEFAULT) -> Scope:
    return Scope(bench.anna, WHOLE, types)


def listed(bench: Bench, wanted: DocumentFilter = ALL, *, within: Scope | None = None) -> list[MedicalDocument]:
    return list(bench.documents.list_documents(within or scope(bench), wanted, after=None, at_most=50))


class TestTheList:
    def test_has_the_latest_first_in_parts_of_the_wanted_length(self, bench: Bench) -> None:
        documents = tuple(a_document(DAY - timedelta(days=number // 2)) for number in range(7))
        bench.learn(a_record(documents=documents))

        first = bench.documents.list_documents(scope(bench), ALL, after=None, at_most=3)
        rest = bench.documents.list_documents(scope(bench), ALL, after=first[-1].document_id, at_most=50)

        found = [*first, *rest]
        assert len(first) == 3
        assert [one.document_id for one in found] == [one.document_id for one in listed(bench)]
        assert [one.made_on for one in found] == sorted((one.made_on for one in documents), reverse=True)

    @pytest.mark.rule("R58")
    def test_stays_within_the_scope(self, bench: Bench) -> None:
        plain = a_document(DAY)
        bench.learn(
            a_record(
                a_case(DAY, documents=(a_document(DAY, label=SENSITIVE),)),
                documents=(plain, a_document(DAY, state=ItemState.ANNULLED), a_document(DAY, type_code="42")),
            )
        )
        narrow = Scope(bench.anna, ORDINARY_ONLY, SHOWN_BY_DEFAULT)

        assert [one.document_id for one in listed(bench, within=narrow)] == [plain.document_id]
        assert bench.documents.count_documents(narrow, ALL) == 1
        assert bench.documents.document_choices(narrow).type_codes == ("5",)
        assert bench.documents.count_documents(scope(bench), ALL) == 3
        assert bench.documents.count_documents(scope(bench, types=SHOWN_BY_DEFAULT | {"42"}), ALL) == 4
        assert bench.documents.count_documents(scope(bench, types=frozenset()), ALL) == 0

    def test_is_filtered_by_all_that_there_is_to_choose(self, bench: Bench) -> None:
        wanted = a_document(DAY, type_code="7", organization=HOSPITAL, practitioner="Ким Олег Сергеевич")
        other = a_document(DAY - timedelta(days=800))
        bench.learn(a_record(documents=(wanted, other)))

        choices = bench.documents.document_choices(scope(bench))
        organization_id = next(pk for pk, name in choices.organizations if name == HOSPITAL)

        assert choices.type_codes == ("5", "7")
        assert [name for _, name in choices.organizations] == sorted((CLINIC, HOSPITAL))
        assert choices.practitioners == ("Ким Олег Сергеевич", "Петрова Ирина Олеговна")
        assert choices.years == (2026, 2025, 2024)
        for one in (
            DocumentFilter(type_code="7"),
            DocumentFilter(organization_id=organization_id),
            DocumentFilter(practitioner="Ким Олег Сергеевич"),
            DocumentFilter(first_day=DAY),
        ):
            assert [found.document_id for found in listed(bench, one)] == [wanted.document_id]
        older = DocumentFilter(last_day=DAY - timedelta(days=1))
        assert [found.document_id for found in listed(bench, older)] == [other.document_id]
        assert bench.documents.count_documents(scope(bench), older) == 1

    def test_of_another_person_is_empty(self, bench: Bench) -> None:
        bench.learn(a_record(documents=(a_document(DAY),)))

        assert listed(bench, within=Scope(str(uuid4()), WHOLE, SHOWN_BY_DEFAULT)) == []


class TestADocument:
    @pytest.mark.rule("R59")
    def test_leads_to_its_newer_version_and_back(self, bench: Bench) -> None:
        newer = a_document(DAY, version=2)
        older = a_document(DAY - timedelta(days=1), replaced_by=newer.document_id)
        bench.learn(a_record(documents=(older, newer)))

        first = bench.documents.get_document(scope(bench), older.document_id)
        second = bench.documents.get_document(scope(bench), newer.document_id)

        assert first is not None and second is not None  # noqa: PT018
        assert (first.document.replaced_by, first.document.is_replaced) == (newer.document_id, True)
        assert (second.replaces, second.document.is_replaced) == (older.document_id, False)

    @pytest.mark.rule("R58")
    def test_does_not_name_a_newer_version_that_may_not_be_read(self, bench: Bench) -> None:
        newer = a_document(DAY, version=2, label=SENSITIVE)
        older = a_document(DAY, replaced_by=newer.document_id)
        bench.learn(a_record(documents=(older, newer)))

        found = listed(bench, within=Scope(bench.anna, ORDINARY_ONLY, SHOWN_BY_DEFAULT))

        assert [(one.replaced_by, one.is_replaced) for one in found] == [(None, True)]

    def test_tells_its_signatures(self, bench: Bench) -> None:
        document = a_document(DAY)
        bench.learn(a_record(documents=(document,)))

        found = bench.documents.get_document(scope(bench), document.document_id)

        assert found is not None
        assert [one.role for one in found.signatures] == [SignerRole.DOCTOR, SignerRole.ORGANIZATION]
        assert {one.check.state for one in found.signatures} == {SignatureState.VALID}
        assert found.signatures[0].check.certificate is not None
        assert found.signatures[0].check.certificate.owner == "Петрова Ирина Олеговна"

    @pytest.mark.rule("R59")
    @pytest.mark.parametrize("roles", [(), (SignerRole.DOCTOR,), (SignerRole.ORGANIZATION,)])
    def test_that_both_have_not_signed_is_shown_to_nobody(self, bench: Bench, roles: tuple[SignerRole, ...]) -> None:
        document = a_document(DAY)
        bench.learn(a_record(documents=(document,), files=(a_file(document, roles=roles),)))

        assert listed(bench) == []
        assert bench.documents.get_document(scope(bench), document.document_id) is None
        assert bench.documents.get_bytes(scope(bench), document.document_id) is None

    def test_that_nobody_knows_or_that_may_not_be_read_is_the_same(self, bench: Bench) -> None:
        secret = a_document(DAY, label=SENSITIVE)
        bench.learn(a_record(documents=(secret,)))
        narrow = Scope(bench.anna, ORDINARY_ONLY, SHOWN_BY_DEFAULT)

        for document_id in (secret.document_id, uuid4()):
            assert bench.documents.get_document(narrow, document_id) is None
            assert bench.documents.get_bytes(narrow, document_id) is None


class TestTheOriginal:
    def test_is_what_came_in_to_the_byte(self, bench: Bench) -> None:
        document = a_document(DAY)
        content = PDF + b"\0\xff\n"
        bench.learn(a_record(documents=(document,), files=(a_file(document, content),)))

        found = bench.documents.get_bytes(scope(bench), document.document_id)

        assert found is not None
        assert found.content == content
        assert [(one.role, one.content) for one in found.signatures] == [
            (SignerRole.DOCTOR, b"doctor"),
            (SignerRole.ORGANIZATION, b"organization"),
        ]
        assert found.document.size == len(content)

    def test_that_was_changed_where_it_is_kept_is_given_to_nobody(self, bench: Bench) -> None:
        document = a_document(DAY)
        bench.learn(a_record(documents=(document,)))

        bench.damage(document)

        with pytest.raises(DocumentDamaged):
            bench.documents.get_bytes(scope(bench), document.document_id)

    def test_is_that_of_the_last_import(self, bench: Bench) -> None:
        document = a_document(DAY)
        bench.learn(a_record(documents=(document, a_document(DAY))))
        later = a_file(replace(document), PDF + b"later %%EOF")

        bench.learn(a_record(documents=(document,), files=(later,)))

        found = bench.documents.get_bytes(scope(bench), document.document_id)
        assert found is not None
        assert found.content == later.content
        assert len(listed(bench)) == 1
