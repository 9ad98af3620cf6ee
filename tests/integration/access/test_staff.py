from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError

from factories.access import CHILD, decision
from factories.people import PERM, make_region
from kartoteka.domain.access.errors import OwnCase, WrongTerms
from kartoteka.domain.access.models import DisputeRow, PatientRow
from kartoteka.domain.access.staff import (
    age_rules,
    allow_by_staff,
    close_dispute,
    forbid_by_staff,
    open_dispute,
    set_age_rules,
)
from kartoteka.domain.access.types import AgeRules, Ground, Refusal
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R55")
class TestADispute:
    def test_freezes_both_parents_until_it_is_closed(
        self, mother: UUID, father: UUID, registrar: Actor, now: datetime
    ) -> None:
        for _ in range(2):
            open_dispute(person_id=CHILD, reason="Спор о порядке общения", by=registrar, now=now)
        assert {decision(one, now).refusal for one in (mother, father)} == {Refusal.DISPUTED}

        for _ in range(2):
            close_dispute(person_id=CHILD, by=registrar, now=now)

        assert {decision(one, now).ground for one in (mother, father)} == {Ground.REPRESENTATIVE}
        assert DisputeRow.objects.get().closed_by == registrar.account_id

    def test_needs_a_reason_and_an_impartial_hand(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        with pytest.raises(WrongTerms):
            open_dispute(person_id=CHILD, reason="  ", by=registrar, now=now)
        with pytest.raises(OwnCase):
            open_dispute(person_id=CHILD, reason="Спор", by=Actor.account(mother), now=now)


@pytest.mark.rule("R53", "R55")
class TestABanByAModerator:
    def test_reaches_a_parent_and_is_lifted_again(
        self, mother: UUID, father: UUID, registrar: Actor, now: datetime
    ) -> None:
        forbid_by_staff(person_id=CHILD, account_id=father, reason="Определение суда", by=registrar, now=now)
        assert decision(father, now).refusal is Refusal.FORBIDDEN
        assert decision(mother, now).is_allowed

        allow_by_staff(person_id=CHILD, account_id=father, by=registrar, now=now)

        assert decision(father, now).is_allowed

    def test_needs_a_reason_and_leaves_a_row(self, mother: UUID, father: UUID, registrar: Actor, now: datetime) -> None:
        with pytest.raises(WrongTerms):
            forbid_by_staff(person_id=CHILD, account_id=father, reason="", by=registrar, now=now)

        forbid_by_staff(person_id=CHILD, account_id=father, reason="Определение суда", by=registrar, now=now)

        row = AuditEvent.objects.get(event="access.forbidden")
        assert (row.actor_id, row.account_id, row.subject_id) == (registrar.account_id, father, CHILD)


@pytest.mark.rule("D1", "R34", "R37")
class TestRulesOfARegion:
    LATER = date(2027, 1, 1)

    def test_hold_from_their_day_on(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        rules = AgeRules(own_reading_from=14, full_age=16, reached_on_birthday=False)
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2010, 12, 31))
        set_age_rules(region_code="59", rules=rules, in_force_from=self.LATER, by=registrar, now=now)

        assert decision(mother, now).is_allowed
        assert decision(mother, datetime(2027, 1, 2, tzinfo=UTC)).refusal is Refusal.CAME_OF_AGE
        assert age_rules(region_code="59", day=date(2026, 12, 31)) == AgeRules()
        assert age_rules(region_code="59", day=self.LATER) == rules

    def test_are_replaced_by_later_ones(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        today = date(2026, 11, 1)
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2010, 1, 1))
        for full_age in (16, 18):
            set_age_rules(
                region_code="59", rules=AgeRules(full_age=full_age), in_force_from=today, by=registrar, now=now
            )

        assert decision(mother, now).is_allowed

    def test_of_another_region_are_not_the_patients(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2010, 1, 1))
        set_age_rules(
            region_code="77", rules=AgeRules(full_age=16), in_force_from=date(2026, 1, 1), by=registrar, now=now
        )

        assert decision(mother, now).is_allowed

    @pytest.mark.parametrize(
        "rules", [AgeRules(full_age=19), AgeRules(own_reading_from=13), AgeRules(longest_grant_months=13)]
    )
    def test_may_not_widen_the_law(self, rules: AgeRules, registrar: Actor, now: datetime) -> None:
        with pytest.raises(IntegrityError):
            set_age_rules(region_code="59", rules=rules, in_force_from=date(2026, 1, 1), by=registrar, now=now)

    @pytest.mark.rule("R38", "R72")
    def test_of_a_region_that_nobody_knows_are_the_defaults_and_the_earliest_midnight(
        self, mother: UUID, now: datetime
    ) -> None:
        PatientRow.objects.filter(pk=CHILD).update(region_code="99", birth_date=date(2008, 11, 24))

        # Noon in Greenwich is midnight in Anadyr.
        assert decision(mother, now.replace(hour=11, minute=59)).is_allowed
        assert decision(mother, now.replace(hour=12, minute=0)).refusal is Refusal.CAME_OF_AGE


class TestTheRegionOfTheViewer:
    @pytest.mark.rule("R72")
    def test_moves_no_midnight_of_another(self, mother: UUID, now: datetime) -> None:
        make_region(now, replace(PERM, code="39", name="Калининградская область", time_zone="Europe/Kaliningrad"))
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2008, 11, 24))
        Account.objects.filter(pk=mother).update(region_id="39")

        assert decision(mother, now.replace(hour=19, minute=0)).refusal is Refusal.CAME_OF_AGE
