"""The simulated ESIA of the demo: who has an account there, and that what is said of them comes true."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from kartoteka.adapters.esia.gost import is_signed, read_public_key
from kartoteka.adapters.mis_embedded.insured_registry import EmbeddedInsuredRegistry
from kartoteka.devtools import esia
from kartoteka.devtools.esia_people import ESIA_PEOPLE, EsiaPerson
from kartoteka.devtools.load import DemoRegion, load_demo_region
from kartoteka.domain.accounts.errors import IdentityNotConfirmed, RegionNotChosen
from kartoteka.domain.accounts.types import VerifiedPerson
from kartoteka.domain.card_index.esia import EsiaSignIn, sign_in_with_esia
from kartoteka.operations.address import Address
from kartoteka.operations.companions import Companion, FreePorts
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import age_on

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
YOUNGEST = 14
ANNA, DMITRY, NEWCOMER, WITHOUT_EMAIL, FROM_ELSEWHERE, UNCONFIRMED = ESIA_PEOPLE


def simulator(port: int) -> Companion:
    portal = Address("127.0.0.1", port)
    return esia.simulator(portal, FreePorts(portal))


class TestSimulator:
    @pytest.fixture(autouse=True)
    def data(self, settings: Settings, tmp_path: Path) -> Path:
        settings.DATA_DIR = tmp_path
        settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
        return tmp_path / "esia"

    def test_is_told_to_the_portal(self, data: Path) -> None:
        companion = simulator(8000)

        told = companion.environment
        port = companion.program.command[companion.program.command.index("--port") + 1]
        assert (told["KARTOTEKA_ESIA_MODE"], told["KARTOTEKA_ESIA_URL"]) == ("direct", f"http://127.0.0.1:{port}")
        assert not companion.is_ready()

    def test_sends_browsers_back_to_this_portal_only(self) -> None:
        command = simulator(8123).program.command

        urls = [command[place + 1] for place, word in enumerate(command) if word == "--return-url"]
        assert sorted(urls) == [
            "http://127.0.0.1:8123/m/sign-in/esia/return/",
            "http://127.0.0.1:8123/sign-in/esia/return/",
            "http://localhost:8123/m/sign-in/esia/return/",
            "http://localhost:8123/sign-in/esia/return/",
        ]

    def test_knows_the_key_with_which_the_portal_signs(self, data: Path) -> None:
        simulator(8000)
        point = read_public_key((data / "client-public-key.pem").read_bytes())

        assert point is not None
        assert is_signed(b"message", esia.demo_signer().sign(b"message"), point)

    def test_reads_the_people_of_the_demo(self, data: Path) -> None:
        simulator(8000)

        people = json.loads((data / "people.json").read_text())
        assert [one["family"] for one in people] == [one.person.name.family for one in ESIA_PEOPLE]


class TestPeopleOfTheSimulator:
    def test_are_old_enough_for_an_account_of_their_own(self) -> None:
        ages = [age_on(one.person.birth_date, date(2026, 11, 23)) for one in ESIA_PEOPLE]

        assert min(ages) >= YOUNGEST

    def test_have_an_identifier_each(self) -> None:
        assert len({one.oid for one in ESIA_PEOPLE}) == len(ESIA_PEOPLE)


@pytest.mark.django_db
class TestPromises:
    @pytest.fixture
    def region(self, db: None) -> DemoRegion:
        loaded = load_demo_region(now=NOW, crowd_size=50)
        assert loaded is not None
        return loaded

    def enter(self, one: EsiaPerson, region_code: str = "") -> EsiaSignIn:
        person = one.person
        vouched = VerifiedPerson(
            f"esia:{one.oid}", person.name, person.birth_date, person.sex, one.is_trusted, person.snils,
            person.policy, one.email,
        )  # fmt: skip
        return sign_in_with_esia(
            person=vouched,
            region_code=region_code,
            registry=EmbeddedInsuredRegistry(),
            by=Actor.system(),
            now=NOW,
        )

    def test_anna_gets_her_earlier_account(self, region: DemoRegion) -> None:
        assert self.enter(ANNA) == EsiaSignIn(region.accounts["anna"])

    def test_dmitry_gets_a_new_one(self, region: DemoRegion) -> None:
        done = self.enter(DMITRY)

        assert (done.is_new, done.email_is_taken) == (True, True)

    @pytest.mark.parametrize("one", [NEWCOMER, WITHOUT_EMAIL], ids=["with e-mail", "without"])
    def test_newcomers_get_an_account_with_themselves_in_it(self, region: DemoRegion, one: EsiaPerson) -> None:
        done = self.enter(one)

        assert (done.is_new, done.is_listed, done.email_is_taken) == (True, True, False)

    def test_who_is_insured_elsewhere_is_asked_for_the_region(self, region: DemoRegion) -> None:
        with pytest.raises(RegionNotChosen):
            self.enter(FROM_ELSEWHERE)

        assert not self.enter(FROM_ELSEWHERE, "35").is_listed

    def test_who_is_not_confirmed_stays_outside(self, region: DemoRegion) -> None:
        with pytest.raises(IdentityNotConfirmed):
            self.enter(UNCONFIRMED)
