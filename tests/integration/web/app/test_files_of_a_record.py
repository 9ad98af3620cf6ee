"""Files of a record fetched in the app: the patient's journal says where, of every time the record was opened (R73)."""

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

import pytest
from django.http import StreamingHttpResponse

from cast import ANNA
from factories.people import add_with_identity
from factories.records import a_case, a_document, a_record, a_report, a_visit
from fakes.medical_system import FakeInsuredRegistry
from integration.web.phone import Phone
from integration.web.record_reading import keep
from integration.web.test_download_pages import work
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.types import Channel
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow

pytestmark = [pytest.mark.rule("R73"), pytest.mark.manual("F-11", "F-12")]
DAY = date(2026, 11, 12)


@pytest.fixture
def own(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    return add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))


@pytest.fixture
def phone(anna: UUID, own: Card) -> Phone:
    return Phone(anna)


def page_of(card: Card, name: str) -> str:
    return f"/m/card-index/{card.card_id}/record/{name}"


def channels() -> set[str]:
    return set(JournalRow.objects.values_list("channel", flat=True))


class TestInTheJournalTheAppIsNamed:
    def test_by_a_report_that_was_set_and_given(self, phone: Phone, own: Card, now: datetime) -> None:
        case = a_case(DAY, visits=(a_visit(DAY),))
        report = a_report(case)
        keep(ANNA, a_record(case, reports=(report,)), now)

        answer = phone.get(page_of(own, f"reports/{report.report_id}/pdf/"))

        assert answer.status_code == 200
        assert JournalRow.objects.filter(action="download").exists()
        assert channels() == {Channel.APP}

    def test_by_an_original_with_its_signatures(self, phone: Phone, own: Card, now: datetime) -> None:
        document = a_document(DAY)
        keep(ANNA, a_record(documents=(document,)), now)

        answer = phone.get(page_of(own, f"documents/{document.document_id}/original/"))

        assert answer.status_code == 200
        assert channels() == {Channel.APP}

    def test_by_an_archive_that_was_asked_for_made_and_fetched(self, phone: Phone, own: Card, now: datetime) -> None:
        case = a_case(DAY, visits=(a_visit(DAY),))
        keep(ANNA, a_record(case, reports=(a_report(case),)), now)

        phone.post(page_of(own, "download/"), {"card": str(own.card_id)})
        work(now)
        archive = RecordDownloadRow.objects.get()
        answer = cast("StreamingHttpResponse", phone.get(page_of(own, f"download/{archive.pk}/")))

        assert len(answer.getvalue()) == archive.size
        assert channels() == {Channel.APP}
