"""Which types of documents a region shows to patients, as the administrator decides it (F-07)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kartoteka.domain.access.document_types import DOCUMENT_TYPES, SHOWN_BY_DEFAULT
from kartoteka.domain.access.models import DocumentTypesRow
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor


@transaction.atomic
def set_shown_document_types(*, region_code: str, types: Collection[str], by: Actor, now: datetime) -> None:
    """
    Write which types of documents a region shows to patients, from now on; earlier rows stay in the table.

    :raises ValueError: there is no such type
    """
    if unknown := set(types) - set(DOCUMENT_TYPES):
        raise ValueError(f"unknown document types: {sorted(unknown)}")
    shown = " ".join(code for code in DOCUMENT_TYPES if code in types)
    made = DocumentTypesRow.objects.create(region_code=region_code, shown=shown, set_at=now, set_by=by.account_id)
    audit.record(
        Event.DOCUMENT_TYPES_SET, subject_type="document-types", subject_id=made.pk, account_id=None, by=by, now=now
    )


def shown_document_types(*, region_code: str) -> frozenset[str]:
    """What a region shows now; the federal list where it decided nothing."""
    row = DocumentTypesRow.objects.filter(region_code=region_code).order_by("-pk").first()
    return frozenset(row.shown.split()) if row else SHOWN_BY_DEFAULT
