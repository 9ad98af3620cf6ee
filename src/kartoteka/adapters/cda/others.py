"""
What a document tells beyond its patient (R60): of the mother of a newborn, of a donor, of whoever is to be called; and
the numbers of staff that somebody typed into a text.

CDA marks people: a section or a fact with a subject of its own is not about the patient, and what is in it neither.
"""

from typing import Any

from lxml import etree

from kartoteka.adapters.cda.xml import HL7
from kartoteka.shared.identifiers import mask_snils

_NS = f"{{{HL7}}}"
_SUBJECT, _SECTION = f"{_NS}subject", f"{_NS}section"
_RELATED, _REFERENCE, _PARTICIPANT = f"{_NS}relatedSubject", f"{_NS}reference", f"{_NS}participant"
_GUARDIAN, _INFORMANT = f"{_NS}guardianPerson", f"{_NS}relatedEntity"
_CELLS = frozenset({f"{_NS}td", f"{_NS}th"})
_DONOR = "DON"
# Kin and whoever else stands by a patient, as against those who treat him.
_NEAR = frozenset({"PRS", "NOK", "ECON", "CAREGIVER", "GUARD", "AGNT"})
# A long document is looked through as bytes first: walking its tree takes a hundred times as long.
_SIGNS = (b"relatedSubject", b"relatedEntity", b"guardianPerson", b"participant")
_WITH_ID = etree.XPath("//*[@ID]")
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_NUMBER, _NUMBER_OF_HEADER = b"000-000-000", b'extension="000-000-000'
_WITH_NUMBER = etree.XPath(
    "(//text() | //@displayName | //@value)[contains(translate(., '123456789', '000000000'), '000-000-000')]"
)


def names_others(content: bytes, root: Any) -> bool:  # the root is an element of lxml, as all others here
    """Whether anything in the document tells of somebody else; not all of it is what a page would show."""
    if not any(sign in content for sign in _SIGNS):
        return False
    if next(root.iter(_RELATED, _GUARDIAN, _INFORMANT), None) is not None:
        return True
    return any(
        one.get("typeCode") == _DONOR or any(role.get("classCode") in _NEAR for role in one)
        for one in root.iter(_PARTICIPANT)
    )


def take_others_out(root: Any) -> None:
    """
    Leave nothing of others in what is read of a document: their facts go, with the words that those point to.

    Their sections stay, for `is_about_another`.
    """
    told: set[str] = set()
    for related in list(root.iter(_RELATED)):
        fact = related.getparent().getparent()
        if fact is None:
            continue
        told |= {(one.get("value") or "").removeprefix("#") for one in fact.iter(_REFERENCE)}
        if fact.tag != _SECTION and fact.getparent() is not None:
            fact.getparent().remove(fact)
    for element in _WITH_ID(root) if told - {""} else ():
        if element.get("ID") in told:
            _take_out(element)


def is_about_another(section: Any) -> bool:
    """Whether a section has a subject of its own."""
    return section.find(f"{_SUBJECT}/{_RELATED}") is not None


def mask_numbers(content: bytes, root: Any) -> None:
    """Leave the last digits of each СНИЛС in what is read: a doctor's is nobody's business, one's own is known."""
    shape = content.translate(_DIGITS)
    if shape.count(_NUMBER) == shape.count(_NUMBER_OF_HEADER):
        return
    for words in _WITH_NUMBER(root):
        element = words.getparent()
        if words.is_attribute:
            element.set(words.attrname, mask_snils(words))
        elif words.is_tail:
            element.tail = mask_snils(words)
        else:
            element.text = mask_snils(words)


def _take_out(element: Any) -> None:
    tail, parent, before = element.tail or "", element.getparent(), element.getprevious()
    if element.tag in _CELLS:
        # A row without it would tell the rest under the wrong heads.
        element.clear()
    elif parent is not None:
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)
