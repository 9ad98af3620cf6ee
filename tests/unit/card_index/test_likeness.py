from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cast import ANNA, ARTYOM, DARYA, MARIA, CastMember
from kartoteka.domain.card_index.likeness import MAX_CANDIDATES, Field, Likeness, are_twins, compare, rank
from kartoteka.domain.card_index.slips import near_dates, near_numbers, spellings, swapped_date
from kartoteka.domain.card_index.types import InsuredPerson, PersonDetails, RegisteredPerson
from kartoteka.shared.names import PersonName

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def registered(member: CastMember, *, bore_this_name: bool = False) -> RegisteredPerson:
    person = InsuredPerson(
        f"person-{member.number}-{member.name.given}", member.name, member.birth_date, member.sex, "59", LONG_AGO
    )
    return RegisteredPerson(person, member.snils, (member.policy,), bore_this_name=bore_this_name)


def called(family: str, given: str, patronymic: str) -> PersonDetails:
    return replace(ARTYOM.details, name=PersonName(family, given, patronymic))


@pytest.mark.manual("C-07")
class TestCompare:
    def test_marks_nothing_where_all_agrees(self) -> None:
        candidate = compare(ANNA.details, registered(ANNA))

        assert set(candidate.fields.values()) == {Likeness.SAME}
        assert candidate.score == 1

    @pytest.mark.parametrize(
        ("details", "field", "likeness"),
        [
            (called("Соколов", "Артем", "Дмитриевич"), Field.GIVEN, Likeness.SPELLING),
            (called("Cjrjkjd", "Артём", "Дмитриевич"), Field.FAMILY, Likeness.LAYOUT),
            (called("Сколов", "Артём", "Дмитриевич"), Field.FAMILY, Likeness.SLIP),
            (called("Соколов", "Артём", ""), Field.PATRONYMIC, Likeness.NOT_GIVEN),
            (called("Орлов", "Артём", "Дмитриевич"), Field.FAMILY, Likeness.OTHER),
            (replace(ARTYOM.details, birth_date=date(2023, 1, 27)), Field.BIRTH_DATE, Likeness.SLIP),
            (replace(ARTYOM.details, birth_date=date(1999, 5, 2)), Field.BIRTH_DATE, Likeness.OTHER),
            (replace(ARTYOM.details, snils=None), Field.SNILS, Likeness.NOT_GIVEN),
            (replace(ARTYOM.details, snils=DARYA.snils), Field.SNILS, Likeness.OTHER),
        ],
    )
    def test_says_how_the_only_other_field_differs(
        self, details: PersonDetails, field: Field, likeness: Likeness
    ) -> None:
        candidate = compare(details, registered(ARTYOM))

        differing = {one: how for one, how in candidate.fields.items() if how is not Likeness.SAME}
        assert differing == {field: likeness}

    def test_sees_day_and_month_in_each_others_place(self) -> None:
        typed = replace(MARIA.details, birth_date=date(2018, 5, 10))
        known = replace(MARIA, birth_date=date(2018, 10, 5))

        assert compare(typed, registered(known)).fields[Field.BIRTH_DATE] is Likeness.SWAPPED

    def test_sees_one_wrong_digit_of_a_policy(self) -> None:
        assert ANNA.policy is not None
        wrong = f"{ANNA.policy.number[:-1]}{(int(ANNA.policy.number[-1]) + 1) % 10}"
        typed = replace(ANNA.details, policy=replace(ANNA.policy, number=wrong))

        assert compare(typed, registered(ANNA)).fields[Field.POLICY] is Likeness.SLIP

    def test_knows_a_former_surname(self) -> None:
        typed = replace(ANNA.details, name=replace(ANNA.name, family="Кузнецова"))

        candidate = compare(typed, registered(ANNA, bore_this_name=True))

        assert candidate.fields[Field.FAMILY] is Likeness.FORMER


class TestRank:
    @pytest.mark.rule("R16")
    def test_puts_the_most_alike_first_and_leaves_strangers_out(self) -> None:
        namesake = replace(ARTYOM, name=PersonName("Соколов", "Антон", "Дмитриевич"), number=300)
        typed = replace(ARTYOM.details, snils=None, policy=None)

        found = rank(typed, [registered(DARYA), registered(namesake), registered(ARTYOM)])

        assert [one.person.name.given for one in found] == ["Артём", "Антон"]

    def test_shows_eight_at_most(self) -> None:
        people = [registered(replace(ARTYOM, number=number)) for number in range(300, 320)]

        assert len(rank(replace(ARTYOM.details, snils=None, policy=None), people)) == MAX_CANDIDATES


class TestTwins:
    @pytest.mark.rule("R15")
    def test_differ_by_the_first_name_alone(self) -> None:
        sister = replace(MARIA, name=PersonName("Соколова", "Марина", "Дмитриевна"), number=302)
        brother = replace(MARIA, name=PersonName("Соколов", "Марк", "Дмитриевич"), number=303)
        maria = registered(MARIA).person

        assert are_twins(maria, registered(sister).person)
        assert are_twins(maria, registered(brother).person)
        assert not are_twins(maria, registered(ARTYOM).person)
        assert not are_twins(maria, maria)


class TestSlips:
    def test_of_a_date_name_lawful_days_only(self) -> None:
        assert swapped_date(date(2024, 1, 27)) is None
        assert swapped_date(date(2024, 5, 5)) is None
        assert date(2023, 2, 28) in near_dates(date(2024, 2, 28))
        assert all(isinstance(day, date) for day in near_dates(date(2024, 2, 29)))

    def test_of_a_number_are_some_dozens(self) -> None:
        near = near_numbers("12А4")

        assert {"12А4", "02А4", "21А4", "1А24"} <= near
        assert len(near) < 40


class TestSpellings:
    @pytest.mark.parametrize(
        ("typed", "meant"), [("Семенов", "Семёнов"), ("Семёнов", "Семенов"), ("Ежов", "Ёжов"), ("Елеева", "Елеёва")]
    )
    def test_are_those_with_and_without_dots(self, typed: str, meant: str) -> None:
        assert {typed, meant} <= spellings(typed)

    def test_of_nothing_are_nothing_else(self) -> None:
        assert spellings("") == {""}


class TestContradicts:
    def test_whatever_was_typed_otherwise(self) -> None:
        other_day = replace(ANNA.details, birth_date=date(1986, 12, 3))

        assert compare(other_day, registered(ANNA)).contradicts

    def test_neither_another_spelling_nor_what_was_not_given(self) -> None:
        bare = replace(ANNA.details, name=PersonName("соколова", "АННА", "Викторовна"), snils=None, policy=None)

        assert not compare(bare, registered(ANNA)).contradicts
