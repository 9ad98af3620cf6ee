"""People who have an account at the simulator, and what it tells of them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Child:
    """A child under fourteen whom its parent entered into his account."""

    family: str
    given: str
    patronymic: str
    birth_date: str
    gender: str
    snils: str

    def told(self, scopes: set[str]) -> dict[str, Any]:
        answer: dict[str, Any] = {"type": "CHILD"}
        if "kid_fullname" in scopes:
            answer |= {"lastName": self.family, "firstName": self.given, "middleName": self.patronymic}
        if "kid_birthdate" in scopes:
            answer["birthDate"] = self.birth_date
        if "kid_gender" in scopes:
            answer["gender"] = self.gender
        if "kid_snils" in scopes:
            answer["snils"] = self.snils
        return answer


@dataclass(frozen=True, slots=True)
class Person:
    """An account at ESIA. `note` says to whoever tries the Portal what is special about it."""

    oid: str
    family: str
    given: str
    patronymic: str
    birth_date: str
    gender: str
    snils: str
    trusted: bool = True
    email: str = ""
    email_verified: bool = True
    mobile: str = ""
    policy: str = ""
    note: str = ""
    children: tuple[Child, ...] = ()

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)

    def told(self, scope: str) -> dict[str, Any]:
        """The answer of /rs/prns: only what the scope covers, in ESIA's words."""
        scopes = set(scope.split())
        answer: dict[str, Any] = {"stateFacts": ["EntityRoot"], "status": "REGISTERED", "trusted": self.trusted}
        if "fullname" in scopes:
            answer |= {"lastName": self.family, "firstName": self.given}
            if self.patronymic:
                answer["middleName"] = self.patronymic
        if "birthdate" in scopes:
            answer["birthDate"] = self.birth_date
        if "gender" in scopes:
            answer["gender"] = self.gender
        if "snils" in scopes:
            answer["snils"] = self.snils
        if any(scope.startswith("kid_") for scope in scopes):
            answer["kids"] = _list([child.told(scopes) for child in self.children])
        return answer | {"contacts": _list(self._contacts(scopes)), "documents": _list(self._documents(scopes))}

    def _contacts(self, scopes: set[str]) -> list[dict[str, Any]]:
        found = []
        if self.email and "email" in scopes:
            status = "VERIFIED" if self.email_verified else "NOT_VERIFIED"
            found.append({"id": 1, "type": "EML", "value": self.email, "vrfStu": status})
        if self.mobile and "mobile" in scopes:
            found.append({"id": 2, "type": "MBT", "value": self.mobile, "vrfStu": "VERIFIED"})
        return found

    def _documents(self, scopes: set[str]) -> list[dict[str, Any]]:
        if not self.policy or "medical_doc" not in scopes:
            return []
        return [{"id": 3, "type": "MDCL_PLCY", "unitedNumber": self.policy, "vrfStu": "VERIFIED"}]


def read_people(path: Path) -> dict[str, Person]:
    """People from a JSON file, by their identifiers."""
    people = [_person(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    return {person.oid: person for person in people}


def _person(told: dict[str, Any]) -> Person:
    children = tuple(Child(**one) for one in told.pop("children", ()))
    return Person(**told, children=children)


def _list(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"stateFacts": ["hasSize"], "size": len(elements), "eTag": "0", "elements": elements}
