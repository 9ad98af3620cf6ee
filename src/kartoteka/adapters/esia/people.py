"""ESIA's words for a person, read with distrust: what can't be read is left out, what must be there is asked for."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kartoteka.domain.accounts.types import VerifiedChild, VerifiedPerson
from kartoteka.shared.errors import Refused
from kartoteka.shared.identifiers import InvalidIdentifier, OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import MAX_NAME_PART_LENGTH, InvalidNamePart, PersonName, clean_name_part
from kartoteka.shared.sex import Sex

_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE, "male": Sex.MALE, "female": Sex.FEMALE}
_DATES = ("%d.%m.%Y", "%Y-%m-%d")
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,185}")
_VERIFIED = "VERIFIED"

Json = Mapping[str, Any]


def person_of_esia(answer: Json, *, subject: str) -> VerifiedPerson:
    """
    The person in the answer of `/rs/prns/{oid}` with contacts and documents embedded, and children where they were
    asked for.

    :raises Refused: name, birth date or sex is missing
    """
    contacts = {one.get("type"): text_of(one, "value") for one in _elements(answer, "contacts") if _is_verified(one)}
    return VerifiedPerson(
        subject=subject,
        name=name_of(answer.get("lastName"), answer.get("firstName"), answer.get("middleName")),
        birth_date=birth_date_of(answer.get("birthDate")),
        sex=sex_of(answer.get("gender")),
        # The word of the register alone: anything but a true `true` is a no.
        is_trusted=answer.get("trusted") is True,
        snils=snils_of(answer.get("snils")),
        policy=_policy_of(answer),
        email=email_of(contacts.get("EML", "")),
        phone=phone_of(contacts.get("MBT", "")),
        children=tuple(_children(answer)),
    )


def name_of(family: object, given: object, patronymic: object) -> PersonName:
    """:raises Refused: surname or first name is missing"""
    name = PersonName(_name_part(family), _name_part(given), _name_part(patronymic))
    if not name.family or not name.given:
        raise Refused("a person without a name")
    return name


def birth_date_of(value: object) -> date:
    """:raises Refused: no birth date"""
    for form in _DATES:
        try:
            return datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Refused("a person without a birth date")


def sex_of(value: object) -> Sex:
    """:raises Refused: no sex"""
    sex = _SEXES.get(str(value))
    if sex is None:
        raise Refused("a person without a sex")
    return sex


def snils_of(value: object) -> Snils | None:
    try:
        return Snils.parse(str(value))
    except InvalidIdentifier:
        return None


def policy_of(value: object) -> OmsPolicy | None:
    try:
        return OmsPolicy.parse(PolicyKind.UNIFIED, str(value))
    except InvalidIdentifier:
        return None


def email_of(value: object) -> str:
    return str(value) if _EMAIL.fullmatch(str(value)) else ""


def phone_of(value: object) -> str:
    """E.164, as in +79161234567."""
    digits = re.sub(r"[\s()-]", "", str(value))
    return digits if re.fullmatch(r"\+\d{7,15}", digits, re.ASCII) else ""


def text_of(answer: Json, name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""


def _name_part(value: object) -> str:
    if not isinstance(value, str):
        return ""
    try:
        return clean_name_part(value)
    except InvalidNamePart:
        # Foreigners' names come in Latin letters; what can't be shown is left out.
        shown = "".join(symbol for symbol in unicodedata.normalize("NFC", value) if symbol.isprintable())
        return " ".join(shown.split())[:MAX_NAME_PART_LENGTH]


def _policy_of(answer: Json) -> OmsPolicy | None:
    policies = (one for one in _elements(answer, "documents") if one.get("type") == "MDCL_PLCY" and _is_verified(one))
    found = (policy_of(one.get("unitedNumber") or one.get("number")) for one in policies)
    return next((policy for policy in found if policy is not None), None)


def _children(answer: Json) -> Iterator[VerifiedChild]:
    """The children of the answer, those that a registry can find: a child without SNILS or name is left out."""
    for one in _elements(answer, "kids"):
        snils = snils_of(one.get("snils"))
        try:
            name = name_of(one.get("lastName"), one.get("firstName"), one.get("middleName"))
            birth_date, sex = birth_date_of(one.get("birthDate")), sex_of(one.get("gender"))
        except Refused:
            continue
        if snils is not None:
            yield VerifiedChild(name, birth_date, sex, snils)


def _elements(answer: Json, name: str) -> Iterator[Json]:
    part = answer.get(name)
    elements = part.get("elements") if isinstance(part, dict) else None
    # Without the embedding ESIA lists addresses instead of things.
    yield from (one for one in elements or () if isinstance(one, dict))


def _is_verified(one: Json) -> bool:
    return one.get("vrfStu") == _VERIFIED
