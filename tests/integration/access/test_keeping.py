from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM, DARYA, MARIA
from factories.access import CHILD, ask, confirm, decision, person_id, represent
from factories.people import add_with_identity, make_account
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access import keeping
from kartoteka.domain.access.models import GrantRow, PatientRow, RepresentationRow
from kartoteka.domain.access.registry_word import recheck_representations, take_over_representations
from kartoteka.domain.access.representations import confirm_birth_date
from kartoteka.domain.access.staff import forbid_by_staff, set_age_rules
from kartoteka.domain.access.types import AgeRules, GrantEnd, Ground, Refusal
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

pytestmark = pytest.mark.django_db

WHOSE = person_id(DARYA)
# Мария's birth date, as if she came of age ninety days after the tests' now.
COMING = date(2009, 2, 21)


@pytest.mark.rule("R74")
class TestTermsThatRanOut:
    def test_are_noted_once(self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)
        later = now + timedelta(days=366)

        assert keeping.end_expired_grants(now=now) == 0
        assert keeping.end_expired_grants(now=later) == 1
        assert keeping.end_expired_grants(now=later) == 0
        assert GrantRow.objects.get().end == GrantEnd.EXPIRED

    def test_do_not_come_back_with_the_clock(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)
        keeping.end_expired_grants(now=now + timedelta(days=366))

        assert not decision(friend, now + timedelta(days=1), WHOSE).is_allowed


class TestTheRegistrysWord:
    @pytest.mark.rule("R27")
    def test_of_a_death_closes_the_record(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)
        registry.record_death(WHOSE, on=date(2026, 11, 23))
        later = now + timedelta(days=2)

        assert keeping.refresh_patients(registry=registry, now=later) == 1

        assert {decision(one, later, WHOSE).refusal for one in (friend, patient)} == {Refusal.DECEASED}

    @pytest.mark.rule("R42")
    def test_of_a_corrected_birth_date_shows_nothing_hidden_before_staff_looked_at_it(
        self, mother: UUID, registrar: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2008, 5, 19))
        later = now + timedelta(days=2)

        keeping.refresh_patients(registry=registry, now=later)
        assert decision(mother, later).refusal is Refusal.CAME_OF_AGE
        for _ in range(2):
            confirm_birth_date(person_id=CHILD, by=registrar, now=later)

        assert decision(mother, later).is_allowed
        assert AuditEvent.objects.filter(event="access.birth-date-confirmed").count() == 1

    @pytest.mark.rule("R42")
    def test_of_a_birth_date_corrected_the_other_way_shuts_at_once(
        self, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(replace(MARIA, birth_date=date(2008, 5, 19)))

        keeping.refresh_patients(registry=registry, now=now + timedelta(days=2))

        assert decision(mother, now + timedelta(days=2)).refusal is Refusal.CAME_OF_AGE

    @pytest.mark.rule("R42")
    def test_taken_back_is_no_correction(self, mother: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        for number, born in enumerate((date(2008, 5, 19), MARIA.birth_date), start=1):
            registry.learn(replace(MARIA, birth_date=born))
            keeping.refresh_patients(registry=registry, now=now + timedelta(days=2 * number))

        assert decision(mother, now + timedelta(days=5)).is_allowed

    @pytest.mark.rule("R42")
    def test_of_another_birth_date_after_it_forgot_somebody_is_a_correction_too(
        self,
        mother: UUID,
        registrar: Actor,
        registry: FakeInsuredRegistry,
        now: datetime,
    ) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2008, 5, 19))
        keeping.refresh_patients(registry=FakeInsuredRegistry(), now=now + timedelta(days=2))
        confirm_birth_date(person_id=CHILD, by=registrar, now=now)

        keeping.refresh_patients(registry=registry, now=now + timedelta(days=4))

        assert decision(mother, now + timedelta(days=4)).refusal is Refusal.CAME_OF_AGE

    @pytest.mark.rule("R38")
    def test_of_nobody_shuts_the_record(self, mother: UUID, now: datetime) -> None:
        keeping.refresh_patients(registry=FakeInsuredRegistry(), now=now + timedelta(days=2))

        assert decision(mother, now + timedelta(days=2)).refusal is Refusal.AGE_UNKNOWN

    def test_is_asked_for_once_a_day(self, mother: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        later = now + timedelta(days=2)

        counts = [keeping.refresh_patients(registry=registry, now=later) for _ in range(2)]

        assert counts == [1, 0]

    def test_changes_nothing_while_it_is_silent(
        self, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.is_down = True

        with pytest.raises(Unavailable):
            keeping.refresh_patients(registry=registry, now=now + timedelta(days=2))
        assert decision(mother, now + timedelta(days=2)).is_allowed


@pytest.mark.rule("R31", "R32")
class TestRepresentationOnTheRegistrysWord:
    @pytest.fixture
    def parent(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
        add_with_identity(anna, ANNA, registry, now)
        registry.record_representation(representative_id=person_id(ANNA), child_id=CHILD)
        return anna

    def test_opens_the_childs_record(self, parent: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        for _ in range(2):
            take_over_representations(account_id=parent, registry=registry, by=Actor.account(parent), now=now)

        assert decision(parent, now).ground is Ground.REPRESENTATIVE
        assert RepresentationRow.objects.count() == 1

    def test_ends_with_it_and_leaves_papers_alone(
        self, parent: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        take_over_representations(account_id=parent, registry=registry, by=Actor.account(parent), now=now)
        represent(ANNA, ARTYOM, now)

        recheck_representations(registry=FakeInsuredRegistry(), now=now)

        assert decision(parent, now).refusal is Refusal.NO_RIGHT
        assert decision(parent, now, person_id(ARTYOM)).is_allowed

    @pytest.mark.rule("D6")
    def test_is_not_for_who_has_not_proved_who_he_is(
        self, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        take_over_representations(account_id=dmitry, registry=registry, by=Actor.account(dmitry), now=now)

        assert not RepresentationRow.objects.exists()


def told(account_id: UUID) -> list[str]:
    return [one.template for one in list_messages_of_account(account_id)]


@pytest.mark.rule("R40")
class TestAnAgeToCome:
    @pytest.fixture
    def teen(self, mother: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
        """Мария's own account, her eighteenth birthday being ninety days away."""
        PatientRow.objects.filter(pk=CHILD).update(birth_date=COMING)
        maria = replace(MARIA, email="maria@example.org")
        account = make_account(maria, now)
        add_with_identity(account, MARIA, registry, now)
        return account

    def test_is_told_ninety_thirty_and_seven_days_before_and_on_the_day(
        self, teen: UUID, mother: UUID, now: datetime
    ) -> None:
        days = [now + timedelta(days=number) for number in range(95)]

        steps = [number for number, day in enumerate(days) for _ in range(keeping.announce_age_steps(now=day))]

        assert steps == [0, 60, 83, 90]
        assert told(teen) == ["access-own-age-coming"] * 4
        assert told(mother) == ["access-childs-age-coming"] * 4

    def test_is_told_once_however_often_the_worker_looks(self, teen: UUID, now: datetime) -> None:
        counts = [keeping.announce_age_steps(now=now + timedelta(hours=number)) for number in range(5)]

        assert counts == [1, 0, 0, 0, 0]

    def test_is_told_to_the_teenager_first(self, teen: UUID, mother: UUID, now: datetime) -> None:
        keeping.announce_age_steps(now=now)

        assert list(MessageRow.objects.order_by("id").values_list("account_id", flat=True)) == [teen, mother]

    def test_is_told_of_once_after_a_long_silence(self, teen: UUID, now: datetime) -> None:
        assert [keeping.announce_age_steps(now=now + timedelta(days=89, hours=number)) for number in (0, 1)] == [1, 0]
        letter = MessageRow.objects.filter(template="access-own-age-coming").get()
        assert "Завтра" in letter.text

    def test_is_told_by_sms_too_where_the_number_is_active(self, teen: UUID, now: datetime) -> None:
        Account.objects.filter(pk=teen).update(phone="+79261234567", phone_activated_at=now)

        keeping.announce_age_steps(now=now)

        message = MessageRow.objects.get(channel="sms")
        assert (message.account_id, message.template) == (teen, "access-news")

    def test_says_nothing_of_a_person_or_an_illness(self, teen: UUID, now: datetime) -> None:
        keeping.announce_age_steps(now=now)

        for message in MessageRow.objects.all():
            assert not any(
                word in message.subject + message.text for word in (*str(MARIA.name).split(), *str(ANNA.name).split())
            )
            assert CHILD not in message.text

    def test_of_reading_oneself_is_another_step(self, mother: UUID, now: datetime) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2011, 11, 30))

        keeping.announce_age_steps(now=now)

        letter = MessageRow.objects.get(template="access-childs-age-coming")
        assert "Через 7 дней" in letter.text
        assert "сможет открывать её сам" in letter.text

    def test_goes_by_the_rules_of_the_region(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2012, 11, 30))
        assert keeping.announce_age_steps(now=now) == 0

        rules = AgeRules(own_reading_from=14)
        set_age_rules(region_code="59", rules=rules, in_force_from=date(2026, 1, 1), by=registrar, now=now)

        assert keeping.announce_age_steps(now=now) == 1

    def test_is_not_told_to_who_was_shut_out(
        self, teen: UUID, mother: UUID, father: UUID, registrar: Actor, now: datetime
    ) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=COMING)
        forbid_by_staff(person_id=CHILD, account_id=father, reason="Определение суда", by=registrar, now=now)

        keeping.announce_age_steps(now=now)

        assert told(father) == []
        assert told(mother) == ["access-childs-age-coming"]

    def test_is_not_told_after_death(self, teen: UUID, now: datetime) -> None:
        PatientRow.objects.filter(pk=CHILD).update(deceased_on=date(2026, 11, 1))

        assert keeping.announce_age_steps(now=now) == 0

    def test_of_29_february_is_counted_to_1_march(self, mother: UUID, now: datetime) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2008, 2, 29))
        day = datetime(2026, 3, 1, 6, tzinfo=UTC)

        counts = [keeping.announce_age_steps(now=day + timedelta(days=number)) for number in (-1, 0, 1)]

        assert counts == [1, 1, 0]
