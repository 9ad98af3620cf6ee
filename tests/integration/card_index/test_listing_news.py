"""Whoever is put into somebody's card index is told of it: R4."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, connections

from cast import ANNA, ARTYOM, DARYA, MARIA, VERA, CastMember
from factories.kin import add_kin, offer_of
from factories.people import add, add_with_identity, make_account, new_card
from factories.verification import search_in_vain, send
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.card_index.kin_additions import agree_to_listing
from kartoteka.domain.card_index.listing_news import note_listings_seen
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.domain.moderation.services import confirm_matched_requests
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R4")]


@pytest.fixture
def vera(db: None, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Вера's account: she proved who she is."""
    made = make_account(VERA, now)
    add_with_identity(made, VERA, registry, now)
    return made


@pytest.fixture
def adder(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    add(anna, ANNA, registry, now)
    return anna


def letters_to(account_id: UUID) -> list[str]:
    return [one.template for one in list_messages_of_account(account_id)]


class TestWhoeverIsListed:
    def test_finds_a_letter_and_a_word_on_the_portal(
        self, vera: UUID, adder: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(adder, VERA, registry, now)

        assert letters_to(vera) == ["listed-by-another"]
        assert account(vera).listed_at == now

    def test_is_told_in_words_that_name_nobody(
        self, vera: UUID, adder: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(adder, VERA, registry, now)

        (letter,) = MessageRow.objects.filter(account_id=vera)
        assert letter.subject == "Вас добавили в картотеку"
        assert not any(name in letter.text for name in ("Анна", "Соколов", "Вера", "Кузнецов"))

    def test_gets_one_letter_a_day(
        self, vera: UUID, adder: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(darya, DARYA, registry, now)
        add(adder, VERA, registry, now)
        add(darya, VERA, registry, now + timedelta(hours=2))

        assert letters_to(vera) == ["listed-by-another"]
        assert account(vera).listed_at == now + timedelta(hours=2)

    def test_is_told_when_a_moderators_request_is_answered_by_the_registry(
        self, vera: UUID, adder: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        search_in_vain(adder, new_card(VERA), FakeInsuredRegistry(), now)
        send(adder, new_card(VERA), now)
        before = letters_to(vera)

        confirm_matched_requests(registry=registry, now=now)

        assert (before, letters_to(vera)) == ([], ["listed-by-another"])

    def test_is_told_when_added_from_the_offered_relatives(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        maria = make_account(replace(MARIA, email="maria@example.org"), now)
        add_with_identity(maria, MARIA, registry, now)

        add_kin(offered, relatives, registry, now, "Мария", "Артём")

        assert letters_to(maria) == ["listed-by-another"]
        assert account(maria).listed_at == now

    def test_is_reminded_no_more_once_he_looked(
        self, vera: UUID, adder: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(adder, VERA, registry, now)

        note_listings_seen(account_id=vera, up_to=now)

        assert account(vera).listed_at is None

    def test_is_reminded_of_who_listed_him_while_he_looked(
        self, vera: UUID, adder: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(darya, DARYA, registry, now)
        add(adder, VERA, registry, now)
        add(darya, VERA, registry, now + timedelta(seconds=1))

        note_listings_seen(account_id=vera, up_to=now)

        assert account(vera).listed_at == now + timedelta(seconds=1)


class TestNobodyElse:
    def test_hears_of_it(
        self, vera: UUID, adder: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(darya, DARYA, registry, now)

        add(adder, VERA, registry, now)

        assert (letters_to(adder), letters_to(darya)) == ([], [])
        assert account(adder).listed_at is None

    def test_who_has_not_proved_to_be_the_person_hears_of_it(
        self, adder: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(darya, DARYA, registry, now)

        add(adder, DARYA, registry, now)

        assert letters_to(darya) == []
        assert account(darya).listed_at is None

    def test_who_agreed_to_it_himself_hears_of_it(
        self, offered: UUID, vera: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_kin(offered, relatives, registry, now, "Вера")

        agree_to_listing(
            account_id=vera, offer_id=offer_of(offered, "Вера"), registry=registry, by=Actor.account(vera), now=now
        )

        assert CardRow.objects.filter(index_id=offered, given="Вера").exists()
        assert letters_to(vera) == []
        assert account(vera).listed_at is None

    def test_is_told_of_himself_or_of_a_child_without_an_account(
        self, adder: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)
        add(adder, MARIA, registry, now)
        add(adder, ARTYOM, registry, now)

        assert not MessageRow.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestTwoWhoListEachOtherAtOnce:
    @pytest.mark.parametrize("attempt", range(10))
    def test_are_both_told(
        self, anna: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime, attempt: int
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        add_with_identity(darya, DARYA, registry, now)
        start = Barrier(2)

        def list_the_other(account_id: UUID, other: CastMember) -> None:
            start.wait(10)
            try:
                add(account_id, other, registry, now)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(list_the_other, anna, DARYA), pool.submit(list_the_other, darya, ANNA)]:
                done.result(30)

        assert [letters_to(one) for one in (anna, darya)] == [["listed-by-another"], ["listed-by-another"]]
        assert [account(one).listed_at for one in (anna, darya)] == [now, now]
