from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cast import ANNA, DMITRY, MARIA, VERA
from factories.access import CERTIFICATE, CHILD, as_insured, ask, confirm, decision, person_id, represent
from factories.people import add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.errors import NotYours, OwnCase, PaperKnown, WrongPaper
from kartoteka.domain.access.models import PatientRow, RepresentationRow
from kartoteka.domain.access.representations import (
    Paper,
    end_representation,
    list_representations,
    record_emancipation,
    record_representation,
)
from kartoteka.domain.access.types import BasisKind, Ground, Refusal
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.django_db

GUARDIANSHIP = Paper(BasisKind.GUARDIANSHIP, "12", date(2024, 1, 1), date(2024, 1, 1))


@pytest.mark.rule("D1", "R33")
class TestAPaper:
    def test_opens_the_childs_record_to_the_parent(self, mother: UUID, now: datetime) -> None:
        answer = decision(mother, now)

        assert answer.ground is Ground.REPRESENTATIVE
        assert answer.until is not None
        assert answer.until.date() == date(2036, 5, 19)

    def test_opens_nothing_before_the_parent_proved_who_he_is(
        self, anna: UUID, registry: FakeInsuredRegistry, registrar: Actor, now: datetime
    ) -> None:
        represent(ANNA, MARIA, now, by=registrar)

        assert decision(anna, now).refusal is Refusal.NO_RIGHT
        add_with_identity(anna, ANNA, registry, now)
        assert decision(anna, now).is_allowed

    def test_says_nothing_of_anybody_else(self, mother: UUID, grandmother: UUID, stranger: UUID, now: datetime) -> None:
        assert decision(grandmother, now).refusal is Refusal.NO_RIGHT
        assert decision(stranger, now).refusal is Refusal.NO_RIGHT

    def test_is_shown_at_the_desk_with_who_saw_it(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        (paper,) = list_representations(person_id=CHILD)

        assert (paper.representative_id, paper.kind, paper.number) == (
            person_id(ANNA),
            BasisKind.BIRTH_RECORD,
            CERTIFICATE.number,
        )
        assert paper.recorded_by == registrar.account_id

    def test_leaves_a_row_in_the_journal(self, mother: UUID, registrar: Actor) -> None:
        row = RepresentationRow.objects.get()

        (trace,) = list_traces(subject_type="representation", subject_id=row.pk)

        assert (trace.event, trace.actor_id) == (Event.REPRESENTATION_RECORDED, registrar.account_id)

    def test_is_recorded_once(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        with pytest.raises(PaperKnown):
            represent(ANNA, MARIA, now, by=registrar)

    def test_takes_the_place_of_one_that_ran_out(self, anna: UUID, registrar: Actor, now: datetime) -> None:
        former = Paper(BasisKind.GUARDIANSHIP, "12", date(2024, 1, 1), date(2024, 1, 1), valid_until=date(2025, 1, 1))
        represent(VERA, MARIA, now, paper=former, by=registrar)

        represent(VERA, MARIA, now, paper=replace(former, number="13", valid_from=date(2026, 1, 1), valid_until=None))

        assert [one.number for one in list_representations(person_id=CHILD)] == ["13"]

    @pytest.mark.parametrize(
        "former",
        [
            pytest.param(replace(GUARDIANSHIP, valid_until=date(2026, 10, 1)), id="term"),
            pytest.param(replace(GUARDIANSHIP, review_on=date(2026, 10, 1)), id="review"),
        ],
    )
    def test_takes_the_place_of_one_that_ran_out_although_it_was_issued_before(
        self, anna: UUID, registrar: Actor, now: datetime, former: Paper
    ) -> None:
        represent(VERA, MARIA, now - timedelta(days=90), paper=former, by=registrar)

        represent(VERA, MARIA, now, paper=replace(GUARDIANSHIP, number="13", valid_from=date(2026, 9, 1)), by=registrar)

        assert [one.number for one in list_representations(person_id=CHILD)] == ["13"]

    def test_leaves_one_that_still_holds(self, anna: UUID, registrar: Actor, now: datetime) -> None:
        represent(VERA, MARIA, now, paper=replace(GUARDIANSHIP, valid_until=date(2026, 12, 31)), by=registrar)
        next_year = replace(GUARDIANSHIP, number="13", valid_from=date(2027, 1, 1))

        with pytest.raises(PaperKnown):
            represent(VERA, MARIA, now, paper=next_year, by=registrar)

        assert [one.number for one in list_representations(person_id=CHILD)] == ["12"]

    @pytest.mark.parametrize(
        "paper",
        [
            pytest.param(replace(CERTIFICATE, number=" "), id="without-number"),
            pytest.param(replace(CERTIFICATE, valid_until=date(2018, 5, 1)), id="ends-before-it-begins"),
            pytest.param(replace(CERTIFICATE, issued_on=date(2027, 1, 1)), id="issued-in-the-future"),
            pytest.param(replace(CERTIFICATE, kind=BasisKind.REGISTRY), id="no-paper-at-all"),
            pytest.param(replace(CERTIFICATE, kind=BasisKind.POWER_OF_ATTORNEY), id="attorney-without-end"),
        ],
    )
    def test_is_refused_where_it_can_not_be_right(self, db: None, paper: Paper, now: datetime) -> None:
        with pytest.raises(WrongPaper):
            represent(ANNA, MARIA, now, paper=paper)

    def test_of_a_childs_kind_is_refused_for_an_adult(self, db: None, now: datetime) -> None:
        with pytest.raises(WrongPaper):
            represent(VERA, ANNA, now)

    def test_is_refused_for_the_dead_and_for_oneself(self, db: None, now: datetime) -> None:
        dead = replace(as_insured(MARIA), deceased_on=date(2026, 1, 1))

        for representative, patient in [(as_insured(ANNA), dead), (as_insured(MARIA), as_insured(MARIA))]:
            with pytest.raises(WrongPaper):
                record_representation(
                    representative=representative, patient=patient, paper=CERTIFICATE, by=Actor.system(), now=now
                )

    def test_without_a_number_is_refused_by_the_database_too(self, mother: UUID) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            RepresentationRow.objects.update(number="")

    @pytest.mark.rule("R19")
    def test_is_not_recorded_by_those_whom_it_concerns(self, mother: UUID, now: datetime) -> None:
        with pytest.raises(OwnCase):
            represent(DMITRY, MARIA, now, by=Actor.account(mother))


@pytest.mark.rule("R31")
class TestItsEnd:
    def test_shuts_the_record_on_the_next_decision(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        (paper,) = list_representations(person_id=CHILD)
        later = now + timedelta(hours=1)

        end_representation(
            person_id=CHILD,
            representation_id=paper.representation_id,
            reason="Лишение родительских прав",
            by=registrar,
            now=later,
        )

        assert decision(mother, later).refusal is Refusal.NO_RIGHT
        assert list_representations(person_id=CHILD) == ()

    def test_takes_with_it_what_the_parent_agreed_to(
        self,
        mother: UUID,
        father: UUID,
        grandmother: UUID,
        registry: FakeInsuredRegistry,
        registrar: Actor,
        now: datetime,
    ) -> None:
        confirm(mother, ask(grandmother, MARIA, registry, now).request_id, now)
        papers = {one.representative_id: one for one in list_representations(person_id=CHILD)}

        for member, refusal in ((DMITRY, None), (ANNA, Refusal.NO_RIGHT)):
            paper = papers[person_id(member)].representation_id
            end_representation(person_id=CHILD, representation_id=paper, reason="Ошибка", by=registrar, now=now)
            assert decision(grandmother, now).refusal is refusal

    def test_of_one_of_two_papers_leaves_it(
        self, mother: UUID, grandmother: UUID, registry: FakeInsuredRegistry, registrar: Actor, now: datetime
    ) -> None:
        represent(ANNA, MARIA, now, paper=replace(CERTIFICATE, kind=BasisKind.GUARDIANSHIP), by=registrar)
        confirm(mother, ask(grandmother, MARIA, registry, now).request_id, now)
        first, _ = list_representations(person_id=CHILD)

        end_representation(
            person_id=CHILD, representation_id=first.representation_id, reason="Ошибка", by=registrar, now=now
        )

        assert decision(grandmother, now).is_allowed

    def test_may_be_told_twice(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        (paper,) = list_representations(person_id=CHILD)

        for _ in range(2):
            end_representation(
                person_id=CHILD, representation_id=paper.representation_id, reason="Ошибка", by=registrar, now=now
            )

        events = [one.event for one in list_traces(subject_type="representation", subject_id=paper.representation_id)]
        assert events == [Event.REPRESENTATION_RECORDED, Event.REPRESENTATION_ENDED]

    def test_of_none_is_not_told(self, db: None, registrar: Actor, now: datetime) -> None:
        with pytest.raises(NotYours):
            end_representation(person_id=CHILD, representation_id=uuid4(), reason="Ошибка", by=registrar, now=now)

    @pytest.mark.rule("R74")
    def test_stays_when_the_clock_is_set_back(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        (paper,) = list_representations(person_id=CHILD)
        end_representation(
            person_id=CHILD, representation_id=paper.representation_id, reason="Ошибка", by=registrar, now=now
        )

        assert not decision(mother, now - timedelta(days=30)).is_allowed

    @pytest.mark.rule("R35")
    def test_comes_with_full_capacity(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2010, 5, 19))

        record_emancipation(person_id=CHILD, on=date(2026, 11, 23), paper="Решение 5", by=registrar, now=now)

        assert decision(mother, now).refusal is Refusal.CAME_OF_AGE

    @pytest.mark.rule("R35")
    def test_comes_with_no_full_capacity_of_a_small_child(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        with pytest.raises(WrongPaper):
            record_emancipation(person_id=CHILD, on=date(2026, 11, 23), paper="Решение 5", by=registrar, now=now)

        assert decision(mother, now).ground is Ground.REPRESENTATIVE

    def test_by_full_capacity_is_for_those_whom_access_knows(self, db: None, registrar: Actor, now: datetime) -> None:
        with pytest.raises(NotYours):
            record_emancipation(person_id="nobody", on=date(2026, 11, 23), paper="Решение 5", by=registrar, now=now)
