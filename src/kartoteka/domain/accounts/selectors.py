from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kartoteka.domain.accounts.models import Account, AccountBlockRow, AccountSession, RoleProposalRow
from kartoteka.domain.accounts.types import AccountBlock, AccountView, BlockGround, Contact, Role, RoleProposal
from kartoteka.domain.regions.selectors import region_header
from kartoteka.shared.phones import MobilePhone


def account_view(row: Account) -> AccountView:
    """The signed-in user of a request, as pages see an account."""
    phone = MobilePhone(row.phone) if row.phone else None
    return AccountView(
        account_id=row.pk,
        login=row.login,
        email=row.email,
        region=region_header(row.region),
        role=Role(row.role),
        phone=phone,
        has_password=row.has_usable_password(),
        phone_activated_at=row.phone_activated_at,
        prompts_from=row.prompts_from,
        asked_until=row.asked_until,
        listed_at=row.listed_at,
    )


def account(account_id: UUID) -> AccountView:
    """An account that is known to exist."""
    return account_view(Account.objects.get(pk=account_id))


def open_block(*, account_id: UUID) -> AccountBlock | None:
    """The block that closes an account now; None where it is open."""
    row = AccountBlockRow.objects.filter(account_id=account_id, lifted_at=None).first()
    return AccountBlock(BlockGround(row.ground), row.note, row.blocked_at, row.blocked_by) if row else None


def list_blocks(*, account_id: UUID) -> tuple[AccountBlock, ...]:
    """All blocks of an account, the lifted ones too."""
    rows = AccountBlockRow.objects.filter(account_id=account_id).order_by("blocked_at", "id")
    return tuple(AccountBlock(BlockGround(row.ground), row.note, row.blocked_at, row.blocked_by) for row in rows)


def waiting_roles(*, now: datetime, account_id: UUID | None = None) -> tuple[RoleProposal, ...]:
    """The roles that wait for another administrator, of one account or of all, the oldest first."""
    rows = RoleProposalRow.objects.filter(settled_at=None, expires_at__gt=now)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    return tuple(_proposal(row) for row in rows.order_by("proposed_at", "pk"))


def find_role_proposals(proposal_ids: Collection[UUID]) -> dict[UUID, RoleProposal]:
    """Proposed roles by their names, whatever became of them."""
    return {row.pk: _proposal(row) for row in RoleProposalRow.objects.filter(pk__in=proposal_ids)}


def count_administrators() -> int:
    """How many can act (A-02)."""
    return Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()


def count_sessions(*, account_id: UUID, now: datetime) -> int:
    """In how many browsers somebody is signed in to the account."""
    return AccountSession.objects.filter(account_id=account_id, expires_at__gt=now).count()


def logins(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """How the administrator names accounts; those that are there no more are left out."""
    return dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "login"))


def region_codes(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """The regions of accounts."""
    return dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "region_id"))


def accounts_of_region(code: str) -> QuerySet[Account, UUID]:
    """Identifiers of a region's accounts, to be asked for inside another question."""
    return Account.objects.filter(region_id=code).values_list("pk", flat=True)


def find_account(*, login: str) -> AccountView | None:
    """The account that a person means by this login or e-mail, in any case of letters; None where there is none."""
    row = find_user(login=login)
    return account_view(row) if row else None


def find_user(*, login: str) -> Account | None:
    """The same, as Django's sign-in takes it."""
    return Account.objects.meant_by(login).first() if login else None


def find_contact(account_id: UUID) -> Contact | None:
    """Where letters about an account go; None where there is no account, or it has no e-mail."""
    row = Account.objects.filter(pk=account_id).exclude(email="").values_list("email", "region_id").first()
    return Contact(*row) if row else None


def is_active(account_id: UUID) -> bool:
    """Whether the account is there and not blocked."""
    return Account.objects.filter(pk=account_id, is_active=True).exists()


def user_to_sign_in(*, account_id: UUID) -> Account:
    """An account as Django's sign-in takes it; it must exist."""
    return Account.objects.get(pk=account_id)


def future_user(*, email: str) -> Account:
    """An account that is about to be made, as the rules of passwords take it."""
    return Account(login=email, email=email)


def _proposal(row: RoleProposalRow) -> RoleProposal:
    return RoleProposal(row.pk, row.account_id, Role(row.role), row.proposed_by, row.proposed_at, row.expires_at)
