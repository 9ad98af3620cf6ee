"""Documents in HL7 CDA as a test needs them: right in all but what it is about."""

from cast import CastMember

HL7 = (
    'xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:identity="urn:hl7-ru:identity"'
)
SECTION = (
    """<component><section><title>Жалобы</title><text><paragraph>Кашель</paragraph></text></section></component>"""
)


def patient(member: CastMember) -> str:
    """Whose document it is."""
    name = member.name
    return (
        f'<recordTarget><patientRole><id root="1.2.643.100.3" extension="{member.snils}"/><patient><name>'
        f"<family>{name.family}</family><given>{name.given}</given></name>"
        f'<birthTime value="{member.birth_date:%Y%m%d}"/></patient></patientRole></recordTarget>'
    )


def body(*sections: str) -> str:
    return f"<component><structuredBody>{''.join(sections)}</structuredBody></component>"


def cda(*parts: str, before: str = "", namespaces: str = HL7, declaration: str = 'encoding="UTF-8"') -> bytes:
    """A document of the parts; `before` stands in front of the root."""
    return (
        f'<?xml version="1.0" {declaration}?>{before}<ClinicalDocument {namespaces}>'
        "<title>Протокол консультации</title>"
        f'<effectiveTime value="202611121430+0300"/>{"".join(parts)}</ClinicalDocument>'
    ).encode()


def text(markup: str, *, title: str = "Осмотр", entries: str = "") -> str:
    """A section of a narrative and entries."""
    return f"<component><section><title>{title}</title><text>{markup}</text>{entries}</section></component>"
