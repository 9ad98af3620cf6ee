"""What stands in the Portal once the demo region is loaded. Loaded once for all; each test is rolled back to it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.test import TestCase

from kartoteka import wiring
from kartoteka.adapters.mis_embedded.insured_registry import EmbeddedInsuredRegistry
from kartoteka.adapters.mis_embedded.models import InsuredPersonRow, ServiceRow
from kartoteka.adapters.mis_embedded.types import ServiceStatus
from kartoteka.devtools import cast, hard_cases
from kartoteka.devtools.free_people import FREE_PEOPLE
from kartoteka.devtools.guide import count_services
from kartoteka.devtools.load import DemoRegion, load_demo_region
from kartoteka.devtools.people import DemoPerson
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.card_index import selectors
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.types import CardState, CardSummary, CardWithServices, InsuredPerson
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.domain.regions.selectors import find_region, list_active_regions
from kartoteka.shared.dates import local_day

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SATURDAY = 5


class DemoRegionTestCase(TestCase):
    loaded: ClassVar[DemoRegion]

    @classmethod
    def setUpTestData(cls) -> None:
        loaded = load_demo_region(now=NOW)
        assert loaded is not None
        cls.loaded = loaded

    def index_of(self, login: str) -> dict[str, CardWithServices]:
        view = selectors.card_index(account_id=self.account(login), booked_services=wiring.booked_services(), now=NOW)
        return {str(entry.card.name): entry for entry in view.cards}

    def card_of(self, login: str, person: DemoPerson) -> CardSummary:
        return self.index_of(login)[str(person.name)].card

    def account(self, login: str) -> UUID:
        return self.loaded.accounts[login]

    def find(self, person: DemoPerson) -> InsuredPerson | None:
        return EmbeddedInsuredRegistry().find(person.details, now=NOW)


class TestTheRegistry(DemoRegionTestCase):
    def test_knows_more_than_four_thousand_people(self) -> None:
        known = InsuredPersonRow.objects.count()

        assert known == self.loaded.population
        assert known > 4_000

    def test_answers_each_hard_case_as_the_guide_says(self) -> None:
        wrong = [
            (case.title, str(attempt.typed.name))
            for case in hard_cases.HARD_CASES
            for attempt in case.attempts
            if (found.person_id if (found := self.find(attempt.typed)) else None)
            != (self.loaded.people[attempt.finds] if attempt.finds else None)
        ]

        assert wrong == []

    def test_finds_every_free_person_by_all_his_documents_and_by_each(self) -> None:
        by_all = {person: self.find(person) for person in FREE_PEOPLE}

        by_each = [self.find(one) for person in FREE_PEOPLE for one in with_one_document(person)]

        assert all(found and found.person_id == self.loaded.people[person] for person, found in by_all.items())
        assert None not in by_each

    def test_keeps_at_least_eight_free_people_out_of_every_card_index(self) -> None:
        free = [self.loaded.people[person] for person in FREE_PEOPLE]

        assert len(free) >= 8
        assert not CardRow.objects.filter(person_id__in=free).exists()

    def test_has_the_renamed_woman_under_her_new_name(self) -> None:
        by_maiden_name = self.find(hard_cases.RENAMED)

        assert by_maiden_name is not None
        assert str(by_maiden_name.name) == hard_cases.NEW_NAME

    def test_has_the_newborn_whom_nobody_can_find_yet(self) -> None:
        newborn = EmbeddedInsuredRegistry().get(self.loaded.people[hard_cases.NEWBORN])

        assert newborn is not None
        assert newborn.birth_date.isoformat() == "2026-11-10"
        assert not hard_cases.NEWBORN.details.has_document

    def test_knows_of_the_death(self) -> None:
        deceased = self.find(hard_cases.DECEASED)

        assert deceased is not None
        assert deceased.deceased_on == hard_cases.DIED_ON

    def test_keeps_the_latin_letter_that_was_typed_into_it(self) -> None:
        found = self.find(hard_cases.WITH_LATIN_LETTER.called("Соловьёва Нина Борисовна"))

        assert found is not None
        assert found.name.family[0] == "C"

    def test_gives_twins_consecutive_policy_numbers(self) -> None:
        first, second = (one.policy for one in hard_cases.TWIN_SISTERS if one.policy)

        assert int(second.number[:-1]) == int(first.number[:-1]) + 1

    def test_names_both_parents_as_representatives_of_the_daughter(self) -> None:
        registry = EmbeddedInsuredRegistry()
        daughter = {self.loaded.people[cast.MARIA]}

        for parent in (cast.ANNA, cast.DMITRY):
            assert registry.represented_by(self.loaded.people[parent], on=NOW.date()) >= daughter

    def test_registered_nobody_before_his_birth(self) -> None:
        too_early = [row for row in InsuredPersonRow.objects.iterator() if row.changed_at.date() < row.birth_date]

        assert too_early == []


class TestAccounts(DemoRegionTestCase):
    def test_sign_in_with_the_common_password_by_login_and_address(self) -> None:
        accounts = {row.login: row for row in Account.objects.all()}

        assert accounts.keys() == {sign_in.login for sign_in in cast.SIGN_INS}
        assert all(row.email == f"{login}@example.org" for login, row in accounts.items())
        assert all(row.check_password("Kartoteka-2026") for row in accounts.values())

    def test_have_the_roles_they_are_named_after(self) -> None:
        roles = dict(Account.objects.exclude(role=Role.USER).values_list("login", "role"))

        assert roles == {
            "moderator": Role.MODERATOR,
            "moderator2": Role.MODERATOR,
            "registrar": Role.REGISTRAR,
            "admin": Role.ADMINISTRATOR,
            "admin2": Role.ADMINISTRATOR,
        }

    def test_of_staff_and_of_the_newcomer_hold_no_people(self) -> None:
        held = {login: len(self.index_of(login)) for login in ("new", "moderator", "registrar", "admin")}

        assert set(held.values()) == {0}

    def test_anna_keeps_a_family_of_six(self) -> None:
        states = {name: entry.card.state for name, entry in self.index_of("anna").items()}

        assert states == {
            "Соколова Анна Викторовна": CardState.CONFIRMED,
            "Соколов Дмитрий Павлович": CardState.CONFIRMED,
            "Соколова Мария Дмитриевна": CardState.CONFIRMED,
            "Кузнецова Вера Петровна": CardState.CONFIRMED,
            "Константинопольский-Преображенский Вячеслав Александрович": CardState.REFUSED,
            "Соколов Артём Дмитриевич": CardState.AWAITING,
        }

    def test_anna_is_the_main_person_and_proved_it_at_the_desk(self) -> None:
        anna = self.card_of("anna", cast.ANNA)

        assert anna.is_main
        assert anna.identity_confirmed
        assert anna.birth_date.isoformat() == "1986-03-12"

    def test_annas_son_waits_within_the_term(self) -> None:
        artyom = self.card_of("anna", cast.ARTYOM)

        _, progress = card_progress(account_id=self.account("anna"), card_id=artyom.card_id)

        assert progress.state is RequestState.NEW
        assert progress.decide_by >= NOW.date()
        assert self.find(cast.ARTYOM) is None

    def test_annas_father_in_law_was_refused_with_a_kind_text(self) -> None:
        card = self.card_of("anna", cast.FATHER_IN_LAW)

        _, progress = card_progress(account_id=self.account("anna"), card_id=card.card_id)

        assert [step.state for step in progress.steps] == [
            RequestState.NEW,
            RequestState.IN_WORK,
            RequestState.REFUSED,
        ]
        assert progress.refusal_reason is RefusalReason.DATA_DIFFER
        assert progress.refusal_text == cast.REFUSAL_TEXT
        assert card.birth_date.isoformat() == "1951-11-01"

    def test_dmitry_shares_the_daughter_with_anna(self) -> None:
        theirs = [self.card_of(login, cast.MARIA).person_id for login in ("anna", "dmitry")]

        assert theirs == [self.loaded.people[cast.MARIA]] * 2
        assert self.index_of("dmitry").keys() == {
            str(one.name) for one in (cast.DMITRY, cast.MARIA, cast.EKATERINA, cast.ANNA)
        }
        assert not self.card_of("dmitry", cast.DMITRY).identity_confirmed

    def test_vera_learns_that_anna_lists_her(self) -> None:
        (herself,) = selectors.list_listings(
            account_id=self.account("vera"), registry=wiring.insured_registry(), time_zone="Asia/Yekaterinburg", now=NOW
        )

        assert [listing.masked_name for listing in herself.listings] == ["Анна С."]
        assert self.index_of("vera").keys() == {"Кузнецова Вера Петровна"}

    def test_darya_has_herself_alone(self) -> None:
        assert self.index_of("darya").keys() == {"Орлова Дарья Игоревна"}

    def test_olgas_region_has_closed(self) -> None:
        olga = Account.objects.get(pk=self.account("olga"))

        region = find_region(olga.region_id)

        assert region is not None
        assert not region.is_active
        assert region.code not in [active.code for active in list_active_regions()]
        assert len(list_active_regions()) >= 3

    def test_were_filled_in_the_past_and_not_all_at_once(self) -> None:
        moments = list(CardRow.objects.values_list("added_at", flat=True))

        assert max(moments) < NOW
        assert (max(moments) - min(moments)).days > 100


class TestServices(DemoRegionTestCase):
    def test_are_seen_by_each_account_as_the_guide_says(self) -> None:
        told = {(plan.owner, str(plan.person.name)): count_services(plan) for plan in cast.CARDS}

        seen = {
            (login, name): (entry.services.upcoming, entry.services.completed)
            for login in self.loaded.accounts
            for name, entry in self.index_of(login).items()
            if entry.card.is_confirmed and entry.services
        }

        assert seen == told

    def test_of_the_confirmed_main_person_are_more_than_the_account_booked(self) -> None:
        booked = ServiceRow.objects.filter(
            person_id=UUID(self.loaded.people[cast.ANNA]), booked_by=self.account("anna")
        ).exclude(status=ServiceStatus.CANCELLED)

        shown = self.index_of("anna")[str(cast.ANNA.name)].services

        assert shown is not None
        assert shown.upcoming + shown.completed > booked.count()

    def test_of_the_daughter_are_booked_by_both_parents_and_by_the_clinic(self) -> None:
        bookers = set(
            ServiceRow.objects.filter(person_id=UUID(self.loaded.people[cast.MARIA])).values_list(
                "booked_by", flat=True
            )
        )

        assert bookers == {self.account("anna"), self.account("dmitry"), None}

    def test_are_given_on_working_days_at_sensible_hours_of_the_clinic(self) -> None:
        odd = [
            row
            for row in ServiceRow.objects.select_related("organization")
            if local_day(row.starts_at, row.organization.time_zone).weekday() >= SATURDAY
            or not 8 <= row.starts_at.astimezone(zone_of(row)).hour < 19
        ]

        assert odd == []

    def test_are_upcoming_in_the_future_and_completed_in_the_past(self) -> None:
        assert not ServiceRow.objects.filter(status=ServiceStatus.BOOKED, starts_at__lte=NOW).exists()
        assert not ServiceRow.objects.filter(status=ServiceStatus.COMPLETED, starts_at__gte=NOW).exists()
        assert ServiceRow.objects.count() > 400

    def test_are_given_in_several_time_zones(self) -> None:
        zones = set(ServiceRow.objects.values_list("organization__time_zone", flat=True))

        assert zones >= {"Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok"}


def zone_of(row: ServiceRow) -> ZoneInfo:
    return ZoneInfo(row.organization.time_zone)


def with_one_document(person: DemoPerson) -> list[DemoPerson]:
    """The person with his SNILS alone, and with his policy alone, if he has both."""
    if person.snils is None or person.policy is None:
        return []
    return [replace(person, snils=None), replace(person, policy=None)]
