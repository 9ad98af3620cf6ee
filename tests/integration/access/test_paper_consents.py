"""Consent on paper at the registrar's desk: R45."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import RestrictedError
from pytest_django import Settings

from cast import ANNA, DARYA, DMITRY, MARIA, VERA
from factories.access import as_insured, ask, confirm, consent, consent_paper, decision, person_id, represent
from factories.people import add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.errors import (
    AccessError,
    ConsentRecorded,
    GuardianDecides,
    HasAccount,
    NotYours,
    OwnCase,
    ReaderNotFound,
    ReaderShutOut,
    TooManyTries,
    WrongPaper,
    WrongTerms,
)
from kartoteka.domain.access.models import AccessRequestRow, ConsentPaperRow, GrantRow, JournalRow
from kartoteka.domain.access.paper_consents import ConsentPaper, NamedReader, find_reader, take_back_on_paper
from kartoteka.domain.access.representations import Paper
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.staff import forbid_by_staff
from kartoteka.domain.access.types import BasisKind, ConsentKind, RecordPart, Refusal
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.shared.actor import Actor
from kartoteka.shared.limits import Limit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R45")]

WHOSE = person_id(DARYA)
PATIENT = as_insured(DARYA)


def named(**changes: str) -> NamedReader:
    wanted = {"login": DMITRY.email, "family": DMITRY.name.family, "given": DMITRY.name.given}
    return NamedReader(**(wanted | changes))


class TestConsent:
    def test_of_an_adult_without_an_account_lets_another_read(
        self, friend: UUID, registrar: Actor, now: datetime
    ) -> None:
        grant = consent(friend, PATIENT, registrar, now, terms=Terms({RecordPart.RESULTS}, 6))

        assert decision(friend, now, WHOSE).refusal is Refusal.OUTSIDE_SCOPE
        assert grant.parts == {RecordPart.PATIENT, RecordPart.RESULTS}

    def test_keeps_the_paper_and_who_recorded_it(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        grant = consent(friend, PATIENT, registrar, now)

        row = ConsentPaperRow.objects.get()
        assert (row.grant_id, row.act, row.kind, row.number) == (grant.grant_id, "given", "written", "17-05")
        assert (row.signed_by, row.recorded_by) == ("Дарья", registrar.account_id)
        assert AuditEvent.objects.get(event="registrar.consent-on-paper").actor_id == registrar.account_id

    def test_is_told_to_whom_it_opens_the_record(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        consent(friend, PATIENT, registrar, now)

        assert MessageRow.objects.filter(account_id=friend, template="access-opened").exists()

    def test_answers_the_request_that_waits(
        self, friend: UUID, registry: FakeInsuredRegistry, registrar: Actor, now: datetime
    ) -> None:
        ask(friend, DARYA, registry, now)

        consent(friend, PATIENT, registrar, now + timedelta(minutes=5))

        row = AccessRequestRow.objects.get()
        assert (row.answer, row.answered_by) == ("confirmed", registrar.account_id)

    @pytest.mark.rule("R12")
    def test_sent_twice_makes_one_right(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        key = uuid4()
        consent(friend, PATIENT, registrar, now, form_key=key)

        with pytest.raises(ConsentRecorded):
            consent(friend, PATIENT, registrar, now, form_key=key)
        assert GrantRow.objects.count() == 1

    def test_is_not_for_whom_the_portal_knows(
        self, friend: UUID, patient: UUID, registrar: Actor, now: datetime
    ) -> None:
        with pytest.raises(HasAccount):
            consent(friend, PATIENT, registrar, now)

    @pytest.mark.rule("R36")
    def test_is_not_for_whom_a_guardian_decides(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        court = Paper(BasisKind.COURT, "2-17/2025", date(2025, 3, 1), date(2025, 3, 1))
        represent(VERA, DARYA, now, paper=court, by=registrar)

        with pytest.raises(GuardianDecides):
            consent(friend, PATIENT, registrar, now)

    def test_is_not_for_children_nor_the_dead(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        for patient in (as_insured(MARIA), replace(PATIENT, deceased_on=date(2026, 1, 1))):
            with pytest.raises(WrongTerms):
                consent(friend, patient, registrar, now)

    @pytest.mark.parametrize("terms", [Terms(parts=()), Terms(months=0), Terms(months=13)])
    def test_needs_terms_that_can_be(self, terms: Terms, friend: UUID, registrar: Actor, now: datetime) -> None:
        with pytest.raises(WrongTerms):
            consent(friend, PATIENT, registrar, now, terms=terms)

    def test_to_what_is_sensitive_is_signed_by_nobody_else(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        terms = Terms(includes_sensitive=True)

        with pytest.raises(WrongTerms):
            consent(friend, PATIENT, registrar, now, terms=terms, paper=consent_paper(ConsentKind.ATTORNEY))
        assert consent(friend, PATIENT, registrar, now, terms=terms).includes_sensitive

    @pytest.mark.parametrize(
        "wrong",
        [
            replace(consent_paper(), number=" "),
            replace(consent_paper(), signed_by=""),
            replace(consent_paper(), signed_on=date(2027, 1, 1)),
        ],
        ids=["no number", "nobody signed", "a day to come"],
    )
    def test_needs_a_paper_that_can_be(
        self, wrong: ConsentPaper, friend: UUID, registrar: Actor, now: datetime
    ) -> None:
        with pytest.raises(WrongPaper):
            consent(friend, PATIENT, registrar, now, paper=wrong)

    def test_without_a_number_is_refused_by_the_database_too(
        self, friend: UUID, registrar: Actor, now: datetime
    ) -> None:
        consent(friend, PATIENT, registrar, now)

        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentPaperRow.objects.update(number="")

    @pytest.mark.rule("R56")
    def test_does_not_lift_a_ban(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        forbid_by_staff(person_id=WHOSE, account_id=friend, reason="Определение суда", by=registrar, now=now)

        with pytest.raises(ReaderShutOut):
            consent(friend, PATIENT, registrar, now)


@pytest.mark.rule("R19")
class TestAHandThatIsNotImpartial:
    def test_records_nothing_of_a_patient_of_its_own(self, friend: UUID, grandmother: UUID, now: datetime) -> None:
        with pytest.raises(OwnCase):
            consent(grandmother, PATIENT, Actor.account(friend), now)

    def test_opens_nothing_to_people_of_its_own(
        self, friend: UUID, grandmother: UUID, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        # Анна keeps Вера's grandchild too, as Вера does.
        add_with_identity(anna, ANNA, registry, now)
        own = CardRow.objects.filter(index_id=grandmother, person_id=person_id(MARIA))
        CardRow.objects.filter(index_id=friend, person_id=WHOSE).update(identity_key=own.get().identity_key)

        with pytest.raises(OwnCase):
            consent(friend, PATIENT, Actor.account(grandmother), now)

    def test_opens_nothing_to_itself(self, grandmother: UUID, now: datetime) -> None:
        with pytest.raises(NotYours):
            consent(grandmother, PATIENT, Actor.account(grandmother), now)


class TestWhoIsMeant:
    def test_is_found_by_his_address_and_his_name_together(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        found = find_reader(person_id=WHOSE, named=named(family="СОКОЛОВ"), by=registrar, now=now)

        assert found == friend

    @pytest.mark.parametrize(
        "changes",
        [{"login": "nobody@example.org"}, {"family": "Иванов"}, {"given": "Пётр"}],
        ids=["address", "family", "given"],
    )
    def test_is_told_by_one_answer_whatever_does_not_fit(
        self, changes: dict[str, str], friend: UUID, registrar: Actor, now: datetime
    ) -> None:
        with pytest.raises(ReaderNotFound):
            find_reader(person_id=WHOSE, named=named(**changes), by=registrar, now=now)

    @pytest.mark.parametrize("what", ["identity", "listing", "block"])
    def test_is_told_by_the_same_answer_when_he_may_not(
        self, what: str, friend: UUID, registrar: Actor, now: datetime
    ) -> None:
        cards = CardRow.objects.filter(index_id=friend)
        if what == "identity":
            cards.update(identity_confirmed_at=None, identity_ground="")
        elif what == "listing":
            cards.filter(is_main=False).update(removed_at=now, slot=None)
        else:
            Account.objects.filter(pk=friend).update(is_active=False)

        with pytest.raises(ReaderNotFound):
            find_reader(person_id=WHOSE, named=named(), by=registrar, now=now)
        with pytest.raises(ReaderNotFound):
            consent(friend, PATIENT, registrar, now)

    def test_may_be_guessed_so_often_and_each_guess_is_noted(
        self, friend: UUID, registrar: Actor, now: datetime, settings: Settings
    ) -> None:
        few = {"accounts-named-wrong-per-registrar": Limit(2, timedelta(days=1))}
        settings.KARTOTEKA_LIMITS = {**settings.KARTOTEKA_LIMITS, **few}
        find_reader(person_id=WHOSE, named=named(), by=registrar, now=now)
        for _ in range(2):
            with pytest.raises(ReaderNotFound):
                find_reader(person_id=WHOSE, named=named(given="Пётр"), by=registrar, now=now)

        with pytest.raises(TooManyTries):
            find_reader(person_id=WHOSE, named=named(), by=registrar, now=now)
        assert AuditEvent.objects.filter(event="registrar.account-named-wrong").count() == 2


@pytest.mark.rule("R53")
class TestTakingItBack:
    def test_ends_the_right_at_once_and_keeps_the_paper(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        grant = consent(friend, PATIENT, registrar, now)
        later = now + timedelta(hours=1)

        for _ in range(2):
            take_back_on_paper(
                person_id=WHOSE, grant_id=grant.grant_id, paper=consent_paper(number="18"), by=registrar, now=later
            )

        assert decision(friend, later, WHOSE).refusal is Refusal.NO_RIGHT
        assert list(ConsentPaperRow.objects.order_by("pk").values_list("act", "number")) == [
            ("given", "17-05"),
            ("taken-back", "18"),
        ]
        assert MessageRow.objects.filter(account_id=friend, template="access-closed").count() == 1

    def test_of_another_patients_right_is_refused(self, friend: UUID, registrar: Actor, now: datetime) -> None:
        grant = consent(friend, PATIENT, registrar, now)

        with pytest.raises(NotYours):
            take_back_on_paper(
                person_id=person_id(VERA), grant_id=grant.grant_id, paper=consent_paper(), by=registrar, now=now
            )
        assert decision(friend, now, WHOSE).is_allowed

    def test_is_for_the_patient_himself_once_he_has_an_account(
        self, friend: UUID, darya: UUID, registry: FakeInsuredRegistry, registrar: Actor, now: datetime
    ) -> None:
        grant = consent(friend, PATIENT, registrar, now)
        add_with_identity(darya, DARYA, registry, now)

        with pytest.raises(HasAccount):
            take_back_on_paper(person_id=WHOSE, grant_id=grant.grant_id, paper=consent_paper(), by=registrar, now=now)
        assert decision(friend, now, WHOSE).is_allowed


@pytest.mark.rule("R73")
class TestAnAccountThatGoes:
    def test_takes_its_requests_and_rights_along_and_leaves_the_journal(
        self, friend: UUID, patient: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)
        open_record(viewer_id=friend, person_id=WHOSE, now=now + timedelta(minutes=1))

        Account.objects.get(pk=friend).delete()

        assert not GrantRow.objects.exists()
        assert JournalRow.objects.get(person_id=WHOSE).account_id == friend

    def test_is_the_only_way_for_an_answered_request_to_go_before_its_right(
        self, friend: UUID, patient: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)

        with pytest.raises(RestrictedError):
            AccessRequestRow.objects.get().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
@pytest.mark.rule("R46")
class TestTwoWindowsAtOnce:
    @pytest.fixture
    def reader(self, friend: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
        """Дмитрий, who has asked for the record too."""
        ask(friend, DARYA, registry, now - timedelta(hours=1))
        return friend

    @staticmethod
    def _at_once(*acts: Callable[[], object]) -> list[bool]:
        start = Barrier(len(acts))

        def run(act: Callable[[], object]) -> bool:
            start.wait(10)
            try:
                act()
            except AccessError:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))

    @pytest.mark.parametrize("attempt", range(3))
    def test_leave_one_right_of_two_consents(self, attempt: int, reader: UUID, now: datetime) -> None:
        windows = [Actor.account(uuid4()) for _ in range(3)]

        done = self._at_once(*(partial(consent, reader, PATIENT, by, now) for by in windows))

        assert done == [True] * 3
        assert GrantRow.objects.filter(ended_at=None).count() == 1
        assert decision(reader, now, WHOSE).is_allowed

    @pytest.mark.parametrize("attempt", range(3))
    def test_carry_one_form_out_once(self, attempt: int, reader: UUID, registrar: Actor, now: datetime) -> None:
        key = uuid4()

        done = self._at_once(*[partial(consent, reader, PATIENT, registrar, now, form_key=key)] * 3)

        assert sorted(done) == [False, False, True]
        assert GrantRow.objects.count() == 1

    @pytest.mark.parametrize("attempt", range(3))
    def test_never_open_what_a_moderator_shuts(
        self, attempt: int, reader: UUID, registrar: Actor, now: datetime
    ) -> None:
        ban = partial(
            forbid_by_staff, person_id=WHOSE, account_id=reader, reason="Суд", by=Actor.account(uuid4()), now=now
        )

        self._at_once(partial(consent, reader, PATIENT, registrar, now), ban)

        assert decision(reader, now, WHOSE).refusal is Refusal.FORBIDDEN
        assert not GrantRow.objects.filter(ended_at=None).exists()
