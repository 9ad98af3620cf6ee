"""ESIA's words for a person."""

from datetime import date
from typing import Any

import pytest

from kartoteka.adapters.esia.people import person_of_esia
from kartoteka.shared.errors import Refused
from kartoteka.shared.identifiers import Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

ANSWER: dict[str, Any] = {
    "lastName": "Соколова",
    "firstName": "Анна",
    "middleName": "Викторовна",
    "birthDate": "12.03.1986",
    "gender": "F",
    "trusted": True,
    "snils": "900-000-101 85",
    "contacts": {
        "elements": [
            {"type": "MBT", "value": "+7(916)1234567", "vrfStu": "VERIFIED"},
            {"type": "EML", "value": "anna@example.org", "vrfStu": "VERIFIED"},
            {"type": "PHN", "value": "+7(8172)123456", "vrfStu": "VERIFIED"},
        ]
    },
    "documents": {
        "elements": [
            {"type": "RF_PASSPORT", "number": "123456", "vrfStu": "VERIFIED"},
            {"type": "MDCL_PLCY", "unitedNumber": "3556310887001019", "vrfStu": "VERIFIED"},
        ]
    },
}


def read(**changes: Any) -> Any:
    return person_of_esia({**ANSWER, **changes}, subject="esia:1")


class TestPersonOfEsia:
    def test_has_what_the_answer_tells(self) -> None:
        person = read()

        assert person.name == PersonName("Соколова", "Анна", "Викторовна")
        assert (person.birth_date, person.sex, person.is_trusted) == (date(1986, 3, 12), Sex.FEMALE, True)
        assert (person.snils, person.policy.number) == (Snils("90000010185"), "3556310887001019")
        assert (person.email, person.phone) == ("anna@example.org", "+79161234567")

    @pytest.mark.manual("F-05")
    def test_has_the_children_that_a_registry_can_find(self) -> None:
        child = {
            "lastName": "Соколова", "firstName": "Мария", "middleName": "Дмитриевна", "birthDate": "19.05.2018",
            "gender": "F", "snils": "900-000-103 87",
        }  # fmt: skip
        broken = [
            {**child, "snils": ""},
            {**child, "firstName": ""},
            {**child, "birthDate": "?"},
            {**child, "gender": 1},
        ]

        person = read(kids={"elements": [child, *broken, "/rs/prns/1/kids/2"]})

        (maria,) = person.children
        assert maria.name == PersonName("Соколова", "Мария", "Дмитриевна")
        assert (maria.birth_date, maria.sex, maria.snils) == (date(2018, 5, 19), Sex.FEMALE, Snils("90000010387"))

    @pytest.mark.parametrize("kids", [None, {}, [], {"elements": None}, {"elements": {"a": 1}}])
    def test_has_no_children_where_the_answer_tells_of_none(self, kids: object) -> None:
        assert read(kids=kids).children == ()

    @pytest.mark.parametrize("trusted", [None, False, "true", 1, "TRUE", [True]])
    def test_is_trusted_by_a_plain_yes_only(self, trusted: object) -> None:
        assert not read(trusted=trusted).is_trusted

    @pytest.mark.rule("R68")
    @pytest.mark.parametrize("status", ["NOT_VERIFIED", "VERIFYING", None, True])
    def test_has_no_contact_that_nobody_verified(self, status: object) -> None:
        contacts = {"elements": [{"type": "EML", "value": "victim@example.org", "vrfStu": status}]}

        assert read(contacts=contacts).email == ""

    @pytest.mark.parametrize(
        "contacts",
        [None, [], {}, {"elements": None}, {"elements": ["https://esia.example/rs/prns/1/ctts/2"]}, {"elements": [{}]}],
    )
    def test_has_none_when_the_answer_lists_none(self, contacts: object) -> None:
        person = read(contacts=contacts)

        assert (person.email, person.phone) == ("", "")

    @pytest.mark.parametrize(
        "value", ["a@b\nBcc: c@d", "no address", "a b@example.org", "@example.org", f"{'a' * 300}@example.org", 5]
    )
    def test_has_no_email_that_is_none(self, value: object) -> None:
        assert read(contacts={"elements": [{"type": "EML", "value": value, "vrfStu": "VERIFIED"}]}).email == ""

    @pytest.mark.parametrize("snils", [None, "", "900-000-101 86", "000-000-000 00", 90000010185.0])
    def test_has_no_snils_that_is_none(self, snils: object) -> None:
        assert read(snils=snils).snils is None

    def test_of_the_test_contour_keeps_its_odd_snils(self) -> None:
        assert read(snils="000-000-600 06").snils == Snils("00000060006")

    def test_has_no_policy_that_is_none(self) -> None:
        documents = {"elements": [{"type": "MDCL_PLCY", "unitedNumber": "1", "vrfStu": "VERIFIED"}]}

        assert read(documents=documents).policy is None

    def test_may_have_no_patronymic(self) -> None:
        assert read(middleName=None).name == PersonName("Соколова", "Анна", "")

    def test_may_have_a_name_in_latin_letters(self) -> None:
        assert read(lastName=" O'Neill\u202e ", firstName="Séan\x00").name == PersonName(
            "O'Neill", "Séan", "Викторовна"
        )

    @pytest.mark.parametrize(
        "changes",
        [
            {"lastName": None},
            {"firstName": ""},
            {"lastName": 5},
            {"birthDate": None},
            {"birthDate": "1986"},
            {"birthDate": "31.02.1986"},
            {"gender": "X"},
            {"gender": None},
        ],
    )
    def test_is_refused_without_what_a_person_must_have(self, changes: dict[str, object]) -> None:
        with pytest.raises(Refused):
            read(**changes)
