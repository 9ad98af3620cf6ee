"""Documents that tell of others: what a page leaves out, and to whom the original goes (R60)."""

from datetime import datetime
from uuid import UUID

import pytest
from pytest_django import Settings

from cast import VERA
from factories.cda import text
from factories.records import a_record
from fakes.medical_system import FakeInsuredRegistry
from kartoteka import wiring
from kartoteka.domain.health_record.documents import MedicalDocument

from .record_reading import Reader, clinical, keep, let_in, owner_of_a_record

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-07")]


@pytest.fixture
def vera(db: None, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    return owner_of_a_record(VERA, registry, now)


@pytest.fixture
def friend(vera: Reader, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    return let_in(vera, anna, registry, now)


@pytest.mark.rule("R60")
class TestADocumentThatTellsOfOthers:
    @pytest.fixture
    def document(self, now: datetime) -> MedicalDocument:
        about_mother = (
            '<subject><relatedSubject classCode="PRS"><code code="MTH"/></relatedSubject></subject>'
            "<component><section><text>Мать, анемия</text></section></component>"
        )
        document, file = clinical(text("Ребёнок здоров", entries=about_mother), text("Кашель", title="Жалобы"))
        keep(VERA, a_record(documents=(document,), files=(file,)), now)
        return document

    def test_is_shown_without_them_and_says_so(self, vera: Reader, friend: Reader, document: MedicalDocument) -> None:
        for reader in (vera, friend):
            page = reader.read(f"documents/{document.document_id}/")

            assert "Кашель" in page
            assert "Этот раздел — о другом человеке" in page
            assert "Ребёнок здоров" not in page
            assert "анемия" not in page

    def test_comes_as_a_file_to_the_patient_alone(
        self, vera: Reader, friend: Reader, document: MedicalDocument
    ) -> None:
        path = f"documents/{document.document_id}/"

        assert vera.status(f"{path}original/") == 200
        assert "в исходном файле они остались" in vera.read(path)
        assert friend.status(f"{path}original/") == 404
        page = friend.read(path)
        assert "исходный файл могут скачать только сам пациент" in page
        assert f'{path}original/"' not in page

    def test_hides_no_file_of_another(self, friend: Reader, now: datetime) -> None:
        document, file = clinical(text("Кашель"))
        keep(VERA, a_record(documents=(document,), files=(file,)), now)

        assert friend.status(f"documents/{document.document_id}/original/") == 200

    def test_may_be_any_that_cannot_be_read(
        self, vera: Reader, friend: Reader, document: MedicalDocument, settings: Settings
    ) -> None:
        stricter = {"clinical_documents": "fakes.medical_documents.StricterReader"}
        settings.KARTOTEKA_ADAPTERS = settings.KARTOTEKA_ADAPTERS | stricter
        wiring.clinical_documents.cache_clear()

        assert vera.status(f"documents/{document.document_id}/original/") == 200
        assert "Исходный файл можно скачать" in vera.read(f"documents/{document.document_id}/")
        assert friend.status(f"documents/{document.document_id}/original/") == 404
        assert "Исходный файл могут скачать сам пациент" in friend.read(f"documents/{document.document_id}/")
