"""HL7 CDA R2 as the federal guides shape it («СЭМД»): the header, the sections, who made it and who signed."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from kartoteka.adapters.cda.entries import entries_of
from kartoteka.adapters.cda.narrative import blocks_of
from kartoteka.adapters.cda.others import is_about_another, mask_numbers, names_others, take_others_out
from kartoteka.adapters.cda.xml import HL7, parse
from kartoteka.domain.health_record.clinical_document import CdaPatient, CdaPerson, ClinicalDocument, Section

_NS = f"{{{HL7}}}"
_PATRONYMIC = "{urn:hl7-ru:identity}Patronymic"
_SNILS = "1.2.643.100.3"
_DAY_LENGTH = len("20261112")


class CdaReader:
    """`ClinicalDocumentReader` over lxml; the promises stand in the port."""

    def read(self, content: bytes) -> ClinicalDocument:
        root = parse(content)
        others = names_others(content, root)
        if others:
            take_others_out(root)
        mask_numbers(content, root)
        body = root.find(f"{_NS}component/{_NS}structuredBody")
        signer = root.find(f"{_NS}legalAuthenticator")
        return ClinicalDocument(
            title=_words(root.find(f"{_NS}title")),
            made_on=_day(root.find(f"{_NS}effectiveTime")),
            organization=_words(
                _deep(root, "custodian", "assignedCustodian", "representedCustodianOrganization", "name")
            ),
            authors=tuple(_author(one) for one in root.iterchildren(f"{_NS}author")),
            legal_authenticator=None if signer is None else _person(signer, _deep(signer, "assignedEntity")),
            sections=() if body is None else tuple(_sections(body)),
            has_enclosed_file=root.find(f"{_NS}component/{_NS}nonXMLBody") is not None,
            names_others=others,
        )

    def names_others(self, content: bytes) -> bool:
        return names_others(content, parse(content))

    def read_patient(self, content: bytes) -> CdaPatient:
        role = _deep(parse(content), "recordTarget", "patientRole")
        if role is None:
            return CdaPatient()
        name = _deep(role, "patient", "name")
        numbers = (one.get("extension") or "" for one in role.iterchildren(f"{_NS}id") if one.get("root") == _SNILS)
        return CdaPatient(
            snils="".join(letter for letter in next(numbers, "") if letter.isdigit()),
            family=_words(_child(name, "family")),
            given=_words(_child(name, "given")),
            birth_date=_day(_deep(role, "patient", "birthTime")),
        )


# Elements of lxml, which has no types of its own, here and below.
def _child(element: Any, name: str) -> Any:
    return None if element is None else element.find(f"{_NS}{name}")


def _deep(element: Any, *path: str) -> Any:
    for name in path:
        element = _child(element, name)
    return element


def _words(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _day(element: Any) -> date | None:
    words = "" if element is None else (element.get("value") or "")
    try:
        return datetime.strptime(words[:_DAY_LENGTH], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _author(author: Any) -> CdaPerson:
    return _person(author, _deep(author, "assignedAuthor"))


def _person(signed: Any, role: Any) -> CdaPerson:
    """Name, position and organization; numbers, addresses and phones of staff stay in the file (R60)."""
    code = _child(role, "code")
    return CdaPerson(
        name=_name(_deep(role, "assignedPerson", "name")),
        position="" if code is None else (code.get("displayName") or ""),
        organization=_words(_deep(role, "representedOrganization", "name")),
        on=_day(_child(signed, "time")),
    )


def _name(element: Any) -> str:
    if element is None:
        return ""
    parts = (_child(element, "family"), _child(element, "given"), element.find(_PATRONYMIC))
    return " ".join(filter(None, (_words(one) for one in parts))) or _words(element)


def _sections(parent: Any) -> Iterator[Section]:
    for component in parent.iterchildren(f"{_NS}component"):
        section = component.find(f"{_NS}section")
        if section is not None and is_about_another(section):
            yield Section(_words(section.find(f"{_NS}title")), is_about_another=True)
        elif section is not None:
            text = section.find(f"{_NS}text")
            yield Section(
                title=_words(section.find(f"{_NS}title")),
                blocks=() if text is None else blocks_of(text),
                entries=tuple(entries_of(section)),
                sections=tuple(_sections(section)),
            )
