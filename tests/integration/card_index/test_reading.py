from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cast import ANNA, DARYA, MARIA
from factories.people import add, add_with_identity
from fakes.medical_system import FakeBookedServices, FakeInsuredRegistry
from kartoteka.domain.card_index.errors import CardNotFound
from kartoteka.domain.card_index.selectors import card_index, find_card, main_name, person_page
from kartoteka.domain.card_index.services import close_card
from kartoteka.domain.card_index.types import ServiceSummary
from kartoteka.shared.actor import Actor


class TestTheCardIndex:
    @pytest.mark.manual("C-01")
    def test_shows_the_main_person_first_and_the_rest_as_they_came(
        self, anna: UUID, registry: FakeInsuredRegistry, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        add(anna, MARIA, registry, now + timedelta(minutes=2))
        add(anna, DARYA, registry, now + timedelta(minutes=1))

        index = card_index(account_id=anna, booked_services=booked_services, now=now)

        assert [str(one.card.name) for one in index.cards] == [str(who.name) for who in (ANNA, DARYA, MARIA)]
        assert index.free_places == 47

    @pytest.mark.rule("R5")
    def test_of_one_family_shows_nobody_of_another(
        self,
        anna: UUID,
        dmitry: UUID,
        registry: FakeInsuredRegistry,
        booked_services: FakeBookedServices,
        now: datetime,
    ) -> None:
        add(anna, ANNA, registry, now)
        add(anna, MARIA, registry, now)

        index = card_index(account_id=dmitry, booked_services=booked_services, now=now)

        assert index.is_empty

    @pytest.mark.rule("D2", "R1")
    def test_shows_of_a_listed_person_only_what_this_account_booked(
        self, anna: UUID, registry: FakeInsuredRegistry, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        add(anna, MARIA, registry, now)
        booked_services.give("person-103", at=now + timedelta(days=1), booked_by=uuid4())
        booked_services.give("person-103", at=now + timedelta(days=2), booked_by=anna)

        index = card_index(account_id=anna, booked_services=booked_services, now=now)

        services = index.cards[1].services
        assert services is not None
        assert services.upcoming == 1
        assert services.next is not None
        assert services.next.starts_at == now + timedelta(days=2)

    @pytest.mark.rule("D2", "D6")
    def test_shows_all_services_of_the_main_person_once_the_identity_is_confirmed(
        self, anna: UUID, registry: FakeInsuredRegistry, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        booked_services.give("person-101", at=now - timedelta(days=9), is_completed=True)

        index = card_index(account_id=anna, booked_services=booked_services, now=now)

        assert index.cards[0].services == ServiceSummary(upcoming=0, completed=1)

    @pytest.mark.rule("D2", "D6")
    def test_does_not_show_them_to_a_main_person_who_only_matched(
        self, anna: UUID, registry: FakeInsuredRegistry, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        booked_services.give("person-101", at=now - timedelta(days=9), is_completed=True)

        index = card_index(account_id=anna, booked_services=booked_services, now=now)

        assert index.cards[0].services == ServiceSummary()

    def test_shows_the_people_while_the_medical_system_is_silent(
        self, anna: UUID, registry: FakeInsuredRegistry, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        booked_services.is_down = True

        index = card_index(account_id=anna, booked_services=booked_services, now=now)

        assert index.services_available is False
        assert [one.services for one in index.cards] == [None]

    @pytest.mark.manual("C-10")
    @pytest.mark.rule("R6", "R7")
    def test_has_the_whole_earlier_history_of_a_person_added_again(
        self, anna: UUID, registry: FakeInsuredRegistry, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        maria = add(anna, MARIA, registry, now)
        booked_services.give("person-103", at=now - timedelta(days=30), booked_by=anna, is_completed=True)
        booked_services.give("person-103", at=now + timedelta(days=3), booked_by=anna)
        before = card_index(account_id=anna, booked_services=booked_services, now=now).cards[1].services
        close_card(account_id=anna, card_id=maria.card_id, by=Actor.account(anna), now=now)

        add(anna, MARIA, registry, now)

        after = card_index(account_id=anna, booked_services=booked_services, now=now).cards[1].services
        assert after == before
        assert after is not None
        assert (after.upcoming, after.completed) == (1, 1)


class TestThePersonPage:
    @pytest.mark.rule("R66")
    def test_says_that_the_medical_system_is_silent_rather_than_that_there_is_nothing(
        self, anna: UUID, registry: FakeInsuredRegistry, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        card = add(anna, ANNA, registry, now)
        booked_services.is_down = True

        page = person_page(account_id=anna, card_id=card.card_id, booked_services=booked_services, now=now)

        assert page.services is None

    @pytest.mark.rule("R5")
    def test_is_not_there_for_a_stranger(
        self,
        anna: UUID,
        darya: UUID,
        registry: FakeInsuredRegistry,
        booked_services: FakeBookedServices,
        now: datetime,
    ) -> None:
        card = add(anna, ANNA, registry, now)

        with pytest.raises(CardNotFound):
            person_page(account_id=darya, card_id=card.card_id, booked_services=booked_services, now=now)


class TestFindCard:
    def test_answers_alike_for_no_card_and_somebody_elses(
        self, anna: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        card = add(anna, ANNA, registry, now)

        for card_id in (card.card_id, uuid4()):
            with pytest.raises(CardNotFound):
                find_card(account_id=darya, card_id=card_id)


class TestMainName:
    def test_is_nobodys_while_the_index_is_empty(self, anna: UUID) -> None:
        assert main_name(account_id=anna) is None
