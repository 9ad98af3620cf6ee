"""To whom a record opens, what of it, and what is said where it does not: over HTTP, through the one door."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM, MARIA, VERA
from factories.access import ask, confirm, person_id, represent
from factories.people import add, add_with_identity, make_account
from factories.records import SENSITIVE, a_case, a_prescription, a_record, a_result, measured
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.trusted import end_grant, forbid_display
from kartoteka.domain.access.types import USUAL_PARTS, Action, ItemState, Leaf, RecordPart
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.health_record.types import Benefit
from kartoteka.shared.actor import Actor

from .conftest import Visitor, page_of
from .record_reading import DAY, Reader, keep, prove

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-11")]
SECTIONS = ("", "history/", "results/", "prescriptions/", "observation/", "documents/")
PARTS = ("overview", "history", "results", "prescriptions", "observation", "documents")


class Two(NamedTuple):
    """Вера, whose record it is, and Анна, who keeps her in her index."""

    vera: UUID
    anna: Reader

    def agree(self, registry: FakeInsuredRegistry, now: datetime, *parts: RecordPart) -> UUID:
        """What Вера gives Анна."""
        terms = Terms(parts=parts or USUAL_PARTS)
        asked = ask(self.anna.visitor.account_id, VERA, registry, now, terms=terms)
        return confirm(self.vera, asked.request_id, now, terms=terms).grant_id


@pytest.fixture
def two(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Two:
    vera = make_account(VERA, now)
    add_with_identity(vera, VERA, registry, now - timedelta(hours=2))
    add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
    return Two(vera, Reader(anna, add(anna, VERA, registry, now - timedelta(hours=1)), now))


@pytest.fixture
def mother(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    """Анна before the record of her daughter."""
    add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
    card = add(anna, MARIA, registry, now - timedelta(hours=1))
    represent(ANNA, MARIA, now - timedelta(hours=1))
    return Reader(anna, card, now)


class TestWhoseRecord:
    def test_is_chosen_among_those_that_open_with_the_ground_of_each(
        self, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        two.agree(registry, now)

        page = two.anna.visitor.get("/records/").content.decode()

        opened, _, closed = page.partition("Пока закрыты")
        assert str(VERA.name) in opened
        assert "Доступ с согласия пациента до" in opened
        assert f'href="{page_of(two.anna.card, "record/")}"' in opened
        assert not closed

    def test_says_what_is_in_the_way_of_the_others(self, two: Two) -> None:
        page = two.anna.visitor.get("/records/").content.decode()

        opened, _, closed = page.partition("Пока закрыты")
        assert str(ANNA.name) in opened
        assert str(VERA.name) in closed
        assert "Его можно запросить у пациента" in closed
        assert f'href="{page_of(two.anna.card, "access/")}"' in closed
        assert f'href="{page_of(two.anna.card, "record/")}"' not in page

    @pytest.mark.rule("R73")
    def test_is_no_look_at_anybody(self, two: Two) -> None:
        two.anna.visitor.get("/records/")

        assert not JournalRow.objects.exists()

    def test_of_an_empty_index_leads_to_it(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        page = visit(anna).get("/records/").content.decode()

        assert "В картотеке пока никого нет" in page


@pytest.mark.rule("R5")
class TestAStranger:
    def test_finds_no_page_and_leaves_no_trace(self, mother: Reader, darya: UUID, now: datetime) -> None:
        case = a_case(DAY)
        keep(MARIA, a_record(case), now)
        stranger = Visitor(darya)
        prove(stranger, now)

        for path in (*SECTIONS, f"history/{case.heading.case_id}/"):
            answer = stranger.get(page_of(mother.card, f"record/{path}"))
            assert answer.status_code == 404
            assert str(MARIA.name) not in answer.content.decode()
        assert JournalRow.objects.count() == 0

    def test_opens_no_entry_of_another_person_through_his_own_card(
        self, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        own, others = a_case(DAY), a_case(DAY)
        keep(VERA, a_record(own), now)
        keep(ANNA, a_record(others), now)
        two.agree(registry, now)

        assert two.anna.status(f"history/{own.heading.case_id}/") == 200
        assert two.anna.status(f"history/{others.heading.case_id}/") == 404


@pytest.mark.rule("R73")
class TestTheJournal:
    def test_has_a_row_for_every_page(self, mother: Reader, now: datetime) -> None:
        keep(MARIA, a_record(), now)

        for path in SECTIONS:
            assert mother.status(path) == 200

        rows = JournalRow.objects.order_by("number")
        assert [row.part for row in rows] == list(PARTS)
        assert {row.person_id for row in rows} == {person_id(MARIA)}
        assert {row.ground for row in rows} == {"representative"}

    @pytest.mark.rule("R73")
    def test_names_a_page_of_several_parts_by_its_name(self, mother: Reader, now: datetime) -> None:
        case = a_case(DAY)
        keep(MARIA, a_record(case), now)

        for path in ("", f"history/{case.heading.case_id}/"):
            assert mother.status(path) == 200

        page = mother.visitor.get(page_of(mother.card, "access/journal/")).content.decode()
        assert [row.part for row in JournalRow.objects.order_by("number")] == ["overview", "case"]
        assert "обзор медкарты" in page
        assert "случай лечения: диагнозы, визиты, результаты, рецепты" in page

    def test_names_the_part_and_tells_nothing_of_its_contents(self, mother: Reader, now: datetime) -> None:
        keep(MARIA, a_record(a_case(DAY)), now)
        for path in SECTIONS:
            mother.status(path)

        for row in JournalRow.objects.values():
            said = {name: value for name, value in row.items() if isinstance(value, str)}
            assert said.pop("action") in set(Action)
            assert said.pop("part") in {*RecordPart, *Leaf}
            assert said == {
                "person_id": person_id(MARIA),
                "viewer_name": str(ANNA.name),
                "ground": "representative",
                "refusal": "",
                "channel": "web",
            }

    def test_that_can_not_be_written_opens_nothing(
        self, mother: Reader, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> int:
            raise OSError("the disk is full")

        keep(MARIA, a_record(a_case(DAY)), now)
        monkeypatch.setattr("kartoteka.domain.access.journal.write", fail)

        for path in SECTIONS:
            answer = mother.visitor.get(page_of(mother.card, f"record/{path}"))
            assert answer.status_code == 500
            assert "J06.9" not in answer.content.decode()

    def test_has_a_row_for_a_try_that_was_refused(self, two: Two, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), now)

        assert two.anna.status("history/") == 403

        assert [(row.part, row.refusal) for row in JournalRow.objects.all()] == [("history", "no-right")]


class TestARefusal:
    def test_says_how_to_ask_an_adult(self, two: Two, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), now)

        page = two.anna.read()

        assert "Эта медкарта Вам пока не открыта" in page
        assert "Попросите самого человека" in page
        assert "J06.9" not in page
        assert "record__nav" not in page

    def test_says_how_to_become_a_childs_reader(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add_with_identity(anna, ANNA, registry, now)
        page = Reader(anna, add(anna, MARIA, registry, now), now).read()

        assert "свидетельство о рождении" in page
        assert "код доступа" in page

    def test_says_how_to_confirm_who_one_is(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        page = Reader(anna, add(anna, ANNA, registry, now), now).read()

        for words in ("Подтвердите личность", "Госуслуги", "регистратуре", "паспортом"):
            assert words in page

    @pytest.mark.rule("R20")
    def test_comes_before_the_door_while_data_are_checked(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        card = add(anna, ARTYOM, registry, now)
        CardRow.objects.filter(pk=card.card_id).update(person_id=None, state="awaiting")

        reader = Reader(anna, card, now)

        assert reader.status() == 403
        assert "Медкарта откроется после проверки данных" in reader.read()
        assert JournalRow.objects.count() == 0

    @pytest.mark.rule("R56")
    def test_of_who_was_shut_out_is_the_same_page(self, two: Two, registry: FakeInsuredRegistry, now: datetime) -> None:
        before = main_of(two.anna.read())
        forbid_display(
            person_id=person_id(VERA), account_id=two.anna.visitor.account_id, by=Actor.account(two.vera), now=now
        )

        assert main_of(two.anna.read()) == before

    @pytest.mark.rule("R53")
    def test_follows_at_once_when_access_ends(self, two: Two, registry: FakeInsuredRegistry, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), now)
        grant = two.agree(registry, now)
        assert two.anna.status("history/") == 200

        end_grant(grant_id=grant, by=Actor.account(two.vera), now=now)

        assert two.anna.status("history/") == 403
        assert "J06.9" not in two.anna.read("history/")


@pytest.mark.rule("R58")
class TestWhatMayNotBeRead:
    def test_is_on_no_page_in_no_total_and_no_search(
        self, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        secret = a_case(DAY, title="Приём психотерапевта", speciality="Психотерапия", label=SENSITIVE)
        tests = (a_result(DAY, measured("5.5")), a_result(DAY, title="Тайный анализ", label=SENSITIVE))
        drugs = (a_prescription(DAY, DAY, drug="Зопиклон", label=SENSITIVE),)
        keep(VERA, a_record(a_case(DAY), secret, results=tests, prescriptions=drugs), now)
        two.agree(registry, now)

        pages = [two.anna.read(path) for path in SECTIONS]
        searched = two.anna.search("психотерапевта")

        for page in (*pages, searched):
            for words in ("Приём психотерапевта", "Психотерапия", "Тайный анализ", "Зопиклон"):
                assert words not in page
        assert '<span class="vh">, записей: </span>1<' in pages[1]
        assert "Рецептов пока нет" in pages[3]
        assert "Найдено: 0 случаев" in searched
        assert two.anna.status(f"history/{secret.heading.case_id}/") == 404
        assert two.anna.status(f"results/{tests[1].result_id}/") == 404

    def test_is_read_by_the_patient_himself(self, two: Two, registry: FakeInsuredRegistry, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY, title="Приём психотерапевта", label=SENSITIVE)), now)
        card = CardRow.objects.get(index_id=two.vera)
        owner = Visitor(two.vera)
        prove(owner, now)

        assert "Приём психотерапевта" in owner.get(f"/card-index/{card.pk}/record/").content.decode()

    @pytest.mark.rule("R59")
    def test_was_annulled_and_vanishes_for_who_was_let_in(
        self, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        keep(VERA, a_record(results=(a_result(DAY, title="Испорчен", state=ItemState.ANNULLED),)), now)
        two.agree(registry, now)

        assert "Испорчен" not in two.anna.read("results/")

    def test_closes_the_parts_that_were_not_given_and_leaves_the_others(
        self, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        keep(VERA, a_record(a_case(DAY), results=(a_result(DAY, title="Анализ крови"),)), now)
        two.agree(registry, now, RecordPart.RESULTS)

        overview, closed = two.anna.read(), two.anna.read("history/")

        assert "Анализ крови" in two.anna.read("results/")
        assert "J06.9" not in overview
        assert two.anna.status("history/") == 403
        assert "Пациент не открыл Вам эту часть медкарты" in closed
        assert page_of(two.anna.card, "record/results/") in closed

    @pytest.mark.rule("R65")
    def test_is_the_number_of_a_benefit_without_its_part(
        self, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        one = a_prescription(DAY, DAY, benefit=Benefit("Сахарный диабет", 100), series="59-26", number="1234567")
        case = a_case(DAY, prescriptions=(one,))
        keep(VERA, a_record(case), now)
        two.agree(registry, now)

        pages = [two.anna.read("prescriptions/"), two.anna.read(f"history/{case.heading.case_id}/")]

        for page in pages:
            assert "Метформин" in page
            assert "1234567" not in page
            assert "диабет" not in page
        assert "видит только сам пациент" in pages[0]


class TestTheWayThere:
    def test_is_a_link_on_the_persons_page_and_in_the_menu_of_his_card(self, mother: Reader) -> None:
        record = page_of(mother.card, "record/")

        assert f'href="{record}"' in mother.visitor.get(page_of(mother.card)).content.decode()
        assert f'href="{record}"' in mother.visitor.get("/card-index/").content.decode()

    @pytest.mark.rule("R82")
    def test_asks_for_more_than_a_password(self, mother: Reader, now: datetime) -> None:
        keep(MARIA, a_record(a_case(DAY)), now)
        visitor = Visitor(mother.visitor.account_id)

        for path in SECTIONS:
            answer = visitor.get(page_of(mother.card, f"record/{path}"))
            assert answer.status_code == 302
            assert answer["Location"].startswith("/step-up/?next=")
        assert JournalRow.objects.count() == 0

    def test_is_kept_by_no_browser(self, mother: Reader, now: datetime) -> None:
        keep(MARIA, a_record(), now)

        for path in SECTIONS:
            assert mother.visitor.get(page_of(mother.card, f"record/{path}"))["Cache-Control"] == "no-store"


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]
