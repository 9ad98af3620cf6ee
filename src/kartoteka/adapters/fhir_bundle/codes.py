"""Code systems of HL7 FHIR R4 and of Russian health care, and our words in them."""

from typing import Final

from kartoteka.domain.health_record.types import CaseKind, DiagnosisKind, Flag, PrescriptionState
from kartoteka.shared.identifiers import PolicyKind
from kartoteka.shared.sex import Sex

SNILS: Final = "urn:oid:1.2.643.100.3"
# The Russian edition of ICD-10 in the federal register of dictionaries.
ICD_10: Final = "urn:oid:1.2.643.5.1.13.13.11.1005"
# Types of electronic medical documents in the same register.
DOCUMENT_TYPES: Final = "urn:oid:1.2.643.5.1.13.13.11.1522"
UCUM: Final = "http://unitsofmeasure.org"
_TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem"
ACT_CODE: Final = f"{_TERMINOLOGY}/v3-ActCode"
CONDITION_CATEGORY: Final = f"{_TERMINOLOGY}/condition-category"
CONDITION_VERIFIED: Final = f"{_TERMINOLOGY}/condition-ver-status"
DIAGNOSIS_ROLE: Final = f"{_TERMINOLOGY}/diagnosis-role"
OBSERVATION_CATEGORY: Final = f"{_TERMINOLOGY}/observation-category"
INTERPRETATION: Final = f"{_TERMINOLOGY}/v3-ObservationInterpretation"
ALLERGY_CLINICAL: Final = f"{_TERMINOLOGY}/allergyintolerance-clinical"
REPORT_SECTION: Final = f"{_TERMINOLOGY}/v2-0074"
# Codes that a clinic's laboratory gives; two clinics may call two things alike.
CLINICS_OWN: Final = "urn:kartoteka:clinics-own-code"

# As regional services of Russia name the registers of policies.
POLICIES: Final = {
    PolicyKind.OLD: "urn:oid:1.2.643.2.69.1.1.1.6.226",
    PolicyKind.TEMPORARY: "urn:oid:1.2.643.2.69.1.1.1.6.227",
    PolicyKind.UNIFIED: "urn:oid:1.2.643.2.69.1.1.1.6.228",
}
GENDERS: Final = {Sex.MALE: "male", Sex.FEMALE: "female"}
# Class of an encounter: code and name.
CLASSES: Final = {
    CaseKind.OUTPATIENT: ("AMB", "ambulatory"),
    CaseKind.INPATIENT: ("IMP", "inpatient encounter"),
    CaseKind.DAY_HOSPITAL: ("SS", "short stay"),
    CaseKind.PREVENTIVE: ("AMB", "ambulatory"),
}
ROLES: Final = {
    DiagnosisKind.MAIN: ("CC", "Chief complaint"),
    DiagnosisKind.COMPLICATION: ("CM", "Comorbidity diagnosis"),
    DiagnosisKind.CONCOMITANT: ("CM", "Comorbidity diagnosis"),
}
INTERPRETATIONS: Final = {
    Flag.NORMAL: ("N", "Normal"),
    Flag.LOW: ("L", "Low"),
    Flag.HIGH: ("H", "High"),
    Flag.ABNORMAL: ("A", "Abnormal"),
}
REQUESTS: Final = {
    PrescriptionState.ACTIVE: "active",
    PrescriptionState.PARTLY_DISPENSED: "active",
    PrescriptionState.DISPENSED: "completed",
    PrescriptionState.CANCELLED: "cancelled",
}

# A unit that is not here is told in words alone: a wrong code is worse than none.
UCUM_CODES: Final = {
    "ммоль/л": "mmol/L",
    "мкмоль/л": "umol/L",
    "нмоль/л": "nmol/L",
    "пмоль/л": "pmol/L",
    "г/л": "g/L",
    "мг/л": "mg/L",
    "мкг/л": "ug/L",
    "г/дл": "g/dL",
    "мг/дл": "mg/dL",
    "нг/мл": "ng/mL",
    "пг/мл": "pg/mL",
    "мкг/мл": "ug/mL",
    "Ед/л": "U/L",
    "ЕД/л": "U/L",
    "МЕ/л": "[IU]/L",
    "мМЕ/л": "m[IU]/L",
    "мкМЕ/мл": "u[IU]/mL",
    "МЕ/мл": "[IU]/mL",
    "×10¹²/л": "10*12/L",
    "×10⁹/л": "10*9/L",
    "мм/ч": "mm/h",
    "мм рт. ст.": "mm[Hg]",
    "%": "%",
    "фл": "fL",
    "пг": "pg",
    "с": "s",
    "мл/мин": "mL/min",
    "мл/мин/1,73 м²": "mL/min/{1.73_m2}",
    "кг": "kg",
    "см": "cm",
    "кг/м²": "kg/m2",
}

_FIRST_OF_IMMUNIZATION, _LAST_OF_IMMUNIZATION = "Z23", "Z27"


def is_immunization(icd_10: str) -> bool:
    """Whether the reason of a case was that somebody was vaccinated; Z28 says that it was not done."""
    return _FIRST_OF_IMMUNIZATION <= icd_10[:3] <= _LAST_OF_IMMUNIZATION
