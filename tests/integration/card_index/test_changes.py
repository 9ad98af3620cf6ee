from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cast import ANNA, DMITRY, MARIA, VERA
from factories.people import add, add_with_identity, stranger, without_documents
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import services
from kartoteka.domain.card_index.errors import (
    AddressChangedMeanwhile,
    CardNotConfirmed,
    CardNotFound,
    MainCardStays,
    PersonNotFound,
)
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.selectors import find_card, list_listings
from kartoteka.domain.card_index.types import Address, Card, IdentityGround
from kartoteka.domain.moderation.services import send_for_verification
from kartoteka.shared.actor import Actor

HOME = Address("Пермский край", "Пермь", "Ленина", "10", "5")


@pytest.fixture
def main(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    return add(anna, ANNA, registry, now)


@pytest.fixture
def maria(anna: UUID, main: Card, registry: FakeInsuredRegistry, now: datetime) -> Card:
    return add(anna, MARIA, registry, now)


class TestCloseCard:
    @pytest.mark.manual("C-02")
    @pytest.mark.rule("R3")
    def test_never_removes_the_main_person(self, anna: UUID, main: Card, now: datetime) -> None:
        with pytest.raises(MainCardStays):
            services.close_card(account_id=anna, card_id=main.card_id, by=Actor.account(anna), now=now)

    @pytest.mark.rule("R3")
    def test_is_kept_from_the_main_person_by_the_database_too(self, main: Card, now: datetime) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            CardRow.objects.filter(pk=main.card_id).update(slot=None, removed_at=now)

    @pytest.mark.manual("C-03", "C-09")
    def test_removes_anybody_else(self, anna: UUID, maria: Card, now: datetime) -> None:
        services.close_card(account_id=anna, card_id=maria.card_id, by=Actor.account(anna), now=now)

        with pytest.raises(CardNotFound):
            find_card(account_id=anna, card_id=maria.card_id)

    def test_does_nothing_the_second_time(self, anna: UUID, maria: Card, now: datetime) -> None:
        for _ in range(2):
            services.close_card(account_id=anna, card_id=maria.card_id, by=Actor.account(anna), now=now)

        events = [trace.event for trace in list_traces(subject_type="card", subject_id=maria.card_id)]
        assert events == [Event.CARD_ADDED, Event.CARD_REMOVED]

    @pytest.mark.rule("R5")
    def test_knows_no_card_of_another_account(self, darya: UUID, maria: Card, now: datetime) -> None:
        with pytest.raises(CardNotFound):
            services.close_card(account_id=darya, card_id=maria.card_id, by=Actor.account(darya), now=now)


class TestChangeAddress:
    @pytest.mark.manual("C-08")
    @pytest.mark.rule("R9")
    def test_saves_the_address_and_nothing_else(self, anna: UUID, maria: Card, now: datetime) -> None:
        changed = services.change_address(
            account_id=anna,
            card_id=maria.card_id,
            address=HOME,
            version=maria.version,
            by=Actor.account(anna),
            now=now,
        )

        assert changed == replace(maria, address=HOME, version=maria.version + 1)

    def test_never_overwrites_what_another_window_saved(self, anna: UUID, maria: Card, now: datetime) -> None:
        services.change_address(
            account_id=anna,
            card_id=maria.card_id,
            address=HOME,
            version=maria.version,
            by=Actor.account(anna),
            now=now,
        )

        with pytest.raises(AddressChangedMeanwhile):
            services.change_address(
                account_id=anna,
                card_id=maria.card_id,
                address=replace(HOME, house="12"),
                version=maria.version,
                by=Actor.account(anna),
                now=now,
            )

    @pytest.mark.rule("R12")
    def test_takes_the_same_form_twice(self, anna: UUID, maria: Card, now: datetime) -> None:
        changed = [
            services.change_address(
                account_id=anna,
                card_id=maria.card_id,
                address=HOME,
                version=maria.version,
                by=Actor.account(anna),
                now=now,
            )
            for _ in range(2)
        ]

        assert changed[0] == changed[1]

    @pytest.mark.rule("R5")
    def test_knows_no_card_of_another_account(self, darya: UUID, maria: Card, now: datetime) -> None:
        with pytest.raises(CardNotFound):
            services.change_address(
                account_id=darya,
                card_id=maria.card_id,
                address=HOME,
                version=1,
                by=Actor.account(darya),
                now=now,
            )


class TestRefreshFromRegistry:
    @pytest.mark.rule("R9")
    def test_takes_a_new_surname_from_the_registry(
        self, anna: UUID, maria: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.rename("person-103", replace(MARIA.name, family="Лебедева"), now=now)

        card = services.refresh_from_registry(
            account_id=anna, card_id=maria.card_id, registry=registry, by=Actor.account(anna), now=now
        )

        assert card.name.family == "Лебедева"

    def test_has_nothing_to_take_for_an_unconfirmed_person(
        self, anna: UUID, main: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        new = without_documents(stranger(1))
        with pytest.raises(PersonNotFound):
            services.add_person(
                account_id=anna, new=new, registry=registry, form_key=uuid4(), by=Actor.account(anna), now=now
            )
        awaiting = send_for_verification(
            account_id=anna, new=new, form_key=uuid4(), time_zone="Asia/Yekaterinburg", by=Actor.account(anna), now=now
        )

        with pytest.raises(CardNotConfirmed):
            services.refresh_from_registry(
                account_id=anna, card_id=awaiting.card_id, registry=registry, by=Actor.account(anna), now=now
            )


class TestConfirmIdentity:
    @pytest.mark.rule("D6", "R1")
    def test_is_a_step_of_its_own_with_its_ground(self, anna: UUID, main: Card, now: datetime) -> None:
        services.confirm_identity(
            account_id=anna, card_id=main.card_id, ground=IdentityGround.REGISTRAR, by=Actor.system(), now=now
        )

        assert find_card(account_id=anna, card_id=main.card_id).identity_confirmed is True


@pytest.mark.rule("R4")
class TestListings:
    def test_tell_an_adult_who_lists_him_by_a_masked_name(
        self, anna: UUID, dmitry: UUID, main: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, DMITRY, registry, now)
        add_with_identity(dmitry, DMITRY, registry, now)

        (himself,) = list_listings(account_id=dmitry, registry=registry, time_zone="Asia/Yekaterinburg", now=now)

        assert [listing.masked_name for listing in himself.listings] == ["Анна С."]

    def test_tell_a_representative_who_lists_the_child(
        self, anna: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        add(anna, MARIA, registry, now)
        add(dmitry, DMITRY, registry, now)
        add(dmitry, MARIA, registry, now)
        registry.record_representation(representative_id="person-101", child_id="person-103")

        people = list_listings(account_id=anna, registry=registry, time_zone="Asia/Yekaterinburg", now=now)

        assert [(person.name.given, len(person.listings)) for person in people] == [("Анна", 0), ("Мария", 1)]

    def test_tell_nobody_whose_identity_is_not_confirmed(
        self, anna: UUID, dmitry: UUID, main: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, DMITRY, registry, now)
        add(dmitry, DMITRY, registry, now)

        assert list_listings(account_id=dmitry, registry=registry, time_zone="Asia/Yekaterinburg", now=now) == ()


@pytest.mark.rule("R4", "R8")
class TestLeaveIndex:
    def test_takes_the_person_out_of_the_other_index(
        self, anna: UUID, dmitry: UUID, main: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        listing = add(anna, DMITRY, registry, now)
        add_with_identity(dmitry, DMITRY, registry, now)

        services.leave_index(
            account_id=dmitry,
            listing_id=listing.card_id,
            by=Actor.account(dmitry),
            now=now,
        )

        with pytest.raises(CardNotFound):
            find_card(account_id=anna, card_id=listing.card_id)

    def test_is_not_for_people_the_account_does_not_speak_for(
        self, anna: UUID, dmitry: UUID, main: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        vera = add(anna, VERA, registry, now)
        add_with_identity(dmitry, DMITRY, registry, now)

        with pytest.raises(CardNotFound):
            services.leave_index(
                account_id=dmitry,
                listing_id=vera.card_id,
                by=Actor.account(dmitry),
                now=now,
            )

    @pytest.mark.rule("R55")
    def test_shuts_no_parent_out_of_the_childs_card(
        self, anna: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        add(dmitry, DMITRY, registry, now)
        listing = add(dmitry, MARIA, registry, now)
        registry.record_representation(representative_id="person-101", child_id="person-103")

        with pytest.raises(CardNotFound):
            services.leave_index(account_id=anna, listing_id=listing.card_id, by=Actor.account(anna), now=now)

    def test_can_not_remove_anybodys_main_person(
        self, anna: UUID, darya: UUID, main: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(darya, ANNA, registry, now)

        with pytest.raises(CardNotFound):
            services.leave_index(
                account_id=darya,
                listing_id=main.card_id,
                by=Actor.account(darya),
                now=now,
            )
