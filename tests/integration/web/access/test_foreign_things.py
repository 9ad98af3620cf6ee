"""What is tried with the names of things that are not one's own: written otherwise, two at once, from other regions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db.models import UUIDField

from cast import ANNA, MARIA
from factories.people import PERM, make_region
from house.routes import HIDDEN, PUBLIC, routes
from kartoteka.domain.access.models import GrantRow, JournalRow
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.services import change_region
from kartoteka.shared.actor import Actor

from .conftest import Reader

pytestmark = [pytest.mark.rule("R5"), pytest.mark.usefixtures("neighbours")]


@pytest.fixture
def foreign(anna_reads: Reader) -> UUID:
    """Анна's own card."""
    return anna_reads.cards[str(ANNA.name)].card_id


WRITTEN: dict[str, Callable[[UUID], str]] = {
    "as it is": str,
    "upper case": lambda one: str(one).upper(),
    "no dashes": lambda one: one.hex,
    "encoded": lambda one: "".join(f"%{ord(letter):02x}" for letter in str(one)),
    "as a number": lambda one: str(one.int),
    "leading zero": lambda one: f"0{one}",
    "braces": lambda one: quote(f"{{{one}}}"),
    "a list": lambda one: f"{one},{one}",
    "a suffix": lambda one: f"{one}.json",
    "a space": lambda one: f"{one}%20",
    "a zero byte": lambda one: f"{one}%00",
}


class TestANameWrittenOtherwise:
    @pytest.mark.parametrize("written", WRITTEN.values(), ids=list(WRITTEN))
    def test_opens_nothing_of_anothers(self, written: Callable[[UUID], str], foreign: UUID, stranger: Reader) -> None:
        pages = [f"/card-index/{written(foreign)}/{name}" for name in ("", "edit/", "access/", "access/people/")]

        answers = [(stranger.get(page), stranger.post(page, {"card": str(foreign)})) for page in pages]

        found = {one.status_code for both in answers for one in both}
        assert found <= {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
        assert not any("Соколов" in one.content.decode() for both in answers for one in both)


class TestTwoNamesInOneRequest:
    @pytest.mark.parametrize("order", [("own", "foreign"), ("foreign", "own")], ids=["own first", "own last"])
    @pytest.mark.parametrize("action", ["forbid", "allow", "close"])
    def test_do_nothing_to_the_foreign_one(
        self, order: tuple[str, str], action: str, anna_reads: Reader, trusted: Reader, stranger: Reader
    ) -> None:
        """The address and the form name the attacker's own card and somebody else's, either way round."""
        own = next(iter(stranger.cards.values())).card_id
        foreign = anna_reads.cards[str(ANNA.name)].card_id
        ids = {"own": own, "foreign": foreign}
        address = f"/card-index/{ids[order[0]]}/access/people/{trusted.account_id}/?card={ids[order[1]]}"
        rights = list(GrantRow.objects.values("pk", "ended_at"))

        answer = stranger.post(address, {"card": [str(ids[one]) for one in order], "action": action})

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert list(GrantRow.objects.values("pk", "ended_at")) == rights


class TestNames:
    def test_of_things_in_addresses_can_not_be_guessed(self) -> None:
        """Whatever an address of a patient's page names is random, or stands inside of what is."""
        guessable = [
            route.name
            for route in routes()
            if not route.name.startswith(HIDDEN) and route.name not in PUBLIC and route.values
            if not isinstance(next(iter(route.values.values())), UUID)
        ]
        keys = [
            model._meta.pk
            for model in apps.get_models()
            if model._meta.app_label in {"access", "card_index", "accounts"} and isinstance(model._meta.pk, UUIDField)
        ]

        assert guessable == []
        made = {key.get_default().version for key in keys if key.has_default()}
        assert made == {4}


class TestTheRecordOpenedLast:
    def test_is_no_state_of_the_session(self, anna_reads: Reader) -> None:
        """No page asks "who is the patient now?": each names him itself."""
        before = dict(anna_reads.client.session)
        anna_reads.read(MARIA.name)
        anna_reads.read(MARIA.name, "people/")

        assert dict(anna_reads.client.session) == before
        assert str(ANNA.name) in anna_reads.read(ANNA.name)

    def test_takes_no_form_that_was_meant_for_the_one_before(self, anna_reads: Reader, trusted: Reader) -> None:
        anna_reads.read(MARIA.name, "people/")
        form: dict[str, object] = {"card": str(anna_reads.cards[str(MARIA.name)].card_id), "action": "close"}

        answer = anna_reads.post(anna_reads.path(ANNA.name, f"people/{trusted.account_id}/"), form)

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert GrantRow.objects.get().ended_at is None


@pytest.mark.rule("R72")
class TestAnotherRegion:
    def test_opens_nothing_that_was_closed(self, foreign: UUID, stranger: Reader, now: datetime) -> None:
        make_region(now, replace(PERM, code="39", name="Калининградская область", time_zone="Europe/Kaliningrad"))
        own = stranger.account_id
        before = [stranger.get(f"/card-index/{foreign}/{name}").status_code for name in ("", "access/")]

        change_region(account_id=own, region_code="39", by=Actor.account(own), now=now)
        after = [stranger.get(f"/card-index/{foreign}/{name}").status_code for name in ("", "access/")]

        assert Account.objects.get(pk=own).region_id == "39"
        assert before == after == [HTTPStatus.NOT_FOUND] * 2
        assert not JournalRow.objects.exists()

    def test_named_by_the_browser_changes_nothing(self, foreign: UUID, stranger: Reader) -> None:
        for code in ("59", "39", "77", str(uuid4())):
            stranger.client.cookies["region"] = code

            assert stranger.get(f"/card-index/{foreign}/access/").status_code == HTTPStatus.NOT_FOUND
