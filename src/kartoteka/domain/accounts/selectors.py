from uuid import UUID

from django.db.models import Q

from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import AccountView, Contact, Role
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
    )


def account(account_id: UUID) -> AccountView:
    """An account that is known to exist."""
    return account_view(Account.objects.get(pk=account_id))


def find_account_id(*, login: str) -> UUID | None:
    """The account that a person means by this login or e-mail, in any case of letters; None where there is none."""
    if not login:
        # Who came from ESIA may have no e-mail: nobody means them by nothing.
        return None
    named = Q(login__iexact=login) | Q(email__iexact=login)
    return Account.objects.filter(named).values_list("pk", flat=True).first()


def find_contact(account_id: UUID) -> Contact | None:
    """Where letters about an account go; None where there is no account, or it has no e-mail."""
    row = Account.objects.filter(pk=account_id).exclude(email="").values_list("email", "region_id").first()
    return Contact(*row) if row else None


def user_to_sign_in(*, account_id: UUID) -> Account:
    """An account as Django's sign-in takes it; it must exist."""
    return Account.objects.get(pk=account_id)


def future_user(*, email: str) -> Account:
    """An account that is about to be made, as the rules of passwords take it."""
    return Account(login=email, email=email)
