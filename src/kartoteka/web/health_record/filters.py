"""
The filter of the history, between an address and the domain.

Addresses are written into logs, so a speciality stands in one as a mark that only this list of choices can read, and
the words of a search never do: they are posted.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from kartoteka.domain.health_record.documents import DocumentChoices, DocumentFilter
from kartoteka.domain.health_record.types import CaseChoices, CaseFilter, CaseKind

LONGEST_SEARCH = 100
_MARK_BYTES = 4
_YEARS = {str(year): year for year in range(1900, 2200)}


def mark_of(words: str) -> str:
    """What stands in an address for a speciality or a doctor."""
    return hashlib.blake2s(words.encode(), digest_size=_MARK_BYTES).hexdigest()


def read_filter(asked: Mapping[str, str], choices: CaseChoices) -> CaseFilter:
    """What was asked for; what no list offers is as if not asked."""
    first, last = _year(asked.get("from")), _year(asked.get("to"))
    organizations = {str(pk): pk for pk, _ in choices.organizations}
    specialities = {mark_of(name): name for name in choices.specialities}
    kind = asked.get("kind", "")
    return CaseFilter(
        kind=CaseKind(kind) if kind in set(CaseKind) else None,
        organization_id=organizations.get(asked.get("clinic", "")),
        speciality=specialities.get(asked.get("speciality", ""), ""),
        first_day=date(first, 1, 1) if first else None,
        last_day=date(last, 12, 31) if last else None,
        words=asked.get("words", "")[:LONGEST_SEARCH],
    )


def _year(words: str | None) -> int | None:
    # Looked up and not counted: Python refuses to read thousands of digits as a number.
    return _YEARS.get(words or "")


def fields_of(wanted: CaseFilter) -> dict[str, str]:
    """The fields of a filter as an address has them; without the words."""
    fields = {
        "kind": wanted.kind or "",
        "clinic": str(wanted.organization_id or ""),
        "speciality": mark_of(wanted.speciality) if wanted.speciality else "",
        "from": str(wanted.first_day.year) if wanted.first_day else "",
        "to": str(wanted.last_day.year) if wanted.last_day else "",
    }
    return {name: value for name, value in fields.items() if value}


def read_document_filter(asked: Mapping[str, str], choices: DocumentChoices) -> DocumentFilter:
    """The same for documents."""
    first, last = _year(asked.get("from")), _year(asked.get("to"))
    organizations = {str(pk): pk for pk, _ in choices.organizations}
    practitioners = {mark_of(name): name for name in choices.practitioners}
    wanted = asked.get("type", "")
    return DocumentFilter(
        type_code=wanted if wanted in choices.type_codes else "",
        organization_id=organizations.get(asked.get("clinic", "")),
        practitioner=practitioners.get(asked.get("doctor", ""), ""),
        first_day=date(first, 1, 1) if first else None,
        last_day=date(last, 12, 31) if last else None,
    )


def fields_of_documents(wanted: DocumentFilter) -> dict[str, str]:
    """The fields of a filter of documents as an address has them."""
    fields = {
        "type": wanted.type_code,
        "clinic": str(wanted.organization_id or ""),
        "doctor": mark_of(wanted.practitioner) if wanted.practitioner else "",
        "from": str(wanted.first_day.year) if wanted.first_day else "",
        "to": str(wanted.last_day.year) if wanted.last_day else "",
    }
    return {name: value for name, value in fields.items() if value}


def query_of(wanted: CaseFilter, after: UUID | None) -> str:
    """The end of an address that shows the next page."""
    return urlencode(fields_of(replace(wanted, words="")) | ({"after": str(after)} if after else {}))
