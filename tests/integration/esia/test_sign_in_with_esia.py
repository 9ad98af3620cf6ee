"""From a person for whom ESIA vouches to an account: whose it is, and whose it never is."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from cast import ANNA, DARYA, GLEB, MARIA
from factories.esia import vouched
from factories.people import PERM, account_row, add, add_with_identity, make_account, make_region
from fakes.identity_provider import FakeIdentityProvider
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.errors import AccountBlocked, IdentityNotConfirmed, RegionNotChosen
from kartoteka.domain.accounts.esia import begin_sign_in, forget_attempts
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role, VerifiedChild, VerifiedPerson
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.esia import EsiaSignIn, sign_in_with_esia
from kartoteka.domain.card_index.models import CardRow, KinQuestionRow
from kartoteka.domain.card_index.types import IdentityGround
from kartoteka.domain.regions.services import save_region
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable
from kartoteka.shared.identifiers import Snils

pytestmark = pytest.mark.django_db


def enter(
    person: VerifiedPerson, registry: FakeInsuredRegistry, now: datetime, *, region_code: str = PERM.code
) -> EsiaSignIn:
    return sign_in_with_esia(person=person, region_code=region_code, registry=registry, by=Actor.system(), now=now)


@pytest.fixture
def region(now: datetime) -> None:
    make_region(now)


@pytest.mark.manual("A-08")
@pytest.mark.usefixtures("region")
class TestFirstSignIn:
    def test_makes_an_account_with_the_person_as_its_main_one(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        done = enter(vouched(ANNA, email="Anna@example.org"), registry, now)

        account = account_row(done.account_id)
        main = CardRow.objects.get(index_id=done.account_id)
        assert (done.is_new, done.is_listed, done.email_is_taken) == (True, True, False)
        assert (account.email, account.role, account.has_usable_password()) == ("anna@example.org", Role.USER, False)
        assert (main.is_main, main.person_id, main.snils) == (True, "person-101", ANNA.snils.digits)

    @pytest.mark.rule("D6")
    def test_counts_as_proof_of_identity(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        done = enter(vouched(ANNA), registry, now)

        main = CardRow.objects.get(index_id=done.account_id)
        assert (main.identity_confirmed_at, main.identity_ground) == (now, IdentityGround.ESIA)

    def test_leaves_its_traces(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        done = enter(vouched(ANNA), registry, now)

        main = CardRow.objects.get(index_id=done.account_id)
        account_traces = list_traces(subject_type="account", subject_id=done.account_id)
        card_traces = list_traces(subject_type="card", subject_id=main.pk)
        assert [one.event for one in account_traces] == [Event.ACCOUNT_CREATED, Event.ACCOUNT_LINKED_WITH_ESIA]
        assert [one.event for one in card_traces] == [Event.CARD_ADDED, Event.IDENTITY_CONFIRMED]

    def test_has_nothing_of_the_person_in_the_login(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        done = enter(vouched(ANNA), registry, now)

        login = account_row(done.account_id).login
        assert login.startswith("esia-")
        assert len(login) == len("esia-") + 12

    @pytest.mark.manual("F-05")
    @pytest.mark.rule("R28")
    def test_leaves_the_question_about_kin_for_later(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        maria = VerifiedChild(MARIA.name, MARIA.birth_date, MARIA.sex, MARIA.snils)

        done = enter(replace(vouched(ANNA), children=(maria,)), registry, now)

        question = KinQuestionRow.objects.get(account_id=done.account_id)
        assert (question.person_id, question.clues.get().given) == ("person-101", "Мария")
        assert registry.searches == 1

    def test_lets_many_people_without_an_email_have_accounts(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        accounts = {enter(vouched(member), registry, now).account_id for member in (ANNA, DARYA)}

        assert len(accounts) == 2

    def test_finds_the_person_by_snils_although_the_policy_was_replaced(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        person = replace(vouched(ANNA), policy=DARYA.policy)

        assert enter(person, registry, now).is_listed

    def test_leaves_the_index_empty_when_the_registry_does_not_know_the_person(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        done = enter(vouched(GLEB), registry, now)

        assert (done.is_new, done.is_listed) == (True, False)
        assert not CardRow.objects.exists()

    def test_leaves_it_empty_as_well_when_the_registry_believes_the_person_dead(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.record_death("person-101", on=date(2026, 1, 1))

        assert not enter(vouched(ANNA), registry, now).is_listed

    @pytest.mark.rule("R3")
    def test_fills_the_index_as_soon_as_the_registry_knows_the_person(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = enter(vouched(GLEB), registry, now)
        registry.learn(GLEB)

        second = enter(vouched(GLEB), registry, now + timedelta(days=1))

        assert (second.account_id, second.is_new, second.is_listed) == (first.account_id, False, True)


@pytest.mark.manual("A-08")
@pytest.mark.usefixtures("region")
class TestLaterSignIn:
    def test_finds_the_same_account(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        first = enter(vouched(ANNA), registry, now)

        second = enter(vouched(ANNA), registry, now + timedelta(days=1))

        assert second == EsiaSignIn(first.account_id)
        assert Account.objects.count() == 1

    def test_proves_the_identity_once(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        first = enter(vouched(ANNA), registry, now)

        enter(vouched(ANNA), registry, now + timedelta(days=1))

        assert CardRow.objects.get(index_id=first.account_id).identity_confirmed_at == now

    @pytest.mark.rule("R7")
    def test_proves_it_again_after_the_registry_changed(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        first = enter(vouched(ANNA), registry, now)
        later = now + timedelta(days=2)
        registry.rename("person-101", ANNA.name, now=now + timedelta(days=1))

        enter(vouched(ANNA), registry, later)

        assert CardRow.objects.get(index_id=first.account_id).identity_confirmed_at == later

    @pytest.mark.rule("R83")
    def test_knows_the_person_by_the_esia_identifier_whatever_else_changed(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = enter(vouched(ANNA), registry, now)
        changed = replace(vouched(ANNA), snils=None, policy=None, email="other@example.org")

        assert enter(changed, registry, now).account_id == first.account_id

    def test_knows_by_snils_who_closed_the_esia_account_and_opened_another(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = enter(vouched(ANNA), registry, now)
        enter(vouched(ANNA, subject="esia:2000000000"), registry, now)

        again = enter(replace(vouched(ANNA, subject="esia:2000000000"), snils=None), registry, now)

        assert again.account_id == first.account_id

    def test_works_while_the_registry_is_silent(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        first = enter(vouched(ANNA), registry, now)
        registry.is_down = True

        assert enter(vouched(ANNA), registry, now).account_id == first.account_id

    def test_is_refused_to_a_blocked_account(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        done = enter(vouched(ANNA), registry, now)
        Account.objects.filter(pk=done.account_id).update(is_active=False)

        with pytest.raises(AccountBlocked):
            enter(vouched(ANNA), registry, now)

    @pytest.mark.rule("R67")
    def test_is_refused_once_esia_no_longer_vouches(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        enter(vouched(ANNA), registry, now)

        with pytest.raises(IdentityNotConfirmed):
            enter(vouched(ANNA, is_trusted=False), registry, now)


@pytest.mark.usefixtures("region")
class TestUnconfirmedPerson:
    @pytest.mark.manual("A-08")
    @pytest.mark.rule("R67")
    def test_gets_no_account(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        with pytest.raises(IdentityNotConfirmed):
            enter(vouched(ANNA, is_trusted=False), registry, now)

        assert not Account.objects.exists()


@pytest.mark.rule("R68")
class TestEarlierAccount:
    def test_is_linked_when_its_main_person_proved_to_be_this_one(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)

        done = enter(vouched(ANNA), registry, now)

        assert done == EsiaSignIn(anna)

    @pytest.mark.rule("R51")
    def test_has_the_word_of_esia_beside_that_of_the_clinic_from_then_on(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        by_clinic = CardRow.objects.get(is_main=True).identity_ground

        enter(vouched(ANNA), registry, now)

        assert (by_clinic, CardRow.objects.get(is_main=True).identity_ground) == ("registrar", IdentityGround.ESIA)

    def test_is_found_by_snils_while_the_registry_is_silent(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        registry.is_down = True

        assert enter(vouched(ANNA), registry, now).account_id == anna

    def test_is_not_doubled_while_the_registry_is_silent(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.is_down = True

        with pytest.raises(Unavailable):
            enter(vouched(ANNA), registry, now)

        assert Account.objects.count() == 1

    def test_is_not_linked_by_data_that_anybody_could_type(
        self, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(darya, ANNA, registry, now)

        done = enter(vouched(ANNA), registry, now)

        assert done.account_id != darya
        assert CardRow.objects.get(index_id=darya).identity_confirmed_at is None

    @pytest.mark.rule("R83")
    def test_is_not_linked_by_its_email(self, darya: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        done = enter(vouched(ANNA, email="DARYA@example.org"), registry, now)

        assert (done.is_new, done.email_is_taken) == (True, True)
        assert done.account_id != darya
        assert account_row(done.account_id).email == ""

    def test_of_staff_is_not_linked(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        gleb = make_account(GLEB, now)
        registry.learn(GLEB)
        add_with_identity(gleb, GLEB, registry, now)

        assert enter(vouched(GLEB), registry, now).account_id != gleb

    def test_is_not_picked_out_of_two(
        self, anna: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for account in (anna, darya):
            add_with_identity(account, ANNA, registry, now)

        assert enter(vouched(ANNA), registry, now).account_id not in {anna, darya}

    def test_is_not_taken_from_whom_it_is_linked_with(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add_with_identity(anna, ANNA, registry, now)
        enter(vouched(ANNA), registry, now)
        someone = replace(vouched(ANNA, subject="esia:666"), snils=Snils.parse("900-000-106 90"))
        registry.is_down = True

        with pytest.raises(Unavailable):
            enter(someone, registry, now)


@pytest.mark.rule("R72")
class TestRegionOfANewAccount:
    @pytest.fixture
    def anywhere(self, now: datetime) -> None:
        for code in ("35", "59"):
            save_region(replace(PERM, code=code, name=f"Регион {code}"), by=Actor.system(), now=now)

    @pytest.mark.usefixtures("anywhere")
    @pytest.mark.parametrize(("chosen", "gets"), [("35", "35"), ("", "59"), ("99", "59"), ("'", "59")])
    def test_is_the_chosen_one_or_else_where_the_person_is_insured(
        self, registry: FakeInsuredRegistry, now: datetime, chosen: str, gets: str
    ) -> None:
        done = enter(vouched(ANNA), registry, now, region_code=chosen)

        assert account_row(done.account_id).region_id == gets

    @pytest.mark.usefixtures("anywhere")
    def test_is_asked_for_when_nobody_knows_it(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        with pytest.raises(RegionNotChosen):
            enter(vouched(GLEB), registry, now, region_code="")

        assert not Account.objects.exists()

    def test_is_never_a_closed_one(self, registry: FakeInsuredRegistry, now: datetime) -> None:
        save_region(replace(PERM, is_active=False), by=Actor.system(), now=now)

        with pytest.raises(RegionNotChosen):
            enter(vouched(ANNA), registry, now)


class TestForeigner:
    def test_without_snils_and_policy_gets_an_account_of_his_own(
        self, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        make_region(now)
        foreigner = replace(vouched(ANNA), snils=None, policy=None)

        first, second = enter(foreigner, registry, now), enter(foreigner, registry, now)

        assert (first.is_new, first.is_listed) == (True, False)
        assert (second.account_id, second.is_new) == (first.account_id, False)
        assert registry.searches == 0


class TestAttempts:
    def test_are_forgotten_when_nobody_finished_them(self, now: datetime) -> None:
        begin_sign_in(
            provider=FakeIdentityProvider(), browser="b", client="127.0.0.1", next_path="", return_to="/", now=now
        )

        assert forget_attempts(now=now + timedelta(minutes=9)) == 0
        assert forget_attempts(now=now + timedelta(minutes=10)) == 1
