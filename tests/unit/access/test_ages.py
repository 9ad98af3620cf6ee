"""Nineteen years of days, and the minutes around the birthdays on which rights begin and end (R35 to R39)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import (
    USUAL_PARTS,
    Action,
    AgeRules,
    BasisKind,
    Decision,
    GivenAs,
    Grant,
    GrantSource,
    Ground,
    Item,
    Patient,
    RecordPart,
    Refusal,
    Representation,
    Viewer,
)

ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok", "Asia/Kamchatka")
PARENT = Viewer(UUID(int=1), "parent", identity_confirmed=True)
CHILD = Viewer(UUID(int=2), "child", identity_confirmed=True)
HISTORY = Item(RecordPart.HISTORY)
PERM = "Asia/Yekaterinburg"
LEAP = date(2008, 2, 29)

birth_dates = st.dates(date(1990, 1, 1), date(2012, 12, 31)) | st.sampled_from(
    [date(year, 2, 29) for year in range(1992, 2013, 4)]
)
days_since_birth = st.integers(0, 19 * 366)
minutes = st.integers(0, 24 * 60 - 1)
rules = st.builds(AgeRules, reached_on_birthday=st.booleans())


def child(born: date | None, *, zone: str = PERM, rules: AgeRules | None = None) -> Patient:
    """A child whose parent holds the certificate of birth."""
    return Patient(
        "child",
        born,
        zone,
        rules or AgeRules(),
        representations=(Representation(UUID(int=3), BasisKind.BIRTH_RECORD, date(1990, 1, 1)),),
    )


def reads(viewer: Viewer, patient: Patient, at: datetime) -> Decision:
    return decide(viewer, patient, HISTORY, Action.READ, at)


def years_later(born: date, years: int) -> date:
    """The birthday, told in another way than the code does: the day after the eve."""
    eve = born - timedelta(days=1)
    try:
        return eve.replace(year=eve.year + years) + timedelta(days=1)
    except ValueError:
        return date(eve.year + years, 3, 1)


def local(day: date, hour: int, minute: int, second: int = 0, zone: str = PERM) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZoneInfo(zone))


@pytest.mark.rule("R34", "R35", "R37")
class TestOnAnyDay:
    @given(born=birth_dates, since=days_since_birth, zone=st.sampled_from(ZONES), rules=rules, minute=minutes)
    def test_the_parent_reads_until_full_age_and_not_a_minute_longer(
        self, born: date, since: int, zone: str, rules: AgeRules, minute: int
    ) -> None:
        day = born + timedelta(days=since)
        birthday = years_later(born, 18)

        decision = reads(PARENT, child(born, zone=zone, rules=rules), local(day, minute // 60, minute % 60, zone=zone))

        of_age = day >= birthday if rules.reached_on_birthday else day > birthday
        assert decision.refusal is (Refusal.CAME_OF_AGE if of_age else None)

    @given(born=birth_dates, since=days_since_birth, zone=st.sampled_from(ZONES), rules=rules)
    def test_the_parent_or_the_patient_may_read(self, born: date, since: int, zone: str, rules: AgeRules) -> None:
        at = local(born + timedelta(days=since), 12, 0, zone=zone)
        patient = child(born, zone=zone, rules=rules)

        decisions = [reads(viewer, patient, at) for viewer in (PARENT, CHILD)]

        assert any(decision.is_allowed for decision in decisions)

    @given(born=birth_dates, since=days_since_birth, zone=st.sampled_from(ZONES), rules=rules)
    def test_the_end_that_is_told_is_the_end(self, born: date, since: int, zone: str, rules: AgeRules) -> None:
        patient = child(born, zone=zone, rules=rules)
        decision = reads(PARENT, patient, local(born + timedelta(days=since), 12, 0, zone=zone))

        if decision.is_allowed:
            assert decision.until is not None
            assert reads(PARENT, patient, decision.until - timedelta(seconds=1)).is_allowed
            assert not reads(PARENT, patient, decision.until).is_allowed

    @given(born=birth_dates, earlier=days_since_birth, later=days_since_birth)
    def test_who_began_to_read_himself_goes_on(self, born: date, earlier: int, later: int) -> None:
        first, second = sorted((earlier, later))
        patient = replace(child(born), representations=())

        could = reads(CHILD, patient, local(born + timedelta(days=first), 12, 0)).is_allowed
        can = reads(CHILD, patient, local(born + timedelta(days=second), 12, 0)).is_allowed

        assert can or not could


@pytest.mark.rule("R35", "R37", "R39")
class TestAtMidnight:
    @pytest.mark.parametrize("zone", ZONES)
    def test_of_the_18th_birthday_the_parents_right_ends_by_the_patients_clock(self, zone: str) -> None:
        patient = child(date(2008, 11, 23), zone=zone)
        eve = date(2026, 11, 22)

        before, after = local(eve, 23, 59, 59, zone), local(eve, 23, 59, 59, zone) + timedelta(seconds=1)

        assert reads(PARENT, patient, before.astimezone(UTC)).ground is Ground.REPRESENTATIVE
        assert reads(PARENT, patient, after.astimezone(UTC)).refusal is Refusal.CAME_OF_AGE

    @pytest.mark.parametrize("zone", ZONES)
    def test_of_the_15th_birthday_the_own_right_begins_by_the_patients_clock(self, zone: str) -> None:
        patient = replace(child(date(2011, 11, 23), zone=zone), representations=())
        eve = date(2026, 11, 22)

        before, after = local(eve, 23, 59, 0, zone), local(eve, 23, 59, 0, zone) + timedelta(minutes=1)

        assert reads(CHILD, patient, before).refusal is Refusal.TOO_YOUNG
        assert reads(CHILD, patient, after).ground is Ground.SELF

    def test_a_region_may_count_the_age_from_the_next_day(self) -> None:
        patient = child(date(2008, 11, 23), rules=AgeRules(reached_on_birthday=False))

        assert reads(PARENT, patient, local(date(2026, 11, 23), 23, 59)).is_allowed
        assert not reads(PARENT, patient, local(date(2026, 11, 24), 0, 0)).is_allowed

    def test_who_was_born_on_29_february_comes_of_age_on_1_march(self) -> None:
        patient = child(LEAP)

        assert reads(PARENT, patient, local(date(2026, 2, 28), 23, 59)).is_allowed
        assert not reads(PARENT, patient, local(date(2026, 3, 1), 0, 0)).is_allowed

    def test_and_reaches_a_leap_year_age_on_the_day_itself(self) -> None:
        patient = replace(child(LEAP, rules=AgeRules(own_reading_from=16)), representations=())

        assert not reads(CHILD, patient, local(date(2024, 2, 28), 23, 59)).is_allowed
        assert reads(CHILD, patient, local(date(2024, 2, 29), 0, 0)).is_allowed


@pytest.mark.rule("R35")
class TestWhatEndsWithTheChildhood:
    GIVEN = datetime(2026, 1, 1, tzinfo=UTC)

    @pytest.mark.parametrize("source", [GrantSource.CONFIRMATION, GrantSource.CODE])
    def test_is_what_the_parents_agreed_to(self, source: GrantSource) -> None:
        grant = Grant(
            UUID(int=4), source, GivenAs.REPRESENTATIVE, USUAL_PARTS, self.GIVEN, self.GIVEN + timedelta(days=365)
        )
        patient = replace(child(date(2008, 11, 23)), representations=(), grants=(grant,), listed_since=self.GIVEN)
        grandmother = Viewer(UUID(int=5), "grandmother", identity_confirmed=False)

        before = reads(grandmother, patient, local(date(2026, 11, 22), 23, 59))
        after = reads(grandmother, patient, local(date(2026, 11, 23), 0, 0))

        assert before.is_allowed
        assert before.until == local(date(2026, 11, 23), 0, 0)
        assert after.refusal is Refusal.CAME_OF_AGE

    def test_is_over_at_once_with_emancipation(self) -> None:
        patient = replace(child(date(2010, 5, 19)), emancipated_on=date(2026, 11, 23))

        assert reads(PARENT, patient, local(date(2026, 11, 22), 23, 59)).is_allowed
        assert reads(PARENT, patient, local(date(2026, 11, 23), 0, 0)).refusal is Refusal.CAME_OF_AGE
        assert reads(CHILD, patient, local(date(2026, 11, 23), 0, 0)).is_allowed

    @pytest.mark.rule("R36")
    def test_is_not_what_a_court_decided_about_an_adult(self) -> None:
        paper = Representation(UUID(int=6), BasisKind.COURT, date(2020, 1, 1), review_on=date(2026, 12, 31))
        patient = replace(child(date(1986, 3, 12)), representations=(paper,))

        assert reads(PARENT, patient, local(date(2026, 12, 31), 23, 59)).ground is Ground.GUARDIAN
        assert reads(PARENT, patient, local(date(2027, 1, 1), 0, 0)).refusal is Refusal.REVIEW_DUE


@pytest.mark.rule("R38")
class TestUnknownBirthDate:
    def test_shuts_out_parent_and_child(self) -> None:
        at = datetime(2026, 11, 23, tzinfo=UTC)

        assert reads(PARENT, child(None), at).refusal is Refusal.AGE_UNKNOWN
        assert reads(CHILD, child(None), at).refusal is Refusal.AGE_UNKNOWN

    def test_to_come_is_the_age_of_nobody(self) -> None:
        at = local(date(2012, 1, 1), 12, 0)

        assert reads(PARENT, child(date(2013, 1, 1)), at).is_allowed
        assert reads(CHILD, child(date(2013, 1, 1)), at).refusal is Refusal.TOO_YOUNG


@pytest.mark.rule("R42")
class TestACorrectedBirthDate:
    @given(one=birth_dates, other=birth_dates, since=days_since_birth)
    def test_shows_until_it_is_checked_what_both_dates_show(self, one: date, other: date, since: int) -> None:
        at = local(max(one, other) + timedelta(days=since), 12, 0)
        both = replace(child(one), former_birth_date=other)

        for viewer in (PARENT, CHILD):
            shown = [reads(viewer, child(born), at).is_allowed for born in (one, other)]
            assert reads(viewer, both, at).is_allowed is all(shown)


@pytest.mark.rule("R74")
class TestAClockSetBack:
    def test_revives_nothing_that_was_over_when_the_record_was_last_opened(self) -> None:
        patient = replace(child(date(2008, 11, 23)), not_before=local(date(2026, 11, 23), 8, 0))

        assert reads(PARENT, patient, local(date(2026, 11, 20), 8, 0)).refusal is Refusal.CAME_OF_AGE
