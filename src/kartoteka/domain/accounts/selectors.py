from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kartoteka.domain.accounts.models import Account, AccountBlockRow, AccountSession
from kartoteka.domain.accounts.types import AccountBlock, AccountView, BlockGround, Role
from kartoteka.domain.regions.selectors import region_header


def account_view(row: Account) -> AccountView:
    """The signed-in user of a request, as pages see an account."""
    return AccountView(row.pk, row.login, row.email, region_header(row.region), Role(row.role))


def open_block(*, account_id: UUID) -> AccountBlock | None:
    """The block that closes an account now; None where it is open."""
    row = AccountBlockRow.objects.filter(account_id=account_id, lifted_at=None).first()
    return AccountBlock(BlockGround(row.ground), row.note, row.blocked_at, row.blocked_by) if row else None


def count_sessions(*, account_id: UUID, now: datetime) -> int:
    """In how many browsers somebody is signed in to the account."""
    return AccountSession.objects.filter(account_id=account_id, expires_at__gt=now).count()


def logins(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """How the administrator names accounts; those that are there no more are left out."""
    return dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "login"))


def find_account_id(*, login: str) -> UUID | None:
    """The account that a person means by this login or e-mail, in any case of letters; None where there is none."""
    named = Q(login__iexact=login) | Q(email__iexact=login)
    return Account.objects.filter(named).values_list("pk", flat=True).first()
