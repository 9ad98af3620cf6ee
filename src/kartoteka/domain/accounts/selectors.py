from uuid import UUID

from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import AccountView, Role
from kartoteka.domain.regions.selectors import region_header


def account_view(row: Account) -> AccountView:
    """The signed-in user of a request, as pages see an account."""
    return AccountView(row.pk, row.login, row.email, region_header(row.region), Role(row.role))


def user_to_sign_in(*, account_id: UUID) -> Account:
    """An account as Django's sign-in takes it; it must exist."""
    return Account.objects.get(pk=account_id)
