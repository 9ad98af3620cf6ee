"""`kartoteka import insured`: the fund's answer, from the file to the letter (R20)."""

import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cast import ANNA, ARTYOM, DARYA, GLEB, MARIA, CastMember
from factories.fund import line_of, register
from factories.people import PERM, add, make_account, make_region, stranger
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka import wiring
from kartoteka.adapters.mis_embedded.fund import EmbeddedTerritorialFund
from kartoteka.adapters.mis_embedded.insured_registry import EmbeddedInsuredRegistry
from kartoteka.adapters.mis_embedded.models import InsuredPersonRow
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.selectors import find_card
from kartoteka.domain.card_index.types import CardState
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.domain.moderation import decisions, fund
from kartoteka.domain.moderation.errors import IllegalMove
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.actor import Actor
from kartoteka.shared.names import PersonName

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R20")]


@pytest.fixture
def anna(now: datetime) -> UUID:
    return make_account(ANNA, now)


def run(file: Path, *options: str, region: str = PERM.code) -> str:
    told = StringIO()
    call_command("import", "insured", str(file), "--region", region, *options, stdout=told)
    return told.getvalue()


def state_of_request(account: UUID, card_id: UUID) -> RequestState:
    return card_progress(account_id=account, card_id=card_id)[1].state


class TestAnImport:
    def test_counts_what_it_did_and_does_it_once(self, tmp_path: Path, now: datetime) -> None:
        make_region(now)
        file = register(tmp_path, [line_of(ANNA), line_of(ARTYOM), "вздор"])

        assert "2 added, 0 changed, 0 unchanged, 1 rejected" in run(file)
        assert "0 added, 0 changed, 2 unchanged, 1 rejected" in run(file)

    def test_is_noted_in_the_journal(self, tmp_path: Path, now: datetime) -> None:
        make_region(now)

        run(register(tmp_path, [line_of(ANNA)]))

        assert AuditEvent.objects.get(event=Event.FUND_REGISTER_IMPORTED).subject_id == PERM.code

    def test_changes_nothing_in_a_rehearsal(self, tmp_path: Path, anna: UUID, now: datetime) -> None:
        awaiting = given_awaiting(anna, ARTYOM, now)

        told = run(register(tmp_path, [line_of(ARTYOM)]), "--dry-run")

        assert "Would be: 1 added" in told
        assert not InsuredPersonRow.objects.exists()
        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.AWAITING

    def test_names_nobody_on_the_screen(self, tmp_path: Path, now: datetime) -> None:
        make_region(now)
        slip = line_of(ARTYOM).replace("27.01.2024", "27.01.2042")

        told = run(register(tmp_path, [line_of(ANNA), slip]))

        assert "line 3: дата рождения" in told
        for word in (ARTYOM.name.family, ARTYOM.snils.digits, str(ARTYOM.snils), "2042"):
            assert word not in told

    def test_reports_every_rejected_line_into_a_file_for_the_operator_alone(
        self, tmp_path: Path, now: datetime
    ) -> None:
        make_region(now)
        report = tmp_path / "rejected.csv"

        told = run(register(tmp_path, ["вздор"] * 25), "--report", str(report))

        lines = report.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "Строка;Причина"
        assert len(lines) == 26
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        assert told.count("line ") == 20
        assert "--report" in told

    def test_writes_over_no_file(self, tmp_path: Path, now: datetime) -> None:
        make_region(now)
        report = tmp_path / "rejected.csv"
        report.write_text("нужное")

        with pytest.raises(CommandError, match="exists"):
            run(register(tmp_path, [line_of(ANNA)]), "--report", str(report))

        assert report.read_text() == "нужное"
        assert not InsuredPersonRow.objects.exists()

    @pytest.mark.parametrize("region", ["99", "x"])
    def test_is_for_a_region_that_takes_part(self, tmp_path: Path, now: datetime, region: str) -> None:
        make_region(now)

        with pytest.raises(CommandError, match="no such region"):
            run(register(tmp_path, []), region=region)

    def test_says_what_is_wrong_with_a_file(self, tmp_path: Path, now: datetime) -> None:
        make_region(now)
        (tmp_path / "letter.txt").write_text("Здравствуйте!")

        with pytest.raises(CommandError, match="нет столбцов"):
            run(tmp_path / "letter.txt")
        with pytest.raises(CommandError, match="No such file"):
            run(tmp_path / "nowhere.csv")


class TestAnImportThatIsCutOff:
    def test_goes_on_where_it_was(
        self, tmp_path: Path, anna: UUID, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        awaiting = given_awaiting(anna, ARTYOM, now)
        people = [stranger(number) for number in range(5)]
        file = register(tmp_path, [*(line_of(one) for one in people), line_of(ARTYOM)])
        monkeypatch.setattr(fund, "PART", 2)
        settings.KARTOTEKA_ADAPTERS = {**settings.KARTOTEKA_ADAPTERS, "territorial_fund": f"{__name__}.DyingFund"}
        wiring.territorial_fund.cache_clear()
        try:
            with pytest.raises(KilledError):
                run(file)
        finally:
            settings.KARTOTEKA_ADAPTERS = {
                **settings.KARTOTEKA_ADAPTERS,
                "territorial_fund": "kartoteka.adapters.mis_embedded.fund.EmbeddedTerritorialFund",
            }
            wiring.territorial_fund.cache_clear()
        assert InsuredPersonRow.objects.count() == 2
        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.AWAITING

        told = run(file)

        assert "4 added, 0 changed, 2 unchanged, 0 rejected" in told
        assert "confirmed by the fund's answer: 1" in told


class KilledError(BaseException):
    """The process is gone."""


class DyingFund(EmbeddedTerritorialFund):
    """Ends after its second part was written and before it was kept."""

    def __init__(self) -> None:
        self.parts = 0

    def take_over(self, *args, **kwargs):  # type: ignore[no-untyped-def]  # the port's own signature
        taken = super().take_over(*args, **kwargs)
        self.parts += 1
        if self.parts == 2:
            raise KilledError
        return taken


@pytest.mark.manual("C-07")
class TestARequestThatTheFundProves:
    def test_closes_by_itself_and_the_sender_is_told(self, tmp_path: Path, anna: UUID, now: datetime) -> None:
        awaiting = given_awaiting(anna, ARTYOM, now)

        assert "confirmed by the fund's answer: 1" in run(register(tmp_path, [line_of(ARTYOM)]))

        card, progress = card_progress(account_id=anna, card_id=awaiting.card_id)
        assert (card.state, progress.state) == (CardState.CONFIRMED, RequestState.CONFIRMED)
        assert VerificationStepRow.objects.get(state=RequestState.CONFIRMED).by_account is None
        assert [one.template for one in list_messages_of_account(anna)] == ["data-confirmed"]

    @pytest.mark.rule("R14")
    @pytest.mark.parametrize(
        "known",
        [
            replace(ARTYOM, name=PersonName("Соколов", "Арсений", "Дмитриевич")),
            replace(ARTYOM, birth_date=date(2024, 1, 28)),
        ],
        ids=["twin", "another-day"],
    )
    def test_waits_for_a_moderator_if_anything_differs(
        self, tmp_path: Path, anna: UUID, now: datetime, known: CastMember
    ) -> None:
        awaiting = given_awaiting(anna, ARTYOM, now)
        line = line_of(known).replace(known.policy.number, ARTYOM.policy.number)

        run(register(tmp_path, [line]))

        assert state_of_request(anna, awaiting.card_id) is RequestState.NEW
        assert list_messages_of_account(anna) == ()

    @pytest.mark.rule("R27")
    def test_about_somebody_who_died_stays_with_the_moderator(self, tmp_path: Path, anna: UUID, now: datetime) -> None:
        awaiting = given_awaiting(anna, ARTYOM, now)

        run(register(tmp_path, [line_of(ARTYOM, deceased_on=date(2026, 11, 1))]))

        assert state_of_request(anna, awaiting.card_id) is RequestState.NEW

    @pytest.mark.parametrize("hands", [RequestState.IN_WORK, RequestState.NEEDS_INFORMATION])
    def test_closes_in_a_moderators_hands_who_is_told_when_he_decides(
        self, tmp_path: Path, anna: UUID, now: datetime, hands: RequestState
    ) -> None:
        awaiting = given_awaiting(anna, ARTYOM, now)
        gleb = Actor.account(make_account(GLEB, now))
        number = card_progress(account_id=anna, card_id=awaiting.card_id)[1].number
        decisions.take_request(number=number, by=gleb, now=now)
        if hands is RequestState.NEEDS_INFORMATION:
            decisions.ask_for_information(number=number, by=gleb, now=now)

        run(register(tmp_path, [line_of(ARTYOM)]))

        assert state_of_request(anna, awaiting.card_id) is RequestState.CONFIRMED
        with pytest.raises(IllegalMove):
            decisions.refuse_request(number=number, reason=RefusalReason.OTHER, text="", by=gleb, now=now)
        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.CONFIRMED


class TestAPersonInSomebodysIndex:
    @pytest.mark.rule("R24", "R27")
    def test_is_shown_as_the_fund_knows_him_now(
        self, tmp_path: Path, anna: UUID, now: datetime, listed: Callable[[], UUID]
    ) -> None:
        card_id = listed()
        died = date(2026, 11, 1)
        married = replace(DARYA, name=PersonName("Белова", "Дарья", "Игоревна"))

        told = run(register(tmp_path, [line_of(married, deceased_on=died)]))

        card = find_card(account_id=anna, card_id=card_id)
        assert "1 changed" in told
        assert (card.name, card.deceased_on, card.state) == (married.name, died, CardState.CONFIRMED)
        assert AuditEvent.objects.filter(event=Event.CARD_REFRESHED, subject_id=str(card_id)).count() == 1

    @pytest.fixture
    def listed(self, tmp_path: Path, anna: UUID, now: datetime) -> Callable[[], UUID]:
        def listed() -> UUID:
            run(register(tmp_path, [line_of(DARYA)]))
            return add(anna, DARYA, EmbeddedInsuredRegistry(), now).card_id

        return listed

    @pytest.mark.rule("R2")
    def test_gets_no_second_entry(self, tmp_path: Path, anna: UUID, now: datetime) -> None:
        registry = FakeInsuredRegistry([ANNA, MARIA])
        add(anna, ANNA, registry, now)
        run(register(tmp_path, [line_of(DARYA)]))
        stands = add(anna, DARYA, EmbeddedInsuredRegistry(), now)
        slip = replace(DARYA, name=PersonName("Белова", "Дарья", "Игоревна"))
        awaiting = given_awaiting(anna, slip, now)

        run(register(tmp_path, [line_of(slip)]))

        assert VerificationRequestRow.objects.get(card_id=awaiting.card_id).state == RequestState.CONFIRMED
        assert find_card(account_id=anna, card_id=stands.card_id).name == slip.name
