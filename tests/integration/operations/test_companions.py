import os
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from kartoteka.operations.address import Address
from kartoteka.operations.companions import Companion, make_companions, tell_of
from kartoteka.operations.portal import all_answer, programs
from kartoteka.operations.processes import Program

ADDRESS = Address("127.0.0.1", 9)
NEIGHBOUR = Program("neighbour", ("neighbour",))


def neighbour(address: Address) -> Companion:
    return Companion(NEIGHBOUR, lambda: False, {"KARTOTEKA_TEST_NEIGHBOUR": address.url})


@pytest.fixture
def clean_environment() -> Iterator[None]:
    yield
    os.environ.pop("KARTOTEKA_TEST_NEIGHBOUR", None)


class TestCompanions:
    def test_are_those_of_the_settings(self, settings: Settings) -> None:
        settings.KARTOTEKA_RUN_ALONGSIDE = ["integration.operations.test_companions.neighbour"]

        assert [one.program for one in make_companions(ADDRESS)] == [NEIGHBOUR]

    def test_are_none_in_production(self, settings: Settings) -> None:
        assert make_companions(ADDRESS) == []

    def test_start_before_the_portal(self) -> None:
        started = programs(ADDRESS, with_worker=True, companions=[neighbour(ADDRESS)])

        assert [one.name for one in started] == ["neighbour", "web server", "background worker"]

    @pytest.mark.usefixtures("clean_environment")
    def test_are_told_of_in_the_environment(self) -> None:
        tell_of([neighbour(ADDRESS)])

        assert os.environ["KARTOTEKA_TEST_NEIGHBOUR"] == ADDRESS.url

    def test_are_waited_for(self) -> None:
        assert not all_answer(ADDRESS, [neighbour(ADDRESS)])
        # Nobody listens at the Portal's own address either.
        assert not all_answer(ADDRESS, [])
