"""A child's access code given out at the clinic's desk (D4, F-09, R47)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from cast import ANNA, DARYA, DMITRY, INNA, MARIA, CastMember
from factories.access import CERTIFICATE, CHILD
from factories.people import add, make_account
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.at_desk import issue_code_at_desk
from kartoteka.domain.access.code_symbols import read_code
from kartoteka.domain.access.codes import IssuedCode, code_hash
from kartoteka.domain.access.errors import (
    ChildNotFound,
    CodeShownAlready,
    CodesSwitchedOff,
    OwnCase,
    RepresentativeNotFound,
    TooManyTries,
    WrongPaper,
)
from kartoteka.domain.access.models import AccessCodeRow, RepresentationRow
from kartoteka.domain.access.representations import Paper, list_representations
from kartoteka.domain.access.types import BasisKind
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable
from kartoteka.shared.limits import Limit

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-09"), pytest.mark.rule("D4")]


@pytest.fixture
def inna(db: None, now: datetime) -> Actor:
    """The registrar."""
    return Actor.account(make_account(INNA, now))


def give(
    registry: FakeInsuredRegistry,
    by: Actor,
    now: datetime,
    *,
    parent: CastMember = ANNA,
    child: CastMember = MARIA,
    paper: Paper = CERTIFICATE,
    switches_on: bool = True,
    form_key: UUID | None = None,
) -> IssuedCode:
    return issue_code_at_desk(
        representative=parent.details,
        child=child.details,
        paper=paper,
        switches_on=switches_on,
        form_key=form_key or uuid4(),
        registry=registry,
        by=by,
        now=now,
    )


class TestACodeAtTheDesk:
    def test_comes_with_the_paper_recorded(self, registry: FakeInsuredRegistry, inna: Actor, now: datetime) -> None:
        guardianship = Paper(
            BasisKind.GUARDIANSHIP, " 17-О ", date(2024, 1, 9), date(2024, 1, 10), "Опека", date(2027, 1, 9)
        )

        issued = give(registry, inna, now, paper=guardianship)

        (paper,) = list_representations(person_id=CHILD)
        row = AccessCodeRow.objects.get()
        assert (paper.representative_id, paper.kind, paper.number) == ("person-101", BasisKind.GUARDIANSHIP, "17-О")
        assert (paper.issued_on, paper.valid_from, paper.valid_until) == (
            date(2024, 1, 9),
            date(2024, 1, 10),
            date(2027, 1, 9),
        )
        assert (paper.recorded_by, row.issued_by) == (inna.account_id, inna.account_id)
        assert bytes(row.code_hash) == code_hash(read_code(issued.code))

    def test_leaves_a_known_paper_as_it_is(self, registry: FakeInsuredRegistry, inna: Actor, now: datetime) -> None:
        give(registry, inna, now)

        give(registry, inna, now + timedelta(days=1), paper=replace(CERTIFICATE, number="another"))

        assert [one.number for one in list_representations(person_id=CHILD)] == [CERTIFICATE.number]

    @pytest.mark.rule("R47")
    def test_kills_the_one_before(self, registry: FakeInsuredRegistry, inna: Actor, now: datetime) -> None:
        first = give(registry, inna, now)
        second = give(registry, inna, now)

        assert list(AccessCodeRow.objects.filter(ended_at=None).values_list("pk", flat=True)) == [second.code_id]
        assert first.code != second.code

    @pytest.mark.rule("R12")
    def test_is_made_once_by_one_form(self, registry: FakeInsuredRegistry, inna: Actor, now: datetime) -> None:
        key = uuid4()
        issued = give(registry, inna, now, form_key=key)

        with pytest.raises(CodeShownAlready):
            give(registry, inna, now, form_key=key)

        assert AccessCodeRow.objects.get(ended_at=None).pk == issued.code_id

    @pytest.mark.rule("R47")
    def test_is_not_given_where_nobody_asked_for_access_by_code(
        self, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        with pytest.raises(CodesSwitchedOff):
            give(registry, inna, now, switches_on=False)

        assert not RepresentationRow.objects.exists()

    def test_stays_switched_on_for_the_next(self, registry: FakeInsuredRegistry, inna: Actor, now: datetime) -> None:
        give(registry, inna, now)

        assert give(registry, inna, now, switches_on=False).code

    def test_is_not_given_to_who_is_not_in_the_registry(
        self, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        with pytest.raises(RepresentativeNotFound):
            give(registry, inna, now, parent=INNA)
        with pytest.raises(ChildNotFound):
            give(registry, inna, now, child=INNA)

    @pytest.mark.rule("R19")
    def test_is_not_given_to_the_registrars_own_people(
        self, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        assert inna.account_id is not None
        add(inna.account_id, ANNA, registry, now)

        with pytest.raises(OwnCase):
            give(registry, inna, now)
        assert not AccessCodeRow.objects.exists()

    def test_is_not_given_for_an_adult_or_by_a_paper_that_is_over(
        self, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        with pytest.raises(WrongPaper):
            give(registry, inna, now, parent=DARYA, child=DMITRY)
        with pytest.raises(WrongPaper):
            give(registry, inna, now, paper=replace(CERTIFICATE, valid_until=date(2010, 1, 1)))

    def test_is_not_given_while_the_registry_is_silent(
        self, registry: FakeInsuredRegistry, inna: Actor, now: datetime
    ) -> None:
        registry.is_down = True

        with pytest.raises(Unavailable):
            give(registry, inna, now)
        assert not RepresentationRow.objects.exists()

    def test_counts_as_two_people_sought(
        self, registry: FakeInsuredRegistry, inna: Actor, now: datetime, settings: Settings
    ) -> None:
        limit = Limit(3, timedelta(days=1))
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {"patients-sought-per-registrar": limit}
        give(registry, inna, now)

        with pytest.raises(TooManyTries):
            give(registry, inna, now)

    def test_needs_somebody_at_the_desk(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        with pytest.raises(ValueError, match="desk"):
            give(registry, Actor.system(), now)
