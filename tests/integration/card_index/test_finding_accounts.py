"""How the administrator finds accounts by their main person (A-02)."""

from datetime import datetime
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM, DARYA, DMITRY, MARIA
from factories.people import add
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.selectors import find_accounts_by_main_person, main_names

pytestmark = pytest.mark.manual("A-02")


@pytest.fixture(autouse=True)
def indexes(anna: UUID, dmitry: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
    """Анна with her husband and daughter, Дмитрий and Дарья by themselves."""
    for account, member in ((anna, ANNA), (anna, DMITRY), (anna, MARIA), (dmitry, DMITRY), (darya, DARYA)):
        add(account, member, registry, now)


def found(words: str) -> set[UUID]:
    return set(find_accounts_by_main_person(words=words, at_most=10))


class TestFindingAccounts:
    @pytest.mark.parametrize(
        "words",
        [
            "Соколова",
            "соколова",
            "СОКОЛОВА",
            "Соколова Анна",
            "сокол анна викт",
            "Анна",
            " Соколова   Анна Викторовна ",
        ],
    )
    def test_goes_by_the_beginnings_of_the_name(self, anna: UUID, words: str) -> None:
        assert anna in found(words)

    def test_finds_all_whose_name_begins_so(self, anna: UUID, dmitry: UUID) -> None:
        assert found("соколов") == {anna, dmitry}

    @pytest.mark.parametrize("words", [ANNA.snils.digits, str(ANNA.snils)])
    def test_goes_by_the_whole_snils(self, anna: UUID, words: str) -> None:
        assert found(words) == {anna}

    @pytest.mark.parametrize(
        "words",
        [
            "",
            "Анна Соколова",
            "Соколова Анна Викторовна Петровна",
            "околова",
            ANNA.snils.digits[:6],
            "12345678901",
            ".*",
            "[а",
            "Сок%",
            "x" * 200,
        ],
    )
    def test_finds_nobody_by_anything_else(self, words: str) -> None:
        assert found(words) == set()

    def test_does_not_find_an_account_by_the_others_in_its_index(self, anna: UUID, dmitry: UUID) -> None:
        assert found("Соколова Мария") == set()
        assert found("Соколов Дмитрий") == {dmitry}

    def test_stops_at_so_many(self) -> None:
        assert len(find_accounts_by_main_person(words="со", at_most=1)) == 1


class TestYo:
    def test_is_found_as_ye_and_the_other_way_round(
        self, registry: FakeInsuredRegistry, now: datetime, anna: UUID
    ) -> None:
        CardRow.objects.filter(index_id=anna, is_main=True).update(given=ARTYOM.name.given)

        assert found("Соколова Артем") == found("Соколова артём") == {anna}


class TestMainNames:
    def test_are_those_of_the_main_persons(self, anna: UUID, darya: UUID) -> None:
        assert main_names([anna, darya]) == {anna: ANNA.name, darya: DARYA.name}
