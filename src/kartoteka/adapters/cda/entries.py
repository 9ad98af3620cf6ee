"""The coded entries of a section: what was measured, prescribed or done, with reference ranges."""

from collections.abc import Iterator
from typing import Any

from kartoteka.adapters.cda.xml import HL7
from kartoteka.domain.health_record.clinical_document import CodedEntry

_NS = f"{{{HL7}}}"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_KINDS = tuple(f"{_NS}{name}" for name in ("observation", "substanceAdministration", "procedure", "encounter"))
_SUBSTANCE = _KINDS[1]
_MATERIAL = f"{_NS}consumable/{_NS}manufacturedProduct/{_NS}manufacturedMaterial"
# A number and its unit may be given twice; the translation has the unit in Russian.
_TRANSLATION = f"{_NS}translation"
_RANGE = f"{_NS}referenceRange/{_NS}observationRange"


def entries_of(section: Any) -> Iterator[CodedEntry]:  # an element of lxml, here and below
    """All facts in the entries of a section itself, without those of the sections in it."""
    for entry in section.iterchildren(f"{_NS}entry"):
        for fact in entry.iter(*_KINDS):
            title, code = _what(fact)
            if title:
                yield CodedEntry(title, _value(fact), _reference(fact), _interpretation(fact), code)


def _what(fact: Any) -> tuple[str, str]:
    if fact.tag == _SUBSTANCE:
        material = fact.find(_MATERIAL)
        if material is None:
            return "", ""
        code, name = material.find(f"{_NS}code"), material.findtext(f"{_NS}name")
        return name or _shown(code), _attribute(code, "code")
    code = fact.find(f"{_NS}code")
    return _shown(code), _attribute(code, "code")


def _shown(code: Any) -> str:
    return _attribute(code, "displayName")


def _attribute(element: Any, name: str) -> str:
    return "" if element is None else (element.get(name) or "").strip()


def _value(fact: Any) -> str:
    if fact.tag == _SUBSTANCE:
        return quantity(fact.find(f"{_NS}doseQuantity"))
    return "; ".join(filter(None, (_one_value(value) for value in fact.iterchildren(f"{_NS}value"))))


def _one_value(value: Any) -> str:
    kind = (value.get(_TYPE) or "").rpartition(":")[2]
    if kind.startswith("IVL"):
        return interval(value)
    words = _shown(value) or quantity(value)
    return words or " ".join("".join(value.itertext()).split())


def quantity(value: Any) -> str:
    """«5,6 ммоль/л»."""
    if value is None:
        return ""
    translated = value.find(_TRANSLATION)
    number = _attribute(value, "value") or _attribute(translated, "value")
    unit = _shown(translated) or _attribute(value, "unit")
    if not number:
        return ""
    number = number.replace(".", ",")
    return number if unit in {"", "1"} else f"{number}\u00a0{unit}"


def interval(value: Any) -> str:
    """«3,9–6,1 ммоль/л», «до 5,2 ммоль/л», «от 1,2 ммоль/л»."""
    low, high = quantity(value.find(f"{_NS}low")), quantity(value.find(f"{_NS}high"))
    if low and high:
        number, _, unit = low.partition("\u00a0")
        return f"{number}–{high}" if high.endswith(unit) else f"{low} – {high}"
    return f"от {low}" if low else f"до {high}" if high else ""


def _reference(fact: Any) -> str:
    found = fact.find(_RANGE)
    if found is None:
        return ""
    value = found.find(f"{_NS}value")
    words = " ".join((found.findtext(f"{_NS}text") or "").split())
    return words or ("" if value is None else interval(value) or _one_value(value))


def _interpretation(fact: Any) -> str:
    return _attribute(fact.find(f"{_NS}interpretationCode"), "code")
