"""Decisions that the truth table leaves out: days of papers, choices of a region, managing, several rights at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

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
    ItemState,
    Leaf,
    Patient,
    Purpose,
    RecordPart,
    Refusal,
    Representation,
    Sensitivity,
    Viewer,
)
from kartoteka.domain.access.words import GROUNDS, LEAVES, PARTS, PURPOSES, REFUSALS

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
VIEWER = Viewer(UUID(int=1), "viewer", identity_confirmed=True)
HIMSELF = Viewer(UUID(int=2), "patient", identity_confirmed=True)
PAPER = Representation(UUID(int=3), BasisKind.BIRTH_RECORD, date(2010, 6, 1))
GRANT = Grant(UUID(int=4), GrantSource.CONFIRMATION, GivenAs.SELF, USUAL_PARTS, NOW - 30 * DAY, NOW + 30 * DAY)
TEEN = Patient("patient", date(2010, 5, 19), "Asia/Yekaterinburg", listed_since=NOW - 60 * DAY)
HISTORY = Item(RecordPart.HISTORY)


def answer(patient: Patient, item: Item = HISTORY, action: Action = Action.READ, viewer: Viewer = VIEWER) -> Decision:
    return decide(viewer, patient, item, action, NOW)


class TestDaysOfAPaper:
    @pytest.mark.parametrize(
        ("paper", "refusal"),
        [
            (replace(PAPER, valid_from=TODAY), None),
            (replace(PAPER, valid_from=TODAY + DAY), Refusal.NOT_YET),
            (replace(PAPER, valid_until=TODAY), None),
            (replace(PAPER, valid_until=TODAY - DAY), Refusal.EXPIRED),
        ],
    )
    def test_are_whole_and_inclusive(self, paper: Representation, refusal: Refusal | None) -> None:
        assert answer(replace(TEEN, representations=(paper,))).refusal is refusal

    def test_end_what_is_told_as_the_end(self) -> None:
        patient = replace(TEEN, representations=(replace(PAPER, valid_until=TODAY),))

        # The twenty-third is over in Yekaterinburg five hours before it is in Greenwich.
        assert answer(patient).until == datetime(2026, 11, 23, 19, 0, tzinfo=UTC)


@pytest.mark.rule("R43")
class TestTermOfAGrant:
    @pytest.mark.parametrize(
        ("grant", "refusal"),
        [
            (replace(GRANT, starts_at=NOW), None),
            (replace(GRANT, starts_at=NOW + DAY), Refusal.NOT_YET),
            (replace(GRANT, ends_at=NOW + timedelta(seconds=1)), None),
            (replace(GRANT, ends_at=NOW), Refusal.EXPIRED),
        ],
    )
    def test_is_to_the_second(self, grant: Grant, refusal: Refusal | None) -> None:
        assert answer(replace(TEEN, grants=(grant,))).refusal is refusal

    @pytest.mark.rule("R7")
    @pytest.mark.parametrize(
        ("listed_since", "refusal"),
        [(None, Refusal.NOT_LISTED), (GRANT.starts_at, None), (GRANT.starts_at + DAY, Refusal.NOT_LISTED)],
    )
    def test_counts_while_the_patient_stands_in_the_index_without_a_break(
        self, listed_since: datetime | None, refusal: Refusal | None
    ) -> None:
        assert answer(replace(TEEN, grants=(GRANT,), listed_since=listed_since)).refusal is refusal


@pytest.mark.rule("R34")
class TestARegionThatNarrows:
    NARROW = AgeRules(representatives_read_sensitive_of_teens=False)

    @pytest.mark.parametrize(
        ("basis", "sensitivity", "refusal"),
        [
            (BasisKind.BIRTH_RECORD, Sensitivity.SENSITIVE, Refusal.TOO_SENSITIVE),
            (BasisKind.BIRTH_RECORD, Sensitivity.NARCOLOGY, None),
            (BasisKind.BIRTH_RECORD, Sensitivity.ORDINARY, None),
            (BasisKind.GUARDIANSHIP, Sensitivity.SENSITIVE, None),
        ],
    )
    def test_keeps_from_parents_what_is_sensitive_but_narcology(
        self, basis: BasisKind, sensitivity: Sensitivity, refusal: Refusal | None
    ) -> None:
        patient = replace(TEEN, rules=self.NARROW, representations=(replace(PAPER, basis=basis),))

        assert answer(patient, Item(RecordPart.HISTORY, sensitivity)).refusal is refusal

    def test_keeps_nothing_of_a_young_child_from_them(self) -> None:
        patient = replace(TEEN, birth_date=date(2018, 5, 19), rules=self.NARROW, representations=(PAPER,))

        assert answer(patient, Item(RecordPart.HISTORY, Sensitivity.SENSITIVE)).is_allowed

    @pytest.mark.parametrize(
        ("rules", "refusal"), [(AgeRules(owner_reads_withheld=True), None), (AgeRules(), Refusal.WITHHELD)]
    )
    def test_decides_whether_the_patient_himself_sees_what_is_withheld(
        self, rules: AgeRules, refusal: Refusal | None
    ) -> None:
        withheld = Item(RecordPart.HISTORY, Sensitivity.WITHHELD)

        assert answer(replace(TEEN, rules=rules), withheld, viewer=HIMSELF).refusal is refusal

    def test_shows_what_is_withheld_to_nobody_else(self) -> None:
        patient = replace(TEEN, rules=AgeRules(owner_reads_withheld=True), representations=(PAPER,))

        assert answer(patient, Item(RecordPart.HISTORY, Sensitivity.WITHHELD)).refusal is Refusal.WITHHELD


@pytest.mark.rule("R44")
class TestManaging:
    @pytest.mark.parametrize("action", [Action.MANAGE, Action.SEE_JOURNAL])
    def test_is_for_the_patient_and_those_who_act_for_him_by_law(self, action: Action) -> None:
        assert answer(TEEN, action=action, viewer=HIMSELF).is_allowed
        assert answer(replace(TEEN, representations=(PAPER,)), action=action).is_allowed

    @pytest.mark.parametrize("action", [Action.MANAGE, Action.SEE_JOURNAL])
    @pytest.mark.parametrize("source", list(GrantSource))
    def test_is_not_for_those_who_were_granted_access(self, action: Action, source: GrantSource) -> None:
        patient = replace(TEEN, grants=(replace(GRANT, source=source),))

        assert answer(patient, action=action).refusal is Refusal.NOT_YOURS_TO_MANAGE

    def test_is_not_for_an_attorney(self) -> None:
        paper = replace(PAPER, basis=BasisKind.POWER_OF_ATTORNEY, valid_until=TODAY)

        assert answer(replace(TEEN, representations=(paper,)), action=Action.MANAGE).refusal is (
            Refusal.NOT_YOURS_TO_MANAGE
        )


class TestSeveralRights:
    def test_count_by_the_strongest_that_suffices(self) -> None:
        act = replace(PAPER, representation_id=UUID(int=5), basis=BasisKind.GUARDIANSHIP)
        patient = replace(TEEN, representations=(PAPER, act), grants=(GRANT,))

        decision = answer(patient)

        assert (decision.ground, decision.right_id) == (Ground.GUARDIAN, act.representation_id)

    def test_let_in_by_the_weaker_where_the_stronger_is_over(self) -> None:
        patient = replace(TEEN, representations=(replace(PAPER, valid_until=TODAY - DAY),), grants=(GRANT,))

        assert answer(patient).ground is Ground.GRANT

    def test_name_what_stands_in_the_way_of_one_that_holds(self) -> None:
        patient = replace(TEEN, representations=(replace(PAPER, valid_until=TODAY - DAY),), grants=(GRANT,))

        assert answer(patient, Item(RecordPart.BENEFITS)).refusal is Refusal.OUTSIDE_SCOPE

    @pytest.mark.rule("R59")
    def test_of_nobody_show_what_is_not_signed(self) -> None:
        patient = replace(TEEN, representations=(PAPER,), grants=(GRANT,))

        assert answer(patient, Item(RecordPart.HISTORY, state=ItemState.UNSIGNED)).refusal is Refusal.NOT_SIGNED


class TestABlockedAccount:
    @pytest.mark.parametrize("action", list(Action))
    def test_gets_nothing_not_even_its_own(self, action: Action) -> None:
        blocked = replace(HIMSELF, is_active=False)

        assert answer(TEEN, action=action, viewer=blocked).refusal is Refusal.VIEWER_BLOCKED


class TestWords:
    def test_are_there_for_everything_that_is_shown(self) -> None:
        assert set(REFUSALS) == set(Refusal)
        assert set(GROUNDS) == set(Ground)
        assert set(PARTS) == set(RecordPart)
        assert set(PURPOSES) == set(Purpose)
        assert set(LEAVES) == set(Leaf)

    def test_do_not_tell_a_ban_from_no_right(self) -> None:
        assert REFUSALS[Refusal.FORBIDDEN] == REFUSALS[Refusal.NO_RIGHT]


@pytest.mark.rule("R43")
class TestAReaderWhomTheRegistryDoesNotKnow:
    def test_reads_nothing_by_a_grant(self) -> None:
        unknown = Viewer(UUID(int=1), None, identity_confirmed=False)
        patient = replace(TEEN, birth_date=date(1980, 5, 19), grants=(GRANT,))

        assert answer(patient).is_allowed
        assert answer(patient, viewer=unknown).refusal is Refusal.IDENTITY_NOT_CONFIRMED
