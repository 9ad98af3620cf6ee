from collections import Counter
from itertools import product
from types import ModuleType
from typing import TypeAlias

import pytest

from house.files import load_script
from kartoteka.domain.access.types import Ground, Refusal

Decided: TypeAlias = list[tuple[dict[str, str], Ground | None, Refusal | None]]

pytestmark = pytest.mark.rule("D1", "R33", "R34", "R35", "R36", "R55", "R56")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("access_truth_table")


@pytest.fixture(scope="module")
def decided(script: ModuleType) -> Decided:
    return [
        (dict(zip(script.COLUMNS, one, strict=True)), decision.ground, decision.refusal)
        for one in script.combinations()
        for decision in [script.decision_of(one)]
    ]


def written_answers(script: ModuleType) -> list[tuple[tuple[str, ...], str]]:
    """What the document says, row by row unfolded into combinations that can be."""
    lines = [line for line in script.TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    possible = set(script.combinations())
    unfolded = []
    for line in lines:
        *cells, answer = [cell.strip() for cell in line.strip("|").split(" | ")]
        values = [
            script.COLUMNS[column] if cell == script.ANY else cell.split(" / ")
            for column, cell in zip(script.COLUMNS, cells, strict=True)
        ]
        unfolded += [(one, answer) for one in product(*values) if one in possible]
    return unfolded


class TestTheTable:
    def test_says_what_the_code_decides_of_every_combination(self, script: ModuleType) -> None:
        written = written_answers(script)

        differing = [(one, answer) for one, answer in written if script.answer_of(one) != answer]

        assert differing == []

    def test_speaks_of_every_combination_once(self, script: ModuleType) -> None:
        told = Counter(one for one, _ in written_answers(script))

        assert told == Counter(script.combinations())

    def test_is_as_the_script_writes_it(self, script: ModuleType) -> None:
        written = script.TABLE.read_text(encoding="utf-8")

        assert written == script.render(), "run: python scripts/access_truth_table.py"


class TestEveryCombination:
    """What must hold whatever the table says."""

    @pytest.mark.rule("R41")
    def test_with_a_contact_shared_with_a_parent_differs_for_the_minor_alone(self, script: ModuleType) -> None:
        place = list(script.COLUMNS).index("shared contact")
        differing = [
            dict(zip(script.COLUMNS, one, strict=True))
            for one in script.combinations()
            if one[place] == "yes"
            and script.decision_of(one) != script.decision_of((*one[:place], "no", *one[place + 1 :]))
        ]

        assert {said["viewer"] for said in differing} == {"self"}
        assert {said["patient's age"] for said in differing} == {"15 to 17"}

    def test_with_a_ban_opens_for_courts_guardians_and_the_patient_alone(self, decided: Decided) -> None:
        grounds = {ground for said, ground, _ in decided if said["denial"] == "yes"}

        assert grounds == {None, Ground.SELF, Ground.GUARDIAN}

    def test_with_a_dispute_opens_for_courts_guardians_and_the_patient_alone(self, decided: Decided) -> None:
        grounds = {ground for said, ground, _ in decided if said["dispute"] == "yes"}

        assert grounds == {None, Ground.SELF, Ground.GUARDIAN}

    @pytest.mark.rule("R27")
    def test_after_death_opens_for_nobody(self, decided: Decided) -> None:
        assert all(refusal is not None for said, _, refusal in decided if said["death"] == "yes")

    def test_of_an_adult_opens_for_no_parent(self, decided: Decided) -> None:
        grounds = {ground for said, ground, _ in decided if said["patient's age"] == "18 and older"}

        assert Ground.REPRESENTATIVE not in grounds
        assert Ground.CODE not in grounds

    @pytest.mark.rule("R38")
    def test_without_a_birth_date_opens_where_age_can_not_shut_out(self, decided: Decided) -> None:
        unknown = [one for one in decided if one[0]["patient's age"] == "unknown"]
        open_ones = [(said, ground) for said, ground, refusal in unknown if refusal is None]

        assert {ground for _, ground in open_ones} == {Ground.GUARDIAN, Ground.ATTORNEY, Ground.GRANT}
        assert {said["basis"] for said, ground in open_ones if ground is Ground.GUARDIAN} == {"court"}
        assert {said["grant"] for said, ground in open_ones if ground is Ground.GRANT} == {"patient's"}

    @pytest.mark.rule("R58")
    def test_keeps_what_is_sensitive_from_those_who_have_it_by_agreement(self, decided: Decided) -> None:
        grounds = {ground for said, ground, _ in decided if said["document"] in {"narcology", "sensitive"}}

        assert grounds == {None, Ground.SELF, Ground.GUARDIAN, Ground.REPRESENTATIVE}

    def test_shows_nobody_what_the_clinic_tells_in_person(self, decided: Decided) -> None:
        assert all(refusal is not None for said, _, refusal in decided if said["document"] == "withheld")

    @pytest.mark.rule("D6")
    def test_opens_for_nobody_whose_identity_is_not_confirmed(self, decided: Decided) -> None:
        refusals = {refusal for said, _, refusal in decided if said["viewer"] == "self, not confirmed"}

        assert refusals == {Refusal.IDENTITY_NOT_CONFIRMED}

    def test_opens_for_no_stranger(self, decided: Decided) -> None:
        strangers = [
            refusal
            for said, _, refusal in decided
            if said["viewer"] == "other" and said["basis"] == "none" and said["grant"] in {"none", "expired"}
        ]

        assert strangers
        assert None not in strangers

    def test_opens_for_both_parents_and_the_teenager(self, decided: Decided) -> None:
        plain = [
            (said["viewer"], ground)
            for said, ground, _ in decided
            if said["patient's age"] == "15 to 17"
            and (said["denial"], said["dispute"], said["death"], said["shared contact"]) == ("no", "no", "no", "no")
            and said["document"] == "ordinary"
            and said["basis"] in {"none", "parent"}
            and said["grant"] == "none"
        ]

        assert ("other", Ground.REPRESENTATIVE) in plain
        assert ("self", Ground.SELF) in plain
