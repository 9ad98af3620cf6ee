"""«Кто видит карту», «Запретить отображение» and «Отказаться от доступа» over HTTP."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cast import ANNA, DARYA, DMITRY, MARIA, VERA
from factories.access import code_for, decision, represent
from factories.people import add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from integration.web.conftest import Visitor
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.models import DenialRow, GrantRow
from kartoteka.domain.access.types import GrantEnd, Refusal
from kartoteka.shared.actor import Actor

from .conftest import Reader

pytestmark = [pytest.mark.manual("F-10"), pytest.mark.rule("R53")]

HERSELF, DAUGHTER = ANNA.name, MARIA.name


def one(reader: Reader) -> str:
    """The page about this account among those who see the record."""
    return f"people/{reader.account_id}/"


class TestThePage:
    def test_names_everybody_with_ground_term_and_last_look(
        self, anna_reads: Reader, trusted: Reader, long_ago: datetime
    ) -> None:
        open_record(viewer_id=trusted.account_id, person_id=f"person-{ANNA.number}", now=long_ago + timedelta(hours=2))

        page = anna_reads.read(HERSELF, "people/")

        for words in (str(HERSELF), "Это Вы", "Сам пациент", str(VERA.name), "С согласия", "До какого дня"):
            assert words in page
        assert page.count("ещё ни разу") == 1

    def test_offers_no_ban_of_oneself(self, anna_reads: Reader, trusted: Reader) -> None:
        page = anna_reads.read(HERSELF, "people/")

        assert page.count("Запретить отображение") == 1
        assert anna_reads.get(anna_reads.path(HERSELF, one(anna_reads))).status_code == 404

    @pytest.mark.rule("R82")
    def test_wants_more_than_a_password(self, anna_reads: Reader, unproved: Visitor) -> None:
        for name in ("people/", "journal/", "journal/export/"):
            assert unproved.get(anna_reads.path(HERSELF, name))["Location"].startswith("/step-up/")

    @pytest.mark.rule("R44")
    def test_is_closed_to_who_was_only_let_in(self, trusted: Reader) -> None:
        answer = trusted.get(trusted.path(HERSELF, "people/"))

        assert answer.status_code == 403
        assert str(DARYA.name) not in answer.content.decode()
        assert trusted.get(trusted.path(HERSELF, one(trusted))).status_code == 403

    @pytest.mark.rule("R4")
    def test_leads_to_the_listings_and_they_lead_back(self, anna_reads: Reader) -> None:
        assert "/card-index/listings/" in anna_reads.read(HERSELF, "people/")
        assert anna_reads.path(HERSELF, "people/") in anna_reads.get("/card-index/listings/").content.decode()


class TestForbidding:
    def test_asks_first_and_then_ends_access_at_once(self, anna_reads: Reader, trusted: Reader, now: datetime) -> None:
        assert "Запретить отображение?" in anna_reads.read(HERSELF, one(trusted))

        anna_reads.send(HERSELF, one(trusted), action="forbid")

        assert "Отображение запрещено" in anna_reads.read(HERSELF, "people/")
        later = now + timedelta(seconds=30)
        assert decision(trusted.account_id, later, f"person-{ANNA.number}").refusal is Refusal.FORBIDDEN
        assert "У Вас нет доступа к этой медкарте" in trusted.read(HERSELF)

    @pytest.mark.rule("R56")
    def test_is_lifted_and_brings_nothing_back(self, anna_reads: Reader, trusted: Reader) -> None:
        anna_reads.send(HERSELF, one(trusted), action="forbid")
        assert "Снять запрет?" in anna_reads.read(HERSELF, one(trusted))

        anna_reads.send(HERSELF, one(trusted), action="allow")

        assert "Запрет снят" in anna_reads.read(HERSELF, "people/")
        assert not DenialRow.objects.filter(lifted_at=None).exists()
        assert GrantRow.objects.get().end == GrantEnd.REVOKED

    def test_is_not_the_only_way(self, anna_reads: Reader, trusted: Reader) -> None:
        anna_reads.send(HERSELF, one(trusted), action="close")

        assert not DenialRow.objects.exists()
        assert GrantRow.objects.get().end == GrantEnd.REVOKED
        assert "Доступ закрыт" in anna_reads.read(HERSELF, "people/")

    def test_twice_is_once(self, anna_reads: Reader, trusted: Reader) -> None:
        for _ in range(2):
            anna_reads.send(HERSELF, one(trusted), action="forbid")

        assert DenialRow.objects.count() == 1

    @pytest.mark.rule("R13", "R44")
    def test_is_for_the_patients_side_alone(self, anna_reads: Reader, trusted: Reader, stranger: Reader) -> None:
        form: dict[str, object] = {"card": str(anna_reads.cards[str(HERSELF)].card_id), "action": "forbid"}

        assert stranger.post(anna_reads.path(HERSELF, one(trusted)), form).status_code == 404
        assert anna_reads.post(anna_reads.path(DAUGHTER, one(trusted)), form).status_code == 404
        assert "законным представителям" in trusted.send(HERSELF, one(anna_reads), action="forbid")
        assert not DenialRow.objects.exists()

    def test_of_somebody_who_was_never_there_finds_no_page(self, anna_reads: Reader) -> None:
        assert anna_reads.get(anna_reads.path(HERSELF, f"people/{uuid4()}/")).status_code == 404


class TestGivingUp:
    def test_asks_first_and_then_closes_the_record(self, trusted: Reader) -> None:
        assert "Отказаться от доступа?" in trusted.read(HERSELF, "give-up/")

        trusted.send(HERSELF, "give-up/")

        assert GrantRow.objects.get().end == GrantEnd.GIVEN_UP
        assert "Вы отказались от доступа" in trusted.read(HERSELF)

    def test_is_of_access_by_code_too(self, anna_reads: Reader, vera_reads: Reader, now: datetime) -> None:
        code = code_for(MARIA, anna_reads.account_id, now - timedelta(minutes=5)).code
        born = MARIA.birth_date
        vera_reads.send(
            DAUGHTER, "redeem/", code=code, birth_day=born.day, birth_month=born.month, birth_year=born.year
        )

        vera_reads.send(DAUGHTER, "give-up/")

        assert GrantRow.objects.get().end == GrantEnd.GIVEN_UP

    def test_of_nothing_leads_back(self, vera_reads: Reader) -> None:
        answer = vera_reads.get(vera_reads.path(HERSELF, "give-up/"))

        assert answer["Location"] == vera_reads.path(HERSELF)

    @pytest.mark.rule("R5", "R13")
    def test_closes_nothing_by_anothers_form(self, trusted: Reader, stranger: Reader) -> None:
        form: dict[str, object] = {"card": str(trusted.cards[str(HERSELF)].card_id)}

        assert stranger.post(trusted.path(HERSELF, "give-up/"), form).status_code == 404
        assert trusted.post(trusted.path(DAUGHTER, "give-up/"), form).status_code == 404
        assert GrantRow.objects.get().ended_at is None


@pytest.mark.rule("R57")
class TestTheLastRepresentative:
    WORDS = "Вы единственный законный представитель"

    def test_is_warned_before_the_child_leaves_the_card_index(
        self, anna_reads: Reader, dmitry: UUID, registry: FakeInsuredRegistry, registrar: Actor, now: datetime
    ) -> None:
        def page_about(whose: object) -> str:
            card_id = anna_reads.cards[str(whose)].card_id
            return anna_reads.get(f"/card-index/{card_id}/remove/").content.decode()

        alone, of_a_husband = page_about(MARIA.name), page_about(DMITRY.name)
        add_with_identity(dmitry, DMITRY, registry, now - timedelta(hours=1))
        represent(DMITRY, MARIA, now - timedelta(minutes=1), by=registrar)

        assert self.WORDS in alone
        assert self.WORDS not in of_a_husband + page_about(MARIA.name)
