"""Remembering which forms were carried out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from kartoteka.domain.idempotency.models import Submission
from kartoteka.shared.identity_key import keyed_hash

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FormKey:
    """What makes a submission the same: the account, the key printed in the form, and the contents."""

    account_id: UUID
    key: UUID
    digest: bytes

    @classmethod
    def of(cls, account_id: UUID, key: UUID, *contents: str) -> "FormKey":
        return cls(account_id, key, keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "form", *contents))


def find_result(form: FormKey) -> str | None:
    """Identifier of what this form made before, or None if it is new."""
    row = Submission.objects.filter(account_id=form.account_id, key=form.key, digest=form.digest).first()
    return row.result_id if row else None


def remember(form: FormKey, *, result_id: object, now: datetime) -> None:
    """
    Remember what a form made. Call inside the transaction of the change, under the lock of the account's index:
    the lock makes the second of two equal forms wait, and `find_result` then tells it of the first.
    """
    Submission.objects.create(
        account_id=form.account_id, key=form.key, digest=form.digest, result_id=str(result_id), created_at=now
    )


def forget_old(*, now: datetime) -> int:
    """Delete what is older than anybody's open tab; returns how many."""
    deleted, _ = Submission.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return deleted
