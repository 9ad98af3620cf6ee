from enum import StrEnum


class Sex(StrEnum):
    """Sex in official papers, with HL7 FHIR's codes."""

    MALE = "male"
    FEMALE = "female"
