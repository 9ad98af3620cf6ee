"""
Which patient a page of the desk is about, as its forms carry it from step to step.

The mark is signed, is one employee's and grows old: a patient is reached by looking for him, never by guessing a
number, and no address holds anything of him.
"""

from datetime import timedelta
from uuid import UUID

from django.core import signing

_SALT = "kartoteka.desk.patient"
_LASTS = timedelta(minutes=30)


def mark_of(person_id: str, *, employee: UUID) -> str:
    """The mark of a patient whom this employee has found."""
    return signing.dumps([str(employee), person_id], salt=_SALT)


def person_of(mark: str, *, employee: UUID) -> str | None:
    """The patient of a mark; None: it is another employee's, too old, or none of ours."""
    try:
        whose, person_id = signing.loads(mark, salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return None
    return str(person_id) if whose == str(employee) else None
