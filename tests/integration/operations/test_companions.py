import os
import socket
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from kartoteka.operations import event_server
from kartoteka.operations.address import Address
from kartoteka.operations.companions import Companion, FreePorts, make_companions, tell_of
from kartoteka.operations.portal import all_answer, programs
from kartoteka.operations.processes import Program

ADDRESS = Address("127.0.0.1", 9)
NEIGHBOUR = Program("neighbour", ("neighbour",))


def neighbour(address: Address, _ports: FreePorts) -> Companion:
    return Companion(NEIGHBOUR, lambda: False, {"KARTOTEKA_TEST_NEIGHBOUR": address.url})


@pytest.fixture
def clean_environment() -> Iterator[None]:
    yield
    os.environ.pop("KARTOTEKA_TEST_NEIGHBOUR", None)


class TestCompanions:
    def test_are_those_of_the_settings(self, settings: Settings) -> None:
        settings.KARTOTEKA_RUN_ALONGSIDE = ["integration.operations.test_companions.neighbour"]

        assert [one.program for one in make_companions(ADDRESS)] == [NEIGHBOUR]

    def test_are_nobody_but_the_server_of_events_in_production(self) -> None:
        assert [one.program.name for one in make_companions(ADDRESS)] == ["server of events"]

    def test_start_before_the_portal(self) -> None:
        started = programs(ADDRESS, with_worker=True, companions=[neighbour(ADDRESS, FreePorts(ADDRESS))])

        assert [one.name for one in started] == ["neighbour", "web server", "background worker"]

    @pytest.mark.usefixtures("clean_environment")
    def test_are_told_of_in_the_environment(self) -> None:
        tell_of([neighbour(ADDRESS, FreePorts(ADDRESS))])

        assert os.environ["KARTOTEKA_TEST_NEIGHBOUR"] == ADDRESS.url

    def test_are_waited_for(self) -> None:
        assert not all_answer(ADDRESS, [neighbour(ADDRESS, FreePorts(ADDRESS))])
        # Nobody listens at the Portal's own address either.
        assert not all_answer(ADDRESS, [])


class TestFreePorts:
    def test_are_those_after_the_portals_own_each_given_once(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            ports = FreePorts(Address("127.0.0.1", port - 1))

            given = [ports.take(), ports.take()]

        assert port not in given
        assert len(set(given)) == 2

    def test_are_any_when_there_are_none_above(self) -> None:
        assert 0 < FreePorts(Address("127.0.0.1", 65535)).take() < 65536


class TestServerOfEvents:
    def test_listens_where_the_settings_say_and_tells_the_pages_of_it(self, settings: Settings) -> None:
        settings.KARTOTEKA_EVENTS_LISTEN = 8001

        companion = event_server.companion(ADDRESS, FreePorts(ADDRESS))

        assert companion.program.command[-2:] == (ADDRESS.host, "8001")
        assert companion.environment == {"KARTOTEKA_EVENTS_PORT": "8001"}
        assert not companion.is_ready()
