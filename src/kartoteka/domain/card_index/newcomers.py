"""Whoever came by ESIA and refuses the consent leaves nothing behind (152-FZ, article 9)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.accounts import consents
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.models import CardRow
from kartoteka.shared.actor import Actor


@transaction.atomic
def forget_newcomer(*, account_id: UUID, by: Actor, now: datetime) -> bool:
    """
    Delete an account that a sign-in by ESIA made, with its owner's own entry, sessions and link, if he has never agreed
    to the processing of his data. That it was there stays in the journal. False: it is another kind of account, or
    something else is in it; then it stays as it is.
    """
    # Locked before the look: a consent that another browser gives at this moment waits, or is seen.
    account = Account.objects.select_for_update(of=("self",)).filter(pk=account_id).first()
    if account is None or not _is_newcomer(account):
        return False
    audit.record_on_account(Event.ACCOUNT_FORGOTTEN, account_id, by=by, now=now)
    account.delete()
    return True


def _is_newcomer(account: Account) -> bool:
    if account.role != Role.USER or account.has_usable_password():
        return False
    has_others = CardRow.objects.filter(index_id=account.pk, is_main=False).exists()
    return not has_others and not consents.has_ever_consented(account_id=account.pk)
