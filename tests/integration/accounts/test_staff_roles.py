"""Roles of the staff: one administrator proposes, another gives; nobody alone makes himself or an accomplice staff."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cast import GLEB, NINA, ROMAN
from factories.people import account_row, make_account
from kartoteka.domain.accounts import administration, esia, sessions, staff_roles
from kartoteka.domain.accounts.errors import (
    AccountClosed,
    AccountNotFound,
    NotAdministrator,
    OwnAccount,
    OwnProposal,
    ProposalOver,
    RoleHeldAlready,
    RoleProposedAlready,
)
from kartoteka.domain.accounts.models import Account, RoleProposalRow
from kartoteka.domain.accounts.selectors import count_sessions, waiting_roles
from kartoteka.domain.accounts.types import BlockGround, ProposalOutcome, Role
from kartoteka.domain.audit.selectors import account_history
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.manual("A-02")
LASTS = timedelta(days=7)


@pytest.fixture
def nina(db: None, now: datetime) -> Actor:
    """The administrator who proposes."""
    return Actor.account(make_account(NINA, now))


@pytest.fixture
def roman(db: None, now: datetime) -> Actor:
    """Another administrator."""
    return Actor.account(make_account(ROMAN, now))


@pytest.fixture
def proposal(darya: UUID, nina: Actor, now: datetime) -> UUID:
    """Нина wants Дарья to be a moderator."""
    return propose(darya, nina, now)


def propose(account_id: UUID, by: Actor, now: datetime, role: Role = Role.MODERATOR) -> UUID:
    return staff_roles.propose_role(account_id=account_id, role=role, by=by, now=now)


def confirm(proposal: UUID, by: Actor, now: datetime) -> None:
    staff_roles.confirm_role(proposal_id=proposal, by=by, now=now)


def decline(proposal: UUID, by: Actor, now: datetime) -> None:
    staff_roles.decline_role(proposal_id=proposal, by=by, now=now)


def block(account_id: UUID, by: Actor, now: datetime) -> None:
    administration.block_account(
        account_id=account_id, ground=BlockGround.OTHER, note="", feedback_address="", by=by, now=now
    )


def id_of(actor: Actor) -> UUID:
    assert actor.account_id is not None
    return actor.account_id


def sign_in(account_id: UUID, now: datetime) -> None:
    sessions.begin_session(
        key=str(uuid4()), data="", account_id=account_id, expires_at=now + timedelta(hours=1), now=now
    )


def newest(account_id: UUID) -> tuple[Event, UUID | None]:
    """What the journal says of an account last, and who did it."""
    trace = account_history(account_id=account_id, length=1).traces[0]
    return trace.event, trace.actor_id


def outcome(proposal: UUID) -> str:
    return RoleProposalRow.objects.get(pk=proposal).outcome


class TestProposing:
    def test_gives_nothing(self, darya: UUID, nina: Actor, proposal: UUID, now: datetime) -> None:
        assert account_row(darya).role == Role.USER
        assert [one.proposal_id for one in waiting_roles(now=now)] == [proposal]
        assert newest(darya) == (Event.ROLE_PROPOSED, nina.account_id)

    def test_ends_no_session(self, darya: UUID, nina: Actor, now: datetime) -> None:
        sign_in(darya, now)

        propose(darya, nina, now)

        assert count_sessions(account_id=darya, now=now) == 1

    def test_is_not_for_oneself(self, nina: Actor, roman: Actor, now: datetime) -> None:
        with pytest.raises(OwnAccount):
            propose(id_of(nina), nina, now)

        assert waiting_roles(now=now) == ()

    def test_the_same_role_again_is_nothing_new(self, darya: UUID, roman: Actor, proposal: UUID, now: datetime) -> None:
        with pytest.raises(RoleProposedAlready):
            propose(darya, roman, now)

        assert [one.proposal_id for one in waiting_roles(now=now)] == [proposal]

    def test_a_role_that_the_account_has_is_refused(self, nina: Actor, now: datetime) -> None:
        with pytest.raises(RoleHeldAlready):
            propose(make_account(GLEB, now), nina, now)

    def test_for_a_blocked_account_is_refused(self, darya: UUID, nina: Actor, now: datetime) -> None:
        block(darya, nina, now)

        with pytest.raises(AccountClosed):
            propose(darya, nina, now)

    def test_is_for_administrators_who_are_people(self, anna: UUID, darya: UUID, nina: Actor, now: datetime) -> None:
        for somebody in (Actor.account(anna), Actor.system()):
            with pytest.raises(NotAdministrator):
                propose(darya, somebody, now)

    def test_again_when_the_first_proposal_is_over_by_time(
        self, darya: UUID, nina: Actor, proposal: UUID, now: datetime
    ) -> None:
        another = propose(darya, nina, now + LASTS)

        assert outcome(proposal) == ProposalOutcome.EXPIRED
        assert [one.proposal_id for one in waiting_roles(now=now + LASTS)] == [another]


class TestConfirming:
    @pytest.mark.parametrize(
        ("role", "event"),
        [
            (Role.MODERATOR, Event.MADE_MODERATOR),
            (Role.HEAD_MODERATOR, Event.MADE_HEAD_MODERATOR),
            (Role.REGISTRAR, Event.MADE_REGISTRAR),
            (Role.ADMINISTRATOR, Event.MADE_ADMINISTRATOR),
        ],
    )
    def test_gives_the_role_and_is_noted(
        self, darya: UUID, nina: Actor, roman: Actor, now: datetime, role: Role, event: Event
    ) -> None:
        sign_in(darya, now)

        confirm(propose(darya, nina, now, role), roman, now)

        assert account_row(darya).role == role
        assert count_sessions(account_id=darya, now=now) == 0
        assert newest(darya) == (event, roman.account_id)
        assert waiting_roles(now=now) == ()

    def test_is_not_for_who_proposed(self, darya: UUID, nina: Actor, proposal: UUID, now: datetime) -> None:
        with pytest.raises(OwnProposal):
            confirm(proposal, nina, now)

        assert account_row(darya).role == Role.USER

    def test_is_not_for_who_gets_the_role(self, nina: Actor, roman: Actor, now: datetime) -> None:
        proposal = propose(id_of(roman), nina, now)

        for answer in (confirm, decline):
            with pytest.raises(OwnAccount):
                answer(proposal, roman, now)

        assert account_row(id_of(roman)).role == Role.ADMINISTRATOR

    def test_is_not_for_a_mere_account(self, anna: UUID, darya: UUID, proposal: UUID, now: datetime) -> None:
        for somebody in (anna, darya):
            with pytest.raises(NotAdministrator):
                confirm(proposal, Actor.account(somebody), now)

        assert account_row(darya).role == Role.USER

    def test_is_not_done_twice(self, darya: UUID, roman: Actor, proposal: UUID, now: datetime) -> None:
        confirm(proposal, roman, now)
        staff_roles.take_role(account_id=darya, by=roman, now=now)

        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)

        assert account_row(darya).role == Role.USER

    def test_is_possible_for_seven_days(self, darya: UUID, roman: Actor, proposal: UUID, now: datetime) -> None:
        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now + LASTS)
        assert waiting_roles(now=now + LASTS) == ()

        confirm(proposal, roman, now + LASTS - timedelta(seconds=1))

        assert account_row(darya).role == Role.MODERATOR

    def test_of_what_never_was_is_nothing(self, roman: Actor, now: datetime) -> None:
        with pytest.raises(ProposalOver):
            confirm(uuid4(), roman, now)

    def test_ends_what_else_waits_for_the_account(
        self, darya: UUID, nina: Actor, roman: Actor, proposal: UUID, now: datetime
    ) -> None:
        other = propose(darya, nina, now, Role.REGISTRAR)

        confirm(other, roman, now)

        assert outcome(proposal) == ProposalOutcome.ENDED
        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)
        assert account_row(darya).role == Role.REGISTRAR


class TestDeclining:
    @pytest.mark.parametrize("who", ["nina", "roman"])
    def test_leaves_the_role_and_is_noted(
        self, darya: UUID, proposal: UUID, nina: Actor, roman: Actor, now: datetime, who: str
    ) -> None:
        by = {"nina": nina, "roman": roman}[who]

        decline(proposal, by, now)

        assert account_row(darya).role == Role.USER
        assert newest(darya) == (Event.ROLE_DECLINED, by.account_id)
        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)


class TestTakingARole:
    def test_is_done_at_once_by_one_administrator(self, nina: Actor, now: datetime) -> None:
        gleb = make_account(GLEB, now)
        sign_in(gleb, now)

        staff_roles.take_role(account_id=gleb, by=nina, now=now)

        assert account_row(gleb).role == Role.USER
        assert count_sessions(account_id=gleb, now=now) == 0
        assert newest(gleb) == (Event.MADE_USER, nina.account_id)

    def test_changes_nothing_where_there_is_none(self, darya: UUID, nina: Actor, now: datetime) -> None:
        sign_in(darya, now)

        staff_roles.take_role(account_id=darya, by=nina, now=now)

        assert count_sessions(account_id=darya, now=now) == 1
        assert newest(darya)[0] != Event.MADE_USER

    def test_ends_what_waits_for_the_account(self, darya: UUID, roman: Actor, proposal: UUID, now: datetime) -> None:
        staff_roles.take_role(account_id=darya, by=roman, now=now)

        assert newest(darya) == (Event.ROLE_PROPOSAL_ENDED, roman.account_id)
        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)


class TestMeanwhile:
    def test_the_proposer_was_blocked(
        self, darya: UUID, nina: Actor, roman: Actor, proposal: UUID, now: datetime
    ) -> None:
        block(id_of(nina), roman, now)
        administration.unblock_account(account_id=id_of(nina), by=roman, now=now)

        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)

        assert newest(darya) == (Event.ROLE_PROPOSAL_ENDED, roman.account_id)

    def test_the_proposer_lost_his_role(
        self, darya: UUID, nina: Actor, roman: Actor, proposal: UUID, now: datetime
    ) -> None:
        staff_roles.take_role(account_id=id_of(nina), by=roman, now=now)

        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)

    def test_the_proposer_manages_no_more_whoever_saw_to_it(
        self, nina: Actor, roman: Actor, proposal: UUID, now: datetime
    ) -> None:
        Account.objects.filter(pk=id_of(nina)).update(is_active=False)

        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)

    def test_the_account_was_blocked(self, darya: UUID, roman: Actor, proposal: UUID, now: datetime) -> None:
        block(darya, roman, now)

        assert outcome(proposal) == ProposalOutcome.ENDED
        administration.unblock_account(account_id=darya, by=roman, now=now)
        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)

    def test_the_owner_gave_the_account_up(self, darya: UUID, roman: Actor, proposal: UUID, now: datetime) -> None:
        esia.close_account(account_id=darya, by=Actor.system(), now=now)

        assert outcome(proposal) == ProposalOutcome.ENDED
        with pytest.raises(ProposalOver):
            confirm(proposal, roman, now)

    def test_who_confirms_was_blocked(
        self, darya: UUID, nina: Actor, roman: Actor, proposal: UUID, now: datetime
    ) -> None:
        block(id_of(roman), nina, now)

        with pytest.raises(NotAdministrator):
            confirm(proposal, roman, now)

        assert account_row(darya).role == Role.USER

    def test_the_account_is_there_no_more(self, nina: Actor, now: datetime) -> None:
        with pytest.raises(AccountNotFound):
            propose(uuid4(), nina, now)


class TestTheTable:
    """Holds whatever the code around it does."""

    def row(self, account: UUID, proposer: UUID, now: datetime, **other: object) -> None:
        values = {"role": Role.MODERATOR, "proposed_at": now, "expires_at": now + LASTS} | other
        with transaction.atomic():
            RoleProposalRow.objects.create(account_id=account, proposed_by=proposer, **values)

    def test_keeps_no_role_confirmed_by_who_proposed_it_or_gets_it_or_nobody(
        self, darya: UUID, nina: Actor, roman: Actor, now: datetime
    ) -> None:
        confirmed = {"outcome": ProposalOutcome.CONFIRMED, "settled_at": now}

        for who in (id_of(nina), darya, None):
            with pytest.raises(IntegrityError, match="role_confirmed_by_another"):
                self.row(darya, id_of(nina), now, settled_by=who, **confirmed)

        self.row(darya, id_of(nina), now, settled_by=id_of(roman), **confirmed)

    def test_keeps_no_role_that_somebody_proposes_for_himself(self, nina: Actor, now: datetime) -> None:
        with pytest.raises(IntegrityError, match="role_not_proposed_for_oneself"):
            self.row(id_of(nina), id_of(nina), now)

    def test_keeps_one_open_proposal_of_a_role(self, darya: UUID, roman: Actor, proposal: UUID, now: datetime) -> None:
        with pytest.raises(IntegrityError):
            self.row(darya, id_of(roman), now)

    def test_keeps_none_half_settled_and_none_of_no_role(self, darya: UUID, nina: Actor, now: datetime) -> None:
        with pytest.raises(IntegrityError, match="role_proposal_settled_or_not"):
            self.row(darya, id_of(nina), now, outcome=ProposalOutcome.DECLINED)
        with pytest.raises(IntegrityError, match="proposed_role_is_staffs"):
            self.row(darya, id_of(nina), now, role=Role.USER)
