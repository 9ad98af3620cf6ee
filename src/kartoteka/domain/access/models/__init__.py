"""Tables of access, by subject."""

from kartoteka.domain.access.models.codes import AccessCodeRow, CodeSwitchRow
from kartoteka.domain.access.models.journal import AgeNoticeRow, JournalCutRow, JournalRow
from kartoteka.domain.access.models.papers import ConsentPaperRow
from kartoteka.domain.access.models.patients import AgeRulesRow, DocumentTypesRow, PatientRow, RepresentationRow
from kartoteka.domain.access.models.rights import AccessRequestRow, DenialRow, DisputeRow, GrantRow

__all__ = [
    "AccessCodeRow",
    "AccessRequestRow",
    "AgeNoticeRow",
    "AgeRulesRow",
    "CodeSwitchRow",
    "ConsentPaperRow",
    "DenialRow",
    "DisputeRow",
    "DocumentTypesRow",
    "GrantRow",
    "JournalCutRow",
    "JournalRow",
    "PatientRow",
    "RepresentationRow",
]
