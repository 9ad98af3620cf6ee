"""Tables of the embedded medical system: the registry with its services, and the health records."""

from kartoteka.adapters.mis_embedded.models.documents import (
    DocumentFileRow,
    DocumentSignatureRow,
    MedicalDocumentRow,
)
from kartoteka.adapters.mis_embedded.models.medication import (
    DispensaryObservationRow,
    PrescriptionRow,
)
from kartoteka.adapters.mis_embedded.models.records import CaseRow, DiagnosisRow, PatientSummaryRow, VisitRow
from kartoteka.adapters.mis_embedded.models.registry import (
    SNILS,
    DocumentRow,
    FundRegisterRow,
    InsuredPersonRow,
    KinshipRow,
    LegalRepresentationRow,
    MatchKeyRow,
    OrganizationRow,
    PatientPhoneRow,
    ServiceRow,
)
from kartoteka.adapters.mis_embedded.models.reports import ExaminationReportRow
from kartoteka.adapters.mis_embedded.models.results import IndicatorRow, ResultRow

__all__ = [
    "SNILS",
    "CaseRow",
    "DiagnosisRow",
    "DispensaryObservationRow",
    "DocumentFileRow",
    "DocumentRow",
    "DocumentSignatureRow",
    "ExaminationReportRow",
    "FundRegisterRow",
    "IndicatorRow",
    "InsuredPersonRow",
    "KinshipRow",
    "LegalRepresentationRow",
    "MatchKeyRow",
    "MedicalDocumentRow",
    "OrganizationRow",
    "PatientPhoneRow",
    "PatientSummaryRow",
    "PrescriptionRow",
    "ResultRow",
    "ServiceRow",
    "VisitRow",
]
