"""Electronic medical documents in an archive (F-07)."""

import json
import re
from datetime import datetime, timedelta

import pytest

from cast import VERA
from factories.access import person_id
from factories.cda import body, cda, patient, text
from factories.downloads import ArchiveBench, unpacked
from factories.records import PDF, SENSITIVE, a_case, a_document, a_file, a_record
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.types import ItemState, RecordPart
from kartoteka.domain.health_record.clinical_document import CdaPatient
from kartoteka.domain.health_record.documents import DocumentFormat, MedicalDocument
from kartoteka.domain.health_record.downloads.keeping import end_dead_downloads
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow

from .downloading import DAY, Two, files

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-07")]
USUAL = a_document(DAY)
SECRET = a_document(DAY, title="Заключение психиатра", label=SENSITIVE)
ANNULLED = a_document(DAY, title="Ошибочная справка", state=ItemState.ANNULLED)


def tell(bench: ArchiveBench, now: datetime, *documents: MedicalDocument) -> None:
    record = a_record(documents=documents)
    bench.records.learn(person_id(VERA), record, now=now)
    bench.documents.learn(person_id(VERA), record)


def veras(bench: ArchiveBench, two: Two, now: datetime) -> dict[str, bytes]:
    """What stands in the archive that Вера has made for herself."""
    download = bench.ask(two.vera, VERA, two.veras_card, now)
    bench.work(now)
    return unpacked(bench.fetch(two.vera, VERA, download, now))


def folder(document: MedicalDocument) -> str:
    return f"documents/2026-11-12-{document.document_id.hex}/"


class TestADocument:
    def test_stands_in_the_archive_to_the_byte_with_its_signatures(
        self, bench: ArchiveBench, two: Two, now: datetime
    ) -> None:
        tell(bench, now, USUAL, SECRET)

        inside = veras(bench, two, now)

        mine = {name.removeprefix(folder(USUAL)): content for name, content in inside.items() if folder(USUAL) in name}
        assert mine["document.pdf"] == PDF
        assert {name: content for name, content in mine.items() if name.endswith(".sig")} == {
            "document.pdf.1-doctor.sig": b"doctor", "document.pdf.2-organization.sig": b"organization",
        }  # fmt: skip
        assert f'href="{folder(USUAL)}document.pdf"' in inside["index.html"].decode()
        assert "documents/" in inside["README.txt"].decode()

    def test_is_named_in_the_bundle_with_its_place(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        tell(bench, now, USUAL, ANNULLED)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)

        bundle = json.loads(unpacked(bench.fetch(two.vera, VERA, download, now))["fhir/bundle.json"])
        named = {
            one["resource"]["id"]: one["resource"]
            for one in bundle["entry"]
            if one["resource"]["resourceType"] == "DocumentReference"
        }

        assert {number: one["status"] for number, one in named.items()} == {
            str(USUAL.document_id): "current", str(ANNULLED.document_id): "entered-in-error",
        }  # fmt: skip
        attachment = named[str(USUAL.document_id)]["content"][0]["attachment"]
        assert (attachment["url"], attachment["contentType"]) == (f"../{folder(USUAL)}document.pdf", "application/pdf")

    @pytest.mark.rule("R58", "R59")
    def test_is_left_out_where_it_may_not_be_read_and_hides_no_other(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        tell(bench, now, USUAL, SECRET, ANNULLED)
        two.agree(registry, now)
        download = bench.ask(two.anna, VERA, two.annas_card, now)
        bench.work(now)

        inside = unpacked(bench.fetch(two.anna, VERA, download, now))

        assert {name.split("/")[1] for name in inside if name.startswith("documents/")} == {folder(USUAL).split("/")[1]}
        for words in (SECRET.title, ANNULLED.title):
            assert words not in b"".join(inside.values()).decode(errors="ignore")

    def test_that_is_damaged_says_so_and_hides_no_other(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        tell(bench, now, USUAL, SECRET)
        bench.documents.damaged.add(USUAL.document_id)

        inside = veras(bench, two, now)

        assert "повреждён" in inside[f"{folder(USUAL)}damaged.txt"].decode()
        assert f"{folder(SECRET)}document.pdf" in inside
        page = inside["index.html"].decode()
        assert f'href="{folder(SECRET)}document.pdf"' in page
        assert f'href="{folder(USUAL)}document.pdf"' not in page
        assert "оригинала в архиве нет" in page

    @pytest.mark.rule("R60")
    def test_that_tells_of_others_is_in_the_patients_archive_alone(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        document = a_document(DAY, format=DocumentFormat.CDA)
        guardian = "<informant><guardianPerson/></informant>"
        content = cda(patient(VERA), guardian, body(text("Осмотрена")))
        record = a_record(documents=(USUAL, document), files=(a_file(document, content),))
        bench.records.learn(person_id(VERA), record, now=now)
        bench.documents.learn(person_id(VERA), record, patient=CdaPatient(VERA.snils.digits))
        two.agree(registry, now)

        hers = veras(bench, two, now)
        download = bench.ask(two.anna, VERA, two.annas_card, now)
        bench.work(now)
        friends = unpacked(bench.fetch(two.anna, VERA, download, now))

        place = f"{folder(document)}document.xml"
        assert place in hers
        assert not any(name.startswith(folder(document)) for name in friends)
        assert f"{folder(USUAL)}document.pdf" in friends
        for name in ("index.html", "fhir/bundle.json"):
            assert place in hers[name].decode()
            assert place not in friends[name].decode()
        assert document.title in friends["index.html"].decode()

    def test_is_led_to_from_its_case(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        bench.records.learn(person_id(VERA), a_record(a_case(DAY, documents=(USUAL,))), now=now)
        bench.documents.learn(person_id(VERA), a_record(a_case(DAY, documents=(USUAL,))))

        page = veras(bench, two, now)["index.html"].decode()

        place = f"document-{USUAL.document_id.hex}"
        assert f'href="#{place}"' in page
        assert f'id="{place}"' in page

    def test_and_every_other_file_that_the_page_links_to_is_there(
        self, bench: ArchiveBench, two: Two, now: datetime
    ) -> None:
        tell(bench, now, USUAL, SECRET)

        inside = veras(bench, two, now)

        links = re.findall(r'href="([^"#]+)"', inside["index.html"].decode())
        assert len(links) > 2
        assert all(any(name.startswith(link) for name in inside) for link in links)

    def test_is_there_once_however_many_there_are(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        many = tuple(a_document(DAY - timedelta(days=one)) for one in range(25))
        tell(bench, now, *many)

        inside = veras(bench, two, now)

        assert sum(name.endswith("/document.pdf") for name in inside) == 25
        assert RecordDownloadRow.objects.get().done == 25


@pytest.mark.rule("R53")
class TestTypesOfDocuments:
    def test_that_the_region_hides_end_the_archives_that_hold_them(
        self, bench: ArchiveBench, two: Two, now: datetime
    ) -> None:
        tell(bench, now, USUAL)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)
        row = RecordDownloadRow.objects.get()
        assert "type:5" in row.readable.split()
        # As if the region had shown one more type when the archive was asked for.
        RecordDownloadRow.objects.update(readable=f"{row.readable} type:no-such-type")

        with pytest.raises(RecordClosed):
            bench.fetch(two.vera, VERA, download, now)
        end_dead_downloads(store=bench.store, now=now)

        assert files(bench) == 0

    def test_are_kept_apart_from_the_other_parts(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        tell(bench, now, USUAL)
        bench.ask(two.vera, VERA, two.veras_card, now)

        marks = RecordDownloadRow.objects.get().readable.split()

        assert f"{RecordPart.DOCUMENTS}:ordinary:valid" in marks
        assert all(mark.count(":") in (1, 2) for mark in marks)
