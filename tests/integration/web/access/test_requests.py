"""Asking for a record, and the patient's answer, over HTTP (F-08, R43 to R46)."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from cast import ANNA, DMITRY, MARIA, VERA
from factories.access import CHILD, ask, person_id, represent
from factories.people import add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from integration.web.conftest import Visitor
from kartoteka.domain.access.models import AccessRequestRow, GrantRow
from kartoteka.domain.access.staff import open_dispute
from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.card_index.models import CardRow
from kartoteka.shared.actor import Actor

from .conftest import Reader

REQUESTS = "/access-requests/"
ASKED: dict[str, object] = {"purpose": "care", "parts": ["history", "results"], "months": "6"}

pytestmark = pytest.mark.manual("F-08")


@pytest.fixture
def asked(anna_reads: Reader, vera_reads: Reader, registry: FakeInsuredRegistry, now: datetime) -> str:
    """The page of the request that Вера sent to Анна."""
    sent = ask(vera_reads.account_id, ANNA, registry, now - timedelta(hours=1))
    return f"{REQUESTS}{sent.request_id}/"


def answer(reader: Visitor, path: str, action: str, **terms: object) -> str:
    data = {"action": action, "parts": ["history"], "months": "3"} | terms
    sent = reader.post(path, data)
    return sent.headers.get("Location") or sent.content.decode()


class TestAsking:
    def test_sends_a_request_with_purpose_parts_and_term(self, anna_reads: Reader, vera_reads: Reader) -> None:
        led_to = vera_reads.send(ANNA.name, "ask/", **ASKED)

        row = AccessRequestRow.objects.get()
        assert led_to == vera_reads.path(ANNA.name)
        assert (row.purpose, row.months, row.answer) == ("care", 6, "")
        assert set(row.parts.split()) == {"patient", "history", "results"}
        assert "Запрос отправлен" in vera_reads.read(ANNA.name)

    @pytest.mark.rule("R27")
    def test_is_not_offered_of_somebody_who_died(
        self, anna_reads: Reader, vera_reads: Reader, registry: FakeInsuredRegistry
    ) -> None:
        registry.record_death(person_id(ANNA), on=date(2026, 11, 20))
        CardRow.objects.filter(person_id=person_id(ANNA)).update(deceased_on=date(2026, 11, 20))

        page = vera_reads.read(ANNA.name)
        vera_reads.send(ANNA.name, "ask/", **ASKED)

        assert "расскажут в поликлинике" in page
        assert "Запросить доступ" not in page
        assert not AccessRequestRow.objects.exists()

    @pytest.mark.rule("R55")
    def test_is_not_offered_while_a_dispute_is_settled(
        self, anna_reads: Reader, vera_reads: Reader, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        before = anna_reads.read(MARIA.name)
        open_dispute(person_id=CHILD, reason="Определение суда", by=Actor.account(uuid4()), now=now)

        page = anna_reads.read(MARIA.name)

        assert "Открыта Вам" in before
        assert "приостановлен" in page
        assert "Запросить доступ" not in page
        assert "Ввести код доступа" not in page

    def test_offers_care_for_a_child_of_a_child_alone(self, anna_reads: Reader, vera_reads: Reader) -> None:
        assert "Забочусь о ребёнке" not in vera_reads.read(ANNA.name, "ask/")

    @pytest.mark.rule("R12")
    def test_twice_is_one_request(self, anna_reads: Reader, vera_reads: Reader) -> None:
        for _ in range(2):
            vera_reads.send(ANNA.name, "ask/", **ASKED)

        assert AccessRequestRow.objects.count() == 1

    @pytest.mark.rule("R45")
    def test_of_who_has_no_account_answers_the_same_and_tells_the_way_on_paper(
        self, anna_reads: Reader, vera_reads: Reader
    ) -> None:
        anna_reads.send(DMITRY.name, "ask/", **ASKED)
        of_nobodys, of_hers = anna_reads.read(DMITRY.name), vera_reads
        of_hers.send(ANNA.name, "ask/", **ASKED)

        for page in (of_nobodys, of_hers.read(ANNA.name)):
            assert "Запрос отправлен" in page
            assert "дать согласие на бумаге" in page

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"parts": []}, "Выберите хотя бы один раздел медкарты"),
            ({"parts": ["everything"]}, "Выберите разделы медкарты из списка"),
            ({"months": "99"}, "Выберите срок из списка"),
            ({"purpose": "curiosity"}, "Укажите, зачем Вам доступ"),
        ],
    )
    def test_nonsense_is_told_in_words(
        self, anna_reads: Reader, vera_reads: Reader, wrong: dict[str, object], words: str
    ) -> None:
        page = vera_reads.send(ANNA.name, "ask/", **ASKED | wrong)

        assert words in page
        assert not AccessRequestRow.objects.exists()

    @pytest.mark.rule("R13")
    def test_by_the_form_of_another_person_asks_for_nothing(self, anna_reads: Reader, vera_reads: Reader) -> None:
        form = ASKED | {"card": str(vera_reads.cards[str(MARIA.name)].card_id)}

        assert vera_reads.post(vera_reads.path(ANNA.name, "ask/"), form).status_code == 404
        assert not AccessRequestRow.objects.exists()

    def test_of_oneself_leads_back(self, anna_reads: Reader) -> None:
        assert anna_reads.get(anna_reads.path(ANNA.name, "ask/"))["Location"] == anna_reads.path(ANNA.name)

    def test_is_taken_back(self, asked: str, vera_reads: Reader) -> None:
        vera_reads.send(ANNA.name, "")

        assert AccessRequestRow.objects.get().answer == "withdrawn"
        assert "Ждёт ответа до" not in vera_reads.read(ANNA.name)

    def test_stops_after_three_in_a_month(self, anna_reads: Reader, vera_reads: Reader) -> None:
        for _ in range(3):
            vera_reads.send(ANNA.name, "ask/", **ASKED)
            vera_reads.send(ANNA.name, "")

        page = vera_reads.post(
            vera_reads.path(ANNA.name, "ask/"), ASKED | {"card": str(vera_reads.cards[str(ANNA.name)].card_id)}
        )

        assert page.status_code == 429
        assert AccessRequestRow.objects.count() == 3


class TestTheAnswer:
    def test_is_asked_for_in_a_list_and_on_a_page(self, asked: str, anna_reads: Reader) -> None:
        listed = anna_reads.get(REQUESTS).content.decode()
        page = anna_reads.get(asked).content.decode()

        assert asked in listed
        assert "Кузнецова Вера" in listed
        for words in ("Подтвердить", "Отклонить", "больше не получать запросы", "На что Вы согласны"):
            assert words in page

    def test_opens_what_the_patient_left_for_as_long_as_she_said(self, asked: str, anna_reads: Reader) -> None:
        led_to = answer(anna_reads, asked, "confirm")

        grant = GrantRow.objects.get()
        assert led_to == REQUESTS
        assert set(grant.parts.split()) == {RecordPart.PATIENT, RecordPart.HISTORY}
        assert (grant.ends_at - grant.starts_at).days in range(85, 95)

    @pytest.mark.rule("R46")
    def test_is_given_once(self, asked: str, anna_reads: Reader) -> None:
        answer(anna_reads, asked, "confirm")
        answer(anna_reads, asked, "confirm")

        assert GrantRow.objects.count() == 1
        assert "Запрос закрыт" in anna_reads.get(REQUESTS).content.decode()

    def test_of_no_parts_is_told_in_words(self, asked: str, anna_reads: Reader) -> None:
        page = answer(anna_reads, asked, "confirm", parts=[])

        assert "Выберите хотя бы один раздел медкарты" in page
        assert not GrantRow.objects.exists()

    @pytest.mark.rule("R45")
    def test_of_no_is_not_told_to_who_asked(self, asked: str, anna_reads: Reader, vera_reads: Reader) -> None:
        before = vera_reads.read(ANNA.name)

        answer(anna_reads, asked, "decline")

        assert not GrantRow.objects.exists()
        assert _words(vera_reads.read(ANNA.name)) == _words(before)

    def test_may_be_never_again(self, asked: str, anna_reads: Reader, vera_reads: Reader) -> None:
        answer(anna_reads, asked, "block")

        assert asked not in anna_reads.get(REQUESTS).content.decode()
        vera_reads.send(ANNA.name, "ask/", **ASKED)
        assert "Сейчас никто ничего не просит" in anna_reads.get(REQUESTS).content.decode()

    def test_of_another_kind_is_none(self, asked: str, anna_reads: Reader) -> None:
        assert anna_reads.post(asked, {"action": "delete", "parts": ["history"], "months": "3"}).status_code == 404

    def test_after_it_was_taken_back_comes_too_late(self, asked: str, anna_reads: Reader, vera_reads: Reader) -> None:
        vera_reads.send(ANNA.name, "")

        answer(anna_reads, asked, "confirm")

        assert not GrantRow.objects.exists()
        assert "Запрос закрыт" in anna_reads.get(REQUESTS).content.decode()


class TestOthers:
    @pytest.mark.rule("R44")
    def test_find_no_such_page(self, asked: str, vera_reads: Reader, stranger: Reader) -> None:
        nobodys = f"{REQUESTS}{UUID(int=1)}/"
        for reader in (vera_reads, stranger):
            assert reader.get(asked).status_code == reader.get(nobodys).status_code == 404
            assert reader.post(asked, {"action": "confirm"}).status_code == 404
        assert not GrantRow.objects.exists()

    def test_see_nothing_in_their_own_list(self, asked: str, stranger: Reader) -> None:
        assert "Сейчас никто ничего не просит" in stranger.get(REQUESTS).content.decode()

    @pytest.mark.rule("R82")
    def test_with_a_password_alone_are_asked_for_more(self, asked: str, unproved: Visitor) -> None:
        for path in (REQUESTS, asked):
            assert unproved.get(path)["Location"].startswith("/step-up/")
        assert unproved.post(asked, {"action": "confirm", "parts": ["history"], "months": "3"})["Location"].startswith(
            "/step-up/"
        )
        assert not GrantRow.objects.exists()


class TestGivingUp:
    @pytest.mark.rule("R53")
    def test_ends_what_was_given(self, trusted: Reader) -> None:
        assert "Отказаться" in trusted.read(ANNA.name, "give-up/")

        led_to = trusted.send(ANNA.name, "give-up/")

        assert led_to == trusted.path(ANNA.name)
        assert GrantRow.objects.get().end == "given-up"
        assert "Отказаться от доступа" not in trusted.read(ANNA.name)

    def test_of_nothing_leads_back(self, vera_reads: Reader, anna_reads: Reader) -> None:
        path = vera_reads.path(ANNA.name, "give-up/")

        assert vera_reads.get(path)["Location"] == vera_reads.path(ANNA.name)

    def test_is_for_the_account_itself(self, trusted: Reader, anna_reads: Reader) -> None:
        anna_reads.send(VERA.name, "give-up/")

        assert GrantRow.objects.get().ended_at is None


def _words(page: str) -> str:
    """A page without what is another one each time: marks of forms."""
    return re.sub(r'value="[^"]*"', "", page)


@pytest.mark.rule("R40")
class TestTheWordOfWhatWaits:
    WORDS = "Вас просят открыть доступ"

    def says(self, reader: Visitor, path: str = "/card-index/") -> int:
        return reader.get(path).content.decode().count(self.WORDS)

    def test_stands_on_the_card_index_and_at_the_top_of_every_page(
        self, anna_reads: Reader, vera_reads: Reader, asked: str
    ) -> None:
        # In the header, in the menu, and the banner.
        assert self.says(anna_reads) == 3
        assert self.says(anna_reads, "/profile/") == 2
        assert self.says(vera_reads) == 0

    def test_costs_the_card_index_no_question(
        self,
        anna_reads: Reader,
        vera_reads: Reader,
        registry: FakeInsuredRegistry,
        now: datetime,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        with CaptureQueriesContext(connection) as before:
            anna_reads.get("/card-index/")
        ask(vera_reads.account_id, ANNA, registry, now)

        with django_assert_num_queries(len(before)):
            assert self.says(anna_reads) == 3

    @pytest.mark.parametrize("action", ["confirm", "decline", "block"])
    def test_goes_with_the_answer(self, anna_reads: Reader, asked: str, action: str) -> None:
        answer(anna_reads, asked, action)

        assert self.says(anna_reads) == 0

    def test_goes_with_the_request(self, anna_reads: Reader, vera_reads: Reader, asked: str) -> None:
        vera_reads.send(ANNA.name, "")

        assert self.says(anna_reads) == 0

    def test_goes_when_the_request_runs_out(
        self, anna_reads: Reader, vera_reads: Reader, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        ask(vera_reads.account_id, ANNA, registry, now - timedelta(days=14, hours=-1))
        waits = self.says(anna_reads)
        Account.objects.filter(pk=anna_reads.account_id).update(asked_until=now - timedelta(seconds=1))

        assert (waits, self.says(anna_reads)) == (3, 0)

    def test_is_mended_by_the_page_of_requests(self, anna_reads: Reader, now: datetime) -> None:
        Account.objects.filter(pk=anna_reads.account_id).update(asked_until=now + timedelta(days=3))

        shown = self.says(anna_reads, REQUESTS)

        assert (shown, self.says(anna_reads)) == (0, 0)

    def test_reaches_who_comes_to_act_for_the_patient_later(
        self,
        anna_reads: Reader,
        vera_reads: Reader,
        dmitry: UUID,
        registry: FakeInsuredRegistry,
        registrar: Actor,
        now: datetime,
    ) -> None:
        add_with_identity(dmitry, DMITRY, registry, now - timedelta(hours=3))
        ask(vera_reads.account_id, MARIA, registry, now - timedelta(hours=1))
        before = self.says(Reader(dmitry))

        represent(DMITRY, MARIA, now, by=registrar)

        assert (before, self.says(Reader(dmitry))) == (0, 3)
