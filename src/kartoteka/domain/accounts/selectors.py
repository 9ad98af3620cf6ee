from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import AccountView, Role
from kartoteka.domain.regions.selectors import region_header


def account_view(row: Account) -> AccountView:
    """The signed-in user of a request, as pages see an account."""
    return AccountView(row.pk, row.login, row.email, region_header(row.region), Role(row.role))
