"""What is taken out of a record in the app: a report as PDF, and the archive. The journal names the app each time."""

from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

import pytest
from django.http import StreamingHttpResponse

from cast import ANNA
from factories.people import add_with_identity
from factories.records import a_case, a_record, a_report, a_visit
from fakes.health_records import FakeHealthRecords
from fakes.medical_system import FakeInsuredRegistry
from integration.web.phone import Phone
from integration.web.record_reading import keep
from kartoteka import wiring
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.types import Action, Channel
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.health_record.downloads.making import Workshop, make_next_portion
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow

pytestmark = [pytest.mark.manual("F-11", "F-12"), pytest.mark.rule("R73")]
DAY = date(2026, 11, 12)


@pytest.fixture
def own(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    """Анна's own card; she showed her passport."""
    return add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))


@pytest.fixture
def phone(anna: UUID, own: Card) -> Phone:
    return Phone(anna)


def page_of(card: Card, name: str) -> str:
    return f"/m/card-index/{card.card_id}/record/{name}"


def channels() -> set[str]:
    return {row.channel for row in JournalRow.objects.filter(action=Action.DOWNLOAD)}


def work(now: datetime) -> None:
    """What a worker does meanwhile."""
    records = cast("FakeHealthRecords", wiring.health_records())
    queue = [RecordDownloadRow.objects.get(ended_at=None).pk]
    tools = Workshop(
        records, wiring.medical_documents(), wiring.archive_writers(), wiring.archive_store(), queue.append
    )
    while queue:
        make_next_portion(queue.pop(), workshop=tools, now=now)


def test_a_report_is_taken_from_the_app(phone: Phone, own: Card, now: datetime) -> None:
    case = a_case(DAY, visits=(a_visit(DAY),))
    report = a_report(case)
    keep(ANNA, a_record(case, reports=(report,)), now)

    answer = phone.get(page_of(own, f"reports/{report.report_id}/pdf/"))

    assert answer["Content-Type"] == "application/pdf"
    assert channels() == {Channel.APP}


def test_an_archive_is_asked_for_in_the_app(phone: Phone, own: Card, now: datetime) -> None:
    keep(ANNA, a_record(a_case(DAY)), now)

    answer = phone.post(page_of(own, "download/"), {"card": str(own.card_id)})

    assert answer["Location"] == page_of(own, "download/")
    assert channels() == {Channel.APP}


def test_an_archive_is_fetched_in_the_app(phone: Phone, own: Card, now: datetime) -> None:
    keep(ANNA, a_record(a_case(DAY)), now)
    phone.post(page_of(own, "download/"), {"card": str(own.card_id)})
    work(now)
    before = set(JournalRow.objects.values_list("pk", flat=True))

    answer = phone.get(page_of(own, f"download/{RecordDownloadRow.objects.get().pk}/"))

    assert b"".join(cast("StreamingHttpResponse", answer).streaming_content)[:2] == b"PK"  # type: ignore[arg-type]
    assert {row.channel for row in JournalRow.objects.exclude(pk__in=before)} == {Channel.APP}
