from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import ANNA, MARIA
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.identity_key import KEY_LENGTH, document_keys, keyed_hash, person_key
from kartoteka.shared.names import PersonName

SECRET = b"a secret of one installation"
ANOTHER_SECRET = b"a secret of another installation"
NO_SNILS: Snils | None = None
NO_POLICY: OmsPolicy | None = None


class TestKeyedHash:
    def test_is_the_same_for_the_same_parts(self) -> None:
        assert keyed_hash(SECRET, "Анна", "1986") == keyed_hash(SECRET, "Анна", "1986")

    def test_is_sixteen_bytes_long(self) -> None:
        assert len(keyed_hash(SECRET, "Анна" * 1000)) == KEY_LENGTH == 16

    def test_differs_between_installations(self) -> None:
        assert keyed_hash(SECRET, "Анна") != keyed_hash(ANOTHER_SECRET, "Анна")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("аб", "в"), ("а", "бв")),
            (("аб",), ("а", "б")),
            (("а", ""), ("а",)),
            (("", "а"), ("а", "")),
            ((), ("",)),
            (("а", "б"), ("б", "а")),
        ],
    )
    def test_keeps_its_parts_apart(self, one: tuple[str, ...], other: tuple[str, ...]) -> None:
        assert keyed_hash(SECRET, *one) != keyed_hash(SECRET, *other)

    @pytest.mark.parametrize("secret", [b"", b"x" * 65])
    def test_refuses_a_secret_that_is_none_or_too_long(self, secret: bytes) -> None:
        with pytest.raises(ValueError, match=r"secret is empty|maximum key length"):
            keyed_hash(secret, "Анна")

    @given(parts=st.lists(st.text(), min_size=1), others=st.lists(st.text(), min_size=1))
    def test_is_equal_for_equal_parts_only(self, parts: list[str], others: list[str]) -> None:
        same = keyed_hash(SECRET, *parts) == keyed_hash(SECRET, *others)

        assert same == (parts == others)


@pytest.mark.rule("R14")
class TestPersonKey:
    @pytest.mark.parametrize(
        "spelling",
        [
            PersonName("СОКОЛОВА", "АННА", "ВИКТОРОВНА"),
            PersonName("Соколова", "  анна ", "Викторовна"),
            PersonName("Cоколова", "Aнна", "Bикторовна"),
        ],
    )
    def test_is_one_for_all_spellings(self, spelling: PersonName) -> None:
        assert person_key(SECRET, spelling, ANNA.birth_date) == person_key(SECRET, ANNA.name, ANNA.birth_date)

    def test_changes_with_each_part_of_the_data(self) -> None:
        variants = [
            (ANNA.name, ANNA.birth_date),
            (replace(ANNA.name, family="Кузнецова"), ANNA.birth_date),
            (replace(ANNA.name, given="Инна"), ANNA.birth_date),
            (replace(ANNA.name, patronymic=""), ANNA.birth_date),
            (ANNA.name, date(1986, 3, 13)),
            (ANNA.name, date(1986, 12, 3)),
        ]

        keys = {person_key(SECRET, name, birth_date) for name, birth_date in variants}

        assert len(keys) == len(variants)

    def test_does_not_take_a_surname_for_a_first_name(self) -> None:
        one = person_key(SECRET, PersonName("Иванов", "Пётр"), ANNA.birth_date)
        other = person_key(SECRET, PersonName("Пётр", "Иванов"), ANNA.birth_date)

        assert one != other


@pytest.mark.rule("R14")
class TestDocumentKeys:
    def test_are_none_without_a_document(self) -> None:
        assert list(document_keys(SECRET, ANNA.name, ANNA.birth_date, NO_SNILS, NO_POLICY)) == []

    def test_are_one_for_each_document(self) -> None:
        keys = list(document_keys(SECRET, ANNA.name, ANNA.birth_date, ANNA.snils, ANNA.policy))

        assert len(set(keys)) == 2

    @pytest.mark.rule("R15")
    def test_of_a_twin_differ_by_the_first_name_alone(self) -> None:
        twin = replace(MARIA.name, given="Марина")

        hers = list(document_keys(SECRET, MARIA.name, MARIA.birth_date, MARIA.snils, NO_POLICY))
        of_twin = list(document_keys(SECRET, twin, MARIA.birth_date, MARIA.snils, NO_POLICY))

        assert hers != of_twin

    def test_are_one_for_an_old_policy_typed_with_latin_letters_or_without_hyphens(self) -> None:
        russian = OmsPolicy.parse(PolicyKind.OLD, "АВ-123456", "46 АА")
        latin = OmsPolicy.parse(PolicyKind.OLD, "AB123456", "46-AA")

        keys = {
            key
            for policy in (russian, latin)
            for key in document_keys(SECRET, ANNA.name, ANNA.birth_date, NO_SNILS, policy)
        }

        assert len(keys) == 1

    def test_do_not_take_a_policy_of_one_kind_for_another(self) -> None:
        old = OmsPolicy.parse(PolicyKind.OLD, "123456789")
        temporary = OmsPolicy.parse(PolicyKind.TEMPORARY, "123456789")

        keys = {
            key
            for policy in (old, temporary)
            for key in document_keys(SECRET, ANNA.name, ANNA.birth_date, NO_SNILS, policy)
        }

        assert len(keys) == 2

    def test_differ_from_the_key_of_the_person(self) -> None:
        keys = set(document_keys(SECRET, ANNA.name, ANNA.birth_date, ANNA.snils, ANNA.policy))

        assert person_key(SECRET, ANNA.name, ANNA.birth_date) not in keys
