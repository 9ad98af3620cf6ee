"""
The one place where XML from outside is parsed.

No network, no files, no entities: a document that brings definitions of its own is refused before it is parsed, for
nothing that HL7 CDA needs stands in them. What a tree may cost is bounded by counting bytes, which is quick.
"""

import codecs
import re
from typing import Any

from lxml import etree

from kartoteka.domain.health_record.errors import DocumentUnreadable, Unreadable

LARGEST = 8 * 1024 * 1024
DEEPEST = 64
# Each tag costs the tree about a hundred bytes, each attribute as much.
MOST_TAGS = 500_000
MOST_ATTRIBUTES = 400_000
HL7 = "urn:hl7-org:v3"
_ROOT = f"{{{HL7}}}ClinicalDocument"
# Nothing but what every part of ASCII keeps its place in: so the bytes can be searched for what is not wanted.
_ENCODINGS = frozenset({"utf-8", "windows-1251", "us-ascii"})
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)["']""")
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (DEEPEST + 1)})")


def parse(content: bytes) -> Any:  # lxml has no types of its own
    """
    The root of an HL7 CDA document.

    :raises DocumentUnreadable: it is none, or breaks a limit
    """
    _refuse_what_costs_too_much(content)
    _refuse_what_hides(content)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        deep = "depth" in str(error).lower()
        raise DocumentUnreadable(Unreadable.TOO_DEEP if deep else Unreadable.BROKEN) from error
    if root.tag != _ROOT:
        raise DocumentUnreadable(Unreadable.NO_CDA)
    if _TOO_DEEP(root):
        raise DocumentUnreadable(Unreadable.TOO_DEEP)
    return root


def _refuse_what_costs_too_much(content: bytes) -> None:
    if len(content) > LARGEST:
        raise DocumentUnreadable(Unreadable.TOO_LARGE)
    if content.count(b"<") > MOST_TAGS or content.count(b"=") > MOST_ATTRIBUTES:
        raise DocumentUnreadable(Unreadable.TOO_MANY_PARTS)


def _refuse_what_hides(content: bytes) -> None:
    declared = _DECLARED.match(content.removeprefix(codecs.BOM_UTF8))
    if b"\0" in content or (declared and declared[1].decode("latin-1").lower() not in _ENCODINGS):
        raise DocumentUnreadable(Unreadable.ENCODING)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise DocumentUnreadable(Unreadable.HAS_DEFINITIONS)
