"""The clinic's desk: finding whoever stands there, and proof of identity in person (D6)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from cast import ANNA, ARTYOM, DARYA, DMITRY, INNA, MARIA
from factories.people import account_row, add, make_account
from factories.phones import add_by_esia
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.models import CardRow, IdentityProofRow
from kartoteka.domain.card_index.types import IdentityGround, ShownDocument
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.moderation import registrar
from kartoteka.domain.moderation.errors import (
    AnotherAccount,
    OwnRequest,
    PatientDeceased,
    PatientNotFound,
    TooManyNamed,
    TooManySought,
)
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable
from kartoteka.shared.limits import Limit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("D6")]


@pytest.fixture
def inna(db: None, now: datetime) -> Actor:
    """The registrar at the desk."""
    return Actor.account(make_account(INNA, now))


@pytest.fixture
def main(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Анна's own card: a match of data, no proof."""
    return add(anna, ANNA, registry, now - timedelta(days=3)).card_id


def confirm(
    card: UUID, registry: FakeInsuredRegistry, by: Actor, now: datetime, *, login: str = "anna@example.org"
) -> bool:
    return registrar.confirm_in_person(
        card_id=card, login=login, document=ShownDocument.PASSPORT, registry=registry, by=by, now=now
    )


def proof_of(card: UUID) -> tuple[datetime | None, str]:
    row = CardRow.objects.get(pk=card)
    return row.identity_confirmed_at, row.identity_ground


class TestSearch:
    def test_finds_the_person_with_the_accounts_whose_main_one_he_is(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        found = registrar.find_patient(details=ANNA.details, registry=registry, by=inna, now=now)

        assert found.person is not None
        assert found.person.name == ANNA.name
        assert [(one.card_id, one.proved_at, one.is_close) for one in found.mains] == [(main, None, False)]
        assert found.waiting == ()

    def test_shows_nobody_in_whose_index_the_person_merely_stands(
        self, anna: UUID, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        add(anna, DMITRY, registry, now)

        assert registrar.find_patient(details=DMITRY.details, registry=registry, by=inna, now=now).mains == ()

    def test_tells_of_requests_about_such_a_person(self, anna: UUID, main: UUID, inna: Actor, now: datetime) -> None:
        given_awaiting(anna, ARTYOM, now)

        found = registrar.find_patient(details=ARTYOM.details, registry=FakeInsuredRegistry(), by=inna, now=now)

        assert found.person is None
        assert len(found.waiting) == 1

    def test_finds_nobody_by_somebody_elses_document(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        mixed = replace(ANNA.details, snils=DARYA.snils, policy=None)

        assert registrar.find_patient(details=mixed, registry=registry, by=inna, now=now).person is None

    def test_leaves_a_trace_without_the_person(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        registrar.find_patient(details=ANNA.details, registry=registry, by=inna, now=now)

        trace = AuditEvent.objects.get(event=Event.PATIENT_SOUGHT)
        assert (trace.actor_id, trace.account_id, trace.subject_id) == (inna.account_id, None, "registrar")

    def test_ends_for_the_day_at_its_limit(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime, settings: Settings
    ) -> None:
        limit = Limit(1, timedelta(days=1))
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {"patients-sought-per-registrar": limit}
        registrar.find_patient(details=ANNA.details, registry=registry, by=inna, now=now)

        with pytest.raises(TooManySought):
            registrar.find_patient(details=ANNA.details, registry=registry, by=inna, now=now)


class TestProofInPerson:
    def test_raises_the_identity_and_says_who_saw_what(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        assert confirm(main, registry, inna, now)

        proof = IdentityProofRow.objects.get(card_id=main)
        assert proof_of(main) == (now, IdentityGround.REGISTRAR)
        assert (proof.document, proof.proved_by, proof.person_id) == ("passport", inna.account_id, "person-101")

    @pytest.mark.rule("R84")
    def test_is_told_by_a_letter_that_names_nobody(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        confirm(main, registry, inna, now)

        letter = MessageRow.objects.get(template="identity-confirmed")
        assert letter.recipient == "anna@example.org"
        assert "подтвердили личность" in letter.text
        assert not any(part in letter.text + letter.subject for part in ("Соколова", "Анна", "Фролова"))

    def test_twice_is_proof_once(self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime) -> None:
        confirm(main, registry, inna, now)

        assert not confirm(main, registry, inna, now + timedelta(seconds=1))
        assert IdentityProofRow.objects.count() == 1
        assert MessageRow.objects.filter(template="identity-confirmed").count() == 1

    @pytest.mark.rule("R51")
    def test_does_not_take_the_place_of_what_esia_vouched_for(
        self, anna: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        card = add_by_esia(anna, ANNA, registry, now).card_id

        assert not confirm(card, registry, inna, now)
        assert proof_of(card)[1] == IdentityGround.ESIA

    @pytest.mark.rule("R7")
    def test_is_given_anew_once_the_register_changed(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        confirm(main, registry, inna, now)
        registry.rename("person-101", MARIA.name, now=now + timedelta(days=1))

        assert confirm(main, registry, inna, now + timedelta(days=2))
        assert IdentityProofRow.objects.count() == 2

    @pytest.mark.rule("R68")
    @pytest.mark.parametrize("named", ["darya@example.org", "nobody@example.org", "", "dmitry"])
    def test_is_refused_where_the_person_names_another_account(
        self,
        main: UUID,
        darya: UUID,
        dmitry: UUID,
        registry: FakeInsuredRegistry,
        inna: Actor,
        now: datetime,
        named: str,
    ) -> None:
        with pytest.raises(AnotherAccount):
            confirm(main, registry, inna, now, login=named)

        assert proof_of(main) == (None, "")

    @pytest.mark.rule("R68")
    def test_may_be_tried_with_so_many_wrong_accounts_a_day_and_each_is_noted(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime, settings: Settings
    ) -> None:
        few = {"accounts-named-wrong-per-registrar": Limit(2, timedelta(days=1))}
        settings.KARTOTEKA_LIMITS = {**settings.KARTOTEKA_LIMITS, **few}
        for _ in range(2):
            with pytest.raises(AnotherAccount):
                confirm(main, registry, inna, now, login="nobody@example.org")

        with pytest.raises(TooManyNamed):
            confirm(main, registry, inna, now)
        assert confirm(main, registry, inna, now + timedelta(days=2))
        assert AuditEvent.objects.filter(event="registrar.account-named-wrong").count() == 2

    @pytest.mark.rule("R19")
    def test_is_not_given_to_oneself_or_to_close_people(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        assert inna.account_id is not None
        registry.learn(INNA)
        own = add(inna.account_id, INNA, registry, now).card_id
        with pytest.raises(OwnRequest):
            confirm(own, registry, inna, now, login="inna")
        add(inna.account_id, ANNA, registry, now)

        with pytest.raises(OwnRequest):
            confirm(main, registry, inna, now)

        assert (proof_of(own), proof_of(main)) == ((None, ""), (None, ""))
        assert registrar.open_patient(card_id=main, by=inna, now=now).is_close

    @pytest.mark.rule("R27")
    def test_is_not_given_to_the_dead(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        registry.record_death("person-101", on=date(2026, 11, 20))

        with pytest.raises(PatientDeceased):
            confirm(main, registry, inna, now)

    def test_is_not_given_while_the_registry_is_silent(
        self, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        registry.is_down = True

        with pytest.raises(Unavailable):
            confirm(main, registry, inna, now)

        assert proof_of(main) == (None, "")

    def test_is_for_confirmed_main_persons_alone(
        self, anna: UUID, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        maria = add(anna, MARIA, registry, now).card_id

        for card in (maria, UUID(int=1)):
            with pytest.raises(PatientNotFound):
                confirm(card, registry, inna, now)
            with pytest.raises(PatientNotFound):
                registrar.open_patient(card_id=card, by=inna, now=now)

    def test_needs_somebody_at_the_desk(self, main: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        with pytest.raises(ValueError, match="desk"):
            confirm(main, registry, Actor.system(), now)

    def test_works_for_an_account_without_an_address(
        self, anna: UUID, main: UUID, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        row = account_row(anna)
        row.email = ""
        row.save()

        assert confirm(main, registry, inna, now, login="anna")
        assert not MessageRow.objects.filter(template="identity-confirmed").exists()


class TestJournal:
    @pytest.mark.rule("R73")
    def test_tells_who_looked_and_who_printed(self, main: UUID, anna: UUID, inna: Actor, now: datetime) -> None:
        registrar.open_patient(card_id=main, by=inna, now=now)
        registrar.print_slip(card_id=main, by=inna, now=now)

        traces = AuditEvent.objects.filter(actor_id=inna.account_id, account_id=anna).order_by("id")
        assert list(traces.values_list("event", flat=True)) == [Event.PATIENT_LOOKED_AT, Event.SLIP_PRINTED]
