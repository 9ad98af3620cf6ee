"""
Medical documents of the demo in HL7 CDA R2, laid out as the federal guides want it: header, sections, coded entries.

What stands in a document is what stands in the record it belongs to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from kartoteka.devtools.people import DemoPerson
from kartoteka.domain.access.document_types import DOCUMENT_TYPES
from kartoteka.domain.health_record.types import Diagnosis, Flag, Prescription, TestResult, TreatmentCase
from kartoteka.ui import record_words

_TYPES, _SECTIONS, _FIELDS = "1.2.643.5.1.13.13.11.1522", "1.2.643.5.1.13.13.99.2.197", "1.2.643.5.1.13.13.99.2.166"
_DISEASES = "1.2.643.5.1.13.13.11.1005"
_SYSTEM = "1.2.643.5.1.13.13.12.2.35.900.100.1.1"
_INTERPRETATIONS = {Flag.NORMAL: "N", Flag.LOW: "L", Flag.HIGH: "H", Flag.ABNORMAL: "A"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the header of a document says."""

    document_id: UUID
    # The same for all versions of a document.
    set_id: UUID
    type_code: str
    made_on: date
    person: DemoPerson
    practitioner: str
    position: str
    organization: str
    version: int = 1
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A section: code and title, its text and its entries, both as markup already, and whom it is about."""

    code: str
    title: str
    text: str
    entries: str = ""
    # Nobody: the patient.
    subject: str = ""


def write(sheet: Sheet, parts: Sequence[Part]) -> bytes:
    """The document in UTF-8."""
    title = DOCUMENT_TYPES[sheet.type_code]
    moment = f"{sheet.made_on:%Y%m%d}1500+0300"
    confidentiality = "R" if sheet.is_confidential else "N"
    document = f"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:identity="urn:hl7-ru:identity">
<realmCode code="RU"/>
<typeId root="2.16.840.1.113883.1.3" extension="POCD_MT000040"/>
<id root="{_SYSTEM}.51" extension="{sheet.document_id}"/>
<code code="{sheet.type_code}" codeSystem="{_TYPES}" displayName={quoteattr(title)}/>
<title>{escape(title)}</title>
<effectiveTime value="{moment}"/>
<confidentialityCode code="{confidentiality}" codeSystem="1.2.643.5.1.13.13.99.2.285"/>
<languageCode code="ru-RU"/>
<setId root="{_SYSTEM}.50" extension="{sheet.set_id}"/>
<versionNumber value="{sheet.version}"/>
{_patient(sheet.person)}
<author><time value="{moment}"/><assignedAuthor>{_staff(sheet)}</assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization>\
<name>{escape(sheet.organization)}</name></representedCustodianOrganization></assignedCustodian></custodian>
<legalAuthenticator><time value="{moment}"/><signatureCode nullFlavor="NI"/>\
<assignedEntity>{_staff(sheet)}</assignedEntity></legalAuthenticator>
<component><structuredBody>
{"".join(_section(part) for part in parts)}
</structuredBody></component>
</ClinicalDocument>
"""
    return document.encode()


def _patient(person: DemoPerson) -> str:
    name = person.name
    snils = f'<id root="1.2.643.100.3" extension="{person.snils}"/>' if person.snils else ""
    patronymic = f"<identity:Patronymic>{escape(name.patronymic)}</identity:Patronymic>" if name.patronymic else ""
    return f"""<recordTarget><patientRole>{snils}<patient><name><family>{escape(name.family)}</family>\
<given>{escape(name.given)}</given>{patronymic}</name>\
<birthTime value="{person.birth_date:%Y%m%d}"/></patient></patientRole></recordTarget>"""


def _staff(sheet: Sheet) -> str:
    family, given, patronymic = (*sheet.practitioner.split(" "), "")[:3]
    return f"""<code code="109" displayName={quoteattr(sheet.position)}/><assignedPerson><name>\
<family>{escape(family)}</family><given>{escape(given)}</given>\
<identity:Patronymic>{escape(patronymic)}</identity:Patronymic></name></assignedPerson>\
<representedOrganization><name>{escape(sheet.organization)}</name></representedOrganization>"""


def _section(part: Part) -> str:
    return f"""<component><section><code code="{part.code}" codeSystem="{_SECTIONS}" \
displayName={quoteattr(part.title)}/><title>{escape(part.title)}</title><text>{part.text}</text>{part.subject}{part.entries}</section></component>
"""


def words(code: str, title: str, *texts: str) -> Part:
    """A section of paragraphs."""
    return Part(code, title, "".join(f"<paragraph>{escape(one)}</paragraph>" for one in texts if one))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = "".join(f"<th>{escape(one)}</th>" for one in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def diagnoses(found: Sequence[Diagnosis]) -> Part:
    """«Диагнозы», as a table and by their codes."""
    rows = [(record_words.diagnosis_kind(one), one.code, one.name) for one in found]
    entries = "".join(
        f"""<entry><observation classCode="OBS" moodCode="EVN">\
<code code="809" codeSystem="{_FIELDS}" displayName={quoteattr(f"{record_words.diagnosis_kind(one)} диагноз")}/>\
<value xsi:type="CD" code="{one.code}" codeSystem="{_DISEASES}" displayName={quoteattr(record_words.diagnosis(one))}/>\
</observation></entry>"""
        for one in found
    )
    return Part("DGN", "Диагнозы", _table(("Вид", "Код МКБ-10", "Диагноз"), rows), entries)


def laboratory(result: TestResult) -> Part:
    """«Результаты лабораторных исследований» with reference ranges."""
    rows = [
        (
            one.title, record_words.with_unit(one), record_words.reference(one.low, one.high, one.reference),
            record_words.flag(one.flag),
        )
        for one in result.observations
    ]  # fmt: skip
    entries = []
    for one in result.observations:
        value = (
            f'<value xsi:type="ST">{escape(record_words.value(one.value))}</value>'
            if one.value.number is None or one.value.comparator
            else f'<value xsi:type="PQ" value="{one.value.number}" unit={quoteattr(one.unit or "1")}/>'
        )
        limits = "".join(
            f'<{name} value="{limit}" unit={quoteattr(one.unit or "1")}/>'
            for name, limit in (("low", one.low), ("high", one.high))
            if limit is not None
        )
        reference = (
            "<referenceRange><observationRange>"
            + (f'<value xsi:type="IVL_PQ">{limits}</value>' if limits else f"<text>{escape(one.reference)}</text>")
            + "</observationRange></referenceRange>"
            if limits or one.reference
            else ""
        )
        code = _INTERPRETATIONS.get(one.flag)
        interpretation = f'<interpretationCode code="{code}"/>' if code else ""
        entries.append(
            f"""<entry><observation classCode="OBS" moodCode="EVN"><code code="{one.code}" \
codeSystem="1.2.643.5.1.13.13.11.1080" displayName={quoteattr(one.title)}/>{value}{interpretation}{reference}\
</observation></entry>"""
        )
    table = _table(("Показатель", "Результат", "Норма", "Оценка"), rows)
    return Part("RESLAB", result.title, table, "".join(entries))


def prescription(one: Prescription) -> Part:
    """«Назначение» with the drug as an entry."""
    rows = [
        ("Препарат", one.drug),
        ("Торговое наименование", one.trade_name),
        ("Форма", one.form),
        ("Доза", one.dose),
        ("Как принимать", one.schedule),
        ("Количество упаковок", str(one.quantity)),
    ]
    entry = f"""<entry><substanceAdministration classCode="SBADM" moodCode="RQO"><consumable><manufacturedProduct>\
<manufacturedMaterial><name>{escape(one.drug)}</name></manufacturedMaterial></manufacturedProduct></consumable>\
</substanceAdministration></entry>"""
    return Part("RECIPE", "Назначение", _table(("Что", "Значение"), [row for row in rows if row[1]]), entry)


def about_mother(mother: DemoPerson) -> Part:
    """«Сведения о матери» of a newborn, which the page of his record leaves out (R60)."""
    about = f"{mother.name}, родилась {mother.birth_date:%d.%m.%Y}, СНИЛС {mother.snils}"
    told = words("SOCANAM", "Сведения о матери", about, "Во втором триместре беременности была анемия.")
    return replace(told, subject=_subject(mother))


def birth(mother: DemoPerson, *texts: str, of_mother: str) -> Part:
    """How a child was born; what is coded of the mother is not about the child, nor are the words it points to."""
    paragraphs = "".join(f"<paragraph>{escape(one)}</paragraph>" for one in texts)
    of_hers = f'<paragraph ID="mother">{escape(of_mother)}</paragraph>'
    entry = f"""<entry><observation classCode="OBS" moodCode="EVN"><code code="8331-1" \
codeSystem="2.16.840.1.113883.6.1" displayName="Состояние матери"/><text><reference value="#mother"/></text>\
<value xsi:type="ST">{escape(of_mother)}</value>{_subject(mother)}</observation></entry>"""
    return Part("HOSP", "Рождение и пребывание в стационаре", paragraphs + of_hers, entry)


def _subject(mother: DemoPerson) -> str:
    name = mother.name
    return f"""<subject><relatedSubject classCode="PRS"><code code="MTH" codeSystem="2.16.840.1.113883.5.111"/>\
<subject><name><family>{escape(name.family)}</family><given>{escape(name.given)}</given></name>\
<birthTime value="{mother.birth_date:%Y%m%d}"/></subject></relatedSubject></subject>"""


def visits(case: TreatmentCase) -> list[Part]:
    """What was said and found at the first visit of a case."""
    if not case.visits:
        return []
    first = case.visits[0]
    return [
        words("ANAM", "Жалобы", first.complaints),
        words("PATOBJ", "Объективный статус", first.findings),
    ]


def advice(case: TreatmentCase) -> list[Part]:
    """«Рекомендации» as a list, a sentence an entry."""
    sentences = [one.strip() for one in case.visits[0].recommendations.split(". ")] if case.visits else []
    items = "".join(f"<item>{escape(one.rstrip('.'))}</item>" for one in sentences if one)
    return [Part("REGIME", "Рекомендации", f"<list>{items}</list>")] if items else []
