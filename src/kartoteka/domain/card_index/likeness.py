"""
How alike typed data and an insured person are, field by field, for a moderator's eyes (C-07).

It ranks and marks. It never joins: whoever is on top is still only a candidate (R14, R16).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import JaroWinkler

from kartoteka.domain.card_index.slips import from_latin_layout, is_one_slip, near_dates, swapped_date
from kartoteka.domain.card_index.types import InsuredPerson, PersonDetails, RegisteredPerson
from kartoteka.shared.identifiers import OmsPolicy, Snils
from kartoteka.shared.names import PersonName, comparable

MAX_CANDIDATES = 8
# Below it two people have little more in common than a birthday.
_LEAST_SCORE = 0.45


class Field(StrEnum):
    """What is compared."""

    FAMILY = "family"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    BIRTH_DATE = "birth-date"
    SEX = "sex"
    SNILS = "snils"
    POLICY = "policy"


class Likeness(StrEnum):
    """How a field agrees."""

    SAME = "same"
    # Case, ё for е, hyphens, look-alikes: the same for a search (R14).
    SPELLING = "spelling"
    LAYOUT = "layout"
    SLIP = "slip"
    SWAPPED = "swapped"
    FORMER = "former"
    NOT_GIVEN = "not-given"
    NOT_KNOWN = "not-known"
    OTHER = "other"


_WORTH: Mapping[Likeness, float] = {
    Likeness.SAME: 1.0,
    Likeness.SPELLING: 0.98,
    Likeness.LAYOUT: 0.95,
    Likeness.FORMER: 0.9,
    Likeness.SLIP: 0.8,
    Likeness.SWAPPED: 0.8,
    Likeness.OTHER: 0.0,
}
# What a person typed and the registry has otherwise, whatever the excuse.
_DIFFERS = frozenset({Likeness.LAYOUT, Likeness.SLIP, Likeness.SWAPPED, Likeness.FORMER, Likeness.OTHER})
_SAYS_NOTHING = frozenset({Likeness.NOT_GIVEN, Likeness.NOT_KNOWN})
_WEIGHT: Mapping[Field, float] = {
    Field.FAMILY: 3,
    Field.GIVEN: 3,
    Field.PATRONYMIC: 2,
    Field.BIRTH_DATE: 3,
    Field.SEX: 0.5,
    Field.SNILS: 4,
    Field.POLICY: 4,
}
# Of a name that is another one, its sound still says a little.
_WORTH_OF_SOUND = 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An insured person who may be meant, and how each field agrees."""

    person: InsuredPerson
    snils: Snils | None
    # The policy most like the typed one.
    policy: OmsPolicy | None
    fields: Mapping[Field, Likeness]
    score: float

    @property
    def contradicts(self) -> bool:
        """Whether the registry says otherwise than was typed: to confirm against it takes two moderators."""
        return not _DIFFERS.isdisjoint(self.fields.values())


def rank(
    details: PersonDetails, people: Iterable[RegisteredPerson], *, unlikely_too: bool = False
) -> tuple[Candidate, ...]:
    """The people most like the details, best first, at most eight."""
    candidates = (compare(details, one) for one in people)
    likely = [one for one in candidates if unlikely_too or one.score >= _LEAST_SCORE]
    return tuple(sorted(likely, key=lambda one: (-one.score, one.person.person_id))[:MAX_CANDIDATES])


def compare(details: PersonDetails, registered: RegisteredPerson) -> Candidate:
    """One insured person beside the details."""
    known = registered.person
    policy = _nearest_policy(details.policy, registered.policies)
    typed_names, known_names = _parts(details.name), _parts(known.name)
    fields = {
        field: _name_likeness(typed_names[field], known_names[field], is_former=registered.bore_this_name)
        for field in typed_names
    }
    fields[Field.BIRTH_DATE] = _date_likeness(details.birth_date, known.birth_date)
    fields[Field.SEX] = Likeness.SAME if details.sex is known.sex else Likeness.OTHER
    fields[Field.SNILS] = _number_likeness(
        details.snils.digits if details.snils else "", registered.snils.digits if registered.snils else ""
    )
    fields[Field.POLICY] = _number_likeness(_policy_text(details.policy), _policy_text(policy))
    score = _score(fields, {field: (typed_names[field], known_names[field]) for field in typed_names})
    return Candidate(known, registered.snils, policy, fields, score)


def are_twins(one: InsuredPerson, other: InsuredPerson) -> bool:
    """Whether two insured people may be twins: all but the first name the same (R15)."""
    return (
        one.person_id != other.person_id
        and one.birth_date == other.birth_date
        and comparable(one.name.family)[:-1] == comparable(other.name.family)[: len(comparable(one.name.family)) - 1]
        and comparable(one.name.patronymic)[:4] == comparable(other.name.patronymic)[:4]
        and comparable(one.name.given) != comparable(other.name.given)
    )


def _parts(name: PersonName) -> dict[Field, str]:
    return {Field.FAMILY: name.family, Field.GIVEN: name.given, Field.PATRONYMIC: name.patronymic}


def _name_likeness(typed: str, known: str, *, is_former: bool) -> Likeness:
    if typed == known:
        return Likeness.SAME
    if not typed or not known:
        return Likeness.NOT_GIVEN if not typed else Likeness.NOT_KNOWN
    one, other = comparable(typed), comparable(known)
    if one == other:
        return Likeness.SPELLING
    if comparable(from_latin_layout(typed)) == other:
        return Likeness.LAYOUT
    if is_former:
        return Likeness.FORMER
    return Likeness.SLIP if is_one_slip(one, other) else Likeness.OTHER


def _date_likeness(typed: date, known: date) -> Likeness:
    if typed == known:
        return Likeness.SAME
    if swapped_date(typed) == known:
        return Likeness.SWAPPED
    return Likeness.SLIP if known in near_dates(typed) else Likeness.OTHER


def _number_likeness(typed: str, known: str) -> Likeness:
    if not typed or not known:
        return Likeness.NOT_GIVEN if not typed else Likeness.NOT_KNOWN
    if typed == known:
        return Likeness.SAME
    return Likeness.SLIP if is_one_slip(typed, known) else Likeness.OTHER


def _nearest_policy(typed: OmsPolicy | None, policies: tuple[OmsPolicy, ...]) -> OmsPolicy | None:
    if typed is None:
        return policies[0] if policies else None
    alike = sorted(
        policies, key=lambda one: (one.kind is not typed.kind, -JaroWinkler.similarity(typed.number, one.number))
    )
    return alike[0] if alike else None


def _policy_text(policy: OmsPolicy | None) -> str:
    return comparable(policy.series) + comparable(policy.number) if policy else ""


def _score(fields: Mapping[Field, Likeness], names: Mapping[Field, tuple[str, str]]) -> float:
    """The share of what was given that agrees, from 0 to 1."""
    telling = {field: likeness for field, likeness in fields.items() if likeness not in _SAYS_NOTHING}
    agreed = sum(_WEIGHT[field] * _worth(likeness, names.get(field)) for field, likeness in telling.items())
    return agreed / sum(_WEIGHT[field] for field in telling)


def _worth(likeness: Likeness, names: tuple[str, str] | None) -> float:
    if likeness is Likeness.OTHER and names is not None:
        return _WORTH_OF_SOUND * JaroWinkler.similarity(comparable(names[0]), comparable(names[1]))
    return _WORTH[likeness]
