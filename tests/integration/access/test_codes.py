from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from cast import ANNA, ARTYOM, MARIA, VERA
from factories.access import CERTIFICATE, CHILD, code_for, decision, person_id, represent
from factories.people import add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.codes import CODE_LASTS, code_status, issue_child_code, switch_codes
from kartoteka.domain.access.errors import CodesSwitchedOff, NotYours, OwnCase
from kartoteka.domain.access.models import AccessCodeRow
from kartoteka.domain.access.representations import list_representations
from kartoteka.domain.access.types import BasisKind, CodeEnd, Ground
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.manual("F-09")
@pytest.mark.rule("R47", "D4")
class TestIssuing:
    def test_needs_access_by_code_switched_on(self, mother: UUID, now: datetime) -> None:
        with pytest.raises(CodesSwitchedOff):
            issue_child_code(person_id=CHILD, by=Actor.account(mother), now=now)

    def test_gives_a_code_that_is_kept_as_a_hash_alone(self, mother: UUID, now: datetime) -> None:
        issued = code_for(MARIA, mother, now)

        row = AccessCodeRow.objects.get()
        assert issued.expires_at == now + CODE_LASTS == now + timedelta(days=7)
        assert len(issued.code.replace("-", "")) == 11
        assert issued.code.encode() not in bytes(row.code_hash)
        assert issued.code not in repr(issued)

    def test_kills_the_code_before(self, mother: UUID, now: datetime) -> None:
        first, second = code_for(MARIA, mother, now), code_for(MARIA, mother, now)

        ends = dict(AccessCodeRow.objects.values_list("pk", "end"))
        assert ends == {first.code_id: CodeEnd.REPLACED, second.code_id: ""}

    def test_is_not_for_those_without_a_paper(self, mother: UUID, grandmother: UUID, now: datetime) -> None:
        for account in (grandmother, uuid4()):
            with pytest.raises(NotYours):
                issue_child_code(person_id=CHILD, by=Actor.account(account), now=now)
            with pytest.raises(NotYours):
                switch_codes(person_id=CHILD, is_on=True, by=Actor.account(account), now=now)

    def test_is_not_for_the_portal_itself(self, mother: UUID, now: datetime) -> None:
        with pytest.raises(NotYours):
            issue_child_code(person_id=CHILD, by=Actor.system(), now=now)

    def test_ends_with_the_childhood(self, anna: UUID, mother: UUID, now: datetime) -> None:
        code_for(MARIA, mother, now)

        with pytest.raises(NotYours):
            issue_child_code(person_id=CHILD, by=Actor.account(mother), now=datetime(2036, 5, 19, tzinfo=now.tzinfo))

    @pytest.mark.rule("R36")
    def test_is_not_for_the_guardian_of_an_adult(
        self, anna: UUID, registry: FakeInsuredRegistry, registrar: Actor, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        paper = replace(CERTIFICATE, kind=BasisKind.COURT, review_on=date(2027, 1, 1))
        recorded = represent(ANNA, VERA, now, paper=paper, by=registrar)

        assert decision(anna, now, person_id(VERA)).ground is Ground.GUARDIAN
        for by, shown in ((Actor.account(anna), None), (registrar, recorded)):
            with pytest.raises(NotYours):
                issue_child_code(person_id=person_id(VERA), by=by, now=now, representation_id=shown)

    @pytest.mark.rule("R49")
    def test_is_told_to_the_other_representatives(self, mother: UUID, father: UUID, now: datetime) -> None:
        code_for(MARIA, mother, now)

        assert [one.template for one in list_messages_of_account(father)] == ["access-code-issued"]
        assert list_messages_of_account(mother) == ()

    def test_leaves_rows_in_the_journal(self, mother: UUID, now: datetime) -> None:
        code_for(MARIA, mother, now)

        events = AuditEvent.objects.filter(subject_type="patient", subject_id=CHILD).order_by("id")
        assert list(events.values_list("event", "actor_id")) == [
            ("access-code.switched-on", mother),
            ("access-code.issued", mother),
        ]

    def test_lets_one_code_a_child_wait_and_so_does_the_database(self, mother: UUID, now: datetime) -> None:
        code_for(MARIA, mother, now)
        row = AccessCodeRow.objects.get()

        with pytest.raises(IntegrityError):
            AccessCodeRow.objects.create(
                patient_id=CHILD, code_hash=b"0" * 16, representation=row.representation, issued_at=now,
                issued_by=mother, expires_at=now,
            )  # fmt: skip


@pytest.mark.manual("F-09")
@pytest.mark.rule("D4")
class TestAtTheDesk:
    def test_the_registrar_issues_for_the_parent_whose_paper_he_saw(
        self, db: None, registrar: Actor, now: datetime
    ) -> None:
        paper = represent(ANNA, MARIA, now, by=registrar)

        switch_codes(person_id=CHILD, is_on=True, by=registrar, now=now, representation_id=paper)
        issued = issue_child_code(person_id=CHILD, by=registrar, now=now, representation_id=paper)

        status = code_status(person_id=CHILD, by=registrar, now=now, representation_id=paper)
        assert status.is_switched_on
        assert status.expires_at == issued.expires_at

    def test_without_a_paper_a_registrar_issues_nothing(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        for paper in (None, uuid4()):
            with pytest.raises(NotYours):
                issue_child_code(person_id=CHILD, by=registrar, now=now, representation_id=paper)

    def test_the_paper_of_one_child_is_none_for_another(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        (paper,) = list_representations(person_id=CHILD)

        with pytest.raises(NotYours):
            issue_child_code(
                person_id=person_id(ARTYOM), by=registrar, now=now, representation_id=paper.representation_id
            )

    def test_a_registrar_issues_none_for_his_own_people(self, mother: UUID, grandmother: UUID, now: datetime) -> None:
        (paper,) = list_representations(person_id=CHILD)

        with pytest.raises(OwnCase):
            issue_child_code(
                person_id=CHILD, by=Actor.account(grandmother), now=now, representation_id=paper.representation_id
            )


@pytest.mark.rule("R47")
class TestTheSwitch:
    def test_is_off_at_first(self, mother: UUID, now: datetime) -> None:
        status = code_status(person_id=CHILD, by=Actor.account(mother), now=now)

        assert not status.is_switched_on
        assert status.expires_at is None

    def test_kills_the_code_that_waits(self, mother: UUID, now: datetime) -> None:
        code_for(MARIA, mother, now)

        switch_codes(person_id=CHILD, is_on=False, by=Actor.account(mother), now=now)

        assert AccessCodeRow.objects.get().end == CodeEnd.SWITCHED_OFF

    def test_may_be_turned_twice(self, mother: UUID, now: datetime) -> None:
        by = Actor.account(mother)

        turns = [switch_codes(person_id=CHILD, is_on=on, by=by, now=now) for on in (True, True, False, False)]

        assert [one.is_switched_on for one in turns] == [True, True, False, False]
