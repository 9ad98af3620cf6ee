"""Relatives offered at sign-in: F-05, R28 and R29."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from cast import ANNA, ARTYOM, DARYA, DMITRY, MARIA, VERA, CastMember
from factories.kin import add_kin, events, offer_of, prompts_of, shown, tell_kin
from factories.people import (
    PERM,
    account_row,
    add,
    add_with_identity,
    make_account,
    without_documents,
)
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka.domain.accounts.types import VerifiedChild
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import kin_answers, kin_offers, services
from kartoteka.domain.card_index.errors import KinOfferNotFound, PersonNotFound
from kartoteka.domain.card_index.kin_questions import ask_for_kin, forget_old_questions
from kartoteka.domain.card_index.kin_types import KinAnswer, KinGround
from kartoteka.domain.card_index.models import KinClueRow, KinOfferRow, KinQuestionRow
from kartoteka.domain.card_index.types import Kinship
from kartoteka.domain.moderation.services import send_for_verification
from kartoteka.domain.outbox.types import Trouble
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-05")]

MONTH = timedelta(days=30)


@pytest.mark.rule("R28")
class TestTheQuestion:
    def test_is_asked_only_for_who_proved_who_he_is(
        self, anna: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)

        tell_kin(anna, relatives, registry, now)

        assert (relatives.asked, shown(anna, now)) == (0, [])
        assert not KinQuestionRow.objects.exists()

    def test_asks_nobody_at_the_sign_in_itself(self, proved: UUID, relatives: FakeRelatives, now: datetime) -> None:
        relatives.is_down = True

        ask_for_kin(account_id=proved, by=Actor.account(proved), now=now)

        assert (relatives.asked, KinQuestionRow.objects.count()) == (0, 1)

    def test_is_one_however_many_browsers_sign_in(self, proved: UUID, now: datetime) -> None:
        for _ in range(3):
            ask_for_kin(account_id=proved, by=Actor.account(proved), now=now)

        assert KinQuestionRow.objects.count() == 1

    def test_brings_nobody_where_the_region_offers_no_relatives(
        self,
        offered: UUID,
        relatives: FakeRelatives,
        registry: FakeInsuredRegistry,
        now: datetime,
        settings: Settings,
    ) -> None:
        asked, settings.KARTOTEKA_OFFERS_KIN = relatives.asked, False

        tell_kin(offered, relatives, registry, now)

        assert relatives.asked == asked
        assert shown(offered, now) == []

    def test_changes_nothing_while_the_medical_system_is_down(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        relatives.is_down = True
        ask_for_kin(account_id=offered, by=Actor.account(offered), now=now)
        claimed = kin_answers.claim_question(now=now)
        assert claimed is not None

        with pytest.raises(Unavailable):
            kin_answers.ask(claimed, relatives=relatives, registry=registry)
        kin_answers.record_failure(claimed, Trouble.UNAVAILABLE, jitter=0, now=now)

        assert shown(offered, now) == ["Вера", "Мария", "Артём"]

    def test_of_yesterday_is_given_up(self, proved: UUID, now: datetime) -> None:
        ask_for_kin(account_id=proved, by=Actor.account(proved), now=now)

        assert kin_answers.claim_question(now=now + timedelta(days=2)) is None
        assert KinQuestionRow.objects.get().trouble == Trouble.TOO_LATE
        assert events(Event.KIN_QUESTION_GIVEN_UP) == [Event.KIN_QUESTION_GIVEN_UP]

    def test_is_withdrawn_once_the_account_is_blocked(self, proved: UUID, now: datetime) -> None:
        ask_for_kin(account_id=proved, by=Actor.account(proved), now=now)
        row = account_row(proved)
        row.is_active = False
        row.save()

        assert kin_answers.claim_question(now=now) is None
        assert KinQuestionRow.objects.get().trouble == Trouble.WITHDRAWN

    def test_answered_by_who_froze_over_it_writes_nothing(
        self, proved: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        ask_for_kin(account_id=proved, by=Actor.account(proved), now=now)
        frozen = kin_answers.claim_question(now=now)
        assert frozen is not None
        told = kin_answers.ask(frozen, relatives=relatives, registry=registry)
        assert kin_answers.claim_question(now=now + timedelta(hours=1)) is not None

        assert not kin_answers.record_answered(frozen, told, now=now + timedelta(hours=1))
        assert not KinOfferRow.objects.exists()

    def test_is_forgotten_in_the_end(self, offered: UUID, now: datetime) -> None:
        assert forget_old_questions(now=now + timedelta(days=100)) == 1


@pytest.mark.rule("R29")
class TestAnOffer:
    def test_holds_a_first_name_a_year_and_the_ground(self, offered: UUID, now: datetime) -> None:
        maria = prompts_of(offered, now).offers[1]

        assert (maria.given, maria.birth_year, maria.kinship, maria.ground) == (
            "Мария",
            2018,
            Kinship.CHILD,
            KinGround.MEDICAL,
        )

    def test_is_not_made_of_the_protected_and_the_withheld(
        self, proved: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        relatives.protect(MARIA)
        relatives.withhold(ANNA, ARTYOM)

        tell_kin(proved, relatives, registry, now)

        assert shown(proved, now) == ["Вера"]

    def test_is_taken_back_once_the_other_is_protected(
        self, offered: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        relatives.protect(MARIA)

        tell_kin(offered, relatives, registry, now)

        assert shown(offered, now) == ["Вера", "Артём"]
        assert events(Event.KIN_WITHDRAWN) == [Event.KIN_WITHDRAWN]

    def test_is_not_made_of_who_is_in_the_index_or_waits_there(
        self, proved: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(proved, MARIA, registry, now)
        with pytest.raises(PersonNotFound):
            services.add_person(
                account_id=proved,
                new=without_documents(ARTYOM),
                registry=registry,
                form_key=uuid4(),
                by=Actor.account(proved),
                now=now,
            )
        send_for_verification(
            account_id=proved,
            new=without_documents(ARTYOM),
            form_key=uuid4(),
            time_zone=PERM.time_zone,
            by=Actor.account(proved),
            now=now,
        )

        tell_kin(proved, relatives, registry, now)

        assert shown(proved, now) == ["Вера"]

    def test_is_not_made_of_who_was_taken_out_on_purpose(
        self, proved: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        card = add(proved, MARIA, registry, now)
        services.close_card(account_id=proved, card_id=card.card_id, by=Actor.account(proved), now=now)

        tell_kin(proved, relatives, registry, now)

        assert shown(proved, now) == ["Вера", "Артём"]

    def test_is_gone_from_the_page_once_the_person_is_added_by_hand(
        self, offered: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(offered, MARIA, registry, now)

        assert shown(offered, now) == ["Вера", "Артём"]

    @pytest.mark.rule("R8")
    def test_is_not_made_of_who_left_this_index(
        self, proved: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        vera = make_account(VERA, now)
        add_with_identity(vera, VERA, registry, now)
        card = add(proved, VERA, registry, now)
        services.leave_index(account_id=vera, listing_id=card.card_id, by=Actor.account(vera), now=now)

        tell_kin(proved, relatives, registry, now)

        assert shown(proved, now) == ["Мария", "Артём"]

    def test_is_nobody_elses(self, offered: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add_with_identity(darya, DARYA, registry, now)

        assert shown(darya, now) == []
        with pytest.raises(KinOfferNotFound):
            kin_offers.deny_kinship(
                account_id=darya, offer_id=offer_of(offered, "Мария"), by=Actor.account(darya), now=now
            )


class TestChildrenNamedByEsia:
    def child(self, member: CastMember) -> VerifiedChild:
        return VerifiedChild(member.name, member.birth_date, member.sex, member.snils)

    def test_are_offered_once_the_registry_knows_them(
        self, proved: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        tell_kin(proved, FakeRelatives(), registry, now, self.child(MARIA), self.child(GHOST))

        (offer,) = prompts_of(proved, now).offers
        assert (offer.given, offer.ground) == ("Мария", KinGround.ESIA)
        assert not KinClueRow.objects.exists()

    @pytest.mark.rule("R29")
    def test_are_not_offered_where_the_medical_system_withholds_them(
        self, proved: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        relatives = FakeRelatives()
        relatives.withhold(ANNA, MARIA)

        tell_kin(proved, relatives, registry, now, self.child(MARIA))

        assert shown(proved, now) == []

    def test_take_the_place_of_a_question_without_them(
        self, proved: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        ask_for_kin(account_id=proved, by=Actor.account(proved), now=now)

        tell_kin(proved, FakeRelatives(), registry, now, self.child(MARIA))

        assert shown(proved, now) == ["Мария"]

    def test_may_be_added_although_the_medical_system_does_not_know_the_kinship(
        self, proved: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        tell_kin(proved, FakeRelatives(), registry, now, self.child(MARIA))

        answer = add_kin(proved, FakeRelatives(), registry, now, "Мария")

        assert answer == KinAnswer(added=("Мария",))


# Nobody of the registry.
GHOST = CastMember(DMITRY.name, MARIA.birth_date, DMITRY.sex, 999)
