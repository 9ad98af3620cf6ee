"""The commands of the demo region, and what they leave behind."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import AppConfig
from django.core.management import call_command
from django.db import transaction

from kartoteka.adapters.mis_embedded import scheduling
from kartoteka.adapters.mis_embedded.models import DocumentRow, InsuredPersonRow, ServiceRow
from kartoteka.devtools import load, sign_in_table
from kartoteka.devtools.cast import ARTYOM, SIGN_INS
from kartoteka.devtools.load import load_demo_region
from kartoteka.devtools.management.commands import load_demo_region as load_command
from kartoteka.devtools.management.commands import show_demo_sign_ins as show_command
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.regions.models import RegionRow
from kartoteka.domain.regions.services import save_region
from kartoteka.domain.regions.types import Region
from kartoteka.shared.actor import Actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OTHER_DAY = datetime(2027, 3, 1, 22, 30, tzinfo=UTC)
OTHER_REGION = Region("77", "г. Москва", "Europe/Moscow", is_active=False, services=(), phones=())
SMALL_CROWD = 250
LONGEST_LINE = 110

pytestmark = pytest.mark.django_db


class TestLoading:
    def test_twice_into_fresh_rows_makes_the_same_region(self) -> None:
        first = contents_after_load(NOW)

        again = contents_after_load(NOW)

        assert again == first

    def test_on_another_day_makes_the_same_people(self) -> None:
        first = contents_after_load(NOW)

        later = contents_after_load(OTHER_DAY)

        assert people_of(later) == people_of(first)
        assert later != first

    def test_twice_in_a_row_changes_nothing_the_second_time(self) -> None:
        load_demo_region(now=NOW, crowd_size=SMALL_CROWD)
        before = contents()

        second = load_demo_region(now=NOW, crowd_size=SMALL_CROWD)

        assert second is None
        assert contents() == before

    def test_leaves_a_portal_with_a_region_of_its_own_alone(self) -> None:
        save_region(OTHER_REGION, by=Actor.system(), now=NOW)

        loaded = load_demo_region(now=NOW)

        assert loaded is None
        assert [row.code for row in RegionRow.objects.all()] == ["77"]
        assert not InsuredPersonRow.objects.exists()

    def test_leaves_nothing_half_done_when_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(_services: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(scheduling, "book_services", interrupt)

        with pytest.raises(KeyboardInterrupt):
            load_demo_region(now=NOW, crowd_size=SMALL_CROWD)

        assert not RegionRow.objects.exists()
        assert not Account.objects.exists()
        assert not InsuredPersonRow.objects.exists()
        assert not CardRow.objects.exists()

    def test_stops_if_the_registry_knows_whom_it_must_not_know(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(load, "NAMED_PEOPLE", (*load.NAMED_PEOPLE, ARTYOM))

        with pytest.raises(AssertionError, match="must not know"):
            load_demo_region(now=NOW, crowd_size=SMALL_CROWD)

        assert not RegionRow.objects.exists()


class TestTheApplication:
    def test_is_found_by_its_name_in_the_settings_of_development(self) -> None:
        config = AppConfig.create("kartoteka.devtools")

        assert config.label == "devtools"


class TestLoadCommand:
    def test_tells_what_it_loaded(self) -> None:
        told = run(load_command.Command())

        assert f"{InsuredPersonRow.objects.count()} insured people, {len(SIGN_INS)} accounts" in told
        assert ServiceRow.objects.exists()

    def test_tells_that_there_is_a_region_already(self) -> None:
        save_region(OTHER_REGION, by=Actor.system(), now=NOW)

        told = run(load_command.Command())

        assert told == "There is a region already: nothing was loaded.\n"


class TestSignInsCommand:
    @pytest.fixture(autouse=True)
    def demo_region(self) -> None:
        load_demo_region(now=NOW, crowd_size=0)

    def test_names_every_account_and_the_password(self) -> None:
        told = run(show_command.Command())

        assert all(sign_in.email in told and sign_in.who in told for sign_in in SIGN_INS)
        assert "Kartoteka-2026" in told

    def test_aligns_what_it_prints_for_a_terminal(self) -> None:
        table = sign_in_table.sign_in_table()

        rows = [line for line in table.splitlines() if "@" in line]
        assert len({line.index(sign_in.who) for line, sign_in in zip(rows, SIGN_INS, strict=True)}) == 1
        assert max(map(len, table.splitlines())) <= LONGEST_LINE

    def test_promises_nothing_where_the_demo_region_is_not_loaded(self) -> None:
        Account.objects.filter(email=SIGN_INS[0].email).update(email="somebody@example.org")

        told = run(show_command.Command())

        assert told == ""


def run(command: load_command.Command | show_command.Command) -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


Contents = dict[str, list[tuple[object, ...]]]


def contents_after_load(now: datetime) -> Contents:
    """What a load leaves, taken back at once."""
    with transaction.atomic():
        load_demo_region(now=now, crowd_size=SMALL_CROWD)
        found = contents()
        transaction.set_rollback(True)
    return found


def contents() -> Contents:
    """All that is not a random identifier, sorted."""
    person = ("family", "given", "patronymic", "birth_date", "sex", "region_code", "deceased_on", "changed_at")
    document = ("kind", "series", "number", *(f"person__{one}" for one in person))
    service = ("title", "practitioner", "organization__name", "room", "starts_at", "status")
    card = ("family", "given", "state", "kinship", "slot", "added_at", "address_street")
    return {
        "people": sorted(DocumentRow.objects.values_list(*document)),
        "services": sorted(ServiceRow.objects.values_list("person__family", "person__given", *service)),
        "cards": sorted(CardRow.objects.values_list("index__account__login", *card)),
    }


def people_of(found: Contents) -> list[tuple[object, ...]]:
    """People with their documents, without the moments at which they were registered."""
    return [tuple(value for value in row if not isinstance(value, datetime)) for row in found["people"]]
