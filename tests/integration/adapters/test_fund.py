"""The fund's register in the embedded registry: whom a line is about, and what it changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cast import ANNA, ARTYOM, DMITRY, MARIA, CastMember
from factories.fund import record_of
from factories.people import lawful_snils, stranger
from kartoteka.adapters.mis_embedded import registration
from kartoteka.adapters.mis_embedded.fund import EmbeddedTerritorialFund
from kartoteka.adapters.mis_embedded.insured_registry import EmbeddedInsuredRegistry
from kartoteka.adapters.mis_embedded.models import DocumentRow, InsuredPersonRow, MatchKeyRow
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson
from kartoteka.domain.card_index.fund import FundRecord, Verdict
from kartoteka.domain.card_index.types import PersonDetails
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind
from kartoteka.shared.names import PersonName

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R20")]

TakeOver = Callable[..., list[Verdict]]
TWIN = replace(ARTYOM, name=PersonName("Соколов", "Арсений", "Дмитриевич"), number=204)


@pytest.fixture
def take_over(now: datetime) -> TakeOver:
    def take(*records: FundRecord, is_rehearsal: bool = False, at: datetime = now) -> list[Verdict]:
        fund = EmbeddedTerritorialFund()
        return list(fund.take_over(records, region_code="59", is_rehearsal=is_rehearsal, now=at).verdicts)

    return take


def found(details: PersonDetails, now: datetime) -> str | None:
    person = EmbeddedInsuredRegistry().find(details, now=now)
    return person.person_id if person else None


def newborn(member: CastMember, now: datetime) -> str:
    """Registered by the clinic without a document yet."""
    new = NewInsuredPerson(member.name, member.birth_date, member.sex, "59")
    return registration.register_people([new], now=now)[0]


class TestANewPerson:
    def test_is_found_by_each_document(self, take_over: TakeOver, now: datetime) -> None:
        assert take_over(record_of(ARTYOM)) == [Verdict.ADDED]

        assert found(ARTYOM.details, now)
        assert found(replace(ARTYOM.details, snils=None), now) == found(replace(ARTYOM.details, policy=None), now)

    def test_is_added_once_however_often_he_is_told_of(self, take_over: TakeOver, now: datetime) -> None:
        first = take_over(record_of(ARTYOM), record_of(ARTYOM, line=3))
        again = take_over(record_of(ARTYOM), at=now + timedelta(days=1))

        assert (first, again) == ([Verdict.ADDED, Verdict.UNCHANGED], [Verdict.UNCHANGED])
        counts = (InsuredPersonRow.objects.count(), DocumentRow.objects.count(), MatchKeyRow.objects.count())
        assert counts == (1, 2, 2)
        assert InsuredPersonRow.objects.get().changed_at == now

    def test_is_only_counted_in_a_rehearsal(self, take_over: TakeOver) -> None:
        assert take_over(record_of(ARTYOM), record_of(MARIA), is_rehearsal=True) == [Verdict.ADDED] * 2

        assert not InsuredPersonRow.objects.exists()

    @pytest.mark.rule("R23")
    def test_who_was_registered_at_birth_gets_his_policy(self, take_over: TakeOver, now: datetime) -> None:
        person_id = newborn(ARTYOM, now)

        assert take_over(record_of(ARTYOM)) == [Verdict.CHANGED]

        assert found(ARTYOM.details, now) == person_id
        assert not InsuredPersonRow.objects.get().awaits_policy

    @pytest.mark.rule("R16")
    def test_who_may_be_either_of_two_is_nobody_yet(self, take_over: TakeOver, now: datetime) -> None:
        newborn(ARTYOM, now)
        newborn(ARTYOM, now)

        assert take_over(record_of(ARTYOM)) == [Verdict.AMBIGUOUS]
        assert not DocumentRow.objects.exists()

    def test_with_the_name_of_one_who_has_a_snils_alone_needs_a_snils(self, take_over: TakeOver, now: datetime) -> None:
        new = NewInsuredPerson(ARTYOM.name, ARTYOM.birth_date, ARTYOM.sex, "59", ARTYOM.snils)
        registration.register_people([new], now=now)

        assert take_over(replace(record_of(ARTYOM), snils=None)) == [Verdict.AMBIGUOUS]
        assert take_over(replace(record_of(MARIA), name=ARTYOM.name, birth_date=ARTYOM.birth_date)) == [Verdict.ADDED]
        assert take_over(record_of(ARTYOM)) == [Verdict.CHANGED]

    @pytest.mark.rule("R15")
    def test_who_is_a_twin_is_another_person(self, take_over: TakeOver) -> None:
        assert take_over(record_of(ARTYOM), record_of(TWIN)) == [Verdict.ADDED, Verdict.ADDED]


class TestAKnownPerson:
    @pytest.fixture(autouse=True)
    def known(self, take_over: TakeOver) -> None:
        take_over(record_of(ARTYOM), record_of(ANNA))

    @pytest.mark.rule("R24")
    def test_is_found_by_both_surnames_for_a_year(self, take_over: TakeOver, now: datetime) -> None:
        married = replace(ANNA, name=PersonName("Орлова", "Анна", "Викторовна"))
        person_id = found(ANNA.details, now)

        assert take_over(record_of(married)) == [Verdict.CHANGED]

        assert found(married.details, now) == found(ANNA.details, now) == person_id
        assert found(ANNA.details, now + timedelta(days=366)) is None

    @pytest.mark.rule("R14")
    def test_is_not_renamed_by_another_spelling(self, take_over: TakeOver) -> None:
        spelled = replace(ARTYOM, name=PersonName("Соколов", "Артем", "Дмитриевич"))

        assert take_over(record_of(spelled)) == [Verdict.UNCHANGED]
        assert InsuredPersonRow.objects.filter(given="Артём").exists()

    @pytest.mark.rule("R42")
    def test_with_a_mended_birth_date_is_found_by_it_alone(self, take_over: TakeOver, now: datetime) -> None:
        mended = replace(ANNA.details, birth_date=date(1986, 12, 3))

        assert take_over(replace(record_of(ANNA), birth_date=mended.birth_date)) == [Verdict.CHANGED]

        assert found(mended, now)
        assert found(ANNA.details, now) is None

    @pytest.mark.rule("R25")
    def test_keeps_an_old_policy_beside_a_new_one(self, take_over: TakeOver, now: datetime) -> None:
        new = OmsPolicy(PolicyKind.OLD, "123456", "59")

        assert take_over(replace(record_of(ANNA), policies=(new,))) == [Verdict.CHANGED]

        assert found(replace(ANNA.details, policy=new), now) == found(ANNA.details, now)

    def test_has_one_snils(self, take_over: TakeOver, now: datetime) -> None:
        mended = lawful_snils(900_000_999)

        assert take_over(replace(record_of(ANNA), snils=mended)) == [Verdict.CHANGED]

        assert found(replace(ANNA.details, snils=mended), now)
        assert found(replace(ANNA.details, policy=None), now) is None

    @pytest.mark.rule("R15")
    def test_is_not_taken_for_a_twin_with_one_of_his_numbers(self, take_over: TakeOver, now: datetime) -> None:
        slip = replace(record_of(TWIN), policies=(ARTYOM.policy,))

        assert take_over(slip) == [Verdict.MAYBE_TWIN]
        assert found(ARTYOM.details, now)

    def test_is_not_taken_for_somebody_with_one_of_his_numbers(self, take_over: TakeOver) -> None:
        assert take_over(replace(record_of(stranger(1)), policies=(ARTYOM.policy,))) == [Verdict.SOMEBODY_ELSE]

    @pytest.mark.rule("R26")
    def test_is_never_made_one_with_another(self, take_over: TakeOver) -> None:
        assert take_over(replace(record_of(ARTYOM), policies=(ANNA.policy,))) == [Verdict.SEVERAL_OWNERS]
        assert InsuredPersonRow.objects.count() == 2

    @pytest.mark.rule("R27")
    def test_dies_and_lives_by_the_funds_word_alone(self, take_over: TakeOver) -> None:
        died = date(2026, 11, 1)

        assert take_over(record_of(ANNA, deceased_on=died)) == [Verdict.CHANGED]
        assert take_over(replace(record_of(ANNA), tells_of_death=False)) == [Verdict.UNCHANGED]
        assert InsuredPersonRow.objects.filter(deceased_on=died).count() == 1

        assert take_over(record_of(ANNA)) == [Verdict.CHANGED]
        assert not InsuredPersonRow.objects.exclude(deceased_on=None).exists()

    def test_is_left_alone_in_a_rehearsal(self, take_over: TakeOver) -> None:
        married = replace(ANNA, name=PersonName("Орлова", "Анна", "Викторовна"))

        assert take_over(record_of(married), record_of(DMITRY), is_rehearsal=True) == [Verdict.CHANGED, Verdict.ADDED]
        assert not InsuredPersonRow.objects.filter(family="Орлова").exists()
