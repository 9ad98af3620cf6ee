"""Electronic medical documents over HTTP: to whom, which of them, and what a page makes of each (F-07)."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

import pytest

from cast import ANNA, VERA, CastMember
from factories.access import person_id
from factories.cda import cda, patient, text
from factories.people import add, add_with_identity
from factories.records import PDF, SENSITIVE, a_case, a_document, a_file, a_record
from fakes.medical_documents import FakeMedicalDocuments, FakeSignatureChecker
from fakes.medical_system import FakeInsuredRegistry
from kartoteka import wiring
from kartoteka.adapters.cda.reader import CdaReader
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.shown_documents import set_shown_document_types
from kartoteka.domain.access.types import ItemState, RecordPart
from kartoteka.domain.health_record.documents import DocumentFormat, Doubt, MedicalDocument, SignatureCheck
from kartoteka.domain.health_record.examining import Examiner
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.shared.actor import Actor

from .conftest import Visitor, page_of
from .record_reading import DAY, Reader, clinical, give, keep, let_in, owner_of_a_record, patient_of, prove

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-07")]


@pytest.fixture
def vera(db: None, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    return owner_of_a_record(VERA, registry, now)


@pytest.fixture
def friend(vera: Reader, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    return let_in(vera, anna, registry, now)


class FormerExaminer(Examiner):
    """Takes whatever comes, as it did before documents without sections were refused."""

    def _reason(self, *_arguments: object) -> None:
        """No reason against it."""


def keep_as_before(member: CastMember, record: NewRecord, now: datetime) -> None:
    keep(member, record, now)
    documents = cast("FakeMedicalDocuments", wiring.medical_documents())
    documents.learn(person_id(member), record, examiner=FormerExaminer(CdaReader(), FakeSignatureChecker()))


class TestTheList:
    def test_names_type_day_clinic_author_and_size(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(documents=(a_document(DAY, type_code="7"),)), now)

        page = vera.read("documents/")

        for words in (
            "Протокол лабораторного исследования", ">2026<", "12 ноября", "Поликлиника № 1", "Петрова Ирина Олеговна",
            "PDF, 1\u00a0КБ",
        ):  # fmt: skip
            assert words in page

    def test_is_given_twenty_at_a_time_and_sifted(self, vera: Reader, now: datetime) -> None:
        documents = tuple(a_document(DAY - timedelta(days=40 * number)) for number in range(25))
        keep(VERA, a_record(documents=(*documents, a_document(DAY, type_code="7"))), now)

        first = vera.read("documents/")
        later = first.partition("?after=")[2].partition('"')[0]
        second = vera.read(f"documents/?after={later}")
        sifted = vera.read("documents/?type=7")

        assert (first.count('class="event"'), second.count('class="event"')) == (20, 6)
        assert sifted.count('class="event"') == 1
        assert "Найдено: 1 документ." in sifted
        assert vera.read("documents/?from=2025&to=2025").count('class="event"') in range(1, 12)

    @pytest.mark.parametrize(
        "query", ["type=7'", "after=1", "clinic=x", "doctor=%00", "from=99999", "type=42", f"from={'1' * 5000}"]
    )
    def test_takes_what_it_did_not_offer_as_not_asked(self, vera: Reader, now: datetime, query: str) -> None:
        keep(VERA, a_record(documents=(a_document(DAY),)), now)

        assert vera.read(f"documents/?{query}").count('class="event"') == 1

    def test_says_that_there_is_nothing_yet(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), now)

        assert "Документов пока нет" in vera.read("documents/")

    @pytest.mark.rule("R66")
    def test_says_that_nobody_answers(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(documents=(a_document(DAY),)), now)
        cast("FakeMedicalDocuments", wiring.medical_documents()).is_down = True

        assert vera.status("documents/") == 503
        assert "Медицинская система сейчас не отвечает" in vera.read("documents/")


@pytest.mark.rule("R58")
class TestWhoSeesWhat:
    def test_patients_see_the_types_that_their_region_shows(self, vera: Reader, now: datetime) -> None:
        shown, hidden = a_document(DAY), a_document(DAY, type_code="37")
        keep(VERA, a_record(documents=(shown, hidden)), now)

        assert "Льготный рецепт" not in vera.read("documents/")
        for path in ("", "pdf/", "original/"):
            assert vera.status(f"documents/{hidden.document_id}/{path}") == 404

        set_shown_document_types(region_code="59", types={"37"}, by=Actor.system(), now=now)

        page = vera.read("documents/")
        assert "Льготный рецепт" in page
        assert page.count('class="event"') == 1
        assert vera.status(f"documents/{shown.document_id}/") == 404

    @pytest.mark.rule("R59")
    def test_what_was_annulled_is_marked_for_the_patient_and_gone_for_others(
        self, vera: Reader, friend: Reader, now: datetime
    ) -> None:
        annulled = a_document(DAY, state=ItemState.ANNULLED)
        keep(VERA, a_record(documents=(annulled,)), now)

        assert "Аннулирован" in vera.read("documents/")
        assert "Поликлиника отменила этот документ" in vera.read(f"documents/{annulled.document_id}/")
        assert "Аннулирован" not in friend.read("documents/")
        assert '<span class="vh">, записей: </span>0<' in friend.read("documents/")
        for path in ("", "pdf/", "original/"):
            assert friend.status(f"documents/{annulled.document_id}/{path}") == 404

    def test_what_is_sensitive_is_the_patients_alone(self, vera: Reader, friend: Reader, now: datetime) -> None:
        secret, plain = a_document(DAY, label=SENSITIVE), a_document(DAY)
        keep(VERA, a_record(documents=(secret, plain)), now)

        assert vera.read("documents/").count('class="event"') == 2
        assert friend.read("documents/").count('class="event"') == 1
        for path in ("", "pdf/", "original/"):
            assert vera.status(f"documents/{secret.document_id}/{path}") == 200
            assert friend.status(f"documents/{secret.document_id}/{path}") == 404

    def test_whoever_was_not_given_the_part_is_told_so(
        self, vera: Reader, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        document = a_document(DAY)
        keep(VERA, a_record(documents=(document,)), now)
        add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
        reader = Reader(anna, add(anna, VERA, registry, now - timedelta(hours=1)), now)
        give(vera, anna, registry, now, RecordPart.PATIENT, RecordPart.HISTORY)

        for path in (
            "",
            f"{document.document_id}/",
            f"{document.document_id}/pdf/",
            f"{document.document_id}/original/",
        ):
            answer = reader.visitor.get(page_of(reader.card, f"record/documents/{path}"))
            assert answer.status_code == 403
            assert PDF not in answer.content

    @pytest.mark.rule("R5")
    def test_strangers_and_guessed_numbers_find_nothing(
        self, vera: Reader, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        others, own = a_document(DAY), a_document(DAY)
        keep(ANNA, a_record(documents=(others,)), now)
        keep(VERA, a_record(documents=(own,)), now)
        stranger = Visitor(darya)
        prove(stranger, now)

        for path in ("", "pdf/", "original/"):
            assert vera.status(f"documents/{others.document_id}/{path}") == 404
            assert vera.status(f"documents/{uuid4()}/{path}") == 404
            assert stranger.get(page_of(vera.card, f"record/documents/{own.document_id}/{path}")).status_code == 404
        for guess in ("1", "..%2f..%2fetc%2fpasswd", "%00", str(own.document_id)[:-1]):
            assert vera.status(f"documents/{guess}/") == 404

    @pytest.mark.rule("R73")
    def test_each_look_and_each_download_stands_in_the_journal(self, vera: Reader, now: datetime) -> None:
        document = a_document(DAY)
        keep(VERA, a_record(documents=(document,)), now)

        for path in (
            "",
            f"{document.document_id}/",
            f"{document.document_id}/pdf/",
            f"{document.document_id}/original/",
        ):
            assert vera.status(f"documents/{path}") == 200

        rows = JournalRow.objects.order_by("number")
        assert [(row.part, row.action) for row in rows] == [("documents", "read")] * 3 + [("documents", "download")]


class TestADocument:
    def test_in_cda_is_read_on_the_page(self, vera: Reader, now: datetime) -> None:
        entry = '<entry><observation><code displayName="Глюкоза"/><value value="5.6"/></observation></entry>'
        document, file = clinical(
            text("<table><thead><tr><th>Показатель</th></tr></thead><tbody><tr><td>5,6</td></tr></tbody></table>",
                 title="Анализ", entries=entry),
            text("<list><item>Покой</item></list>", title="Рекомендации"),
        )  # fmt: skip
        keep(VERA, a_record(documents=(document,), files=(file,)), now)

        page = vera.read(f"documents/{document.document_id}/")

        for words in (
            "<h3>Анализ</h3>", '<th scope="col">Показатель</th>', "<td>5,6</td>", "Данные для медицинских систем: 1",
            "<ul><li>Покой</li></ul>", "Скачать с подписями, ZIP",
        ):  # fmt: skip
            assert words in page

    def test_that_wants_to_act_is_only_shown(self, vera: Reader, now: datetime) -> None:
        document, file = clinical(
            text('<paragraph>Слова<script>alert(1)</script> &lt;img src=x&gt;<linkHtml href="javascript:alert(1)">тут'
                 "</linkHtml></paragraph>", title="&lt;script&gt;alert(2)&lt;/script&gt;")
        )  # fmt: skip
        keep(VERA, a_record(documents=(document,), files=(file,)), now)

        page = vera.read(f"documents/{document.document_id}/")

        assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page
        assert "&lt;img src=x&gt;" in page
        assert "javascript:" not in page
        assert "<script>alert" not in page

    def test_without_sections_that_came_before_such_were_refused_says_so(self, vera: Reader, now: datetime) -> None:
        empty, file = clinical()
        keep_as_before(VERA, a_record(documents=(empty,), files=(file,)), now)

        assert "В документе нет ни одного раздела" in vera.read(f"documents/{empty.document_id}/")

    def test_with_a_file_in_it_says_so(self, vera: Reader, now: datetime) -> None:
        enclosing = a_document(DAY, format=DocumentFormat.CDA)
        enclosed = cda(patient(VERA), "<component><nonXMLBody><text>JVBERi0=</text></nonXMLBody></component>")
        keep(VERA, a_record(documents=(enclosing,), files=(a_file(enclosing, enclosed),)), now)

        assert "Текст вложен в документ отдельным файлом" in vera.read(f"documents/{enclosing.document_id}/")

    def test_in_pdf_stands_in_a_frame_of_our_own(self, vera: Reader, now: datetime) -> None:
        document = a_document(DAY)
        keep(VERA, a_record(documents=(document,)), now)
        path = page_of(vera.card, f"record/documents/{document.document_id}/")

        page = vera.visitor.get(path)
        file = vera.visitor.get(f"{path}pdf/")

        assert f'<iframe class="pdf" src="{path}pdf/"' in page.content.decode()
        assert "frame-src 'self'" in page["Content-Security-Policy"]
        assert file.content == PDF
        assert file["Content-Type"] == "application/pdf"
        assert file["Content-Disposition"] == 'inline; filename="medical-document.pdf"'
        assert file["X-Frame-Options"] == "SAMEORIGIN"
        assert file["X-Content-Type-Options"] == "nosniff"
        assert file["Cache-Control"] == "no-store"
        policy = file["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy.split("; ")
        assert "frame-ancestors 'self'" in policy
        assert "script-src" not in policy

    def test_in_cda_has_no_pdf(self, vera: Reader, now: datetime) -> None:
        document, file = clinical()
        keep(VERA, a_record(documents=(document,), files=(file,)), now)

        assert vera.status(f"documents/{document.document_id}/pdf/") == 404

    @pytest.mark.rule("R59")
    def test_that_was_replaced_leads_to_the_newer_one_and_back(self, vera: Reader, now: datetime) -> None:
        newer = a_document(DAY, version=2)
        older = a_document(DAY - timedelta(days=1), replaced_by=newer.document_id)
        keep(VERA, a_record(documents=(older, newer)), now)

        old, new = (vera.read(f"documents/{one.document_id}/") for one in (older, newer))

        assert "У документа есть новая версия" in old
        assert page_of(vera.card, f"record/documents/{newer.document_id}/") in old
        assert page_of(vera.card, f"record/documents/{older.document_id}/") in new
        assert "У документа есть новая версия" not in new

    def test_that_was_damaged_where_it_is_kept_is_neither_shown_nor_given(self, vera: Reader, now: datetime) -> None:
        document = a_document(DAY)
        keep(VERA, a_record(documents=(document,)), now)
        cast("FakeMedicalDocuments", wiring.medical_documents()).damaged.add(document.document_id)

        page = vera.read(f"documents/{document.document_id}/")

        assert "Документ сейчас не открывается" in page
        assert "<iframe" not in page
        for path in ("pdf/", "original/"):
            assert vera.status(f"documents/{document.document_id}/{path}") == 503


class TestTheOriginal:
    def test_is_the_bytes_that_came_with_the_signature_files(self, vera: Reader, now: datetime) -> None:
        document, file = clinical(text("<paragraph>Осмотр</paragraph>"))
        keep(VERA, a_record(documents=(document,), files=(file,)), now)
        path = page_of(vera.card, f"record/documents/{document.document_id}/original/")

        answer, again = vera.visitor.get(path), vera.visitor.get(path)

        assert answer["Content-Disposition"] == 'attachment; filename="medical-document.zip"'
        assert answer.content == again.content
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
        assert found == {
            "document.xml": file.content,
            "document.xml.1-doctor.sig": b"doctor",
            "document.xml.2-organization.sig": b"organization",
        }


class TestTheSignatures:
    @pytest.mark.parametrize(
        ("check", "words"),
        [
            (lambda good: good, ("Действительна",)),
            (lambda good: SignatureCheck((Doubt.DOCUMENT_CHANGED,), good.certificate),
             ("Недействительна", "Документ изменён после подписания", "Подпись документа не подтвердилась")),
            (lambda good: SignatureCheck((Doubt.CERTIFICATE_OUT_OF_TERM,), good.certificate),
             ("Недействительна", "сертификат не действовал")),
            (lambda good: SignatureCheck((Doubt.UNTRUSTED,), good.certificate),
             ("Не удалось проверить", "Портал не знает удостоверяющего центра")),
            (lambda _: SignatureCheck((Doubt.UNREADABLE,)), ("Не удалось проверить", "Файл подписи не читается")),
        ],
        ids=["valid", "changed", "out-of-term", "untrusted", "unreadable"],
    )  # fmt: skip
    def test_are_told_in_words(
        self, vera: Reader, now: datetime, check: Callable[[SignatureCheck], SignatureCheck], words: tuple[str, ...]
    ) -> None:
        document = a_document(DAY)
        self.learn(document, now, check)

        page = vera.read(f"documents/{document.document_id}/")

        for expected in words:
            assert expected in page

    def test_tell_of_a_signer_whom_the_document_does_not_name(self, vera: Reader, now: datetime) -> None:
        document = a_document(DAY, practitioner="Ким Олег Сергеевич")
        self.learn(document, now, lambda good: good)

        page = vera.read(f"documents/{document.document_id}/")

        assert "В сертификате назван не тот, кто указан в документе" in page
        assert "Петрова Ирина Олеговна" in page

    def test_name_the_owner_of_the_certificate_its_number_and_its_term(self, vera: Reader, now: datetime) -> None:
        document = a_document(DAY)
        self.learn(document, now, lambda good: good)

        page = vera.read(f"documents/{document.document_id}/")

        for words in (
            "Подпись врача", "Подпись медицинской организации", "Врач-терапевт", "№ 01, выдан: Испытательный",
            "1 января 2020 — 1 января 2030", "Проверено Порталом",
        ):  # fmt: skip
            assert words in page

    def learn(
        self, document: MedicalDocument, now: datetime, check: Callable[[SignatureCheck], SignatureCheck]
    ) -> None:
        checker = FakeSignatureChecker()
        (good,) = checker.check(b"", (b"doctor",), at=now)
        checker.answers[b"doctor"] = check(good)
        record = a_record(documents=(document,))
        keep(VERA, record, now)
        documents = cast("FakeMedicalDocuments", wiring.medical_documents())
        person = next(iter(documents._taken))
        documents.learn(person, record, examiner=Examiner(CdaReader(), checker), patient=patient_of(VERA))
