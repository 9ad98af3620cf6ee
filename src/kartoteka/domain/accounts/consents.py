"""
The consent to the processing of personal data: a text of its own, agreed to on a page of its own (152-FZ, article 9).

Texts are numbered; a new one is a new row, and people are asked again when they sign in next.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.accounts.models import ConsentRow, ConsentTextRow
from kartoteka.domain.accounts.types import ConsentText
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor


def current_text() -> ConsentText:
    """The newest text; the first one comes with the migrations."""
    row = ConsentTextRow.objects.latest("version")
    return ConsentText(row.version, row.text, row.published_at)


def has_consented(*, account_id: UUID) -> bool:
    """Whether an account agreed to the newest text."""
    newest = ConsentTextRow.objects.order_by("-version").values("version")[:1]
    return ConsentRow.objects.filter(account_id=account_id, text_id__in=newest).exists()


def has_ever_consented(*, account_id: UUID) -> bool:
    """Whether an account agreed to any text, a former one too."""
    return ConsentRow.objects.filter(account_id=account_id).exists()


@transaction.atomic
def give_consent(*, account_id: UUID, version: int, network_address: str, by: Actor, now: datetime) -> bool:
    """
    Record that an account agreed to a text. Told again, it changes nothing.

    :returns: False if the text is not the newest any more: then the newest must be shown
    """
    newest = ConsentTextRow.objects.select_for_update().latest("version")
    if newest.version != version:
        return False
    _, is_new = ConsentRow.objects.get_or_create(
        account_id=account_id, text=newest, defaults={"given_at": now, "network_address": network_address}
    )
    if is_new:
        audit.record_on_account(Event.CONSENT_GIVEN, account_id, by=by, now=now)
    return True


@transaction.atomic
def publish_text(*, text: str, by: Actor, now: datetime) -> int:
    """Put a new text in force; returns its version."""
    newest = ConsentTextRow.objects.select_for_update().latest("version")
    row = ConsentTextRow.objects.create(version=newest.version + 1, text=text, published_at=now)
    audit.record(
        Event.CONSENT_TEXT_PUBLISHED,
        subject_type="consent-text",
        subject_id=row.version,
        account_id=None,
        by=by,
        now=now,
    )
    return row.version
