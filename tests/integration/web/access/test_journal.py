"""«Кто смотрел медкарту» over HTTP: the pages, and the table to take away."""

import csv
import io
import re
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.http import HttpResponse

from cast import ANNA, MARIA, VERA
from integration.web.conftest import Visitor
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.types import Action, RecordPart
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.feedback.models import TicketRow
from kartoteka.domain.feedback.types import TicketKind
from kartoteka.domain.regions.models import RegionRow

from .conftest import Reader

pytestmark = pytest.mark.rule("R73")

HERSELF, DAUGHTER = ANNA.name, MARIA.name
PERSON = f"person-{ANNA.number}"


def look(who: Visitor, at: datetime, part: RecordPart = RecordPart.HISTORY, *, action: Action = Action.READ) -> None:
    with suppress(RecordClosed):
        open_record(viewer_id=who.account_id, person_id=PERSON, now=at, part=part, action=action)


class TestThePage:
    def test_tells_who_looked_at_what_and_by_what_right(
        self, anna_reads: Reader, trusted: Reader, long_ago: datetime
    ) -> None:
        look(trusted, long_ago + timedelta(hours=1))
        look(trusted, long_ago + timedelta(hours=1, minutes=3), RecordPart.RESULTS, action=Action.DOWNLOAD)
        look(anna_reads, long_ago + timedelta(days=1))

        page = anna_reads.read(HERSELF, "journal/")

        for words in (str(VERA.name), "С согласия", "Просмотр и скачивание: история лечения, результаты", "2 раза, с "):
            assert words in page
        assert ">Вы</th>" in page

    @pytest.mark.parametrize(("years", "words"), [(3, "3 года"), (5, "5 лет"), (21, "21 год")])
    def test_tells_how_long_looks_are_kept(
        self, anna_reads: Reader, long_ago: datetime, years: int, words: str
    ) -> None:
        RegionRow.objects.update(looks_kept_years=years)
        assert f"Просмотры хранятся {words}, потом удаляются" in anna_reads.read(HERSELF, "journal/")

        look(anna_reads, long_ago + timedelta(hours=1))

        assert f"Просмотры хранятся {words}, потом удаляются" in anna_reads.read(HERSELF, "journal/")

    def test_tells_of_tries_that_were_refused(self, anna_reads: Reader, vera_reads: Reader, long_ago: datetime) -> None:
        look(vera_reads, long_ago + timedelta(hours=1))

        assert "Попытка: права не было" in anna_reads.read(HERSELF, "journal/")

    @pytest.mark.rule("R44")
    def test_shows_a_trusted_account_its_own_looks_alone(
        self, anna_reads: Reader, trusted: Reader, long_ago: datetime
    ) -> None:
        look(anna_reads, long_ago + timedelta(hours=1))
        look(trusted, long_ago + timedelta(hours=2))

        page = trusted.read(HERSELF, "journal/")

        assert "Здесь только Ваши просмотры" in page
        assert page.count('<th scope="row">') == 1

    def test_says_why_it_is_closed_to_all_others(self, vera_reads: Reader) -> None:
        for name in ("journal/", "journal/export/"):
            answer = vera_reads.get(vera_reads.path(HERSELF, name))

            assert answer.status_code == 403
            assert "законным представителям" in answer.content.decode()

    def test_leads_from_page_to_page_to_the_very_first_look(
        self, anna_reads: Reader, trusted: Reader, long_ago: datetime
    ) -> None:
        for minute in range(60):
            look(trusted if minute % 2 else anna_reads, long_ago + timedelta(minutes=minute + 1))
        path, seen = anna_reads.path(HERSELF, "journal/"), 0

        while path:
            page = anna_reads.get(path).content.decode()
            seen += page.count('<th scope="row">')
            older = re.search(r'href="([^"]+\?before=\d+)"', page)
            path = older[1] if older else ""

        assert seen == JournalRow.objects.count() == 60

    @pytest.mark.parametrize("before", ["0", "-1", "x", "%00", "9" * 18, "9" * 40])
    def test_does_not_fall_over_a_strange_place(self, anna_reads: Reader, before: str) -> None:
        assert anna_reads.get(anna_reads.path(HERSELF, f"journal/?before={before}")).status_code == 200

    @pytest.mark.rule("R5")
    @pytest.mark.parametrize("name", ["journal/", "journal/export/", "people/", "give-up/"])
    def test_is_nowhere_for_a_stranger(self, anna_reads: Reader, stranger: Reader, name: str) -> None:
        assert stranger.get(anna_reads.path(HERSELF, name)).status_code == 404


class TestALookThatSurprises:
    @pytest.fixture
    def path(self, anna_reads: Reader, trusted: Reader, long_ago: datetime) -> str:
        """Where Анна tells of Вера's look."""
        look(trusted, long_ago + timedelta(hours=1))
        found = re.search(r'href="([^"]+/journal/1/)"', anna_reads.read(HERSELF, "journal/"))
        assert found
        return found[1]

    def test_is_told_to_support_without_naming_anybody(self, anna_reads: Reader, path: str) -> None:
        page = anna_reads.get(path).content.decode()
        assert str(VERA.name) in page
        assert "Не знаю, кто это" in page

        answer = send(anna_reads, path, words="Я её не просила", email=ANNA.email)

        ticket = TicketRow.objects.get()
        assert answer.headers["Location"] == f"/feedback/sent/{quote(ticket.number)}/"
        assert ticket.account_id == anna_reads.account_id
        assert ticket.kind == TicketKind.RECORD
        assert "место 1," in ticket.text
        assert "Я её не просила" in ticket.text
        assert VERA.name.family not in ticket.text
        assert ANNA.name.family not in ticket.text

    def test_of_ones_own_account_leads_to_where_one_signed_in(self, anna_reads: Reader, long_ago: datetime) -> None:
        look(anna_reads, long_ago + timedelta(hours=1))

        page = anna_reads.read(HERSELF, "journal/1/")

        assert "Это не я" in page
        assert "/profile/sessions/" in page

    @pytest.mark.rule("R12")
    def test_is_told_once_by_a_form_sent_twice(self, anna_reads: Reader, path: str) -> None:
        key = str(uuid4())

        for _ in range(2):
            send(anna_reads, path, email=ANNA.email, form_key=key)

        assert TicketRow.objects.count() == 1

    def test_needs_an_address_for_the_answer(self, anna_reads: Reader, path: str) -> None:
        answer = send(anna_reads, path, words="Кто это?", email="")

        assert answer.status_code == 422
        assert "Введите электронную почту" in answer.content.decode()
        assert "Кто это?" in answer.content.decode()

    @pytest.mark.rule("R44", "R5")
    def test_is_no_page_for_whom_it_does_not_concern(
        self, anna_reads: Reader, trusted: Reader, stranger: Reader, path: str, long_ago: datetime
    ) -> None:
        look(anna_reads, long_ago + timedelta(hours=2))

        assert stranger.get(path).status_code == 404
        assert trusted.get(trusted.path(HERSELF, "journal/1/")).status_code == 200
        assert trusted.get(trusted.path(HERSELF, "journal/2/")).status_code == 404
        assert anna_reads.get(anna_reads.path(HERSELF, "journal/3/")).status_code == 404
        assert anna_reads.get(anna_reads.path(DAUGHTER, "journal/1/")).status_code == 404

    @pytest.mark.rule("R13")
    def test_is_not_told_by_a_form_of_another_patients_page(self, anna_reads: Reader, path: str) -> None:
        assert anna_reads.post(path, {"card": str(uuid4()), "email": ANNA.email}).status_code == 404
        assert not TicketRow.objects.exists()


def send(reader: Reader, path: str, **data: object) -> HttpResponse:
    """The form of a look, sent."""
    return reader.post(path, {"card": str(reader.cards[str(HERSELF)].card_id)} | data)


class TestTheTable:
    def test_has_every_look_unfolded(self, anna_reads: Reader, trusted: Reader, long_ago: datetime) -> None:
        for minute in (1, 2):
            look(trusted, long_ago + timedelta(minutes=minute))

        lines = rows(anna_reads)

        assert lines[0][0] == "Дата и время"
        assert [line[2:] for line in lines[1:]] == [
            [str(VERA.name), "С согласия", "Просмотр: история лечения", "на Портале"]
        ] * 2

    def test_is_called_by_its_day_alone(self, anna_reads: Reader) -> None:
        answer = anna_reads.get(anna_reads.path(HERSELF, "journal/export/"))

        assert re.fullmatch(r'attachment; filename="journal-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])
        assert answer["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
    def test_holds_no_formula(self, anna_reads: Reader, trusted: Reader, long_ago: datetime, beginning: str) -> None:
        CardRow.objects.filter(index_id=trusted.account_id, is_main=True).update(family=f"{beginning}HYPERLINK(1)")
        look(trusted, long_ago + timedelta(minutes=1))

        cells = rows(anna_reads)[1]

        assert cells[2] == f"'{beginning}HYPERLINK(1) Вера Петровна"


def rows(reader: Reader) -> list[list[str]]:
    """The lines of the table."""
    answer = reader.get(reader.path(HERSELF, "journal/export/"))
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
