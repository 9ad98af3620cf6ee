"""«Скачать карту» over HTTP."""

import re
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

import pytest
from django.http import StreamingHttpResponse

from cast import ANNA, ARTYOM, MARIA, VERA
from factories.access import ask, confirm, person_id, represent
from factories.downloads import unpacked
from factories.people import add, add_with_identity, make_account
from factories.records import a_case, a_record, a_result, measured
from fakes.health_records import FakeHealthRecords
from fakes.medical_system import FakeInsuredRegistry
from kartoteka import wiring
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.trusted import end_grant
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.health_record.downloads.making import Workshop, make_next_portion
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.health_record.downloads.types import DownloadEnd
from kartoteka.shared.actor import Actor

from .conftest import Visitor, page_of
from .record_reading import DAY, Reader, keep, prove

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-11")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mother(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    """Анна before the record of her daughter."""
    add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
    card = add(anna, MARIA, registry, now - timedelta(hours=1))
    represent(ANNA, MARIA, now - timedelta(hours=1))
    keep(MARIA, a_record(a_case(DAY), results=(a_result(DAY, measured("5.1")),)), now)
    return Reader(anna, card, now)


@pytest.fixture
def trusted(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> tuple[Reader, UUID, UUID]:
    """Анна before the record of Вера, who let her in; with Вера's account and the right."""
    ago, vera = now - timedelta(hours=2), make_account(VERA, now)
    add_with_identity(vera, VERA, registry, ago)
    add_with_identity(anna, ANNA, registry, ago)
    card = add(anna, VERA, registry, ago)
    grant = confirm(vera, ask(anna, VERA, registry, ago).request_id, ago).grant_id
    keep(VERA, a_record(a_case(DAY)), now)
    return Reader(anna, card, now), vera, grant


def start(reader: Reader) -> str:
    answer = reader.visitor.post(page_of(reader.card, "record/download/"), {"card": str(reader.card.card_id)})
    return answer.headers.get("Location", str(answer.status_code))


def work(now: datetime, *, steps: int = 20) -> None:
    """What a worker does meanwhile."""
    records = cast("FakeHealthRecords", wiring.health_records())
    queue: list[UUID] = [RecordDownloadRow.objects.get(ended_at=None).pk]
    tools = Workshop(
        records, wiring.medical_documents(), wiring.archive_writers(), wiring.archive_store(), queue.append
    )
    while queue and steps:
        make_next_portion(queue.pop(), workshop=tools, now=now)
        steps -= 1


def link_in(page: str) -> str:
    found = re.search(r'href="(/card-index/[^"]+/record/download/[0-9a-f-]{36}/)"', page)
    assert found is not None
    return found[1]


class TestThePage:
    def test_is_in_the_menu_of_the_record_and_says_what_one_gets(self, mother: Reader) -> None:
        page = mother.read("download/")

        assert f'href="{page_of(mother.card, "record/download/")}"' in mother.read()
        for words in ("Собрать архив", "HL7 FHIR R4", "история лечения", "Контрольные суммы", "Кто видит карту"):
            assert words in page

    def test_opens_nothing_of_the_record(self, mother: Reader) -> None:
        page = mother.read("download/")

        assert "История лечения" in page
        assert "записей: " not in page
        assert JournalRow.objects.count() == 0

    def test_shows_how_far_it_is_and_then_the_link(self, mother: Reader, now: datetime) -> None:
        assert start(mother) == page_of(mother.card, "record/download/")
        waiting = mother.read("download/")
        work(now, steps=2)
        half_way = mother.read("download/")
        work(now)
        ready = mother.read("download/")

        assert "Архив ждёт своей очереди" in waiting
        assert '<noscript><meta http-equiv="refresh"' in waiting
        assert "Собираем архив: 50 %" in half_way
        assert 'value="50"' in half_way
        assert "Архив готов" in ready
        assert "refresh" not in ready.replace("refresh-cw", "")
        assert link_in(ready)

    def test_answers_a_script_with_the_part_that_changes(self, mother: Reader, now: datetime) -> None:
        start(mother)

        part = mother.visitor.get(page_of(mother.card, "record/download/"), **HTMX).content.decode()

        assert "<html" not in part
        assert 'hx-trigger="every 2s, click"' in part

    @pytest.mark.parametrize(
        ("end", "words"),
        [
            (DownloadEnd.FAILED, "Архив не собрался"),
            (DownloadEnd.EXPIRED, "Мы храним готовый архив сутки"),
            (DownloadEnd.RIGHT_ENDED, "Доступ к медкарте изменился"),
        ],
    )
    def test_says_what_became_of_the_last_one(
        self, mother: Reader, now: datetime, end: DownloadEnd, words: str
    ) -> None:
        start(mother)
        RecordDownloadRow.objects.update(ended_at=now, end=end, key=b"")

        page = mother.read("download/")

        assert words in page
        assert "Собрать архив" in page

    def test_is_led_to_from_the_persons_page_while_an_archive_waits(self, mother: Reader, now: datetime) -> None:
        person = page_of(mother.card)
        before = mother.visitor.get(person).content.decode()
        start(mother)
        work(now)
        ready = mother.visitor.get(person).content.decode()
        RecordDownloadRow.objects.update(ready_at=now - timedelta(days=1), expires_at=now)

        assert "Архив медкарты готов" in ready
        assert f'<a href="{page_of(mother.card, "record/download/")}">Скачать карту</a>' in ready
        assert "Архив медкарты готов" not in before
        assert "Архив медкарты готов" not in mother.visitor.get(person).content.decode()

    def test_makes_one_archive_of_a_double_click(self, mother: Reader) -> None:
        start(mother)
        start(mother)

        assert RecordDownloadRow.objects.count() == 1

    def test_says_when_it_was_asked_too_often(self, mother: Reader, now: datetime) -> None:
        for _ in range(20):
            start(mother)
            work(now)

        start(mother)

        assert "Сегодня архив собирали слишком часто" in mother.read("download/")
        assert RecordDownloadRow.objects.count() == 20

    @pytest.mark.rule("R13")
    def test_does_nothing_about_another_person_than_it_asked_about(self, mother: Reader) -> None:
        answer = mother.visitor.post(page_of(mother.card, "record/download/"), {"card": str(UUID(int=7))})

        assert answer.status_code == 404
        assert not RecordDownloadRow.objects.exists()

    @pytest.mark.rule("R20")
    def test_is_closed_while_data_are_checked(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add_with_identity(anna, ANNA, registry, now)
        card = add(anna, ARTYOM, registry, now)
        CardRow.objects.filter(pk=card.card_id).update(person_id=None, state="awaiting")
        reader = Reader(anna, card, now)

        assert reader.status("download/") == 403
        assert "после проверки данных" in reader.read("download/")
        assert start(reader) == "404"


class TestTheFile:
    @pytest.fixture
    def link(self, mother: Reader, now: datetime) -> str:
        start(mother)
        work(now)
        return link_in(mother.read("download/"))

    @pytest.mark.rule("R61")
    def test_comes_whole_under_a_name_that_tells_of_nobody(self, mother: Reader, link: str) -> None:
        answer = cast("StreamingHttpResponse", mother.visitor.get(link))
        content = answer.getvalue()

        assert answer.headers["Content-Type"] == "application/zip"
        assert int(answer.headers["Content-Length"]) == len(content)
        assert re.fullmatch(
            r'attachment; filename="medkarta-\d{4}-\d\d-\d\d\.zip"', answer.headers["Content-Disposition"]
        )
        assert "no-store" in answer.headers["Cache-Control"]
        assert "J06.9" in unpacked(content)["index.html"].decode()

    @pytest.mark.rule("R5", "R61")
    def test_is_nowhere_for_others(
        self, mother: Reader, link: str, dmitry: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        """Дмитрий may read the same record, from his own index; the archive is not his."""
        add_with_identity(dmitry, ANNA, registry, now)
        own = add(dmitry, MARIA, registry, now)
        father, stranger = Visitor(dmitry), Visitor(darya)
        for visitor in (father, stranger):
            prove(visitor, now)
        number = link.rstrip("/").rpartition("/")[2]

        assert stranger.get(link).status_code == 404
        assert father.get(link).status_code == 404
        assert father.get(page_of(own, f"record/download/{number}/")).status_code == 404

    @pytest.mark.rule("R82")
    def test_asks_a_new_browser_for_more_than_a_password(self, mother: Reader, link: str) -> None:
        answer = Visitor(mother.visitor.account_id).get(link)

        assert answer.status_code == 302
        assert "/step-up/" in answer.headers["Location"]

    def test_is_gone_when_its_day_is_over(self, mother: Reader, link: str, now: datetime) -> None:
        RecordDownloadRow.objects.update(ready_at=now - timedelta(days=1), expires_at=now)

        assert mother.visitor.get(link).status_code == 404
        assert "Мы храним готовый архив сутки" in mother.read("download/")

    @pytest.mark.parametrize("path", ["download/{number}/", "", "history/", "reports/{number}/pdf/"])
    def test_like_all_of_a_record_is_not_opened_by_who_reads_only_headers(
        self, mother: Reader, link: str, path: str
    ) -> None:
        number = link.rstrip("/").rpartition("/")[2]
        before = JournalRow.objects.count(), AuditEvent.objects.count()

        answer = mother.visitor.client.head(page_of(mother.card, f"record/{path.format(number=number)}"))

        assert answer.status_code == 405
        assert (JournalRow.objects.count(), AuditEvent.objects.count()) == before

    @pytest.mark.rule("R53")
    def test_and_the_page_are_closed_by_the_next_request_after_the_right_ended(
        self, trusted: tuple[Reader, UUID, UUID], now: datetime
    ) -> None:
        reader, vera, grant = trusted
        start(reader)
        work(now)
        link = link_in(reader.read("download/"))

        end_grant(grant_id=grant, by=Actor.account(vera), now=now)
        refused = reader.visitor.get(link)

        assert refused.status_code == 403
        assert "Эта медкарта Вам пока не открыта" in refused.content.decode()
        assert reader.status("download/") == 403
        assert start(reader) == "403"
        assert wiring.archive_store().kept() == frozenset()
        assert JournalRow.objects.filter(person_id=person_id(VERA), action="download").exclude(refusal="").count() == 2
