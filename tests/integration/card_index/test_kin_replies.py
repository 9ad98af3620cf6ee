"""What the owner says to relatives who are offered: F-05, R10 and R30 to R32."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM, DARYA, MARIA, VERA
from factories.kin import add_kin, events, listed, offer_of, prompts_of, shown, tell_kin
from factories.people import (
    PERM,
    account_row,
    add,
    add_with_identity,
    fill_index,
    make_account,
)
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import kin_additions, kin_offers, services
from kartoteka.domain.card_index.errors import CardIndexFull, KinOfferGone, KinOfferNotFound
from kartoteka.domain.card_index.kin_types import KinAnswer, KinOfferState
from kartoteka.domain.card_index.models import CardRow, KinOfferRow
from kartoteka.domain.card_index.types import Kinship
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-05")]

MONTH = timedelta(days=30)


class TestAdding:
    def test_lists_children_at_once(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        answer = add_kin(offered, relatives, registry, now, "Мария", "Артём")

        maria = CardRow.objects.get(index_id=offered, given="Мария")
        assert answer == KinAnswer(added=("Мария", "Артём"))
        assert (maria.person_id, maria.kinship, maria.identity_confirmed_at) == ("person-103", Kinship.CHILD, None)
        assert shown(offered, now) == ["Вера"]

    @pytest.mark.rule("R32")
    def test_gives_no_right_that_the_registry_does_not_know(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.record_representation(representative_id="person-101", child_id="person-103")

        add_kin(offered, relatives, registry, now, "Мария", "Артём")

        people = services.represented_people(account_id=offered, registry=registry, time_zone=PERM.time_zone, now=now)
        assert people == {"person-101", "person-103"}

    @pytest.mark.rule("R12")
    def test_twice_is_adding_once(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = add_kin(offered, relatives, registry, now, "Мария")
        second = add_kin(offered, relatives, registry, now, "Мария")

        assert first == second
        assert CardRow.objects.filter(index_id=offered, given="Мария").count() == 1

    @pytest.mark.rule("R10")
    def test_of_more_than_there_are_places_for_tells_who_went_in(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        fill_index(offered, registry, now, up_to=48)

        answer = add_kin(offered, relatives, registry, now, "Мария", "Артём")

        assert answer == KinAnswer(added=("Мария",), without_place=("Артём",))
        assert CardRow.objects.filter(index_id=offered, removed_at=None).count() == 50
        assert "Артём" in shown(offered, now)

    @pytest.mark.rule("R31")
    def test_asks_once_more_whether_they_are_kin(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        relatives.forget(ANNA, ARTYOM)
        relatives.protect(MARIA)

        answer = add_kin(offered, relatives, registry, now, "Мария", "Артём")

        assert answer == KinAnswer(gone=2)
        assert listed(offered) == {"Анна"}

    @pytest.mark.rule("R31")
    def test_outlasts_the_kinship(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_kin(offered, relatives, registry, now, "Мария")
        relatives.forget(ANNA, MARIA)

        tell_kin(offered, relatives, registry, now)

        assert listed(offered) == {"Анна", "Мария"}

    def test_does_nothing_while_the_medical_system_is_down(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        relatives.is_down = True

        with pytest.raises(Unavailable):
            add_kin(offered, relatives, registry, now, "Мария")

        assert listed(offered) == {"Анна"}

    def test_of_who_stands_there_already_is_no_second_entry(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(offered, MARIA, registry, now)

        answer = add_kin(offered, relatives, registry, now, "Мария")

        assert answer == KinAnswer(added=("Мария",))
        assert CardRow.objects.filter(index_id=offered, given="Мария").count() == 1

    def test_is_nothing_for_a_stranger(
        self, offered: UUID, darya: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(darya, DARYA, registry, now)

        with pytest.raises(KinOfferNotFound):
            kin_additions.add_relatives(
                account_id=darya,
                offer_ids=[offer_of(offered, "Мария")],
                relatives=relatives,
                registry=registry,
                time_zone=PERM.time_zone,
                by=Actor.account(darya),
                now=now,
            )


@pytest.mark.rule("R32")
class TestAnAdult:
    @pytest.fixture
    def vera(self, registry: FakeInsuredRegistry, now: datetime) -> UUID:
        vera = make_account(VERA, now)
        add_with_identity(vera, VERA, registry, now - timedelta(days=3))
        return vera

    @pytest.fixture
    def invited(
        self, offered: UUID, vera: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> UUID:
        answer = add_kin(offered, relatives, registry, now, "Вера")
        assert answer == KinAnswer(invited=("Вера",))
        return offer_of(offered, "Вера")

    def invitations(self, account_id: UUID, now: datetime) -> list[str]:
        return [one.masked_name for one in prompts_of(account_id, now).invitations]

    def test_is_only_invited(self, offered: UUID, vera: UUID, invited: UUID, now: datetime) -> None:
        assert listed(offered) == {"Анна"}
        assert self.invitations(vera, now) == ["Анна С."]
        assert account_row(vera).prompts_from == now

    def test_is_listed_once_he_agrees(
        self, offered: UUID, vera: UUID, invited: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for _ in range(2):
            kin_additions.agree_to_listing(
                account_id=vera, offer_id=invited, registry=registry, by=Actor.account(vera), now=now
            )

        card = CardRow.objects.get(index_id=offered, given="Вера")
        assert (card.kinship, card.identity_confirmed_at) == (Kinship.PARENT, None)
        assert self.invitations(vera, now) == []
        assert account_row(vera).prompts_from is None

    def test_may_refuse_and_whoever_invited_is_not_told(
        self,
        offered: UUID,
        vera: UUID,
        invited: UUID,
        relatives: FakeRelatives,
        registry: FakeInsuredRegistry,
        now: datetime,
    ) -> None:
        kin_additions.decline_listing(account_id=vera, offer_id=invited, by=Actor.account(vera), now=now)
        tell_kin(offered, relatives, registry, now)

        states = {one.given: one.state for one in kin_offers.all_offers(account_id=offered)}
        assert listed(offered) == {"Анна"}
        assert states["Вера"] is KinOfferState.INVITED
        assert "Вера" not in shown(offered, now)
        with pytest.raises(KinOfferGone):
            kin_additions.agree_to_listing(
                account_id=vera, offer_id=invited, registry=registry, by=Actor.account(vera), now=now
            )

    def test_who_signs_in_later_finds_the_invitation(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_kin(offered, relatives, registry, now, "Вера")
        vera = make_account(VERA, now)
        add_with_identity(vera, VERA, registry, now)

        tell_kin(vera, FakeRelatives(), registry, now)

        assert account_row(vera).prompts_from == now
        assert self.invitations(vera, now) == ["Анна С."]

    def test_who_finds_no_place_may_agree_later(
        self, offered: UUID, vera: UUID, invited: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        fill_index(offered, registry, now, up_to=49)

        with pytest.raises(CardIndexFull):
            kin_additions.agree_to_listing(
                account_id=vera, offer_id=invited, registry=registry, by=Actor.account(vera), now=now
            )

        assert self.invitations(vera, now) == ["Анна С."]

    def test_is_asked_by_nobody_elses_invitation(
        self, invited: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(darya, DARYA, registry, now)

        with pytest.raises(KinOfferNotFound):
            kin_additions.agree_to_listing(
                account_id=darya, offer_id=invited, registry=registry, by=Actor.account(darya), now=now
            )
        with pytest.raises(KinOfferNotFound):
            kin_additions.decline_listing(account_id=darya, offer_id=invited, by=Actor.account(darya), now=now)

    def test_that_a_child_became_is_asked_from_the_birthday_on(
        self, proved: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        relatives = FakeRelatives()
        relatives.learn(ANNA, MARIA, Kinship.CHILD)
        tell_kin(proved, relatives, registry, now)
        # The nineteenth of May 2036 begins in Perm while it is the eighteenth in Greenwich.
        birthday = datetime.fromisoformat("2036-05-18T19:01:00+00:00")

        assert add_kin(proved, relatives, registry, birthday, "Мария") == KinAnswer(invited=("Мария",))


class TestNotNow:
    def test_hides_for_a_month(self, offered: UUID, now: datetime) -> None:
        ids = list(KinOfferRow.objects.filter(account_id=offered).values_list("pk", flat=True))

        kin_offers.postpone_offers(account_id=offered, offer_ids=ids, by=Actor.account(offered), now=now)

        assert shown(offered, now) == []
        assert account_row(offered).prompts_from == now + MONTH
        assert shown(offered, now + MONTH) == ["Вера", "Мария", "Артём"]

    def test_outlasts_the_next_sign_in(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        kin_offers.postpone_offers(
            account_id=offered, offer_ids=[offer_of(offered, "Мария")], by=Actor.account(offered), now=now
        )
        tomorrow = now + timedelta(days=1)

        tell_kin(offered, relatives, registry, tomorrow)

        assert shown(offered, tomorrow) == ["Вера", "Артём"]


@pytest.mark.rule("R30")
class TestNotMyRelative:
    def deny(self, account_id: UUID, given: str, now: datetime) -> str:
        return kin_offers.deny_kinship(
            account_id=account_id, offer_id=offer_of(account_id, given), by=Actor.account(account_id), now=now
        )

    def test_is_never_offered_again_and_recorded(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for _ in range(2):
            self.deny(offered, "Мария", now)
        tell_kin(offered, relatives, registry, now + 12 * MONTH)

        assert shown(offered, now + 12 * MONTH) == ["Вера", "Артём"]
        assert events(Event.KIN_DENIED) == [Event.KIN_DENIED]

    def test_outlasts_the_silence_of_the_medical_system(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        self.deny(offered, "Мария", now)
        relatives.forget(ANNA, MARIA)
        tell_kin(offered, relatives, registry, now)
        relatives.learn(ANNA, MARIA, Kinship.CHILD)
        tell_kin(offered, relatives, registry, now)

        assert shown(offered, now) == ["Вера", "Артём"]

    def test_can_be_taken_back(self, offered: UUID, now: datetime) -> None:
        self.deny(offered, "Мария", now)
        offer = offer_of(offered, "Мария")

        for _ in range(2):
            kin_offers.take_denial_back(account_id=offered, offer_id=offer, by=Actor.account(offered), now=now)

        assert shown(offered, now) == ["Вера", "Мария", "Артём"]
        assert events(Event.KIN_DENIAL_TAKEN_BACK) == [Event.KIN_DENIAL_TAKEN_BACK]

    def test_is_not_added_by_another_tab(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        self.deny(offered, "Мария", now)

        assert add_kin(offered, relatives, registry, now, "Мария") == KinAnswer(gone=1)
        assert listed(offered) == {"Анна"}

    def test_comes_too_late_for_who_was_added(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_kin(offered, relatives, registry, now, "Мария")

        with pytest.raises(KinOfferGone):
            self.deny(offered, "Мария", now)
        with pytest.raises(KinOfferGone):
            kin_offers.take_denial_back(
                account_id=offered, offer_id=offer_of(offered, "Мария"), by=Actor.account(offered), now=now
            )
