"""«Доступ по коду» and «Ввести код доступа» over HTTP."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from cast import ANNA, DMITRY, MARIA, VERA
from factories.access import CHILD, code_for, decision
from integration.web.conftest import Visitor
from kartoteka.domain.access.models import AccessCodeRow, CodeSwitchRow, GrantRow
from kartoteka.domain.access.types import Ground, Refusal

from .conftest import Reader

pytestmark = pytest.mark.manual("F-09")

DAUGHTER, HERSELF = MARIA.name, ANNA.name
RIGHT_DATE: dict[str, object] = {
    "birth_day": MARIA.birth_date.day, "birth_month": MARIA.birth_date.month, "birth_year": MARIA.birth_date.year,
}  # fmt: skip
NOT_ACCEPTED = "Код не подошёл"
# Nobody issued it, and its check symbol fits.
FOREIGN = "00000-00001-1"


def issue(parent: Reader) -> str:
    """The code that the page shows."""
    parent.send(DAUGHTER, "code/", action="on")
    found = re.search(r"<code>([0-9A-Z*~$=-]+)</code>", parent.send(DAUGHTER, "code/", action="issue"))
    assert found
    return found[1]


@pytest.mark.rule("R47", "D4")
class TestAParent:
    def test_finds_access_by_code_switched_off(self, anna_reads: Reader) -> None:
        page = anna_reads.read(DAUGHTER, "code/")

        assert "Выключен" in page
        assert "Выдать код" not in page

    def test_switches_it_on_and_off(self, anna_reads: Reader) -> None:
        anna_reads.send(DAUGHTER, "code/", action="on")
        assert "Доступ по коду включён" in anna_reads.read(DAUGHTER, "code/")
        assert "Выключить доступ по коду?" in anna_reads.read(DAUGHTER, "code/?switch=off")

        anna_reads.send(DAUGHTER, "code/", action="off")

        assert "Доступ по коду выключен" in anna_reads.read(DAUGHTER, "code/")
        assert not CodeSwitchRow.objects.filter(off_at=None).exists()

    def test_sees_a_code_once(self, anna_reads: Reader) -> None:
        code = issue(anna_reads)

        page = anna_reads.read(DAUGHTER, "code/")

        assert "Показать его снова нельзя" in page
        assert code not in page
        assert bytes(AccessCodeRow.objects.get().code_hash) != code.encode()

    def test_gets_a_slip_that_names_the_child_no_further_than_a_finder_could_not_find_her(
        self, anna_reads: Reader
    ) -> None:
        anna_reads.send(DAUGHTER, "code/", action="on")

        page = anna_reads.send(DAUGHTER, "code/", action="issue")

        slip = page.partition('class="box slip"')[2].partition("</section>")[0]
        assert "Мария С." in slip
        assert "data:image/svg+xml" in slip
        assert str(DAUGHTER) not in slip
        assert str(MARIA.birth_date.year) not in slip

    def test_who_sends_the_form_twice_sees_the_code_that_works(self, anna_reads: Reader, vera_reads: Reader) -> None:
        first, second = issue(anna_reads), issue(anna_reads)

        assert NOT_ACCEPTED in vera_reads.send(DAUGHTER, "redeem/", code=first, **RIGHT_DATE)
        assert vera_reads.send(DAUGHTER, "redeem/", code=second, **RIGHT_DATE) == vera_reads.path(DAUGHTER)

    def test_issues_none_while_it_is_off(self, anna_reads: Reader) -> None:
        assert anna_reads.send(DAUGHTER, "code/", action="issue") == anna_reads.path(DAUGHTER, "code/")
        assert "Сначала включите его" in anna_reads.read(DAUGHTER, "code/")
        assert not AccessCodeRow.objects.exists()

    @pytest.mark.parametrize(("answer", "is_closed"), [("keep", False), ("close", True)])
    def test_is_asked_about_those_who_read_by_a_code(
        self, anna_reads: Reader, vera_reads: Reader, answer: str, *, is_closed: bool
    ) -> None:
        vera_reads.send(DAUGHTER, "redeem/", code=issue(anna_reads), **RIGHT_DATE)
        assert "уже видят: 1 учетная запись" in anna_reads.read(DAUGHTER, "code/?switch=off")

        anna_reads.send(DAUGHTER, "code/", action="off", grants=answer)

        assert (GrantRow.objects.get().ended_at is not None) is is_closed

    @pytest.mark.rule("R82")
    def test_gives_more_than_a_password_first(self, anna_reads: Reader, unproved: Visitor) -> None:
        path = anna_reads.path(DAUGHTER, "code/")

        assert unproved.get(path)["Location"].startswith("/step-up/")
        assert unproved.post(path, {"action": "on"})["Location"].startswith("/step-up/")
        assert not CodeSwitchRow.objects.exists()

    @pytest.mark.rule("R13")
    def test_does_nothing_by_a_form_of_another_childs_page(self, anna_reads: Reader) -> None:
        answer = anna_reads.post(anna_reads.path(DAUGHTER, "code/"), {"card": "another", "action": "on"})

        assert answer.status_code == 404
        assert not CodeSwitchRow.objects.exists()


class TestWhoIsNoParent:
    @pytest.mark.parametrize("whose", [HERSELF, DMITRY.name, VERA.name])
    def test_issues_no_codes_and_reads_why(self, anna_reads: Reader, whose: object) -> None:
        answer = anna_reads.get(anna_reads.path(whose, "code/"))

        assert answer.status_code == 403
        assert "законные представители, пока ему нет 18 лет" in answer.content.decode()

    def test_switches_nothing_on(self, vera_reads: Reader) -> None:
        assert "законные представители" in vera_reads.send(DAUGHTER, "code/", action="on")
        assert not CodeSwitchRow.objects.exists()


class TestRedeeming:
    def test_opens_the_record_and_says_until_when(self, anna_reads: Reader, vera_reads: Reader, now: datetime) -> None:
        code = issue(anna_reads)

        led_to = vera_reads.send(DAUGHTER, "redeem/", code=code.lower().replace("-", " "), **RIGHT_DATE)

        page = vera_reads.get(led_to).content.decode()
        assert "Медкарта открыта Вам" in page
        assert "по коду доступа, до" in page
        assert "Рецепты" in page
        assert decision(vera_reads.account_id, now + timedelta(minutes=5)).ground is Ground.CODE

    @pytest.mark.rule("R48")
    def test_tells_one_thing_of_everything_wrong(self, anna_reads: Reader, vera_reads: Reader) -> None:
        code = issue(anna_reads)
        wrong_date = RIGHT_DATE | {"birth_day": MARIA.birth_date.day + 1}

        answers = {
            re.sub(r'value="[^"]*"', "", vera_reads.send(DAUGHTER, "redeem/", code=typed, **born))
            for typed, born in ((FOREIGN, RIGHT_DATE), (code, wrong_date), (FOREIGN, wrong_date))
        }

        assert len(answers) == 1
        assert NOT_ACCEPTED in answers.pop()

    @pytest.mark.rule("R48")
    @pytest.mark.parametrize("wrong", ["code", "date", "switched off", "nobody's"])
    def test_takes_as_long_whatever_is_wrong(
        self,
        wrong: str,
        anna_reads: Reader,
        vera_reads: Reader,
        settings: Settings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        settings.KARTOTEKA_EQUAL_ANSWERS_TAKE = timedelta(hours=1)
        waited: list[float] = []
        monkeypatch.setattr("kartoteka.web.accounts.timing.time.sleep", waited.append)
        code = issue(anna_reads) if wrong != "nobody's" else FOREIGN
        if wrong == "switched off":
            anna_reads.send(DAUGHTER, "code/", action="off", grants="keep")
        born = RIGHT_DATE | ({"birth_day": MARIA.birth_date.day + 1} if wrong == "date" else {})

        page = vera_reads.send(DAUGHTER, "redeem/", code=FOREIGN if wrong == "code" else code, **born)

        assert NOT_ACCEPTED in page
        assert [round(one / 3600) for one in waited] == [1]

    @pytest.mark.rule("R48")
    def test_stops_at_the_sixth_miss_and_says_for_how_long(self, anna_reads: Reader, vera_reads: Reader) -> None:
        code = issue(anna_reads)
        for _ in range(5):
            vera_reads.send(DAUGHTER, "redeem/", code=FOREIGN, **RIGHT_DATE)

        form = {"card": str(vera_reads.cards[str(DAUGHTER)].card_id), "code": code} | RIGHT_DATE
        answer = vera_reads.post(vera_reads.path(DAUGHTER, "redeem/"), form)

        assert answer.status_code == 429
        assert re.search(r"снова ввести код можно через (1 час|\d+ минут)", answer.content.decode())

    def test_tells_a_slip_of_the_hand_at_its_field(self, vera_reads: Reader) -> None:
        page = vera_reads.send(DAUGHTER, "redeem/", code="00000-00001-2", **RIGHT_DATE)

        assert 'href="#id_code"' in page
        assert "В коде опечатка" in page

    def test_asks_for_both_and_keeps_what_was_typed(self, vera_reads: Reader) -> None:
        page = vera_reads.send(DAUGHTER, "redeem/", code="", birth_day="31", birth_month="2", birth_year="2018")

        assert "Введите код доступа" in page
        assert "Такой даты нет в календаре" in page
        assert 'value="31"' in page

    def test_after_seven_days_is_too_late(self, anna_reads: Reader, vera_reads: Reader, now: datetime) -> None:
        code = issue(anna_reads)

        with time_machine.travel(now + timedelta(days=7, minutes=1)):
            late = Reader(vera_reads.account_id)
            late.cards = vera_reads.cards
            assert NOT_ACCEPTED in late.send(DAUGHTER, "redeem/", code=code, **RIGHT_DATE)

    def test_is_offered_for_children_alone(self, vera_reads: Reader) -> None:
        assert "Ввести код доступа" in vera_reads.read(DAUGHTER)
        assert "Ввести код доступа" not in vera_reads.read(HERSELF)

    @pytest.mark.rule("R13")
    def test_is_refused_by_a_form_of_another_childs_page(self, anna_reads: Reader, vera_reads: Reader) -> None:
        form = {"card": str(vera_reads.cards[str(HERSELF)].card_id), "code": issue(anna_reads)} | RIGHT_DATE

        assert vera_reads.post(vera_reads.path(DAUGHTER, "redeem/"), form).status_code == 404
        assert not GrantRow.objects.exists()


class TestAddresses:
    def test_hold_no_code(self, anna_reads: Reader, vera_reads: Reader) -> None:
        code = issue(anna_reads)

        led_to = vera_reads.send(DAUGHTER, "redeem/", code=code, **RIGHT_DATE)

        assert code not in led_to
        assert "?" not in led_to

    @pytest.mark.rule("R5")
    @pytest.mark.parametrize("name", ["", "code/", "redeem/"])
    def test_lead_a_stranger_nowhere(self, anna_reads: Reader, stranger: Reader, name: str) -> None:
        for whose in (HERSELF, DAUGHTER):
            answer = stranger.get(anna_reads.path(whose, name))

            assert answer.status_code == 404
            assert "Соколова" not in answer.content.decode()

    @pytest.mark.rule("R5", "R13")
    @pytest.mark.parametrize("name", ["code/", "redeem/"])
    def test_take_no_form_from_a_stranger(self, anna_reads: Reader, stranger: Reader, now: datetime, name: str) -> None:
        issued = code_for(MARIA, anna_reads.account_id, now - timedelta(hours=1))
        form: dict[str, object] = {"card": str(anna_reads.cards[str(DAUGHTER)].card_id), "code": issued.code}

        assert (
            stranger.post(anna_reads.path(DAUGHTER, name), form | RIGHT_DATE | {"action": "issue"}).status_code == 404
        )
        assert decision(stranger.account_id, now, CHILD).refusal is Refusal.NO_RIGHT
