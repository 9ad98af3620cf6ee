"""«Привязать Госуслуги»: an account whose owner knows its password meets the person of ESIA."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from cast import ANNA, DARYA, MARIA
from factories.esia import vouched
from factories.people import account_row, add, make_region
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts import sessions
from kartoteka.domain.accounts.errors import AnotherPersonsAccount, IdentityNotConfirmed, LinkedElsewhere
from kartoteka.domain.accounts.types import VerifiedPerson
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.esia import link_with_esia, sign_in_with_esia
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.types import IdentityGround
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R68")]


def link(account_id: UUID, person: VerifiedPerson, registry: FakeInsuredRegistry, now: datetime) -> None:
    link_with_esia(account_id=account_id, person=person, registry=registry, by=Actor.account(account_id), now=now)


def enter(person: VerifiedPerson, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    make_region(now)
    return sign_in_with_esia(person=person, region_code="59", registry=registry, by=Actor.system(), now=now).account_id


class TestLinking:
    def test_lets_the_person_enter_the_account(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add(anna, ANNA, registry, now)

        link(anna, vouched(ANNA), registry, now)

        assert enter(vouched(ANNA), registry, now) == anna
        traces = list_traces(subject_type="account", subject_id=anna)
        assert traces[-1].event is Event.ACCOUNT_LINKED_WITH_ESIA

    @pytest.mark.rule("D6")
    def test_proves_the_identity(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        card = add(anna, ANNA, registry, now)

        link(anna, vouched(ANNA), registry, now)

        row = CardRow.objects.get(pk=card.card_id)
        assert (row.identity_confirmed_at, row.identity_ground) == (now, IdentityGround.ESIA)

    @pytest.mark.rule("R3")
    def test_fills_an_empty_index(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        link(anna, vouched(ANNA), registry, now)

        assert CardRow.objects.get(index_id=anna).person_id == "person-101"

    def test_done_twice_changes_nothing(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        link(anna, vouched(ANNA), registry, now)
        before = len(list_traces(subject_type="account", subject_id=anna))

        link(anna, vouched(ANNA), registry, now)

        assert len(list_traces(subject_type="account", subject_id=anna)) == before

    def test_works_while_the_registry_is_silent(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add(anna, ANNA, registry, now)
        registry.is_down = True

        link(anna, vouched(ANNA), registry, now)

        assert enter(vouched(ANNA), registry, now) == anna

    def test_is_refused_to_an_unconfirmed_person(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        with pytest.raises(IdentityNotConfirmed):
            link(anna, vouched(ANNA, is_trusted=False), registry, now)

    @pytest.mark.parametrize("registry_is_silent", [False, True])
    def test_is_refused_to_somebody_else_than_the_main_person(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime, *, registry_is_silent: bool
    ) -> None:
        add(anna, ANNA, registry, now)
        registry.is_down = registry_is_silent

        with pytest.raises(AnotherPersonsAccount):
            link(anna, vouched(DARYA), registry, now)

    def test_is_refused_to_a_second_person(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        link(anna, replace(vouched(ANNA), snils=None, policy=None), registry, now)

        with pytest.raises(AnotherPersonsAccount):
            link(anna, vouched(DARYA), registry, now)


class TestAccountThatEsiaMadeBefore:
    def test_is_closed_when_nobody_was_added_to_it(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        made = enter(vouched(ANNA), registry, now)
        sessions.begin_session(key="k", data="", account_id=made, now=now, expires_at=now.replace(year=2027))

        link(anna, vouched(ANNA), registry, now)

        assert enter(vouched(ANNA), registry, now) == anna
        assert not account_row(made).is_active
        assert sessions.find_session(key="k", now=now) is None
        assert list_traces(subject_type="account", subject_id=made)[-1].event is Event.ACCOUNT_CLOSED

    def test_stays_when_there_are_people_in_it(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        made = enter(vouched(ANNA), registry, now)
        add(made, MARIA, registry, now)

        with pytest.raises(LinkedElsewhere):
            link(anna, vouched(ANNA), registry, now)

        assert enter(vouched(ANNA), registry, now) == made

    def test_stays_when_it_has_a_password(
        self, anna: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        link(anna, vouched(ANNA), registry, now)

        with pytest.raises(LinkedElsewhere):
            link(darya, vouched(ANNA), registry, now)
