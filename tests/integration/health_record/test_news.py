"""«Новое событие в записи»: who is knocked at for something new in a record, and how often."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from cast import ANNA, DARYA, DMITRY, VERA
from factories.access import CHILD, ask, confirm, person_id
from factories.people import PERM, add, add_with_identity, make_account, make_region
from factories.telephones import reachable
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.granting import end
from kartoteka.domain.access.models import GrantRow
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.shown_documents import set_shown_document_types
from kartoteka.domain.access.staff import forbid_by_staff
from kartoteka.domain.access.types import GrantEnd, RecordPart, Sensitivity
from kartoteka.domain.accounts.app_devices.models import PushRow
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.health_record.incoming import Arrived
from kartoteka.domain.health_record.models import RecordNewsRow
from kartoteka.domain.health_record.news import NEWS_DAYS, note_news, tell_news
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-11")]

WHOSE = person_id(DARYA)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ORDINARY = frozenset({Sensitivity.ORDINARY})


def arrived(now: datetime, part: RecordPart = RecordPart.RESULTS, *labels: Sensitivity, kind: str = "") -> Arrived:
    return Arrived(part, frozenset(labels) or ORDINARY, now.date(), kind)


def knocked(now: datetime) -> set[UUID]:
    """The accounts that a telling knocks at; what knocked before is left out."""
    PushRow.objects.all().delete()
    tell_news(now=now)
    return set(PushRow.objects.values_list("subscription__device__account_id", flat=True))


@pytest.fixture
def patient(darya: UUID, registry: FakeInsuredRegistry, settings: Settings, now: datetime) -> UUID:
    """Дарья's account, with a telephone."""
    add_with_identity(darya, DARYA, registry, now)
    reachable(darya, settings, now)
    return darya


@pytest.fixture
def friend(dmitry: UUID, registry: FakeInsuredRegistry, settings: Settings, now: datetime) -> UUID:
    """Дмитрий's account, with a telephone: Дарья stands in his index, and nothing joins the two."""
    add_with_identity(dmitry, DMITRY, registry, now)
    add(dmitry, DARYA, registry, now)
    reachable(dmitry, settings, now)
    return dmitry


@pytest.fixture
def trusted(patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """The same, when Дарья opened her results to him."""
    terms = Terms(parts=frozenset({RecordPart.PATIENT, RecordPart.RESULTS}))
    confirm(patient, ask(friend, DARYA, registry, now).request_id, now, terms=terms)
    return friend


class TestWhoIsToldOfANewResult:
    def test_is_the_patient_and_whom_he_opened_it_to(self, patient: UUID, trusted: UUID, now: datetime) -> None:
        note_news(WHOSE, [arrived(now)], now=now)

        assert knocked(now + HOUR) == {patient, trusted}

    @pytest.mark.rule("R34")
    def test_is_the_representative_of_a_child(self, mother: UUID, settings: Settings, now: datetime) -> None:
        reachable(mother, settings, now)
        note_news(CHILD, [arrived(now)], now=now)

        assert knocked(now) == {mother}

    def test_is_no_stranger_though_the_patient_stands_in_his_index(
        self, patient: UUID, friend: UUID, now: datetime
    ) -> None:
        note_news(WHOSE, [arrived(now)], now=now)

        assert knocked(now) == {patient}

    def test_is_nobody_without_the_app(self, darya: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add_with_identity(darya, DARYA, registry, now)
        note_news(WHOSE, [arrived(now)], now=now)

        assert knocked(now) == set()
        assert not RecordNewsRow.objects.exists()

    def test_is_nobody_whose_account_is_blocked(self, patient: UUID, now: datetime) -> None:
        Account.objects.filter(pk=patient).update(is_active=False)
        note_news(WHOSE, [arrived(now)], now=now)

        assert knocked(now) == set()

    @pytest.mark.rule("R54")
    def test_is_decided_when_it_is_told_and_not_when_it_came(self, patient: UUID, trusted: UUID, now: datetime) -> None:
        note_news(WHOSE, [arrived(now)], now=now)
        end(GrantRow.objects.get(), GrantEnd.REVOKED, by=Actor.account(patient), now=now)

        assert knocked(now + HOUR) == {patient}

    @pytest.mark.rule("R56")
    def test_is_nobody_to_whom_it_was_forbidden(self, patient: UUID, trusted: UUID, now: datetime) -> None:
        forbid_by_staff(person_id=WHOSE, account_id=trusted, reason="Жалоба", by=Actor.account(uuid4()), now=now)
        note_news(WHOSE, [arrived(now)], now=now)

        assert knocked(now) == {patient}

    @pytest.mark.rule("R43")
    @pytest.mark.parametrize(
        ("part", "kind"), [(RecordPart.HISTORY, ""), (RecordPart.DOCUMENTS, "5")], ids=["report", "document"]
    )
    def test_is_nobody_who_was_given_other_parts(
        self, patient: UUID, trusted: UUID, now: datetime, part: RecordPart, kind: str
    ) -> None:
        note_news(WHOSE, [arrived(now, part, kind=kind)], now=now)

        assert knocked(now) == {patient}


@pytest.mark.rule("R58")
class TestWhatMayNotBeRead:
    def test_is_told_only_to_whom_it_is_open(self, patient: UUID, trusted: UUID, now: datetime) -> None:
        note_news(WHOSE, [arrived(now, RecordPart.RESULTS, Sensitivity.SENSITIVE)], now=now)

        assert knocked(now) == {patient}

    def test_is_told_to_nobody_if_the_clinic_tells_it_in_person(self, patient: UUID, now: datetime) -> None:
        note_news(WHOSE, [arrived(now, RecordPart.RESULTS, Sensitivity.WITHHELD)], now=now)

        assert knocked(now) == set()

    def test_does_not_hide_what_came_with_it(self, patient: UUID, trusted: UUID, now: datetime) -> None:
        came = [arrived(now, RecordPart.RESULTS, Sensitivity.SENSITIVE), arrived(now)]
        note_news(WHOSE, came, now=now)

        assert knocked(now) == {patient, trusted}

    def test_may_be_so_by_the_label_of_the_visit(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)
        labels = (Sensitivity.ORDINARY, Sensitivity.SENSITIVE)
        note_news(WHOSE, [arrived(now, RecordPart.HISTORY, *labels)], now=now)

        assert knocked(now) == {patient}

    def test_is_a_document_of_a_type_that_the_region_does_not_show(
        self, patient: UUID, friend: UUID, now: datetime
    ) -> None:
        note_news(WHOSE, [arrived(now, RecordPart.DOCUMENTS, kind="5")], now=now)
        set_shown_document_types(region_code=PERM.code, types=("7",), by=Actor.system(), now=now)

        assert knocked(now) == set()


@pytest.mark.rule("R74")
class TestAKnock:
    def test_is_one_for_all_that_came(self, patient: UUID, now: datetime) -> None:
        note_news(WHOSE, [arrived(now), arrived(now, RecordPart.DOCUMENTS, kind="5")] * 100, now=now)

        assert knocked(now) == {patient}
        assert PushRow.objects.count() == 1

    def test_is_one_for_several_people_of_an_index(self, mother: UUID, settings: Settings, now: datetime) -> None:
        reachable(mother, settings, now)
        for whose in (CHILD, person_id(ANNA)):
            note_news(whose, [arrived(now)], now=now)

        assert tell_news(now=now) == 2
        assert PushRow.objects.count() == 1

    def test_is_not_repeated(self, patient: UUID, now: datetime) -> None:
        note_news(WHOSE, [arrived(now)], now=now)
        note_news(WHOSE, [arrived(now)], now=now + HOUR)

        assert knocked(now + HOUR) == {patient}
        assert knocked(now + 2 * HOUR) == set()

    def test_is_there_again_for_what_comes_later(self, patient: UUID, now: datetime) -> None:
        for moment in (now, now + HOUR):
            note_news(WHOSE, [arrived(moment)], now=moment)
            assert knocked(moment) == {patient}

    def test_waits_for_the_morning(self, patient: UUID, now: datetime) -> None:
        # By the clocks of Пермский край, two hours ahead of Moscow.
        night, morning = now.replace(hour=20), now.replace(hour=3, minute=5) + DAY
        note_news(WHOSE, [arrived(now)], now=night)

        assert knocked(night) == set()
        assert knocked(morning) == {patient}

    def test_waits_until_it_is_day_for_everybody(self, patient: UUID, trusted: UUID, now: datetime) -> None:
        make_region(now, replace(PERM, code="41", name="Камчатский край", time_zone="Asia/Kamchatka"))
        Account.objects.filter(pk=trusted).update(region_id="41")
        note_news(WHOSE, [arrived(now)], now=now)

        assert knocked(now.replace(hour=10)) == set()
        assert knocked(now.replace(hour=4) + DAY) == {patient, trusted}

    def test_is_given_up_after_three_days(self, patient: UUID, now: datetime) -> None:
        note_news(WHOSE, [arrived(now)], now=now)

        assert knocked(now + 3 * DAY + HOUR) == set()
        assert not RecordNewsRow.objects.exists()


class TestARecordLoadedForTheFirstTime:
    @pytest.mark.parametrize(
        ("days", "are_told"), [(0, True), (NEWS_DAYS, True), (NEWS_DAYS + 1, False), (4000, False)]
    )
    def test_tells_only_of_the_last_month(self, patient: UUID, now: datetime, *, days: int, are_told: bool) -> None:
        old = replace(arrived(now), day=(now - days * DAY).date())

        note_news(WHOSE, [old], now=now)

        assert RecordNewsRow.objects.exists() is are_told


class TestNewsOfManyPeople:
    def test_go_on_past_those_for_whom_it_is_night(
        self, patient: UUID, registry: FakeInsuredRegistry, settings: Settings, now: datetime
    ) -> None:
        make_region(now, replace(PERM, code="41", name="Камчатский край", time_zone="Asia/Kamchatka"))
        vera = make_account(VERA, now)
        add_with_identity(vera, VERA, registry, now)
        reachable(vera, settings, now)
        Account.objects.filter(pk=vera).update(region_id="41")
        note_news(person_id(VERA), [arrived(now)], now=now)
        note_news(WHOSE, [arrived(now)], now=now + HOUR)

        assert knocked(now.replace(hour=12)) == {patient}
        assert RecordNewsRow.objects.get().person_id == person_id(VERA)
